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

  test('returns the codes that a user holds, regardless of status, in order of receipt', async () => {
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

  test('omits codes that are deleted or gifted away', async () => {
    expect(await codesOf({ openid: 'oDEMO-user-0003' })).toEqual(['100000000007', 'QL-0004', '200000010003']);
  });

  test('returns only the codes of a card if card_id is set', async () => {
    expect(await list({ openid: 'oDEMO-user-0001', card_id: 'pDEMO-cash-0001' })).toEqual({
      errcode: 0,
      errmsg: 'ok',
      card_list: [{ code: '100000000002', card_id: 'pDEMO-cash-0001' }],
      has_share_card: false,
    });
    expect(await codesOf({ openid: 'oDEMO-user-0001', card_id: 'pDEMO-gift-0001' })).toEqual([]);
    expect(await codesOf({ openid: 'oDEMO-user-0001', card_id: '' })).toHaveLength(7);
  });

  test('has_share_card is true if one of the returned codes is a friends’ voucher', async () => {
    expect((await list({ openid: 'oDEMO-user-0002' })).has_share_card).toBe(true);
    expect((await list({ openid: 'oDEMO-user-0001' })).has_share_card).toBe(false);
    expect((await list({ openid: 'oDEMO-user-0002', card_id: 'pDEMO-gift-0001' })).has_share_card).toBe(false);
  });

  test('returns all codes of a user who has more than one page of them', async () => {
    expect(await codesOf({ openid: 'oDEMO-user-0006' })).toHaveLength(24);
  });

  test('reflects changes to codes', async () => {
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
    [{ openid: 'no openid' }, 40003],
    [{ openid: 'x'.repeat(65) }, 40003],
    [{ openid: 7 }, 47001],
    [{ openid: 'oUnknown' }, 0],
    [{ openid: 'oDEMO-user-0001', card_id: 'pNobody' }, 40073],
  ])('%j returns errcode %i', async (request, errcode) => {
    const reply = await list(request);
    expect(reply.errcode).toBe(errcode);
    if (errcode === 0) expect(reply).toMatchObject({ card_list: [], has_share_card: false });
  });
});
