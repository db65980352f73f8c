import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildSchema,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  graphql,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import {
  effectiveScopes,
  INCLUDED_SCOPES,
  isScope,
  SCOPES,
  type Scope,
  scopesWith,
} from '../../../../src/config/scopes.js';
import type { Context } from '../../../../src/graph/context.js';
import { ROOT_FIELDS, rootField } from '../../../../src/graph/policies/root-fields.js';
import { TYPE_SCOPES } from '../../../../src/graph/policies/scopes.js';
import { createSchema } from '../../../../src/graph/schema/schema.js';
import { guardSchema } from '../../../../src/graph/schema/scope-guard.js';
import { crossings, fieldsOf, objectTypes, rootTypes } from './schema-walk.js';

/** Returns root fields without a row and rows without a root field. The compiler detects neither a decorator of the wrong root type nor a renamed field. */
function brokenRoots(schema: GraphQLSchema): string[] {
  const fields = rootTypes(schema).flatMap((type) => fieldsOf(type).map(({ name }) => `${type.name}.${name}`));
  return [
    ...fields.filter((field) => !Object.hasOwn(ROOT_FIELDS, field)).map((field) => `${field} has no row`),
    ...Object.keys(ROOT_FIELDS)
      .filter((field) => !fields.includes(field))
      .map((field) => `${field} is not a root field`),
  ];
}

