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

/** Other work slows the process down on a busy machine. Requests that it refuses for this reason are not the subject of the test. */
const NOT_BUSY = { OVERLOAD_EVENT_LOOP_DELAY_MS: '0' };

export interface RollingReport {
  readonly restarts: number;
  readonly requests: number;
  /** Number of requests by outcome. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly exitCodes: readonly (number | null)[];
  /** Milliseconds from SIGTERM to the exit of each process. */
  readonly endedAfterMs: readonly number[];
  /** Milliseconds of the requests. */
  readonly p50: number;
  readonly p99: number;
}

/**
 * Replaces each of two replicas behind nginx with a new process, `rounds` times, under load. The old process gets SIGTERM, is removed once
 * it reports that it is not ready, and gets a second SIGTERM, which ends its wait. The new one is added when it is ready.
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
    // nginx cuts idle client connections while it reloads its configuration, so each request has its own connection.
    load = await OpenLoad.start(nginx.url, { bodies: cards.map(bodyOf), keepAlive: false });
    const sending = load.send(RATE, 3600);
    await sleep(1000);
    const exitCodes: (number | null)[] = [];
    const endedAfterMs: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      for (const replica of replicas) {
        const signalledAt = Date.now();
        replica.signal('SIGTERM');
        await until(async () => (await readinessOf(replica)) !== 'ready');
        await nginx.use(replicas.filter((other) => other !== replica).map(({ url }) => url));
        exitCodes.push(await replica.stop());
        endedAfterMs.push(Date.now() - signalledAt);
        await replica.start();
        await until(async () => (await readinessOf(replica)) === 'ready');
        await nginx.use(replicas.map(({ url }) => url));
        await sleep(500);
      }
    }
    await load.stop();
    await sending;
    const outcomes = await load.report();
    const times = outcomes.map(({ tookMs }) => tookMs);
    return {
      ...{
        restarts: exitCodes.length,
        requests: outcomes.length,
        outcomes: outcomesOf(outcomes),
        exitCodes,
        endedAfterMs,
      },
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
  /** Outcomes of the requests that were in flight at SIGTERM. */
  readonly inFlight: Readonly<Record<string, number>>;
  /** Outcomes of later requests, until the server accepted no more connections. */
  readonly after: Readonly<Record<string, number>>;
}

/** Sends SIGTERM to a server without a load balancer whose clients keep their connections. */
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
    const signalledAt = Date.now();
    const exitCode = await replica.stop();
    const endedAfterMs = Date.now() - signalledAt;
    await load.stop();
    await sending;
    const outcomes = await load.report();
    const inFlight = outcomes.filter(({ at, tookMs }) => at < signalledAt && at + tookMs >= signalledAt);
    const after = outcomes.filter(({ at }) => at >= signalledAt);
    return { exitCode, endedAfterMs, inFlight: outcomesOf(inFlight), after: outcomesOf(after) };
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
