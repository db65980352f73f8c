import { type LoggedEvent, LogUnavailable } from '../../events/event-log.js';
import type { AccountTail } from '../../events/event-tails.js';
import { type EventFilter, reading } from './event.page.js';
import { type CardEvent, CardEventCheckpoint } from './event.type.js';

/** How long a filter may exclude all events until a checkpoint is delivered, milliseconds. */
const CHECKPOINT_MS = 10 * 60_000;

export interface EventSourceOptions {
  readonly tail: AccountTail;
  readonly filter: EventFilter;
  /** The place to continue after. Undefined: the place after the newest event. */
  readonly after: string | undefined;
  readonly checkpointMs?: number | undefined;
}

/**
 * Reads the events after a cursor one at a time, and waits for more. It reads the log only for a consumer that took the last event, so a
 * slow consumer needs no queue. It is not an async generator, because `return` of a generator that awaits has no effect until the next event.
 */
export class CardEventSource implements AsyncIterableIterator<CardEvent> {
  readonly #tail: AccountTail;
  readonly #filter: EventFilter;
  readonly #checkpointMs: number;
  readonly #stopListening: () => void;
  #cursor: string;
  #cursorBefore: string;
  /** The last cursor that the consumer received. */
  #reported: string | undefined;
  #reportedAt = performance.now();
  /** Events that were read and not delivered yet. */
  #page: readonly LoggedEvent[] = [];
  #next = 0;
  #endCursor: string;
  /** Whether the log may have events after the page. */
  #hasNews = true;
  #isDone = false;
  #wake: (() => void) | undefined;

  /**
   * Creates a source at the place of a cursor.
   * @throws {GraphQLError} EVENTS_CURSOR_UNKNOWN, EVENTS_CURSOR_EXPIRED, or SERVER_OVERLOADED if the log cannot be read
   */
  static async open(options: EventSourceOptions): Promise<CardEventSource> {
    const { tail, filter, after } = options;
    const cursor = after ?? (await reading(() => tail.last()));
    // Detects a cursor that cannot be used before anything is streamed.
    if (after !== undefined) await reading(() => tail.read(filter.streams, after));
    return new CardEventSource(options, cursor);
  }

  private constructor({ tail, filter, after, checkpointMs = CHECKPOINT_MS }: EventSourceOptions, cursor: string) {
    this.#tail = tail;
    this.#filter = filter;
    this.#checkpointMs = checkpointMs;
    this.#cursor = cursor;
    this.#cursorBefore = cursor;
    this.#endCursor = cursor;
    this.#reported = after;
    this.#stopListening = tail.onNews(() => {
      this.#hasNews = true;
      this.#wake?.();
    });
  }

  /** The place after the last event that was delivered or excluded. */
  get cursor(): string {
    return this.#cursor;
  }

  /** The place before the last event that was delivered. */
  get cursorBefore(): string {
    return this.#cursorBefore;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** @throws {GraphQLError} EVENTS_CURSOR_UNKNOWN or EVENTS_CURSOR_EXPIRED */
  async next(): Promise<IteratorResult<CardEvent, undefined>> {
    while (!this.#isDone) {
      const event = this.#nextOfPage() ?? this.#checkpoint();
      if (event !== undefined) {
        this.#reported = event.cursor;
        this.#reportedAt = performance.now();
        return { done: false, value: event };
      }
      if (this.#hasNews) await this.#read();
      else await this.#wait();
    }
    return { done: true, value: undefined };
  }

  /** Ends the source. A pending `next` returns at once. */
  async return(): Promise<IteratorResult<CardEvent, undefined>> {
    if (!this.#isDone) {
      this.#isDone = true;
      this.#page = [];
      this.#stopListening();
      this.#wake?.();
    }
    return { done: true, value: undefined };
  }

  /** Returns the next selected event of the page. */
  #nextOfPage(): CardEvent | undefined {
    while (this.#next < this.#page.length) {
      const logged = this.#page[this.#next] as LoggedEvent;
      this.#next += 1;
      this.#cursorBefore = this.#cursor;
      this.#cursor = logged.cursor;
      const event = this.#filter.select(logged);
      if (event !== undefined) return event;
    }
    this.#page = [];
    this.#next = 0;
    this.#cursor = this.#endCursor;
    return undefined;
  }

  /** Returns a checkpoint if the consumer has not received the present place for long. */
  #checkpoint(): CardEvent | undefined {
    if (performance.now() - this.#reportedAt < this.#checkpointMs || this.#reported === this.#cursor) return undefined;
    this.#cursorBefore = this.#cursor;
    return new CardEventCheckpoint('CHECKPOINT', { cursor: this.#cursor, receivedAt: Date.now() });
  }

  /** Reads the page after the cursor. While the log cannot be read, waits for the next notification or poll. */
  async #read(): Promise<void> {
    this.#hasNews = false;
    let page: Awaited<ReturnType<AccountTail['read']>>;
    try {
      page = await this.#untilEnd(this.#tail.read(this.#filter.streams, this.#cursor));
    } catch (error) {
      if (error instanceof LogUnavailable || this.#isDone) return;
      await reading(() => Promise.reject(error));
      throw error;
    }
    if (this.#isDone) return;
    this.#page = page.events;
    this.#endCursor = page.endCursor;
    if (page.hasMore) this.#hasNews = true;
  }

  /** Waits for a promise or the end, whichever is first. After the end, the outcome of the promise is ignored. */
  #untilEnd<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#wake = () => {
        if (this.#isDone) reject(new Error('The source has ended'));
      };
      promise.then(resolve, reject);
    });
  }

  /** Waits for a notification, the end, or the time of the next checkpoint. */
  async #wait(): Promise<void> {
    const untilCheckpoint = this.#checkpointMs - (performance.now() - this.#reportedAt);
    await new Promise<void>((resolve) => {
      const timer =
        this.#reported === this.#cursor ? undefined : setTimeout(resolve, Math.max(1, untilCheckpoint)).unref();
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = undefined;
  }
}
