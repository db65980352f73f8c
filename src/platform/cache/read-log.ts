import type { Endpoint } from '../endpoint.js';

/** A cached response that a request received while it was current. */
export interface CachedRead {
  /** As returned by `keyOf`. */
  readonly key: string;
  /** Position of the read that stored the response. Identifies the response among those of its key. */
  readonly turn: number;
  /** As returned by `accountKey`. */
  readonly account: string;
  readonly endpoint: Endpoint<unknown, unknown>;
}

/** Records the cached responses that the calls of one request receive. */
export class ReadLog {
  /** Calls so far. */
  calls = 0;
  /** Those of them that received a current response from the cache of this process. */
  readonly cached: CachedRead[] = [];

  /** Whether nothing but current cached responses was received. */
  get isCached(): boolean {
    return this.cached.length === this.calls;
  }
}
