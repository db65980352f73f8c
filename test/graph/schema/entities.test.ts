import { apiKeys, entryOf, keyOf } from '../../support/api-keys.js';
import { sendJson } from '../../support/raw-platform.js';
import { startStack } from '../../support/stack.js';
import { useProxiedStack, useStack } from '../../support/use-stack.js';

const CARD = 'pDEMO-groupon-0001';
const OTHER_CARD = 'pDEMO-cash-0001';
const CODE = '100000000001';
const USER = 'oDEMO-user-0001';
const UNKNOWN = 'pDEMO-no-such-card';

const card = (id: unknown) => ({ __typename: 'Card', id });
const code = (cardId: unknown, value: unknown) => ({ __typename: 'Code', cardId, code: value });
const user = (openid: unknown) => ({ __typename: 'WechatUser', openid });
const rule = (id: unknown) => ({ __typename: 'PayGiftRule', id });

const entities = (selection: string) =>
  `query ($representations: [_Any!]!) { _entities(representations: $representations) { ${selection} } }`;

const stack = useProxiedStack();
let ruleId: string;

beforeAll(async () => {
  const [first] = (await stack.emulator.state()).rules;
  ruleId = String(first?.rule_id);
});

const request = (selection: string, ...representations: unknown[]) =>
  stack.graph.ask(entities(selection), { representations });
const entitiesFor = async (selection: string, ...representations: unknown[]) =>
  (await stack.graph.data(entities(selection), { representations }))._entities;

describe('Query._entities', () => {
  test('returns entities of every type by key, in the order of the representations', async () => {
    const result = await entitiesFor(
      `__typename ... on Card { id title } ... on Code { code cardId status } ... on WechatUser { openid wallet { hasFriendVoucher } }
       ... on PayGiftRule { id terms { type } }`,
      rule(ruleId),
      user(USER),
      card(CARD),
      code(CARD, CODE),
    );
    expect(result).toEqual([
      { __typename: 'PayGiftRule', id: ruleId, terms: { type: 'RULE_TYPE_PAY_MEMBER_CARD' } },
      { __typename: 'WechatUser', openid: USER, wallet: { hasFriendVoucher: expect.any(Boolean) } },
      { __typename: 'Card', id: CARD, title: expect.any(String) },
      { __typename: 'Code', code: CODE, cardId: CARD, status: 'NORMAL' },
    ]);
    expect(await stack.emulator.calls()).toEqual({
      '/card/get': 1,
      '/card/code/get': 1,
      '/card/user/getcardlist': 1,
      '/card/paygiftcard/getbyid': 1,
    });
  });

  test('accepts an integer for a key of type ID, like the variables of a query', async () => {
    const result = await entitiesFor(
      '... on PayGiftRule { id terms { type } } ... on Code { code status }',
      rule(Number(ruleId)),
      code(CARD, Number(CODE)),
    );
    expect(result).toEqual([
      { id: ruleId, terms: { type: 'RULE_TYPE_PAY_MEMBER_CARD' } },
      { code: CODE, status: 'NORMAL' },
    ]);
  });

  test('returns null without an error for an entity that does not exist', async () => {
    const selection = '... on Card { title } ... on Code { status } ... on PayGiftRule { terms { type } }';
    const result = await entitiesFor(
      selection,
      card(UNKNOWN),
      card(CARD),
      code(CARD, '999999999999'),
      rule('99999999'),
    );
    expect(result).toEqual([null, { title: expect.any(String) }, null, null]);
  });

  test('returns null with an error at its index for an entity that cannot be read, and the data of the others', async () => {
    stack.answerNext('/card/get', (_, response) => sendJson(response, { errcode: 48001, errmsg: 'api unauthorized' }));
    const { data, errors } = await request(
      '... on Card { title } ... on Code { status }',
      card(CARD),
      code(CARD, CODE),
    );
    expect(data).toEqual({ _entities: [null, { status: 'NORMAL' }] });
    expect(errors).toMatchObject([{ path: ['_entities', 0], extensions: { platform: { errcode: 48001 } } }]);
  });

  test('returns null without an error when the platform reports another card for a code', async () => {
    stack.answerNext('/card/code/get', (_, response) =>
      sendJson(response, { errcode: 0, errmsg: 'ok', card: { card_id: OTHER_CARD }, openid: USER }),
    );
    expect(await entitiesFor('... on Code { code status }', code(CARD, CODE))).toEqual([null]);
  });
});

