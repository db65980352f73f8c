import { type CardErrorCodeName, CardUserError } from '../mutation/user-error.js';
import type { Code } from './code.type.js';
import type { CodeStatusName } from './code-status.type.js';

/** Why a code cannot be redeemed. */
interface Reason {
  readonly code: CardErrorCodeName;
  readonly message: string;
  /** The field of the reason, if it is not the code. */
  readonly field?: 'cardId';
}

const NOT_REDEEMABLE: Reason = {
  code: 'CODE_NOT_REDEEMABLE',
  message:
    'expected a code with the status NORMAL, got one that was given away or deleted, has expired or is unavailable',
};
const ALREADY_REDEEMED: Reason = {
  code: 'CODE_ALREADY_REDEEMED',
  message: 'the code has already been redeemed, and a code can be redeemed only once',
};
const OUTSIDE_VALIDITY: Reason = {
  code: 'CODE_NOT_REDEEMABLE',
  message: "the code is outside its validity period: query the code's beginsAt and endsAt",
};
const MEMBER_CARD: Reason = {
  code: 'WRONG_CARD_TYPE',
  message: 'the code belongs to a card type that is not redeemed, such as a member card: redeem coupons and tickets',
};
const NOT_FOUND: Reason = {
  code: 'CODE_NOT_FOUND',
  message: 'no user holds this code of the card: it was never issued, is not claimed yet, or was given away',
};
const NOT_FOUND_WITHOUT_CARD: Reason = {
  code: 'CODE_NOT_FOUND',
  message:
    'no user holds this code: it was never issued, is not claimed yet, or was given away. Custom codes are found only with their card: send cardId',
};

/** The reasons by errcode. */
const REASONS: ReadonlyMap<number, Reason> = new Map([
  [40056, NOT_FOUND],
  [40071, MEMBER_CARD],
  [40073, { code: 'CARD_NOT_FOUND', message: 'the account has no card with this id', field: 'cardId' }],
  [40099, ALREADY_REDEEMED],
  [40127, NOT_REDEEMABLE],
  [40147, OUTSIDE_VALIDITY],
  [
    72020,
    {
      code: 'REDEEM_LIMIT_REACHED',
      message: 'the holder has already redeemed as many codes of this card as its redeemLimit allows',
    },
  ],
]);

/** How the caller named the code. */
export interface NamedCode {
  /** The field that named it. */
  readonly field: 'code' | 'encryptedCode';
  readonly hasCardId: boolean;
}

/** Explains a refusal of code/consume, or of the check of code/get. Both have the same reasons. Other refusals are returned unchanged. */
export function explainedRefusal(refused: CardUserError, { field, hasCardId }: NamedCode): CardUserError {
  const reason = refused.errcode === 40056 && !hasCardId ? NOT_FOUND_WITHOUT_CARD : REASONS.get(refused.errcode ?? 0);
  return reason === undefined ? refused : refused.explained(reason.message, [reason.field ?? field], reason.code);
}

/**
 * Returns why a code that passed the check of code/get cannot be redeemed, or undefined if it can. The platform accepts codes of member
 * cards there, although it never redeems them. Only they have a membership number.
 */
export function reasonAgainst(code: Code): CardUserError | undefined {
  const reason = code.isOfMemberCard ? MEMBER_CARD : reasonOfStatus(code);
  return reason && new CardUserError(reason.code, reason.message, ['code']);
}

/** If the response has no can_consume, the check itself decides: the platform rejects a code that is not normal. */
function reasonOfStatus({ redeemable, status, beginsAt, endsAt }: Code): Reason | undefined {
  if (redeemable ?? (status === null || status === 'NORMAL')) return undefined;
  if (status === 'REDEEMED') return ALREADY_REDEEMED;
  if (status !== null && LAPSED.has(status)) return NOT_REDEEMABLE;
  const now = Date.now();
  if ((beginsAt?.getTime() ?? 0) > now || (endsAt?.getTime() ?? now) < now) return OUTSIDE_VALIDITY;
  return {
    code: 'CODE_NOT_REDEEMABLE',
    message: 'the platform reports that the code cannot be redeemed now; query its status',
  };
}

const LAPSED: ReadonlySet<CodeStatusName | 'UNKNOWN'> = new Set<CodeStatusName>([
  'EXPIRED',
  'GIFTING',
  'GIFT_SUCCEEDED',
  'GIFT_TIMEOUT',
  'DELETED',
  'UNAVAILABLE',
]);
