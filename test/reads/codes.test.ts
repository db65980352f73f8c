import { WalletPageDocument, type WalletPageQueryVariables } from '../graph/generated/graphql.js';
import { pathsCalled, refusalsOf } from '../support/card-writes.js';
import { sendJson } from '../support/raw-platform.js';
import { useProxiedStack } from '../support/use-stack.js';

const CODE = '100000000001';
const CARD = 'pDEMO-groupon-0001';
const CUSTOM_CARD = 'pDEMO-general-coupon-0003';
const GIFT = 'pDEMO-gift-0001';
const CODE_FIELDS = `id code cardId status statusRaw redeemable beginsAt endsAt channel holder { openid }`;
const USER_ERRORS = 'userErrors { code message field errcode errmsg }';

const BY_CODE = `query ($code: String!, $cardId: ID) { code(code: $code, cardId: $cardId) { ${CODE_FIELDS} } }`;
const CHECK = `query ($code: String!, $cardId: ID) { codeCheck(code: $code, cardId: $cardId) {
  redeemable code { code cardId status } ${USER_ERRORS} } }`;
const UPDATE = `mutation ($input: UpdateCodeInput!) { updateCode(input: $input) {
  cardId oldCode newCode code { id code status holder { openid } } replayed ${USER_ERRORS} } }`;
const END = `mutation ($input: SetCodeUnavailableInput!) { setCodeUnavailable(input: $input) {
  codeValue cardId code { code cardId status redeemable } replayed ${USER_ERRORS} } }`;

const stack = useProxiedStack();

const codeOf = async (code: string, cardId?: string) => (await stack.graph.data(BY_CODE, { code, cardId })).code;
const check = async (code: string, cardId?: string) => (await stack.graph.data(CHECK, { code, cardId })).codeCheck;
const update = async (input: object) => (await stack.graph.data(UPDATE, { input })).updateCode;
const end = async (input: object) => (await stack.graph.data(END, { input })).setCodeUnavailable;

/** Returns the requests to one path, in order. */
async function requestsTo(path: string) {
  const { recent } = await stack.emulator.ledger();
  return recent.filter((call) => call.path === path).map(({ request }) => request);
}

/** Sets the response of the next code/get. */
function respondWithCode(fields: object): void {
  stack.answerNext('/card/code/get', (_, response) =>
    sendJson(response, { errcode: 0, errmsg: 'ok', card: { card_id: CARD }, openid: 'o1', ...fields }),
  );
}

