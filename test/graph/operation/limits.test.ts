import { createHash } from 'node:crypto';
import { getIntrospectionQuery } from 'graphql';
import type { OperationLimits } from '../../../src/config/config.js';
import type { GraphAnswer } from '../../support/graph-client.js';
import { expectError, getFrom, JSON_BODY, postTo } from '../../support/http.js';
import { LIMITS, type Stack, type StackOptions, startStack, WIDE_LIMITS } from '../../support/stack.js';

const CARD = 'pDEMO-groupon-0001';
const OTHER_CARD = 'pDEMO-cash-0001';
const CODE = '100000000001';

/** Limits so low that an operation can exceed each one while it stays within the others. */
const LOW: OperationLimits = {
  depth: 6,
  tokens: 100,
  aliases: 5,
  directives: 4,
  rootFields: 8,
  mutations: 3,
  irreversible: 2,
  cost: 24,
  fields: 150,
  representations: 7,
  validationErrors: 2,
  bodyBytes: 2000,
  responseBytes: 6000,
};

const stacks: Stack[] = [];
async function start(server: StackOptions['server']): Promise<Stack> {
  const stack = await startStack({ server });
  stacks.push(stack);
  return stack;
}

let low: Stack;
let shipped: Stack;
beforeAll(async () => {
  low = await start({ limits: LOW });
  shipped = await start({});
});
afterAll(() => Promise.all(stacks.map((stack) => stack.close())));
beforeEach(() => Promise.all(stacks.map((stack) => stack.reset())));

const times = (count: number, part: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => part(index)).join(' ');

const READ = `card(id: "${CARD}") { title }`;
const read = (alias: string) => `${alias}: ${READ}`;
const stock = (index: number) =>
  `m${index}: modifyStock(input: { cardId: "${CARD}", increaseBy: 1, idempotencyKey: "k${index}" }) { cardId }`;
const deletion = (index: number) => `m${index}: deleteCard(input: { cardId: "${CARD}" }) { deletedCardId }`;
const cardReference = (index: number) => ({ __typename: 'Card', id: [CARD, OTHER_CARD][index % 2] });
const ENTITIES = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Card { title } } }';

interface Operation {
  readonly query: string;
  readonly variables?: object;
}

interface Case {
  readonly limit: keyof OperationLimits;
  readonly subject: string;
  readonly code: string;
  /** Returns an operation that makes calls and that the limit counts as exactly `count`. */
  readonly operation: (count: number) => Operation;
}

const CASES: readonly Case[] = [
  {
    limit: 'depth',
    subject: 'levels of fields',
    code: 'OPERATION_TOO_DEEP',
    operation: (count) => ({
      query: `{ ${READ} __schema { queryType { ${'ofType { '.repeat(count - 3)} name ${'}'.repeat(count - 3)} } } }`,
    }),
  },
  {
    limit: 'tokens',
    subject: 'tokens',
    code: 'TOO_MANY_TOKENS',
    operation: (count) => ({ query: `{ card(id: "${CARD}") { ${'title '.repeat(count - 10)} } }` }),
  },
  {
    limit: 'aliases',
    subject: 'aliases, including __typename and every spread of a fragment',
    code: 'TOO_MANY_ALIASES',
    operation: (count) => ({
      query: `{ ${READ} ${times(count - 4, (index) => `a${index}: __typename`)} ...F ...F } fragment F on Query { b: __typename ... { c: __typename } }`,
    }),
  },
  {
    limit: 'directives',
    subject: 'directives',
    code: 'TOO_MANY_DIRECTIVES',
    operation: (count) => ({
      query: `{ ${READ} ${times(count - 2, () => '__typename @include(if: true)')} ...F ...F } fragment F on Query { __typename @skip(if: false) }`,
    }),
  },
  {
    limit: 'rootFields',
    subject: 'root fields',
    code: 'TOO_MANY_ROOT_FIELDS',
    operation: (count) => ({
      query: `{ ${times(count - 3, () => READ)} ... { ${READ} } ...F ...F } fragment F on Query { ${READ} }`,
    }),
  },
  {
    limit: 'mutations',
    subject: 'mutations',
    code: 'TOO_MANY_ROOT_FIELDS',
    operation: (count) => ({ query: `mutation { ${times(count, stock)} }` }),
  },
  {
    limit: 'irreversible',
    subject: 'irreversible mutations, deleteCard and setCodeUnavailable',
    code: 'TOO_MANY_ROOT_FIELDS',
    operation: (count) => ({
      query: `mutation { ${times(count - 1, deletion)} ...F } fragment F on Mutation { setCodeUnavailable(input: { code: "${CODE}" }) { codeValue } }`,
    }),
  },
  {
    limit: 'cost',
    subject: 'upstream calls, set by a variable',
    code: 'OPERATION_TOO_COMPLEX',
    operation: (count) => ({
      query: 'query ($n: Int!) { cards(first: $n) { nodes { title } } }',
      variables: { n: count - 2 },
    }),
  },
  {
    limit: 'fields',
    subject: 'response fields (estimated)',
    code: 'OPERATION_TOO_COMPLEX',
    operation: (count) => ({
      query: `query ($n: Int!) { cards(first: $n) { edges { cardId } } ${'__typename '.repeat((count - 1) % 2)} }`,
      variables: { n: Math.floor((count - 1) / 2) },
    }),
  },
  {
    limit: 'representations',
    subject: 'entity references',
    code: 'TOO_MANY_REPRESENTATIONS',
    operation: (count) => ({
      query: ENTITIES,
      variables: { r: Array.from({ length: count }, (_, i) => cardReference(i)) },
    }),
  },
];

