import { Int, ObjectType, registerEnumType } from 'type-graphql';
import { ERRCODES } from '../../platform/errcodes.js';
import type { PlatformError } from '../../platform/errors.js';
import { NonNull, Nullable } from '../types/field.decorators.js';

/** Whether an unchanged retry can succeed. */
export type RetryAdvice = 'no' | 'yes' | 'later';

interface CodeFacts {
  /** The description in the schema. */
  readonly meaning: string;
  /** How the caller resolves the error. */
  readonly remedy: string;
  readonly retry: RetryAdvice;
}

/** The table of every CardErrorCode: the source of the enum, the userErrors and docs/errors.md. */
export const CARD_ERROR_CODES = {
  INVALID_INPUT: {
    meaning: 'A value is not valid for its field.',
    remedy: 'Correct the named field.',
    retry: 'no',
  },
  FIELD_TOO_LONG: {
    meaning: 'A text exceeds its limit. Limits count UTF-8 bytes: a Chinese character has three.',
    remedy: 'Shorten the named field.',
    retry: 'no',
  },
  FIELD_NOT_UPDATABLE: {
    meaning:
      'The field cannot be changed after the card was created, such as the title of a card that is not a member card.',
    remedy: 'Omit the field.',
    retry: 'no',
  },
  TOO_MANY_ITEMS: {
    meaning: 'A list has more entries than the platform accepts, or a member card more than three fields on its front.',
    remedy: 'Send fewer of them.',
    retry: 'no',
  },
  CONFLICTING_FIELDS: {
    meaning: 'Two fields exclude each other.',
    remedy: 'Send only one of them.',
    retry: 'no',
  },
  CONTENT_REJECTED: {
    meaning: "The platform's content check rejected a text or an image.",
    remedy: 'Change the text or the image.',
    retry: 'no',
  },
  WRONG_CARD_TYPE: {
    meaning: 'The field or the mutation does not apply to this card type.',
    remedy: "Query the card's type and send the fields of that type.",
    retry: 'no',
  },
  INVALID_VALIDITY: {
    meaning:
      'The validity period of a new card must end in the future and after it begins. The period of an existing card can only be extended, and only if it is a fixed range.',
    remedy:
      'For a new card, send an end that is later. For an existing one, send a start that is not later and an end that is not earlier than the current ones.',
    retry: 'no',
  },
  SETTING_IRREVERSIBLE: {
    meaning: 'The setting cannot be turned off again.',
    remedy: 'Omit the field.',
    retry: 'no',
  },
  CARD_NOT_FOUND: {
    meaning: 'The account has no card with this id.',
    remedy: 'Check the id and the account.',
    retry: 'no',
  },
  CODE_NOT_FOUND: {
    meaning:
      'The code does not exist: it was never issued, is not claimed yet, or was given away. Custom codes are found only with their card.',
    remedy: 'Check the code, and send `cardId` with it.',
    retry: 'no',
  },
  RULE_NOT_FOUND: { meaning: 'The account has no pay-gift rule with this id.', remedy: 'Check the id.', retry: 'no' },
  MEMBER_NOT_FOUND: {
    meaning: 'No user holds the member card with this code.',
    remedy: 'Check the card and the code.',
    retry: 'no',
  },
  MERCHANT_NOT_FOUND: { meaning: 'The merchant id does not exist.', remedy: 'Check the merchant id.', retry: 'no' },
  REVIEW_REQUIRED: {
    meaning: 'The change would send the card back to review, and `allowReview` is false.',
    remedy: 'Omit the named fields, or set `allowReview` to true.',
    retry: 'no',
  },
  CARD_STATUS_CONFLICT: {
    meaning: "The card's status does not allow the change, for example because the card is deleted.",
    remedy: "Query the card's status.",
    retry: 'no',
  },
  CARD_NOT_CHANGEABLE: {
    meaning: "The card cannot be changed while an advertisement or a friends' voucher uses it.",
    remedy: 'Change another card.',
    retry: 'no',
  },
  CODE_NOT_REDEEMABLE: {
    meaning:
      'The code cannot be redeemed now: it was given away or deleted, is expired or unavailable, or is outside its validity period.',
    remedy: "Query the code's status.",
    retry: 'no',
  },
  CODE_ALREADY_REDEEMED: {
    meaning: 'The code has already been redeemed.',
    remedy: 'None: a code can be redeemed only once.',
    retry: 'no',
  },
  CODE_STATUS_CONFLICT: {
    meaning: "The code's status does not allow the change.",
    remedy: "Query the code's status.",
    retry: 'no',
  },
  CODE_ALREADY_EXISTS: { meaning: 'The new code is already in use.', remedy: 'Choose another code.', retry: 'no' },
  STOCK_OUT_OF_RANGE: {
    meaning: 'The stock would leave the range from 0 to 100,000,000, or conflict with the number of deposited codes.',
    remedy: "Query the card's stock and send a smaller change.",
    retry: 'no',
  },
  STOCK_CHANGED: {
    meaning: 'The stock is not equal to `expectedQuantity`.',
    remedy: "Query the card's stock, decide again, and send the change with a new `idempotencyKey`.",
    retry: 'no',
  },
  MERCHANT_MISMATCH: {
    meaning: 'The card and the merchant id belong to different legal entities.',
    remedy: 'Use a merchant id of the same legal entity.',
    retry: 'no',
  },
  MERCHANT_NOT_BOUND: {
    meaning: 'The merchant id is not bound to this account, or another account created the card.',
    remedy: 'Bind the merchant id, or use the account that created the card.',
    retry: 'no',
  },
  MERCHANT_OCCUPIED: {
    meaning: 'The merchant id is in use by another account or rule.',
    remedy: 'Delete the rule that occupies the merchant id.',
    retry: 'no',
  },
  NOT_A_MEMBER_CARD: {
    meaning: 'A pay-gift rule can only give a member card.',
    remedy: 'Send the id of a member card.',
    retry: 'no',
  },
  RULE_EXPIRED: { meaning: 'The pay-gift rule has ended.', remedy: 'Add a new rule.', retry: 'no' },
  RULE_STATUS_CONFLICT: {
    meaning: "The pay-gift rule's status does not allow the change.",
    remedy: "Query the rule's status.",
    retry: 'no',
  },
  RULE_NOT_CREATED: {
    meaning: 'The platform excluded every merchant, so no rule was created.',
    remedy: 'See `failedMerchants` for the reasons.',
    retry: 'no',
  },
  ACTIVATION_REQUIRED: {
    meaning: 'One-tap activation is not enabled on the member card.',
    remedy: 'Set `wxActivate` with `updateCard` first.',
    retry: 'no',
  },
  NOT_PERMITTED: {
    meaning: 'The account lacks a privilege that the call requires.',
    remedy: "Apply for the privilege on the platform's console.",
    retry: 'no',
  },
  PAYMENT_NOT_ENABLED: {
    meaning: 'WeChat Pay is not enabled for the merchant.',
    remedy: 'Enable WeChat Pay for the account.',
    retry: 'no',
  },
  FEATURE_SUSPENDED: {
    meaning: 'The platform has suspended the feature.',
    remedy: "Contact the platform's support about its return.",
    retry: 'later',
  },
  CODE_MODE_MISMATCH: {
    meaning:
      "The card's `codeMode` does not allow the mutation: a code was sent, or was not sent, contrary to it, or the card is handed out in a way that " +
      'its mode does not have.',
    remedy:
      "Query the card's `codeMode`. Send a code only for `CUSTOM`, deposit codes only for `DEPOSITED`, and put cards on landing pages only if the " +
      'mode is not `CUSTOM`.',
    retry: 'no',
  },
  LOCATION_REQUIRED: {
    meaning: 'The card must have a shop first.',
    remedy: 'Set `locationIds` with `updateCard`, then send the same again.',
    retry: 'no',
  },
  LINK_NOT_ALLOWED: {
    meaning: 'The platform does not accept a link to a web page here.',
    remedy: 'Send a page in a mini program instead.',
    retry: 'no',
  },
  TOO_FREQUENT: {
    meaning: 'The member was changed a moment before.',
    remedy: 'Retry in the next minute.',
    retry: 'later',
  },
  REDEEM_LIMIT_REACHED: {
    meaning: "The user has redeemed as many codes of the card as the card's `redeemLimit` allows.",
    remedy: "Query the card's `redeemLimit`. It cannot be changed.",
    retry: 'no',
  },
  MEMBER_ALREADY_ACTIVE: {
    meaning: 'The member card with this code is already active.',
    remedy: 'Query the member. To replace its data, set `overwrite` to true.',
    retry: 'no',
  },
  ACCOUNT_NOT_AUTHORIZED: {
    meaning: 'The account no longer authorizes this server to act for it.',
    remedy: 'Let the merchant authorize the account again.',
    retry: 'no',
  },
  INVALID_DATE_RANGE: {
    meaning: 'The date range is not valid for statistics: it must end before today, in China Standard Time.',
    remedy: 'Send a range that ends yesterday or earlier.',
    retry: 'no',
  },
  STATS_NOT_READY: {
    meaning: 'The platform has not yet published the statistics of these days.',
    remedy: 'Retry in a few hours.',
    retry: 'later',
  },
  IDEMPOTENCY_KEY_REUSED: {
    meaning: 'The key was used with another input.',
    remedy:
      'Use a new key for a new change. If the message names an earlier version of Cardgraph, read the object first: the change may have taken effect.',
    retry: 'no',
  },
  IDEMPOTENCY_KEY_IN_USE: {
    meaning: 'The first request with this key is still running.',
    remedy: 'Retry the same request in a moment.',
    retry: 'yes',
  },
  OUTCOME_UNKNOWN: {
    meaning:
      "The platform's response was lost, and it could not be determined whether the change took effect. Some changes can be read back, others cannot.",
    remedy:
      'With an `idempotencyKey`, retry the same request: it never applies a change twice that must not be repeated. It reads back if a read shows ' +
      'the change. Otherwise it sends a harmless change again, and never a landing page. Without a key, read the object first, if a read shows it.',
    retry: 'yes',
  },
  PLATFORM_REJECTED: {
    meaning: 'The platform rejected the call for a reason that has no CardErrorCode: see `errcode` and `errmsg`.',
    remedy: "Look up the errcode in the platform's documentation.",
    retry: 'no',
  },
  PLATFORM_UNAVAILABLE: {
    meaning: 'The platform is busy or unreachable.',
    remedy: 'Send the same again a little later.',
    retry: 'later',
  },
  PLATFORM_TIMEOUT: {
    meaning: 'The platform did not respond in time.',
    remedy: 'Send the same again a little later.',
    retry: 'later',
  },
  PLATFORM_QUOTA_EXCEEDED: {
    meaning: "The account's quota for this call, per minute or per day, is exhausted.",
    remedy: 'Wait for the next minute or day, or raise the quota on the console.',
    retry: 'later',
  },
} as const satisfies Record<string, CodeFacts>;

