import { CARDS_PERMISSION, TICKET_INTERVAL_SECONDS, TICKET_VALID_SECONDS } from '../../platform/endpoints/component.js';
import type { ClockTimers } from '../push/clock-timers.js';
import type { PushKeys } from '../push/envelope.js';
import type { CardEvent } from '../push/message.js';
import type { Pushes } from '../push/pushes.js';
import { PlatformRefusal } from '../refusal.js';
import type { Clock } from '../state/clock.js';
import type { Tokens } from '../state/tokens.js';
import { ComponentFaults } from './component-faults.js';
import { type IssuedText, IssuedTexts } from './issued-texts.js';
import { EmulatedMerchants, type Grant, type ListedMerchant, type Merchant } from './merchants.js';
import { type InfoType, type NoticeFields, noticeOf } from './notices.js';

/** Lifetime of a pre-authorization code (documented), seconds. */
export const PRE_AUTH_CODE_SECONDS = 1800;

/** Lifetime of an authorization code (observed), seconds. */
export const AUTHORIZATION_CODE_SECONDS = 3600;

/** The part of the events URL that is replaced by the appid of a merchant. */
export const APPID_PLACEHOLDER = '$APPID$';

/** A third-party platform as its operator registers it. */
export interface ComponentSettings extends PushKeys {
  readonly appid: string;
  readonly secret: string;
  readonly authorizationUrl: URL;
  /** Contains `$APPID$`. */
  readonly eventsUrl: string;
}

/** The parts of the emulator that a component uses. */
export interface ComponentParts {
  readonly clock: Clock;
  readonly tokens: Tokens;
  readonly timers: ClockTimers;
  /** Pushes the notices under the appid of the component, and the events of each merchant under the merchant's appid. */
  readonly pushes: Pushes;
}

/** A third-party platform ("component") with its tickets, its codes and the merchants that authorized it. */
export class EmulatedComponent {
  readonly merchants = new EmulatedMerchants();
  readonly faults = new ComponentFaults();
  readonly #parts: ComponentParts;
  readonly #tickets = new IssuedTexts<undefined>('ticket', TICKET_VALID_SECONDS);
  readonly #preAuthCodes = new IssuedTexts<undefined>('preauthcode', PRE_AUTH_CODE_SECONDS);
  readonly #codes = new IssuedTexts<Merchant>('queryauthcode', AUTHORIZATION_CODE_SECONDS);
  #settings: ComponentSettings;
  /** Cancels the next ticket. Undefined: the push of tickets is stopped. */
  #cancelTicket: (() => void) | undefined;

  /** Pushes the first ticket at once. */
  constructor(settings: ComponentSettings, parts: ComponentParts) {
    this.#settings = settings;
    this.#parts = parts;
    this.configure(settings);
    this.pushTicket();
  }

  get settings(): ComponentSettings {
    return this.#settings;
  }

  get appid(): string {
    return this.#settings.appid;
  }

  get isPushingTickets(): boolean {
    return this.#cancelTicket !== undefined;
  }

  /** The tickets, oldest first. */
  get tickets(): readonly IssuedText<undefined>[] {
    return this.#tickets.all();
  }

  /** Changes everything but the appid. Merchants, codes and tokens stay. */
  configure(settings: ComponentSettings): void {
    this.#settings = settings;
    const { token, aesKey, authorizationUrl: url } = settings;
    this.#parts.pushes.direct(this.appid, { url, token, aesKey, mode: 'safe', rejectsEmpty: true });
    for (const merchant of this.merchants.all()) this.#directEvents(merchant);
  }

  /** Pushes a new ticket, and then one every ten minutes. */
  pushTicket(): void {
    const { text } = this.#tickets.issue(undefined, this.#now());
    this.#notify('component_verify_ticket', { ComponentVerifyTicket: text });
    this.#cancelTicket?.();
    this.#cancelTicket = this.#parts.timers.after(TICKET_INTERVAL_SECONDS * 1000, () => this.pushTicket());
  }

  stopTickets(): void {
    this.#cancelTicket?.();
    this.#cancelTicket = undefined;
  }

