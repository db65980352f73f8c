import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child } from '../support/child.js';
import { GraphClient } from '../support/graph-client.js';
import { scrape } from '../support/scrape.js';
import { until } from '../support/time.js';

const METRIC = 'cardgraph_unhandled_rejections_total';

let folder: string;
let child: Child | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cardgraph-unhandled-'));
});
afterEach(async () => {
  await child?.stop('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** Starts a server in which SIGUSR2 executes a defect. */
async function startWith(defect: string): Promise<{ readonly server: Child; readonly url: string }> {
  const file = join(folder, 'defect.mjs');
  writeFileSync(file, `process.on('SIGUSR2', () => { ${defect} });`);
  const server = new Child(['serve'], {
    ...{ PORT: '0', EMULATOR_PORT: '0', NODE_OPTIONS: `--import=${file}` },
    // Other tests may keep the machine busy.
    OVERLOAD_EVENT_LOOP_DELAY_MS: '0',
  });
  child = server;
  return { server, url: await server.announced('GraphQL') };
}

const linesOf = ({ stderr }: Child, msg: string) =>
  stderr
    .split('\n')
    .filter((line) => line.includes(`"${msg}"`))
    .map((line) => JSON.parse(line));

test('logs an unhandled rejection without its secrets, counts it, and keeps running', async () => {
  const { server, url } = await startWith(
    "Promise.reject(new Error('failed at /x?access_token=PLANTED')); Promise.reject({ code: 'PLANTED' });",
  );
  expect((await scrape(url)).value(METRIC)).toBe(0);
  server.signal('SIGUSR2');
  await until(() => linesOf(server, 'Unhandled rejection').length === 2);
  const [first, second] = linesOf(server, 'Unhandled rejection');
  expect(first).toMatchObject({
    level: 'error',
    err: { type: 'Error', message: expect.stringContaining('failed at') },
  });
  expect(second).toMatchObject({ level: 'error', reason: 'a value of type object' });
  expect(server.stderr).not.toContain('PLANTED');
  expect((await scrape(url)).value(METRIC)).toBe(2);
  expect(await new GraphClient(url).data('{ __typename }')).toEqual({ __typename: 'Query' });
  expect(await server.stop()).toBe(0);
});

test('counts every rejection of a loop and logs only a few of them a second', async () => {
  const { server, url } = await startWith('for (let n = 0; n < 10_000; n += 1) Promise.reject(new Error(String(n)));');
  server.signal('SIGUSR2');
  await until(async () => (await scrape(url)).value(METRIC) === 10_000);
  await new Promise((go) => setTimeout(go, 1100));
  server.signal('SIGUSR2');
  await until(async () => (await scrape(url)).value(METRIC) === 20_000);
  await until(() => linesOf(server, 'Unhandled rejection').some(({ suppressed }) => suppressed > 0));
  const lines = linesOf(server, 'Unhandled rejection');
  expect(lines.length).toBeGreaterThanOrEqual(10);
  // At most five a second, however long a slow machine takes.
  expect(lines.length).toBeLessThan(100);
});

test('logs an uncaught exception and the lines before it, and exits with 70', async () => {
  const { server, url } = await startWith("throw new Error('broken, secret=PLANTED');");
  await new GraphClient(url).data('query Before { __typename }');
  server.signal('SIGUSR2');
  expect(await server.exit()).toBe(70);
  expect(linesOf(server, 'Uncaught exception')).toMatchObject([
    { level: 'fatal', err: { type: 'Error', message: expect.stringContaining('broken') } },
  ]);
  expect(linesOf(server, 'request')).toMatchObject([{ operation: 'Before' }]);
  expect(server.stderr).not.toContain('PLANTED');
});
