import { SCOPES, type Scope } from '../../../src/config/scopes.js';
import { ROOT_FIELDS, type RootField } from '../../../src/graph/policies/root-fields.js';
import { TYPE_SCOPES } from '../../../src/graph/policies/scopes.js';
import { createSchema } from '../../../src/graph/schema/schema.js';
import { apiKeys, entryOf, keyOf } from '../../support/api-keys.js';
import { NESTED_FIELDS, ROOT_QUERIES } from '../../support/scoped-fields.js';
import { WIDE_LIMITS } from '../../support/stack.js';
import { useStack } from '../../support/use-stack.js';
import { crossings, namedTypeOf } from '../../unit/graph/policies/schema-walk.js';

const ROOTS: readonly (readonly [field: string, scope: Scope])[] = Object.entries<RootField>(ROOT_FIELDS).flatMap(
  ([field, { scope }]) => (scope === null ? [] : [[field, scope] as const]),
);

/** Callers are named after what they may do: `card:read`, `but card:read`, `nothing`, `everything`. */
const callers = [
  ...SCOPES.flatMap((scope) => [
    entryOf(scope, { scopes: [scope] }),
    entryOf(`but ${scope}`, { scopes: SCOPES.filter((other) => other !== scope) }),
  ]),
  entryOf('nothing', { scopes: [] }),
  entryOf('everything'),
];

const stack = useStack({ server: { auth: apiKeys(...callers), limits: WIDE_LIMITS } });

const ask = (caller: string, query: string) => stack.graph.ask(query, undefined, { 'x-api-key': keyOf(caller) });

const queryOf = (field: string) => ROOT_QUERIES[field as keyof typeof ROOT_QUERIES];

const scopeOf = (field: string): Scope => {
  const scope = TYPE_SCOPES[namedTypeOf(createSchema(), field)];
  if (scope === undefined) throw new Error(`${field} leads to no type of the table`);
  return scope;
};

describe('every root field', () => {
  it.each(ROOTS)(
    '%s: null with FORBIDDEN at its path for who may do all but %s, and nothing is called',
    async (field, scope) => {
      const name = field.split('.')[1] ?? '';
      const { status, data, errors } = await ask(`but ${scope}`, queryOf(field));
      expect({ status, data }).toEqual({ status: 200, data: { [name]: null } });
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

  it.each(ROOTS)('%s: answers who may do %s and nothing else', async (field, scope) => {
    const name = field.split('.')[1] ?? '';
    const { data, errors } = await ask(scope, queryOf(field));
    expect(errors).toBeUndefined();
    expect(data[name]).not.toBeNull();
    if ('userErrors' in data[name]) expect(data[name].userErrors).toEqual([]);
    expect(Object.keys(await stack.emulator.calls()).length).toBeGreaterThan(0);
  });
});

const NESTED = Object.keys(NESTED_FIELDS).map((field) => [field, scopeOf(field)] as const);

describe('every nested field that needs more than the way to it', () => {
  it('has a query here', () => {
    expect(crossings(createSchema())).toEqual(NESTED.map(([field, scope]) => `${field}: ${scope}`).sort());
  });

  it.each(NESTED)(
    '%s: null with FORBIDDEN at its path without %s; the rest answers, and no call is made for it',
    async (name, scope) => {
      const { query, field, path } = NESTED_FIELDS[name] as (typeof NESTED_FIELDS)[string];
      const without = await ask(`but ${scope}`, query(''));
      expect(without.errors).toBeUndefined();
      const calls = await stack.emulator.calls();
      await stack.emulator.reset();

      const { data, errors = [] } = await ask(`but ${scope}`, query(field));
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

  it.each(NESTED)('%s: answers who may do everything', async (name) => {
    const { query, field, path } = NESTED_FIELDS[name] as (typeof NESTED_FIELDS)[string];
    const { data, errors } = await ask('everything', query(field));
    expect(errors).toBeUndefined();
    const { values } = split(data, path.at(-1) ?? '');
    expect(values.length).toBeGreaterThan(0);
    expect(values).not.toContain(null);
  });
});

/** An answer without every field of a name that is an object or null, and what stood there. */
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
  it('still gets __typename and the schema, and nothing is called', async () => {
    const { data, errors } = await ask(
      'nothing',
      '{ __typename __schema { queryType { name } } __type(name: "Card") { name } }',
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({ __typename: 'Query', __schema: { queryType: { name: 'Query' } }, __type: { name: 'Card' } });
    expect((await stack.emulator.ledger()).total).toBe(0);
  });

  it('gets FORBIDDEN at the path of each alias, through fragments too', async () => {
    const { data, errors } = await ask(
      'nothing',
      `query { a: card(id: "x") { title } ...More } fragment More on Query { b: card(id: "") { title } __typename }`,
    );
    expect(data).toEqual({ a: null, b: null, __typename: 'Query' });
    expect(errors?.map(({ path, extensions }) => [path, extensions.code])).toEqual([
      [['a'], 'FORBIDDEN'],
      [['b'], 'FORBIDDEN'],
    ]);
  });

  it('is told that before what is wrong with an argument', async () => {
    const { errors } = await ask('nothing', '{ cards(first: 1000) { totalCount } }');
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });
});

describe('a mutation of several fields', () => {
  it('does what is allowed and refuses the rest, each at its path', async () => {
    const { data, errors } = await ask(
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
