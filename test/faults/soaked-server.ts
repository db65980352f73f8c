import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Child } from '../support/child.js';
import { ago } from '../support/china-days.js';
import { EmulatorControl } from '../support/emulator-control.js';
import { grown, INSPECTABLE, Inspected, type Memory } from '../support/inspected.js';
import { OpenLoad, outcomesOf, quantileOf } from '../support/open-load.js';

export interface SoakOptions {
  readonly minutes: number;
  /** Number of cards that are requested in turn. */
  readonly cards: number;
}

export interface SoakReport {
  readonly minutes: number;
  readonly requests: number;
  readonly distinctCards: number;
  readonly outcomes: Readonly<Record<string, number>>;
  /** Median heap size of the samples in the first and the last third, MB, and the growth between them. */
  readonly heapMb: Thirds;
  readonly rssMb: Thirds;
  /** The types with more objects in the heap at the end than at the start. */
  readonly grown: readonly string[];
}

interface Thirds {
  readonly first: number;
  readonly last: number;
  readonly growth: number;
}

/** Requests a second, slightly more than 100,000 in ten minutes. */
const RATE = 180;

/** Small, so that the cache is full long before the first sample: a filling cache looks like a leak. */
const CACHE_BYTES = 4 * 1024 * 1024;

/** Share of the total time before the first sample. */
const WARM_UP_SHARE = 0.1;
const SAMPLES = 60;

/** Interval between expiries of all tokens, milliseconds. Longer than REQUEST_TIMEOUT_MS, so that no call fails by meeting two of them. */
const EXPIRE_EVERY_MS = 6000;

/** Runs a load of every kind with every kind of fault except those that occupy a queue slot for seconds, and measures memory. */
export async function soak({ minutes, cards }: SoakOptions): Promise<SoakReport> {
  const folder = mkdtempSync(join(tmpdir(), 'cardgraph-soak-'));
  const emulator = new Child(['emulator', '--port', '0']);
  let server: Child | undefined;
  let load: OpenLoad | undefined;
  try {
    const control = new EmulatorControl(await emulator.announced('Emulator'));
    const ids: string[] = [];
    while (ids.length < cards) {
      ids.push(...(await control.addCards(Math.min(1000, cards - ids.length), 'CASH')).card_ids);
    }
    server = new Child(['serve'], {
      ...{ PORT: '0', WECHAT_BASE_URL: control.url, WECHAT_APP_ID: 'wxdemo', WECHAT_APP_SECRET: 'demo-secret' },
      ...{ STATE_DIR: folder, CACHE_MAX_BYTES: String(CACHE_BYTES), LOG_LEVEL: 'fatal', NODE_OPTIONS: INSPECTABLE },
      ...{ NODE_ENV: 'production', OVERLOAD_EVENT_LOOP_DELAY_MS: '0' },
    });
    const bodies = Array.from({ length: Math.ceil(RATE * minutes * 60) }, (_, n) => bodyOf(ids, n));
    load = await OpenLoad.start(await server.announced('GraphQL'), { bodies, keepAlive: true });
    const inspected = await Inspected.connect(server.stderr);
    for (const fault of FAULTS) await control.fault(fault);

    const seconds = minutes * 60;
    await load.send(RATE, seconds * WARM_UP_SHARE);
    await load.settled();
    // A heap snapshot stops the process for a while, so no requests are sent meanwhile.
    const start = await inspected.heap();
    const sending = load.send(RATE, seconds * (1 - WARM_UP_SHARE));
    const samples: Memory[] = [];
    let expiredAt = Number.NEGATIVE_INFINITY;
    for (const every = (seconds * (1 - WARM_UP_SHARE) * 1000) / SAMPLES; samples.length < SAMPLES; ) {
      const due = sleep(every);
      if (performance.now() - expiredAt >= EXPIRE_EVERY_MS) {
        await control.expireTokens();
        expiredAt = performance.now();
      }
      await due;
      samples.push(await inspected.memory());
    }
    await sending;
    const outcomes = await load.report();
    const end = await inspected.heap();
    inspected.close();
    return {
      minutes,
      requests: outcomes.length,
      distinctCards: Math.min(ids.length, outcomes.length),
      outcomes: outcomesOf(outcomes),
      heapMb: thirdsOf(samples.map(({ heapUsed }) => heapUsed)),
      rssMb: thirdsOf(samples.map(({ rss }) => rss)),
      grown: grown(start, end)
        .slice(0, 12)
        .map(({ what: typeName, bytes, count }) => `${typeName}: ${Math.round(bytes / 1024)} KB, ${count} objects`),
    };
  } finally {
    await Promise.all([load?.close(), server?.stop(), emulator.stop()]);
    rmSync(folder, { recursive: true });
  }
}

const FAULTS = [
  { kind: 'latency', value: 50, rate: 0.2 },
  { kind: 'errcode', value: -1, rate: 0.02 },
  { kind: 'http', value: 502, rate: 0.01 },
  { kind: 'reset', rate: 0.01 },
  { kind: 'reset', when: 'after', rate: 0.01 },
  { kind: 'garbage', rate: 0.005 },
] as const;

/** Returns the n-th request. It is for another card each time, until all have been requested. */
function bodyOf(ids: readonly string[], n: number): string {
  const id = ids[n % ids.length];
  const operation = OPERATIONS[n % OPERATIONS.length] ?? '';
  const input = operation.includes('UpdateCardInput')
    ? { cardId: id, baseInfo: { servicePhone: `020-${n % 10_000}` } }
    : { cardId: id, increaseBy: 1, idempotencyKey: `soak-${n}` };
  const variables = {
    ...(operation.includes('$id') ? { id } : {}),
    ...(operation.includes('$day') ? { day: ago(3 + (n % 60)) } : {}),
    ...(operation.includes('$input') ? { input } : {}),
    ...(operation.includes('_Any') ? { representations: [{ __typename: 'Card', id }] } : {}),
  };
  return JSON.stringify({ query: operation, variables });
}

const CARD = 'query ($id: ID!) { card(id: $id) { id title status stock { quantity } } }';
const OPERATIONS = [
  CARD,
  CARD,
  'query ($id: ID!, $day: LocalDate!) { card(id: $id) { title stats(from: $day, to: $day) { rows { date } } } }',
  CARD,
  'query ($id: ID!) { unknown: card(id: "p-unknown") { title } card(id: $id) { details { __typename } } }',
  'mutation ($input: ModifyStockInput!) { modifyStock(input: $input) { card { title } replayed userErrors { code } } }',
  CARD,
  'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Card { title } } }',
  'mutation ($input: UpdateCardInput!) { updateCard(input: $input) { card { servicePhone } userErrors { code } } }',
  'query ($id: ID!) { cards(first: 5) { nodes { title } } card(id: $id) { title } }',
];

function thirdsOf(bytes: readonly number[]): Thirds {
  const third = Math.floor(bytes.length / 3);
  const [first, last] = [bytes.slice(0, third), bytes.slice(-third)].map(
    (some) => quantileOf(some, 0.5) / 1024 ** 2,
  ) as [number, number];
  return {
    first: Math.round(first * 10) / 10,
    last: Math.round(last * 10) / 10,
    growth: Math.round((last / first - 1) * 1000) / 1000,
  };
}
