import { CARD_ID, endpoint, type FieldRule } from '../endpoint.js';

/** Maximum number of codes in one call. Source: creating-cards: Deposit custom codes. */
export const DEPOSIT_MAX_CODES = 100;

/**
 * Maximum UTF-8 bytes of a code that the merchant supplies for a deposit, a QR code or a cardExt. Later calls accept codes of 64 bytes.
 * Assumed: the documents of the add-card page reject longer ones.
 */
export const NEW_CODE_MAX_UTF8_BYTES = 20;

/** The format of such a code. Assumed: the documents only exclude special characters. */
export const NEW_CODE = /^[\w-]{1,20}$/;

const CODES = { type: 'string[]', missing: 40110 } as const satisfies FieldRule;

export interface CodeDepositRequest {
  card_id: string;
  /** 1..100, all different. */
  code: string[];
}
/** The three lists together are the codes of the request. The documents call them counts, but live responses contain codes (observed). */
export interface CodeDepositAnswer {
  succ_code: string[];
  /** Codes that were deposited before. */
  duplicate_code: string[];
  /** Includes codes that another card of the account has (assumed). */
  fail_code: string[];
}

export interface CodeGetdepositcountRequest {
  card_id: string;
}
export interface CodeGetdepositcountAnswer {
  /** Includes the codes that were claimed since (assumed). */
  count: number;
}

export interface CodeCheckcodeRequest {
  card_id: string;
  /** 1..100. */
  code: string[];
}
export interface CodeCheckcodeAnswer {
  /** Includes the codes that were claimed since (assumed). */
  exist_code: string[];
  not_exist_code: string[];
}

/** Errcodes of these calls. Which of them a card of another code mode or status gets is assumed. */
const errcodes = [40073, 40078, 40097, 40109, 40110, 40111, 43009];

/** Endpoints for the codes that a merchant deposits for a card. */
export const deposit = {
  /** Known codes return in `duplicate_code`, so a repeat does no harm. */
  add: endpoint<CodeDepositRequest, CodeDepositAnswer>({
    path: '/card/code/deposit',
    method: 'POST',
    effect: 'write',
    request: { card_id: CARD_ID, code: CODES },
    errcodes,
    source: 'creating-cards: Deposit custom codes',
  }),
  count: endpoint<CodeGetdepositcountRequest, CodeGetdepositcountAnswer>({
    path: '/card/code/getdepositcount',
    method: 'POST',
    effect: 'read',
    request: { card_id: CARD_ID },
    errcodes,
    source: 'creating-cards: Query the number of deposited codes',
  }),
  check: endpoint<CodeCheckcodeRequest, CodeCheckcodeAnswer>({
    path: '/card/code/checkcode',
    method: 'POST',
    effect: 'read',
    request: { card_id: CARD_ID, code: CODES },
    errcodes,
    source: 'creating-cards: Check deposited codes',
  }),
};