/** Expects no data and one error with the limit that was exceeded. */
function expectRefused({ extensions: _, ...response }: GraphAnswer, code: string, limit: number): void {
  const extensions = { code, limit };
  expect(response).toEqual({
    status: 400,
    errors: [{ message: expect.stringMatching(/^Expected at most /), extensions }],
  });
}

describe('the configured limit', () => {
  test.each(CASES)('$limit accepts that many $subject, and one more is rejected before any call', async (limited) => {
    const { limit, code, operation } = limited;
    const atLimit = operation(LOW[limit]);
    expect(await low.graph.ask(atLimit.query, atLimit.variables)).not.toHaveProperty('errors');
    expect(await low.emulator.calls()).not.toEqual({});
    await low.emulator.clearLedger();

    const over = operation(LOW[limit] + 1);
    const response = await low.graph.ask(over.query, over.variables);
    if (limit === 'tokens') expect(response).toMatchObject({ status: 400, errors: [{ extensions: { code } }] });
    else expectRefused(response, code, LOW[limit]);
    expect(await low.emulator.calls()).toEqual({});
  });

  test('validationErrors caps the reported validation errors, and an additional error states that there are more', async () => {
    const fields = (count: number) => `{ ${times(count, (index) => `nothing${index}`)} }`;
    const { status, errors = [] } = await low.graph.ask(fields(6));
    expect({ status, codes: errors.map(({ extensions }) => extensions.code) }).toEqual({
      status: 400,
      codes: Array(LOW.validationErrors + 1).fill('GRAPHQL_VALIDATION_FAILED'),
    });
    expect(errors.at(-1)?.message).toMatch(/^Too many validation errors/);
    expect((await low.graph.ask(fields(2))).errors).toHaveLength(2);
  });

  test('validationErrors caps the reported problems of variables', async () => {
    const query =
      'query ($a: ID!, $b: [ID!]!, $c: ID!) { a: card(id: $a) { id } b: cardsById(ids: $b) { id } c: card(id: $c) { id } }';
    const { status, errors } = await low.graph.ask(query, { b: [true, 'p', {}] });
    const problems = [
      { field: ['$a'], message: 'expected ID!, got nothing' },
      { field: ['$b', '0'], message: 'expected ID!, got a boolean' },
    ];
    expect({ status, errors }).toMatchObject({
      status: 400,
      errors: [{ extensions: { code: 'BAD_USER_INPUT', problems } }],
    });
  });

  test.each(['with a length', 'in chunks'])(
    'bodyBytes accepts a body of that size sent %s, and one more byte is rejected',
    async (how) => {
      const send = (bytes: number) => {
        const body = JSON.stringify({ query: `{ ${READ} }` }).padEnd(bytes, ' ');
        const parts = how === 'in chunks' ? [body.slice(0, 100), body.slice(100)] : body;
        const headers = how === 'in chunks' ? JSON_BODY : { ...JSON_BODY, 'content-length': String(bytes) };
        return postTo(low.graph.url, parts, headers);
      };
      expect((await send(LOW.bodyBytes)).status).toBe(200);
      await low.emulator.clearLedger();
      expectError(await send(LOW.bodyBytes + 1), 413, 'BODY_TOO_LARGE');
      expect(await low.emulator.calls()).toEqual({});
    },
  );
});

