import { EmulatorClient, type Json } from '../emulator-client.js';

const TEA = 'pDEMO-member-card-0001';
const BOOKS = 'pDEMO-member-card-0002';

describe('membercard/userinfo/get', () => {
  let client: EmulatorClient;
  let token: string;
  beforeAll(async () => {
    client = await EmulatorClient.start();
    token = await client.token();
  });
  beforeEach(() => client.control('POST', '/reset'));
  afterAll(() => client.close());

  const path = '/card/membercard/userinfo/get';
  const get = (request: Json) => client.call(path, token, request);

  test('returns the documented fields and has_active', async () => {
    expect(await get({ card_id: TEA, code: '200000010001' })).toEqual({
      errcode: 0,
      errmsg: 'ok',
      openid: 'oDEMO-user-0001',
      nickname: 'Fourier',
      membership_number: '316510891298',
      bonus: 460,
      sex: 'MALE',
      user_info: {
        common_field_list: [
          { name: 'USER_FORM_INFO_FLAG_MOBILE', value: '13800000001' },
          { name: 'USER_FORM_INFO_FLAG_NAME', value: '傅立叶' },
        ],
        custom_field_list: [],
      },
      user_card_status: 'NORMAL',
      has_active: true,
    });
  });

  test('returns form fields with a value or a list of values', async () => {
    const { user_info } = await get({ card_id: TEA, code: '200000010002' });
    expect(user_info).toMatchObject({
      custom_field_list: [
        { name: '喜欢的茶', value_list: ['凤凰单丛', '正山小种'] },
        { name: '等级', value: '金卡' },
      ],
    });
  });

  test('omits user_info if the member was never activated', async () => {
    const reply = await get({ card_id: TEA, code: '200000010004' });
    expect(reply).toMatchObject({ errcode: 0, bonus: 0, sex: 'UNKNOWN', has_active: false });
    expect(reply).not.toHaveProperty('user_info');
  });

  test('returns a balance, which may have decimals, only if the card has supply_balance', async () => {
    expect(await get({ card_id: BOOKS, code: '200000020001' })).toMatchObject({ balance: 188.5 });
    expect(await get({ card_id: BOOKS, code: '200000020002' })).toMatchObject({ balance: 0 });
    expect(await get({ card_id: TEA, code: '200000010001' })).not.toHaveProperty('balance');
  });

  test('can return a nickname with raw control characters and invalid UTF-8', async () => {
    const body = JSON.stringify({ card_id: TEA, code: '200000010003' });
    const response = await client.raw('POST', `${path}?access_token=${token}`, body);
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(response.headers.get('content-length')).toBe(String(bytes.byteLength));
    const nickname = Buffer.concat([Buffer.from('"nickname":"小茶\n\t\u0007'), Buffer.from([0xf0, 0x9f, 0x8d, 0x22])]);
    expect(bytes.includes(nickname)).toBe(true);
    expect(() => JSON.parse(bytes.toString())).toThrow();
    expect(bytes.toString()).toMatch(/^\{"errcode":0,.*"membership_number":"316510891300".*\}$/s);
  });

  test('returns default values for a user who has just received a member card', async () => {
    const { code } = await client.control('POST', '/codes', { card_id: BOOKS, openid: 'oNew' });
    expect(await get({ card_id: BOOKS, code })).toMatchObject({
      openid: 'oNew',
      membership_number: code,
      bonus: 0,
      balance: 0,
      user_card_status: 'NORMAL',
    });
  });

  test('returns the status GIFT_SUCC for a code that was gifted away', async () => {
    const gift = { card_id: TEA, openid: 'oDEMO-user-0001', code: '200000010001', user_card_status: 'GIFT_SUCC' };
    await client.control('POST', '/codes', gift);
    expect(await get({ card_id: TEA, code: gift.code })).toMatchObject({ errcode: 0, user_card_status: 'GIFT_SUCC' });
    expect((await client.call('/card/code/get', token, { code: gift.code })).errcode).toBe(40056);
  });

  test.each([
    [{ code: '200000010001' }, 41012],
    [{ card_id: TEA }, 41013],
    [{ card_id: TEA, code: '' }, 40110],
    [{ card_id: '', code: '200000010001' }, 40073],
    [{ card_id: 'pNobody', code: '200000010001' }, 40073],
    [{ card_id: TEA, code: '999999999999' }, 40056],
    [{ card_id: BOOKS, code: '200000010001' }, 40056],
    [{ card_id: 'pDEMO-groupon-0001', code: '100000000001' }, 40071],
  ])('%j returns errcode %i', async (request, errcode) => {
    expect((await get(request)).errcode).toBe(errcode);
  });
});
