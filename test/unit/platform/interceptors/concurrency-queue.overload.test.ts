import { Deadline } from '../../../../src/deadline.js';
import type { PlatformError } from '../../../../src/platform/errors.js';
import type { Dispatch } from '../../../../src/platform/interceptor.js';
import { boundedQueue } from '../../../../src/platform/interceptors/concurrency-queue.js';
import { callOf, failure, replyOf } from '../../../support/interceptors.js';

/** A platform that takes 20 ms for a call and handles 8 at a time. */
const LATENCY_MS = 20;
const CONCURRENCY = 8;
/** Calls per second. */
const CAPACITY = (CONCURRENCY * 1000) / LATENCY_MS;
const DEADLINE_MS = 5000;

interface Outcome {
  /** Since the start of the load, milliseconds. */
  readonly at: number;
  readonly tookMs: number;
  readonly kind: 'answered' | PlatformError['kind'];
}

/** Simulates the queue under load with fake timers, so that runs are fast and deterministic. */
class Simulation {
  latencyMs = LATENCY_MS;
  readonly #send: Dispatch = boundedQueue({ concurrency: CONCURRENCY, waiting: 2000 }).interceptor(
    ({ deadline }) =>
      new Promise((resolve, reject) => {
        setTimeout(() => resolve(replyOf()), this.latencyMs);
        deadline.onEnd((kind) => reject(failure({ kind })));
      }),
  );

  /**
   * Sends requests at one rate after the other, regardless of their outcomes. Each request makes `calls` concurrent calls.
   * Resolves when all are settled.
   */
  async load(phases: readonly { perSecond: number; seconds: number }[], calls = 1): Promise<Outcome[]> {
    const startedAt = Date.now();
    const requests: Promise<Outcome>[] = [];
    let due = 0;
    for (const { perSecond, seconds } of phases) {
      for (let ms = 0; ms < seconds * 1000; ms += 1) {
        for (due += perSecond / 1000; due >= 1; due -= 1) requests.push(this.#request(startedAt, calls));
        await jest.advanceTimersByTimeAsync(1);
      }
    }
    await jest.advanceTimersByTimeAsync(DEADLINE_MS);
    return Promise.all(requests);
  }

  async #request(startedAt: number, calls: number): Promise<Outcome> {
    const sentAt = Date.now();
    const caller = { admitted: false };
    const deadline = new Deadline(DEADLINE_MS);
    const call = () => this.#send({ ...callOf({ deadline }), caller });
    const kinds = await Promise.all(
      Array.from({ length: calls }, () =>
        call().then(
          () => 'answered' as const,
          (error: PlatformError) => error.kind,
        ),
      ),
    );
    deadline.close();
    return {
      at: sentAt - startedAt,
      tookMs: Date.now() - sentAt,
      kind: kinds.find((one) => one !== 'answered') ?? 'answered',
    };
  }
}

const kindsOf = (outcomes: readonly Outcome[]) => [...new Set(outcomes.map(({ kind }) => kind))].sort();
const answeredOf = (outcomes: readonly Outcome[]) => outcomes.filter(({ kind }) => kind === 'answered');
const slowest = (outcomes: readonly Outcome[]) => Math.max(...outcomes.map(({ tookMs }) => tookMs));

let platform: Simulation;
beforeEach(() => {
  jest.useFakeTimers();
  platform = new Simulation();
});
afterEach(() => jest.useRealTimers());

describe('a queue under five times the capacity of the platform', () => {
  const FIVE_TIMES = { perSecond: 5 * CAPACITY, seconds: 8 };

  test('uses the full capacity, rejects the excess immediately, and shortens the queue once it is no longer a burst', async () => {
    const half = { perSecond: CAPACITY / 2, seconds: 1 };
    const all = await platform.load([FIVE_TIMES, half]);
    const outcomes = all.filter(({ at }) => at < 8000);
    expect(kindsOf(outcomes)).toEqual(['answered', 'overloaded']);
    expect(answeredOf(outcomes).length).toBeGreaterThan(0.98 * 8 * CAPACITY);
    expect(slowest(outcomes.filter(({ kind }) => kind === 'overloaded'))).toBe(0);
    expect(slowest(answeredOf(outcomes))).toBeLessThan(0.7 * DEADLINE_MS);
    expect(slowest(answeredOf(outcomes).filter(({ at }) => at > DEADLINE_MS))).toBeLessThanOrEqual(8 * LATENCY_MS);

    // The overload ends with the load.
    const after = all.filter(({ at }) => at >= 8000);
    expect(kindsOf(after)).toEqual(['answered']);
    expect(slowest(after)).toBeLessThanOrEqual(8 * LATENCY_MS);
  });

  test('completes nearly as many requests of twenty calls as there is capacity for', async () => {
    const outcomes = await platform.load([{ ...FIVE_TIMES, perSecond: (5 * CAPACITY) / 20 }], 20);
    expect(answeredOf(outcomes).length).toBeGreaterThan((0.9 * 8 * CAPACITY) / 20);
  });
});

test('a burst that takes nearly half a deadline succeeds completely, and so does the next one', async () => {
  const burst = { perSecond: 990_000, seconds: 0.001 };
  for (const outcomes of [await platform.load([burst]), await platform.load([burst])]) {
    expect(outcomes).toHaveLength(990);
    expect(kindsOf(outcomes)).toEqual(['answered']);
  }
});

test('only few calls time out when the platform hangs', async () => {
  platform.latencyMs = 60_000;
  const outcomes = await platform.load([{ perSecond: CAPACITY, seconds: 3 }]);
  expect(outcomes.filter(({ kind }) => kind === 'timeout').length).toBeLessThan(100);
});
