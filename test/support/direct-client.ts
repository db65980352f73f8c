import { inspect } from 'node:util';
import { Deadline } from '../../src/deadline.js';
import { createLog, type Log } from '../../src/log.js';
import type { Account } from '../../src/platform/client.js';
import type { Endpoint } from '../../src/platform/endpoint.js';
import { card } from '../../src/platform/endpoints/card.js';
import { PlatformError } from '../../src/platform/errors.js';
import { accountKey, compose, type Dispatch } from '../../src/platform/interceptor.js';
import { sendWith } from '../../src/platform/interceptor-stack.js';
import { boundedQueue } from '../../src/platform/interceptors/concurrency-queue.js';
import { serialize } from '../../src/platform/multipart.js';
import { TokenSource } from '../../src/platform/token/token-source.js';
import { Transport } from '../../src/platform/transport.js';
import { createMemoryStore } from '../../src/store/memory.js';
import type { RecordStore } from '../../src/store/store.js';

export const PLANTED_SECRET = 'PLANTED-SECRET/+=';

/** A client of the platform without the graph, and without interceptors except the queue. */
export class DirectClient {
  readonly #account: string;
  readonly #transport: Transport;
  readonly #send: Dispatch;

  constructor(
    baseUrl: string,
    options: {
      appid?: string;
      token?: Account['token'];
      connections?: number;
      timeoutMs?: number;
      records?: RecordStore;
      log?: Log;
    } = {},
  ) {
    const { appid = 'wxtest', connections = 100, timeoutMs = 2000 } = options;
    const token = options.token ?? { mode: 'stable', secret: { reveal: () => PLANTED_SECRET } };
    this.#account = accountKey({ baseUrl, appid });
    this.#transport = new Transport({ baseUrl, timeoutMs });
    const { records = createMemoryStore().records, log = createLog({ level: 'silent' }) } = options;
    const tokens = new TokenSource({ appid, baseUrl, token, transport: this.#transport, timeoutMs, records, log });
    const queue = boundedQueue({ concurrency: connections, waiting: 1000 });
    this.#send = compose([queue.interceptor], sendWith({ tokens, transport: this.#transport, appid }));
  }

  /** Sends one call. The deadline defaults to 2 s. */
  async call<Request, Answer>(endpoint: Endpoint<Request, Answer>, request: Request, given?: Deadline) {
    const deadline = given ?? new Deadline(2000);
    const fields = { account: this.#account, endpoint, ...serialize(endpoint, request) };
    try {
      return (await this.#send({ ...fields, deadline, fresh: false })).answer;
    } finally {
      deadline.close();
    }
  }

  /** Sends a card/get, for tests in which the endpoint does not matter. */
  get(given?: Deadline, cardId = 'pPLANTED-BODY') {
    return this.call(card.get, { card_id: cardId }, given);
  }

  close(): Promise<void> {
    return this.#transport.close();
  }
}

/** Returns the error of a failed call. A success or an error of another type fails the test. */
export async function failureOf(call: Promise<unknown>): Promise<PlatformError> {
  const outcome = await call.then(
    () => 'a success',
    (error: unknown) => error,
  );
  if (outcome instanceof PlatformError) return outcome;
  throw new Error(`expected a PlatformError, got ${inspect(outcome)}`);
}

/** Returns every text that can be printed from an error and its causes. */
export function everyTextOf(error: unknown): string {
  const texts: string[] = [];
  for (let at: unknown = error; at !== undefined; at = at instanceof Error ? at.cause : undefined) {
    texts.push(String(at), JSON.stringify(at) ?? '', inspect(at, { depth: 20, showHidden: true }));
    if (at instanceof Error) texts.push(at.message, at.stack ?? '', JSON.stringify(at, Object.getOwnPropertyNames(at)));
  }
  return texts.join('\n');
}

/** Resolves once the condition is true. Fails after three seconds, even if a test has changed the date. */
export async function until(condition: () => boolean): Promise<void> {
  const endsAt = performance.now() + 3000;
  while (!condition()) {
    if (performance.now() > endsAt) throw new Error(`expected within three seconds: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
