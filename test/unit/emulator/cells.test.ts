import { EmulatorClient, type Json } from './emulator-client.js';
import { CardClient } from './own-cards.js';

/** A member card with shops, and one for all shops. */
const BOOKS = 'pDEMO-member-card-0002';
const TEA = 'pDEMO-member-card-0001';
const CALLS = ['paycell', 'selfconsumecell'] as const;

let cards: CardClient;
let client: EmulatorClient;
beforeAll(async () => {
  client = await EmulatorClient.start();
  cards = new CardClient(client, await client.token());
});
beforeEach(() => client.control('POST', '/reset'));
afterAll(() => client.close());

const set = (call: (typeof CALLS)[number], request: Json) =>
  cards.call(`/card/${call}/set`, { card_id: BOOKS, ...request });
const open = async () => (await cards.state()).cells;
const update = (base_info: object) => cards.update('MEMBER_CARD', { base_info }, BOOKS);

describe('the emulated cells', () => {
  test('open by default and close with is_open false', async () => {
    expect(await set('paycell', {})).toEqual({ errcode: 0 });
    expect(await open()).toEqual([{ card_id: BOOKS, pay: true, self_consume: null }]);
    await set('paycell', { is_open: false });
    await set('selfconsumecell', { need_remark_amount: true });
    const self_consume = { need_verify_cod: false, need_remark_amount: true };
    expect(await open()).toEqual([{ card_id: BOOKS, pay: false, self_consume }]);
    await set('selfconsumecell', { is_open: false, need_verify_cod: true });
    expect(await open()).toEqual([{ card_id: BOOKS, pay: false, self_consume: null }]);
  });

  test.each(CALLS)('with %s/set need a shop of the card to open (43017), and none to close', async (call) => {
    await update({ location_id_list: '0' });
    expect(await set(call, {})).toMatchObject({ errcode: 43017 });
    expect(await set(call, { is_open: false })).toEqual({ errcode: 0 });
    expect(await set(call, { card_id: TEA })).toEqual({ errcode: 0 });
  });

  test.each(CALLS)('with %s/set conflict with the button in the middle (45046)', async (call) => {
    await update({ center_title: '立即使用' });
    expect(await set(call, {})).toMatchObject({ errcode: 45046 });
    await update({ center_title: '' });
    expect(await set(call, {})).toEqual({ errcode: 0 });
    // card/update refuses the button while the cell is open.
    expect(await update({ center_title: '立即使用' })).toMatchObject({ errcode: 40145 });
    await set(call, { is_open: false });
    expect(await update({ center_title: '立即使用' })).toMatchObject({ errcode: 0 });
  });

  test.each([
    ['paycell', 'selfconsumecell'],
    ['selfconsumecell', 'paycell'],
  ] as const)(
    'exclude each other, so that %s refuses %s with 45046, and a repeat does no harm',
    async (first, second) => {
      expect(await set(first, {})).toEqual({ errcode: 0 });
      expect(await set(first, {})).toEqual({ errcode: 0 });
      expect(await set(second, {})).toMatchObject({ errcode: 45046 });
      expect(await set(second, { is_open: false })).toEqual({ errcode: 0 });
    },
  );

  test("require the verification code on a friends' voucher (40153)", async () => {
    const card_id = 'pDEMO-discount-0002';
    await cards.update('DISCOUNT', { base_info: { location_id_list: [402_521_601] } }, card_id);
    expect(await set('selfconsumecell', { card_id })).toMatchObject({ errcode: 40153 });
    expect(await set('selfconsumecell', { card_id, need_verify_cod: true })).toEqual({ errcode: 0 });
  });

  test.each([
    [{ card_id: 'pUnknown' }, 40073],
    [{ card_id: 'pDEMO-gift-0003' }, 40078],
    [{ card_id: undefined }, 41012],
    [{ is_open: 'true' }, 47001],
  ])('refuse %j with %d', async (request, errcode) => {
    for (const call of CALLS) expect(await set(call, request)).toMatchObject({ errcode });
    expect(await open()).toEqual([]);
  });
});
