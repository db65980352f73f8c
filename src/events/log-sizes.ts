import { type AccountName, eventKeys } from '../store/keys.js';
import type { LogBackend } from './backend.js';
import { START } from './position.js';
import { type EventStream, STREAMS } from './streams.js';

/** The size of an account's log when it was last read. */
export interface LogSize {
  readonly appid: string;
  readonly events: Readonly<Record<EventStream, number>>;
  /** Size of all events and digests by estimate. */
  readonly bytes: number;
  /** When the oldest event of each stream arrived, Unix milliseconds. Undefined if the stream is empty. */
  readonly oldestAt: Readonly<Partial<Record<EventStream, number>>>;
}

/** Interval between two readings of an account, milliseconds. */
const SAMPLE_EVERY_MS = 30_000;

/** Reads the sizes of the logs at an interval, one account after the other, so that a scrape costs no command of the store. */
export class LogSizes {
  readonly #backend: LogBackend;
  readonly #sizes = new Map<string, LogSize>();
  #accounts: readonly AccountName[] = [];
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #isClosed = false;

  constructor(backend: LogBackend) {
    this.#backend = backend;
  }

  /** Sizes of the accounts whose log could be read the last time. */
  get current(): readonly LogSize[] {
    return [...this.#sizes.values()];
  }

  /** Sets the accounts whose logs are read from now on. */
  follow(accounts: readonly AccountName[]): void {
    this.#accounts = accounts;
    const places = new Set(accounts.map((account) => eventKeys(account).place));
    for (const place of this.#sizes.keys()) if (!places.has(place)) this.#sizes.delete(place);
    this.#schedule(0);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  #schedule(ms: number): void {
    clearTimeout(this.#timer);
    if (this.#isClosed || this.#accounts.length === 0) return;
    this.#timer = setTimeout(() => {
      this.#running ??= this.#run().finally(() => {
        this.#running = undefined;
        this.#schedule(SAMPLE_EVERY_MS);
      });
    }, ms).unref();
  }

  async #run(): Promise<void> {
    for (const account of this.#accounts) {
      if (this.#isClosed) return;
      const { place } = eventKeys(account);
      const size = await this.#read(account).catch(() => undefined); // the store reports its own outages
      if (size === undefined || !this.#accounts.includes(account)) this.#sizes.delete(place);
      else this.#sizes.set(place, size);
    }
  }

  async #read(account: AccountName): Promise<LogSize> {
    // Each stream is read separately, because one page holds the oldest events of both.
    const [state, activity] = await Promise.all(
      STREAMS.map((stream) => this.#backend.read(account, { [stream]: START }, 1)),
    );
    if (state === undefined || activity === undefined) throw new Error('a stream was not read');
    const oldestAt = { state: state.entries[0]?.position.ms, activity: activity.entries[0]?.position.ms };
    return { appid: account.appid, events: state.log.events, bytes: state.log.bytes, oldestAt };
  }
}
