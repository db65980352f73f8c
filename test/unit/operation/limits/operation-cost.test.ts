import {
  buildSchema,
  type GraphQLSchema,
  getIntrospectionQuery,
  getVariableValues,
  graphqlSync,
  type OperationDefinitionNode,
  parse,
  validate,
} from 'graphql';
import { MAX_PAGE } from '../../../../src/graph/fetching/paging.js';
import { LIST_SIZES } from '../../../../src/graph/policies/costs.js';
import { createSchema } from '../../../../src/graph/schema/schema.js';
import { OperationCost } from '../../../../src/operation/limits/operation-cost.js';
import { LIMITS } from '../../../support/stack.js';

const schema = createSchema();

function costOf(text: string, variables: Readonly<Record<string, unknown>> = {}, of: GraphQLSchema = schema) {
  const document = parse(text);
  expect(validate(of, document)).toEqual([]);
  const operation = document.definitions[0] as OperationDefinitionNode;
  const { coerced = {} } = getVariableValues(of, operation.variableDefinitions ?? [], variables);
  return new OperationCost({ schema: of, document, operation }).costFor(coerced);
}

const calls = (text: string, variables?: Readonly<Record<string, unknown>>) => costOf(text, variables).calls;

const DAYS = 'from: "2026-01-01", to: "2026-01-31"';

describe('the cost of an operation in upstream calls', () => {
  test.each([
    ['a query without upstream data', '{ __typename }', 0],
    ['one card', '{ card(id: "p") { title } }', 1],
    [
      'twenty aliases',
      `{ ${Array.from({ length: 20 }, (_, i) => `c${i}: card(id: "p${i}") { title }`).join(' ')} }`,
      20,
    ],
    ['a page of the default size', '{ cards { nodes { title } } }', 22],
    ['a page of a hundred', '{ cards(first: 100) { nodes { title } } }', 102],
    ['nodes and edges of a page', '{ cards(first: 10) { nodes { title } edges { node { title } } } }', 22],
    ['a page whose size follows another argument', '{ cards(after: "c", first: 10) { nodes { title } } }', 12],
    ['a page with its pageInfo', '{ cards(first: 100, statuses: [APPROVED]) { pageInfo { hasNextPage } } }', 3],
    ['only edges', '{ cards(first: 10) { edges { cardId } } }', 2],
    ['cards by their ids', '{ cardsById(ids: ["a", "b", "c"]) { title } }', 3],
    ['statistics of a card', `{ card(id: "p") { stats(${DAYS}) { complete } } }`, 3],
    ['a wallet', '{ wechatUser(openid: "o") { wallet { codes(first: 10) { nodes { status card { title } } } } } }', 21],
    [
      'the most expensive of the possible types',
      `{ card(id: "p") { details { ... on MemberCardDetails { activateMessageOperation { cards { title } } } ... on GiftDetails { gift } } } }`,
      11,
    ],
    [
      'a fragment each time it is spread',
      '{ a: card(id: "p") { ...F } b: card(id: "q") { ...F } } fragment F on Card { stats(from: "2026-01-01", to: "2026-01-02") { complete } }',
      6,
    ],
    [
      'a mutation',
      'mutation { modifyStock(input: { cardId: "p", increaseBy: 1, idempotencyKey: "k" }) { card { title } } }',
      3,
    ],
  ])('is estimated for %s', (_subject, text, expected) => {
    expect(calls(text)).toBe(expected);
  });

  test.each([
    ['merchantStats', ''],
    ['couponStats', ', cardId: "p"'],
    ['memberCardStats', ''],
  ])('is twice as much for %s without an origin as with one', (name, rest) => {
    const query = (origin: string) => `{ ${name}(from: "2026-01-01", to: "2026-04-30"${origin}${rest}) { complete } }`;
    expect(calls(query(', origin: API'))).toBe(2);
    expect(calls(query(''))).toBe(4);
    expect(calls(query(', origin: null'))).toBe(4);
  });

  test('is half for Card.stats with an origin of what it is without one', () => {
    const query =
      'query ($origin: CardOrigin) { card(id: "p") { stats(from: "2026-01-01", to: "2026-04-30", origin: $origin) { complete } } }';
    expect([calls(query), calls(query, { origin: null }), calls(query, { origin: 'API' })]).toEqual([5, 5, 3]);
  });

  test('depends on the values of variables or their defaults', () => {
    const query =
      'query ($n: Int! = 5, $ids: [ID!]!) { cards(first: $n) { nodes { title } } cardsById(ids: $ids) { title } }';
    expect(calls(query, { ids: [] })).toBe(7);
    expect(calls(query, { n: 50, ids: ['a', 'b'] })).toBe(54);
  });

  test('depends on the default of each omitted variable', () => {
    const query =
      'query ($m: Int! = 3, $n: Int! = 5) { cards(first: $n) { nodes { title } } a: cards(first: $m) { nodes { title } } }';
    expect(calls(query)).toBe(2 + 5 + 2 + 3);
  });

  test('counts a negative page size as zero', () => {
    expect(calls('query ($n: Int!) { cards(first: $n) { nodes { title } } }', { n: -5 })).toBe(2);
  });

  test.each(['constructor', 'toString', '__proto__', 'hasOwnProperty', 'valueOf'])(
    'counts the default of a variable named %s, not a property of Object.prototype',
    (name) => {
      expect(calls(`query ($${name}: Int! = 100) { cards(first: $${name}) { nodes { title } } }`)).toBe(102);
      const ids = `query ($${name}: [ID!]! = ["a", "b", "c"]) { cardsById(ids: $${name}) { title } }`;
      expect(calls(ids)).toBe(3);
    },
  );

  test('is estimated again for the same operation if its variables change', () => {
    const document = parse(
      'query ($n: Int!, $id: ID!) { cards(first: $n) { nodes { title } } card(id: $id) { title } }',
    );
    const operation = document.definitions[0] as OperationDefinitionNode;
    const cost = new OperationCost({ schema, document, operation });
    const costs = [10, 10, 20, 10].map((n, i) => cost.costFor({ n, id: `p${i}` }).calls);
    expect(costs).toEqual([13, 13, 23, 13]);
  });
});

