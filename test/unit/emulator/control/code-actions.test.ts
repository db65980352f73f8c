import { EmulatorClient, type Json, json } from '../emulator-client.js';
import { CardClient } from '../own-cards.js';

const HOLDER = 'oDEMO-user-0001';
const FRIEND = 'oDEMO-user-0009';
const CODE = '100000000001';
const CUSTOM = { code: 'QL-0001', card_id: 'pDEMO-general-coupon-0003' };

let cards: CardClient;
let client: EmulatorClient;
beforeAll(async () => {
  client = await EmulatorClient.start();
  cards = new CardClient(client, await client.token());
});
beforeEach(() => client.control('POST', '/reset'));
afterAll(() => client.close());

const act = (code: string, action: string, body: object = {}) =>
  client.control('POST', `/codes/${encodeURIComponent(code)}/${action}`, body);
const statusOf = async (code: string) => {
  const rows = (await cards.state()).codes as Json[];
  return rows.find((row) => row.code === code)?.user_card_status;
};

describe('POST /_emulator/codes/:code/:action', () => {
  test.each([
    ['gift', CODE, 'GIFTING'],
    ['return', '100000000004', 'NORMAL'],
    ['return', '100000000005', 'NORMAL'],
    ['delete', CODE, 'DELETE'],
    ['delete', '100000000003', 'DELETE'],
    ['redeem', CODE, 'CONSUMED'],
    ['expire', CODE, 'EXPIRE'],
    ['pay', CODE, 'CONSUMED'],
    ['pay', '200000010001', 'NORMAL'],
    ['view', '100000000002', 'CONSUMED'],
    ['enter', CODE, 'NORMAL'],
  ])('with %s leads code %s to %s', async (action, code, status) => {
    expect(await act(code, action)).toMatchObject({ code, user_card_status: status });
    expect(await statusOf(code)).toBe(status);
  });

  test.each([
    ['gift', '100000000004', 40127],
    ['gift', '200000010001', 40127],
    ['accept', CODE, 40127],
    ['return', CODE, 40127],
    ['delete', '100000000007', 40127],
    ['redeem', '100000000002', 40099],
    ['redeem', '200000010001', 40071],
    ['redeem', '100000000011', 40147],
    ['expire', '100000000002', 40127],
    ['pay', '100000000002', 40127],
    ['view', '100000000006', 40127],
    ['enter', '100000000008', 40056],
    ['view', 'unknown', 40056],
  ])('with %s refuses code %s with %d and changes nothing', async (action, code, errcode) => {
    const before = await statusOf(code);
    const body = action === 'accept' ? { friend_openid: FRIEND } : {};
    expect(await act(code, action, body)).toMatchObject({ errcode, errmsg: expect.any(String) });
    expect(await statusOf(code)).toBe(before);
  });

  test('gives the code of a gift to the friend who accepts it', async () => {
    await act(CODE, 'gift', { openid: HOLDER, friend_openid: FRIEND });
    const accepted = await act(CODE, 'accept', { openid: HOLDER, friend_openid: FRIEND });
    expect(accepted).toMatchObject({ openid: FRIEND, user_card_status: 'NORMAL' });
    expect(accepted.code).not.toBe(CODE);
    expect(await statusOf(CODE)).toBe('GIFT_SUCC');
    expect(await cards.call('/card/code/consume', { code: CODE })).toMatchObject({ errcode: 40056 });
    expect(await cards.call('/card/code/consume', { code: accepted.code })).toMatchObject({
      errcode: 0,
      openid: FRIEND,
    });
  });

  test('lets another till redeem a code before code/consume, without an entry in the ledger', async () => {
    await act(CODE, 'redeem', { source: 'FROM_MP' });
    expect(await cards.call('/card/code/consume', { code: CODE })).toMatchObject({ errcode: 40099 });
    const { byPath, recent } = await client.calls();
    expect(byPath['/card/code/consume']).toBe(1);
    expect(recent.filter(({ committed }) => committed)).toEqual([]);
  });

  test('finds a custom code only with its card, and decodes the code in the path', async () => {
    expect(await act(CUSTOM.code, 'expire')).toMatchObject({ errcode: 40056 });
    const code = '茶 /50%?';
    await client.control('POST', '/codes', { card_id: CUSTOM.card_id, openid: HOLDER, code });
    expect(await act(code, 'expire', { card_id: CUSTOM.card_id })).toMatchObject({ code, user_card_status: 'EXPIRE' });
  });

  test.each([
    [`${CODE}/burn`, {}, 400, 'action: expected one of gift, accept'],
    [`${CODE}/gift`, { openid: FRIEND }, 400, 'openid: expected the holder of the code, got another user'],
    [`100000000004/accept`, {}, 400, 'friend_openid: expected the user who accepts the gift, got nothing'],
    [`${CODE}/redeem`, { source: 'FROM_HOME' }, 400, 'source: expected one of FROM_API'],
    [`${CODE}/redeem`, { code: '1' }, 400, 'code: expected one of appid'],
    ['%E8/redeem', {}, 400, 'Bad Request'],
    [`${'x'.repeat(65)}/redeem`, {}, 400, 'code: expected a string of at most 64 bytes'],
    [`${'x'.repeat(193)}/redeem`, {}, 404, 'expected one of POST /_emulator/accounts'],
    [`${CODE}/redeem/twice`, {}, 404, 'expected one of POST /_emulator/accounts'],
  ])('rejects %s with %j as HTTP %d', async (path, body, status, error) => {
    const response = await client.raw('POST', `/_emulator/codes/${path}`, JSON.stringify(body));
    expect(response.status).toBe(status);
    expect((await json(response)).error).toContain(error);
  });
});
