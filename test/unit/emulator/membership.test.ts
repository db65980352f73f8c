import { EmulatorClient, type Json } from './emulator-client.js';
import { CardClient } from './own-cards.js';

/** A card with points, two custom fields and 10 points for a new member. */
const TEA = 'pDEMO-member-card-0001';
/** A card with points and stored value. */
const BOOKS = 'pDEMO-member-card-0002';
const NEW_MEMBER = { code: '200000010004', card_id: TEA };
const TEA_MEMBER = { code: '200000010001', card_id: TEA };
const BOOKS_MEMBER = { code: '200000020002', card_id: BOOKS };
const REFUSED: [string, Json, number][] = [
  ['an unknown code', { code: '999999999999', card_id: TEA }, 40056],
  ['an unknown card', { code: '200000010001', card_id: 'pUnknown' }, 40073],
  ['a code of another type of card', { code: '100000000001', card_id: 'pDEMO-groupon-0001' }, 40071],
  ['an unavailable code', { code: '200000010005', card_id: TEA }, 40127],
];

let cards: CardClient;
let client: EmulatorClient;
beforeAll(async () => {
  client = await EmulatorClient.start();
  cards = new CardClient(client, await client.token());
});
beforeEach(() => client.control('POST', '/reset'));
afterAll(() => client.close());

const activate = (request: Json) =>
  cards.call('/card/membercard/activate', { membership_number: 'AAA00000001', ...request });
const update = (request: Json) => cards.call('/card/membercard/updateuser', request);
const info = ({ code, card_id }: Json) => cards.call('/card/membercard/userinfo/get', { code, card_id });
const row = async (code: string) => ((await cards.state()).members as Json[]).find((each) => each.code === code);
const setStatus = (user_card_status: string) =>
  client.control('POST', '/codes', { ...TEA_MEMBER, openid: 'oDEMO-user-0001', user_card_status });

describe('the emulated membercard/activate', () => {
  test('activates a member with the values that are sent', async () => {
    const sent = {
      init_bonus: 100,
      init_custom_field_value1: '白银',
      background_pic_url: 'https://mmbiz.qlogo.cn/mmbiz/0',
    };
    expect(await activate({ ...NEW_MEMBER, ...sent })).toEqual({ errcode: 0 });
    expect(await info(NEW_MEMBER)).toMatchObject({
      ...{ membership_number: 'AAA00000001', bonus: 100, has_active: true, user_card_status: 'NORMAL' },
    });
    expect(await row(NEW_MEMBER.code)).toMatchObject({
      ...{ custom_field_value1: '白银', background_pic_url: 'https://mmbiz.qlogo.cn/mmbiz/0', balance: 0 },
    });
    const code = await cards.call('/card/code/get', { code: NEW_MEMBER.code });
    expect(code).toMatchObject({ background_pic_url: 'https://mmbiz.qlogo.cn/mmbiz/0' });
  });

  test('gives a new member the init_increase_bonus of the card, unless init_bonus is sent', async () => {
    await activate(NEW_MEMBER);
    expect(await info(NEW_MEMBER)).toMatchObject({ bonus: 10 });
    await client.control('POST', '/reset');
    await activate({ ...NEW_MEMBER, init_bonus: 0 });
    expect(await info(NEW_MEMBER)).toMatchObject({ bonus: 0 });
  });

  test('overwrites what a repeated activate sends and keeps the rest', async () => {
    await activate({ ...NEW_MEMBER, init_bonus: 100, init_custom_field_value1: '白银' });
    await update({ ...NEW_MEMBER, add_bonus: 5 });
    await activate({ ...NEW_MEMBER, membership_number: 'AAA00000002' });
    expect(await row(NEW_MEMBER.code)).toMatchObject({
      ...{ membership_number: 'AAA00000002', bonus: 105, custom_field_value1: '白银' },
    });
    // A late repeat of the first call overwrites the points that were earned since.
    await activate({ ...NEW_MEMBER, init_bonus: 100 });
    expect(await info(NEW_MEMBER)).toMatchObject({ membership_number: 'AAA00000001', bonus: 100 });
  });

  test('accepts a decimal balance, and a member of an auto_activate card', async () => {
    expect(await activate({ ...BOOKS_MEMBER, init_balance: 200.5 })).toEqual({ errcode: 0 });
    expect(await info(BOOKS_MEMBER)).toMatchObject({ balance: 200.5, membership_number: 'AAA00000001' });
  });

  test('sets the validity of the code', async () => {
    const now = Math.floor(Date.now() / 1000);
    await activate({ ...NEW_MEMBER, activate_begin_time: now, activate_end_time: now + 60 });
    const { card } = await cards.call('/card/code/get', { code: NEW_MEMBER.code });
    expect(card).toMatchObject({ begin_time: now, end_time: now + 60 });
    await client.control('POST', '/clock', { advanceSeconds: 120 });
    expect(await activate(NEW_MEMBER)).toMatchObject({ errcode: 40127 });
  });

  test('refuses the sixth activation of a member within a minute with 45061 and accepts one a minute later', async () => {
    for (let count = 1; count <= 5; count += 1) expect(await activate(TEA_MEMBER)).toEqual({ errcode: 0 });
    expect(await activate(TEA_MEMBER)).toMatchObject({ errcode: 45061 });
    expect(await activate(NEW_MEMBER)).toEqual({ errcode: 0 });
    expect(await update({ ...TEA_MEMBER, add_bonus: 1 })).toMatchObject({ errcode: 0 });
    await client.control('POST', '/clock', { advanceSeconds: 60 });
    expect(await activate(TEA_MEMBER)).toEqual({ errcode: 0 });
  });

  test.each(REFUSED)('refuses %s', async (_, request, errcode) => {
    expect(await activate(request)).toMatchObject({ errcode });
  });

  test.each([
    [{ membership_number: undefined }, 41011],
    [{ membership_number: 'x'.repeat(21) }, 45021],
    [{ init_bonus: 1.5 }, -1],
    [{ init_bonus: -1 }, 45022],
    [{ init_balance: -1 }, 45023],
    [{ init_bonus_record: 'x'.repeat(33) }, 45021],
    [{ init_custom_field_value2: '五个中文字' }, 45021],
    [{ background_pic_url: 'https://demo.example/0' }, 40141],
    [{ background_pic_url: `https://mmbiz.qlogo.cn/${'x'.repeat(128)}` }, 45021],
    [{ activate_begin_time: 2, activate_end_time: 1 }, 40097],
  ])('refuses %j with %d and changes nothing', async (fields, errcode) => {
    expect(await activate({ ...NEW_MEMBER, ...fields })).toMatchObject({ errcode });
    expect(await info(NEW_MEMBER)).toMatchObject({ has_active: false });
  });
});

