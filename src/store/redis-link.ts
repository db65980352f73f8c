import { createClient } from 'redis';
import type { Log } from '../log.js';
import { StoreUnavailable } from './store.js';

/** Milliseconds for one command. The library's own time ends when the command has been written. */
export const COMMAND_TIMEOUT_MS = 200;

/** Milliseconds in which nothing comes or leaves, after which a connection counts as lost. */
const SILENCE_MS = 1000;

/** Milliseconds between two pings, which break the silence of a connection that is well. */
const PING_MS = 300;

/** Milliseconds before the next try to connect: at the most, without its random part. */
const LONGEST_RETRY_MS = 800;

function newClient(url: string) {
  return createClient({
    url,
    disableOfflineQueue: true,
    maintNotifications: 'disabled',
    pingInterval: PING_MS,
    commandOptions: { timeout: COMMAND_TIMEOUT_MS },
    socket: {
      connectTimeout: SILENCE_MS,
      socketTimeout: SILENCE_MS,
      reconnectStrategy: (retries) => Math.min(50 * 2 ** retries, LONGEST_RETRY_MS) + Math.random() * 200,
    },
  });
}

export type RedisClient = ReturnType<typeof newClient>;

/**
 * One connection to Redis that comes back by itself. A command answers in time or fails in time: at once while there is
 * no connection, and at once while Redis owes the answer to an earlier one that was not in time.
 */
export class RedisLink {
  readonly #client: RedisClient;
  readonly #log: Log;
  /** Redis answered too late or not at all, and has said nothing since. */
  #isSilent = false;
  /** Whether the log last said that Redis is there. */
  #saidReady: boolean | undefined;
  #trouble: string | undefined;

  /** @param name of the connection, for the log */
  constructor(url: string, name: string, log: Log) {
    this.#log = log.child({ connection: name });
    this.#client = newClient(url);
    this.#client.on('ready', () => {
      this.#isSilent = false;
      this.#say(true);
    });
    this.#client.on('ping-interval', () => this.#heard());
    this.#client.on('error', (error: Error) => this.#say(false, error));
  }

  /** Whether it is connected, and Redis was heard of within a second. */
  get isReady(): boolean {
    return this.#client.isReady;
  }

  /** What last went wrong, in the words of Redis, its library or the system; undefined while all is well. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** Connects in the background, again and again until it works. Listeners belong before. */
  connect(): void {
    this.#client.connect().catch(() => undefined); // told by 'error'; it ends only when the link is closed
  }

  /** Calls back after each time that the connection was made, with the client. */
  onReady(listener: (client: RedisClient) => Promise<unknown>): void {
    this.#client.on('ready', () => {
      listener(this.#client).catch((error: Error) => this.#say(false, error));
    });
  }

  /** @throws {StoreUnavailable} within 300 ms; the command may have been executed all the same, or still be */
  async run<T>(command: (client: RedisClient) => Promise<T>): Promise<T> {
    if (!this.#client.isReady) throw new StoreUnavailable('Redis is not connected');
    if (this.#isSilent) throw new StoreUnavailable('Redis does not answer');
    const answer = command(this.#client);
    answer.then(
      () => this.#heard(),
      () => undefined,
    );
    try {
      return await inTime(answer);
    } catch (error) {
      if (error instanceof StoreUnavailable) {
        this.#isSilent = true;
        this.#say(false, error);
        throw error;
      }
      throw new StoreUnavailable('Redis refused a command, or was lost before it answered', { cause: error });
    }
  }

  close(): void {
    if (this.#client.isOpen) this.#client.destroy();
  }

  #heard(): void {
    if (!this.#isSilent) return;
    this.#isSilent = false;
    this.#say(true);
  }

  /** To the log, when it changes. */
  #say(isReady: boolean, error?: Error): void {
    this.#trouble = error?.message;
    if (this.#saidReady === isReady) return;
    this.#saidReady = isReady;
    if (isReady) this.#log.info('Redis is connected');
    else this.#log.warn({ reason: error?.message }, 'Redis cannot be reached, or does not answer');
  }
}

/**
 * Rejects when the time is over and nothing has come. The time is taken in two parts: where this process itself was busy
 * for all of the first, the second one still lets it send the command and read the answer.
 */
function inTime<T>(answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(new StoreUnavailable(`Redis did not answer within ${COMMAND_TIMEOUT_MS} ms`));
    let timer = setTimeout(() => {
      timer = setTimeout(() => setImmediate(giveUp), COMMAND_TIMEOUT_MS / 2);
    }, COMMAND_TIMEOUT_MS / 2);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
