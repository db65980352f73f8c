import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { type RunningEmulator, startEmulator } from '../../src/emulator/server.js';
import { entryOf, keyOf } from '../support/api-keys.js';
import { EmulatorControl } from '../support/emulator-control.js';
import { EventStream } from '../support/event-stream.js';
import { PUSH } from '../support/pushes.js';
import { Replica } from '../support/replica.js';
import { scrape } from '../support/scrape.js';
import { type RunningPartner, startPartners } from './partners.js';
import { addressed } from './supergraph.js';

const ROUTER_SECRET = 'PLANTED-ROUTER-SECRET-0123456789';
const CLIENT = { 'x-api-key': keyOf('app'), 'x-wechat-appid': 'wxdemo' };
const EVENTS = '{ kind cursor card { id campaign { name } } ... on CodeRedeemedEvent { code { code note } } }';
const QUERY = `subscription { cardEvents(kinds: [REDEEMED]) ${EVENTS} }`;

let folder: string;
let emulator: RunningEmulator;
let server: Replica;
let partners: RunningPartner[] = [];
let gateway: ChildProcess;
let url: string;

/** Starts Hive Gateway as its own process, with deploy/gateway.config.mjs. */
async function startGateway(transport: 'sse' | 'ws'): Promise<void> {
  const env = { PATH: process.env.PATH, CARDGRAPH_URL: server.url, ROUTER_SECRET, CARDGRAPH_SUBSCRIPTIONS: transport };
  gateway = spawn(process.execPath, ['test/gateway/serve.mjs', join(folder, 'supergraph.graphql')], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  for await (const line of createInterface({ input: gateway.stdout as NodeJS.ReadableStream })) {
    url = /^Gateway: (\S+)$/.exec(line)?.[1] ?? '';
    if (url !== '') return;
  }
  throw new Error('Hive Gateway did not start. Run npm ci --prefix test/gateway.');
}

beforeAll(async () => {
  if (!existsSync('test/gateway/node_modules'))
    execFileSync('npm', ['ci', '--prefix', 'test/gateway', '--ignore-scripts']);
  folder = mkdtempSync(join(tmpdir(), 'cardgraph-gateway-'));
  writeFileSync(join(folder, 'keys.json'), JSON.stringify([entryOf('app')]));
  [emulator, partners] = await Promise.all([startEmulator(), startPartners()]);
  server = new Replica(emulator.url, {
    AUTH_MODE: 'api-key',
    API_KEYS_FILE: join(folder, 'keys.json'),
    STATE_DIR: join(folder, 'state'),
    ROUTER_SECRET,
    EVENTS_TOKEN: PUSH.token,
    EVENTS_AES_KEY: PUSH.aesKey,
  });
  await server.start();
  writeFileSync(
    join(folder, 'supergraph.graphql'),
    addressed(readFileSync('schema/supergraph.graphql', 'utf8'), partners),
  );
});
afterAll(async () => {
  await server?.kill();
  await Promise.all(partners.map((partner) => partner.close()));
  await emulator?.close();
  rmSync(folder, { recursive: true });
});

const openAtServer = async (transport: string) =>
  (await scrape(server.url)).value('cardgraph_subscriptions', { transport });

async function untilOpen(transport: string, count: number): Promise<void> {
  for (const end = Date.now() + 10_000; (await openAtServer(transport)) !== count; await sleep(50)) {
    if (Date.now() > end) throw new Error(`${await openAtServer(transport)} subscriptions instead of ${count}`);
  }
}

describe.each([
  ['server-sent events', 'sse', '100000000001', '100000000012'],
  ['WebSockets', 'websocket', '100000000013', '100000000014'],
])('Hive Gateway over %s', (_name, transport, first, second) => {
  const streams: EventStream[] = [];
  const open = async (query = QUERY, headers: Record<string, string> = CLIENT) => {
    const stream = await EventStream.open(url, query, headers);
    streams.push(stream);
    return stream;
  };
  const redeem = (code: string) => new EmulatorControl(emulator.url).act(code, 'redeem');

  beforeAll(async () => {
    await startGateway(transport === 'sse' ? 'sse' : 'ws');
    const target = { token: PUSH.token, aesKey: PUSH.aesKey, mode: 'safe' } as const;
    expect(await emulator.connectPushes({ url: new URL('/wechat/events/wxdemo', server.url), ...target })).toBe(true);
  });
  afterEach(async () => {
    for (const stream of streams.splice(0)) stream.vanish();
    await untilOpen(transport, 0);
  });
  afterAll(async () => {
    gateway.kill();
    await once(gateway, 'exit');
  });

  test('delivers events with fields of other subgraphs, continues after a cursor, and ends with its client', async () => {
    const stream = await open();
    await untilOpen(transport, 1);
    await redeem(first);
    await stream.received(1);
    expect(stream.events).toEqual([
      {
        kind: 'REDEEMED',
        cursor: expect.any(String),
        card: { id: expect.any(String), campaign: { name: '春茶上市' } },
        code: { code: first, note: `note on ${first}` },
      },
    ]);
    stream.vanish();
    await untilOpen(transport, 0);

    await redeem(second);
    const after = JSON.stringify(stream.events[0]?.cursor);
    const resumed = await open(`subscription { cardEvents(kinds: [REDEEMED], after: ${after}) ${EVENTS} }`);
    await resumed.received(1);
    expect(resumed.events).toMatchObject([{ code: { code: second, note: `note on ${second}` } }]);
  });

  test('forwards the credential and the account of each client', async () => {
    await open();
    await untilOpen(transport, 1);
    const refused = [await open(QUERY, {}), await open(QUERY, { ...CLIENT, 'x-wechat-appid': 'wxother' })];
    if (transport === 'sse') {
      for (const stream of refused) await stream.ended();
      const codes = refused.map(({ results }) => results[0]?.errors?.[0]?.extensions.code);
      expect(codes).toEqual(['UNAUTHENTICATED', 'FORBIDDEN']);
    } else {
      // The gateway connects again several times before it reports some of these refusals, without the code.
      await sleep(1500);
      for (const stream of refused) expect(stream.events).toEqual([]);
    }
    expect(await openAtServer(transport)).toBe(1);
  });

  const passed = transport === 'sse' ? 'passes on the code and the cursor' : 'loses the code and the cursor';
  test(`${passed} of the error that ends a subscription`, async () => {
    const stream = await open();
    await untilOpen(transport, 1);
    await server.stop();
    await stream.ended();
    await server.start();
    const { extensions } = stream.results.at(-1)?.errors?.[0] ?? {};
    expect(extensions).toMatchObject(
      transport === 'sse'
        ? { code: 'SERVER_LEAVING', cursor: expect.any(String), serviceName: 'cardgraph' }
        : { code: 'INTERNAL_SERVER_ERROR' },
    );
    if (transport === 'websocket') expect(extensions).not.toHaveProperty('cursor');
  });
});