describe('Query.code', () => {
  test.each([
    ['NORMAL', 'NORMAL', CODE, CARD, true],
    ['REDEEMED', 'CONSUMED', '100000000002', 'pDEMO-cash-0001', false],
    ['EXPIRED', 'EXPIRE', '100000000003', 'pDEMO-cash-0002', false],
    ['GIFTING', 'GIFTING', '100000000004', GIFT, false],
    ['GIFT_TIMEOUT', 'GIFT_TIMEOUT', '100000000005', GIFT, false],
    ['DELETED', 'DELETE', '100000000006', 'pDEMO-discount-0001', false],
    ['UNAVAILABLE', 'UNAVAILABLE', '100000000007', 'pDEMO-general-coupon-0001', false],
  ])('returns a code with status %s with one code/get', async (status, statusRaw, code, cardId, redeemable) => {
    const id = `${cardId}:${code}`;
    expect(await codeOf(code)).toMatchObject({ id, code, cardId, status, statusRaw, redeemable });
    expect(await requestsTo('/card/code/get')).toEqual([{ code, check_consume: false }]);
    expect(await stack.emulator.calls()).toEqual({ '/card/code/get': 1 });
  });

  test.each([
    ['CONSUMED', 'REDEEMED'],
    ['EXPIRE', 'EXPIRED'],
    ['GIFTING', 'GIFTING'],
    ['DELETE', 'DELETED'],
    ['UNAVAILABLE', 'UNAVAILABLE'],
  ])('returns the new status of a code that becomes %s', async (user_card_status, status) => {
    await stack.emulator.addCode({ card_id: CARD, openid: 'oDEMO-user-0001', code: CODE, user_card_status });
    expect(await codeOf(CODE)).toMatchObject({ status, statusRaw: user_card_status, redeemable: false });
  });

  test('returns the holder, the channel and the validity period', async () => {
    const code = await codeOf(CODE);
    expect(code).toMatchObject({ holder: { openid: 'oDEMO-user-0001' }, channel: expect.any(String) });
    expect(Date.parse(code.endsAt)).toBeGreaterThan(Date.parse(code.beginsAt));
    expect(code.beginsAt).toMatch(/^\d{4}-\d\d-\d\dT16:00:00\.000Z$/);
  });

  test('returns null as endsAt for a code of a permanent card, whose end_time is 4294967295', async () => {
    expect(await codeOf('200000010001')).toMatchObject({ endsAt: null, status: 'NORMAL' });
    const { code } = await stack.graph.data('{ code(code: "200000010001") { raw } }');
    expect(code.raw.card.end_time).toBe(4_294_967_295);
  });

  test('returns NORMAL and redeemable false before the validity period begins', async () => {
    expect(await codeOf('100000000011')).toMatchObject({ status: 'NORMAL', redeemable: false });
  });

  test('returns a custom code only when its card is given', async () => {
    expect(await codeOf('QL-0001')).toBeNull();
    expect(await codeOf('QL-0001', CUSTOM_CARD)).toMatchObject({ cardId: CUSTOM_CARD, status: 'NORMAL' });
  });

  test.each([
    ['a code that was never issued', '999999999999', undefined],
    ['a code that is deposited and not yet claimed', 'QL-0101', CUSTOM_CARD],
    ['a code that was given away and received', '100000000008', undefined],
    ['a code of an unknown card', CODE, 'pDEMO-no-such-card'],
    ['a code of another card than the given one', CODE, 'pDEMO-groupon-0002'],
  ])('is null without an error for %s', async (_subject, code, cardId) => {
    expect(await codeOf(code, cardId)).toBeNull();
    expect(await stack.emulator.calls()).toEqual({ '/card/code/get': 1 });
  });

  test('returns the status and whether the code is redeemable if both are inside card', async () => {
    respondWithCode({ card: { card_id: CARD, user_card_status: 'NORMAL', can_consume: true } });
    expect(await codeOf(CODE)).toMatchObject({ status: 'NORMAL', statusRaw: 'NORMAL', redeemable: true });
  });

  test('returns null as status and as redeemable if the response has neither', async () => {
    respondWithCode({});
    expect(await codeOf(CODE)).toMatchObject({ cardId: CARD, status: null, statusRaw: null, redeemable: null });
  });

  test.each([2_147_483_647, '2147483647', 4_294_967_295, 0])(
    'returns null as endsAt for an end_time of %j',
    async (end_time) => {
      respondWithCode({ card: { card_id: CARD, begin_time: 1_700_000_000, end_time } });
      expect(await codeOf(CODE)).toMatchObject({ beginsAt: '2023-11-14T22:13:20.000Z', endsAt: null });
    },
  );

  test('returns UNKNOWN and the original text for an unknown status', async () => {
    respondWithCode({ user_card_status: 'FROZEN_BY_COURT', can_consume: false });
    expect(await codeOf(CODE)).toMatchObject({ status: 'UNKNOWN', statusRaw: 'FROZEN_BY_COURT' });
  });

  test.each([{}, { card: null }, { card: {} }, { card: { card_id: '' } }])(
    'is null with an error when the response has no card id (%j)',
    async (fields) => {
      respondWithCode({ card: undefined, ...fields });
      const { data, errors } = await stack.graph.ask(BY_CODE, { code: CODE });
      expect(data).toEqual({ code: null });
      expect(errors).toMatchObject([{ path: ['code'], extensions: { code: 'PLATFORM_UNAVAILABLE' } }]);
    },
  );

  test('returns the card id of the response', async () => {
    respondWithCode({ card: { card_id: 'pOTHER' } });
    expect(await codeOf(CODE, CARD)).toMatchObject({ cardId: 'pOTHER', id: `pOTHER:${CODE}` });
  });

  test('makes one call for several aliases of one code', async () => {
    const query = `{ a: code(code: "${CODE}") { status } b: code(code: "${CODE}") { endsAt } c: code(code: "${CODE}") { id } }`;
    await stack.graph.data(query);
    expect(await stack.emulator.calls()).toEqual({ '/card/code/get': 1 });
  });

  test('makes a call even if only keys are selected, because a root field proves that the code exists', async () => {
    const { code } = await stack.graph.data('{ code(code: "999999999999") { id code cardId } }');
    expect(code).toBeNull();
    expect(await stack.emulator.calls()).toEqual({ '/card/code/get': 1 });
  });

  test.each([
    ['a daily quota', { kind: 'errcode', value: 45009 }, 'PLATFORM_QUOTA_EXCEEDED'],
    ['an unknown errcode', { kind: 'errcode', value: 99999 }, 'PLATFORM_REJECTED'],
    ['a lost connection', { kind: 'reset' }, 'PLATFORM_UNAVAILABLE'],
  ] as const)('is null with an error after %s', async (_subject, fault, code) => {
    await stack.emulator.fault({ path: '/card/code/get', ...fault });
    const { data, errors } = await stack.graph.ask(BY_CODE, { code: CODE });
    expect(data).toEqual({ code: null });
    expect(errors).toMatchObject([{ path: ['code'], extensions: { code } }]);
  });

  test.each([
    ['an empty code', { code: '' }, 'code: expected text of 1 to 64 bytes'],
    ['a code of 65 bytes', { code: '0'.repeat(65) }, 'got a string of 65 bytes'],
    ['a code of 22 characters and 66 bytes', { code: '码'.repeat(22) }, 'got a string of 66 bytes'],
    ['a control character', { code: 'a\u0000' }, 'got a string of 2 bytes'],
    ['an empty cardId', { code: CODE, cardId: '' }, 'cardId: expected text of 1 to 32 bytes'],
    ['a cardId of 33 bytes', { code: CODE, cardId: 'p'.repeat(33) }, 'cardId: expected text of 1 to 32 bytes'],
  ])('and Query.codeCheck reject %s before any call', async (_subject, variables, message) => {
    for (const [query, path] of [
      [BY_CODE, 'code'],
      [CHECK, 'codeCheck'],
    ] as const) {
      const { data, errors } = await stack.graph.ask(query, variables);
      expect(data).toEqual({ [path]: null });
      expect(errors).toMatchObject([{ path: [path], extensions: { code: 'BAD_USER_INPUT' } }]);
      expect(errors?.[0]?.message).toContain(message);
    }
    expect(await stack.emulator.calls()).toEqual({});
  });
});

