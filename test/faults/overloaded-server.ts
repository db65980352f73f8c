import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child } from '../support/child.js';
import { EmulatorControl } from '../support/emulator-control.js';
import { type Asked, OpenLoad, outcomesOf, quantileOf } from '../support/open-load.js';

/** Concurrent calls, and the milliseconds that each takes: about 400 a second. */
const CONCURRENCY = 8;
const LATENCY_MS = 20;
export const CAPACITY = (CONCURRENCY * 1000) / LATENCY_MS;

const CARDS = 20;

export interface OverloadReport {
  /** The maximum number of successful responses a second, of three rates near the capacity. */
  readonly peak: number;
  /** The offered requests a second and the duration in seconds. */
  readonly offered: number;
  readonly seconds: number;
  /** Successful responses a second, and their share of the peak. */
  readonly goodput: number;
  readonly share: number;
  /** Number of requests by outcome. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Refusals without Retry-After. */
  readonly withoutRetryAfter: number;
  /** Milliseconds of successful responses: median and 99th percentile. */
  readonly p50: number;
  readonly p99: number;
  readonly refusedP50: number;
  /** Milliseconds from the end of the overload to the last failed request. Half the capacity continues to be offered. */
  readonly recoveredAfterMs: number;
  /** The 99th percentile in the first second after the overload, milliseconds. */
  readonly p99After: number;
}

/** Offers five times the capacity, in requests of one call each, to a server whose platform handles about 400 calls a second. */
export async function overload(seconds: number, peakSeconds: number): Promise<OverloadReport> {
  const folder = mkdtempSync(join(tmpdir(), 'cardgraph-overload-'));
  const emulator = new Child(['emulator', '--port', '0']);
  let server: Child | undefined;
  let load: OpenLoad | undefined;
  try {
    const control = new EmulatorControl(await emulator.announced('Emulator'));
    const { card_ids: cards } = await control.addCards(CARDS, 'CASH');
    server = new Child(['serve'], {
      ...{ PORT: '0', WECHAT_BASE_URL: control.url, WECHAT_APP_ID: 'wxdemo', WECHAT_APP_SECRET: 'demo-secret' },
      ...{ CACHE: 'off', COALESCE: 'off', UPSTREAM_CONCURRENCY: String(CONCURRENCY), LOG_LEVEL: 'error' },
      ...{ NODE_ENV: 'production', STATE_DIR: folder, OVERLOAD_EVENT_LOOP_DELAY_MS: '500' },
    });
    const url = await server.announced('GraphQL');
    await control.fault({ path: '/card/get', kind: 'latency', value: LATENCY_MS });
    const bodies = cards.map((id) => JSON.stringify({ query: `{ card(id: "${id}") { title status } }` }));
    load = await OpenLoad.start(url, { bodies, keepAlive: true });
    return await overloaded(load, seconds, peakSeconds);
  } finally {
    await Promise.all([load?.close(), server?.stop(), emulator.stop()]);
    rmSync(folder, { recursive: true });
  }
}

async function overloaded(load: OpenLoad, seconds: number, peakSeconds: number): Promise<OverloadReport> {
  // Warms up until the code is compiled.
  await load.send(CAPACITY / 2, peakSeconds);
  const peaks: { readonly from: number; readonly to: number }[] = [];
  for (const share of [0.9, 1, 1.1]) {
    peaks.push(await load.send(share * CAPACITY, peakSeconds));
    await load.settled();
  }
  const offered = 5 * CAPACITY;
  const { from, to } = await load.send(offered, seconds);
  await load.send(CAPACITY / 2, 5);

  const outcomes = await load.report();
  const answered = outcomes.filter(({ outcome }) => outcome === 'ok');
  /** Returns the successful responses a second in a time span. */
  const perSecond = ({ from: begin, to: end }: { readonly from: number; readonly to: number }) =>
    (answered.filter(({ at, tookMs }) => begin <= at + tookMs && at + tookMs < end).length * 1000) / (end - begin);
  const peak = Math.max(...peaks.map(perSecond));
  const goodput = perSecond({ from, to });
  const during = outcomes.filter(({ at }) => from <= at && at < to);
  const after = outcomes.filter(({ at }) => to <= at);
  const refused = during.filter(({ outcome }) => outcome === 'SERVER_OVERLOADED');
  const times = (some: readonly Asked[]) => some.map(({ tookMs }) => tookMs);
  const good = times(during.filter(({ outcome }) => outcome === 'ok'));
  return {
    ...{ peak: Math.round(peak), offered, seconds, goodput: Math.round(goodput), share: goodput / peak },
    outcomes: outcomesOf(during),
    withoutRetryAfter: refused.filter(({ retryAfter }) => retryAfter === undefined).length,
    ...{ p50: quantileOf(good, 0.5), p99: quantileOf(good, 0.99), refusedP50: quantileOf(times(refused), 0.5) },
    recoveredAfterMs: Math.round(
      Math.max(0, ...after.filter(({ outcome }) => outcome !== 'ok').map(({ at }) => at - to)),
    ),
    p99After: quantileOf(times(after.filter(({ at }) => at < to + 1000)), 0.99),
  };
}
