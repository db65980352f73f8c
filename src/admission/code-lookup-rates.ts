import { LRUCache } from 'lru-cache';
import type { Caller } from '../config/caller.js';
import type { RateLimits } from '../config/config.js';
import type { Deadline, DeadlineEnd } from '../deadline.js';
import type { Account, Platform } from '../platform/client.js';
import { isNotFound, PlatformError } from '../platform/errors.js';
import type { SharedScripts } from '../store/store.js';
import { type Counted, Rate, secondsLeft } from './rate-counter.js';

/** Callers whose look-ups are followed at a time. Of one that is forgotten, what it missed is still counted. */
const MAX_CALLERS = 10_000;

/** How old what is known of a caller's misses may be before they are looked up again, milliseconds: replicas count them together. */
const KNOWN_FOR_MS = 1000;

/**
 * What keeps codes from being guessed: look-ups of a caller that found nothing, and calls about one code. It stands around every call of
 * a request that names a code, a change as well, however the code was asked for: aliases, references of a router, many requests.
 */
export class CodeRates {
  readonly #misses: Rate;
  readonly #ofCode: Rate | undefined;
  readonly #callers = new LRUCache<string, LookUps>({ max: MAX_CALLERS });

  constructor({ codePerMinute, codeMissesPerMinute }: RateLimits, scripts: SharedScripts | undefined) {
    this.#misses = new Rate('code-misses', codeMissesPerMinute, scripts);
    this.#ofCode = codePerMinute === undefined ? undefined : new Rate('code', codePerMinute, scripts);
  }

  /** The platform of a request, with calls about codes limited. What is refused fails with kind `rateLimited`, and was not sent. */
  around(platform: Platform, { name }: Caller, { baseUrl, appid }: Account): Platform {
    return {
      ...platform,
      call: (endpoint, request, options) => {
        const { code } = request as { readonly code?: unknown };
        if (typeof code !== 'string') return platform.call(endpoint, request, options);
        const asked = { path: endpoint.path, deadline: platform.deadline };
        return this.#limited(name, [baseUrl, appid, code], asked, () => platform.call(endpoint, request, options));
      },
    };
  }

  /** @param code with its account */
  async #limited<T>(caller: string, code: readonly string[], asked: Asked, call: () => Promise<T>): Promise<T> {
    const ofCode = await this.#ofCode?.count(code);
    if (ofCode !== undefined && ofCode.count > ofCode.limit) throw tooMany(asked.path, ofCode);
    return this.#lookUpsOf(caller).run(asked, call);
  }

  #lookUpsOf(caller: string): LookUps {
    const known = this.#callers.get(caller) ?? new LookUps(this.#misses, caller);
    this.#callers.set(caller, known);
    return known;
  }
}

/** A call that wants to be let in. */
interface Asked {
  readonly path: string;
  readonly deadline: Deadline;
}

/**
 * The look-ups of one caller. As many are under way at a time as may still miss, so that running them side by side finds no more than
 * running them one by one; the others wait, and those of codes that exist all get through.
 */
class LookUps {
  readonly #misses: Rate;
  readonly #caller: string;
  /** Who waits, in the order in which they came. */
  readonly #waiting = new Set<() => void>();
  #underWay = 0;
  #known: Counted | undefined;
  #knownAt = 0;

  constructor(misses: Rate, caller: string) {
    this.#misses = misses;
    this.#caller = caller;
  }

  async run<T>(asked: Asked, lookUp: () => Promise<T>): Promise<T> {
    await this.#enter(asked);
    try {
      return await lookUp();
    } catch (error) {
      if (isNotFound(error)) await this.#count(1);
      throw error;
    } finally {
      this.#underWay -= 1;
      this.#wakeNext();
    }
  }

  /** @throws {PlatformError} when as many as may have missed, or the deadline ended while it waited */
  async #enter(asked: Asked): Promise<void> {
    for (;;) {
      const known = await this.#current();
      if (known.count >= known.limit) {
        this.#wakeNext();
        throw tooMany(asked.path, known);
      }
      if (known.count + this.#underWay < known.limit) {
        this.#underWay += 1;
        // There may be room for more than one: the minute may have ended while they waited.
        if (known.count + this.#underWay < known.limit) this.#wakeNext();
        return;
      }
      await this.#turn(asked);
    }
  }

  #turn({ path, deadline }: Asked): Promise<void> {
    return new Promise((resolve, reject) => {
      const wake = () => {
        deadline.offEnd(giveUp);
        resolve();
      };
      const giveUp = (kind: DeadlineEnd) => {
        this.#waiting.delete(wake);
        reject(new PlatformError({ kind, endpoint: path, sent: false }));
      };
      deadline.onEnd(giveUp);
      this.#waiting.add(wake);
    });
  }

  #wakeNext(): void {
    const [wake] = this.#waiting;
    if (wake === undefined) return;
    this.#waiting.delete(wake);
    wake();
  }

  async #current(): Promise<Counted> {
    const age = performance.now() - this.#knownAt;
    const known = this.#known;
    // Within a second, nothing that was known can have ended unnoticed by more than that.
    if (known !== undefined && age < KNOWN_FOR_MS && age < known.endsInMs) return known;
    return this.#count(0);
  }

  async #count(times: number): Promise<Counted> {
    const counted = await this.#misses.count([this.#caller], times);
    this.#known = counted;
    this.#knownAt = performance.now();
    return counted;
  }
}

function tooMany(endpoint: string, counted: Counted): PlatformError {
  return new PlatformError({ kind: 'rateLimited', endpoint, sent: false, retryAfterSeconds: secondsLeft(counted) });
}
