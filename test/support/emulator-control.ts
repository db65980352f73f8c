import type { CardObject } from '../../src/platform/endpoints/card.wire.js';
import { isTokenCall } from './token-calls.js';

/** One call in the emulator's ledger. */
export interface LedgerCall {
  readonly path: string;
  readonly appid: string | null;
  readonly request: Readonly<Record<string, unknown>>;
  readonly errcode: number | null;
  readonly committed: boolean;
}

export interface Ledger {
  readonly total: number;
  readonly byPath: Readonly<Record<string, number>>;
  readonly recent: readonly LedgerCall[];
}

export interface Fault {
  readonly path?: string;
  readonly appid?: string;
  readonly kind: 'latency' | 'errcode' | 'http' | 'reset' | 'hang' | 'truncate' | 'garbage';
  readonly when?: 'before' | 'after';
  readonly value?: number;
  readonly rate?: number;
  readonly times?: number;
}

export interface EmulatorState {
  /** A card whose review failed may have the reason. */
  readonly cards: readonly (CardObject & { readonly refuse_reason?: string })[];
  readonly codes: readonly Readonly<Record<string, unknown>>[];
  readonly users: readonly { readonly openid: string }[];
  readonly rules: readonly Readonly<Record<string, unknown>>[];
  readonly pages: readonly { readonly page_id: number; readonly page_title: string }[];
  /** The deposited codes that no user has claimed yet. */
  readonly deposits: readonly { readonly card_id: string; readonly code: string }[];
  readonly forms: readonly Readonly<Record<string, unknown>>[];
  readonly cells: readonly Readonly<Record<string, unknown>>[];
  /** The members of all codes of member cards. */
  readonly members: readonly Readonly<Record<string, unknown>>[];
  /** The QR codes, by their tickets. */
  readonly tickets: readonly Readonly<Record<string, unknown>>[];
  /** Empty without a third-party platform. */
  readonly component: Partial<ComponentState>;
  readonly whitelist: { readonly openids: readonly string[]; readonly usernames: readonly string[] };
}

/** The emulated third-party platform. */
export interface ComponentState {
  readonly appid: string;
  readonly pushes_tickets: boolean;
  readonly tickets: readonly { readonly ticket: string; readonly end_time: number }[];
  readonly merchants: readonly {
    readonly authorizer_appid: string;
    readonly authorized: boolean;
    readonly exchanged: boolean;
    readonly auth_time: number;
    readonly refresh_token: string;
    readonly funcs: readonly number[];
    readonly open_card: number;
    readonly nick_name: string;
  }[];
  readonly pushes: PushReport;
}

/** The registration of a third-party platform. */
export interface ComponentRegistration {
  readonly appid: string;
  readonly secret: string;
  readonly token: string;
  readonly aesKey: string;
  readonly authorizationUrl: string;
  /** Contains `$APPID$`. */
  readonly eventsUrl: string;
}

/** The grant of a merchant. */
export interface Grant {
  readonly appid: string;
  /** Ids of permission sets. Default: only cards. */
  readonly funcs?: readonly number[];
  readonly pre_auth_code?: string;
  readonly open_card?: 0 | 1;
  readonly nick_name?: string;
}

export interface ComponentFault {
  readonly kind:
    | 'refresh-changes'
    | 'answer-lost'
    | 'refresh-invalid'
    | 'list-stale'
    | 'unauthorized-late'
    | 'code-used-twice'
    | 'push-lost';
  readonly appid?: string;
  readonly times?: number;
}

/** A card that a user takes. */
export interface Claim {
  readonly appid?: string;
  /** Absent with a ticket. */
  readonly card_id?: string;
  /** The ticket of a QR code. */
  readonly ticket?: string;
  readonly openid: string;
  /** Required by cards with custom codes. */
  readonly code?: string;
  readonly outer_str?: string;
  /** The gift that the user accepts: its giver and the giver's code. */
  readonly gift_of?: { readonly openid: string; readonly code: string };
}

/** The code of a claimed card, or the platform's refusal. */
export type Claimed =
  /** With the card, if the QR code has several. */
  | { readonly code: string; readonly card_id?: string; readonly errcode?: undefined }
  | { readonly code?: undefined; readonly errcode: number; readonly errmsg: string };

export interface Review {
  readonly appid?: string;
  readonly card_id: string;
  readonly passed: boolean;
  /** The reason of a refusal. */
  readonly reason?: string;
}

/** The URL of an account for pushes. */
export interface PushTarget {
  readonly url: string;
  readonly token: string;
  readonly aesKey: string;
  readonly mode?: 'safe' | 'compatible' | 'plain';
  readonly appid?: string;
}

export interface PushFault {
  readonly kind:
    | 'lost'
    | 'unanswered'
    | 'duplicate'
    | 'late'
    | 'unordered'
    | 'previous-key'
    | 'other-key'
    | 'broken'
    | 'unknown'
    | 'lying-plain';
  readonly times?: number;
  readonly appid?: string;
}

/** The pushes so far. */
export interface PushReport {
  readonly sent: number;
  readonly answered: number;
  readonly pending: number;
  readonly failed: number;
  readonly recent: readonly {
    readonly event: string;
    readonly status: 'pending' | 'answered' | 'failed';
    readonly tries: number;
  }[];
}

/** Sends the emulator's control calls. */
export class EmulatorControl {
  readonly url: string;
  readonly #headers: Readonly<Record<string, string>>;

  /** @param headers of every call. With `connection: close` no call meets a connection that the emulator closes because it is idle */
  constructor(url: string, headers: Readonly<Record<string, string>> = {}) {
    this.url = url;
    this.#headers = headers;
  }

