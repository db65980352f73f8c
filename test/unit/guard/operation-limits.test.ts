import { ApolloServer, type ApolloServerPlugin, type GraphQLRequest, HeaderMap } from '@apollo/server';
import { buildSchema, type DocumentNode, Kind, parse, type SelectionNode, specifiedRules, validate } from 'graphql';
import type { Context } from '../../../src/context.js';
import { wrongVariables } from '../../../src/graph/input-errors.js';
import type { OperationLimits } from '../../../src/guard/limits.js';
import { operationLimits, shapeLimits } from '../../../src/guard/operation-limits.js';

const schema = buildSchema(`
  scalar _Any
  union _Entity = Card | Code
  type Query {
    card(id: ID!): Card
    cards(first: Int = 20): CardConnection
    code(code: String!, cardId: ID): Code
    wechatUser(openid: String!): WechatUser
    _entities(representations: [_Any!]!): [_Entity]!
  }
  type Mutation {
    updateCard(cardId: ID!): Card
    deleteCard(cardId: ID!): ID
    setCodeUnavailable(input: ID!): ID
  }
  type CardConnection { nodes: [Card!]! }
  type Card { id: ID title: String next: Card }
  type Code { status: String }
  type WechatUser { openid: ID }
`);

/** So low that each is met by an operation which keeps the others. */
const LOW: OperationLimits = {
  depth: 4,
  tokens: 10_000,
  aliases: 3,
  directives: 2,
  rootFields: 5,
  mutations: 3,
  irreversible: 2,
  cost: 12,
  representations: 4,
  validationErrors: 2,
  bodyBytes: 1000,
};

const times = (count: number, part: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => part(index)).join(' ');

/** Code, limit and message of each error that validation finds with these limits. */
function refusalsOf(document: DocumentNode, limits = LOW) {
  return validate(schema, document, [shapeLimits(limits), ...specifiedRules]).map(({ message, extensions }) => ({
    code: extensions.code,
    limit: extensions.limit,
    message,
  }));
}

const CARD = 'card(id: "p") { id }';
const UPDATE = 'updateCard(cardId: "p") { id }';
const DELETE = 'deleteCard(cardId: "p")';
const UNAVAILABLE = 'setCodeUnavailable(input: "c")';

