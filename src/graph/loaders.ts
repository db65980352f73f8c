import type { Platform } from '../platform/client.js';
import { type ActivationLinkLoader, createActivationLinkLoader } from './card/activation-link.loader.js';
import { type ArticleHtmlLoader, createArticleHtmlLoader } from './card/article-html.loader.js';
import { CardLoader, type StaleAnswer } from './card/card.loader.js';
import { type CodeLoader, createCodeLoader, createWalletLoader, type WalletLoader } from './code/code.loader.js';
import type { Loaders } from './context.js';
import { createDepositedCodeCountLoader, type DepositedCodeCountLoader } from './deposit/deposit.loader.js';
import { Fetches } from './fetching/keyed-loader.js';
import { createMemberLoader, type MemberLoader } from './member/member.loader.js';
import { createPayGiftRuleLoader, type PayGiftRuleLoader } from './pay-gift-rule/pay-gift-rule.loader.js';
import { StatsLoader } from './stats/stats.loader.js';

const NONE: readonly StaleAnswer[] = [];

/** The loaders of one request, so that callers never share what they read. Each is created on first use: most requests need only one. */
export class RequestLoaders implements Loaders {
  readonly #platform: Platform;
  readonly #fetches = new Fetches();
  #card: CardLoader | undefined;
  #activationLink: ActivationLinkLoader | undefined;
  #articleHtml: ArticleHtmlLoader | undefined;
  #depositedCodeCount: DepositedCodeCountLoader | undefined;
  #code: CodeLoader | undefined;
  #wallet: WalletLoader | undefined;
  #member: MemberLoader | undefined;
  #payGiftRule: PayGiftRuleLoader | undefined;
  #stats: StatsLoader | undefined;

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  get card(): CardLoader {
    this.#card ??= new CardLoader(this.#platform, this.#fetches);
    return this.#card;
  }

  get activationLink(): ActivationLinkLoader {
    this.#activationLink ??= createActivationLinkLoader(this.#platform, this.#fetches);
    return this.#activationLink;
  }

  get articleHtml(): ArticleHtmlLoader {
    this.#articleHtml ??= createArticleHtmlLoader(this.#platform, this.#fetches);
    return this.#articleHtml;
  }

  get depositedCodeCount(): DepositedCodeCountLoader {
    this.#depositedCodeCount ??= createDepositedCodeCountLoader(this.#platform, this.#fetches);
    return this.#depositedCodeCount;
  }

  get stale(): readonly StaleAnswer[] {
    return this.#card?.stale ?? NONE;
  }

  get staleOmitted(): number {
    return this.#card?.staleOmitted ?? 0;
  }

  get code(): CodeLoader {
    this.#code ??= createCodeLoader(this.#platform, this.#fetches);
    return this.#code;
  }

  get wallet(): WalletLoader {
    this.#wallet ??= createWalletLoader(this.#platform, this.#fetches);
    return this.#wallet;
  }

  get member(): MemberLoader {
    this.#member ??= createMemberLoader(this.#platform, this.#fetches);
    return this.#member;
  }

  get payGiftRule(): PayGiftRuleLoader {
    this.#payGiftRule ??= createPayGiftRuleLoader(this.#platform, this.#fetches);
    return this.#payGiftRule;
  }

  get stats(): StatsLoader {
    this.#stats ??= new StatsLoader(this.#platform, this.#fetches);
    return this.#stats;
  }
}