describe('the default limits', () => {
  test('accept twenty aliased cards', async () => {
    const data = await shipped.graph.data(`{ ${times(20, (index) => read(`c${index}`))} }`);
    expect(Object.keys(data)).toHaveLength(20);
  });

  test('accept a page of 100 cards with details', async () => {
    await shipped.emulator.addCards(100);
    const query = `{ cards(first: 100) { nodes { title advancedInfo { textImages { text } redeemGifts { cardId } }
      details { __typename ... on GrouponDetails { dealDetail } ... on MemberCardDetails { benefits } } } } }`;
    expect((await shipped.graph.data(query)).cards.nodes).toHaveLength(100);
  });

  test('accept 100 references and reject 101 before any call', async () => {
    const references = (count: number) => ({ r: Array.from({ length: count }, (_, index) => cardReference(index)) });
    expect((await shipped.graph.data(ENTITIES, references(100)))._entities).toHaveLength(100);
    await shipped.emulator.clearLedger();
    expectRefused(await shipped.graph.ask(ENTITIES, references(101)), 'TOO_MANY_REPRESENTATIONS', 100);
    expect(await shipped.emulator.calls()).toEqual({});
  });

  test('accept a field with 100 repetitions and reject 101 before any call', async () => {
    const query = (again: number) => `{ card(id: "${CARD}") { ${'title '.repeat(1 + again)} } }`;
    expect(await shipped.graph.ask(query(100))).not.toHaveProperty('errors');
    await shipped.emulator.clearLedger();
    expectRefused(await shipped.graph.ask(query(101)), 'OPERATION_TOO_COMPLEX', 100);
    expect(await shipped.emulator.calls()).toEqual({});
  });

  test('count a field in an inline fragment like one next to it', async () => {
    const query = (again: number) => `{ card(id: "${CARD}") { title ${'... { title } '.repeat(again)} } }`;
    expect(await shipped.graph.ask(query(100))).not.toHaveProperty('errors');
    expectRefused(await shipped.graph.ask(query(101)), 'OPERATION_TOO_COMPLEX', 100);
  });

  test.each([
    ['that is never spread', (fields: string) => `{ __typename } fragment F on Card { ${fields} }`],
    ['without an operation', (fields: string) => `fragment F on Card { ${fields} }`],
    [
      'with a duplicate name',
      (fields: string) =>
        `{ card(id: "${CARD}") { ...F } } fragment F on Card { ${fields} } fragment F on Card { title }`,
    ],
  ])('reject a field repeated in a fragment %s before selections are compared', async (_subject, textOf) => {
    expectRefused(await shipped.graph.ask(textOf('title '.repeat(3900))), 'OPERATION_TOO_COMPLEX', 100);
  });

  test('reject a cycle of fragments that are never spread, with the name of one of them', async () => {
    const circle = times(90, (n) => `fragment F${n} on Card { ...F${(n + 1) % 90} }`);
    const { status, errors } = await shipped.graph.ask(`{ __typename } ${circle}`);
    expect({ status, errors }).toMatchObject({
      status: 400,
      errors: [{ message: expect.stringMatching(/^Fragment "F\d+" is spread within itself$/) }],
    });
  });

  test('accept 100 fragments and reject 101 before any call', async () => {
    const query = (count: number) =>
      `{ card(id: "${CARD}") { ${times(count, (n) => `...F${n}`)} } } ${times(count, (n) => `fragment F${n} on Card { title }`)}`;
    expect(await shipped.graph.ask(query(100))).not.toHaveProperty('errors');
    await shipped.emulator.clearLedger();
    expectRefused(await shipped.graph.ask(query(101)), 'OPERATION_TOO_COMPLEX', 100);
    expect(await shipped.emulator.calls()).toEqual({});
  });

  test('accept inline fragments nested as deep as the token limit allows', async () => {
    const data = await shipped.graph.data(`${'{ ... '.repeat(1300)} { __typename } ${'}'.repeat(1300)}`);
    expect(data).toEqual({ __typename: 'Query' });
  });

  test('reject inline fragments nested deeper than the call stack with OPERATION_TOO_DEEP when the token limit is higher', async () => {
    const stack = await start({ limits: { ...LIMITS, tokens: 100_000 } });
    let code: string | undefined;
    for (let levels = 2000; levels <= 8000; levels += 500) {
      const { status, errors } = await stack.graph.ask(`${'{ ... '.repeat(levels)} { nothing } ${'}'.repeat(levels)}`);
      expect(status).toBe(400);
      code = errors?.[0]?.extensions.code;
      // The depth that overflows the stack depends on the machine.
      expect(['GRAPHQL_VALIDATION_FAILED', 'OPERATION_TOO_DEEP']).toContain(code);
    }
    expect(code).toBe('OPERATION_TOO_DEEP');
  });

  test('accept the introspection query of development tools', async () => {
    const query = getIntrospectionQuery({ specifiedByUrl: true, inputValueDeprecation: true, oneOf: true });
    expect((await shipped.graph.data(query)).__schema.types.length).toBeGreaterThan(50);
  });
});

