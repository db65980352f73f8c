import { randomBytes } from 'node:crypto';
import {
  CLASSIC_OVERLAP_SECONDS,
  STABLE_RENEWAL_SECONDS,
  TOKEN_LIFETIME_SECONDS,
} from '../../platform/endpoints/token.js';
import { PlatformRefusal } from '../refusal.js';
import { startOfDayAt } from './clock.js';

/** Maximum number of `force_refresh` calls a day (documented). The day in UTC+8 and errcode 45009 are assumed. */
const FORCED_A_DAY = 20;
/** A `force_refresh` sooner than this after the last one has no effect (documented). */
const FORCED_APART_SECONDS = 30;

/** The format of a token. Anything else is 40014. The length is documented, the characters are observed. */
const WELL_FORMED = /^[A-Za-z0-9_-]{100,512}$/;

/** Maximum number of stored tokens, including expired ones. A token that was evicted returns 40001. */
const MAX_TOKENS = 10_000;

/** `account`: issued for the account's secret. `authorizer`: issued to the component that the account authorized. */
export type TokenKind = 'account' | 'authorizer' | 'component';

interface Token {
  readonly text: string;
  readonly kind: TokenKind;
  readonly appid: string;
  /** Unix seconds. */
  endsAt: number;
  /** The errcode of an invalidated token: 40001 after `force_refresh`, 61003 after the end of the authorization. */
  voidedBy: 40001 | 61003 | undefined;
}

/** The current tokens of one account. The two token calls do not affect each other's tokens (documented). */
interface Issued {
  stable?: Token;
  classic?: Token;
  /** Times of `force_refresh` calls in Unix seconds, oldest first. */
  forcedAt: number[];
}

/** The account or component of a token, and the errcode if the token is not valid. */
export interface TokenCheck {
  readonly appid: string | null;
  /** null if the token is unknown. */
  readonly kind: TokenKind | null;
  readonly refusal: number | null;
}

/** The access tokens of all accounts and of the component. */
export class Tokens {
  readonly #byText = new Map<string, Token>();
  readonly #issued = new Map<string, Issued>();

  /** Returns the account or component of a token, and 41001, 40014, 40001, 42001 or 61003 if the token is not valid. */
  check(text: unknown, now: number): TokenCheck {
    if (text === undefined || text === '') return { appid: null, kind: null, refusal: 41001 };
    const token = typeof text === 'string' ? this.#byText.get(text) : undefined;
    if (token !== undefined) {
      const refusal = token.voidedBy ?? (token.endsAt <= now ? 42001 : null);
      return { appid: token.appid, kind: token.kind, refusal };
    }
    const isWellFormed = typeof text === 'string' && WELL_FORMED.test(text);
    return { appid: null, kind: null, refusal: isWellFormed ? 40001 : 40014 };
  }

  /** Runs `stable_token`: returns the current token until shortly before its end, with the remaining seconds. */
  stable(appid: string, forceRefresh: boolean, now: number): { access_token: string; expires_in: number } {
    const issued = this.#of(appid);
    if (forceRefresh && this.#countForced(issued, now) && issued.stable !== undefined) issued.stable.voidedBy = 40001;
    let token = issued.stable;
    if (token === undefined || token.voidedBy !== undefined || token.endsAt - now <= STABLE_RENEWAL_SECONDS) {
      token = this.#mint('account', appid, now);
      issued.stable = token;
    }
    // The clock may have been set back since: never return more than the documented lifetime.
    return { access_token: token.text, expires_in: Math.min(token.endsAt - now, TOKEN_LIFETIME_SECONDS) };
  }

  /** Runs `token`: returns a new token each time. The previous one stays valid for a short overlap. */
  classic(appid: string, now: number): { access_token: string; expires_in: number } {
    const issued = this.#of(appid);
    if (issued.classic !== undefined) {
      issued.classic.endsAt = Math.min(issued.classic.endsAt, now + CLASSIC_OVERLAP_SECONDS);
    }
    issued.classic = this.#mint('account', appid, now);
    return { access_token: issued.classic.text, expires_in: TOKEN_LIFETIME_SECONDS };
  }

  /** Issues a token of a component or of an account that authorized it. The previous ones stay valid until their end (assumed). */
  issue(kind: 'authorizer' | 'component', appid: string, now: number): { access_token: string; expires_in: number } {
    return { access_token: this.#mint(kind, appid, now).text, expires_in: TOKEN_LIFETIME_SECONDS };
  }

  /** Invalidates the tokens of a component, or those that a component has of an account. */
  revoke(kind: 'authorizer' | 'component', appid: string): void {
    for (const token of this.#byText.values()) {
      if (token.kind === kind && token.appid === appid) token.voidedBy = kind === 'component' ? 40001 : 61003;
    }
  }

  /** Expires the existing tokens of one account or component, or of all. They return 42001, and the next token call creates a new one. */
  expire(appid?: string): void {
    for (const token of this.#byText.values()) {
      if (appid === undefined || token.appid === appid) token.endsAt = Number.NEGATIVE_INFINITY;
    }
  }

  /**
   * Keeps tokens valid across a reset, which sets the clock back to real time. A valid token keeps its remaining seconds. One that had
   * expired only because the clock was ahead is valid again until its own end. The count of forced refreshes restarts.
   */
  rebase(before: number, after: number): void {
    for (const token of this.#byText.values()) {
      const endsAt = token.endsAt > before ? token.endsAt - before + after : token.endsAt;
      token.endsAt = Math.min(endsAt, after + TOKEN_LIFETIME_SECONDS);
    }
    for (const issued of this.#issued.values()) issued.forcedAt = [];
  }

  #of(appid: string): Issued {
    let issued = this.#issued.get(appid);
    if (issued === undefined) {
      issued = { forcedAt: [] };
      this.#issued.set(appid, issued);
    }
    return issued;
  }

  /** Whether a `force_refresh` takes effect now. If so, it is counted. */
  #countForced(issued: Issued, now: number): boolean {
    const last = issued.forcedAt.at(-1);
    if (last !== undefined && Math.abs(now - last) < FORCED_APART_SECONDS) return false;
    const startOfToday = startOfDayAt(now);
    issued.forcedAt = issued.forcedAt.filter((at) => at >= startOfToday);
    if (issued.forcedAt.length >= FORCED_A_DAY) throw new PlatformRefusal(45009);
    issued.forcedAt.push(now);
    return true;
  }

  #mint(kind: TokenKind, appid: string, now: number): Token {
    // A number, an underscore and base64url, like the platform's tokens.
    const text = `92_${randomBytes(102).toString('base64url')}`;
    const token: Token = { text, kind, appid, endsAt: now + TOKEN_LIFETIME_SECONDS, voidedBy: undefined };
    this.#byText.set(text, token);
    if (this.#byText.size > MAX_TOKENS) this.#evictOldest(now);
    return token;
  }

  #evictOldest(now: number): void {
    for (const [text, token] of this.#byText) {
      if (this.#byText.size <= MAX_TOKENS) return;
      if (token.voidedBy !== undefined || token.endsAt <= now) this.#byText.delete(text);
    }
  }
}