/** Returns the names of the types with a key, which other subgraphs can reference. */
function entityTypes(sdl: string): string[] {
  return [...sdl.matchAll(/^type (\w+)[^{\n]*@key\(/gm)].map(([, name]) => name ?? '');
}

/** Returns whether a type is a list that cannot be null, with entries that can. */
function hasNullableEntries(type: GraphQLOutputType): boolean {
  return isNonNullType(type) && isListType(type.ofType) && !isNonNullType(type.ofType.ofType);
}

/** Builds a guarded schema in which every field resolves. */
function fixture(sdl: string): GraphQLSchema {
  const schema = buildSchema(sdl);
  for (const type of objectTypes(schema)) {
    for (const field of fieldsOf(type)) {
      field.resolve = () => (isObjectType(getNamedType(field.type)) ? {} : 'open');
    }
  }
  return guardSchema(schema);
}

const execute = (schema: GraphQLSchema, source: string, scopes: readonly Scope[] = SCOPES) =>
  graphql({ schema, source, contextValue: { caller: { scopes: new Set(scopes) } } });

describe('the scope table', () => {
  const schema = createSchema();

  test('has a row for each root field, and no other rows', () => {
    expect(brokenRoots(schema)).toEqual([]);
  });

  test('names only object types of the schema', () => {
    expect(Object.keys(TYPE_SCOPES).filter((name) => !isObjectType(schema.getType(name)))).toEqual([]);
  });

  test('has a scope for each entity type', () => {
    const promised = readFileSync(join(__dirname, '../../../contract/promised.graphql'), 'utf8');
    const emitted = readFileSync(join(__dirname, '../../../../schema/schema.graphql'), 'utf8');
    expect(entityTypes(promised)).toEqual(['Card', 'Code', 'WechatUser', 'PayGiftRule']);
    expect([...entityTypes(promised), ...entityTypes(emitted)].filter((name) => !(name in TYPE_SCOPES))).toEqual([]);
  });

  test('gives each root field the scope of its type', () => {
    const broken = rootTypes(schema).flatMap((type) =>
      fieldsOf(type).filter((field) => {
        const ofType = TYPE_SCOPES[getNamedType(field.type).name];
        return ofType !== undefined && ofType !== rootField(type.name, field.name)?.scope;
      }),
    );
    expect(broken.map(({ name }) => name)).toEqual([]);
  });

  // Otherwise FORBIDDEN would null more than the field itself.
  test('has only nullable fields and lists with nullable entries where a scope is required that the path to the field does not require', () => {
    const nullable = (path: string) => {
      const [type = '', name = ''] = path.split(/[.:]/);
      const field = objectTypes(schema)
        .find((one) => one.name === type)
        ?.getFields()[name];
      return field !== undefined && (!isNonNullType(field.type) || hasNullableEntries(field.type));
    };
    expect(crossings(schema).filter((path) => !nullable(path))).toEqual([]);
  });

  test('accepts scopes only by their exact names', () => {
    expect(SCOPES.every(isScope)).toBe(true);
    expect(['', 'card', 'CARD:READ', 'card:read ', 'toString', '__proto__'].filter(isScope)).toEqual([]);
  });

  test('lets code:write include code:redeem for callers and for routers alike', () => {
    expect([...effectiveScopes(['code:write', 'card:read'])]).toEqual(['code:write', 'code:redeem', 'card:read']);
    expect([...effectiveScopes(['code:redeem'])]).toEqual(['code:redeem']);
    expect(scopesWith('code:redeem')).toEqual(['code:redeem', 'code:write']);
    expect(scopesWith('code:write')).toEqual(['code:write']);
  });

  test('has no scope that includes one which itself includes others', () => {
    const included = Object.values(INCLUDED_SCOPES).flat();
    expect(included.filter((scope) => Object.hasOwn(INCLUDED_SCOPES, scope))).toEqual([]);
  });

  test.each([
    ['a root field without a row', 'type Query { card: String merchants: String }', 'Query.merchants has no row'],
    [
      'a mutation without a row',
      'type Query { card: String } type Mutation { sell: String }',
      'Mutation.sell has no row',
    ],
    [
      'a root field named like an object property',
      'type Query { constructor: String }',
      'Query.constructor has no row',
    ],
    ['a row without a root field', 'type Query { card: String }', 'Query.cards is not a root field'],
  ])('is checked for %s', (_, sdl, found) => {
    expect(brokenRoots(buildSchema(sdl))).toContain(found);
  });

  test('is checked for entity types with a key on any line', () => {
    expect(entityTypes('type Shop implements A @key(fields: "id") {\ntype B {\n  a: A @key(fields: "id")')).toEqual([
      'Shop',
    ]);
  });
});

describe('every field that leads to a type with a scope', () => {
  const schema = guardSchema(createSchema());
  const guarded = objectTypes(schema).flatMap((type) =>
    fieldsOf(type).flatMap((field) => {
      const scope = TYPE_SCOPES[getNamedType(field.type).name];
      return scope === undefined ? [] : [[`${type.name}.${field.name}`, scope, field] as const];
    }),
  );

  test('is one of more than 30 fields', () => {
    expect(guarded.length).toBeGreaterThan(30);
  });

  const without = (scope: Scope) =>
    ({ caller: { scopes: new Set(SCOPES.filter((other) => other !== scope)) } }) as unknown as Context;
  // A payload or a page has already read these lists. Each of their entries is rejected.
  const byEntry = ['CardSearchConnection.nodes', 'PayGiftRuleConnection.nodes', 'CreateCardPayload.candidates'];

  test.each(guarded.filter(([path]) => byEntry.includes(path)))(
    '%s has only errors without %s',
    (_, scope, { name, resolve }) => {
      const entries = resolve?.({ [name]: [{}, {}] }, {}, without(scope), { fieldName: name } as never);
      const error = expect.objectContaining({ message: expect.stringContaining('This field needs the scope') });
      expect(entries).toEqual([error, error]);
    },
  );

  test.each(guarded.filter(([path]) => !byEntry.includes(path)))(
    '%s is rejected without %s before anything is resolved',
    (_, scope, { resolve }) => {
      const context = without(scope);
      const source = new Proxy(
        {},
        {
          get: () => {
            throw new Error('read');
          },
        },
      );
      expect(() => resolve?.(source, {}, context, {} as never)).toThrow(`This field needs the scope`);
    },
  );
});

describe('a schema in which a field has no row', () => {
  test.each([
    ['a root field', 'type Query { merchants: String }', '{ merchants }', 'merchants'],
    ['a mutation', 'type Query { a: String } type Mutation { sell: String }', 'mutation { sell }', 'sell'],
    ['a root field named like an object property', 'type Query { toString: String }', '{ toString }', 'toString'],
    [
      'a field of a root type with another name',
      'schema { query: Root } type Root { card: String }',
      '{ card }',
      'card',
    ],
  ])('rejects %s for every caller', async (_, sdl, query, field) => {
    const { data, errors } = await execute(fixture(sdl), query);
    expect({ ...data }).toEqual({ [field]: null });
    expect(errors).toMatchObject([
      { path: [field], message: 'This field is not available to any caller', extensions: { code: 'FORBIDDEN' } },
    ]);
  });

  test('rejects a subscription for every caller', () => {
    const schema = fixture('type Query { a: String } type Subscription { cardChanged: String }');
    const field = schema.getSubscriptionType()?.getFields().cardChanged;
    expect(() => field?.resolve?.({}, {}, { caller: { scopes: new Set(SCOPES) } }, {} as never)).toThrow(
      'not available',
    );
  });

  test.each([
    ['a union with', 'union Thing = Code | Shop'],
    ['an interface of', 'interface Thing { title: String }'],
  ])('requires the scope for %s a type of the table', async (_, thing) => {
    const implementing = thing.startsWith('interface') ? ' implements Thing' : '';
    const schema = guardSchema(
      buildSchema(`type Query { card: Card } type Card { thing: Thing } ${thing}
        type Code${implementing} { title: String } type Shop${implementing} { title: String }`),
    );
    const rootValue = { card: { thing: { __typename: 'Shop', title: 'open' } } };
    const executeThing = (scopes: Scope[]) =>
      graphql({
        schema,
        rootValue,
        source: '{ card { thing { ... on Shop { title } } } }',
        contextValue: { caller: { scopes: new Set(scopes) } },
      });
    expect((await executeThing(['card:read', 'code:read'])).errors).toBeUndefined();
    expect((await executeThing(['card:read'])).errors).toMatchObject([
      { path: ['card', 'thing'], extensions: { code: 'FORBIDDEN', scope: 'code:read' } },
    ]);
  });
});
