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

/** Types wrapped in every combination of list and non-null, so that nulls propagate in every possible way. */
const schema = buildSchema(`
  type Query { thing(id: Int = 1, must: Boolean! = true): Thing  sure: Thing!  any: Any  things: [Thing!]!  bare: String }
  type Thing {
    name: String  sureName: String!  number: Int  color: Color  echo(text: String!): String
    joined(one: String, two: String, three: String = "three"): String
    thing: Thing  sure: Thing!  any: Any  sureAny: Any!
    list: [Thing]  listOfSure: [Thing!]  sureList: [Thing]!  sureListOfSure: [Thing!]!
    names: [String]  sureNames: [String!]!  grid: [[Int!]]  anys: [Any]
  }
  type Other { name: Int  sureName: String!  thing: Thing  others: [Other!] }
  type Mutation { thing(id: Int = 1, must: Boolean! = true): Thing  sure: Thing!  any: Any  things: [Thing!]!  bare: String }
  union Any = Thing | Other
  enum Color { RED GREEN }
`);
for (const type of Object.values(schema.getTypeMap())) {
  if (isUnionType(type)) type.resolveType = (value) => (value as { kind: string }).kind;
}

const metering = () => new ResponseMeter(Number.POSITIVE_INFINITY);

const QUERY = schema.getType('Query') as GraphQLObjectType;
const MUTATION = schema.getType('Mutation') as GraphQLObjectType;
for (const [name, field] of [...Object.entries(QUERY.getFields()), ...Object.entries(MUTATION.getFields())]) {
  field.resolve = (_, args, data: Record<string, unknown>) => {
    const value = data[name];
    return typeof value === 'function' ? value(args) : value;
  };
}

/** The outcomes of a resolver: the value itself, a promise of it, or a failure. */
const SYNC = ['value', 'value', 'value', 'value', 'value', 'null', 'undefined', 'error', 'throws', 'wrong'] as const;
const ASYNC = [...SYNC, 'promise', 'promise', 'later', 'later', 'rejects'] as const;
type Way = (typeof ASYNC)[number];

/** Data of a type that is generated when it is read. It is the same for the same seed. */
class Data {
  readonly #ways: readonly Way[];

  constructor(ways: readonly Way[]) {
    this.#ways = ways;
  }

  object(type: GraphQLObjectType, seed: string): object {
    const object = { kind: type.name };
    for (const field of Object.values(type.getFields())) {
      const get = () => this.#outcome(field.type, `${seed}.${field.name}`);
      Object.defineProperty(object, field.name, { get, enumerable: true });
    }
    return object;
  }

  #outcome(type: GraphQLOutputType, seed: string): unknown {
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
      // Reading an item cannot throw, only reading the list.
      const itemSeed = `${seed}[${index}]`;
      if (oneOf(this.#ways, `way ${itemSeed}`) === 'throws') return [];
      const item = this.#outcome(type, itemSeed);
      // If an item fails synchronously, graphql-js leaves later rejections unhandled, which ends the process. Here none fails synchronously.
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

/** Number of queries. Each is executed twice. */
const RUNS = process.env.LONG ? 5000 : 120;

type Result = ExecutionResult<Record<string, unknown>>;

/** graphql-js has several messages for a value whose union type cannot be resolved. The fast path has one. */
const NO_TYPE = /^(?:Abstract type|Type) "Any" .*/;
const factsOf = ({ message, path }: GraphQLError) =>
  JSON.stringify({ message: message.replace(NO_TYPE, 'no type'), path });

/**
 * Returns the paths nulled by an error, and the errors at exactly these paths. If several fields below a nulled path fail, the order of
 * their errors is not defined.
 */
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

  test('have the same response for synchronous data of every kind', async () => {
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

  test('have the same data for asynchronous resolvers, and the same errors as far as their order is defined', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ([query, seed]) => {
        const [planned, plain] = await both(query, new Data(ASYNC), seed);
        expect(JSON.stringify(planned.data)).toBe(JSON.stringify(plain.data));
        expect(nulls(planned)).toEqual(nulls(plain));
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
  }, 600_000);

  test('have the same response for a mutation with fields of every kind', async () => {
    await fc.assert(
      fc.asyncProperty(cases, fc.constantFrom(SYNC, ASYNC), async ([query, seed], ways) => {
        const mutation = { ...query, query: query.query.replace(/^query/, 'mutation') };
        const [planned, plain] = await both(mutation, new Data(ways), seed);
        expect(JSON.stringify(planned.data)).toBe(JSON.stringify(plain.data));
        expect(nulls(planned)).toEqual(nulls(plain));
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
  }, 600_000);

  test.each([
    ['all', 'mutation { one: bare two: bare three: bare }', ['one', 'two', 'three']],
    ['those before an error that nulls the response', 'mutation { one: bare sure { name } three: bare }', ['one']],
  ])('execute the root fields of a mutation one after another, %s', async (_, text, expected) => {
    const document = parse(text);
    const run = async (execution: (contextValue: object) => Promise<Result>) => {
      const steps: string[] = [];
      const names = ['one', 'two', 'three'];
      const bare = async () => {
        const name = names[steps.length / 2] ?? '';
        steps.push(`${name} starts`);
        await new Promise((resolve) => setImmediate(resolve));
        steps.push(`${name} ends`);
        return name;
      };
      const { data } = await execution({ bare, sure: async () => null });
      return { steps, data };
    };
    const planned = await run((contextValue) => plannedOf(document).execute({}, contextValue, metering()));
    const plain = await run(async (contextValue) => (await execute({ schema, document, contextValue })) as Result);
    expect(JSON.stringify(planned)).toBe(JSON.stringify(plain));
    expect(planned.steps).toEqual(expected.flatMap((name) => [`${name} starts`, `${name} ends`]));
  });

  const JOINED = 'query ($one: String, $constructor: String) { thing { joined(two: $one, one: $constructor) } }';
  const ECHO = 'query ($text: String = "given") { thing { echo(text: $text) } }';
  test.each([
    ['both are given', JOINED, { one: '1', constructor: '2' }],
    ['one is given, and the other is named like a property of every object', JOINED, { one: '1' }],
    ['none is given', JOINED, {}],
    ['one is null', JOINED, { one: null, constructor: '2' }],
    ['one is a literal', 'query ($one: String) { thing { joined(one: $one, two: "text") } }', { one: '1' }],
    ['a variable has a default', ECHO, {}],
    ['one is null in a non-null position', ECHO, { text: null }],
  ])('pass the same arguments to a resolver if %s', async (_, query, variables) => {
    const received: object[] = [];
    const resolve = (args: object) => {
      received.push(args);
      return 'resolved';
    };
    const document = parse(query);
    const contextValue = { thing: { joined: resolve, echo: resolve } };
    const { variableDefinitions = [] } = document.definitions[0] as OperationDefinitionNode;
    const { coerced = {} } = getVariableValues(schema, variableDefinitions, variables);
    const planned = await plannedOf(document).execute(coerced, contextValue, metering());
    const plain = (await execute({ schema, document, contextValue, variableValues: variables })) as Result;
    const [ours, theirs] = received;
    expect(planned.errors?.map(factsOf)).toEqual(plain.errors?.map(factsOf));
    expect(JSON.stringify([planned.data, ours])).toBe(JSON.stringify([plain.data, theirs]));
    expect(received).toHaveLength(plain.errors === undefined ? 2 : 0);
  });

  test('report one error if a list item fails synchronously, and handle the later rejection of another', async () => {
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
