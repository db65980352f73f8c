import { CircuitState, SamplingBreaker } from 'cockatiel';
import { isTransient, PlatformError } from '../errors.js';
import type { Dispatch, Interceptor, UpstreamCall, UpstreamReply } from '../interceptor.js';
import type { BreakerState } from '../observer.js';

/** It opens when more than half of the calls of the last 1.5 s failed, of 9 at the least. */
const SAMPLED = { threshold: 0.5, duration: 1500, minimumRps: 6 };

/** And after so many calls in a row that got no answer at all: who hangs is waited for, also where few ask. */
const SILENT_CALLS = 3;

/** One call tries again so long after it opened, milliseconds. */
const OPEN_MS = 500;

/**
 * A read that tries has so long before another one may, milliseconds: a platform that is back is noticed 1.5 s after at the latest. It is
 * not cut: of a platform whose answers take longer, each would be.
 */
const PROBE_MS = 1000;

/** A call that ends by its deadline after less than this had too little time to say anything, milliseconds. */
const SLOW_MS = 900;

/** What became of a call says of the platform that it works, that it does not, or nothing. */
type Verdict = 'works' | 'fails' | 'unknown';

/**
 * The circuit breaker of one account: while the platform fails everything, calls fail at once and leave it alone.
 * A failure is a lost or unreadable answer, a 5xx, -1, or no answer for about a second; refusals and quotas are answers.
 *
 * It stands at two places: calls are refused before they queue, so that nobody waits for a platform that fails, and
 * counted behind the queue, so that waiting for our own queue is no failure of the platform.
 *
 * cockatiel counts. The states are ours: its policy lets calls wait for the one that tries, takes a cancelled try for a
 * success, and counts failures of calls that began before it opened against a platform that has come back.
 */
export class Breaker {
  readonly #now: () => number;
  readonly #onOpen: (() => void) | undefined;
  #sampled = new SamplingBreaker(SAMPLED);
  /** When a call last began to be counted, Unix milliseconds. */
  #sampledAt = 0;
  /** When one call may try, by the clock that it was given; undefined while it is closed. */
  #triesAt: number | undefined;
  /** The call that tries now. */
  #trying: UpstreamCall | undefined;
  /** Calls since the last answer that got none. */
  #silent = 0;
  /** The failure last counted: one failed fetch of a token fails many calls, and is one failure. */
  #lastFailure: unknown;

  /**
   * @param now a monotonic clock, milliseconds: a wall clock that is set back would keep it open
   * @param onOpen is called when it opens, not when a try fails and it stays open
   */
  constructor(now: () => number = () => performance.now(), onOpen?: () => void) {
    this.#now = now;
    this.#onOpen = onOpen;
  }

  get state(): BreakerState {
    if (this.#triesAt === undefined) return 'closed';
    return this.#trying !== undefined || this.#now() >= this.#triesAt ? 'halfOpen' : 'open';
  }

  /** @throws {PlatformError} `transport` at once while it is open */
  readonly refuse: Interceptor = (next) => (call) =>
    this.#isOpen() ? Promise.reject(this.#refusal(call)) : next(call);

  /** @throws {PlatformError} `transport` at once while it is open */
  readonly count: Interceptor = (next) => (call) => {
    if (this.#isOpen()) return Promise.reject(this.#refusal(call));
    if (this.#triesAt !== undefined) return this.#try(next, call);
    const sampled = this.#currentSampled();
    const began = this.#now();
    const answered = (reply: UpstreamReply) => {
      this.#answered(sampled);
      return reply;
    };
    return next(call).then(answered, (error) => {
      const verdict = this.#verdict(error, this.#now() - began);
      if (verdict === 'works') this.#answered(sampled);
      if (verdict === 'fails') this.#failed(sampled, error);
      throw error;
    });
  };

  /** cockatiel counts by the wall clock: samples from before it was set back would count until it has caught up. */
  #currentSampled(): SamplingBreaker {
    const wallTime = Date.now();
    if (wallTime < this.#sampledAt) this.#sampled = new SamplingBreaker(SAMPLED);
    this.#sampledAt = wallTime;
    return this.#sampled;
  }

  #answered(sampled: SamplingBreaker): void {
    sampled.success(CircuitState.Closed);
    this.#silent = 0;
  }

  #failed(sampled: SamplingBreaker, error: unknown): void {
    const isMostly = sampled.failure(CircuitState.Closed);
    // A call that began before it opened tells nothing of now: it is counted among those of its time.
    if (sampled !== this.#sampled) return;
    if (error instanceof PlatformError && error.kind === 'timeout') this.#silent += 1;
    if (isMostly || this.#silent >= SILENT_CALLS) this.#open();
  }

  /** The one call that finds out. */
  async #try(next: Dispatch, call: UpstreamCall): Promise<UpstreamReply> {
    this.#trying = call;
    const began = this.#now();
    const isRead = call.endpoint.effect === 'read';
    const tooLong = isRead ? setTimeout(() => this.#tried(call, 'fails'), PROBE_MS) : undefined;
    try {
      const reply = await next(call);
      this.#tried(call, 'works');
      return reply;
    } catch (error) {
      this.#tried(call, this.#verdict(error, this.#now() - began));
      throw error;
    } finally {
      clearTimeout(tooLong);
    }
  }

  /** An answer closes it whenever it comes; anything else counts of the call alone that tries now. */
  #tried(call: UpstreamCall, verdict: Verdict): void {
    if (verdict === 'works') this.#triesAt = undefined;
    else if (call === this.#trying) this.#triesAt = this.#now() + (verdict === 'fails' ? OPEN_MS : 0);
    else return;
    this.#trying = undefined;
  }

  #isOpen(): boolean {
    return this.#triesAt !== undefined && (this.#trying !== undefined || this.#now() < this.#triesAt);
  }

  #open(): void {
    this.#triesAt = this.#now() + OPEN_MS;
    this.#sampled = new SamplingBreaker(SAMPLED);
    this.#silent = 0;
    this.#onOpen?.();
  }

  #refusal({ endpoint }: UpstreamCall): PlatformError {
    const retryAfterSeconds = Math.max(1, Math.ceil(((this.#triesAt ?? 0) - this.#now()) / 1000));
    const reason = 'not called, since the platform fails most calls of this account at the moment';
    return new PlatformError({ kind: 'transport', endpoint: endpoint.path, reason, sent: false, retryAfterSeconds });
  }

  #verdict(error: unknown, milliseconds: number): Verdict {
    if (!(error instanceof PlatformError) || error === this.#lastFailure) return 'unknown';
    const { kind } = error;
    if (kind === 'cancelled' || (kind === 'timeout' && milliseconds < SLOW_MS)) return 'unknown';
    if (kind !== 'timeout' && !isTransient(error)) return 'works';
    this.#lastFailure = error;
    return 'fails';
  }
}
