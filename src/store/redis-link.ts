import { createHash } from 'node:crypto';
import { createClient } from 'redis';
import type { Log } from '../log.js';
import { StoreUnavailable } from './store.js';

/** Timeout of one command, milliseconds. The library's own timeout ends when the command has been written. */
export const COMMAND_TIMEOUT_MS = 200;

/** A connection without traffic for this long counts as lost, milliseconds. */
const IDLE_TIMEOUT_MS = 1000;

/** Interval of pings, which keep a healthy connection from idling, milliseconds. */
const PING_MS = 300;

/** Maximum pause before reconnecting, without its random part, milliseconds. */
const LONGEST_RETRY_MS = 800;

function newClient(url: string) {
  return createClient({
    url,
    disableOfflineQueue: true,
    maintNotifications: 'disabled',
    pingInterval: PING_MS,
    commandOptions: { timeout: COMMAND_TIMEOUT_MS },
    socket: {
      connectTimeout: IDLE_TIMEOUT_MS,
      socketTimeout: IDLE_TIMEOUT_MS,
      reconnectStrategy: (retries) => Math.min(50 * 2 ** retries, LONGEST_RETRY_MS) + Math.random() * 200,
    },
  });
}

export type RedisClient = ReturnType<typeof newClient>;

interface ScriptOptions {
  readonly keys: string[];
  readonly arguments: string[];
}

/** Hashes of scripts, which are constants. */
const hashes = new Map<string, string>();

function hashOf(script: string): string {
  const known = hashes.get(script);
  if (known !== undefined) return known;
  const hash = createHash('sha1').update(script).digest('hex');
  hashes.set(script, hash);
  return hash;
}

/**
 * One connection to Redis that reconnects automatically. A command succeeds or fails within its timeout. It fails immediately
 * while there is no connection, and after a timeout until Redis responds again.
 */
export class RedisLink {
  readonly #client: RedisClient;
  readonly #log: Log;
  /** Whether a command timed out and Redis has not responded since. */
  #isUnresponsive = false;
  #onResponsive: (() => Promise<unknown>) | undefined;
  /** The state last logged. */
  #loggedReady: boolean | undefined;
  #trouble: string | undefined;
  #scriptsSent = 0;

  /** @param name of the connection, for the log */
  constructor(url: string, name: string, log: Log) {
    this.#log = log.child({ connection: name });
    this.#client = newClient(url);
    this.#client.on('ready', () => {
      this.#isUnresponsive = false;
      this.#report(true);
    });
    this.#client.on('ping-interval', () => this.#onResponse());
    this.#client.on('error', (error: Error) => this.#report(false, error));
  }

  /** How often the text of a script had to be sent, after other commands. */
  get scriptsSent(): number {
    return this.#scriptsSent;
  }

  /** Whether it is connected and there was traffic within the last second. */
  get isReady(): boolean {
    return this.#client.isReady;
  }

  /** The last error message, from Redis, its library or the system. Undefined while the connection works. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** Connects in the background and retries until it succeeds. Add listeners first. */
  connect(): void {
    this.#client.connect().catch(() => undefined); // already reported by 'error'; rejects only when the link is closed
  }

  /** Calls the listener after each successful connection. */
  onReady(listener: (client: RedisClient) => Promise<unknown>): void {
    this.#client.on('ready', () => {
      listener(this.#client).catch((error: Error) => this.#report(false, error));
    });
  }

  /** Calls the listener when Redis responds again after a timeout, on the same connection. */
  onResponsive(listener: () => Promise<unknown>): void {
    this.#onResponsive = listener;
  }

  /** @throws {StoreUnavailable} within 300 ms; the command may have been executed or may still be executed */
  async run<T>(command: (client: RedisClient) => Promise<T>): Promise<T> {
    if (!this.#client.isReady) throw new StoreUnavailable('Redis is not connected');
    if (this.#isUnresponsive) throw new StoreUnavailable('Redis does not respond');
    const response = command(this.#client);
    response.then(
      () => this.#onResponse(),
      () => undefined,
    );
    try {
      return await inTime(response);
    } catch (error) {
      if (error instanceof StoreUnavailable) {
        this.#isUnresponsive = true;
        this.#report(false, error);
        throw error;
      }
      throw new StoreUnavailable('Redis rejected a command or the connection was lost', { cause: error });
    }
  }

  /**
   * Runs a script by its hash, and sends its text only if Redis does not have it.
   * @param script a constant
   * @throws {StoreUnavailable} as `run`
   */
  async eval(script: string, options: ScriptOptions): Promise<unknown> {
    const hash = hashOf(script);
    try {
      return await this.run((client) => client.evalSha(hash, options));
    } catch (error) {
      const { cause } = error as { readonly cause?: unknown };
      if (!(cause instanceof Error && cause.message.startsWith('NOSCRIPT'))) throw error;
      this.#scriptsSent += 1;
      return this.run((client) => client.eval(script, options));
    }
  }

  close(): void {
    if (this.#client.isOpen) this.#client.destroy();
  }

  #onResponse(): void {
    if (!this.#isUnresponsive) return;
    this.#isUnresponsive = false;
    this.#report(true);
    this.#onResponsive?.().catch(() => undefined); // the command that failed has reported the error
  }

  /** Logs a change of the state. */
  #report(isReady: boolean, error?: Error): void {
    this.#trouble = error?.message;
    if (this.#loggedReady === isReady) return;
    this.#loggedReady = isReady;
    if (isReady) this.#log.info('Redis is connected');
    else this.#log.warn({ reason: error?.message }, 'Redis is unreachable or does not respond');
  }
}

/**
 * Rejects if there is no response within the timeout. The timeout is split into two timers: if this process was busy during
 * the first one, it can still send the command and read the response during the second one.
 */
function inTime<T>(response: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(new StoreUnavailable(`Redis did not respond within ${COMMAND_TIMEOUT_MS} ms`));
    let timer = setTimeout(() => {
      timer = setTimeout(() => setImmediate(giveUp), COMMAND_TIMEOUT_MS / 2);
    }, COMMAND_TIMEOUT_MS / 2);
    response.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