describe('irreversible mutations', () => {
  const state = async (stack: Stack) => JSON.stringify(await stack.emulator.state());

  test.each([
    ['with aliases', 'TOO_MANY_TOKENS', LIMITS, `mutation { ${times(1000, deletion)} }`],
    [
      'with aliases and a higher token limit',
      'TOO_MANY_ALIASES',
      { ...LIMITS, tokens: 100_000 },
      `mutation { ${times(1000, deletion)} }`,
    ],
    [
      'with aliases and only the mutation limits',
      'TOO_MANY_ROOT_FIELDS',
      { ...WIDE_LIMITS, mutations: 4, irreversible: 1 },
      `mutation { ${times(1000, deletion)} }`,
    ],
    [
      'in fragments that double',
      'TOO_MANY_ALIASES',
      LIMITS,
      `mutation { ...F0 } ${times(10, (index) => `fragment F${index} on Mutation { ...F${index + 1} ...F${index + 1} }`)}
       fragment F10 on Mutation { ${deletion(0)} }`,
    ],
  ])(
    'are rejected without a call when an operation has a thousand deleteCard %s',
    async (_subject, code, limits, query) => {
      const stack = limits === LIMITS ? shipped : await start({ limits });
      const before = await state(stack);
      expect(await stack.graph.ask(query)).toMatchObject({ status: 400, errors: [{ extensions: { code } }] });
      expect(await stack.emulator.calls()).toEqual({});
      expect(await state(stack)).toBe(before);
    },
  );

  const UNAVAILABLE = `setCodeUnavailable(input: { code: "${CODE}" }) { codeValue }`;

  test.each([
    ['two cards deleted', `mutation { ${deletion(0)} ${deletion(1)} }`],
    ['a card deleted and a code made unavailable', `mutation { ${deletion(0)} ${UNAVAILABLE} }`],
    ['two codes made unavailable', `mutation { a: ${UNAVAILABLE} b: ${UNAVAILABLE} }`],
    [
      'one in a fragment and one in an inline fragment',
      `mutation { ...F ... { ${UNAVAILABLE} } } fragment F on Mutation { ${deletion(0)} }`,
    ],
    ['one of them skipped', `mutation { ... @skip(if: true) { ${deletion(0)} } ${UNAVAILABLE} }`],
    ['both in the second operation', `query A { __typename } mutation B { ${deletion(0)} ${deletion(1)} }`],
  ])('are rejected without a call when one operation has two (%s)', async (_subject, query) => {
    expectRefused(await shipped.graph.ask(query), 'TOO_MANY_ROOT_FIELDS', 1);
    expect(await shipped.emulator.calls()).toEqual({});
  });

  test('are executed when an operation has one and three other mutations', async () => {
    const query = `mutation { ${deletion(0)} ${[1, 2, 3].map((n) => stock(n).replaceAll(CARD, OTHER_CARD)).join(' ')} }`;
    expect(await shipped.graph.data(query)).toMatchObject({ m0: { deletedCardId: CARD } });
  });
});