describe('the upstream calls of Query._entities', () => {
  const ids = Array.from({ length: 50 }, (_, index) => `pDEMO-maybe-${index}`);

  test('are 50 for 100 references to 50 cards', async () => {
    const result = await entitiesFor('... on Card { title }', ...[...ids, ...ids].map(card));
    expect(result).toHaveLength(100);
    expect(await stack.emulator.calls()).toEqual({ '/card/get': 50 });
  });

  test.each([
    ['keys', '__typename ... on Card { id } ... on Code { id code cardId } ... on PayGiftRule { id }'],
    ['keys and fields of other types', '... on Card { id } ... on WechatUser { openid } ... on _Entity { __typename }'],
    [
      'fields excluded by @skip and @include',
      '... on Card { id title @skip(if: true) } ... on Code @include(if: false) { status }',
    ],
    ['the keys of the card of a code', '... on Code { card { id __typename } }'],
  ])('are not made when only %s are selected', async (_subject, selection) => {
    const result = await entitiesFor(selection, ...ids.map(card), code(CARD, CODE), user(USER), rule(ruleId));
    expect(result).toHaveLength(53);
    expect(await stack.emulator.calls()).toEqual({});
  });

  test('are made only for types whose selection has more than keys', async () => {
    await entitiesFor('... on Card { id } ... on Code { status }', card(CARD), code(CARD, CODE), card(OTHER_CARD));
    expect(await stack.emulator.calls()).toEqual({ '/card/code/get': 1 });
  });

  test('are made for fields that are selected through a fragment', async () => {
    await stack.graph.data(
      `${entities('...More')} fragment More on _Entity { ... on Card { ...Details } }
      fragment Details on Card { title }`,
      { representations: [card(CARD), code(CARD, CODE)] },
    );
    expect(await stack.emulator.calls()).toEqual({ '/card/get': 1 });
  });

  test('are shared by a reference, a code and a root field of the same card', async () => {
    await stack.graph.data(
      `query ($representations: [_Any!]!) { card(id: "${CARD}") { title }
        _entities(representations: $representations) { ... on Card { status } ... on Code { card { color } } } }`,
      { representations: [card(CARD), code(CARD, CODE)] },
    );
    expect(await stack.emulator.calls()).toEqual({ '/card/get': 1 });
  });
});

