import { Readable } from 'node:stream';
import type { Result } from '../operation/operation-pipeline.js';
import type { LiveSubscription } from '../operation/subscription/live-subscription.js';
import type { Heartbeats } from './heartbeats.js';
import type { Framing } from './subscription-framing.js';

export interface SubscriptionStreamOptions {
  readonly subscription: LiveSubscription;
  readonly framing: Framing;
  readonly write: (result: Result) => Promise<string>;
  readonly heartbeats: Heartbeats;
  /** Writes a heartbeat past the stream. Returns false if the client has not taken what was written before. */
  readonly writeHeartbeat: (text: string) => boolean;
  /** How long a client may take to read a result, milliseconds. */
  readonly writeTimeoutMs: number;
}

/** How long a client may take to read the last result during a shutdown, milliseconds. */
const LEAVING_MS = 1000;

/**
 * The body of a response that streams a subscription. The next result is computed once the one before was passed to the socket, so at most
 * two results wait for a client that does not read: one in the socket, and one here.
 */
export class SubscriptionStream extends Readable {
  readonly #options: SubscriptionStreamOptions;
  readonly #stopHeartbeat: () => void;
  /** Whether the consumer requests data. */
  #isWanted = false;
  #isPulling = false;
  /** Whether the server has ended the subscription. */
  #isEnding = false;
  #isComplete = false;
  #writtenAt = performance.now();
  #leaving: NodeJS.Timeout | undefined;

  constructor(options: SubscriptionStreamOptions) {
    // `_read` is called only when nothing is buffered.
    super({ highWaterMark: 1 });
    this.#options = options;
    this.#send(options.framing.start);
    this.#stopHeartbeat = options.heartbeats.add(() => this.#beat());
    options.subscription.onEnd = (code) => {
      this.#isEnding = true;
      if (code === 'SERVER_LEAVING') this.#leaving = setTimeout(() => this.destroy(), LEAVING_MS).unref();
      void this.#pull();
    };
  }

  override _read(): void {
    this.#isWanted = true;
    void this.#pull();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#stopHeartbeat();
    clearTimeout(this.#leaving);
    void this.#options.subscription.return();
    callback(error);
  }

  async #pull(): Promise<void> {
    if (this.#isPulling || this.#isComplete) return;
    this.#isPulling = true;
    try {
      // The last result is sent even if the client does not read.
      do await this.#sendNext();
      while (this.#isEnding && !this.#isComplete);
    } catch (error) {
      this.destroy(error as Error);
    }
    this.#isPulling = false;
    if (this.#isWanted) void this.#pull();
  }

  async #sendNext(): Promise<void> {
    const { subscription, framing, write } = this.#options;
    const { done, value } = await subscription.next();
    const json = done ? '' : await write(value);
    this.#isComplete = this.destroyed || done === true || value.data === undefined;
    if (this.destroyed) return;
    if (!this.#isComplete) {
      this.#send(framing.result(json));
      return;
    }
    if (!done) this.#send(framing.lastResult(json) + framing.end);
    this.push(null);
  }

  #beat(): void {
    const { framing, writeHeartbeat, writeTimeoutMs } = this.#options;
    const now = performance.now();
    if (this.#isWanted && !this.#isComplete && writeHeartbeat(framing.heartbeat)) this.#writtenAt = now;
    else if (now - this.#writtenAt >= writeTimeoutMs) this.destroy();
  }

  #send(text: string): void {
    this.#isWanted = false;
    this.#writtenAt = performance.now();
    this.push(text);
  }
}
