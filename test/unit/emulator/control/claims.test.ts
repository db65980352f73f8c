import { EmulatorClient, type Json, json } from '../emulator-client.js';
import { newCard } from '../new-cards.js';
import { CardClient } from '../own-cards.js';

const USER = 'oDEMO-user-0009';
const DEPOSIT_CARD = 'pDEMO-general-coupon-0003';

let cards: CardClient;
let client: EmulatorClient;
beforeAll(async () => {
  client = await EmulatorClient.start({ reviewSeconds: 60 });
  cards = new CardClient(client, await client.token());
});
beforeEach(() => client.control('POST', '/reset'));
afterAll(() => client.close());

const claim = (fields: object) => client.control('POST', '/claims', { openid: USER, ...fields });
const review = (cardId: string, passed: boolean) => client.control('POST', '/reviews', { card_id: cardId, passed });
const codeGet = (code: unknown, card_id: string) =>
  cards.call('/card/code/get', { code, card_id, check_consume: false });
const quantity = async (cardId: string) => ((await cards.baseInfo('GIFT', cardId)).sku as Json).quantity;

async function approved(...[cardType, base, own]: Parameters<typeof newCard>): Promise<string> {
  const cardId = String((await cards.call('/card/create', newCard(cardType, base, own))).card_id);
  await review(cardId, true);
  return cardId;
}

describe('POST /_emulator/reviews', () => {
  test.each([
    [true, 'CARD_STATUS_VERIFY_OK'],
    [false, 'CARD_STATUS_VERIFY_FAIL'],
  ])('with passed %s ends the review with %s', async (passed, status) => {
    const { card_id: id } = await cards.call('/card/create', newCard('GIFT'));
    expect(await review(String(id), passed)).toEqual({ card_id: id, status });
    await client.control('POST', '/clock', { advanceSeconds: 61 });
    expect((await cards.baseInfo('GIFT', String(id))).status).toBe(status);
  });

  test('shows the reason of a refusal in the state until the next review begins', async () => {
    const { card_id: id } = await cards.call('/card/create', newCard('GIFT'));
    const last = async () => ((await cards.state()) as { cards: Json[] }).cards.at(-1);
    expect(await last()).not.toHaveProperty('refuse_reason');
    await client.control('POST', '/reviews', { card_id: id, passed: false, reason: '商标无授权' });
    expect(await last()).toMatchObject({ card_type: 'GIFT', refuse_reason: '商标无授权' });
    expect(await cards.call('/card/get', { card_id: id })).not.toHaveProperty('card.refuse_reason');
    await cards.call('/card/update', { card_id: id, gift: { base_info: { notice: 'Again' } } });
    expect(await last()).not.toHaveProperty('refuse_reason');
    await client.control('POST', '/reviews', { card_id: id, passed: true, reason: 'ignored' });
    expect(await last()).not.toHaveProperty('refuse_reason');
  });

  test('is rejected with a reason over 512 bytes', async () => {
    const { card_id: id } = await cards.call('/card/create', newCard('GIFT'));
    const body = { card_id: id, passed: false, reason: 'x'.repeat(513) };
    const response = await client.raw('POST', '/_emulator/reviews', JSON.stringify(body));
    expect(response.status).toBe(400);
    expect((await json(response)).error).toBe('reason: expected a string of at most 512 bytes, got a longer string');
  });

  test('is rejected for a card that is not under review', async () => {
    const body = { card_id: 'pDEMO-gift-0001', passed: true };
    const response = await client.raw('POST', '/_emulator/reviews', JSON.stringify(body));
    expect(response.status).toBe(400);
    expect((await json(response)).error).toBe(
      'card_id: expected a card under review, got a card with CARD_STATUS_VERIFY_OK',
    );
  });

  test('is not needed for a new card whose review time has passed', async () => {
    const { card_id: id } = await cards.call('/card/create', newCard('GIFT'));
    await client.control('POST', '/clock', { advanceSeconds: 61 });
    expect((await cards.baseInfo('GIFT', String(id))).status).toBe('CARD_STATUS_VERIFY_OK');
  });
});

describe('POST /_emulator/listing', () => {
  test('lists the newest card first until a reset', async () => {
    const { card_id: id } = await cards.call('/card/create', newCard('GIFT'));
    const first = async (page: object = {}) =>
      (await cards.call('/card/batchget', { offset: 0, count: 1, ...page })).card_id_list;
    expect(await first()).not.toEqual([id]);
    await client.control('POST', '/listing', { order: 'newest' });
    expect(await first()).toEqual([id]);
    expect(await first({ status_list: ['CARD_STATUS_NOT_VERIFY'] })).toEqual([id]);
    await client.control('POST', '/reset');
    expect(await first()).not.toEqual([id]);
  });
});

