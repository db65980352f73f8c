import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Child } from '../support/child.js';
import { EmulatorControl } from '../support/emulator-control.js';
import { TestNginx } from '../support/nginx.js';
import { OpenLoad, outcomesOf, quantileOf } from '../support/open-load.js';
import { TestRedis } from '../support/redis.js';
import { Replica } from '../support/replica.js';
import { until } from '../support/time.js';

/** Requests a second. */
const RATE = 200;
const LATENCY_MS = 20;

/** A machine that is busy with other things slows the process down: that it may refuse requests for it is not what is asked here. */
const NOT_BUSY = { OVERLOAD_EVENT_LOOP_DELAY_MS: '0' };

export interface RollingReport {
  readonly restarts: number;
  readonly requests: number;
  /** What became of them. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly exitCodes: readonly (number | null)[];
  /** Milliseconds from SIGTERM to the end of each process. */
  readonly endedAfterMs: readonly number[];
  /** Milliseconds of the requests. */
  readonly p50: number;
  readonly p99: number;
}

/**
 * Replaces each of two replicas behind nginx by a new process, so many times, under load: it is told to end, taken out
 * when it says that it is not ready, told once more that it need not wait, and put back in when the new one is ready.
 */
export async function rollingRestart(rounds: number): Promise<RollingReport> {
  const emulator = new Child(['emulator', '--port', '0']);
  const redis = await TestRedis.start();
  const replicas: Replica[] = [];
  let nginx: TestNginx | undefined;
  let load: OpenLoad | undefined;
  try {
    const control = new EmulatorControl(await emulator.announced('Emulator'));
    const { card_ids: cards } = await control.addCards(100, 'CASH');
    await control.fault({ path: '/card/get', kind: 'latency', value: LATENCY_MS });
    const env = {
      ...{ REDIS_URL: redis.url, NODE_ENV: 'production', LOG_LEVEL: 'error', SHUTDOWN_WAIT_SECONDS: '5' },
      ...NOT_BUSY,
    };
    replicas.push(new Replica(control.url, env), new Replica(control.url, env));
    await Promise.all(replicas.map((replica) => replica.start()));
    nginx = await TestNginx.start(replicas.map(({ url }) => url));
    // nginx cuts connections of clients that are idle while it reads its configuration again: each request has its own.
    load = await OpenLoad.start(nginx.url, { bodies: cards.map(bodyOf), keepAlive: false });
    const sending = load.send(RATE, 3600);
    await sleep(1000);
    const exitCodes: (number | null)[] = [];
    const endedAfterMs: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      for (const replica of replicas) {
        const toldAt = Date.now();
        replica.signal('SIGTERM');
        await until(async () => (await readinessOf(replica)) !== 'ready');
        await nginx.use(replicas.filter((other) => other !== replica).map(({ url }) => url));
        exitCodes.push(await replica.stop());
        endedAfterMs.push(Date.now() - toldAt);
        await replica.start();
        await until(async () => (await readinessOf(replica)) === 'ready');
        await nginx.use(replicas.map(({ url }) => url));
        await sleep(500);
      }
    }
    await load.stop();
    await sending;
    const asked = await load.report();
    const times = asked.map(({ tookMs }) => tookMs);
    return {
      ...{ restarts: exitCodes.length, requests: asked.length, outcomes: outcomesOf(asked), exitCodes, endedAfterMs },
      ...{ p50: quantileOf(times, 0.5), p99: quantileOf(times, 0.99) },
    };
  } finally {
    await Promise.all([load?.close(), nginx?.close()]);
    await Promise.all([...replicas.map((replica) => replica.kill()), emulator.stop()]);
    await redis.close();
  }
}

export interface EndReport {
  readonly exitCode: number | null;
  readonly endedAfterMs: number;
  /** Of the requests that were under way at SIGTERM. */
  readonly underWay: Readonly<Record<string, number>>;
  /** Of those that came after it, until the server took no more connections. */
  readonly after: Readonly<Record<string, number>>;
}

/** SIGTERM to a server that nobody stands in front of, by clients whose connections stay. */
export async function endUnderLoad(): Promise<EndReport> {
  const folder = mkdtempSync(join(tmpdir(), 'cardgraph-end-'));
  const emulator = new Child(['emulator', '--port', '0']);
  let replica: Replica | undefined;
  let load: OpenLoad | undefined;
  try {
    const control = new EmulatorControl(await emulator.announced('Emulator'));
    const { card_ids: cards } = await control.addCards(100, 'CASH');
    await control.fault({ path: '/card/get', kind: 'latency', value: 500 });
    const env = { STATE_DIR: folder, LOG_LEVEL: 'error', SHUTDOWN_WAIT_SECONDS: '1', CACHE: 'off', COALESCE: 'off' };
    replica = new Replica(control.url, { ...env, ...NOT_BUSY });
    await replica.start();
    load = await OpenLoad.start(replica.url, { bodies: cards.map(bodyOf), keepAlive: true });
    const sending = load.send(100, 60);
    await sleep(2000);
    const toldAt = Date.now();
    const exitCode = await replica.stop();
    const endedAfterMs = Date.now() - toldAt;
    await load.stop();
    await sending;
    const asked = await load.report();
    const underWay = asked.filter(({ at, tookMs }) => at < toldAt && at + tookMs >= toldAt);
    const after = asked.filter(({ at }) => at >= toldAt);
    return { exitCode, endedAfterMs, underWay: outcomesOf(underWay), after: outcomesOf(after) };
  } finally {
    await Promise.all([load?.close(), replica?.kill(), emulator.stop()]);
    rmSync(folder, { recursive: true });
  }
}

function bodyOf(id: string): string {
  return JSON.stringify({ query: `{ card(id: "${id}") { title status } }` });
}

async function readinessOf(replica: Replica): Promise<string | undefined> {
  try {
    const response = await fetch(new URL('/health/ready', replica.url), { headers: { connection: 'close' } });
    return ((await response.json()) as { status: string }).status;
  } catch {
    return undefined;
  }
}
