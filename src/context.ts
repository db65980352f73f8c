import type { CardLoader } from './graph/card/card.loader.js';
import type { Log } from './log.js';
import type { Account, Platform } from './platform/client.js';

/** Who is asking. */
export interface Caller {
  /** A name for logs and limits; `anonymous` without authentication. */
  readonly name: string;
}

/** What fetches things once per request. One loader per kind of thing. */
export interface Loaders {
  readonly card: CardLoader;
}

/** What a resolver knows of its request. The account stands in `platform` and `loaders` already: no argument to forget. */
export interface Context {
  readonly account: Account;
  readonly caller: Caller;
  readonly platform: Platform;
  readonly loaders: Loaders;
  /** Aborted when the request's deadline passes or its caller goes away. */
  readonly signal: AbortSignal;
  readonly requestId: string;
  readonly log: Log;
}