describe('extensions.cardgraph.cost', () => {
  const QUERY = 'query ($n: Int!) { cards(first: $n) { nodes { title } } }';

  test('contains the estimated number of calls in development, even if the operation is rejected', async () => {
    expect((await shipped.graph.ask(QUERY, { n: 3 })).extensions).toEqual({ cardgraph: { cost: 5 } });
    expect((await shipped.graph.ask('{ __typename }')).extensions).toEqual({ cardgraph: { cost: 0 } });
    expect((await low.graph.ask(QUERY, { n: 50 })).extensions).toEqual({ cardgraph: { cost: 52 } });
  });

  test('is omitted in production', async () => {
    const production = await start({ production: true });
    expect(await production.graph.ask(QUERY, { n: 3 })).not.toHaveProperty('extensions');
  });
});

describe('GET', () => {
  const get = (query: string, more: Readonly<Record<string, string>> = {}, stack = shipped) =>
    getFrom(stack.graph.url, { query, ...more });

  const POST_ONLY = [
    ['code', `{ code(code: "${CODE}") { status } }`],
    ['codeCheck', `{ codeCheck(code: "${CODE}") { redeemable } }`],
    ['memberInfo', '{ memberInfo(cardId: "pDEMO-member-card-0001", code: "200000010001") { points } }'],
    ['wechatUser', '{ wechatUser(openid: "oDEMO-user-0001") { openid } }'],
    ['_entities', `{ _entities(representations: [{ __typename: "Card", id: "${CARD}" }]) { ... on Card { title } } }`],
    ['under an alias', `{ card: code(code: "${CODE}") { status } }`],
    ['in a fragment', `{ ...F } fragment F on Query { ... { code(code: "${CODE}") { status } } }`],
    ['next to another field', `{ ${READ} code(code: "${CODE}") { status } }`],
  ] as const;

  test.each(POST_ONLY)(
    'returns 405 before any call for an operation on codes or users (%s)',
    async (_subject, query) => {
      const response = await get(query);
      expectError(response, 405, 'BAD_REQUEST');
      expect(response.headers.allow).toBe('POST');
      expect(response.text).not.toContain(CODE);
      expect(await shipped.emulator.calls()).toEqual({});
    },
  );

  test('returns 405 for an operation on codes with the code in a variable', async () => {
    const variables = JSON.stringify({ c: CODE });
    expectError(await get('query ($c: String!) { code(code: $c) { status } }', { variables }), 405, 'BAD_REQUEST');
  });

  test('returns 405 for a persisted operation on codes that is sent by id', async () => {
    const body = `{ code(code: "${CODE}") { status } }`;
    const operations = [{ id: 'code-1', name: 'Code', type: 'query' as const, body }];
    const persisted = await start({ persistedOperations: { mode: 'enforce', operations } });
    const extensions = JSON.stringify({ persistedQuery: { version: 1, sha256Hash: 'code-1' } });
    const response = await getFrom(persisted.graph.url, { extensions });
    expectError(response, 405, 'BAD_REQUEST');
    expect(await persisted.emulator.calls()).toEqual({});
  });

  test('returns 405 for the hash of an operation on codes that was registered by POST', async () => {
    const query = `{ code(code: "${CODE}") { status } }`;
    const sha256Hash = createHash('sha256').update(query).digest('hex');
    const extensions = { persistedQuery: { version: 1, sha256Hash } };
    const body = JSON.stringify({ query, extensions });
    expect((await postTo(shipped.graph.url, body)).status).toBe(200);
    await shipped.emulator.clearLedger();
    const response = await getFrom(shipped.graph.url, { extensions: JSON.stringify(extensions) });
    expectError(response, 405, 'BAD_REQUEST');
    expect(await shipped.emulator.calls()).toEqual({});
  });

  test.each([
    ['a query for a card', `{ ${READ} }`],
    ['an operation next to one on codes', `query A { ${READ} } query B { code(code: "${CODE}") { status } }`],
  ])('executes %s', async (_subject, query) => {
    const response = await get(query, query.startsWith('query A') ? { operationName: 'A' } : {});
    expect(response.status).toBe(200);
    expect(JSON.parse(response.text)).not.toHaveProperty('errors');
  });

  test('rejects an operation over a limit in the same way as POST', async () => {
    expectError(await get(`{ ${times(9, () => READ)} }`, {}, low), 400, 'TOO_MANY_ROOT_FIELDS');
  });
});
