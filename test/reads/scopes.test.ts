import { SCOPES, type Scope, scopesWith } from '../../src/config/scopes.js';
import { ROOT_FIELDS, type RootField } from '../../src/graph/policies/root-fields.js';
import { TYPE_SCOPES } from '../../src/graph/policies/scopes.js';
import { createSchema } from '../../src/graph/schema/schema.js';
import { apiKeys, entryOf, keyOf } from '../support/api-keys.js';
import { NESTED_FIELDS, ROOT_QUERIES } from '../support/scoped-fields.js';
import { WIDE_LIMITS } from '../support/stack.js';
import { useStack } from '../support/use-stack.js';
import { crossings, isOfEvent, namedTypeOf } from '../unit/graph/policies/schema-walk.js';

/** Root fields that make no call to the platform. */
const WITHOUT_CALLS: ReadonlySet<string> = new Set(['Query.previewCardCreation', 'Query.cardColors']);

const ROOTS: readonly (readonly [field: string, scope: Scope])[] = Object.entries<RootField>(ROOT_FIELDS).flatMap(
  ([field, { scope }]) => (scope === null || field.startsWith('Subscription.') ? [] : [[field, scope] as const]),
);

/**
 * Callers, each named after its scopes: `card:read`, `but card:read`, `nothing` or `everything`. One without a scope is also without those
 * that include it.
 */
const callers = [
  ...SCOPES.flatMap((scope) => [
    entryOf(scope, { scopes: [scope] }),
    entryOf(`but ${scope}`, { scopes: SCOPES.filter((other) => !scopesWith(scope).includes(other)) }),
  ]),
  entryOf('nothing', { scopes: [] }),
  entryOf('everything'),
];

const stack = useStack({ server: { auth: apiKeys(...callers), limits: WIDE_LIMITS } });

const queryAs = (caller: string, query: string) => stack.graph.ask(query, undefined, { 'x-api-key': keyOf(caller) });

const queryOf = (field: string) => ROOT_QUERIES[field as keyof typeof ROOT_QUERIES];

const scopeOf = (field: string): Scope => {
  const scope = TYPE_SCOPES[namedTypeOf(createSchema(), field)];
  if (scope === undefined) throw new Error(`${field} has no type in TYPE_SCOPES`);
  return scope;
};

describe('the root field', () => {
  it.each(ROOTS)(
    '%s is null with FORBIDDEN at its path, without an upstream call, for a caller with every scope but %s',
    async (field, scope) => {
      const name = field.split('.')[1] ?? '';
      const { status, data, errors } = await queryAs(`but ${scope}`, queryOf(field));
      // The error at a field that cannot be null makes the whole data null.
      expect({ status, data }).toEqual({ status: 200, data: field === 'Query.cardColors' ? null : { [name]: null } });
      expect(errors).toEqual([
        {
          message: `This field needs the scope ${scope}`,
          locations: expect.anything(),
          path: [name],
          extensions: { code: 'FORBIDDEN', scope },
        },
      ]);
      expect((await stack.emulator.ledger()).total).toBe(0);
    },
  );

  // The account of this stack receives no events: see event-scopes.test.ts.
  const withData = ROOTS.filter(([field]) => field !== 'Query.cardEvents');

  it.each(withData)('%s returns data to a caller whose only scope is %s', async (field, scope) => {
    const name = field.split('.')[1] ?? '';
    const { data, errors } = await queryAs(scope, queryOf(field));
    expect(errors).toBeUndefined();
    // Its tickets are random. Its call, below, shows that the caller was let through.
    if (field === 'Query.memberActivation') expect(data[name]).toBeNull();
    else expect(data[name]).not.toBeNull();
    if (data[name] !== null && 'userErrors' in data[name]) expect(data[name].userErrors).toEqual([]);
    // An earlier test may have fetched the ticket.
    if (field === 'Mutation.signChooseCard') return;
    expect(Object.keys(await stack.emulator.calls()).length > 0).toBe(!WITHOUT_CALLS.has(field));
  });
});

const NESTED = Object.keys(NESTED_FIELDS).map((field) => [field, scopeOf(field)] as const);