export type CardErrorCodeName = keyof typeof CARD_ERROR_CODES;

const NAMES = Object.keys(CARD_ERROR_CODES) as CardErrorCodeName[];

export const CardErrorCode = Object.fromEntries(NAMES.map((name) => [name, name]));
registerEnumType(CardErrorCode, {
  name: 'CardErrorCode',
  description: 'Stable names of the errors that the platform and this server report. New values may be added.',
  valuesConfig: Object.fromEntries(NAMES.map((name) => [name, { description: CARD_ERROR_CODES[name].meaning }])),
});

@ObjectType({ simpleResolvers: true, description: 'An error that the caller can resolve.' })
export class CardUserError {
  @NonNull(() => CardErrorCode, 'The error as a stable name.')
  readonly code: CardErrorCodeName;

  @NonNull(
    () => String,
    'The error in words: what was expected and what was received. Never contains the received value.',
  )
  readonly message: string;

  @Nullable(
    () => [String],
    'Path of the field, from the root of the argument. Null if the error does not concern a single field.',
  )
  readonly field: readonly string[] | null;

  @Nullable(() => Int, "The platform's errcode. Null if this server rejected the request.")
  readonly errcode: number | null;

  @Nullable(
    () => String,
    "The platform's errmsg with its hint or rid, by which its operators can find the call. For errcode 47001, whose errmsg echoes the " +
      'request, only the hint or rid.',
  )
  readonly errmsg: string | null;

