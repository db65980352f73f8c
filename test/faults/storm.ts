import { setTimeout as sleep } from 'node:timers/promises';
import { startEmulator } from '../../src/emulator/server.js';
import { EmulatorControl, type Fault } from '../support/emulator-control.js';
import { TestRedis } from '../support/redis.js';
import { Replica } from '../support/replica.js';
import { scrape } from '../support/scrape.js';
import { until } from '../support/time.js';

export interface StormOptions {
  readonly mutations: number;
  /** How often a replica is killed and restarted, at most. */
  readonly kills: number;
  /** Number of concurrent clients. */
  readonly clients: number;
}

/** The eight faults. Each affects three calls in ten while it is active. */
const FAULTS: readonly Omit<Fault, 'rate'>[] = [
  { kind: 'latency', value: 300 },
  { kind: 'hang' },
  { kind: 'reset', when: 'before' },
  { kind: 'reset', when: 'after' },
  { kind: 'http', value: 503, when: 'before' },
  { kind: 'http', value: 502, when: 'after' },
  { kind: 'truncate', when: 'after' },
  { kind: 'garbage', when: 'after' },
];
const FAULT_RATE = 0.3;
const UPLOAD = '/cgi-bin/media/uploadimg';
const FAULT_MS = 400;

const REQUEST_TIMEOUT_MS = 2000;

/** The servers of a storm: two replicas on one Redis, and the emulator behind them. */
export interface StormServers {
  readonly control: EmulatorControl;
  readonly replicas: readonly Replica[];
}

/** One mutation with its own key. */
export interface StormItem {
  readonly query: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Whether a retry after OUTCOME_UNKNOWN sends the call again, so that the client repeats it until it succeeds. */
  readonly settlesByRepetition?: boolean;
  /** The first error code, `success`, or why there was no response. */
  outcome?: string;
  /** The payload of the last response. */
  payload?: Readonly<Record<string, unknown>>;
  /** Called with the payload of each response. */
  onPayload?(payload: Readonly<Record<string, unknown>>): void;
  /** Returns whether a retry with the same key continues the mutation, although its outcome is certain so far. */
  isUnfinished?(payload: Readonly<Record<string, unknown>>): boolean;
}

/**
 * Runs two replicas on one Redis, an emulator that loses responses, clients that repeat a request with the same key until its outcome is
 * certain, and a process that kills replicas.
 * @param makeItems creates the mutations before the faults begin
 * @param report evaluates the outcomes after the faults have ended
 */
export async function runStorm<Item extends StormItem, Report>(
  options: StormOptions,
  makeItems: (servers: StormServers) => Promise<readonly Item[]>,
  report: (items: readonly Item[], control: EmulatorControl, kills: number) => Promise<Report>,
): Promise<Report> {
  const emulator = await startEmulator();
  const redis = await TestRedis.start();
  const env = { REDIS_URL: redis.url, REQUEST_TIMEOUT_MS: String(REQUEST_TIMEOUT_MS), LOG_LEVEL: 'silent' };
  const replicas = [new Replica(emulator.url, env), new Replica(emulator.url, env)];
  try {
    await Promise.all(replicas.map((replica) => replica.start()));
    // A server starts before it is connected to Redis.
    for (const { url } of replicas)
      await until(async () => (await scrape(url)).value('cardgraph_store_up', { store: 'redis' }) === 1);
    const control = new EmulatorControl(emulator.url);
    const items = await makeItems({ control, replicas });
    await control.clearLedger();
    const storm = { over: false };
    const weather = changeFaults(control, storm);
    const killer = kill(replicas, options.kills, storm);
    await inTurn(items, options.clients, (item) => settle(item, replicas));
    storm.over = true;
    const [kills] = await Promise.all([killer, weather]);
    return await report(items, control, kills);
  } finally {
    await Promise.all(replicas.map((replica) => replica.stop()));
    await redis.close();
    await emulator.close();
  }
}

/** Returns whether it is unknown whether the mutation took effect. */
export function isOpen({ outcome }: StormItem): boolean {
  return outcome === undefined || outcome === 'OUTCOME_UNKNOWN' || (outcome !== 'success' && !/^[A-Z]/.test(outcome));
}

/** Returns the number of items by outcome. */
export function outcomesOf(items: readonly StormItem[]): Readonly<Record<string, number>> {
  const outcomes: Record<string, number> = {};
  for (const { outcome = 'never sent' } of items) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  return outcomes;
}

/** Sets one fault after the other until the storm is over. */
async function changeFaults(control: EmulatorControl, storm: { over: boolean }): Promise<void> {
  for (let n = 0; !storm.over; n += 1) {
    await control.clearFaults();
    const fault = { ...(FAULTS[n % FAULTS.length] as Fault), rate: FAULT_RATE };
    await control.fault(fault);
    // A fault without a path affects no call below /cgi-bin.
    await control.fault({ ...fault, path: UPLOAD });
    for (let waited = 0; waited < FAULT_MS && !storm.over; waited += 50) await sleep(50);
  }
  await control.clearFaults();
}

/** Kills one replica after the other with SIGKILL and restarts it. Returns how often it did. */
async function kill(replicas: readonly Replica[], kills: number, storm: { over: boolean }): Promise<number> {
  let n = 0;
  for (; n < kills && !storm.over; n += 1) {
    await sleep(700 + Math.random() * 800);
    const victim = replicas[n % replicas.length] as Replica;
    await victim.kill();
    await victim.start();
  }
  return n;
}

/** Processes the items with the given number of concurrent clients. */
async function inTurn<Item>(
  items: readonly Item[],
  clients: number,
  run: (item: Item) => Promise<void>,
): Promise<void> {
  const left = items[Symbol.iterator]();
  await Promise.all(
    Array.from({ length: clients }, async () => {
      for (const item of left) await run(item);
    }),
  );
}

/** Sends a change, and repeats it with the same key until its outcome is certain. If it is still uncertain after that, it stays unknown. */
async function settle(item: StormItem, replicas: readonly Replica[]): Promise<void> {
  // The record of a killed replica is taken over after the deadline and 5 s.
  const until = Date.now() + 4 * (REQUEST_TIMEOUT_MS + 5000);
  let unknown = 0;
  while (Date.now() < until) {
    const replica = replicas[Math.floor(Math.random() * replicas.length)] as Replica;
    const code = await answerOf(item, replica);
    item.outcome = code;
    if (code === 'OUTCOME_UNKNOWN') {
      unknown += 1;
      if (unknown > 3 && !item.settlesByRepetition && item.isUnfinished === undefined) return;
    } else if (!['no answer', 'top-level error', 'IDEMPOTENCY_KEY_IN_USE'].includes(code)) {
      if (item.payload === undefined || !item.isUnfinished?.(item.payload)) return;
    }
    await sleep(50 + Math.random() * 200);
  }
}

async function answerOf(item: StormItem, replica: Replica): Promise<string> {
  try {
    const { data } = await replica.graph.ask(item.query, { input: item.input });
    if (!data?.outcome) return 'top-level error';
    item.payload = data.outcome;
    item.onPayload?.(data.outcome);
    return data.outcome.userErrors[0]?.code ?? 'success';
  } catch {
    return 'no answer';
  }
}
