import {
  buildSchema,
  type DocumentNode,
  type GraphQLError,
  getOperationAST,
  Kind,
  parse,
  type SelectionNode,
  specifiedRules,
  validate,
} from 'graphql';
import type { OperationLimits } from '../../../../src/config/config.js';
import { OperationAdmission, shapeLimits } from '../../../../src/operation/limits/operation-limits.js';
import { Derivations } from '../../../../src/operation/operation.js';

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

/** Low limits. For each of them, an operation can exceed it without exceeding another. */
const LOW: OperationLimits = {
  depth: 4,
  tokens: 10_000,
  aliases: 3,
  directives: 2,
  rootFields: 5,
  mutations: 3,
  irreversible: 2,
  cost: 12,
  fields: 1000,
  representations: 4,
  validationErrors: 2,
  bodyBytes: 1000,
  responseBytes: 1000,
};

const times = (count: number, part: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => part(index)).join(' ');

/** Returns code, limit and message of each validation error with these limits. */
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

describe('an operation that is checked by its text', () => {
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
    [
      'mutations that make codes unavailable',
      'TOO_MANY_ROOT_FIELDS',
      2,
      (n) => `mutation { ${times(n, () => UNAVAILABLE)} }`,
    ],
    [
      'irreversible mutations',
      'TOO_MANY_ROOT_FIELDS',
      2,
      (n) => `mutation { ${times(n - 1, () => DELETE)} ... { ${UNAVAILABLE} } }`,
    ],
    ['repeated fields', 'OPERATION_TOO_COMPLEX', 100, (n) => `{ card(id: "p") { ${'id '.repeat(n + 1)} } }`],
    [
      'fragments',
      'OPERATION_TOO_COMPLEX',
      100,
      (n) => `{ card(id: "p") { ${times(n, (i) => `...F${i}`)} } } ${times(n, (i) => `fragment F${i} on Card { id }`)}`,
    ],
  ])('is accepted with as many %s as the limit and rejected with one more', (_what, code, limit, text) => {
    expect(refusalsOf(parse(text(limit)))).toEqual([]);
    expect(refusalsOf(parse(text(limit + 1)))).toEqual([
      { code, limit, message: expect.stringMatching(new RegExp(`^Expected at most ${limit} .*, got ${limit + 1}$`)) },
    ]);
  });

  test('is rejected for the first exceeded limit only, without further validation', () => {
    const document = parse(`query A { ${times(6, (i) => `a${i}: nothing`)} } query B { ${times(6, () => 'other')} }`);
    expect(refusalsOf(document)).toMatchObject([{ code: 'TOO_MANY_ALIASES' }]);
  });

  test('is rejected at any position in its document', () => {
    const small = `query A { ${CARD} }`;
    expect(refusalsOf(parse(`${small} mutation B { ${times(4, () => UPDATE)} }`))).toMatchObject([
      { code: 'TOO_MANY_ROOT_FIELDS' },
    ]);
  });

  test('is rejected with a readable number if its fragments spread others twice', () => {
    const doubling = times(30, (i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`);
    const text = `{ ...F0 } ${doubling} fragment F30 on Query { a: ${CARD} }`;
    expect(refusalsOf(parse(text))).toEqual([
      { code: 'TOO_MANY_ALIASES', limit: 3, message: 'Expected at most 3 aliases, got more than a million' },
    ]);
  });

  test('is rejected with the exact number up to a million', () => {
    const tenfold = times(6, (i) => `fragment F${i} on Query { ${`...F${i + 1} `.repeat(10)} }`);
    const of = (directives: string) =>
      refusalsOf(parse(`{ ...F0 ${directives} } ${tenfold} fragment F6 on Query { __typename @a }`))[0]?.message;
    expect(of('')).toBe('Expected at most 2 directives, got 1000000');
    expect(of('@a')).toBe('Expected at most 2 directives, got more than a million');
  });

  test('is rejected with OPERATION_TOO_DEEP if it is nested deeper than the stack allows', () => {
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

  test('is not rejected for an unexpected error, which is thrown', () => {
    const broken = {
      kind: Kind.DOCUMENT,
      definitions: [{ kind: Kind.OPERATION_DEFINITION }],
    } as unknown as DocumentNode;
    expect(() => validate(schema, broken, [shapeLimits(LOW)])).toThrow(TypeError);
  });
});

describe('an operation that GraphQL would take long to validate or fail to execute', () => {
  test('is rejected for circular fragments with the name of one', () => {
    expect(refusalsOf(parse('{ ...F } fragment F on Query { ...G } fragment G on Query { ...F }'))).toEqual([
      { code: undefined, limit: undefined, message: 'Fragment "F" is spread within itself' },
    ]);
  });

  test('is rejected if the schema has no type for its kind', () => {
    expect(refusalsOf(parse('subscription { card }'))).toMatchObject([
      { code: undefined, message: 'The schema has no subscription type' },
    ]);
  });

  test('is not searched in a document that contains only types', () => {
    expect(validate(schema, parse('type A { b: C }'), [shapeLimits(LOW)])).toEqual([]);
  });
});

/** The parts of a request that are checked. The first operation is executed if none is named. */
interface Request {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
  readonly method?: string;
}

/** Returns a function that admits operations and parses each text once. It returns the upstream calls and the rejection, if any. */
function admitting(limits = LOW) {
  const admission = new OperationAdmission(limits);
  const parsed = new Map<string, DocumentNode>();
  const derivations = new Map<object, Derivations>();
  const derivedOf = (operation: object) => {
    const derived = derivations.get(operation) ?? new Derivations();
    derivations.set(operation, derived);
    return derived;
  };
  return ({ query, variables = {}, operationName, method = 'POST' }: Request) => {
    const document = parsed.get(query) ?? parse(query);
    parsed.set(query, document);
    const operation = getOperationAST(document, operationName);
    if (operation == null) throw new Error('expected one operation');
    const requested = { schema, document, operation, derived: derivedOf(operation) };
    const cost = admission.costOf(requested, variables);
    try {
      admission.admit(requested, cost, method);
    } catch (error) {
      const { message, extensions } = error as GraphQLError;
      return { calls: cost.calls, refusal: { message, ...extensions } };
    }
    return { calls: cost.calls };
  };
}

const REFERENCES = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Card { id } } }';
const PAGE = 'query ($n: Int) { cards(first: $n) { nodes { title } } }';
const references = (count: number) => ({ r: Array.from({ length: count }, () => ({ __typename: 'Code' })) });

describe('an operation that is checked with its variables', () => {
  const ask = (request: Request) => admitting()(request);

  test('is accepted with as many upstream calls as the limit and rejected with one more', () => {
    expect(ask({ query: PAGE, variables: { n: 10 } })).toEqual({ calls: 12 });
    expect(ask({ query: PAGE, variables: { n: 11 } })).toMatchObject({
      calls: 13,
      refusal: {
        message: 'Expected at most 12 upstream calls (estimated), got 13',
        code: 'OPERATION_TOO_COMPLEX',
        limit: 12,
      },
    });
  });

  test('is accepted with as many references as the limit and rejected with one more', () => {
    expect(ask({ query: REFERENCES, variables: references(4) })).not.toHaveProperty('refusal');
    expect(ask({ query: REFERENCES, variables: references(5) })).toMatchObject({
      refusal: { message: 'Expected at most 4 references, got 5', code: 'TOO_MANY_REPRESENTATIONS', limit: 4 },
    });
  });

  test('is rejected for its references if it exceeds both limits', () => {
    expect(ask({ query: REFERENCES, variables: references(50) })).toMatchObject({
      refusal: { code: 'TOO_MANY_REPRESENTATIONS' },
    });
  });

  test('is estimated with the variables of each request', () => {
    const again = admitting();
    expect([3, 50, 4].map((n) => again({ query: PAGE, variables: { n } }).calls)).toEqual([5, 52, 6]);
  });
});

describe('by GET,', () => {
  const by = (method: string, query: string, operationName?: string) =>
    admitting({ ...LOW, cost: 1000 })({ query, method, ...(operationName !== undefined && { operationName }) }).refusal;

  test.each([
    ['with a code', '{ code(code: "c") { status } }'],
    ['with a code, under another name', '{ card: code(code: "c") { status } }'],
    ['with a code, in fragments', '{ ...F } fragment F on Query { ... { code(code: "c") { status } } }'],
    ['with a code and a card', `{ ${CARD} code(code: "c") { status } }`],
    ['with an openid', '{ wechatUser(openid: "o") { openid } }'],
    ['with references, which may name codes', '{ _entities(representations: []) { __typename } }'],
  ])('an operation %s is rejected, because it must be sent by POST', (_subject, query) => {
    const http = { status: 405, headers: new Map([['allow', 'POST']]) };
    expect(by('GET', query)).toMatchObject({ code: 'BAD_REQUEST', http });
    expect(by('POST', query)).toBeUndefined();
  });

  test.each([
    ['a card', `{ ${CARD} }`],
    ['another argument', '{ payGiftRule(id: "1") { id } }'],
    ['no upstream call', '{ __typename }'],
  ])('an operation with %s is accepted', (_subject, query) => {
    expect(by('GET', query)).toBeUndefined();
  });

  test('an operation is accepted even if another one in the document has a code', () => {
    const query = `query A { ${CARD} } query B { code(code: "c") { status } }`;
    expect(by('GET', query, 'A')).toBeUndefined();
    expect(by('GET', query, 'B')).toMatchObject({ code: 'BAD_REQUEST' });
  });
});
