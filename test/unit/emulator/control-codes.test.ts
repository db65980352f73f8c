import { EmulatorClient, type Json, json } from './emulator-client.js';

const COUPON = 'pDEMO-groupon-0001';
const CUSTOM = 'pDEMO-general-coupon-0003';
const USER = 'oDEMO-user-0001';

describe('POST /_emulator/codes', () => {
  let client: EmulatorClient;
  let token: string;
  beforeAll(async () => {
    client = await EmulatorClient.start();
    token = await client.token();
  });
  beforeEach(() => client.control('POST', '/reset'));
  afterAll(() => client.close());

  const issue = (request: Json) => client.control('POST', '/codes', request);
  const codes = async (query = '') => (await client.control('GET', `/state${query}`)).codes as Json[];

  test('issues a code of twelve digits, the same after every reset', async () => {
    const first = await issue({ card_id: COUPON, openid: 'oNew' });
    expect(first).toMatchObject({ card_id: COUPON, openid: 'oNew', user_card_status: 'NORMAL', can_consume: true });
    expect(first.code).toMatch(/^\d{12}$/);
    const second = await issue({ card_id: COUPON, openid: 'oNew' });
    expect(second.code).not.toBe(first.code);
    expect(await client.call('/card/code/get', token, { code: first.code })).toMatchObject({ openid: 'oNew' });
    await client.control('POST', '/reset');
    expect((await issue({ card_id: COUPON, openid: 'oNew' })).code).toBe(first.code);
  });

  test('issues a given code, also one that was deposited', async () => {
    expect(await issue({ card_id: COUPON, openid: USER, code: 'MINE-1' })).toMatchObject({ code: 'MINE-1' });
    expect(await client.call('/card/code/get', token, { code: 'MINE-1' })).toMatchObject({ errcode: 0, openid: USER });
    await issue({ card_id: CUSTOM, openid: USER, code: 'QL-0101' });
    const claimed = await client.call('/card/code/get', token, { code: 'QL-0101', card_id: CUSTOM });
    expect(claimed).toMatchObject({ errcode: 0, can_consume: true });
    const twice = await issue({ card_id: CUSTOM, openid: USER, code: '100000000001' });
    expect(twice).toMatchObject({ card_id: CUSTOM, code: '100000000001' });
  });

  test.each(['NORMAL', 'CONSUMED', 'EXPIRE', 'GIFTING', 'GIFT_SUCC', 'GIFT_TIMEOUT', 'DELETE', 'UNAVAILABLE'])(
    'issues a code with the status %s, and sets the status of an existing code to it',
    async (user_card_status) => {
      expect(await issue({ card_id: COUPON, openid: 'oNew', user_card_status })).toMatchObject({ user_card_status });
      const set = await issue({ card_id: COUPON, openid: USER, code: '100000000001', user_card_status });
      expect(set).toMatchObject({ user_card_status, code: '100000000001' });
      const back = await issue({ card_id: COUPON, openid: USER, code: '100000000001' });
      expect(back).toMatchObject({ user_card_status: 'NORMAL' });
    },
  );

  test('a claim decrements the remaining stock but not the total, and a change of status decrements neither', async () => {
    const stock = async (card_id: string) => {
      const { card } = (await client.call('/card/get', token, { card_id })) as {
        card: { card_type: string; [kind: string]: unknown };
      };
      const { base_info } = card[card.card_type.toLowerCase()] as { base_info: { sku: unknown } };
      return base_info.sku;
    };
    await issue({ card_id: COUPON, openid: USER });
    await issue({ card_id: COUPON, openid: USER, code: '100000000001', user_card_status: 'CONSUMED' });
    expect(await stock(COUPON)).toEqual({ quantity: 9_879, total_quantity: 10_000 });
    await issue({ card_id: 'pDEMO-gift-0002', openid: USER });
    expect(await stock('pDEMO-gift-0002')).toEqual({ quantity: 0, total_quantity: 200 });
  });

  test('GET state lists the codes and users of one account in order of creation', async () => {
    await client.control('POST', '/accounts', { appid: 'wxissue', secret: 's' });
    const before = await codes();
    const issued = await issue({ card_id: COUPON, openid: 'oNew' });
    expect(await codes()).toEqual([...before, issued]);
    expect(await codes('?appid=wxissue')).toHaveLength(before.length);
    const { users } = await client.control('GET', '/state');
    expect(users).toEqual([...[1, 2, 3, 4, 5, 6].map((n) => ({ openid: `oDEMO-user-000${n}` })), { openid: 'oNew' }]);
  });

  test('the demo data has codes in every status, and cards with custom codes and member cards have holders of NORMAL codes', async () => {
    const all = await codes();
    const statuses = ['NORMAL', 'CONSUMED', 'EXPIRE', 'GIFTING', 'GIFT_SUCC', 'GIFT_TIMEOUT', 'DELETE', 'UNAVAILABLE'];
    expect(new Set(all.map((code) => code.user_card_status))).toEqual(new Set(statuses));
    for (const card_id of [COUPON, CUSTOM, 'pDEMO-member-card-0001', 'pDEMO-member-card-0002']) {
      const holders = all.filter((code) => code.card_id === card_id && code.user_card_status === 'NORMAL');
      expect(holders.length).toBeGreaterThan(0);
      for (const { openid } of holders) expect(openid).toMatch(/^oDEMO-user-\d{4}$/);
    }
  });

  test.each([
    [{ openid: USER }, 'card_id: expected a non-empty string, got nothing'],
    [{ card_id: COUPON }, 'openid: expected a non-empty string, got nothing'],
    [{ card_id: 'pNobody', openid: USER }, 'card_id: expected a card of the account, got an unknown id'],
    [
      { card_id: COUPON, openid: USER, user_card_status: 'USED' },
      'user_card_status: expected one of NORMAL, CONSUMED, EXPIRE, GIFTING, GIFT_SUCC, GIFT_TIMEOUT, DELETE, UNAVAILABLE, got another string',
    ],
    [
      { card_id: COUPON, openid: 'oOther', code: '100000000001' },
      'openid: expected the holder of the code, or another user with GIFT_SUCC, got another user',
    ],
    [
      { card_id: 'pDEMO-cash-0001', openid: USER, code: '100000000001' },
      'code: expected a code that no other card of the account has, got an existing code',
    ],
    [
      { card_id: COUPON, openid: USER, code: 'x'.repeat(65) },
      'code: expected a string of at most 64 bytes, got a longer string',
    ],
  ])('%j returns 400 with the name of the field', async (request, error) => {
    const response = await client.raw('POST', '/_emulator/codes', JSON.stringify(request));
    expect({ status: response.status, error: (await json(response)).error }).toEqual({ status: 400, error });
  });
});
