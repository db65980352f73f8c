import { recordOf } from '../client.js';
import type { CardStatus, CodeStatus } from '../generated/operations.js';

/** A card of the emulator. */
export interface EmulatedCard {
  readonly id: string;
  readonly title: string;
  readonly status: CardStatus;
  /** Whether a claim must name the code. */
  readonly needsCode: boolean;
}

/** A code that a user has claimed. */
export interface EmulatedCode {
  readonly code: string;
  readonly cardId: string;
  readonly openid: string;
  readonly status: CodeStatus;
}

/** A QR code that a user can scan. */
export interface EmulatedQrCode {
  readonly ticket: string;
  readonly cardIds: readonly string[];
}

/** Data of the emulator, newest first. */
export interface Emulated {
  readonly cards: readonly EmulatedCard[];
  readonly codes: readonly EmulatedCode[];
  readonly qrCodes: readonly EmulatedQrCode[];
  readonly openids: readonly string[];
}

/** A call that the emulator has received. */
export interface ReceivedCall {
  readonly number: number;
  /** Unix seconds of the emulator's clock. */
  readonly at: number;
  readonly path: string;
  readonly errcode: number | null;
  readonly committed: boolean;
}

export interface ActiveFault {
  readonly kind: string;
  readonly path: string | undefined;
  readonly when: string;
  readonly value: number;
  /** Number of calls that are still to be affected. Undefined: no limit. */
  readonly times: number | undefined;
}

/** Maximum number of cards, codes and QR codes in a list. */
const MAX_LISTED = 500;

const CARD_STATUSES: ReadonlyMap<unknown, CardStatus> = new Map([
  ['CARD_STATUS_NOT_VERIFY', 'IN_REVIEW'],
  ['CARD_STATUS_VERIFY_FAIL', 'REJECTED'],
  ['CARD_STATUS_VERIFY_OK', 'APPROVED'],
  ['CARD_STATUS_DISPATCH', 'DISPATCHED'],
  ['CARD_STATUS_DELETE', 'DELETED'],
]);

const CODE_STATUSES: ReadonlyMap<unknown, CodeStatus> = new Map([
  ['NORMAL', 'NORMAL'],
  ['CONSUMED', 'REDEEMED'],
  ['EXPIRE', 'EXPIRED'],
  ['GIFTING', 'GIFTING'],
  ['GIFT_SUCC', 'GIFT_SUCCEEDED'],
  ['GIFT_TIMEOUT', 'GIFT_TIMEOUT'],
  ['DELETE', 'DELETED'],
  ['UNAVAILABLE', 'UNAVAILABLE'],
]);

/** Reads the response of `state`. */
export function emulatedOf(state: Readonly<Record<string, unknown>>): Emulated {
  const newest = (name: string) => recordsIn(state[name]).reverse().slice(0, MAX_LISTED);
  return {
    cards: newest('cards').map(cardOf),
    codes: newest('codes').map(codeOf),
    qrCodes: newest('tickets').map(({ ticket, card_list }) => ({
      ticket: String(ticket),
      cardIds: recordsIn(card_list).map((card) => String(card.card_id)),
    })),
    openids: recordsIn(state.users).map(({ openid }) => String(openid)),
  };
}

/** Reads a code as `state` and the actions on codes return it. */
export function codeOf({ code, card_id, openid, user_card_status }: Readonly<Record<string, unknown>>): EmulatedCode {
  return {
    code: String(code),
    cardId: String(card_id),
    openid: String(openid),
    status: CODE_STATUSES.get(user_card_status) ?? 'UNKNOWN',
  };
}

/** Reads the response of `calls/latest`. */
export function callsOf(data: Readonly<Record<string, unknown>>): ReceivedCall[] {
  return recordsIn(data.calls).map(({ number, at, path, errcode, committed }) => ({
    number: Number(number),
    at: Number(at),
    path: String(path),
    errcode: typeof errcode === 'number' ? errcode : null,
    committed: committed === true,
  }));
}

/** Reads the response of `faults`. */
export function faultsOf(data: Readonly<Record<string, unknown>>): ActiveFault[] {
  return recordsIn(data.faults).map(({ kind, path, when, value, times }) => ({
    kind: String(kind),
    path: typeof path === 'string' ? path : undefined,
    when: String(when),
    value: Number(value),
    times: typeof times === 'number' ? times : undefined,
  }));
}

function cardOf(card: Readonly<Record<string, unknown>>): EmulatedCard {
  const payload = recordOf(card[String(card.card_type).toLowerCase()]);
  const { id, title, status, use_custom_code, get_custom_code_mode } = recordOf(payload.base_info);
  return {
    id: String(id),
    title: String(title),
    status: CARD_STATUSES.get(status) ?? 'UNKNOWN',
    needsCode: use_custom_code === true && get_custom_code_mode !== 'GET_CUSTOM_CODE_MODE_DEPOSIT',
  };
}

const recordsIn = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value.map(recordOf) : []);
