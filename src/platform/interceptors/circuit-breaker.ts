import { CircuitState, SamplingBreaker } from 'cockatiel';
import { isTransient, PlatformError } from '../errors.js';
import type { Dispatch, Interceptor, UpstreamCall, UpstreamReply } from '../interceptor.js';
import type { BreakerState } from '../observer.js';

/** Opens when more than half of the calls of the last 1.5 s failed and there were at least 9. */
const SAMPLED = { threshold: 0.5, duration: 1500, minimumRps: 6 };

/** Also opens after this many consecutive timeouts, so that a hanging platform is detected under low traffic. */
const MAX_TIMEOUTS = 3;

/** Time between opening and the probe, milliseconds. */
const OPEN_MS = 500;

/**
 * A read that probes blocks the next probe for at most this long, milliseconds. The recovery of the platform is therefore
 * detected within 1.5 s. The probe itself is not aborted: if responses take longer than this, every probe would be.
 */
const PROBE_MS = 1000;

/** A timeout after less than this is not counted, because the platform had too little time to respond, milliseconds. */
const SLOW_MS = 900;

/** Whether an outcome counts as success, as failure, or not at all. */
type Verdict = 'success' | 'failure' | 'ignored';

/**
 * The circuit breaker of one account. Fails calls fast while the platform is down. A failure is a lost or unreadable
 * response, a 5xx, -1, or no response for about a second. Rejections and quotas count as responses.
 *
 * It consists of two interceptors. `refuse` comes before the queue, so that no call queues while the platform is down.
 * `count` comes behind the queue, so that time spent in our own queue is not counted as a failure of the platform.
 *
 * cockatiel only counts samples. The state machine is our own because cockatiel's policy lets calls wait for the probe,
 * treats a cancelled probe as a success, and counts failures of calls that started before it opened against a platform
 * that has recovered.
 */
export class Breaker {
  readonly #now: () => number;
  readonly #onOpen: (() => void) | undefined;
  readonly #onClose: (() => void) | undefined;
  #sampled = new SamplingBreaker(SAMPLED);
  /** When the last counted call started, Unix milliseconds. */
  #sampledAt = 0;
  /** When a probe may start, by the clock `now`. Undefined while closed. */
  #probeAt: number | undefined;
  /** The probe in flight. */
  #probing: UpstreamCall | undefined;
  /** Timeouts since the last response. */
  #timeouts = 0;
  /** The failure counted last. A failed token fetch fails many calls but is counted once. */
  #lastFailure: unknown;

  /**
   * @param now a monotonic clock, milliseconds: a wall clock that is set back would keep the breaker open
   * @param onOpen called when the breaker opens, but not when a probe fails and it stays open
   * @param onClose called when it closes again
   */
  constructor(now: () => number = () => performance.now(), onOpen?: () => void, onClose?: () => void) {
    this.#now = now;
    this.#onOpen = onOpen;
    this.#onClose = onClose;
  }

  get state(): BreakerState {
    if (this.#probeAt === undefined) return 'closed';
    return this.#probing !== undefined || this.#now() >= this.#probeAt ? 'halfOpen' : 'open';
  }

  /** @throws {PlatformError} `transport` immediately while open */
  readonly refuse: Interceptor = (next) => (call) =>
    this.#isOpen() ? Promise.reject(this.#refusal(call)) : next(call);

  /** @throws {PlatformError} `transport` immediately while open */
  readonly count: Interceptor = (next) => (call) => {
    if (this.#isOpen()) return Promise.reject(this.#refusal(call));
    if (this.#probeAt !== undefined) return this.#probe(next, call);
    const sampled = this.#currentSampled();
    const startedAt = this.#now();
    const succeed = (reply: UpstreamReply) => {
      this.#succeeded(sampled);
      return reply;
    };
    return next(call).then(succeed, (error) => {
      const verdict = this.#verdict(error, this.#now() - startedAt);
      if (verdict === 'success') this.#succeeded(sampled);
      if (verdict === 'failure') this.#failed(sampled, error);
      throw error;
    });
  };

  /** cockatiel uses the wall clock. After it is set back, old samples would count until it catches up, so they are dropped. */
  #currentSampled(): SamplingBreaker {
    const wallTime = Date.now();
    if (wallTime < this.#sampledAt) this.#sampled = new SamplingBreaker(SAMPLED);
    this.#sampledAt = wallTime;
    return this.#sampled;
  }

  #succeeded(sampled: SamplingBreaker): void {
    sampled.success(CircuitState.Closed);
    this.#timeouts = 0;
  }

  #failed(sampled: SamplingBreaker, error: unknown): void {
    const isThresholdExceeded = sampled.failure(CircuitState.Closed);
    // A call that started before the breaker opened does not describe the current state.
    if (sampled !== this.#sampled) return;
    if (error instanceof PlatformError && error.kind === 'timeout') this.#timeouts += 1;
    if (isThresholdExceeded || this.#timeouts >= MAX_TIMEOUTS) this.#open();
  }

  /** Dispatches the probe. */
  async #probe(next: Dispatch, call: UpstreamCall): Promise<UpstreamReply> {
    this.#probing = call;
    const startedAt = this.#now();
    const isRead = call.endpoint.effect === 'read';
    const timer = isRead ? setTimeout(() => this.#onProbeResult(call, 'failure'), PROBE_MS) : undefined;
    try {
      const reply = await next(call);
      this.#onProbeResult(call, 'success');
      return reply;
    } catch (error) {
      this.#onProbeResult(call, this.#verdict(error, this.#now() - startedAt));
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** A success closes the breaker even if it is late. Any other outcome counts only if it is that of the current probe. */
  #onProbeResult(call: UpstreamCall, verdict: Verdict): void {
    if (verdict === 'success') this.#close();
    else if (call === this.#probing) this.#probeAt = this.#now() + (verdict === 'failure' ? OPEN_MS : 0);
    else return;
    this.#probing = undefined;
  }

  #isOpen(): boolean {
    return this.#probeAt !== undefined && (this.#probing !== undefined || this.#now() < this.#probeAt);
  }

  #close(): void {
    if (this.#probeAt === undefined) return;
    this.#probeAt = undefined;
    this.#onClose?.();
  }

  #open(): void {
    this.#probeAt = this.#now() + OPEN_MS;
    this.#sampled = new SamplingBreaker(SAMPLED);
    this.#timeouts = 0;
    this.#onOpen?.();
  }

  #refusal({ endpoint }: UpstreamCall): PlatformError {
    const retryAfterSeconds = Math.max(1, Math.ceil(((this.#probeAt ?? 0) - this.#now()) / 1000));
    const reason = 'not called because the circuit breaker is open: most calls of this account fail';
    return new PlatformError({ kind: 'transport', endpoint: endpoint.path, reason, sent: false, retryAfterSeconds });
  }

  #verdict(error: unknown, milliseconds: number): Verdict {
    if (!(error instanceof PlatformError) || error === this.#lastFailure) return 'ignored';
    const { kind } = error;
    if (kind === 'cancelled' || (kind === 'timeout' && milliseconds < SLOW_MS)) return 'ignored';
    if (kind !== 'timeout' && !isTransient(error)) return 'success';
    this.#lastFailure = error;
    return 'failure';
  }
}