  /** @throws {PlatformRefusal} 61006, 61005 */
  checkTicket(ticket: string): void {
    const found = this.#tickets.find(ticket);
    if (found === undefined) throw new PlatformRefusal(61006);
    if (found.endsAt <= this.#now()) throw new PlatformRefusal(61005);
  }

  createPreAuthCode(): IssuedText<undefined> {
    return this.#preAuthCodes.issue(undefined, this.#now());
  }

  /** Whether an authorization page could be opened with the code. */
  acceptsPreAuthCode(code: string): boolean {
    const found = this.#preAuthCodes.find(code);
    return found !== undefined && !found.isUsed && found.endsAt > this.#now();
  }

  /** Lets a merchant authorize the component or change its authorization, and pushes the notice. Returns the authorization code. */
  authorize(grant: Grant, preAuthCode = this.createPreAuthCode().text): IssuedText<Merchant> {
    const page = this.#preAuthCodes.find(preAuthCode);
    if (page !== undefined) page.isUsed = true;
    const wasAuthorized = this.merchants.authorized(grant.appid) !== undefined;
    const merchant = this.merchants.authorize(grant, this.#now());
    this.#directEvents(merchant);
    const code = this.#codes.issue(merchant, this.#now());
    if (this.faults.take('code-used-twice', grant.appid)) {
      code.isUsed = true;
      merchant.isExchanged = true;
    }
    const { sendLateNotice } = merchant;
    merchant.sendLateNotice = undefined;
    this.#notifyOf(
      grant.appid,
      wasAuthorized ? 'updateauthorized' : 'authorized',
      { AuthorizationCode: code.text, AuthorizationCodeExpiredTime: code.endsAt, PreAuthCode: preAuthCode },
      sendLateNotice,
    );
    return code;
  }

  /** Withdraws an authorization and pushes the notice. */
  unauthorize(merchant: Merchant): void {
    const { appid } = merchant.grant;
    merchant.isAuthorized = false;
    this.#parts.tokens.revoke('authorizer', appid);
    this.#parts.pushes.disconnect(appid);
    const now = this.#now();
    const send = () => this.#notifyOf(appid, 'unauthorized', {}, undefined, now);
    if (this.faults.take('unauthorized-late', appid)) merchant.sendLateNotice = send;
    else send();
  }

  /** Exchanges an authorization code. @throws {PlatformRefusal} 61009, 61010 */
  exchange(text: string): Merchant {
    const code = this.#codes.find(text);
    if (code === undefined || code.isUsed || !code.value.isAuthorized) throw new PlatformRefusal(61009);
    if (code.endsAt <= this.#now()) throw new PlatformRefusal(61010);
    code.isUsed = true;
    code.value.isExchanged = true;
    return code.value;
  }

  /** @throws {PlatformRefusal} 61003 */
  requireAuthorized(appid: string): Merchant {
    const merchant = this.merchants.authorized(appid);
    if (merchant === undefined) throw new PlatformRefusal(61003);
    return merchant;
  }

  /** Accepts a merchant's refresh token, which the fault `refresh-changes` replaces. @throws {PlatformRefusal} 61003, 61023 */
  refresh(appid: string, refreshToken: string): Merchant {
    const merchant = this.requireAuthorized(appid);
    const now = this.#now();
    if (this.faults.take('refresh-invalid', appid) || !merchant.accepts(refreshToken, now)) {
      throw new PlatformRefusal(61023);
    }
    if (this.faults.take('refresh-changes', appid)) merchant.replaceRefreshToken(now);
    return merchant;
  }

  /** Returns the list of merchants, which the fault `list-stale` outdates. */
  list(): ListedMerchant[] {
    const isAffected = this.faults.takeForList();
    return isAffected === undefined ? this.merchants.listed() : this.merchants.staleList(isAffected);
  }

  /** Returns the errcode of a card call with the token of a merchant, or null. */
  refusalOfCardCall(appid: string): 48001 | 61003 | 61007 | null {
    const merchant = this.merchants.authorized(appid);
    if (merchant === undefined) return 61003;
    if (!merchant.grant.funcs.includes(CARDS_PERMISSION)) return 61007;
    return merchant.grant.hasCards ? null : 48001;
  }

  /** Pushes an event of a merchant that granted the permission set for cards. */
  publish(appid: string, event: CardEvent): void {
    if (this.refusalOfCardCall(appid) !== 61007) this.#parts.pushes.add(appid, event);
  }

  /** Keeps tickets, codes and refresh tokens valid across a reset, and removes the faults. */
  reset(before: number): void {
    const after = this.#now();
    for (const texts of [this.#tickets, this.#preAuthCodes, this.#codes]) texts.rebase(before, after);
    for (const merchant of this.merchants.all()) {
      merchant.rebase(before, after);
      merchant.sendLateNotice = undefined;
    }
    this.faults.clear();
  }

  /** Ends all pushes and invalidates all tokens of the component. */
  close(): void {
    this.stopTickets();
    this.#parts.pushes.disconnect();
    this.#parts.tokens.revoke('component', this.appid);
    for (const { grant } of this.merchants.all()) this.#parts.tokens.revoke('authorizer', grant.appid);
  }

  #directEvents({ grant: { appid }, isAuthorized }: Merchant): void {
    if (!isAuthorized) return;
    const { token, aesKey, eventsUrl } = this.#settings;
    const url = new URL(eventsUrl.replace(APPID_PLACEHOLDER, encodeURIComponent(appid)));
    this.#parts.pushes.direct(appid, { url, token, aesKey, mode: 'safe', recipient: this.appid });
  }

  /** Pushes a notice about a merchant. Calls `finished` when it will not be tried again. */
  #notifyOf(
    appid: string,
    infoType: InfoType,
    fields: NoticeFields,
    finished: (() => void) | undefined,
    now = this.#now(),
  ): void {
    if (this.faults.take('push-lost', appid)) this.#parts.pushes.addFault('lost', 1, this.appid);
    this.#notify(infoType, { AuthorizerAppid: appid, ...fields }, now, finished);
  }

  #notify(infoType: InfoType, fields: NoticeFields, now = this.#now(), finished?: () => void): void {
    this.#parts.pushes.addMessage(this.appid, infoType, noticeOf(this.appid, infoType, fields, now), finished);
  }

  #now(): number {
    return this.#parts.clock.now();
  }
}
