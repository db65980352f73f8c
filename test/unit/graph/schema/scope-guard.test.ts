import { buildSchema, type ExecutionResult, GraphQLError, graphql, isObjectType } from 'graphql';
import { SCOPES, type Scope } from '../../../../src/config/scopes.js';
import { guardSchema } from '../../../../src/graph/schema/scope-guard.js';

const SDL = `
  scalar _Any
  union _Entity = Card | PayGiftRule
  type _Service { sdl: String }
  type Query {
    _service: _Service
    _entities(representations: [_Any!]!): [_Entity]!
    card: Card
    codeCheck: Check
  }
  type Mutation { updateCard: Done setCodeUnavailable: Done _entities: String _service: String }
  type Done { replayed: Boolean }
  type Check { redeemable: Boolean card: Card }
  type Card { title: String wallet: CodeWallet parts: [Part!]! }
  type CodeWallet { hasFriendVoucher: Boolean }
  type Part { text: String }
  type PayGiftRule { title: String }
`;

const ROOT = {
  _service: { sdl: 'type Query' },
  card: { title: 'Tea', wallet: { hasFriendVoucher: true }, parts: [{ text: 'a' }] },
  codeCheck: { redeemable: true, card: { title: 'Tea' } },
  updateCard: { replayed: false },
};

function ask(source: string, scopes: readonly Scope[], rootValue: object = ROOT): Promise<ExecutionResult> {
  const contextValue = { caller: { scopes: new Set(scopes) } };
  return graphql({ schema: guardSchema(buildSchema(SDL)), rootValue, source, contextValue });
}

/** The path and the scope of each error. */
const refusalsOf = ({ errors = [] }: ExecutionResult) =>
  errors.map(({ path = [], extensions: { code, scope } }) => [path.join('.'), code, scope]);

const plain = (data: unknown) => JSON.parse(JSON.stringify(data));

describe('a field', () => {
  test('that leads to a type with a scope: null with FORBIDDEN without it, and the rest is answered', async () => {
    const result = await ask('{ card { title wallet { hasFriendVoucher } parts { text } } }', ['card:read']);
    expect(plain(result.data)).toEqual({ card: { title: 'Tea', wallet: null, parts: [{ text: 'a' }] } });
    expect(refusalsOf(result)).toEqual([['card.wallet', 'FORBIDDEN', 'code:read']]);
    expect(result.errors?.[0]?.message).toBe('This field needs the scope code:read');
  });

  test('with the scopes that it needs: answered', async () => {
    const result = await ask('{ card { wallet { hasFriendVoucher } } }', ['card:read', 'code:read']);
    expect(plain(result)).toEqual({ data: { card: { wallet: { hasFriendVoucher: true } } } });
  });

  test('of the root: needs its own scope, though its type needs none', async () => {
    expect(refusalsOf(await ask('mutation { updateCard { replayed } }', ['card:read']))).toEqual([
      ['updateCard', 'FORBIDDEN', 'card:write'],
    ]);
    expect(await ask('mutation { updateCard { replayed } }', ['card:write'])).not.toHaveProperty('errors');
  });

  test('that leads on from one of the root: needs the scope of its type as well', async () => {
    const result = await ask('{ codeCheck { redeemable card { title } } }', ['code:read']);
    expect(plain(result.data)).toEqual({ codeCheck: { redeemable: true, card: null } });
    expect(refusalsOf(result)).toEqual([['codeCheck.card', 'FORBIDDEN', 'card:read']]);
  });

  test('whose resolver is not the default one: runs for callers with its scope alone', async () => {
    const schema = buildSchema(SDL);
    const field = schema.getQueryType()?.getFields().card;
    let runs = 0;
    if (field !== undefined) {
      field.resolve = () => {
        runs += 1;
        return { title: 'Own' };
      };
    }
    guardSchema(schema);
    const asking = (scopes: readonly Scope[]) =>
      graphql({ schema, source: '{ card { title } }', contextValue: { caller: { scopes: new Set(scopes) } } });
    expect(plain((await asking([])).data)).toEqual({ card: null });
    expect(runs).toBe(0);
    expect(plain((await asking(['card:read'])).data)).toEqual({ card: { title: 'Own' } });
  });

  test.each(['_service', '_entities'])(
    'of mutations that is named %s: refused to all, like any that is not known',
    async (name) => {
      const result = await ask(`mutation { ${name} }`, ['card:read', 'card:write']);
      expect(refusalsOf(result)).toEqual([[name, 'FORBIDDEN', undefined]]);
    },
  );
});

