import { startOfDayAt } from '../../../../src/emulator/state/clock.js';
import { EmulatorClient, type Json } from '../emulator-client.js';

const COUPON = 'pDEMO-groupon-0001';
const CUSTOM = 'pDEMO-general-coupon-0003';
const USER = 'oDEMO-user-0001';
const DAY = 86_400;

describe('codes', () => {
  let client: EmulatorClient;
  let token: string;
  beforeAll(async () => {
    client = await EmulatorClient.start();
    token = await client.token();
  });
  beforeEach(() => client.control('POST', '/reset'));
  afterAll(() => client.close());

  const get = (request: Json) => client.call('/card/code/get', token, request);
  const update = (request: Json) => client.call('/card/code/update', token, request);
  const unavailable = (request: Json) => client.call('/card/code/unavailable', token, request);
  const issue = (request: Json) => client.control('POST', '/codes', request);
  /** Moves the clock forward and gets a token that is valid then. */
  const clock = async (move: Json) => {
    await client.control('POST', '/clock', move);
    token = await client.token();
  };
  const forward = (advanceSeconds: number) => clock({ advanceSeconds });
  const statusOf = async (request: Json) => (await get({ check_consume: false, ...request })).user_card_status;
  const committed = async () => (await client.calls()).recent.map((record) => record.committed);

  test('code/get returns the card, holder, validity and channel of a NORMAL code', async () => {
    const { now } = await client.control('POST', '/clock', { advanceSeconds: 0 });
    const start = startOfDayAt(Number(now));
    expect(await get({ code: '100000000001' })).toEqual({
      errcode: 0,
      errmsg: 'ok',
      card: { card_id: COUPON, begin_time: start - 290 * DAY, end_time: start + 301 * DAY - 1 },
      openid: USER,
      can_consume: true,
      user_card_status: 'NORMAL',
      outer_str: 'store-tianhe',
      unionid: 'uDEMO-union-0001',
    });
  });

  test.each([
    ['100000000001', 'NORMAL', true, 0],
    ['100000000002', 'CONSUMED', false, 40099],
    ['100000000003', 'EXPIRE', false, 40127],
    ['100000000004', 'GIFTING', false, 40127],
    ['100000000005', 'GIFT_TIMEOUT', false, 40127],
    ['100000000006', 'DELETE', false, 40127],
    ['100000000007', 'UNAVAILABLE', false, 40127],
    ['100000000011', 'NORMAL', false, 0],
  ])(
    'code %s has the status %s, can_consume %s and errcode %i with check_consume',
    async (code, status, canConsume, errcode) => {
      expect(await get({ code, check_consume: false })).toMatchObject({
        errcode: 0,
        user_card_status: status,
        can_consume: canConsume,
      });
      expect((await get({ code, check_consume: true })).errcode).toBe(errcode);
      expect((await get({ code })).errcode).toBe(errcode);
    },
  );

  test('40099 includes the card and the code', async () => {
    const reply = await get({ code: '100000000002' });
    expect(reply.errmsg).toMatch(/^invalid code, this code has consumed\. hint: /);
    expect(reply).toMatchObject({ _code: '100000000002', _card: { card_id: 'pDEMO-cash-0001' } });
  });

  test.each([
    ['never added', { code: '999999999999' }],
    ['gifted away and received', { code: '100000000008' }],
    ['custom, without its card', { code: 'QL-0001' }],
    ['custom, with an empty card_id', { code: 'QL-0001', card_id: '' }],
    ['deposited and unclaimed', { code: 'QL-0101', card_id: CUSTOM }],
    ['of another card', { code: '100000000001', card_id: 'pDEMO-groupon-0002' }],
    ['custom, with an internal key as its code', { code: `${CUSTOM}\nQL-0001` }],
  ])('a code that is %s returns 40056 in every call', async (_what, request) => {
    for (const check_consume of [true, false]) expect((await get({ ...request, check_consume })).errcode).toBe(40056);
    expect((await unavailable(request)).errcode).toBe(40056);
    const change = await update({ ...request, new_code: 'X-1' });
    expect(change.errcode).toBe(request.code.startsWith('1') ? 43009 : 40056);
    expect(new Set(await committed())).toEqual(new Set([false]));
  });

  test.each([
    [{}, 41013],
    [{ code: '' }, 40110],
    [{ code: '1'.repeat(65) }, 40097],
    [{ code: 100000000001 }, 47001],
    [{ code: '100000000001', card_id: 'pNobody' }, 40073],
    [{ code: '100000000001', check_consume: 'true' }, 47001],
    [{ code: '100000000001', card_id: '' }, 0],
    [{ code: '100000000001', card_id: COUPON }, 0],
    [{ code: 'QL-0001', card_id: CUSTOM }, 0],
  ])('code/get of %j returns errcode %i', async (request, errcode) => {
    expect((await get(request)).errcode).toBe(errcode);
  });

  test('code/get of a member card code includes membership number and points', async () => {
    expect(await get({ code: '200000010001' })).toMatchObject({
      card: {
        card_id: 'pDEMO-member-card-0001',
        begin_time: 0,
        end_time: 4_294_967_295,
        code: '200000010001',
        membership_number: '316510891298',
        bonus: 460,
      },
      background_pic_url: expect.any(String),
    });
  });

  test('a fixed term starts on the day of receipt in UTC+8', async () => {
    await clock({ now: Date.UTC(2030, 9, 1, 15, 59, 50) / 1000 });
    const { code } = await issue({ card_id: 'pDEMO-groupon-0002', openid: USER });
    const begin = Date.UTC(2030, 8, 30, 16) / 1000;
    expect((await get({ code })).card).toMatchObject({ begin_time: begin, end_time: begin + 30 * DAY - 1 });
    await forward(29 * DAY);
    expect(await statusOf({ code })).toBe('NORMAL');
    await forward(20);
    expect(await statusOf({ code })).toBe('EXPIRE');
    const later = await issue({ card_id: 'pDEMO-gift-0001', openid: USER });
    expect(await get({ code: later.code })).toMatchObject({ errcode: 0, can_consume: false });
    await forward(DAY);
    expect(await get({ code: later.code })).toMatchObject({ errcode: 0, can_consume: true });
  });

  test('an unaccepted gift times out after 24 hours', async () => {
    const { code } = await issue({ card_id: COUPON, openid: USER });
    await issue({ card_id: COUPON, openid: USER, code, user_card_status: 'GIFTING' });
    await forward(DAY - 5);
    expect(await statusOf({ code })).toBe('GIFTING');
    await forward(6);
    expect(await statusOf({ code })).toBe('GIFT_TIMEOUT');
    expect(await statusOf({ code: '100000000004' })).toBe('GIFT_TIMEOUT');
    await client.control('POST', '/reset');
    expect(await statusOf({ code: '100000000004' })).toBe('GIFTING');
  });

  test('the receiver of an accepted gift gets a new code', async () => {
    const gift = { card_id: COUPON, openid: USER, code: '100000000001' };
    await issue({ ...gift, user_card_status: 'GIFTING' });
    const received = await issue({ ...gift, openid: 'oDEMO-user-0005', user_card_status: 'GIFT_SUCC' });
    expect(received).toMatchObject({ openid: 'oDEMO-user-0005', user_card_status: 'NORMAL', card_id: COUPON });
    expect((await get({ code: gift.code })).errcode).toBe(40056);
    expect(await get({ code: received.code })).toMatchObject({ errcode: 0, openid: 'oDEMO-user-0005' });
  });

  test('code/update renames a custom code, and a repeat returns 40056', async () => {
    const request = { code: 'QL-0001', card_id: CUSTOM, new_code: 'QL-9001' };
    expect(await update(request)).toEqual({ errcode: 0, errmsg: 'ok' });
    expect(await get({ code: 'QL-9001', card_id: CUSTOM })).toMatchObject({ openid: USER, outer_str: 'key-account' });
    expect((await get({ code: 'QL-0001', card_id: CUSTOM })).errcode).toBe(40056);
    expect((await update(request)).errcode).toBe(40056);
    expect(await committed()).toEqual([true, false, false, false]);
  });

  test.each([
    ['to a code in use', { code: 'QL-0001', card_id: CUSTOM, new_code: 'QL-0003' }, 40116],
    ['to an unavailable code', { code: 'QL-0001', card_id: CUSTOM, new_code: 'QL-0004' }, 40116],
    ['to a deposited code', { code: 'QL-0001', card_id: CUSTOM, new_code: 'QL-0102' }, 40116],
    ['to itself', { code: 'QL-0001', card_id: CUSTOM, new_code: 'QL-0001' }, 40116],
    ['to a code of another card', { code: 'QL-0001', card_id: CUSTOM, new_code: '100000000001' }, 0],
    ['to an empty code', { code: 'QL-0001', card_id: CUSTOM, new_code: '' }, 40110],
    ['to 65 bytes', { code: 'QL-0001', card_id: CUSTOM, new_code: 'x'.repeat(65) }, 40097],
    ['without new_code', { code: 'QL-0001', card_id: CUSTOM }, 41013],
    ['of an unknown code', { code: 'QL-7777', card_id: CUSTOM, new_code: 'X' }, 40056],
    ['of an unknown card', { code: 'QL-0001', card_id: 'pNobody', new_code: 'X' }, 40073],
    ['of a card without custom codes', { code: '100000000001', card_id: COUPON, new_code: 'X' }, 43009],
    ['of a code that is not custom', { code: '100000000001', new_code: 'X' }, 43009],
    ['of a consumed code', { code: 'QL-0002', card_id: CUSTOM, new_code: 'X' }, 40099],
    ['of an unavailable code', { code: 'QL-0004', card_id: CUSTOM, new_code: 'X' }, 40127],
  ])('code/update %s returns errcode %i', async (_what, request, errcode) => {
    expect((await update(request)).errcode).toBe(errcode);
    expect(await committed()).toEqual([errcode === 0]);
  });

  test.each([
    ['100000000001', undefined, 0],
    ['100000000001', COUPON, 0],
    ['QL-0003', CUSTOM, 0],
    ['100000000004', undefined, 0],
    ['100000000005', undefined, 0],
    ['100000000011', undefined, 0],
    ['100000000002', undefined, 40099],
    ['100000000003', undefined, 40127],
    ['100000000006', undefined, 40127],
    ['100000000007', undefined, 40127],
  ])(
    'code/unavailable of %s with card_id %s returns errcode %i, and its effect is permanent',
    async (code, card_id, errcode) => {
      const request = { code, ...(card_id ? { card_id } : {}), reason: '退款' };
      expect((await unavailable(request)).errcode).toBe(errcode);
      expect(await committed()).toEqual([errcode === 0]);
      if (errcode !== 0) return;
      expect(await statusOf(request)).toBe('UNAVAILABLE');
      expect((await unavailable(request)).errcode).toBe(40127);
      await forward(400 * DAY);
      expect(await statusOf(request)).toBe('UNAVAILABLE');
    },
  );

  test('a reason of 65 bytes returns 40097', async () => {
    const reply = await unavailable({ code: '100000000001', reason: `${'退'.repeat(21)}ab` });
    expect(reply.errcode).toBe(40097);
  });

  test('codes remain valid when their card is deleted', async () => {
    expect((await client.call('/card/delete', token, { card_id: COUPON })).errcode).toBe(0);
    expect(await get({ code: '100000000001' })).toMatchObject({ errcode: 0, can_consume: true });
    expect((await unavailable({ code: '100000000001' })).errcode).toBe(0);
  });

  test('accounts do not share codes', async () => {
    await client.control('POST', '/accounts', { appid: 'wxcodes', secret: 's' });
    const other = await client.token({ appid: 'wxcodes', secret: 's' });
    await unavailable({ code: '100000000001' });
    const reply = await client.call('/card/code/get', other, { code: '100000000001' });
    expect(reply.user_card_status).toBe('NORMAL');
  });
});
