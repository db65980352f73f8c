import { batch, signal } from '@preact/signals';
import { isTransient, noteErrors, outage, outageOf, type QueryError, recoveries } from '../client.js';
import { backoff, probe } from '../recovery.js';
import { type EventFilter, readPage } from './event-log.js';
import { type LoggedEvent, MAX_ROWS, withEvents } from './event-rows.js';
import { type StreamEnd, streamEvents } from './event-stream.js';

export type FeedState = 'READING' | 'LIVE' | 'RECONNECTING' | 'PAUSED' | 'ENDED';
/** Why events are missing: they were removed from the log before they were read, or the log was emptied. */
export type Loss = 'EVENTS_CURSOR_EXPIRED' | 'EVENTS_CURSOR_UNKNOWN';

/** How long a tab may be hidden until its subscription is closed, milliseconds. */
const HIDDEN_MS = 5 * 60_000;

/** Interval between two updates of the rows, milliseconds. */
const FLUSH_MS = 150;

/** How long a subscription has to last so that the next attempt follows at once, milliseconds. */
const STABLE_MS = 10_000;

/** Codes after which another subscription is opened. */
const RETRIED: ReadonlySet<string> = new Set([
  'SUBSCRIPTION_ENDED',
  'TOO_MANY_SUBSCRIPTIONS',
  'INTERNAL_SERVER_ERROR',
  'EVENTS_CURSOR_EXPIRED',
  'EVENTS_CURSOR_UNKNOWN',
]);

/**
 * The newest events of the log, and those that arrive: it reads the log to its end, then subscribes. After a disconnect it continues after
 * the last event with a random delay.
 */
export class EventFeed {
  readonly state = signal<FeedState>('READING');
  /** Newest first. */
  readonly rows = signal<readonly LoggedEvent[]>([]);
  /** Number of events that were read from the log so far. */
  readonly read = signal(0);
  /** Number of events that arrived in subscriptions. */
  readonly arrived = signal(0);
  readonly loss = signal<Loss | undefined>(undefined);
  /** Why the feed has ended. */
  readonly errors = signal<readonly QueryError[]>([]);
  readonly #filter: EventFilter;
  #cursor: string | undefined;
  /** Whether the log was read to its end. */
  #isCurrent = false;
  #pending: LoggedEvent[] = [];
  #flushing: ReturnType<typeof setTimeout> | undefined;
  #hiding: ReturnType<typeof setTimeout> | undefined;
  #running: AbortController | undefined;
  #isHidden = false;
  readonly #stopListening: () => void;

