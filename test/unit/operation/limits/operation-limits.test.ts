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
  fields: 1000,
  representations: 4,
  validationErrors: 2,
  bodyBytes: 1000,
  responseBytes: 1000,
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

/** What of a request is looked at: the first operation of a text, if none is named. */
interface Asked {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
  readonly method?: string;
}

/** Admits operations, each text parsed once. Answers the upstream calls, and what the operation was refused with. */
function admitting(limits = LOW) {
  const admission = new OperationAdmission(limits);
  const parsed = new Map<string, DocumentNode>();
  const derivations = new Map<object, Derivations>();
  const derivedOf = (operation: object) => {
    const derived = derivations.get(operation) ?? new Derivations();
    derivations.set(operation, derived);
    return derived;
  };
  return ({ query, variables = {}, operationName, method = 'POST' }: Asked) => {
    const document = parsed.get(query) ?? parse(query);
    parsed.set(query, document);
    const operation = getOperationAST(document, operationName);
    if (operation == null) throw new Error('expected one operation');
    const asked = { schema, document, operation, derived: derivedOf(operation) };
    const cost = admission.costOf(asked, variables);
    try {
      admission.admit(asked, cost, method);
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

describe('an operation that is too large by its variables', () => {
  const ask = (asked: Asked) => admitting()(asked);

  test('in upstream calls: as many as the limit are taken, one more is refused', () => {
    expect(ask({ query: PAGE, variables: { n: 10 } })).toEqual({ calls: 12 });
    expect(ask({ query: PAGE, variables: { n: 11 } })).toMatchObject({
      calls: 13,
      refusal: { message: 'At most 12 upstream calls are taken, got 13', code: 'OPERATION_TOO_COMPLEX', limit: 12 },
    });
  });

  test('in references: as many as the limit are taken, one more is refused', () => {
    expect(ask({ query: REFERENCES, variables: references(4) })).not.toHaveProperty('refusal');
    expect(ask({ query: REFERENCES, variables: references(5) })).toMatchObject({
      refusal: { message: 'At most 4 references are taken, got 5', code: 'TOO_MANY_REPRESENTATIONS', limit: 4 },
    });
  });

  test('in both: told by its references', () => {
    expect(ask({ query: REFERENCES, variables: references(50) })).toMatchObject({
      refusal: { code: 'TOO_MANY_REPRESENTATIONS' },
    });
  });

  test('each time by what was sent with it', () => {
    const again = admitting();
    expect([3, 50, 4].map((n) => again({ query: PAGE, variables: { n } }).calls)).toEqual([5, 52, 6]);
  });
});

describe('by GET', () => {
  const by = (method: string, query: string, operationName?: string) =>
    admitting({ ...LOW, cost: 1000 })({ query, method, ...(operationName !== undefined && { operationName }) }).refusal;

  test.each([
    ['with a code', '{ code(code: "c") { status } }'],
    ['with a code, under another name', '{ card: code(code: "c") { status } }'],
    ['with a code, in fragments', '{ ...F } fragment F on Query { ... { code(code: "c") { status } } }'],
    ['with a code beside a card', `{ ${CARD} code(code: "c") { status } }`],
    ['with an openid', '{ wechatUser(openid: "o") { openid } }'],
    ['with references, which may name codes', '{ _entities(representations: []) { __typename } }'],
  ])('an operation %s: by POST alone', (_subject, query) => {
    const http = { status: 405, headers: new Map([['allow', 'POST']]) };
    expect(by('GET', query)).toMatchObject({ code: 'BAD_REQUEST', http });
    expect(by('POST', query)).toBeUndefined();
  });

  test.each([
    ['a card', `{ ${CARD} }`],
    ['another argument', '{ payGiftRule(id: "1") { id } }'],
    ['nothing of the platform', '{ __typename }'],
  ])('an operation with %s: taken', (_subject, query) => {
    expect(by('GET', query)).toBeUndefined();
  });

  test('an operation beside another one with a code: taken', () => {
    const query = `query A { ${CARD} } query B { code(code: "c") { status } }`;
    expect(by('GET', query, 'A')).toBeUndefined();
    expect(by('GET', query, 'B')).toMatchObject({ code: 'BAD_REQUEST' });
  });
});
