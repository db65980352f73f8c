import { newText } from './issued-texts.js';

/** How long a refresh token works after it was replaced, seconds (stated once by the platform's staff). */
export const REPLACED_VALID_SECONDS = 300;

/** Maximum number of replaced refresh tokens of a merchant that are stored. */
const MAX_REPLACED = 10;

/** Maximum number of merchants, including those that withdrew their authorization. */
export const MAX_MERCHANTS = 10_000;

/** The grant of a merchant, and its account. */
export interface Grant {
  readonly appid: string;
  /** Ids of the permission sets. */
  readonly funcs: readonly number[];
  /** Whether cards are enabled for the account: `open_card`. */
  readonly hasCards: boolean;
  readonly name: string;
}

/** A refresh token that was replaced. */
interface Replaced {
  readonly text: string;
  /** Unix seconds. */
  endsAt: number;
}

/** A merchant that authorized the component, now or before. */
export class Merchant {
  grant: Grant;
  isAuthorized = true;
  /** Unix seconds. */
  authorizedAt: number;
  /** Whether a code of the authorization was exchanged. The refresh token is not known to the component before. */
  isExchanged = false;
  /** Sends the delayed notice of the last withdrawal. */
  sendLateNotice: (() => void) | undefined;
  #refreshToken = newText('refreshtoken');
  /** Oldest first. */
  #replaced: Replaced[] = [];

  constructor(grant: Grant, now: number) {
    this.grant = grant;
    this.authorizedAt = now;
  }

  get refreshToken(): string {
    return this.#refreshToken;
  }

  /** The refresh token before the current one. */
  get previousRefreshToken(): string | undefined {
    return this.#replaced.at(-1)?.text;
  }

  /** Replaces the refresh token. The old one works for five more minutes. */
  replaceRefreshToken(now: number): void {
    const replaced = { text: this.#refreshToken, endsAt: now + REPLACED_VALID_SECONDS };
    this.#replaced = [...this.#replaced, replaced].slice(-MAX_REPLACED);
    this.#refreshToken = newText('refreshtoken');
  }

  /** Begins a new authorization after a withdrawal: no refresh token of the old one works. */
  authorizeAgain(): void {
    this.isAuthorized = true;
    this.isExchanged = false;
    this.#replaced = [];
    this.#refreshToken = newText('refreshtoken');
  }

  accepts(refreshToken: string, now: number): boolean {
    if (refreshToken === this.#refreshToken) return this.isExchanged;
    return this.#replaced.some(({ text, endsAt }) => text === refreshToken && endsAt > now);
  }

  rebase(before: number, after: number): void {
    for (const replaced of this.#replaced) {
      if (replaced.endsAt > before)
        replaced.endsAt = Math.min(replaced.endsAt - before, REPLACED_VALID_SECONDS) + after;
    }
  }
}

/** An entry of the list of merchants. */
export interface ListedMerchant {
  readonly merchant: Merchant;
  readonly refreshToken: string;
}

/** The merchants of a component, in the order of their authorizations. */
export class EmulatedMerchants {
  readonly #byAppid = new Map<string, Merchant>();

  get size(): number {
    return this.#byAppid.size;
  }

  get(appid: string): Merchant | undefined {
    return this.#byAppid.get(appid);
  }

  /** Returns a merchant whose authorization is in force. */
  authorized(appid: string): Merchant | undefined {
    const merchant = this.#byAppid.get(appid);
    return merchant?.isAuthorized ? merchant : undefined;
  }

  all(): Merchant[] {
    return [...this.#byAppid.values()];
  }

  /**
   * Authorizes the component, or changes an authorization that is in force: the refresh token is then replaced (documented), and an exchanged
   * authorization stays exchanged.
   */
  authorize(grant: Grant, now: number): Merchant {
    const existing = this.#byAppid.get(grant.appid);
    const merchant = existing ?? new Merchant(grant, now);
    if (existing?.isAuthorized) existing.replaceRefreshToken(now);
    else if (existing !== undefined) {
      existing.authorizeAgain();
      // At the end of the list.
      this.#byAppid.delete(grant.appid);
    }
    merchant.grant = grant;
    merchant.authorizedAt = now;
    this.#byAppid.set(grant.appid, merchant);
    return merchant;
  }

  /** Returns the merchants whose authorization is in force, with their refresh tokens: empty if no code was ever exchanged (documented). */
  listed(): ListedMerchant[] {
    return this.all()
      .filter(({ isAuthorized }) => isAuthorized)
      .map((merchant) => ({ merchant, refreshToken: merchant.isExchanged ? merchant.refreshToken : '' }));
  }

  /** Returns an outdated list: replaced refresh tokens of the affected merchants, and without the last authorized of them if it has none. */
  staleList(isAffected: (appid: string) => boolean): ListedMerchant[] {
    const list = this.listed();
    const affected = list.filter(({ merchant }) => isAffected(merchant.grant.appid));
    const byTime = affected.toSorted((one, other) => one.merchant.authorizedAt - other.merchant.authorizedAt);
    const newest = byTime.at(-1);
    return list.flatMap((listed) => {
      if (!affected.includes(listed)) return listed;
      const { previousRefreshToken } = listed.merchant;
      if (previousRefreshToken !== undefined) return { ...listed, refreshToken: previousRefreshToken };
      return listed === newest ? [] : listed;
    });
  }
}