describe('an entity reference', () => {
  const TEXT = 'expected text of 1 to';

  test.each<[string, unknown, string]>([
    ['without its key', { __typename: 'Card' }, `id: ${TEXT} 32 bytes without control characters, got nothing`],
    ['with half of its key', { __typename: 'Code', code: CODE }, `cardId: ${TEXT} 32 bytes`],
    ['with a key that is null', card(null), 'got nothing'],
    ['with a decimal for a key', card(7.5), 'got a number'],
    ['with a list for a key', card([CARD]), 'got a list of 1 entry'],
    ['with an object for a key', user({ openid: USER }), 'got an object'],
    ['with an empty key', card(''), 'got a string of 0 bytes'],
    ['with too long a key', card('x'.repeat(33)), 'got a string of 33 bytes'],
    ['with too long an openid', user('x'.repeat(1000)), 'openid: expected'],
    ['with a control character', rule('1\u0000'), 'got a string of 2 bytes'],
    ['to a type that is not an entity', { __typename: 'CnyAmount', fen: 1 }, '__typename: expected one of Card, Code'],
    ['to a type that is not there', { __typename: 'Campaign', id: '1' }, 'got another type'],
    ['to a property of every object', { __typename: 'constructor', id: CARD }, 'got another type'],
    ['to the root', { __typename: 'Query' }, 'got another type'],
    ['without a type', { id: CARD }, '__typename: expected one of Card, Code, WechatUser, PayGiftRule, got nothing'],
    ['with a type that is not a string', { __typename: { toString: 'Card' }, id: CARD }, 'got an object'],
    ['that is a text', 'Card', 'got nothing'],
    ['that is a number', 7, 'got nothing'],
    ['that is a list', [card(CARD)], 'got nothing'],
  ])('%s is null with BAD_USER_INPUT and does not affect its neighbours', async (_subject, bad, message) => {
    const { status, data, errors } = await request('... on Card { id title }', card(CARD), bad, card(CARD));
    const good = { id: CARD, title: expect.any(String) };
    expect({ status, data }).toEqual({ status: 200, data: { _entities: [good, null, good] } });
    expect(errors).toMatchObject([{ path: ['_entities', 1], extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(errors?.[0]?.message).toContain(message);
    expect(await stack.emulator.calls()).toEqual({ '/card/get': 1 });
  });

  test('with additional fields is resolved by its key', async () => {
    expect(await entitiesFor('... on Card { id }', { ...card(CARD), campaign: { id: 1 } })).toEqual([{ id: CARD }]);
  });

  test('can be a literal in the query', async () => {
    const query = `query ($id: String) { _entities(representations: [{ __typename: "Card", id: $id }]) { ... on Card { title } } }`;
    expect(await stack.graph.data(query, { id: CARD })).toEqual({ _entities: [{ title: expect.any(String) }] });
  });

  test('that is null makes the whole request fail with BAD_USER_INPUT', async () => {
    const { status, errors } = await request('... on Card { id }', card(CARD), null);
    expect(status).toBe(400);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  test('is not required, and an empty list returns no entities', async () => {
    expect(await entitiesFor('__typename')).toEqual([]);
  });
});

describe('federation with scopes', () => {
  const auth = apiKeys(entryOf('codes', { scopes: ['code:read'] }), entryOf('nobody', { scopes: [] }));
  const guarded = useStack({ beforeEach: 'clearLedger', server: { auth, production: true } });

  const SELECTION = `__typename ... on Card { id title } ... on Code { status card { title } } ... on WechatUser { openid }
    ... on PayGiftRule { id }`;
  const all = [card(CARD), code(CARD, CODE), user(USER), rule('1'), { __typename: 'Campaign' }, card('')];
  const requestAs = (name: string) =>
    guarded.graph.ask(entities(SELECTION), { representations: all }, { 'x-api-key': keyOf(name) });

  test('returns null with FORBIDDEN only for entities whose scope the caller lacks', async () => {
    const { data, errors } = await requestAs('codes');
    expect(data._entities).toEqual([
      null,
      { __typename: 'Code', status: 'NORMAL', card: null },
      { __typename: 'WechatUser', openid: USER },
      null,
      null,
      null,
    ]);
    const codes = new Map(errors?.map(({ path, extensions }) => [path?.join('.'), extensions.code]));
    expect(codes).toEqual(
      new Map([
        ['_entities.0', 'FORBIDDEN'],
        ['_entities.3', 'FORBIDDEN'],
        ['_entities.4', 'BAD_USER_INPUT'],
        ['_entities.5', 'FORBIDDEN'],
        ['_entities.1.card', 'FORBIDDEN'],
      ]),
    );
    expect(await guarded.emulator.calls()).toEqual({ '/card/code/get': 1 });
  });

  test('returns no entity and makes no call for a caller without scopes', async () => {
    const { data, errors } = await requestAs('nobody');
    expect(data._entities).toEqual([null, null, null, null, null, null]);
    expect(errors?.map(({ extensions }) => extensions.code).sort()).toEqual([
      'BAD_USER_INPUT',
      ...Array(5).fill('FORBIDDEN'),
    ]);
    expect(await guarded.emulator.calls()).toEqual({});
  });

  test('returns _service to a caller without scopes, even if introspection is off', async () => {
    const key = { 'x-api-key': keyOf('nobody') };
    const { data } = await guarded.graph.ask('{ _service { sdl } }', {}, key);
    expect(data._service.sdl).toMatch(
      /^extend schema\n {2}@link\(url: "https:\/\/specs\.apollo\.dev\/federation\/v2\.9"/,
    );
    const { errors } = await guarded.graph.ask('{ __schema { queryType { name } } }', {}, key);
    expect(errors).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
  });

  test('includes the scopes in _service only when FEDERATION_SCOPES is on', async () => {
    const query = '{ _service { sdl } }';
    expect((await stack.graph.data(query))._service.sdl).not.toContain('requiresScopes');
    const open = await startStack({ server: { federationScopes: true } });
    const { sdl } = (await open.graph.data(query))._service;
    await open.close();
    expect(sdl).toMatch(/^type Code @key\(fields: "cardId code"\) .*@requiresScopes\(scopes: \[\["code:read"\]\]\)/m);
    expect(sdl).toMatch(/import: \[[^\]]*"@requiresScopes"/);
  });

  test('leaves the type Subscription out of _service only when FEDERATION_SUBSCRIPTIONS is off', async () => {
    const query = '{ _service { sdl } __schema { subscriptionType { name } } }';
    expect((await stack.graph.data(query))._service.sdl).toMatch(/^type Subscription \{/m);
    const without = await startStack({ server: { federationSubscriptions: false } });
    const { _service: service, __schema: schema } = await without.graph.data(query);
    await without.close();
    expect(service.sdl).not.toMatch(/^type Subscription\b/m);
    expect(service.sdl).toMatch(/^type Query \{/m);
    expect(schema.subscriptionType).toEqual({ name: 'Subscription' });
  });

  test('rejects _service with UNAUTHENTICATED for a caller without a credential', async () => {
    expect(await guarded.graph.ask('{ _service { sdl } }')).toMatchObject({
      status: 401,
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
  });
});
