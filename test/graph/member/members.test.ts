import { pathsCalled } from '../../support/card-writes.js';
import { sendBytes, sendJson } from '../../support/raw-platform.js';
import { TRIES } from '../../support/stack.js';
import { useProxiedStack } from '../../support/use-stack.js';

const CARD = 'pDEMO-member-card-0001';
const STORED_VALUE_CARD = 'pDEMO-member-card-0002';
const COUPON = { cardId: 'pDEMO-groupon-0001', code: '100000000001' };
const PROFILE = `cardId code nickname membershipNumber points balance sex status statusRaw activated holder { openid }
  commonFields { name value values } customFields { name value values }`;
const MEMBER = `query ($cardId: ID!, $code: String!) { memberInfo(cardId: $cardId, code: $code) { ${PROFILE} } }`;
const PATH = '/card/membercard/userinfo/get';

const stack = useProxiedStack();

const member = async (code: string, cardId = CARD) => (await stack.graph.data(MEMBER, { cardId, code })).memberInfo;

/** Sets the response of the next userinfo/get. */
function respondWithMember(fields: object): void {
  stack.answerNext(PATH, (_, response) => sendJson(response, { errcode: 0, errmsg: 'ok', ...fields }));
}

describe('Query.memberInfo', () => {
  test('returns a profile with one call', async () => {
    expect(await member('200000010001')).toEqual({
      cardId: CARD,
      code: '200000010001',
      nickname: 'Fourier',
      membershipNumber: '316510891298',
      points: 460,
      balance: null,
      sex: 'MALE',
      status: 'NORMAL',
      statusRaw: 'NORMAL',
      activated: true,
      holder: { openid: 'oDEMO-user-0001' },
      commonFields: [
        { name: 'USER_FORM_INFO_FLAG_MOBILE', value: '13800000001', values: [] },
        { name: 'USER_FORM_INFO_FLAG_NAME', value: '傅立叶', values: [] },
      ],
      customFields: [],
    });
    expect(await stack.emulator.calls()).toEqual({ [PATH]: 1 });
  });

  test('returns form fields with one value and with several', async () => {
    expect(await member('200000010002')).toMatchObject({
      nickname: '李小茶🍵',
      sex: 'FEMALE',
      customFields: [
        { name: '喜欢的茶', value: null, values: ['凤凰单丛', '正山小种'] },
        { name: '等级', value: '金卡', values: [] },
      ],
    });
  });

  test('returns empty form fields for a member without user_info', async () => {
    expect(await member('200000010004')).toMatchObject({ commonFields: [], customFields: [], activated: false });
  });

  test('returns a nickname with raw control characters and invalid UTF-8', async () => {
    const { nickname, points, sex, activated } = await member('200000010003');
    expect(nickname).toBe('小茶\n\t\u0007\ufffd');
    expect({ points, sex, activated }).toEqual({ points: 5, sex: 'UNKNOWN', activated: null });
  });

  test.each([
    ['with decimals', '200000020001', '188.5'],
    ['of zero', '200000020002', '0'],
  ])('returns a balance %s', async (_subject, code, balance) => {
    expect(await member(code, STORED_VALUE_CARD)).toMatchObject({ balance });
  });

  test('returns a nickname with quotes and backslashes', async () => {
    expect(await member('200000020002', STORED_VALUE_CARD)).toMatchObject({ nickname: '阿"云"\\栖' });
  });

  test('returns UNAVAILABLE for an unavailable code', async () => {
    expect(await member('200000010005')).toMatchObject({ status: 'UNAVAILABLE', statusRaw: 'UNAVAILABLE' });
  });

  test('returns GIFT_SUCCEEDED for a code that was given away', async () => {
    respondWithMember({ openid: 'o1', user_card_status: 'GIFT_SUCC' });
    expect(await member('200000010001')).toMatchObject({ status: 'GIFT_SUCCEEDED', statusRaw: 'GIFT_SUCC' });
  });

  test.each([
    ['numbers as strings', { bonus: '460', balance: '12.30' }, { points: 460, balance: '12.30' }],
    ['points with decimals', { bonus: 1.5 }, { points: null }],
    ['points past 32 bits', { bonus: 2 ** 31 }, { points: null }],
    ['a number as nickname', { nickname: 10086 }, { nickname: '10086' }],
    ['an unknown sex', { sex: 'X' }, { sex: 'UNKNOWN' }],
    ['an unknown status', { user_card_status: 'FROZEN' }, { status: 'UNKNOWN', statusRaw: 'FROZEN' }],
    ['an empty openid', { openid: '' }, { holder: null }],
    ['a form that is null', { user_info: null }, { commonFields: [], customFields: [] }],
    [
      'a form with malformed items',
      { user_info: { common_field_list: [null, 'x', {}, { name: 'a', value: 1, value_list: [2, null] }] } },
      {
        commonFields: [
          { name: '', value: null, values: [] },
          { name: 'a', value: '1', values: ['2'] },
        ],
      },
    ],
  ])('reads a profile with %s', async (_subject, fields, expected) => {
    respondWithMember(fields);
    expect(await member('200000010001')).toMatchObject({ cardId: CARD, code: '200000010001', ...expected });
  });

  test('returns fields that the schema does not define in raw', async () => {
    respondWithMember({ openid: 'o1', level_id: 7 });
    const query = `{ memberInfo(cardId: "${CARD}", code: "200000010001") { raw } }`;
    const { memberInfo } = await stack.graph.data(query);
    expect(memberInfo.raw).toMatchObject({ openid: 'o1', level_id: 7 });
  });

  test('is null with PLATFORM_UNAVAILABLE when the response is not a JSON object', async () => {
    stack.answerNext(PATH, (_, response) => sendBytes(response, '[]'), TRIES);
    const { data, errors } = await stack.graph.ask(MEMBER, { cardId: CARD, code: '200000010001' });
    expect(data).toEqual({ memberInfo: null });
    expect(errors).toMatchObject([{ path: ['memberInfo'], extensions: { code: 'PLATFORM_UNAVAILABLE' } }]);
  });

  test.each([
    ['an unknown code', CARD, '999999999999'],
    ['an unknown card', 'pDEMO-no-such-card', '200000010001'],
    ['a code of another member card', STORED_VALUE_CARD, '200000010001'],
  ])('is null without an error for %s', async (_subject, cardId, code) => {
    expect(await member(code, cardId)).toBeNull();
    expect(await stack.emulator.calls()).toEqual({ [PATH]: 1 });
  });

  test.each([40174, 73200])('is null without an error when the platform returns errcode %i', async (value) => {
    await stack.emulator.fault({ path: PATH, kind: 'errcode', value });
    expect(await member('200000010001')).toBeNull();
  });

  test('fails with PLATFORM_REJECTED and errcode 40071 for a card that is not a member card', async () => {
    const { data, errors } = await stack.graph.ask(MEMBER, COUPON);
    expect(data).toEqual({ memberInfo: null });
    expect(errors).toMatchObject([
      { path: ['memberInfo'], extensions: { code: 'PLATFORM_REJECTED', platform: { errcode: 40071, endpoint: PATH } } },
    ]);
  });

  test('makes one call for several aliases of one member', async () => {
    const args = `(cardId: "${CARD}", code: "200000010001")`;
    await stack.graph.data(`{ a: memberInfo${args} { nickname } b: memberInfo${args} { points } }`);
    expect(await stack.emulator.calls()).toEqual({ [PATH]: 1 });
  });

  test('resolves its card, without a call when only the id is selected', async () => {
    const args = `(cardId: "${CARD}", code: "200000010001")`;
    const { memberInfo } = await stack.graph.data(`{ memberInfo${args} { card { id } } }`);
    expect(memberInfo.card).toEqual({ id: CARD });
    expect(await stack.emulator.calls()).toEqual({ [PATH]: 1 });
    await stack.graph.data(`{ memberInfo${args} { card { type } } }`);
    expect(await stack.emulator.calls()).toEqual({ [PATH]: 2, '/card/get': 1 });
  });

  test.each([
    ['an empty cardId', { cardId: '', code: '1' }, 'cardId: expected text of 1 to 32 bytes'],
    ['an empty code', { cardId: CARD, code: '' }, 'code: expected text of 1 to 64 bytes'],
    ['a code of 65 bytes', { cardId: CARD, code: '1'.repeat(65) }, 'got a string of 65 bytes'],
  ])('rejects %s before any call', async (_subject, variables, message) => {
    const { data, errors } = await stack.graph.ask(MEMBER, variables);
    expect(data).toEqual({ memberInfo: null });
    expect(errors).toMatchObject([{ path: ['memberInfo'], extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(errors?.[0]?.message).toContain(message);
    expect(await stack.emulator.calls()).toEqual({});
  });
});

describe('Code.member', () => {
  const MEMBER_OF_CODE = `query ($code: String!) { code(code: $code) { code member { ${PROFILE} } } }`;

  test('reads the type of the card first, then the member', async () => {
    const { code } = await stack.graph.data(MEMBER_OF_CODE, { code: '200000020001' });
    expect(code.member).toMatchObject({ cardId: STORED_VALUE_CARD, code: '200000020001', balance: '188.5' });
    expect(await pathsCalled(stack.emulator)).toEqual(['/card/code/get', '/card/get', PATH]);
  });

  test('is null without an error and without a member call when the card is not a member card', async () => {
    expect(await stack.graph.data(MEMBER_OF_CODE, { code: COUPON.code })).toEqual({
      code: { code: COUPON.code, member: null },
    });
    expect(await pathsCalled(stack.emulator)).toEqual(['/card/code/get', '/card/get']);
  });

  test('is null without an error when the card does not exist', async () => {
    await stack.emulator.fault({ path: '/card/get', kind: 'errcode', value: 40073 });
    expect((await stack.graph.data(MEMBER_OF_CODE, { code: '200000010001' })).code.member).toBeNull();
  });

  test.each([['/card/get'], [PATH]])(
    'is null with an error at its path when %s fails, and the code is still returned',
    async (path) => {
      await stack.emulator.fault({ path, kind: 'http', value: 500 });
      const { data, errors } = await stack.graph.ask(MEMBER_OF_CODE, { code: '200000010001' });
      expect(data).toEqual({ code: { code: '200000010001', member: null } });
      expect(errors).toMatchObject([{ path: ['code', 'member'], extensions: { code: 'PLATFORM_UNAVAILABLE' } }]);
    },
  );

  test('shares the card with Code.card and the member with Query.memberInfo', async () => {
    await stack.graph.data(`{ code(code: "200000010001") { member { nickname card { title } } card { title } }
      memberInfo(cardId: "${CARD}", code: "200000010001") { points } }`);
    expect(await stack.emulator.calls()).toEqual({ '/card/code/get': 1, '/card/get': 1, [PATH]: 1 });
  });
});