describe('an operation that is too large on its text alone', () => {
  test.each<[what: string, code: string, limit: number, text: (count: number) => string]>([
    [
      'levels',
      'OPERATION_TOO_DEEP',
      4,
      (n) => `{ card(id: "p") { ${'next { '.repeat(n - 2)} id ${'}'.repeat(n - 1)} }`,
    ],
    ['aliases', 'TOO_MANY_ALIASES', 3, (n) => `{ card(id: "p") { ${times(n, (i) => `a${i}: id`)} } }`],
    [
      'directives',
      'TOO_MANY_DIRECTIVES',
      2,
      (n) => `{ card(id: "p") { ${times(n, () => '... @skip(if: false) { id }')} } }`,
    ],
    [
      'root fields',
      'TOO_MANY_ROOT_FIELDS',
      5,
      (n) => `{ ...F ${times(n - 1, () => CARD)} } fragment F on Query { ${CARD} }`,
    ],
    ['mutations', 'TOO_MANY_ROOT_FIELDS', 3, (n) => `mutation { ${times(n, () => UPDATE)} }`],
    ['deletions', 'TOO_MANY_ROOT_FIELDS', 2, (n) => `mutation { ${times(n, () => DELETE)} }`],
    ['codes made unavailable', 'TOO_MANY_ROOT_FIELDS', 2, (n) => `mutation { ${times(n, () => UNAVAILABLE)} }`],
    ['both', 'TOO_MANY_ROOT_FIELDS', 2, (n) => `mutation { ${times(n - 1, () => DELETE)} ... { ${UNAVAILABLE} } }`],
    ['repeated fields', 'OPERATION_TOO_COMPLEX', 100, (n) => `{ card(id: "p") { ${'id '.repeat(n + 1)} } }`],
    [
      'fragments',
      'OPERATION_TOO_COMPLEX',
      100,
      (n) => `{ card(id: "p") { ${times(n, (i) => `...F${i}`)} } } ${times(n, (i) => `fragment F${i} on Card { id }`)}`,
    ],
  ])('%s: as many as the limit are taken, one more is refused', (_what, code, limit, text) => {
    expect(refusalsOf(parse(text(limit)))).toEqual([]);
    expect(refusalsOf(parse(text(limit + 1)))).toEqual([
      { code, limit, message: expect.stringMatching(new RegExp(`^At most ${limit} .* are taken, got ${limit + 1}$`)) },
    ]);
  });

  test('is told by the first of its limits, and nothing else is looked for in it', () => {
    const document = parse(`query A { ${times(6, (i) => `a${i}: nothing`)} } query B { ${times(6, () => 'other')} }`);
    expect(refusalsOf(document)).toMatchObject([{ code: 'TOO_MANY_ALIASES' }]);
  });

  test('is refused wherever it stands in its document', () => {
    const small = `query A { ${CARD} }`;
    expect(refusalsOf(parse(`${small} mutation B { ${times(4, () => UPDATE)} }`))).toMatchObject([
      { code: 'TOO_MANY_ROOT_FIELDS' },
    ]);
  });

  test('with fragments that double: refused by a number that can be read', () => {
    const doubling = times(30, (i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`);
    const text = `{ ...F0 } ${doubling} fragment F30 on Query { a: ${CARD} }`;
    expect(refusalsOf(parse(text))).toEqual([
      { code: 'TOO_MANY_ALIASES', limit: 3, message: 'At most 3 aliases are taken, got more than a million' },
    ]);
  });

  test('by up to a million: told how many', () => {
    const tenfold = times(6, (i) => `fragment F${i} on Query { ${`...F${i + 1} `.repeat(10)} }`);
    const of = (directives: string) =>
      refusalsOf(parse(`{ ...F0 ${directives} } ${tenfold} fragment F6 on Query { __typename @a }`))[0]?.message;
    expect(of('')).toBe('At most 2 directives are taken, got 1000000');
    expect(of('@a')).toBe('At most 2 directives are taken, got more than a million');
  });

  test('with more levels than the stack has: refused like any other', () => {
    let selection: SelectionNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: 'card' } };
    for (let level = 0; level < 100_000; level += 1) {
      selection = { kind: Kind.INLINE_FRAGMENT, selectionSet: { kind: Kind.SELECTION_SET, selections: [selection] } };
    }
    const [operation] = parse('{ card }').definitions;
    const document = {
      kind: Kind.DOCUMENT,
      definitions: [{ ...operation, selectionSet: { kind: Kind.SELECTION_SET, selections: [selection] } }],
    } as DocumentNode;
    expect(refusalsOf(document)).toMatchObject([{ code: 'OPERATION_TOO_DEEP', limit: 4 }]);
  });

  test('is not what a fault of ours is taken for', () => {
    const broken = {
      kind: Kind.DOCUMENT,
      definitions: [{ kind: Kind.OPERATION_DEFINITION }],
    } as unknown as DocumentNode;
    expect(() => validate(schema, broken, [shapeLimits(LOW)])).toThrow(TypeError);
  });
});

describe('an operation that GraphQL would look at for long, or would fail at', () => {
  test('with fragments in a circle: refused, by the name of one', () => {
    expect(refusalsOf(parse('{ ...F } fragment F on Query { ...G } fragment G on Query { ...F }'))).toEqual([
      { code: undefined, limit: undefined, message: 'Fragment "F" is spread within itself' },
    ]);
  });

  test('of a kind that the schema has not: refused', () => {
    expect(refusalsOf(parse('subscription { card }'))).toMatchObject([
      { code: undefined, message: 'There is no subscription in this schema' },
    ]);
  });

  test('of types alone: has no operation that could be too large', () => {
    expect(validate(schema, parse('type A { b: C }'), [shapeLimits(LOW)])).toEqual([]);
  });
});

/** A server with these limits alone, and how its answer to a request reads. */
function serving({ limits = LOW, tellsCost = true, before = [] as ApolloServerPlugin<Context>[] } = {}) {
  const server = new ApolloServer<Context>({
    schema,
    rootValue: { cards: { nodes: [] }, _entities: [] },
    validationRules: [shapeLimits(limits)],
    plugins: [...before, operationLimits(limits, { tellsCost, wrongVariables })],
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    stopOnTerminationSignals: false,
  });
  return async (request: GraphQLRequest) => {
    const { body, http } = await server.executeOperation(request, { contextValue: {} as Context });
    if (body.kind !== 'single') throw new Error('an answer in parts');
    return { ...body.singleResult, status: http.status, headers: http.headers };
  };
}

const REFERENCES = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Card { id } } }';
const PAGE = 'query ($n: Int) { cards(first: $n) { nodes { title } } }';
const references = (count: number) => ({ r: Array.from({ length: count }, () => ({ __typename: 'Code' })) });

describe('an operation that is too large by its variables', () => {
  const ask: ReturnType<typeof serving> = (request) => serving()(request);

  test('in upstream calls: as many as the limit are taken, one more is refused before it is executed', async () => {
    expect(await ask({ query: PAGE, variables: { n: 10 } })).toMatchObject({ data: { cards: { nodes: [] } } });
    const answer = await ask({ query: PAGE, variables: { n: 11 } });
    expect(answer).toMatchObject({
      status: 400,
      errors: [
        {
          message: 'At most 12 upstream calls are taken, got 13',
          extensions: { code: 'OPERATION_TOO_COMPLEX', limit: 12 },
        },
      ],
    });
    expect(answer.data).toBeUndefined();
  });

  test('in references: as many as the limit are taken, one more is refused', async () => {
    expect((await ask({ query: REFERENCES, variables: references(4) })).errors).toBeUndefined();
    expect(await ask({ query: REFERENCES, variables: references(5) })).toMatchObject({
      status: 400,
      errors: [
        {
          message: 'At most 4 references are taken, got 5',
          extensions: { code: 'TOO_MANY_REPRESENTATIONS', limit: 4 },
        },
      ],
    });
  });

  test('in both: told by its references', async () => {
    const { errors } = await ask({ query: REFERENCES, variables: references(50) });
    expect(errors).toMatchObject([{ extensions: { code: 'TOO_MANY_REPRESENTATIONS' } }]);
  });

  test('is told so before anything that is wrong with its variables', async () => {
    const { errors } = await ask({ query: REFERENCES, variables: { r: Array(50).fill(null) } });
    expect(errors).toMatchObject([{ extensions: { code: 'TOO_MANY_REPRESENTATIONS' } }]);
  });

  test('each time by what was sent with it', async () => {
    const again = serving();
    const costs = [];
    for (const n of [3, 50, 4]) costs.push((await again({ query: PAGE, variables: { n } })).extensions?.cardgraph);
    expect(costs).toEqual([{ cost: 5 }, { cost: 52 }, { cost: 6 }]);
  });
});

test('variables that are wrong: as many problems are told as validation errors', async () => {
  const query =
    'query ($a: ID!, $b: ID!, $c: ID!) { a: card(id: $a) { id } b: card(id: $b) { id } c: card(id: $c) { id } }';
  const { status, errors } = await serving()({ query });
  expect(status).toBe(400);
  expect(errors).toMatchObject([{ extensions: { problems: [{ field: ['$a'] }, { field: ['$b'] }] } }]);
});

describe('the cost of an operation', () => {
  test('is told beside what else an answer says', async () => {
    const other: ApolloServerPlugin<Context> = {
      requestDidStart: async () => ({
        willSendResponse: async ({ response: { body } }) => {
          if (body.kind === 'single') body.singleResult.extensions = { other: 1, cardgraph: { stale: true } };
        },
      }),
    };
    const { extensions } = await serving({ before: [other] })({ query: PAGE, variables: { n: 1 } });
    expect(extensions).toEqual({ other: 1, cardgraph: { stale: true, cost: 3 } });
  });

  test('is told where it is nothing', async () => {
    expect((await serving()({ query: '{ __typename }' })).extensions).toEqual({ cardgraph: { cost: 0 } });
  });

  test('is not told where it was not reckoned', async () => {
    expect(await serving()({ query: '{ nothing }' })).not.toHaveProperty('extensions');
  });

  test('is not told in production, and counts all the same', async () => {
    const ask = serving({ tellsCost: false });
    expect(await ask({ query: '{ __typename }' })).not.toHaveProperty('extensions');
    expect(await ask({ query: PAGE, variables: { n: 50 } })).toMatchObject({ status: 400 });
  });
});

test('an operation whose name is none of the document: answered as GraphQL does', async () => {
  const { errors } = await serving()({ query: 'query A { __typename }', operationName: 'B' });
  expect(errors).toMatchObject([{ extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } }]);
});

describe('by GET', () => {
  const by = (method: string, query: string, operationName?: string) =>
    serving({ limits: { ...LOW, cost: 1000 } })({
      query,
      ...(operationName === undefined ? {} : { operationName }),
      http: { method, headers: new HeaderMap(), search: '', body: undefined },
    });

  test.each([
    ['with a code', '{ code(code: "c") { status } }'],
    ['with a code, under another name', '{ card: code(code: "c") { status } }'],
    ['with a code, in fragments', '{ ...F } fragment F on Query { ... { code(code: "c") { status } } }'],
    ['with a code beside a card', `{ ${CARD} code(code: "c") { status } }`],
    ['with references, which may name codes', '{ _entities(representations: []) { __typename } }'],
  ])('an operation %s: by POST alone', async (_subject, query) => {
    const { status, headers, errors, data } = await by('GET', query);
    expect({ status, allow: headers.get('allow'), data }).toEqual({ status: 405, allow: 'POST', data: undefined });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_REQUEST' } }]);
    expect((await by('POST', query)).errors).toBeUndefined();
  });

  test.each([
    ['a card', `{ ${CARD} }`],
    ['another argument', '{ wechatUser(openid: "o") { openid } }'],
    ['nothing of the platform', '{ __typename }'],
  ])('an operation with %s: answered', async (_subject, query) => {
    expect((await by('GET', query)).errors).toBeUndefined();
  });

  test('an operation beside another one with a code: answered', async () => {
    const query = `query A { ${CARD} } query B { code(code: "c") { status } }`;
    expect((await by('GET', query, 'A')).errors).toBeUndefined();
    expect((await by('GET', query, 'B')).status).toBe(405);
  });
});
