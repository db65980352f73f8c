import { randomBytes } from 'node:crypto';
import { TICKET_LIFETIME_SECONDS } from '../../platform/endpoints/ticket.js';

/** Random bytes of a ticket. The platform's tickets have 86 characters in base64url (observed). */
const RANDOM_BYTES = 64;

/** The ticket of type wx_card of one account. Like access tokens, it outlives a reset. */
export class CardTicket {
  #text = '';
  /** Unix seconds. */
  #endsAt = Number.NEGATIVE_INFINITY;

  /** Returns the ticket with its remaining seconds: the same within its life (assumed), afterwards a new one. */
  issue(now: number): { ticket: string; expires_in: number } {
    if (this.currentAt(now) === undefined) {
      this.#text = randomBytes(RANDOM_BYTES).toString('base64url');
      this.#endsAt = now + TICKET_LIFETIME_SECONDS;
    }
    // The clock may have been set back since: never return more than the documented lifetime.
    return { ticket: this.#text, expires_in: Math.min(this.#endsAt - now, TICKET_LIFETIME_SECONDS) };
  }

  /** Returns the ticket with which signatures are valid, or undefined if none was issued or its life has ended. */
  currentAt(now: number): string | undefined {
    return this.#endsAt > now ? this.#text : undefined;
  }

  /** Keeps the remaining seconds across a reset, which sets the clock back to real time. */
  rebase(before: number, after: number): void {
    if (this.#endsAt > before) this.#endsAt += after - before;
    this.#endsAt = Math.min(this.#endsAt, after + TICKET_LIFETIME_SECONDS);
  }
}
