import { request } from 'undici';
import { Deadline, type DeadlineEnd } from './deadline.js';
import { TOKEN_LIFETIME_SECONDS, token as tokenCalls } from './endpoints/token.js';
import { open, unusable } from './envelope.js';
import { PlatformError } from './errors.js';
import type { Transport } from './transport.js';
import { safeInt, text } from './wire.js';

/** A text that shows itself on purpose only. */
interface Concealed {
  reveal(): string;
}

/** Where an account's access token comes from. */
export type TokenMode =
  /** `stable`: stable_token, replicas cannot void each other's token. `classic`: each fetch voids the one before. */
  | { readonly mode: 'stable' | 'classic'; readonly secret: Concealed }
  /** A GET to a service of the merchant's own, which answers `{access_token, expires_in}`. */
  | { readonly mode: 'url'; readonly url: Concealed };

interface HeldToken {
  readonly value: string;
  /** Unix milliseconds. */
  readonly renewAt: number;
}

/** A token is renewed this many seconds before it ends, so that no call leaves with one that ends on its way. */
const RENEW_BEFORE_SECONDS = 60;

export interface TokenSourceOptions {
  readonly appid: string;
  readonly token: TokenMode;
  readonly transport: Transport;
  /** Milliseconds for one fetch. */
  readonly timeoutMs: number;
}

/** The access token of one account: fetched when first asked for, one fetch at a time, shared by all calls. */
export class TokenSource {
  readonly #options: TokenSourceOptions;
  #held: HeldToken | undefined;
  #fetching: Promise<string> | undefined;

  constructor(options: TokenSourceOptions) {
    this.#options = options;
  }

  /** A token that is good as far as is known. Synchronous while one is held: most calls wait for nothing. */
  get(deadline: Deadline, endpoint: string): string | Promise<string> {
    const held = this.#held;
    if (held !== undefined && Date.now() < held.renewAt) return held.value;
    if (deadline.ended !== undefined) {
      return Promise.reject(new PlatformError({ kind: deadline.ended, endpoint, sent: false }));
    }
    return untilEnd(this.#fetch(), deadline, endpoint);
  }

  /** A token in place of one that the platform refused: a new one, unless somebody already fetched it. */
  renew(refused: string, deadline: Deadline, endpoint: string): string | Promise<string> {
    if (this.#held?.value === refused) this.#held = undefined;
    return this.get(deadline, endpoint);
  }

  /** One fetch for all who wait; it has its own time, so that a caller who goes away fails nobody else. */
  #fetch(): Promise<string> {
    this.#fetching ??= this.#fetchOnce().finally(() => {
      this.#fetching = undefined;
    });
    return this.#fetching;
  }

  async #fetchOnce(): Promise<string> {
    const deadline = new Deadline(this.#options.timeoutMs);
    try {
      const { endpoint, body } = await this.#request(deadline);
      const answer = open(endpoint, body);
      const value = text(answer.access_token);
      if (!value) throw unusable(endpoint, 'access_token');
      const lifetime = Math.min(safeInt(answer.expires_in) ?? TOKEN_LIFETIME_SECONDS, TOKEN_LIFETIME_SECONDS);
      this.#held = { value, renewAt: Date.now() + Math.max(lifetime - RENEW_BEFORE_SECONDS, 1) * 1000 };
      return value;
    } finally {
      deadline.close();
    }
  }

  async #request(deadline: Deadline): Promise<{ endpoint: string; body: Buffer }> {
    const { appid, token, transport } = this.#options;
    if (token.mode === 'url') return fetchFromUrl(token.url.reveal(), this.#options.timeoutMs);
    const credentials = { grant_type: 'client_credential', appid, secret: token.secret.reveal() };
    if (token.mode === 'stable') {
      const { path: endpoint, method } = tokenCalls.stable;
      return {
        endpoint,
        body: await transport.send({ endpoint, method, query: '', body: JSON.stringify(credentials), deadline }),
      };
    }
    const { path: endpoint, method } = tokenCalls.classic;
    const query = `?${new URLSearchParams(credentials)}`;
    return { endpoint, body: await transport.send({ endpoint, method, query, deadline }) };
  }
}

/** The name under which errors speak of a token service: its URL may hold a secret. */
const TOKEN_SERVICE = 'token service';

async function fetchFromUrl(url: string, timeoutMs: number): Promise<{ endpoint: string; body: Buffer }> {
  try {
    const { statusCode, body } = await request(url, { signal: AbortSignal.timeout(timeoutMs) });
    const bytes = Buffer.from(await body.arrayBuffer());
    if (statusCode === 200) return { endpoint: TOKEN_SERVICE, body: bytes };
    throw new PlatformError({ kind: 'transport', endpoint: TOKEN_SERVICE, reason: `HTTP status ${statusCode}` });
  } catch (error) {
    if (error instanceof PlatformError) throw error;
    throw new PlatformError({ kind: 'transport', endpoint: TOKEN_SERVICE, reason: 'it did not answer' });
  }
}

/** Waits for a shared promise no longer than the deadline, which still runs. */
function untilEnd<T>(shared: Promise<T>, deadline: Deadline, endpoint: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const onEnd = (kind: DeadlineEnd) => reject(new PlatformError({ kind, endpoint, sent: false }));
    deadline.onEnd(onEnd);
    shared.then(resolve, reject).finally(() => deadline.offEnd(onEnd));
  });
}