test('fields that need no scope: as they are, with nothing put before them', () => {
  const schema = guardSchema(buildSchema(SDL));
  const unlike = Object.values(schema.getTypeMap()).flatMap((type) =>
    isObjectType(type)
      ? Object.values(type.getFields()).flatMap(({ name, resolve }) => (resolve ? [`${type.name}.${name}`] : []))
      : [],
  );
  expect(unlike.filter((name) => !name.startsWith('__')).sort()).toEqual([
    'Card.wallet',
    'Check.card',
    'Mutation._entities',
    'Mutation._service',
    'Mutation.setCodeUnavailable',
    'Mutation.updateCard',
    'Query._entities',
    'Query.card',
    'Query.codeCheck',
  ]);
});

test('a subscription that is not known: refused before it begins', () => {
  const schema = buildSchema('type Query { a: String } type Subscription { cardChanged: String other: String }');
  const { cardChanged, other } = schema.getSubscriptionType()?.getFields() ?? {};
  if (cardChanged !== undefined) cardChanged.subscribe = () => 'begun';
  guardSchema(schema);
  const context = { caller: { scopes: new Set(SCOPES) } };
  expect(() => cardChanged?.subscribe?.({}, {}, context, {} as never)).toThrow('not available');
  expect(other?.subscribe).toBeUndefined();
});

test('the schema as a subgraph publishes it: told to callers without a scope', async () => {
  expect(plain(await ask('{ _service { sdl } }', []))).toEqual({ data: { _service: { sdl: 'type Query' } } });
});

test('what a schema says of itself: told to callers without a scope', async () => {
  expect(await ask('{ __schema { queryType { name fields { name } } } }', [])).not.toHaveProperty('errors');
});

describe('references', () => {
  const query = (references: string) =>
    `{ _entities(representations: [${references}]) { __typename ... on Card { title } ... on PayGiftRule { title } } }`;
  const asked: unknown[] = [];
  const rootValue = {
    _entities: ({ representations }: { representations: readonly { __typename?: string; id?: string }[] }) => {
      asked.push(...representations);
      return representations.map(({ __typename = 'Card', id }) => ({ __typename, title: id }));
    },
  };
  beforeEach(() => asked.splice(0));

  const card = (id: string) => `{ __typename: "Card", id: "${id}" }`;
  const rule = (id: string) => `{ __typename: "PayGiftRule", id: "${id}" }`;

  test('of types whose scope is not there: refused each at its place, and not looked up', async () => {
    const result = await ask(query([card('a'), rule('b'), card('c'), rule('d')].join()), ['rule:read'], rootValue);
    expect(plain(result.data)._entities).toEqual([
      null,
      { __typename: 'PayGiftRule', title: 'b' },
      null,
      { __typename: 'PayGiftRule', title: 'd' },
    ]);
    expect(refusalsOf(result)).toEqual([
      ['_entities.0', 'FORBIDDEN', 'card:read'],
      ['_entities.2', 'FORBIDDEN', 'card:read'],
    ]);
    expect(asked).toMatchObject([{ id: 'b' }, { id: 'd' }]);
  });

  test('of a type that needs no scope, or that are none: left to whoever looks them up', async () => {
    const references = '{ __typename: "Check" }, { id: "a" }, { __typename: 7 }, { __typename: "toString" }, "text", 7';
    const refuse = {
      _entities: ({ representations }: { representations: readonly unknown[] }) => {
        asked.push(...representations);
        return representations.map(() => new GraphQLError('no reference'));
      },
    };
    const result = await ask(query(references), [], refuse);
    expect(result.errors?.map(({ message }) => message)).toEqual(Array(6).fill('no reference'));
    expect(asked).toHaveLength(6);
  });

  test('that are null: left to whoever looks them up', async () => {
    const field = guardSchema(buildSchema(SDL)).getQueryType()?.getFields()._entities;
    const context = { caller: { scopes: new Set() } };
    const given: unknown[] = [];
    const source = {
      _entities: ({ representations }: { representations: readonly unknown[] }) => {
        given.push(...representations);
        return representations;
      },
    };
    const info = { fieldName: '_entities' };
    await field?.resolve?.(source, { representations: [null] }, context as never, info as never);
    expect(given).toEqual([null]);
  });
});