describe('a nested field that needs another scope than the path to it', () => {
  it('has a query in NESTED_FIELDS', () => {
    const queried = NESTED.map(([field, scope]) => `${field}: ${scope}`);
    const schema = createSchema();
    // The account of this stack receives no events: see event-scopes.test.ts.
    const fields = crossings(schema).filter((field) => !isOfEvent(schema, field));
    // Its own test is below, because it has entries only after a lost response.
    expect(fields).toEqual([...queried, 'CreateCardPayload.candidates: card:read'].sort());
  });

  it.each(NESTED)(
    '(%s) is null with FORBIDDEN at its path without %s, and the rest is returned without a call for it',
    async (name, scope) => {
      const { query, field, path } = NESTED_FIELDS[name] as (typeof NESTED_FIELDS)[string];
      const without = await queryAs(`but ${scope}`, query(''));
      expect(without.errors).toBeUndefined();
      const calls = await stack.emulator.calls();
      await stack.emulator.reset();

      const { data, errors = [] } = await queryAs(`but ${scope}`, query(field));
      expect(errors.length).toBeGreaterThan(0);
      for (const error of errors) {
        expect(error.extensions).toEqual({ code: 'FORBIDDEN', scope });
        expect(error.path?.filter((step) => typeof step === 'string')).toEqual(path);
      }
      const { rest, values } = split(data, path.at(-1) ?? '');
      expect(rest).toEqual(without.data);
      expect(values).toEqual(errors.map(() => null));
      expect(await stack.emulator.calls()).toEqual(calls);
    },
  );

  it.each(NESTED)('(%s) returns data to a caller with every scope', async (name) => {
    const { query, field, path } = NESTED_FIELDS[name] as (typeof NESTED_FIELDS)[string];
    const { data, errors } = await queryAs('everything', query(field));
    expect(errors).toBeUndefined();
    const { values } = split(data, path.at(-1) ?? '');
    expect(values.length).toBeGreaterThan(0);
    expect(values).not.toContain(null);
  });
});

test('CreateCardPayload.candidates has null with FORBIDDEN for each card without card:read, and the outcome is returned', async () => {
  const create = (title: string, idempotencyKey: string) => {
    const card = `{ groupon: { dealDetail: "a" }, baseInfo: { brandName: "a", title: "${title}", logoUrl: "https://demo.example/a", color: "Color010", notice: "a", description: "a", codeType: TEXT, quantity: 1, validity: { fixedTerm: { termDays: 1 } } } }`;
    return `mutation { createCard(input: { card: ${card}, idempotencyKey: "${idempotencyKey}" }) { candidates { id } userErrors { code } } }`;
  };
  const key = `candidates-${Math.random()}`;
  await stack.emulator.fault({ path: '/card/create', kind: 'reset', when: 'before', times: 1 });
  await queryAs('but card:read', create('a', key));
  // Two other keys lose their responses too, so that no key has claimed their cards.
  for (const other of ['one', 'two']) {
    await stack.emulator.fault({ path: '/card/create', kind: 'reset', when: 'after', times: 1 });
    await stack.emulator.fault({ path: '/card/batchget', kind: 'reset' });
    await queryAs('everything', create('a', `${other}-${key}`));
    await stack.emulator.clearFaults();
  }
  const { data, errors } = await queryAs('but card:read', create('a', key));
  expect(data.createCard).toEqual({ candidates: [null, null], userErrors: [{ code: 'OUTCOME_UNKNOWN' }] });
  expect(errors?.map(({ path, extensions }) => ({ path, extensions }))).toEqual(
    [0, 1].map((index) => ({
      path: ['createCard', 'candidates', index],
      extensions: { code: 'FORBIDDEN', scope: 'card:read' },
    })),
  );
});

/** Removes every field with this name whose value is an object or null. Returns the rest and the removed values. */
function split(data: unknown, name: string): { rest: unknown; values: unknown[] } {
  const values: unknown[] = [];
  const rest = JSON.parse(
    JSON.stringify(data, (key, value) => {
      if (key !== name || (value !== null && typeof value !== 'object')) return value;
      values.push(value);
      return undefined;
    }),
  );
  return { rest, values };
}

describe('a caller without any scope', () => {
  it('can read __typename and the schema without an upstream call', async () => {
    const { data, errors } = await queryAs(
      'nothing',
      '{ __typename __schema { queryType { name } } __type(name: "Card") { name } }',
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({ __typename: 'Query', __schema: { queryType: { name: 'Query' } }, __type: { name: 'Card' } });
    expect((await stack.emulator.ledger()).total).toBe(0);
  });

  it('receives FORBIDDEN at the path of each alias, including aliases in fragments', async () => {
    const { data, errors } = await queryAs(
      'nothing',
      `query { a: card(id: "x") { title } ...More } fragment More on Query { b: card(id: "") { title } __typename }`,
    );
    expect(data).toEqual({ a: null, b: null, __typename: 'Query' });
    expect(errors?.map(({ path, extensions }) => [path, extensions.code])).toEqual([
      [['a'], 'FORBIDDEN'],
      [['b'], 'FORBIDDEN'],
    ]);
  });

  it('receives FORBIDDEN before arguments are validated', async () => {
    const { errors } = await queryAs('nothing', '{ cards(first: 1000) { totalCount } }');
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });
});

describe('a mutation with several fields', () => {
  it('executes the permitted fields and rejects the others at their paths', async () => {
    const { data, errors } = await queryAs(
      'code:write',
      `mutation {
        deleteCard(input: { cardId: "pDEMO-groupon-0001" }) { deletedCardId }
        setCodeUnavailable(input: { code: "100000000001" }) { userErrors { code } }
      }`,
    );
    expect(data).toEqual({ deleteCard: null, setCodeUnavailable: { userErrors: [] } });
    expect(errors).toMatchObject([{ path: ['deleteCard'], extensions: { code: 'FORBIDDEN', scope: 'card:write' } }]);
    expect(await stack.emulator.calls()).toEqual({ '/card/code/unavailable': 1 });
  });
});