describe('Query.codeCheck', () => {
  test.each([
    ['a response without can_consume and status', {}, true],
    ['a normal code without can_consume', { user_card_status: 'NORMAL' }, true],
    ['a redeemed code without can_consume', { user_card_status: 'CONSUMED' }, false],
    [
      'can_consume: false inside card',
      { card: { card_id: CARD, can_consume: false, user_card_status: 'NORMAL' } },
      false,
    ],
  ])('decides whether the code is redeemable for %s', async (_subject, fields, redeemable) => {
    respondWithCode(fields);
    expect((await check(CODE)).redeemable).toBe(redeemable);
  });

  test('returns redeemable true with a single code/get', async () => {
    expect(await check(CODE)).toEqual({
      redeemable: true,
      code: { code: CODE, cardId: CARD, status: 'NORMAL' },
      userErrors: [],
    });
    expect(await requestsTo('/card/code/get')).toEqual([{ code: CODE, check_consume: true }]);
  });

  test.each([
    ['redeemed', '100000000002', 'CODE_ALREADY_REDEEMED', 40099, 'REDEEMED'],
    ['expired', '100000000003', 'CODE_NOT_REDEEMABLE', 40127, 'EXPIRED'],
    ['being given away', '100000000004', 'CODE_NOT_REDEEMABLE', 40127, 'GIFTING'],
    ['returned after a gift timeout', '100000000005', 'CODE_NOT_REDEEMABLE', 40127, 'GIFT_TIMEOUT'],
    ['deleted', '100000000006', 'CODE_NOT_REDEEMABLE', 40127, 'DELETED'],
    ['unavailable', '100000000007', 'CODE_NOT_REDEEMABLE', 40127, 'UNAVAILABLE'],
  ])('returns the reason and the code when the code is %s', async (_subject, code, error, errcode, status) => {
    const result = await check(code);
    expect(result).toMatchObject({ redeemable: false, code: { code, status } });
    const errmsg = expect.stringMatching(/ rid: [\w-]+$/);
    expect(result.userErrors).toMatchObject([{ code: error, errcode, errmsg, field: ['code'] }]);
    expect(await stack.emulator.calls()).toEqual({ '/card/code/get': 2 });
  });

  test('returns WRONG_CARD_TYPE with one call for a code of a member card, although the platform reports that it can be redeemed', async () => {
    const result = await check('200000010001');
    expect(result).toMatchObject({ redeemable: false, code: { code: '200000010001' } });
    expect(result.userErrors).toMatchObject([{ code: 'WRONG_CARD_TYPE', errcode: null, field: ['code'] }]);
    expect(await stack.emulator.calls()).toEqual({ '/card/code/get': 1 });
  });

  test.each([
    [
      'CODE_ALREADY_REDEEMED for a code that the check accepted as redeemed',
      { user_card_status: 'CONSUMED' },
      'CODE_ALREADY_REDEEMED',
    ],
    [
      'CODE_NOT_REDEEMABLE for one that the check accepted as expired',
      { user_card_status: 'EXPIRE' },
      'CODE_NOT_REDEEMABLE',
    ],
    [
      'CODE_NOT_REDEEMABLE for one that is normal, but cannot be redeemed',
      { user_card_status: 'NORMAL', can_consume: false },
      'CODE_NOT_REDEEMABLE',
    ],
  ])('returns %s', async (_subject, fields, code) => {
    respondWithCode(fields);
    expect((await check(CODE)).userErrors).toMatchObject([{ code, errcode: null, field: ['code'] }]);
  });

  test('returns CODE_NOT_REDEEMABLE without a second call before the validity period begins', async () => {
    const result = await check('100000000011');
    expect(result).toMatchObject({ redeemable: false, code: { status: 'NORMAL' } });
    expect(result.userErrors).toMatchObject([{ code: 'CODE_NOT_REDEEMABLE', errcode: null }]);
    expect(await stack.emulator.calls()).toEqual({ '/card/code/get': 1 });
  });

  test('makes no second call for the keys of a code when its card is given', async () => {
    const query = `{ codeCheck(code: "QL-0002", cardId: "${CUSTOM_CARD}") { code { id code cardId } userErrors { code } } }`;
    const { codeCheck } = await stack.graph.data(query);
    expect(codeCheck).toEqual({
      code: { id: `${CUSTOM_CARD}:QL-0002`, code: 'QL-0002', cardId: CUSTOM_CARD },
      userErrors: [{ code: 'CODE_ALREADY_REDEEMED' }],
    });
    expect(await stack.emulator.calls()).toEqual({ '/card/code/get': 1 });
  });

  test.each([
    ['an unknown code', '999999999999', undefined, 'CODE_NOT_FOUND', 40056],
    ['a code that was given away', '100000000008', undefined, 'CODE_NOT_FOUND', 40056],
    ['a custom code without its card', 'QL-0001', undefined, 'CODE_NOT_FOUND', 40056],
    ['a code of an unknown card', CODE, 'pDEMO-no-such-card', 'CARD_NOT_FOUND', 40073],
  ])('returns no code for %s', async (_subject, code, cardId, error, errcode) => {
    const result = await check(code, cardId);
    expect(result).toMatchObject({ redeemable: false, code: null, userErrors: [{ code: error, errcode }] });
    expect(await stack.emulator.calls()).toEqual({ '/card/code/get': 1 });
  });

  test.each([
    ['a busy platform', { kind: 'errcode', value: -1 }, 'PLATFORM_UNAVAILABLE'],
    ['a quota', { kind: 'errcode', value: 45011 }, 'PLATFORM_QUOTA_EXCEEDED'],
    ['an IP that is not allowed', { kind: 'errcode', value: 40164 }, 'PLATFORM_CONFIG'],
    ['HTTP 502', { kind: 'http', value: 502 }, 'PLATFORM_UNAVAILABLE'],
    ['a garbled body', { kind: 'garbage' }, 'PLATFORM_UNAVAILABLE'],
  ] as const)('fails with a top-level error after %s', async (_subject, fault, code) => {
    await stack.emulator.fault({ path: '/card/code/get', ...fault });
    const { data, errors } = await stack.graph.ask(CHECK, { code: CODE });
    expect(data).toEqual({ codeCheck: null });
    expect(errors).toMatchObject([{ path: ['codeCheck'], extensions: { code } }]);
  });
});

