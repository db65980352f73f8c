import type { Caller } from '../config/caller.js';
import type { AccountEvents } from '../events/event-log.js';
import type { AccountTail } from '../events/event-tails.js';
import type { Account, Platform } from '../platform/client.js';
import type { SafeWrites } from '../safety/safe-writes.js';
import type { CardSearch } from '../search/card-indexes.js';
import type { ActivationLinkLoader } from './card/activation-link.loader.js';
import type { ArticleHtmlLoader } from './card/article-html.loader.js';
import type { CardLoader, StaleAnswer } from './card/card.loader.js';
import type { CodeLoader, WalletLoader } from './code/code.loader.js';
import type { DepositedCodeCountLoader } from './deposit/deposit.loader.js';
import type { MemberLoader } from './member/member.loader.js';
import type { PayGiftRuleLoader } from './pay-gift-rule/pay-gift-rule.loader.js';
import type { StatsLoader } from './stats/stats.loader.js';

/** The loaders of one request: one per type of object. Each fetches an object at most once per request. */
export interface Loaders {
  readonly card: CardLoader;
  readonly activationLink: ActivationLinkLoader;
  readonly articleHtml: ArticleHtmlLoader;
  readonly depositedCodeCount: DepositedCodeCountLoader;
  readonly code: CodeLoader;
  readonly wallet: WalletLoader;
  readonly member: MemberLoader;
  readonly payGiftRule: PayGiftRuleLoader;
  readonly stats: StatsLoader;
  /** Paths of the response that hold stale data. */
  readonly stale: readonly StaleAnswer[];
  /** Number of such paths that `stale` does not list. */
  readonly staleOmitted: number;
}

/** The accounts of the server, whether the caller may use them or not. */
export interface UsableAccounts {
  /** Returns the accounts that a caller may use: the configured ones in their configured order, then the authorized ones by appid. */
  usableBy(caller: Caller): readonly Pick<Account, 'appid' | 'authorization'>[];
}

/** The request context of a resolver. `platform` and `loaders` are bound to the account, so no resolver passes it as an argument. */
export interface Context {
  readonly account: Account;
  readonly accounts: UsableAccounts;
  readonly caller: Caller;
  readonly platform: Platform;
  readonly loaders: Loaders;
  /** Searches the cards of the account. */
  readonly cardSearch: CardSearch;
  /** The events of the account. Undefined if it receives none. */
  readonly events: AccountEvents | undefined;
  /** The newest events of the account. Defined for a request that may start a subscription, if the account receives events. */
  readonly eventTail?: AccountTail | undefined;
  /** Performs writes so that they can be retried. If a response is lost, the outcome is determined by reading back. */
  readonly writes: SafeWrites;
  readonly requestId: string;
  /** Id of the trace that the request belongs to, if the client sent one. */
  readonly traceId: string | undefined;
}
