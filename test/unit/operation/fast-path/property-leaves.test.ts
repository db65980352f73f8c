import {
  buildSchema,
  type ExecutionResult,
  execute,
  type GraphQLScalarType,
  type OperationDefinitionNode,
  parse,
} from 'graphql';
import { QueryPlanCache } from '../../../../src/operation/fast-path/query-plan-cache.js';
import { ResponseMeter } from '../../../../src/operation/fast-path/response-meter.js';
import { Derivations } from '../../../../src/operation/operation.js';

const LEAVES = ['String', 'ID', 'Int', 'Float', 'Boolean', 'Color', 'Text'] as const;

const schema = buildSchema(`
  type Query { thing: Thing }
  type Thing {
    ${LEAVES.map((type) => `nullable${type}: ${type}  sure${type}: ${type}!`).join('\n')}
    after: String
  }
  enum Color { RED GREEN }
  scalar Text
`);
// Writes one text as null.
const text = schema.getType('Text') as GraphQLScalarType;
text.serialize = (value) => (value === 'no text' ? null : `<${String(value)}>`);

/** Values of a property: those that a leaf returns as they are, and those that it converts or rejects. */
const VALUES: readonly (readonly [string, () => unknown])[] = [
  ['a text', () => 'RED'],
  ['an empty text', () => ''],
  ['a number as text', () => '12'],
  ['zero', () => 0],
  ['negative zero', () => -0],
  ['the greatest integer of 32 bits', () => 2 ** 31 - 1],
  ['the least integer of 32 bits', () => -(2 ** 31)],
  ['an integer of 33 bits', () => 2 ** 31],
  ['a fraction', () => 1.5],
  ['NaN', () => Number.NaN],
  ['infinity', () => Number.POSITIVE_INFINITY],
  ['true', () => true],
  ['false', () => false],
  ['null', () => null],
  ['undefined', () => undefined],
  ['a big integer', () => 12n],
  ['a symbol', () => Symbol('RED')],
  ['an object', () => ({})],
  ['an object without a prototype', () => Object.create(null)],
  ['a list', () => ['RED']],
  ['a date', () => new Date(0)],
  ['an object with a primitive value', () => ({ valueOf: () => 'RED' })],
  ['a text object', () => new String('RED')],
  ['an error', () => new Error('an error')],
  ['a promise', () => Promise.resolve('RED')],
  ['a promise of a number', () => Promise.resolve(1)],
  ['a promise of null', () => Promise.resolve(null)],
  ['a rejected promise', () => Promise.reject(new Error('rejected'))],
  [
    'an object like a promise',
    () => Object.fromEntries([['then', (resolve: (value: string) => void) => resolve('RED')]]),
  ],
  ['a function', () => () => 'RED'],
  ['a function that throws', () => () => Promise.reject(new Error('thrown'))],
  [
    'a function of the object',
    () =>
      function (this: { after: string }) {
        return this.after;
      },
  ],
];

type Result = ExecutionResult<Record<string, unknown>>;

/** Returns the results of a plan, executed twice after graphql-js, and of graphql-js, as JSON. */
async function resultsOf(query: string, thing: () => unknown, variableValues: Record<string, unknown> = {}) {
  const document = parse(query);
  const operation = document.definitions[0] as OperationDefinitionNode;
  const plans = new QueryPlanCache({ schema, document, operation, derived: new Derivations() });
  const type = schema.getQueryType()?.getFields().thing;
  if (type !== undefined) type.resolve = (_, _args, context: { thing: () => unknown }) => context.thing();
  const planned = () => plans.execute(variableValues, { thing }, new ResponseMeter(Number.POSITIVE_INFINITY));
  const plain = await execute({ schema, document, variableValues, contextValue: { thing } });
  return [await planned(), await planned(), plain as Result].map(({ data, errors }) =>
    JSON.stringify({ data, errors }),
  );
}

describe('a leaf that is a property', () => {
  const fields = LEAVES.flatMap((type) => [`nullable${type}`, `sure${type}`]);

  test.each(VALUES)('has the response of graphql-js for %s', async (_, value) => {
    for (const field of fields) {
      const query = `{ thing { before: after ${field} after } }`;
      const [first, second, plain] = await resultsOf(query, () => ({ [field]: value(), after: 'after' }));
      expect([field, first, second]).toEqual([field, plain, plain]);
    }
  });

  test('is read once, from a getter of the class of its object', async () => {
    let reads = 0;
    class Thing {
      get nullableInt() {
        reads += 1;
        return reads;
      }
      get sureString() {
        throw new Error('thrown by a getter');
      }
    }
    const [, last] = await resultsOf('{ thing { nullableInt } }', () => new Thing());
    // Third, after graphql-js and another plan.
    expect([last, reads]).toEqual(['{"data":{"thing":{"nullableInt":3}}}', 3]);
    const [failed, again, plain] = await resultsOf('{ thing { after sureString } }', () => new Thing());
    expect([failed, again]).toEqual([plain, plain]);
  });

  test('is an error at its path if its scalar writes it as null', async () => {
    const [first, second] = await resultsOf('{ thing { after nullableText } }', () => ({ nullableText: 'no text' }));
    expect(second).toBe(first);
    expect(JSON.parse(first ?? '')).toMatchObject({
      data: { thing: { after: null, nullableText: null } },
      errors: [{ message: 'Expected Text.serialize to return a non-null value.', path: ['thing', 'nullableText'] }],
    });
  });

  test.each([
    ['a text', () => 'text'],
    ['a function', () => () => 'text'],
    ['an object without the property', () => ({})],
    ['an object with a property of every object', () => ({ after: {}.toString })],
  ])('has the response of graphql-js if its object is %s', async (_, thing) => {
    for (const query of ['{ thing { after } }', '{ thing { after sureInt } }']) {
      const [first, second, plain] = await resultsOf(query, thing);
      expect([first, second]).toEqual([plain, plain]);
    }
  });

  test('has the response of graphql-js under any alias and any condition', async () => {
    const query = `query ($if: Boolean!) { thing {
      __proto__: nullableInt constructor: after after @include(if: $if) toJSON: nullableString @skip(if: $if) __typename
      last: after
    } }`;
    const thing = () => ({ nullableInt: 1, nullableString: 'text', after: 'after' });
    for (const condition of [true, false, true]) {
      const [first, second, plain] = await resultsOf(query, thing, { if: condition });
      expect([first, second]).toEqual([plain, plain]);
    }
  });

  test('counts towards the limit of bytes', async () => {
    const document = parse('{ thing { after nullableInt nullableBoolean } }');
    const operation = document.definitions[0] as OperationDefinitionNode;
    const plans = new QueryPlanCache({ schema, document, operation, derived: new Derivations() });
    const meter = new ResponseMeter(1000);
    const thing = () => ({ after: 'x'.repeat(2000), nullableInt: 1, nullableBoolean: true });
    await plans.execute({}, { thing }, meter);
    expect([meter.isExceeded, meter.bytes > 2000]).toEqual([true, true]);
  });
});