  constructor(
    code: CardErrorCodeName,
    message: string,
    field: readonly string[] | null = null,
    refused?: PlatformError,
  ) {
    this.code = code;
    this.message = message;
    this.field = field;
    this.errcode = refused?.errcode ?? null;
    this.errmsg = refused?.errmsg || null;
  }

  /** Returns the same refusal with another code, for cases where a further read determines its meaning. */
  named(code: CardErrorCodeName, field: readonly string[]): CardUserError {
    return this.explained(this.message, field, code);
  }

  /** Returns the same refusal with a message that explains it and the field that it concerns, if it is known. */
  explained(message: string, field: readonly string[] | null, code = this.code): CardUserError {
    return Object.assign(new CardUserError(code, message, field), { errcode: this.errcode, errmsg: this.errmsg });
  }
}

/** Kinds of refusal that concern the input or the object. Mutations return them as data. */
const BUSINESS_KINDS: ReadonlySet<string> = new Set(['input', 'notFound', 'state', 'permission', 'unknown']);

/** Converts a refusal to data. Returns undefined for failures that do not concern the input, such as quota, token or connection. */
export function userErrorFrom(error: PlatformError): CardUserError | undefined {
  if (error.errcode === undefined || !BUSINESS_KINDS.has(error.kind)) return undefined;
  return new CardUserError(codeOfErrcode(error.errcode, error.endpoint), error.message, null, error);
}

/** Returns the CardErrorCode of an errcode. Its meaning may depend on the path. */
export function codeOfErrcode(errcode: number, path: string): CardErrorCodeName {
  const entry = ERRCODES.get(errcode);
  const code = entry?.byPath?.[path] ?? entry?.code;
  return isCardErrorCode(code) ? code : 'PLATFORM_REJECTED';
}

/** Returns the CardErrorCode of any failed call, for results that report the failure of a part as data. */
export function codeOfFailure({ kind, errcode, endpoint }: PlatformError): CardErrorCodeName {
  if (errcode !== undefined) return codeOfErrcode(errcode, endpoint);
  return kind === 'timeout' || kind === 'cancelled' ? 'PLATFORM_TIMEOUT' : 'PLATFORM_UNAVAILABLE';
}

export function isCardErrorCode(code: string | undefined): code is CardErrorCodeName {
  return code !== undefined && code in CARD_ERROR_CODES;
}