describe('POST /_emulator/claims', () => {
  test('gives the user a NORMAL code of the platform and decrements the stock', async () => {
    const id = await approved('GIFT', { sku: { quantity: 2 } });
    const { code } = await claim({ card_id: id, outer_str: 'poster' });
    expect(code).toMatch(/^\d{12}$/);
    expect(await codeGet(code, id)).toMatchObject({
      openid: USER,
      user_card_status: 'NORMAL',
      can_consume: true,
      outer_str: 'poster',
    });
    expect(await cards.call('/card/user/getcardlist', { openid: USER })).toMatchObject({
      card_list: [{ card_id: id, code }],
    });
    expect(await quantity(id)).toBe(1);
  });

  test.each([true, false])('makes the member active at once if auto_activate is %s', async (isActive) => {
    const id = await approved('MEMBER_CARD', {}, { auto_activate: isActive, bonus_rule: { init_increase_bonus: 10 } });
    const { code } = await claim({ card_id: id });
    const { members } = (await cards.state()) as { members: Json[] };
    expect(members.find((member) => member.code === code)).toMatchObject({
      card_id: id,
      openid: USER,
      has_active: isActive,
      bonus: isActive ? 10 : 0,
    });
  });

  test('restores the code of a member card that the user deleted', async () => {
    const id = await approved('MEMBER_CARD', { get_limit: 1 });
    const { code } = await claim({ card_id: id });
    await client.control('POST', '/codes', { card_id: id, openid: USER, code, user_card_status: 'DELETE' });
    expect(await claim({ card_id: id })).toEqual({ code });
    expect(await codeGet(code, id)).toMatchObject({ user_card_status: 'NORMAL' });
  });

  test('takes the code of the merchant for custom codes', async () => {
    const id = await approved('GIFT', { use_custom_code: true });
    expect(await claim({ card_id: id })).toMatchObject({ errcode: 40097 });
    expect(await claim({ card_id: id, code: 'A-1' })).toEqual({ code: 'A-1' });
    expect(await claim({ card_id: id, code: 'A-1' })).toMatchObject({ errcode: 40116 });
    expect(await claim({ card_id: id, code: 'no spaces' })).toMatchObject({ errcode: 40116 });
    expect(await quantity(id)).toBe(99);
  });

  test('chooses each deposited code once, in the same order after a reset', async () => {
    const all = async () => [
      (await claim({ card_id: DEPOSIT_CARD })).code,
      (await claim({ card_id: DEPOSIT_CARD })).code,
    ];
    expect(await claim({ card_id: DEPOSIT_CARD, code: 'QL-0101' })).toMatchObject({ errcode: 40097 });
    const codes = await all();
    expect([...codes].sort()).toEqual(['QL-0101', 'QL-0102']);
    expect(await claim({ card_id: DEPOSIT_CARD })).toMatchObject({ errcode: 45031 });
    expect((await cards.state()).deposits).toEqual([]);
    await client.control('POST', '/reset');
    expect(await all()).toEqual(codes);
  });

  test('gives a gifted code to a friend as a new code', async () => {
    const id = await approved('GIFT');
    const { code } = await claim({ card_id: id });
    const gift = { card_id: id, openid: 'oDEMO-friend', gift_of: { openid: USER, code } };
    const { code: received } = await claim(gift);
    expect(received).not.toBe(code);
    expect(await codeGet(code, id)).toEqual({ errcode: 40056 });
    expect(await codeGet(received, id)).toMatchObject({ openid: 'oDEMO-friend', user_card_status: 'NORMAL' });
    expect(await quantity(id)).toBe(99);
    expect(await claim(gift)).toMatchObject({ errcode: 40056 });
  });

  test('refuses a gift of a consumed code', async () => {
    const gift_of = { openid: 'oDEMO-user-0001', code: '100000000002' };
    expect(await claim({ card_id: 'pDEMO-cash-0001', gift_of })).toMatchObject({ errcode: 40127 });
  });

  test.each<[number, string, string]>([
    [40073, 'an unknown card', 'pNONE'],
    [40078, 'a card under review', 'pDEMO-cash-0003'],
    [40078, 'a card that failed its review', 'pDEMO-discount-0003'],
    [40078, 'a deleted card', 'pDEMO-gift-0003'],
    [45031, 'a card without stock', 'pDEMO-gift-0002'],
  ])('refuses with %i %s', async (errcode, _, cardId) => {
    const before = (await cards.state()).codes;
    expect(await claim({ card_id: cardId })).toEqual({ errcode, errmsg: expect.any(String) });
    expect((await cards.state()).codes).toEqual(before);
  });

  test('refuses a user who reached get_limit, and ignores codes that the user deleted', async () => {
    const id = await approved('GIFT', { get_limit: 1 });
    const { code } = await claim({ card_id: id });
    expect(await claim({ card_id: id })).toMatchObject({ errcode: 45033 });
    await client.control('POST', '/codes', { card_id: id, openid: USER, code, user_card_status: 'DELETE' });
    expect(await claim({ card_id: id })).toEqual({ code: expect.any(String) });
  });

  test('refuses a card with bind_openid, and one whose validity has ended', async () => {
    expect(await claim({ card_id: await approved('GIFT', { bind_openid: true }) })).toMatchObject({ errcode: 40003 });
    const range = { type: 'DATE_TYPE_FIX_TIME_RANGE', begin_timestamp: 1_893_456_000, end_timestamp: 1_924_991_999 };
    const id = await approved('GIFT', { date_info: range });
    await client.control('POST', '/clock', { now: 1_924_992_000 });
    expect(await claim({ card_id: id })).toMatchObject({ errcode: 40078 });
  });
});

test('GET /_emulator/state shows the parts that no call fills yet as empty', async () => {
  const { whitelist, forms, component } = await cards.state();
  expect({ whitelist, forms, component }).toEqual({
    forms: [],
    component: {},
    whitelist: { openids: [], usernames: [] },
  });
});
