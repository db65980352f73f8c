import { createSchema } from '../../../src/graph/schema/schema.js';
import { createLog } from '../../../src/log.js';
import { checkManifest, ManifestWatch } from '../../../src/operation/manifest-check.js';
import { LIMITS } from '../../support/stack.js';
import { until } from '../../support/time.js';

const VALUE = 'planted-value-4711';
const schema = createSchema();
const options = { schema, limits: LIMITS };

const operation = (body: string, id = 'an-id') => ({ id, name: 'Any', body });
const GOOD = operation('{ __typename }');
const BAD = operation('{ nameOfBefore }');
const BAD_PROBLEM = 'Cannot query field "nameOfBefore" on type "Query".';

const problemOf = async (body: string) => {
  const { unfit, listed } = await checkManifest([operation(body)], options);
  expect(listed).toHaveLength(unfit);
  return listed[0]?.problem;
};

describe('the check of a manifest', () => {
  test.each([
    ['a field that does not exist', '{ nameOfBefore }', BAD_PROBLEM],
    ['an argument that does not exist', `{ card(before: "${VALUE}") { id } }`, /^Unknown argument "before"/],
    [
      'a value of another type',
      `{ cards(first: "${VALUE}") { nodes { id } } }`,
      /^Expected Int! \(an integer from -\d+ to \d+\), got /,
    ],
    [
      'an enum value that does not exist',
      '{ cards(statuses: [BEFORE]) { nodes { id } } }',
      /^Expected \[?CardStatus.*got a name$/,
    ],
    ['text that cannot be parsed', `{ card(id: "1") "${VALUE}" }`, /^Syntax Error: .*String/],
    ['a string that does not end', `{ card(id: "${VALUE}`, /^Syntax Error: Unterminated string/],
    ['more tokens than requests may have', `{ ${'__typename '.repeat(LIMITS.tokens)} }`, /tokens/],
    ['more levels than requests may have', deep(LIMITS.depth + 1), /levels/],
    ['a subscription of a field that does not exist', 'subscription { any }', /Subscription/],
  ])('reports an operation with %s, without its values', async (_subject, body, expected) => {
    const problem = await problemOf(body);
    expect(problem).toMatch(expected);
    expect(problem).not.toContain(VALUE);
  });

  test('reports nothing if all operations fit', async () => {
    expect(await checkManifest([GOOD, GOOD], options)).toEqual({ checked: 2, unfit: 0, listed: [] });
  });

  test('lists ten operations, with at most 100 characters of id and name, and counts all', async () => {
    const long = { ...BAD, id: 'i'.repeat(500), name: 'n'.repeat(500) };
    const report = await checkManifest(Array(25).fill(long), options);
    expect(report).toMatchObject({ checked: 25, unfit: 25 });
    expect(report.listed).toEqual(Array(10).fill({ id: 'i'.repeat(100), name: 'n'.repeat(100), problem: BAD_PROBLEM }));
  });

  test('limits the length of a problem', async () => {
    expect((await problemOf(`{ ${'x'.repeat(5000)} }`))?.length).toBeLessThan(600);
  });

  test('lets other events be handled between two operations, and ends when its signal is aborted', async () => {
    const stop = new AbortController();
    setImmediate(() => setImmediate(() => stop.abort()));
    const { checked, unfit } = await checkManifest(Array(1000).fill(BAD), options, stop.signal);
    expect(checked).toBeGreaterThan(0);
    expect(checked).toBeLessThan(10);
    expect(unfit).toBe(checked);
  });
});

describe('the check of a running server', () => {
  test('logs the result of the last manifest only, and none after it was stopped', async () => {
    const lines: { readonly msg: string; readonly checked: number }[] = [];
    const log = createLog({ level: 'info', destination: { write: (line) => lines.push(JSON.parse(line)) } });
    const watch = new ManifestWatch({ ...options, log });
    watch.start(Array(500).fill(BAD));
    watch.start([BAD, GOOD]);
    await until(() => lines.length > 0);
    watch.start(Array(3).fill(BAD));
    watch.stop();
    await new Promise((go) => setTimeout(go, 100));
    expect(lines).toMatchObject([{ msg: 'Persisted operations do not fit the schema', checked: 2, unfit: 1, more: 0 }]);
  });
});

/** Returns a query with the given number of levels of fields. */
function deep(levels: number): string {
  return `${'{ card(id: "1") '.repeat(levels)}${'{ id }'}${' }'.repeat(levels)}`;
}
