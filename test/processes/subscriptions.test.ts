import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { entryOf, keyOf } from '../support/api-keys.js';
import { EventStream } from '../support/event-stream.js';
import { PUSH } from '../support/pushes.js';
import { Replica } from '../support/replica.js';
import { scrape } from '../support/scrape.js';
import { useEmulator } from '../support/use-stack.js';

const QUERY = 'subscription { cardEvents { cursor kind } }';

const emulator = useEmulator({ beforeEach: 'nothing' });
let folder: string;
let server: Replica;
let streams: EventStream[] = [];

const writeKeys = (...names: string[]) =>
  writeFileSync(join(folder, 'keys.json'), JSON.stringify(names.map((name) => entryOf(name))));

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cardgraph-subscriptions-'));
  writeKeys('one', 'two');
  server = new Replica(emulator.url, {
    AUTH_MODE: 'api-key',
    API_KEYS_FILE: join(folder, 'keys.json'),
    STATE_DIR: join(folder, 'state'),
    EVENTS_TOKEN: PUSH.token,
    EVENTS_AES_KEY: PUSH.aesKey,
    SHUTDOWN_WAIT_SECONDS: '5',
  });
  await server.start();
});
afterEach(async () => {
  for (const stream of streams) stream.vanish();
  streams = [];
  await server.kill();
  rmSync(folder, { recursive: true });
});

async function open(name: string): Promise<EventStream> {
  const stream = await EventStream.open(server.url, QUERY, { 'x-api-key': keyOf(name) });
  expect(stream.response.statusCode).toBe(200);
  streams.push(stream);
  return stream;
}

const lastError = (stream: EventStream) => stream.results.at(-1)?.errors?.[0]?.extensions;

test('SIGHUP ends the subscriptions of a revoked key within a second and keeps the others', async () => {
  const revoked = await Promise.all([open('one'), open('one')]);
  await open('two');
  writeKeys('two');
  const began = Date.now();
  server.signal('SIGHUP');
  for (const stream of revoked) await stream.ended();
  expect(Date.now() - began).toBeLessThan(1000);
  for (const stream of revoked) {
    expect(lastError(stream)).toEqual({ code: 'UNAUTHENTICATED', cursor: expect.any(String) });
  }
  expect((await scrape(server.url)).value('cardgraph_subscriptions', { transport: 'sse' })).toBe(1);
});

test('SIGTERM ends every subscription within a second with its cursor, before the wait for load balancers is over', async () => {
  const opened = await Promise.all(Array.from({ length: 10 }, () => open('one')));
  const began = Date.now();
  const exit = server.stop();
  for (const stream of opened) await stream.ended();
  expect(Date.now() - began).toBeLessThan(1300);
  for (const stream of opened) {
    expect(lastError(stream)).toEqual({ code: 'SERVER_LEAVING', cursor: expect.any(String) });
    expect(stream.text).toMatch(/event: complete\ndata:\n\n$/);
  }
  expect(await exit).toBe(0);
});

test('SIGTERM is not delayed by a client that does not read', async () => {
  const stream = await open('one');
  stream.pause();
  const began = Date.now();
  expect(await server.stop()).toBe(0);
  expect(Date.now() - began).toBeLessThan(5000 + 2000);
});