describe('references of a router', () => {
  const query =
    'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Card { title stats(from: "2026-01-01", to: "2026-01-02") { complete } } ... on WechatUser { openid } } }';

  test('cost one call each, and what is selected on their type', () => {
    const r = [
      { __typename: 'Card', id: 'a' },
      { __typename: 'Card', id: 'b' },
      { __typename: 'WechatUser', openid: 'o' },
    ];
    expect(costOf(query, { r })).toMatchObject({ calls: 7, representations: 3 });
  });

  test.each([
    ['a list', '[{ id: "a", __typename: "Card" }]'],
    ['an object instead of a list', '{ id: "a", __typename: "Card" }'],
    ['an object whose type is an enum value', '{ id: "a", __typename: Card }'],
  ])('cost the same if they are %s in the text', (_where, reference) => {
    const text = `{ _entities(representations: ${reference}) { ... on Card { stats(${DAYS}) { complete } } } }`;
    expect(costOf(text)).toMatchObject({ calls: 3, representations: 1 });
  });

  test('cost one call each even if they are invalid', () => {
    const r = [1, { __typename: 'Nothing' }, { __typename: 'constructor' }];
    expect(costOf(query, { r })).toMatchObject({ calls: 3, representations: 3 });
  });
});

describe('the estimated fields of a response', () => {
  const fields = (text: string, variables?: Readonly<Record<string, unknown>>) => costOf(text, variables).fields;

  test.each([
    ['one for a leaf', '{ __typename }', 1],
    ['the entries times the fields of each for a page', '{ cards(first: 10) { nodes { id title } } }', 1 + 10 * 3],
    [
      'ten entries for a list without a size argument',
      '{ card(id: "p") { advancedInfo { textImages { text } } } }',
      1 + 1 + 10 * 2,
    ],
    [
      'the days for the rows of one coupon',
      `{ couponStats(${DAYS}, origin: API, cardId: "p") { complete } }`,
      1 + 31 * 16,
    ],
    [
      'the days times 300 for the rows of all coupons',
      `{ couponStats(${DAYS}, origin: API) { complete } }`,
      1 + 31 * 300 * 16,
    ],
    [
      'the selected fields of rows if they are more than the assumed ones',
      `{ couponStats(${DAYS}, origin: API, cardId: "p") { rows { ${'abcdefghijklmnopqrst'
        .split('')
        .map((alias) => `${alias}: viewCount`)
        .join(' ')} } } }`,
      1 + 31 * 21,
    ],
  ])('are %s', (_subject, text, expected) => {
    expect(fields(text)).toBe(expected);
  });

  test('are about as many as the response has for introspection', () => {
    const count = (value: unknown): number =>
      typeof value !== 'object' || value === null
        ? 0
        : Object.values(value).reduce<number>(
            (sum, child) => sum + count(child),
            Array.isArray(value) ? 0 : Object.keys(value).length,
          );
    const query = getIntrospectionQuery();
    const actual = count(graphqlSync({ schema, source: query }).data);
    expect(fields(query)).toBeGreaterThan(actual * 0.5);
    expect(fields(query)).toBeLessThan(LIMITS.fields);
  });

  test('are within the default limit for a response that is documented to pass', () => {
    const row =
      'date viewCount viewUsers claimCount claimUsers redeemCount redeemUsers giftCount giftUsers expireCount expireUsers';
    const all = `{ couponStats(from: "2026-01-01", to: "2026-03-03", origin: API) { rows { ${row} cardId cardType cardTypeRaw isPay card { id } } } }`;
    expect(fields(all)).toBe(1 + 62 * 300 * 18);
    expect(fields(all)).toBeLessThan(LIMITS.fields);
  });
});

describe('in a schema with more kinds of types', () => {
  const more = buildSchema(`
    type Query { thing: Thing cards(last: Int = 3, first: Int = 7): CardConnection! }
    type CardConnection { nodes: [Card!]! }
    union Thing = A | B
    interface Named { card: Card }
    type A implements Named { card: Card }
    type B { card: Card }
    type Card { title: String }
  `);

  test.each([
    ['on two types of a union', '{ thing { ... on A { card { title } } ... on B { card { title } } } }', 1],
    [
      'on an interface of one of the types',
      '{ thing { ... on Named { card { title } } ... on B { card { title } } } }',
      1,
    ],
    ['on an interface and its type', '{ thing { ... on Named { card { title } } ... on A { a: card { title } } } }', 2],
    ['on the union itself', '{ thing { ... on Thing { ... on A { card { title } } } } }', 1],
    [
      'without a type condition',
      '{ thing { ... on A { ... { card { title } } ... @skip(if: false) { a: card { title } } } } }',
      2,
    ],
  ])('fragments %s count where they apply', (_what, text, expected) => {
    expect(costOf(text, {}, more).calls).toBe(expected);
  });

  test('an omitted argument counts by its default', () => {
    expect(costOf('{ cards { nodes { title } } }', {}, more).calls).toBe(2 + 7);
    expect(costOf('{ cards(last: 1) { nodes { title } } }', {}, more).calls).toBe(2 + 7);
  });
});

test('the assumed size of cardsById is the maximum that a request may have', () => {
  expect(LIST_SIZES['Query.cardsById']?.assumedSize).toBe(MAX_PAGE);
});