  /** Restores the demo data and real time, and clears the ledger and the faults. */
  reset(): Promise<unknown> {
    return this.#call('POST', 'reset', {});
  }

  /** Returns the number of calls by path, without token calls, whose number depends on earlier tests. */
  async calls(): Promise<Ledger['byPath']> {
    const { byPath } = await this.ledger();
    return Object.fromEntries(Object.entries(byPath).filter(([path]) => !isTokenCall(path)));
  }

  ledger(): Promise<Ledger> {
    return this.#call('GET', 'calls') as Promise<Ledger>;
  }

  clearLedger(): Promise<unknown> {
    return this.#call('DELETE', 'calls');
  }

  state(appid?: string): Promise<EmulatorState> {
    return this.#call('GET', `state${appid ? `?appid=${appid}` : ''}`) as Promise<EmulatorState>;
  }

  addCards(count: number, cardType?: string): Promise<{ readonly card_ids: readonly string[] }> {
    const body = { count, ...(cardType ? { card_type: cardType } : {}) };
    return this.#call('POST', 'cards', body) as Promise<{ card_ids: string[] }>;
  }

  /** Issues a code, or sets the status of an existing code. */
  addCode(code: {
    readonly appid?: string;
    readonly card_id: string;
    readonly openid: string;
    readonly code?: string;
    readonly user_card_status?: string;
  }): Promise<unknown> {
    return this.#call('POST', 'codes', code);
  }

  /** Lets a user claim a card, as the platform would. */
  claim(claim: Claim): Promise<Claimed> {
    return this.#call('POST', 'claims', claim) as Promise<Claimed>;
  }

  /** Sends the activation form of a member card for its holder. */
  sendForm(form: {
    readonly appid?: string;
    readonly card_id: string;
    readonly code: string;
    readonly fields: Readonly<Record<string, string | readonly string[]>>;
  }): Promise<{ readonly has_active?: boolean; readonly activate_ticket?: string; readonly url?: string }> {
    return this.#call('POST', 'forms', form) as Promise<object>;
  }

  /** Ends the review of a card. */
  review(review: Review): Promise<{ readonly card_id: string; readonly status: string }> {
    return this.#call('POST', 'reviews', review) as Promise<{ card_id: string; status: string }>;
  }

  fault(fault: Fault): Promise<unknown> {
    return this.#call('POST', 'faults', fault);
  }

  clearFaults(): Promise<unknown> {
    return this.#call('DELETE', 'faults');
  }

  /** Checks a URL, then pushes the events of the account to it. */
  connectPush(target: PushTarget): Promise<{ readonly verified: boolean }> {
    return this.#call('POST', 'push', target) as Promise<{ verified: boolean }>;
  }

  /** Ends the pushes of all accounts. */
  disconnectPush(): Promise<unknown> {
    return this.#call('DELETE', 'push');
  }

  /** Returns the pushes of one account or of all. */
  pushes(appid?: string): Promise<PushReport> {
    return this.#call('GET', `push${appid ? `?appid=${appid}` : ''}`) as Promise<PushReport>;
  }

  pushFault(fault: PushFault): Promise<unknown> {
    return this.#call('POST', 'push/faults', fault);
  }

  /** Performs an action of a holder, a friend or another till on a code. */
  act(
    code: string,
    action: string,
    body: Readonly<Record<string, string>> = {},
  ): Promise<Readonly<Record<string, unknown>>> {
    return this.#call('POST', `codes/${encodeURIComponent(code)}/${action}`, body) as Promise<Record<string, unknown>>;
  }

  /** Sets the order of the list of cards by their time of creation: the platform's is not documented. */
  setListing(order: 'newest' | 'oldest'): Promise<unknown> {
    return this.#call('POST', 'listing', { order });
  }

  expireTokens(): Promise<unknown> {
    return this.#call('POST', 'tokens/expire', {});
  }

  setClock(body: { now: number } | { advanceSeconds: number }): Promise<unknown> {
    return this.#call('POST', 'clock', body);
  }

  addAccount(appid: string, secret: string): Promise<unknown> {
    return this.#call('POST', 'accounts', { appid, secret });
  }

  /** Registers a third-party platform, or changes its settings. */
  registerComponent(registration: ComponentRegistration): Promise<unknown> {
    return this.#call('POST', 'component', registration);
  }

  /** Pushes a ticket now. Tickets follow every ten minutes. */
  pushTicket(): Promise<unknown> {
    return this.#call('POST', 'component/ticket', {});
  }

  stopTickets(): Promise<unknown> {
    return this.#call('POST', 'component/ticket', { stop: true });
  }

  /** Lets a merchant authorize the third-party platform, or change its authorization. `redirect` is a query string. */
  authorize(grant: Grant): Promise<{ readonly authorization_code: string; readonly redirect: string }> {
    return this.#call('POST', 'component/authorize', grant) as Promise<{
      authorization_code: string;
      redirect: string;
    }>;
  }

  /** Withdraws the authorization of a merchant. */
  unauthorize(appid: string): Promise<unknown> {
    return this.#call('POST', 'component/unauthorize', { appid });
  }

  componentFault(fault: ComponentFault): Promise<unknown> {
    return this.#call('POST', 'component/faults', fault);
  }

  clearComponentFaults(): Promise<unknown> {
    return this.#call('DELETE', 'component/faults');
  }

  async #call(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.url}/_emulator/${path}`, {
      method,
      headers: { ...this.#headers, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (response.status !== 200) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }
}
