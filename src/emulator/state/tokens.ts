import { randomBytes } from 'node:crypto';
import {
  CLASSIC_OVERLAP_SECONDS,
  STABLE_RENEWAL_SECONDS,
  TOKEN_LIFETIME_SECONDS,
} from '../../platform/endpoints/token.js';
import { PlatformRefusal } from '../refusal.js';
import { startOfDayAt } from './clock.js';

/** force_refresh: at most so many a day (documented; that the day is one of UTC+8 and the errcode 45009 are assumed). */
const FORCED_A_DAY = 20;
/** force_refresh sooner than this after the last one refreshes nothing (documented). */
const FORCED_APART_SECONDS = 30;

/** What a token may look like; anything else is 40014. The length is documented, the characters are observed. */
const WELL_FORMED = /^[A-Za-z0-9_-]{100,512}$/;

/** Tokens remembered, ended ones among them. A token so old that it was forgotten answers 40001. */
const REMEMBERED = 10_000;

interface Token {
  readonly text: string;
  readonly appid: string;
  /** Unix seconds. */
  endsAt: number;
  /** Made void by force_refresh: 40001 from then on, not 42001. */
  isVoid: boolean;
}

/** The tokens in use of one account. The two calls do not touch each other's tokens (documented). */
interface Issued {
  stable?: Token;
  classic?: Token;
  /** When force_refresh was used, Unix seconds, oldest first. */
  forcedAt: number[];
}

/** The account of a token, and the errcode if the token is not valid. */
export interface TokenCheck {
  readonly appid: string | null;
  readonly refusal: number | null;
}

/** Every access token of every account. */
export class Tokens {
  readonly #byText = new Map<string, Token>();
  readonly #issued = new Map<string, Issued>();

  /** Whose token it is, and 41001, 40014, 40001 or 42001 where it does not count. */
  check(text: unknown, now: number): TokenCheck {
    if (text === undefined || text === '') return { appid: null, refusal: 41001 };
    const token = typeof text === 'string' ? this.#byText.get(text) : undefined;
    if (token !== undefined) {
      const refusal = token.isVoid ? 40001 : token.endsAt <= now ? 42001 : null;
      return { appid: token.appid, refusal };
    }
    const isWellFormed = typeof text === 'string' && WELL_FORMED.test(text);
    return { appid: null, refusal: isWellFormed ? 40001 : 40014 };
  }

  /** `stable_token`: the token in use until shortly before its end. Its text, and the seconds left. */
  stable(appid: string, forceRefresh: boolean, now: number): { access_token: string; expires_in: number } {
    const issued = this.#of(appid);
    if (forceRefresh && this.#countForced(issued, now) && issued.stable !== undefined) issued.stable.isVoid = true;
    let token = issued.stable;
    if (token === undefined || token.isVoid || token.endsAt - now <= STABLE_RENEWAL_SECONDS) {
      token = this.#mint(appid, now);
      issued.stable = token;
    }
    // The clock may have been set back since: never more than the documented life.
    return { access_token: token.text, expires_in: Math.min(token.endsAt - now, TOKEN_LIFETIME_SECONDS) };
  }

  /** `token`: a new one each time; the one before works a little longer. */
  classic(appid: string, now: number): { access_token: string; expires_in: number } {
    const issued = this.#of(appid);
    if (issued.classic !== undefined) {
      issued.classic.endsAt = Math.min(issued.classic.endsAt, now + CLASSIC_OVERLAP_SECONDS);
    }
    issued.classic = this.#mint(appid, now);
    return { access_token: issued.classic.text, expires_in: TOKEN_LIFETIME_SECONDS };
  }

  /** Ends the tokens so far, of one account or of all: they answer 42001, and the next token call mints. */
  expire(appid?: string): void {
    for (const token of this.#byText.values()) {
      if (appid === undefined || token.appid === appid) token.endsAt = Number.NEGATIVE_INFINITY;
    }
  }

  /**
   * Keeps tokens valid over a reset, which sets the clock back to real time: a valid token keeps its remaining seconds, and one
   * that had expired only because the clock was ahead is valid again until its own end. Forced refreshes are counted anew.
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

  /** Whether a force_refresh refreshes now; counts it if so. */
  #countForced(issued: Issued, now: number): boolean {
    const last = issued.forcedAt.at(-1);
    if (last !== undefined && Math.abs(now - last) < FORCED_APART_SECONDS) return false;
    const today = startOfDayAt(now);
    issued.forcedAt = issued.forcedAt.filter((at) => at >= today);
    if (issued.forcedAt.length >= FORCED_A_DAY) throw new PlatformRefusal(45009);
    issued.forcedAt.push(now);
    return true;
  }

  #mint(appid: string, now: number): Token {
    // A number, an underscore and base64url: what the platform's tokens look like.
    const text = `92_${randomBytes(102).toString('base64url')}`;
    const token: Token = { text, appid, endsAt: now + TOKEN_LIFETIME_SECONDS, isVoid: false };
    this.#byText.set(text, token);
    if (this.#byText.size > REMEMBERED) this.#forgetOldest(now);
    return token;
  }

  #forgetOldest(now: number): void {
    for (const [text, token] of this.#byText) {
      if (this.#byText.size <= REMEMBERED) return;
      if (token.isVoid || token.endsAt <= now) this.#byText.delete(text);
    }
  }
}
