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

function execute(source: string, scopes: readonly Scope[], rootValue: object = ROOT): Promise<ExecutionResult> {
  const contextValue = { caller: { scopes: new Set(scopes) } };
  return graphql({ schema: guardSchema(buildSchema(SDL)), rootValue, source, contextValue });
}

/** The path and the scope of each error. */
const refusalsOf = ({ errors = [] }: ExecutionResult) =>
  errors.map(({ path = [], extensions: { code, scope } }) => [path.join('.'), code, scope]);

const plain = (data: unknown) => JSON.parse(JSON.stringify(data));

describe('the scope guard of a field', () => {
  test('nulls only the field with FORBIDDEN if the caller lacks the scope of its type', async () => {
    const result = await execute('{ card { title wallet { hasFriendVoucher } parts { text } } }', ['card:read']);
    expect(plain(result.data)).toEqual({ card: { title: 'Tea', wallet: null, parts: [{ text: 'a' }] } });
    expect(refusalsOf(result)).toEqual([['card.wallet', 'FORBIDDEN', 'code:read']]);
    expect(result.errors?.[0]?.message).toBe('This field needs the scope code:read');
  });

  test('resolves the field for a caller with all required scopes', async () => {
    const result = await execute('{ card { wallet { hasFriendVoucher } } }', ['card:read', 'code:read']);
    expect(plain(result)).toEqual({ data: { card: { wallet: { hasFriendVoucher: true } } } });
  });

  test('requires the scope of a root field even if its type has none', async () => {
    expect(refusalsOf(await execute('mutation { updateCard { replayed } }', ['card:read']))).toEqual([
      ['updateCard', 'FORBIDDEN', 'card:write'],
    ]);
    expect(await execute('mutation { updateCard { replayed } }', ['card:write'])).not.toHaveProperty('errors');
  });

  test('requires the scope of the type of a field below a root field as well', async () => {
    const result = await execute('{ codeCheck { redeemable card { title } } }', ['code:read']);
    expect(plain(result.data)).toEqual({ codeCheck: { redeemable: true, card: null } });
    expect(refusalsOf(result)).toEqual([['codeCheck.card', 'FORBIDDEN', 'card:read']]);
  });

  test('runs a custom resolver only for callers with the scope', async () => {
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
    const execute = (scopes: readonly Scope[]) =>
      graphql({ schema, source: '{ card { title } }', contextValue: { caller: { scopes: new Set(scopes) } } });
    expect(plain((await execute([])).data)).toEqual({ card: null });
    expect(runs).toBe(0);
    expect(plain((await execute(['card:read'])).data)).toEqual({ card: { title: 'Own' } });
  });

  test.each(['_service', '_entities'])(
    'rejects a mutation named %s for every caller, like any mutation without a row',
    async (name) => {
      const result = await execute(`mutation { ${name} }`, ['card:read', 'card:write']);
      expect(refusalsOf(result)).toEqual([[name, 'FORBIDDEN', undefined]]);
    },
  );
});

test('the scope guard does not wrap fields without a scope', () => {
  const schema = guardSchema(buildSchema(SDL));
  const wrapped = Object.values(schema.getTypeMap()).flatMap((type) =>
    isObjectType(type)
      ? Object.values(type.getFields()).flatMap(({ name, resolve }) => (resolve ? [`${type.name}.${name}`] : []))
      : [],
  );
  expect(wrapped.filter((name) => !name.startsWith('__')).sort()).toEqual([
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

test('a subscription without a row is rejected before it starts', () => {
  const schema = buildSchema('type Query { a: String } type Subscription { cardChanged: String other: String }');
  const { cardChanged, other } = schema.getSubscriptionType()?.getFields() ?? {};
  if (cardChanged !== undefined) cardChanged.subscribe = () => 'begun';
  guardSchema(schema);
  const context = { caller: { scopes: new Set(SCOPES) } };
  expect(() => cardChanged?.subscribe?.({}, {}, context, {} as never)).toThrow('not available');
  expect(other?.subscribe).toBeUndefined();
});

test('callers without a scope can read the subgraph schema', async () => {
  expect(plain(await execute('{ _service { sdl } }', []))).toEqual({ data: { _service: { sdl: 'type Query' } } });
});

test('callers without a scope can use introspection', async () => {
  expect(await execute('{ __schema { queryType { name fields { name } } } }', [])).not.toHaveProperty('errors');
});

describe('the scope guard of entity references', () => {
  const query = (references: string) =>
    `{ _entities(representations: [${references}]) { __typename ... on Card { title } ... on PayGiftRule { title } } }`;
  const resolved: unknown[] = [];
  const rootValue = {
    _entities: ({ representations }: { representations: readonly { __typename?: string; id?: string }[] }) => {
      resolved.push(...representations);
      return representations.map(({ __typename = 'Card', id }) => ({ __typename, title: id }));
    },
  };
  beforeEach(() => resolved.splice(0));

  const card = (id: string) => `{ __typename: "Card", id: "${id}" }`;
  const rule = (id: string) => `{ __typename: "PayGiftRule", id: "${id}" }`;

  test('rejects each reference to a type whose scope is missing at its own path, without resolving it', async () => {
    const result = await execute(query([card('a'), rule('b'), card('c'), rule('d')].join()), ['rule:read'], rootValue);
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
    expect(resolved).toMatchObject([{ id: 'b' }, { id: 'd' }]);
  });

  test('passes references to types without a scope and invalid references to the resolver', async () => {
    const references = '{ __typename: "Check" }, { id: "a" }, { __typename: 7 }, { __typename: "toString" }, "text", 7';
    const refuse = {
      _entities: ({ representations }: { representations: readonly unknown[] }) => {
        resolved.push(...representations);
        return representations.map(() => new GraphQLError('not a reference'));
      },
    };
    const result = await execute(query(references), [], refuse);
    expect(result.errors?.map(({ message }) => message)).toEqual(Array(6).fill('not a reference'));
    expect(resolved).toHaveLength(6);
  });

  test('passes null to the resolver', async () => {
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