describe('the emulated membercard/updateuser', () => {
  test.each([
    ['sets totals', { bonus: 30, balance: 500 }, { result_bonus: 30, result_balance: 500 }],
    ['adds differences', { add_bonus: 7, add_balance: 20 }, { result_bonus: 40, result_balance: 208.5 }],
    [
      'subtracts negative differences',
      { add_bonus: -33, add_balance: -88 },
      { result_bonus: 0, result_balance: 100.5 },
    ],
    ['prefers a total to its difference', { bonus: 0, add_bonus: 9 }, { result_bonus: 0, result_balance: 188.5 }],
    ['changes nothing without amounts', { record_bonus: '兑换礼品' }, { result_bonus: 33, result_balance: 188.5 }],
  ])('%s', async (_, fields, results) => {
    const member = { code: '200000020001', card_id: BOOKS };
    expect(await update({ ...member, ...fields })).toEqual({ errcode: 0, openid: 'oDEMO-user-0001', ...results });
    const { result_bonus: bonus, result_balance: balance } = results;
    expect(await info(member)).toMatchObject({ bonus, balance, user_card_status: 'NORMAL' });
  });

  test('adds the same difference again when it is repeated', async () => {
    await update({ ...BOOKS_MEMBER, add_bonus: 7 });
    expect(await update({ ...BOOKS_MEMBER, add_bonus: 7 })).toMatchObject({ result_bonus: 14 });
  });

  test('returns the balance 0 on a card without stored value', async () => {
    expect(await update({ ...TEA_MEMBER, balance: 500 })).toMatchObject({ errcode: 0, result_balance: 0 });
    expect(await info(TEA_MEMBER)).not.toHaveProperty('balance');
  });

  test('stores the values of custom fields that the card has and ignores the others', async () => {
    const values = { custom_field_value1: '金卡', custom_field_value2: '8折', custom_field_value3: '无' };
    await update({ ...TEA_MEMBER, ...values });
    const member = await row(TEA_MEMBER.code);
    expect(member).toMatchObject({ custom_field_value1: '金卡', custom_field_value2: '8折' });
    expect(member).not.toHaveProperty('custom_field_value3');
  });

  test('changes a member who is not active and leaves it inactive', async () => {
    expect(await update({ ...NEW_MEMBER, bonus: 3 })).toMatchObject({ errcode: 0, result_bonus: 3 });
    expect(await info(NEW_MEMBER)).toMatchObject({ bonus: 3, has_active: false });
  });

  test.each(REFUSED)('refuses %s', async (_, request, errcode) => {
    expect(await update(request)).toMatchObject({ errcode });
  });

  test('refuses a deleted code with 40127', async () => {
    await setStatus('DELETE');
    expect(await update({ ...TEA_MEMBER, bonus: 1 })).toMatchObject({ errcode: 40127 });
  });

  test.each([
    [{ card_id: undefined }, 41012],
    [{ bonus: 100.5 }, -1],
    [{ add_balance: 0.1 }, -1],
    [{ bonus: -1 }, 45022],
    [{ add_bonus: -461 }, 45022],
    [{ add_bonus: Number.MAX_SAFE_INTEGER }, 45022],
    [{ add_balance: -1 }, 45023],
    [{ bonus: '1' }, 47001],
    [{ record_bonus: '十'.repeat(15) }, 45021],
    [{ record_balance: 'x'.repeat(43) }, 45021],
    [{ custom_field_value1: 'x'.repeat(13) }, 45021],
    [{ background_pic_url: 'http://demo.example/1' }, 40141],
    [{ notify_optional: { is_notify_bonus: 'yes' } }, 47001],
    [{ notify_optional: true }, 47001],
  ])('refuses %j with %d and changes nothing', async (fields, errcode) => {
    expect(await update({ ...TEA_MEMBER, ...fields })).toMatchObject({ errcode });
    expect(await info(TEA_MEMBER)).toMatchObject({ bonus: 460 });
  });
});
