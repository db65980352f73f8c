import { randomBytes } from 'node:crypto';
import type { QrCard } from '../../platform/endpoints/qrcode.js';

/** Random bytes of a ticket after its first two. The ticket ends in `==`, like those in the documents. */
const TICKET_BYTES = 68;

/** One card of a QR code, with the users who claimed it by the QR code. */
export interface QrEntry {
  readonly card: QrCard;
  readonly claimedBy: Set<string>;
}

/** One QR code. */
export interface QrCode {
  readonly ticket: string;
  readonly actionName: string;
  /** Unix seconds. */
  readonly endsAt: number;
  readonly entries: readonly QrEntry[];
}

/** The QR codes of one account, in order of creation. */
export class QrCodeStore {
  readonly #byTicket = new Map<string, QrCode>();

  create(actionName: string, cards: readonly QrCard[], endsAt: number): QrCode {
    const ticket = Buffer.concat([Buffer.from([0x81, 0x01]), randomBytes(TICKET_BYTES)]).toString('base64');
    const entries = cards.map((card) => ({ card, claimedBy: new Set<string>() }));
    const created = { ticket, actionName, endsAt, entries };
    this.#byTicket.set(ticket, created);
    return created;
  }

  find(ticket: string): QrCode | undefined {
    return this.#byTicket.get(ticket);
  }

  all(): QrCode[] {
    return [...this.#byTicket.values()];
  }
}

/** Whether a card of a QR code can be claimed only once: it has a code or a user, or gets one random code (documented). */
export function isClaimedOnce({ code, openid, is_unique_code: isUnique }: QrCard): boolean {
  return code !== undefined || openid !== undefined || isUnique === true;
}
