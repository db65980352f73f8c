import { createHash } from 'node:crypto';
import fc from 'fast-check';
import {
  buildSchema,
  type DocumentNode,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLObjectType,
  type GraphQLOutputType,
  getNamedType,
  getNullableType,
  getVariableValues,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  type OperationDefinitionNode,
  parse,
  validate,
} from 'graphql';
import { QueryPlanCache } from '../../../../src/operation/fast-path/query-plan-cache.js';
import { ResponseMeter } from '../../../../src/operation/fast-path/response-meter.js';
import { Derivations } from '../../../../src/operation/operation.js';
import { type RandomQuery, randomQueries } from '../../../support/random-query.js';

/** Every way in which types can wrap each other, so that null has all the ways up that there are. */
const schema = buildSchema(`
  type Query { thing(id: Int = 1, must: Boolean! = true): Thing  sure: Thing!  any: Any  things: [Thing!]!  bare: String }
  type Thing {
    name: String  sureName: String!  number: Int  color: Color  echo(text: String!): String
    told(one: String, two: String, three: String = "three"): String
    thing: Thing  sure: Thing!  any: Any  sureAny: Any!
    list: [Thing]  listOfSure: [Thing!]  sureList: [Thing]!  sureListOfSure: [Thing!]!
    names: [String]  sureNames: [String!]!  grid: [[Int!]]  anys: [Any]
  }
  type Other { name: Int  sureName: String!  thing: Thing  others: [Other!] }
  union Any = Thing | Other
  enum Color { RED GREEN }
`);
for (const type of Object.values(schema.getTypeMap())) {
  if (isUnionType(type)) type.resolveType = (value) => (value as { kind: string }).kind;
}

const metering = () => new ResponseMeter(Number.POSITIVE_INFINITY);

const QUERY = schema.getType('Query') as GraphQLObjectType;
for (const [name, field] of Object.entries(QUERY.getFields())) {
  field.resolve = (_, args, data: Record<string, unknown>) => {
    const value = data[name];
    return typeof value === 'function' ? value(args) : value;
  };
}

/** What stands in a value's place: the value itself, what comes later, or what a resolver may do wrong. */
const SYNC = ['value', 'value', 'value', 'value', 'value', 'null', 'undefined', 'error', 'throws', 'wrong'] as const;
const ASYNC = [...SYNC, 'promise', 'promise', 'later', 'later', 'rejects'] as const;
type Way = (typeof ASYNC)[number];

/** Data of a type, found out as it is read, the same for the same seed. */
class Data {
  readonly #ways: readonly Way[];

  constructor(ways: readonly Way[]) {
    this.#ways = ways;
  }

  object(type: GraphQLObjectType, seed: string): object {
    const made = { kind: type.name };
    for (const field of Object.values(type.getFields())) {
      const get = () => this.#wayed(field.type, `${seed}.${field.name}`);
      Object.defineProperty(made, field.name, { get, enumerable: true });
    }
    return made;
  }