  constructor(filter: EventFilter) {
    this.#filter = filter;
    document.addEventListener('visibilitychange', this.#onVisibility);
    // After an outage, a stream may be dead without being closed.
    this.#stopListening = recoveries.subscribe(() => {
      if (this.state.peek() === 'LIVE') this.resume();
    });
    this.resume();
  }

  /** Opens the subscription again, after the last event. */
  resume(): void {
    this.#running?.abort();
    this.#running = new AbortController();
    this.errors.value = [];
    this.state.value = this.#isCurrent ? 'RECONNECTING' : 'READING';
    void this.#run(this.#running.signal);
  }

  /** Closes the subscription until `resume`. */
  pause(): void {
    this.#stop();
    this.state.value = 'PAUSED';
  }

  close(): void {
    document.removeEventListener('visibilitychange', this.#onVisibility);
    this.#stopListening();
    clearTimeout(this.#hiding);
    this.#stop();
  }

  #stop(): void {
    this.#running?.abort();
    this.#running = undefined;
    this.#flush();
  }

  readonly #onVisibility = () => {
    clearTimeout(this.#hiding);
    if (document.hidden) {
      this.#hiding = setTimeout(() => {
        if (this.#running === undefined) return;
        this.#isHidden = true;
        this.#stop();
      }, HIDDEN_MS);
    } else if (this.#isHidden) {
      this.#isHidden = false;
      this.resume();
    }
  };

  async #run(aborted: AbortSignal): Promise<void> {
    for (let attempt = 0; !aborted.aborted; attempt += 1) {
      const startedAt = Date.now();
      const end = (await this.#readLog(aborted)) ?? (await this.#stream(aborted));
      if (aborted.aborted) return;
      const { error } = end;
      if (!isTransient(error) && !RETRIED.has(error.code)) {
        this.#flush();
        batch(() => {
          this.errors.value = [error];
          this.state.value = 'ENDED';
        });
        return;
      }
      this.#noteLoss(end);
      if (Date.now() - startedAt >= STABLE_MS) attempt = 0;
      if (this.#isCurrent) this.state.value = 'RECONNECTING';
      await this.#wait(Math.max(backoff(attempt), (error.retryAfter ?? 0) * 1000), aborted);
    }
  }

  /** Reads the log to its end. Resolves with the reason if it could not be read. */
  async #readLog(aborted: AbortSignal): Promise<StreamEnd | undefined> {
    while (!this.#isCurrent) {
      const page = await readPage(this.#filter, this.#cursor, aborted);
      if (aborted.aborted || page.cursor === undefined) {
        const [error = UNEXPECTED] = page.errors;
        return { error, cursor: undefined };
      }
      this.#cursor = page.cursor;
      this.read.value += page.events.length;
      this.#add(page.events);
      this.#isCurrent = !page.hasMore;
    }
    return undefined;
  }

  async #stream(signal: AbortSignal): Promise<StreamEnd> {
    let isOpen = false;
    const end = await streamEvents({
      filter: this.#filter,
      after: this.#cursor,
      signal,
      onOpen: () => {
        if (signal.aborted) return;
        isOpen = true;
        this.#flush();
        this.state.value = 'LIVE';
      },
      onEvent: (event) => {
        if (signal.aborted) return;
        this.#cursor = event.cursor;
        if (event.kind !== 'CHECKPOINT') this.arrived.value += 1;
        this.#add([event]);
      },
    });
    if (signal.aborted) return end;
    // A proxy may cut a stream while the server is reachable. Only the next attempt shows.
    if (!isOpen || outageOf(end.error) === undefined) noteErrors([end.error]);
    if (end.error.code === 'TIMED_OUT') void probe();
    return end;
  }

  /** Continues at the place that the server names, or with the oldest event. */
  #noteLoss({ error: { code }, cursor }: StreamEnd): void {
    if (cursor !== undefined) this.#cursor = cursor;
    if (code !== 'EVENTS_CURSOR_EXPIRED' && code !== 'EVENTS_CURSOR_UNKNOWN') return;
    this.loss.value = code;
    if (cursor !== undefined) return;
    this.#cursor = undefined;
    this.#isCurrent = false;
  }

  /** Waits. During an outage, waits until it ends. */
  #wait(delayMs: number, aborted: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const stop = outage.subscribe((cause) => {
        clearTimeout(timer);
        if (cause === undefined) timer = setTimeout(done, delayMs);
      });
      function done(): void {
        clearTimeout(timer);
        stop();
        aborted.removeEventListener('abort', done);
        resolve();
      }
      aborted.addEventListener('abort', done);
    });
  }

  /** Adds events to the rows in a moment, together with those that arrive until then. */
  #add(events: readonly LoggedEvent[]): void {
    this.#pending.push(...events);
    if (this.#pending.length > MAX_ROWS) this.#pending = this.#pending.slice(-MAX_ROWS);
    this.#flushing ??= setTimeout(() => this.#flush(), FLUSH_MS);
  }

  #flush(): void {
    clearTimeout(this.#flushing);
    this.#flushing = undefined;
    this.rows.value = withEvents(this.rows.value, this.#pending);
    this.#pending = [];
  }
}

const UNEXPECTED: QueryError = {
  code: 'INTERNAL_SERVER_ERROR',
  message: '',
  errcode: undefined,
  rid: undefined,
  retryAfter: undefined,
};
