import { LRUCache } from 'lru-cache';
import type { DeadlineEnd } from '../../deadline.js';
import { type Counted, Rate, secondsLeft } from '../../store/rate-counter.js';
import type { SharedScripts } from '../../store/store.js';
import { isNotFound, PlatformError } from '../errors.js';
import type { Dispatch, Interceptor, UpstreamCall, UpstreamReply } from '../interceptor.js';
import { WaitList } from '../wait-list.js';

/** Callers whose look-ups are tracked at a time. The misses of an evicted caller are still counted. */
const MAX_CALLERS = 10_000;

/** "Invalid encrypted code". */
const INVALID_ENCRYPTED_CODE = 40075;

/** How long a caller's count of misses is used before it is read again, milliseconds: replicas count together. */
const COUNT_VALID_MS = 1000;

/** Undefined: no limit. */
export interface CodeLookupRates {
  /** Calls that name the same code, by all callers together. */
  readonly codePerMinute: number | undefined;
  /** Code look-ups by one caller that found nothing. */
  readonly codeMissesPerMinute: number;
}

/**
 * Prevents guessing of codes: limits a caller's look-ups that found nothing, and the calls that name the same code. Applies
 * to every call that names a code, including writes, whether it comes from aliases, entity references of a router, or many
 * requests. Shared by all accounts.
 */
export class CodeLookupLimit {
  readonly #misses: Rate;
  readonly #ofCode: Rate | undefined;
  readonly #callers = new LRUCache<string, LookUps>({ max: MAX_CALLERS });

  constructor({ codePerMinute, codeMissesPerMinute }: CodeLookupRates, scripts: SharedScripts | undefined) {
    this.#misses = new Rate('code-misses', codeMissesPerMinute, scripts);
    this.#ofCode = codePerMinute === undefined ? undefined : new Rate('code', codePerMinute, scripts);
  }

  /**
   * Returns the interceptor for the calls of one account. A call without a code or without a named caller passes.
   * @throws {PlatformError} `rateLimited`, not sent
   */
  interceptorFor({ baseUrl, appid }: { readonly baseUrl: string; readonly appid: string }): Interceptor {
    return (next) => (call) => {
      const { code, caller } = call;
      if (code === undefined || caller?.name === undefined) return next(call);
      return this.#limited(caller.name, [baseUrl, appid, code], call, next);
    };
  }

  /** @param code with its account */
  async #limited(caller: string, code: readonly string[], call: UpstreamCall, next: Dispatch): Promise<UpstreamReply> {
    const ofCode = await this.#ofCode?.count(code);
    if (ofCode !== undefined && ofCode.count > ofCode.limit) throw tooMany(call.endpoint.path, ofCode);
    return this.#lookUpsOf(caller).run(call, next);
  }

  #lookUpsOf(caller: string): LookUps {
    const lookUps = this.#callers.get(caller) ?? new LookUps(this.#misses, caller);
    this.#callers.set(caller, lookUps);
    return lookUps;
  }
}

/**
 * The look-ups of one caller. The number in flight is limited to the number of misses left, so that parallel look-ups find
 * no more than sequential ones. The others wait. If all codes exist, all of them are executed.
 */
class LookUps {
  readonly #misses: Rate;
  readonly #caller: string;
  readonly #waiting = new WaitList();
  #inFlight = 0;
  #counted: Counted | undefined;
  /** By performance.now(), milliseconds. */
  #countedAt = 0;

  constructor(misses: Rate, caller: string) {
    this.#misses = misses;
    this.#caller = caller;
  }

  async run(call: UpstreamCall, next: Dispatch): Promise<UpstreamReply> {
    await this.#enter(call);
    try {
      return await next(call);
    } catch (error) {
      if (isMiss(error)) await this.#count(1);
      throw error;
    } finally {
      this.#inFlight -= 1;
      this.#wakeNext();
    }
  }

  /** @throws {PlatformError} if the limit of misses is reached, or the deadline ended during the wait */
  async #enter(call: UpstreamCall): Promise<void> {
    for (;;) {
      const counted = await this.#current();
      if (counted.count >= counted.limit) {
        this.#wakeNext();
        throw tooMany(call.endpoint.path, counted);
      }
      if (counted.count + this.#inFlight < counted.limit) {
        this.#inFlight += 1;
        // More than one may proceed: the minute may have ended while they waited.
        if (counted.count + this.#inFlight < counted.limit) this.#wakeNext();
        return;
      }
      await this.#turn(call);
    }
  }

  #turn({ endpoint, deadline }: UpstreamCall): Promise<void> {
    let wake = () => {};
    const woken = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const waiter = this.#waiting.push(wake);
    return deadline.race(woken, (kind: DeadlineEnd) => {
      // Already woken when the deadline ended: the next waiter proceeds instead.
      if (!this.#waiting.remove(waiter)) this.#wakeNext();
      return new PlatformError({ kind, endpoint: endpoint.path, sent: false });
    });
  }

  #wakeNext(): void {
    this.#waiting.shift()?.enter();
  }

  async #current(): Promise<Counted> {
    const age = performance.now() - this.#countedAt;
    const counted = this.#counted;
    // A count is at most a second old, so the start of a new minute is noticed at most a second late.
    if (counted !== undefined && age < COUNT_VALID_MS && age < counted.endsInMs) return counted;
    return this.#count(0);
  }

  async #count(times: number): Promise<Counted> {
    const counted = await this.#misses.count([this.#caller], times);
    this.#counted = counted;
    this.#countedAt = performance.now();
    return counted;
  }
}

/** Returns whether a call found no code: it does not exist, or the encrypted text contains none. */
function isMiss(error: unknown): boolean {
  return isNotFound(error) || (error instanceof PlatformError && error.errcode === INVALID_ENCRYPTED_CODE);
}

function tooMany(endpoint: string, counted: Counted): PlatformError {
  return new PlatformError({ kind: 'rateLimited', endpoint, sent: false, retryAfterSeconds: secondsLeft(counted) });
}
