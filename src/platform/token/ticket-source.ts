import type { Deadline } from '../../deadline.js';
import { ticketKeys } from '../../store/keys.js';
import type { RecordStore } from '../../store/store.js';
import { TICKET_LIFETIME_SECONDS, ticket } from '../endpoints/ticket.js';
import { unusable } from '../envelope.js';
import { accountKey, type Dispatch } from '../interceptor.js';
import { serialize } from '../multipart.js';
import { safeInt, text } from '../wire.js';
import { ownSecretOf, type TokenMode } from './fetch-token.js';
import { SharedRecord, type SharedToken } from './shared-record.js';
import { type Need, SharedSource } from './shared-source.js';

/**
 * A ticket is not used in its last seconds, because the user would add the card after it has expired. The platform returns the same
 * ticket until then: one that was fetched in those seconds is used to its end, so that a ticket costs at most two calls.
 */
const UNUSED_SECONDS = 60;

/** Duration of the lease on a fetch, milliseconds. A second fetch does no harm, so the lease only saves calls. */
const LEASE_MS = 2000;

export interface TicketSourceOptions {
  readonly appid: string;
  readonly baseUrl: string;
  /** How the account's access token is obtained. Its secret encrypts the ticket in the store. */
  readonly token: TokenMode;
  /** Sends a call of the account, with its queue, circuit breaker, quota pause and access token. */
  readonly dispatch: Dispatch;
  /** Timeout of one fetch, including the wait for another replica's fetch, milliseconds. */
  readonly timeoutMs: number;
  /** Where replicas share their tickets. */
  readonly records: RecordStore;
}

/**
 * The ticket with which the card signatures of one account are made. While the store is unavailable, each replica fetches it, and gets
 * the same one.
 */
export class TicketSource extends SharedSource {
  readonly #options: TicketSourceOptions;

  constructor(options: TicketSourceOptions) {
    const { appid, baseUrl, token, records, timeoutMs } = options;
    const record = new SharedRecord(records, ticketKeys({ baseUrl, appid }), ownSecretOf(token));
    super({ record, timeoutMs, leaseMs: LEASE_MS, endpoint: ticket.getticket.path });
    this.#options = options;
  }

  protected override async fetchNew(_need: Need, deadline: Deadline): Promise<SharedToken> {
    const { dispatch } = this.#options;
    const endpoint = ticket.getticket;
    const { answer } = await dispatch({
      account: accountKey(this.#options),
      endpoint,
      ...serialize(endpoint, { type: 'wx_card' }),
      deadline,
      fresh: true,
    });
    const value = text(answer.ticket);
    if (!value) throw unusable(endpoint.path, 'ticket');
    const seconds = Math.min(safeInt(answer.expires_in) ?? TICKET_LIFETIME_SECONDS, TICKET_LIFETIME_SECONDS);
    const usable = seconds > UNUSED_SECONDS ? seconds - UNUSED_SECONDS : Math.max(seconds, 1);
    const goodUntil = Date.now() + usable * 1000;
    // An earlier call returns the same ticket, so it is not renewed in the background.
    return { value, goodUntil, renewFrom: goodUntil };
  }
}
