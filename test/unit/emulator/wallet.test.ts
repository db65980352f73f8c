import { EmulatorClient, type Json } from './emulator-client.js';

describe('user/getcardlist', () => {
  let client: EmulatorClient;
  let token: string;
  beforeAll(async () => {
    client = await EmulatorClient.start();
    token = await client.token();
  });
  beforeEach(() => client.control('POST', '/reset'));
  afterAll(() => client.close());

  const list = (request: Json) => client.call('/card/user/getcardlist', token, request);
  const codesOf = async (request: Json) => {
    const { card_list } = (await list(request)) as { card_list: { code: string }[] };
    return card_list.map(({ code }) => code);
  };

  test('lists the codes of a user in any status, in order of receipt', async () => {
    expect(await codesOf({ openid: 'oDEMO-user-0001' })).toEqual([
      '100000000001',
      '100000000002',
      '100000000003',
      '100000000016',
      'QL-0001',
      '200000010001',
      '200000020001',
    ]);
  });

  test('omits codes that are deleted or given away', async () => {
    expect(await codesOf({ openid: 'oDEMO-user-0003' })).toEqual(['100000000007', 'QL-0004', '200000010003']);
  });

  test('can be limited to a card_id', async () => {
    expect(await list({ openid: 'oDEMO-user-0001', card_id: 'pDEMO-cash-0001' })).toEqual({
      errcode: 0,
      errmsg: 'ok',
      card_list: [{ code: '100000000002', card_id: 'pDEMO-cash-0001' }],
      has_share_card: false,
    });
    expect(await codesOf({ openid: 'oDEMO-user-0001', card_id: 'pDEMO-gift-0001' })).toEqual([]);
    expect(await codesOf({ openid: 'oDEMO-user-0001', card_id: '' })).toHaveLength(7);
  });

  test('returns whether a shared voucher is listed', async () => {
    expect((await list({ openid: 'oDEMO-user-0002' })).has_share_card).toBe(true);
    expect((await list({ openid: 'oDEMO-user-0001' })).has_share_card).toBe(false);
    expect((await list({ openid: 'oDEMO-user-0002', card_id: 'pDEMO-gift-0001' })).has_share_card).toBe(false);
  });

  test('returns more codes than fit on one page', async () => {
    expect(await codesOf({ openid: 'oDEMO-user-0006' })).toHaveLength(24);
  });

  test('reflects changes of codes', async () => {
    const openid = 'oDEMO-user-0005';
    expect(await codesOf({ openid })).toContain('QL-0003');
    const request = { code: 'QL-0003', card_id: 'pDEMO-general-coupon-0003', new_code: 'QL-3000' };
    await client.call('/card/code/update', token, request);
    await client.call('/card/code/unavailable', token, { code: '100000000014' });
    const codes = await codesOf({ openid });
    expect(codes).toContain('QL-3000');
    expect(codes).not.toContain('QL-0003');
    expect(codes).toContain('100000000014');
  });

  test.each([
    [{}, 40003],
    [{ openid: '' }, 40003],
    [{ openid: 'not an openid' }, 40003],
    [{ openid: 'x'.repeat(65) }, 40003],
    [{ openid: 7 }, 47001],
    [{ openid: 'oNobodyThatIsKnown' }, 0],
    [{ openid: 'oDEMO-user-0001', card_id: 'pNobody' }, 40073],
  ])('%j is %i', async (request, errcode) => {
    const answer = await list(request);
    expect(answer.errcode).toBe(errcode);
    if (errcode === 0) expect(answer).toMatchObject({ card_list: [], has_share_card: false });
  });
});
