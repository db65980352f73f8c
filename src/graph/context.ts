import type { Caller } from '../config/caller.js';
import type { Account, Platform } from '../platform/client.js';
import type { SafeWrites } from '../safety/safe-writes.js';
import type { CardLoader, StaleAnswer } from './card/card.loader.js';
import type { CodeLoader, WalletLoader } from './code/code.loader.js';
import type { MemberLoader } from './member/member.loader.js';
import type { PayGiftRuleLoader } from './pay-gift-rule/pay-gift-rule.loader.js';
import type { StatsLoader } from './stats/stats.loader.js';

/** What fetches things once per request. One loader per kind of thing. */
export interface Loaders {
  readonly card: CardLoader;
  readonly code: CodeLoader;
  readonly wallet: WalletLoader;
  readonly member: MemberLoader;
  readonly payGiftRule: PayGiftRuleLoader;
  readonly stats: StatsLoader;
  /** Places of the answer that show what was read earlier. */
  readonly stale: readonly StaleAnswer[];
  /** How many such places are not listed. */
  readonly staleOmitted: number;
}

/** What a resolver knows of its request. The account stands in `platform` and `loaders` already: no argument to forget. */
export interface Context {
  readonly account: Account;
  /** All accounts of the server, in its order. The caller may use those that `usableOf` returns. */
  readonly accounts: readonly Pick<Account, 'appid'>[];
  readonly caller: Caller;
  readonly platform: Platform;
  readonly loaders: Loaders;
  /** The way to change something: safe to repeat, and settled by reading back where an answer is lost. */
  readonly writes: SafeWrites;
  readonly requestId: string;
  /** Of the trace that the request belongs to, where its sender named one. */
  readonly traceId: string | undefined;
}
