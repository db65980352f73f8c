import type { Log } from '../log.js';
import { type AccountName, eventKeys } from '../store/keys.js';
import { StoreUnavailable } from '../store/store.js';
import type { Gap, LogBackend, Notification } from './backend.js';
import { compare, type Position, START } from './position.js';
import { ALIVE_EVERY_MS } from './retention.js';

export interface IntakeWatchOptions {
  readonly backend: LogBackend;
  readonly onCacheStale: (account: AccountName, gap: Gap | undefined) => void | Promise<void>;
  /** Receives notifications that did not arrive otherwise. */
  readonly notify: (notification: Notification) => void;
  /** Called for each downtime in which events may have been lost, also for one that another replica has appended. */
  readonly onGap?: ((account: AccountName, gap: Gap) => void) | undefined;
  readonly log: Pick<Log, 'warn'>;
}

/** An account whose intake runs in this process. */
interface Followed {
  readonly account: AccountName;
  /** When this process could last write to the log, or when it began to follow the account, by `performance.now()`. */
  storedAt: number;
  /** The last event that was notified. */
  last: Position;
}

/** Pause after a failed renewal, milliseconds. */
const RETRY_MS = 1000;

/** Accounts that are renewed at a time. */
const CONCURRENCY = 8;

/** Interval of sweeps, milliseconds. */
const SWEEP_EVERY_MS = 60_000;

/**
 * Records that the intake is alive, detects downtime in which events may have been lost, makes up for lost notifications, and removes old
 * entries.
 */
export class IntakeWatch {
  readonly #options: IntakeWatchOptions;
  readonly #followed = new Map<string, Followed>();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #sweptAt = performance.now();
  #isClosed = false;

  constructor(options: IntakeWatchOptions) {
    this.#options = options;
  }

  follow(accounts: readonly AccountName[]): void {
    const wanted = new Map(accounts.map((account) => [eventKeys(account).place, account]));
    for (const place of this.#followed.keys()) if (!wanted.has(place)) this.#followed.delete(place);
    for (const [place, account] of wanted) {
      if (!this.#followed.has(place)) {
        this.#followed.set(place, { account, storedAt: performance.now(), last: START });
      }
    }
    this.#schedule(0);
  }

  /** Records that this process could write to the account's log. */
  stored(account: AccountName): void {
    const followed = this.#followed.get(eventKeys(account).place);
    if (followed !== undefined) followed.storedAt = performance.now();
  }

  /** Records that an event was notified. */
  saw({ account, position }: Notification): void {
    if (account === undefined || position === undefined) return;
    const followed = this.#followed.get(eventKeys(account).place);
    if (followed !== undefined && compare(position, followed.last) > 0) followed.last = position;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  #schedule(ms: number): void {
    clearTimeout(this.#timer);
    if (this.#isClosed || this.#followed.size === 0) return;
    this.#timer = setTimeout(() => {
      this.#running ??= this.#run().finally(() => {
        this.#running = undefined;
      });
    }, ms).unref();
  }

  async #run(): Promise<void> {
    const waiting = [...this.#followed.values()];
    let isHealthy = true;
    const work = async () => {
      for (let one = waiting.shift(); one !== undefined && !this.#isClosed; one = waiting.shift()) {
        if (!(await this.#renew(one))) isHealthy = false;
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, work));
    if (isHealthy && performance.now() - this.#sweptAt >= SWEEP_EVERY_MS) {
      this.#sweptAt = performance.now();
      await this.#options.backend.sweep().catch((error) => this.#failed(error));
    }
    this.#schedule(isHealthy ? ALIVE_EVERY_MS : RETRY_MS);
  }

  /** Returns whether the log could be written. */
  async #renew(followed: Followed): Promise<boolean> {
    const { account } = followed;
    try {
      const sentAt = performance.now();
      const ageMs = sentAt - followed.storedAt;
      let { last, isFirst, gap } = await this.#options.backend.renew(account, ageMs, false);
      if (isFirst || gap !== undefined) await this.#evict(account, gap);
      if (gap?.progress === 'due') {
        // Only now, because a client that receives the gap must not read stale data afterwards.
        ({ last, gap } = await this.#options.backend.renew(account, ageMs, true));
      }
      followed.storedAt = sentAt;
      if (compare(last, followed.last) > 0) {
        followed.last = last;
        this.#options.notify({ account });
      }
      if (gap !== undefined) {
        const { from, to, progress } = gap;
        this.#options.onGap?.(account, gap);
        this.#options.log.warn(
          { appid: account.appid, seconds: Math.round((to - from) / 1000), gap: progress },
          'Intake of events was down: events may have been lost',
        );
      }
      return true;
    } catch (error) {
      this.#failed(error);
      return false;
    }
  }

  async #evict(account: AccountName, gap: Gap | undefined): Promise<void> {
    try {
      await this.#options.onCacheStale(account, gap);
    } catch (error) {
      this.#failed(error);
    }
  }

  /** The store reports its own outages. */
  #failed(error: unknown): void {
    if (!(error instanceof StoreUnavailable))
      this.#options.log.warn({ err: error }, 'Event log could not be maintained');
  }
}