  #wayed(type: GraphQLOutputType, seed: string): unknown {
    const way = oneOf(this.#ways, `way ${seed}`);
    switch (way) {
      case 'value':
        return this.#value(type, seed);
      case 'promise':
        return Promise.resolve(this.#value(type, seed));
      case 'later':
        return new Promise((resolve) => setImmediate(() => resolve(this.#value(type, seed))));
      case 'null':
        return null;
      case 'undefined':
        return undefined;
      case 'error':
        return new Error(`an error at ${seed}`);
      case 'throws':
        throw new Error(`thrown at ${seed}`);
      case 'rejects':
        return Promise.reject(new Error(`rejected at ${seed}`));
      case 'wrong':
        return oneOf([{}, 'wrong', { kind: 'Nothing' }, Number.NaN], seed);
    }
  }

  #value(type: GraphQLOutputType, seed: string): unknown {
    const nullable = getNullableType(type);
    if (isListType(nullable)) return this.#list(nullable.ofType, seed);
    if (isUnionType(nullable)) return this.object(oneOf(nullable.getTypes(), seed), seed);
    if (isObjectType(nullable)) return this.object(nullable, seed);
    return { String: (args: object) => JSON.stringify(args), Int: 1, Color: 'RED' }[getNamedType(type).name];
  }

  #list(type: GraphQLOutputType, seed: string): Iterable<unknown> {
    const items = oneOf([[], [0], [0, 1], [0, 1, 2]], seed).flatMap((index) => {
      // What reads an item cannot throw, only the reading of the list.
      const itemSeed = `${seed}[${index}]`;
      if (oneOf(this.#ways, `way ${itemSeed}`) === 'throws') return [];
      const item = this.#wayed(type, itemSeed);
      // Where an entry fails at once, graphql-js forgets those that fail later, which ends the process: here none fails at once.
      if (this.#ways === ASYNC && isNonNullType(type)) return [Promise.resolve(item)];
      return [item];
    });
    return oneOf([items, new Set(items)], `set ${seed}`);
  }
}

function oneOf<T>(values: readonly T[], seed: string): T {
  const hash = createHash('sha256').update(seed).digest().readUInt32BE();
  return values[hash % values.length] as T;
}

const queries = randomQueries({
  schema,
  depth: 3,
  fields: 4,
  valuesOf: ({ name }) => ({ id: [1, 2], must: [true], text: ['one', 'two'] })[name],
});

/** Each of them is two executions. */
const RUNS = process.env.LONG ? 5000 : 120;

type Result = ExecutionResult<Record<string, unknown>>;

/** graphql-js has a message for each thing that a union can answer wrong. Ours cannot: what no type has, is one error. */
const NO_TYPE = /^(?:Abstract type|Type) "Any" .*/;
const factsOf = ({ message, path }: GraphQLError) =>
  JSON.stringify({ message: message.replace(NO_TYPE, 'no type'), path });

/** Places that are null for an error; and errors of just that place. Of several that fail below a null, who comes first is nobody's promise. */
function nulls({ data, errors = [] }: Result): readonly [places: string[], own: string[]] {
  const places = new Set<string>();
  const own: string[] = [];
  for (const error of errors) {
    let at: unknown = data;
    const place: (string | number)[] = [];
    for (const key of error.path ?? []) {
      if (at === null) break;
      at = (at as Record<string | number, unknown>)[key];
      place.push(key);
    }
    places.add(JSON.stringify(place));
    if (place.length === error.path?.length) own.push(factsOf(error));
  }
  return [[...places].sort(), own.sort()];
}

async function both(query: RandomQuery, data: Data, seed: number): Promise<readonly [planned: Result, plain: Result]> {
  const document = parse(query.query);
  const context = data.object(QUERY, String(seed));
  const plain = { schema, document, contextValue: context, variableValues: query.variables };
  return [await plannedOf(document).execute(query.variables, context, metering()), (await execute(plain)) as Result];
}

function plannedOf(document: DocumentNode): QueryPlanCache {
  const operation = document.definitions[0] as OperationDefinitionNode;
  return new QueryPlanCache({ schema, document, operation, derived: new Derivations() });
}

describe('a planned query and the same one executed by graphql-js', () => {
  const cases = fc.tuple(queries, fc.nat());

  test('over data of every kind, nothing of it awaited: the same answer', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ([query, seed]) => {
        expect(validate(schema, parse(query.query))).toEqual([]);
        const [planned, plain] = await both(query, new Data(SYNC), seed);
        expect(JSON.stringify(planned.data)).toBe(JSON.stringify(plain.data));
        expect(planned.errors?.map(factsOf).sort()).toEqual(plain.errors?.map(factsOf).sort());
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
  }, 600_000);

  test('over data that comes sooner or later: the same data, and the same errors as far as their order is settled', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ([query, seed]) => {
        const [planned, plain] = await both(query, new Data(ASYNC), seed);
        expect(JSON.stringify(planned.data)).toBe(JSON.stringify(plain.data));
        expect(nulls(planned)).toEqual(nulls(plain));
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
  }, 600_000);

  const ASK_TOLD = 'query ($one: String, $constructor: String) { thing { told(two: $one, one: $constructor) } }';
  const ASK_ECHO = 'query ($text: String = "given") { thing { echo(text: $text) } }';
  test.each([
    ['both given', ASK_TOLD, { one: '1', constructor: '2' }],
    ['one given, the other named like what every object has', ASK_TOLD, { one: '1' }],
    ['none given', ASK_TOLD, {}],
    ['one null', ASK_TOLD, { one: null, constructor: '2' }],
    ['one in the text', 'query ($one: String) { thing { told(one: $one, two: "text") } }', { one: '1' }],
    ['by default of the variable', ASK_ECHO, {}],
    ['null where null must not be', ASK_ECHO, { text: null }],
  ])('arguments by variables, %s: its resolver gets the same', async (_, query, variables) => {
    const asked: object[] = [];
    const tell = (args: object) => {
      asked.push(args);
      return 'told';
    };
    const document = parse(query);
    const contextValue = { thing: { told: tell, echo: tell } };
    const { variableDefinitions = [] } = document.definitions[0] as OperationDefinitionNode;
    const { coerced = {} } = getVariableValues(schema, variableDefinitions, variables);
    const planned = await plannedOf(document).execute(coerced, contextValue, metering());
    const plain = (await execute({ schema, document, contextValue, variableValues: variables })) as Result;
    const [ours, theirs] = asked;
    expect(planned.errors?.map(factsOf)).toEqual(plain.errors?.map(factsOf));
    expect(JSON.stringify([planned.data, ours])).toBe(JSON.stringify([plain.data, theirs]));
    expect(asked).toHaveLength(plain.errors === undefined ? 2 : 0);
  });

  test('an entry of a list that fails at once beside one that fails later: told once, and the other is heard of', async () => {
    const later = new Promise((_, reject) => setImmediate(reject, new Error('later')));
    const { data, errors } = await plannedOf(parse('{ things { name } }')).execute(
      {},
      { things: [later, null] },
      metering(),
    );
    await new Promise((resolve) => setImmediate(resolve));
    expect(data).toBeNull();
    expect(errors?.map(factsOf)).toEqual([
      factsOf(new GraphQLError('Cannot return null for non-nullable field Query.things.', { path: ['things', 1] })),
    ]);
  });
});
