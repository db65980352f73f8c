import { buildSchema, type OperationDefinitionNode, parse } from 'graphql';
import { QueryPlanCache } from '../../../src/operation/fast-path/query-plan-cache.js';
import { ResponseMeter } from '../../../src/operation/fast-path/response-meter.js';
import { OperationCache } from '../../../src/operation/operation-cache.js';

const schema = buildSchema('type Query { a: Int, b: Int, c: Int, d: Int } type Mutation { a: Int }');

/** Returns a query with a given number of characters, most of them in a comment. */
const textOf = (name: string, characters: number) => `query ${name} { a } #`.padEnd(characters, 'x');

/** Stores a text as Apollo Server does after validating it. */
async function store(cache: OperationCache, text: string, operationName?: string) {
  const cached = await cache.get(`hash of ${text}`);
  const document = cached ?? parse(text);
  if (cached === undefined) await cache.set(`hash of ${text}`, document);
  const definition = document.definitions.find(
    (one) => 'name' in one && (operationName === undefined || one.name?.value === operationName),
  );
  return cache.operationOf(document, definition as OperationDefinitionNode, undefined);
}

async function execute(cache: OperationCache, text: string, operationName?: string) {
  const query = await store(cache, text, operationName);
  cache.markExecuted(query, operationName);
  return query;
}

const TEXT = textOf('A', 20);

describe('the cache of operations', () => {
  test('returns an executed query by its text, with the variables as they were sent', async () => {
    const cache = new OperationCache(schema);
    const query = await execute(cache, TEXT);
    const variables = { n: 1 };
    expect(cache.find({ query: TEXT, variables })).toEqual({ query, variables });
    expect(cache.find({ query: TEXT, variables: null, operationName: null })?.variables).toEqual({});
  });

  test('returns a query by the name of its operation, and by no other name', async () => {
    const cache = new OperationCache(schema);
    await execute(cache, TEXT);
    expect(cache.find({ query: TEXT, operationName: 'A' })).toBeUndefined();
    await execute(cache, TEXT, 'A');
    expect(cache.find({ query: TEXT, operationName: 'A' })).toBeDefined();
    expect(cache.find({ query: TEXT })).toBeDefined();
  });

  test.each([
    ['is not an object', 'query A { a }'],
    ['is a list', [{ query: TEXT }]],
    ['has no text', { variables: {} }],
    ['has another text', { query: `${TEXT} ` }],
    ['has invalid variables', { query: TEXT, variables: [] }],
    ['has invalid extensions', { query: TEXT, extensions: 'x' }],
    ['has the hash of a text', { query: TEXT, extensions: { persistedQuery: { sha256Hash: 'x' } } }],
  ])('returns no query for a body that %s', async (_subject, body) => {
    const cache = new OperationCache(schema);
    await execute(cache, TEXT);
    expect(cache.find(body)).toBeUndefined();
  });

  test.each(['query Q { a }', 'mutation M { a }'])('returns %s only if it was executed', async (text) => {
    const cache = new OperationCache(schema);
    await store(cache, text);
    expect(cache.find({ query: text })).toBeUndefined();
    await execute(cache, text);
    expect(cache.find({ query: text })).toMatchObject({ variables: {} });
  });

  test('keeps one document and one set of derived values for each text, whichever name requests use', async () => {
    const cache = new OperationCache(schema);
    const first = await store(cache, TEXT);
    expect(await store(cache, TEXT, 'A')).toBe(first);
  });

  test('evicts the least recently used documents when their total size exceeds the limit', async () => {
    const cache = new OperationCache(schema, 50_000);
    const texts = Array.from({ length: 12 }, (_, index) => textOf(`Q${index}`, 2000));
    for (const text of texts) {
      await execute(cache, text);
      expect(cache.find({ query: texts[0] })).toBeDefined();
    }
    expect(cache.bytes).toBeLessThanOrEqual(50_000);
    expect(cache.find({ query: texts[1] })).toBeUndefined();
    expect(await cache.get(`hash of ${texts[1]}`)).toBeUndefined();
    expect(cache.find({ query: texts[11] })).toBeDefined();
  });

  test('counts the bytes of plans as they grow, and evicts a document whose plans exceed the size limit of an entry', async () => {
    const cache = new OperationCache(schema, 40_000);
    const flags = ['p', 'q', 'r', 's'];
    const text = `query Q(${flags.map((flag) => `$${flag}: Boolean!`).join()}) { ${flags
      .map((flag, index) => `${'abcd'[index]} @include(if: $${flag})`)
      .join(' ')} }`;
    const query = await execute(cache, text);
    const before = cache.bytes;
    const planned = new QueryPlanCache(query);
    const run = (bits: number) =>
      planned.execute(
        Object.fromEntries(flags.map((flag, index) => [flag, ((bits >> index) & 1) === 1])),
        undefined,
        new ResponseMeter(1000),
      );
    await run(15);
    expect(cache.bytes).toBeGreaterThan(before);
    for (let bits = 0; bits < 15; bits += 1) await run(bits);
    expect(cache.bytes).toBe(0);
    expect(await cache.get(`hash of ${text}`)).toBeUndefined();
  });

  test('is empty after it is cleared, also for Apollo Server', async () => {
    const cache = new OperationCache(schema);
    await execute(cache, TEXT);
    cache.clear();
    expect([cache.bytes, cache.find({ query: TEXT }), await cache.get(`hash of ${TEXT}`)]).toEqual([
      0,
      undefined,
      undefined,
    ]);
  });
});
