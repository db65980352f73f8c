import { RAW_FOLLOWERS, TRANSPORTS, type Transport } from '../support/followers.js';
import { INSPECTABLE, Inspected } from '../support/inspected.js';
import { quantileOf } from '../support/open-load.js';
import { PUSH } from '../support/pushes.js';
import { Replica } from '../support/replica.js';
import { scrape } from '../support/scrape.js';
import { pushClaim } from '../support/signed-pushes.js';
import { until } from '../support/time.js';
import { useEmulator } from '../support/use-stack.js';

/** Results of 100 KB: together more than the buffers of a connection hold. */
const RESULTS = 300;
const PADDING = 'x'.repeat(1000);
const ALIASES = Array.from({ length: 90 }, (_, index) => `a${index}: channel`).join(' ');
const QUERY = `subscription { cardEvents { cursor ... on CodeClaimedEvent { code { code } ${ALIASES} } } }`;

const CARD = 'pDEMO-groupon-0001';

/** Longer than the test. */
const NEVER_MS = 600_000;

const READERS = 2;

const emulator = useEmulator({ beforeEach: 'nothing' });
let server: Replica;
let inspected: Inspected;
let stopping: AbortController;

beforeAll(async () => {
  server = new Replica(emulator.url, {
    ...{ EVENTS_TOKEN: PUSH.token, EVENTS_AES_KEY: PUSH.aesKey, LOG_LEVEL: 'error' },
    ...{ RESPONSE_WRITE_TIMEOUT_MS: '5000', NODE_OPTIONS: INSPECTABLE },
  });
  await server.start();
  inspected = await Inspected.connect(server.written);
  stopping = new AbortController();
});
afterAll(async () => {
  stopping.abort();
  inspected.close();
  await server.kill();
});

async function series(name: string): Promise<Record<Transport, number>> {
  const { value } = await scrape(server.url);
  const [sse, multipart, websocket] = TRANSPORTS.map((transport) => value(name, { transport }) ?? 0);
  return { sse, multipart, websocket } as Record<Transport, number>;
}

const openNow = () => series('cardgraph_subscriptions');
const resultsNow = () => series('cardgraph_subscription_events_total');

test('clients that never read over each transport hold bounded memory, delay no other client and are disconnected', async () => {
  const sentAt: number[] = [];
  const delays: number[] = [];
  let received = 0;
  const subscribe = (transport: Transport, pauseMs: number) =>
    RAW_FOLLOWERS[transport]({
      ...{ url: server.url, query: QUERY, pauseMs: () => pauseMs, signal: stopping.signal },
      onEvent: ({ code }) => {
        received += 1;
        delays.push(performance.now() - (sentAt[Number((code as { code: string }).code)] as number));
      },
    });
  const pushAll = async () => {
    delays.length = 0;
    const CreateTime = Math.floor(Date.now() / 1000);
    received = 0;
    const account = { appid: 'wxdemo', keys: PUSH };
    for (let count = 0; count < RESULTS; count += 1) {
      const index = sentAt.push(performance.now()) - 1;
      const fields = { CreateTime, CardId: CARD, UserCardCode: String(index), OuterStr: PADDING };
      // Repeated as by the platform if the machine is too busy to store it within a second.
      await until(() => pushClaim(server.url, account, fields));
    }
    await until(() => received === TRANSPORTS.length * READERS * RESULTS);
    return { p50Ms: Math.round(quantileOf(delays, 0.5)), p99Ms: Math.round(quantileOf(delays, 0.99)) };
  };

  for (const transport of TRANSPORTS) {
    for (let count = 0; count < READERS; count += 1) void subscribe(transport, 0);
  }
  const readers = { sse: READERS, multipart: READERS, websocket: READERS };
  await until(async () => JSON.stringify(await openNow()) === JSON.stringify(readers));
  // Compiles the code.
  await pushAll();
  const without = await pushAll();
  const memoryBefore = await inspected.memory();
  const before = await resultsNow();
  for (const transport of TRANSPORTS) void subscribe(transport, NEVER_MS);
  await until(async () => Object.values(await openNow()).every((count) => count === READERS + 1));
  const withSilent = await pushAll();
  const memoryAfter = await inspected.memory();
  const after = await resultsNow();
  const computed = TRANSPORTS.map((transport) => after[transport] - before[transport] - READERS * RESULTS);
  // The write timeout, and the interval at which it is checked.
  await until(async () => JSON.stringify(await openNow()) === JSON.stringify(readers));
  const report = {
    ...{
      results: RESULTS,
      without,
      withSilent,
      computed: Object.fromEntries(TRANSPORTS.map((t, n) => [t, computed[n]])),
    },
    heapGrowthBytes: memoryAfter.heapUsed - memoryBefore.heapUsed,
    rssGrowthBytes: memoryAfter.rss - memoryBefore.rss,
  };
  process.stderr.write(`${JSON.stringify(report, null, 2)}\n`);
  for (const count of computed) expect(count).toBeLessThan(RESULTS / 2);
  expect(report.heapGrowthBytes).toBeLessThan(20_000_000);
  expect(report.rssGrowthBytes).toBeLessThan(100_000_000);
  expect(withSilent.p99Ms).toBeLessThan(1000);
}, 180_000);