const USER = 'oDEMO-user-0006';

describe('Query.wechatUser', () => {
  test('makes no call and does not check that the user exists', async () => {
    const { wechatUser } = await stack.graph.data('{ wechatUser(openid: "oNobody") { openid __typename } }');
    expect(wechatUser).toEqual({ openid: 'oNobody', __typename: 'WechatUser' });
    expect(await stack.emulator.calls()).toEqual({});
  });

  test.each([
    ['an empty openid', '', 'openid: expected text of 1 to 64 bytes'],
    ['an openid of 65 bytes', 'o'.repeat(65), 'got a string of 65 bytes'],
  ])('rejects %s before any call', async (_subject, openid, message) => {
    const query = 'query ($openid: ID!) { wechatUser(openid: $openid) { wallet { hasFriendVoucher } } }';
    const { data, errors } = await stack.graph.ask(query, { openid });
    expect(data).toEqual({ wechatUser: null });
    expect(errors).toMatchObject([{ path: ['wechatUser'], extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(errors?.[0]?.message).toContain(message);
    expect(await stack.emulator.calls()).toEqual({});
  });
});

describe('a wallet', () => {
  const wallet = async (openid: string, selection: string, args = '') =>
    (await stack.graph.data(`{ wechatUser(openid: "${openid}") { wallet${args} ${selection} } }`)).wechatUser.wallet;

  test.each(['id code cardId __typename', 'id card { id }', 'code card { __typename }', '... on Code { cardId }'])(
    'makes no code/get for the selection { %s }',
    async (selection) => {
      const { codes } = await wallet(USER, `{ codes(first: 100) { nodes { ${selection} } edges { node { id } } } }`);
      expect(codes.nodes).toHaveLength(24);
      expect(await stack.emulator.calls()).toEqual({ '/card/user/getcardlist': 1 });
    },
  );

  test('makes one card/get per card and no code/get when cards are selected', async () => {
    const { codes } = await wallet(USER, '{ codes(first: 100) { nodes { card { title } } } }');
    expect(codes.nodes).toHaveLength(24);
    expect(await stack.emulator.calls()).toEqual({ '/card/user/getcardlist': 1, '/card/get': 12 });
  });

  test('makes no code/get when members are selected', async () => {
    const { codes } = await wallet(
      'oDEMO-user-0001',
      '{ codes { nodes { code member { nickname } } } }',
      '(cardId: "pDEMO-member-card-0001")',
    );
    expect(codes.nodes).toEqual([{ code: '200000010001', member: { nickname: 'Fourier' } }]);
    const calls = { '/card/user/getcardlist': 1, '/card/get': 1, '/card/membercard/userinfo/get': 1 };
    expect(await stack.emulator.calls()).toEqual(calls);
  });

  test('makes one code/get per code, with its card, when statuses are selected', async () => {
    const { codes } = await wallet(
      'oDEMO-user-0005',
      '{ codes { nodes { code cardId status } edges { node { endsAt } } } }',
    );
    expect(codes.nodes).toContainEqual({ code: 'QL-0003', cardId: CUSTOM_CARD, status: 'NORMAL' });
    const { length } = codes.nodes;
    expect(await stack.emulator.calls()).toEqual({ '/card/user/getcardlist': 1, '/card/code/get': length });
    for (const request of await requestsTo('/card/code/get')) expect(request).toHaveProperty('card_id');
  });

  test('contains codes of every status except those given away or deleted', async () => {
    const user = await wallet('oDEMO-user-0003', '{ hasFriendVoucher codes { totalCount nodes { code } } }');
    const codes = user.codes.nodes.map(({ code }: { code: string }) => code);
    expect(codes).toEqual(expect.arrayContaining(['100000000007', 'QL-0004', '200000010003']));
    expect(codes).not.toEqual(expect.arrayContaining(['100000000006']));
    expect(codes).not.toEqual(expect.arrayContaining(['100000000008']));
    expect(user).toMatchObject({ hasFriendVoucher: false, codes: { totalCount: codes.length } });
  });

  test("reports that there is a friend's voucher", async () => {
    expect(await wallet('oDEMO-user-0002', '{ hasFriendVoucher }')).toEqual({ hasFriendVoucher: true });
  });

  test('is empty for a user without codes', async () => {
    const page =
      '{ codes { totalCount nodes { id } edges { code } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }';
    expect(await wallet('oNobody', page)).toEqual({
      codes: {
        totalCount: 0,
        nodes: [],
        edges: [],
        pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
      },
    });
  });

  test('is filtered by card on the platform', async () => {
    const { codes } = await wallet(USER, '{ codes { totalCount nodes { cardId } } }', `(cardId: "${CARD}")`);
    expect(codes).toEqual({ totalCount: 2, nodes: [{ cardId: CARD }, { cardId: CARD }] });
    expect(await requestsTo('/card/user/getcardlist')).toEqual([{ openid: USER, card_id: CARD }]);
  });

  test('is null without an error for an unknown card', async () => {
    expect(await wallet(USER, '{ hasFriendVoucher }', '(cardId: "pDEMO-no-such-card")')).toBeNull();
  });

  test('is null with BAD_USER_INPUT for an invalid openid', async () => {
    const { data, errors } = await stack.graph.ask(
      '{ wechatUser(openid: "o 1") { openid wallet { hasFriendVoucher } } }',
    );
    expect(data).toEqual({ wechatUser: { openid: 'o 1', wallet: null } });
    expect(errors).toMatchObject([{ path: ['wechatUser', 'wallet'], extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  test('makes one call for several aliases', async () => {
    await stack.graph.data(`{ a: wechatUser(openid: "${USER}") { wallet { hasFriendVoucher } x: wallet { codes { totalCount } } }
      b: wechatUser(openid: "${USER}") { wallet { codes(first: 2) { nodes { id } } } } }`);
    expect(await stack.emulator.calls()).toEqual({ '/card/user/getcardlist': 1 });
  });

  const pageOf = async (variables: WalletPageQueryVariables) => {
    const { wechatUser } = await stack.graph.data(WalletPageDocument, variables);
    const codes = wechatUser?.wallet?.codes;
    if (codes === undefined) throw new Error('no page');
    return codes;
  };

  test('returns each code once when it is paged by cursor', async () => {
    const all = await pageOf({ openid: USER, first: 100 });
    const seen: unknown[] = [];
    let after: string | null = null;
    for (let more = true; more; ) {
      const page: Awaited<ReturnType<typeof pageOf>> = await pageOf({ openid: USER, first: 7, after });
      expect(page.pageInfo.hasPreviousPage).toBe(after !== null);
      expect(page.totalCount).toBe(24);
      seen.push(...page.nodes);
      ({ hasNextPage: more, endCursor: after } = page.pageInfo);
    }
    expect(seen).toEqual(all.nodes);
    expect(seen).toHaveLength(24);
  });

  test('has no next page after a full last page', async () => {
    const { pageInfo } = await pageOf({ openid: USER, first: 24 });
    expect(pageInfo.hasNextPage).toBe(false);
    const { nodes } = await pageOf({ openid: USER, first: 24, after: pageInfo.endCursor });
    expect(nodes).toEqual([]);
  });

  test.each([
    ['another user', { openid: 'oDEMO-user-0001' }],
    ['one card', { openid: USER, cardId: CARD }],
  ])('rejects its cursor for %s', async (_subject, variables) => {
    const { pageInfo } = await pageOf({ openid: USER, first: 1 });
    const { data, errors } = await stack.graph.ask(WalletPageDocument, {
      ...variables,
      first: 1,
      after: pageInfo.endCursor,
    });
    expect(data.wechatUser).toEqual({ wallet: null });
    expect(errors).toMatchObject([{ path: ['wechatUser', 'wallet', 'codes'], extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(errors?.[0]?.message).toContain('after: expected a cursor that this field returned');
  });

  test.each([0, 101, -1])('rejects a page of %i', async (first) => {
    const { errors } = await stack.graph.ask(WalletPageDocument, { openid: USER, first });
    expect(errors).toMatchObject([{ path: ['wechatUser', 'wallet', 'codes'], extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  test('is null with an error when the response has no list, and the user is still returned', async () => {
    stack.answerNext('/card/user/getcardlist', (_, response) => sendJson(response, { errcode: 0, card_list: {} }));
    const { data, errors } = await stack.graph.ask(
      `{ wechatUser(openid: "${USER}") { openid wallet { hasFriendVoucher } } }`,
    );
    expect(data).toEqual({ wechatUser: { openid: USER, wallet: null } });
    expect(errors).toMatchObject([{ path: ['wechatUser', 'wallet'], extensions: { code: 'PLATFORM_UNAVAILABLE' } }]);
  });
});

describe('a code in a wallet', () => {
  const NODES = `{ wechatUser(openid: "oDEMO-user-0005") { wallet(cardId: "${CUSTOM_CARD}") { codes { nodes { status } edges { code cardId } } } } }`;
  const edges = [{ code: 'QL-0003', cardId: CUSTOM_CARD }];

  test('is null without an error when the platform reports another card for it', async () => {
    respondWithCode({ card: { card_id: 'pOTHER' }, user_card_status: 'NORMAL' });
    const { wechatUser } = await stack.graph.data(NODES);
    expect(wechatUser.wallet.codes).toEqual({ nodes: [null], edges });
  });

  test('is null without an error when the platform no longer has it', async () => {
    await stack.emulator.fault({ path: '/card/code/get', kind: 'errcode', value: 40056 });
    const { wechatUser } = await stack.graph.data(NODES);
    expect(wechatUser.wallet.codes).toEqual({ nodes: [null], edges });
  });

  test('is null with an error at its path when its call fails, and the other codes are returned', async () => {
    await stack.emulator.fault({ path: '/card/code/get', kind: 'errcode', value: 99999, times: 1 });
    const { data, errors } = await stack.graph.ask(
      `{ wechatUser(openid: "${USER}") { wallet { codes(first: 5) { nodes { status } edges { code } } } } }`,
    );
    const { nodes, edges } = data.wechatUser.wallet.codes;
    expect(nodes.filter((node: unknown) => node === null)).toHaveLength(1);
    expect(edges).toHaveLength(5);
    const path = ['wechatUser', 'wallet', 'codes', 'nodes', nodes.indexOf(null)];
    expect(errors).toMatchObject([{ path, extensions: { code: 'PLATFORM_REJECTED' } }]);
  });
});

describe('updateCode', () => {
  const INPUT = { cardId: CUSTOM_CARD, code: 'QL-0001', newCode: 'QL-9001' };

  test('changes the value of a code and reads the code live', async () => {
    expect(await update({ ...INPUT, idempotencyKey: 'k' })).toEqual({
      cardId: CUSTOM_CARD,
      oldCode: 'QL-0001',
      newCode: 'QL-9001',
      code: { id: `${CUSTOM_CARD}:QL-9001`, code: 'QL-9001', status: 'NORMAL', holder: { openid: 'oDEMO-user-0001' } },
      replayed: false,
      userErrors: [],
    });
    expect(await pathsCalled(stack.emulator)).toEqual(['/card/code/update', '/card/code/get']);
    expect(await requestsTo('/card/code/update')).toEqual([
      { card_id: CUSTOM_CARD, code: 'QL-0001', new_code: 'QL-9001' },
    ]);
    expect(await codeOf('QL-0001', CUSTOM_CARD)).toBeNull();
  });

  test('makes one call when no field of the code is selected', async () => {
    await stack.graph.data(
      'mutation ($input: UpdateCodeInput!) { updateCode(input: $input) { code { id } newCode } }',
      {
        input: INPUT,
      },
    );
    expect(await stack.emulator.calls()).toEqual({ '/card/code/update': 1 });
  });

  test('stays committed when its code cannot be read', async () => {
    await stack.emulator.fault({ path: '/card/code/get', kind: 'reset' });
    const { data, errors } = await stack.graph.ask(UPDATE, { input: INPUT });
    expect(data.updateCode).toMatchObject({ newCode: 'QL-9001', code: null, userErrors: [] });
    expect(errors).toMatchObject([{ path: ['updateCode', 'code'], extensions: { code: 'PLATFORM_UNAVAILABLE' } }]);
  });

  test('returns NOT_PERMITTED with errcode 43009 for a card without custom codes', async () => {
    const { code, userErrors } = await update({ cardId: CARD, code: CODE, newCode: 'X-1' });
    expect(code).toBeNull();
    expect(userErrors).toMatchObject([
      {
        code: 'NOT_PERMITTED',
        errcode: 43009,
        field: ['cardId'],
        message: expect.stringContaining('only custom codes can be changed. This card has platform codes'),
      },
    ]);
    expect(await stack.emulator.calls()).toEqual({ '/card/code/update': 1 });
  });

  test('returns CODE_ALREADY_EXISTS with errcode 40116 when code/get shows that the new value is in use', async () => {
    const { code, userErrors } = await update({ ...INPUT, newCode: 'QL-0003' });
    expect(code).toBeNull();
    expect(userErrors).toMatchObject([{ code: 'CODE_ALREADY_EXISTS', errcode: 40116, field: ['newCode'] }]);
    expect(await requestsTo('/card/code/get')).toEqual([
      { card_id: CUSTOM_CARD, code: 'QL-0003', check_consume: false },
    ]);
  });

  test('returns CODE_NOT_FOUND for errcode 40116 when code/get does not show the new value', async () => {
    await stack.emulator.fault({ path: '/card/code/update', kind: 'errcode', value: 40116 });
    const { userErrors } = await update(INPUT);
    expect(userErrors).toMatchObject([{ code: 'CODE_NOT_FOUND', errcode: 40116, field: ['code'] }]);
  });

  test('returns CODE_NOT_FOUND for errcode 40116 when code/get fails', async () => {
    await stack.emulator.fault({ path: '/card/code/update', kind: 'errcode', value: 40116 });
    await stack.emulator.fault({ path: '/card/code/get', kind: 'reset' });
    expect(refusalsOf(await update(INPUT))).toEqual([['CODE_NOT_FOUND', 'code']]);
  });

  test.each([
    ['an unknown code', { code: 'QL-7777' }, 'CODE_NOT_FOUND', 40056],
    ['an unknown card', { cardId: 'pDEMO-no-such-card' }, 'CARD_NOT_FOUND', 40073],
    ['a redeemed code', { code: 'QL-0002' }, 'CODE_ALREADY_REDEEMED', 40099],
    ['an unavailable code', { code: 'QL-0004' }, 'CODE_STATUS_CONFLICT', 40127],
  ])('returns a user error for %s', async (_subject, input, code, errcode) => {
    const outcome = await update({ ...INPUT, ...input });
    expect(outcome).toMatchObject({ code: null, userErrors: [{ code, errcode }] });
    expect(await stack.emulator.calls()).toEqual({ '/card/code/update': 1 });
  });

  test.each([
    ['an empty code', { code: '' }, [['INVALID_INPUT', 'code']]],
    ['an empty newCode', { newCode: '' }, [['INVALID_INPUT', 'newCode']]],
    ['a newCode of 65 bytes', { newCode: '1'.repeat(65) }, [['INVALID_INPUT', 'newCode']]],
    ['a newCode with half of a surrogate pair', { newCode: '\udc00' }, [['INVALID_INPUT', 'newCode']]],
    ['a cardId of 33 bytes', { cardId: 'p'.repeat(33) }, [['INVALID_INPUT', 'cardId']]],
    ['an empty idempotencyKey', { idempotencyKey: '' }, [['INVALID_INPUT', 'idempotencyKey']]],
    ['the current code as newCode', { newCode: 'QL-0001' }, [['INVALID_INPUT', 'newCode']]],
    [
      'several invalid fields at once',
      { code: '', newCode: '', cardId: '' },
      [
        ['INVALID_INPUT', 'code'],
        ['INVALID_INPUT', 'newCode'],
        ['INVALID_INPUT', 'cardId'],
      ],
    ],
  ])('rejects %s before any call', async (_subject, input, refusals) => {
    const outcome = await update({ ...INPUT, ...input });
    expect(refusalsOf(outcome)).toEqual(refusals);
    expect(outcome.code).toBeNull();
    expect(await stack.emulator.calls()).toEqual({});
  });

  test('fails with a top-level error when the quota is exceeded', async () => {
    await stack.emulator.fault({ path: '/card/code/update', kind: 'errcode', value: 45009 });
    const { data, errors } = await stack.graph.ask(UPDATE, { input: INPUT });
    expect(data).toEqual({ updateCode: null });
    expect(errors).toMatchObject([{ path: ['updateCode'], extensions: { code: 'PLATFORM_QUOTA_EXCEEDED' } }]);
  });

  test.each(['reset', 'truncate'] as const)(
    'is resolved by reading back when its response is lost (%s)',
    async (kind) => {
      await stack.emulator.fault({ path: '/card/code/update', kind, times: 1 });
      expect(refusalsOf(await update(INPUT))).toEqual([['OUTCOME_UNKNOWN']]);
      await stack.emulator.fault({ path: '/card/code/update', kind, when: 'after', times: 1 });
      expect(refusalsOf(await update(INPUT))).toEqual([]);
    },
  );
});

describe('setCodeUnavailable', () => {
  test('makes a code permanently unavailable and reads it live', async () => {
    expect(await end({ code: CODE, cardId: CARD, reason: '退款', idempotencyKey: 'k' })).toEqual({
      codeValue: CODE,
      cardId: CARD,
      code: { code: CODE, cardId: CARD, status: 'UNAVAILABLE', redeemable: false },
      replayed: false,
      userErrors: [],
    });
    expect(await pathsCalled(stack.emulator)).toEqual(['/card/code/unavailable', '/card/code/get']);
    expect(await requestsTo('/card/code/unavailable')).toEqual([{ code: CODE, card_id: CARD, reason: '退款' }]);
  });

  test('needs no card for a code that the platform generated', async () => {
    const outcome = await end({ code: CODE });
    expect(outcome).toMatchObject({ cardId: null, code: { cardId: CARD, status: 'UNAVAILABLE' }, userErrors: [] });
    expect(await requestsTo('/card/code/unavailable')).toEqual([{ code: CODE }]);
  });

  test('returns CODE_STATUS_CONFLICT with errcode 40127 the second time', async () => {
    await end({ code: CODE });
    const again = await end({ code: CODE });
    expect(again).toMatchObject({ code: null, userErrors: [{ code: 'CODE_STATUS_CONFLICT', errcode: 40127 }] });
  });

  test.each([
    ['a redeemed code', '100000000002', 'CODE_ALREADY_REDEEMED', 40099],
    ['an unknown code', '999999999999', 'CODE_NOT_FOUND', 40056],
    ['a custom code without its card', 'QL-0001', 'CODE_NOT_FOUND', 40056],
  ])('returns a user error for %s', async (_subject, code, error, errcode) => {
    expect(await end({ code })).toMatchObject({ code: null, userErrors: [{ code: error, errcode }] });
  });

  test.each([
    ['64 bytes', 'r'.repeat(64)],
    ['21 Chinese characters', '退'.repeat(21)],
  ])('accepts a reason of %s', async (_subject, reason) => {
    expect((await end({ code: CODE, reason })).userErrors).toEqual([]);
    expect(await requestsTo('/card/code/unavailable')).toEqual([{ code: CODE, reason }]);
  });

  test.each([
    ['a reason of 65 bytes', { reason: 'r'.repeat(65) }, 'FIELD_TOO_LONG', 'reason'],
    ['a reason of 22 Chinese characters', { reason: '退'.repeat(22) }, 'FIELD_TOO_LONG', 'reason'],
    ['a reason with a control character', { reason: 'a\u0001' }, 'INVALID_INPUT', 'reason'],
    ['an empty code', { code: '' }, 'INVALID_INPUT', 'code'],
    ['an empty cardId', { cardId: '' }, 'INVALID_INPUT', 'cardId'],
    ['an idempotencyKey of 65 bytes', { idempotencyKey: 'k'.repeat(65) }, 'INVALID_INPUT', 'idempotencyKey'],
  ])('rejects %s before any call', async (_subject, input, code, field) => {
    expect(refusalsOf(await end({ code: CODE, ...input }))).toEqual([[code, field]]);
    expect(await stack.emulator.calls()).toEqual({});
  });
});

describe('several code mutations in one request', () => {
  test('read a wallet again after the second mutation', async () => {
    const wallet = `code { holder { wallet(cardId: "${CUSTOM_CARD}") { codes { nodes { code } } } } }`;
    const { first, second } = await stack.graph.data(
      `mutation ($a: UpdateCodeInput!, $b: UpdateCodeInput!) { first: updateCode(input: $a) { ${wallet} } second: updateCode(input: $b) { ${wallet} } }`,
      {
        a: { cardId: CUSTOM_CARD, code: 'QL-0001', newCode: 'QL-A' },
        b: { cardId: CUSTOM_CARD, code: 'QL-A', newCode: 'QL-B' },
      },
    );
    expect(first.code.holder.wallet.codes.nodes).toEqual([{ code: 'QL-A' }]);
    expect(second.code.holder.wallet.codes.nodes).toEqual([{ code: 'QL-B' }]);
  });

  test('read a status again after the second mutation, even if that names no card', async () => {
    await stack.emulator.addCode({ card_id: CARD, openid: 'oDEMO-user-0001', code: '700000000001' });
    const wallet = `code { holder { wallet(cardId: "${CARD}") { codes { nodes { code status } } } } }`;
    const { second } = await stack.graph.data(
      `mutation { first: setCodeUnavailable(input: { code: "${CODE}" }) { ${wallet} }
        second: setCodeUnavailable(input: { code: "700000000001" }) { ${wallet} } }`,
    );
    expect(second.code.holder.wallet.codes.nodes).toEqual([
      { code: CODE, status: 'UNAVAILABLE' },
      { code: '700000000001', status: 'UNAVAILABLE' },
    ]);
  });

  test('read a member again after the second mutation', async () => {
    const [other, code] = ['200000020001', '200000010001'];
    const member = 'code { holder { wallet { codes { nodes { code member { status } } } } } }';
    const { second } = await stack.graph.data(
      `mutation { first: setCodeUnavailable(input: { code: "${other}" }) { ${member} }
        second: setCodeUnavailable(input: { code: "${code}" }) { ${member} } }`,
    );
    const { nodes } = second.code.holder.wallet.codes;
    expect(nodes).toContainEqual({ code, member: { status: 'UNAVAILABLE' } });
  });
});
