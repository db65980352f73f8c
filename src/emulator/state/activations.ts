import { randomBytes } from 'node:crypto';
import type { ActivatetempinfoGetAnswer, ActivateuserformSetRequest } from '../../platform/endpoints/activation.js';
import { ActivationPace } from './activation-pace.js';
import type { StoredCard } from './cards.js';
import type { StoredCode } from './codes.js';

/** Lifetime of an activation ticket, by the emulator's clock (assumed). */
const TICKET_SECONDS = 3600;

/** Random bytes of a ticket. Its base64 ends with `==`, so that a reader must percent-decode it. */
const TICKET_BYTES = 28;

/** The form of a card, as it was sent. */
export type StoredForm = Omit<ActivateuserformSetRequest, 'card_id'>;

/** The values that a user sent with a form, until the member is activated or the ticket expires. */
export interface ActivationTicket {
  readonly ticket: string;
  readonly code: StoredCode;
  readonly info: ActivatetempinfoGetAnswer['info'];
  /** Unix seconds. */
  readonly expiresAt: number;
}

/** The activation forms of the cards, and the tickets of the users who sent one. At most one form per card and one ticket per code. */
export class Activations {
  readonly pace = new ActivationPace();
  readonly #forms = new Map<StoredCard, StoredForm>();
  readonly #byTicket = new Map<string, ActivationTicket>();
  readonly #byCode = new Map<StoredCode, ActivationTicket>();

  /** Replaces the form of a card. */
  setForm(card: StoredCard, form: StoredForm): void {
    this.#forms.set(card, form);
  }

  formOf(card: StoredCard): StoredForm | undefined {
    return this.#forms.get(card);
  }

  /** Issues the ticket of a form that a user sent. It replaces the ticket of an earlier one. */
  issue(code: StoredCode, info: ActivationTicket['info'], now: number): string {
    const earlier = this.#byCode.get(code);
    if (earlier !== undefined) this.#byTicket.delete(earlier.ticket);
    const ticket = randomBytes(TICKET_BYTES).toString('base64');
    this.#store({ ticket, code, info, expiresAt: now + TICKET_SECONDS });
    return ticket;
  }

  /** Returns a ticket that was issued for the account, even if it has expired. */
  find(ticket: string): ActivationTicket | undefined {
    return this.#byTicket.get(ticket);
  }

  /** Ends the ticket of a member who was activated, and returns its values unless it had expired. */
  end(code: StoredCode, now: number): ActivationTicket['info'] | undefined {
    const found = this.#byCode.get(code);
    if (found === undefined || found.expiresAt <= now) return undefined;
    this.#store({ ...found, expiresAt: now });
    return found.info;
  }

  forms(): { card: StoredCard; form: StoredForm }[] {
    return Array.from(this.#forms, ([card, form]) => ({ card, form }));
  }

  tickets(): readonly ActivationTicket[] {
    return [...this.#byTicket.values()];
  }

  #store(ticket: ActivationTicket): void {
    this.#byTicket.set(ticket.ticket, ticket);
    this.#byCode.set(ticket.code, ticket);
  }
}
