import { Int, ObjectType, registerEnumType } from 'type-graphql';
import { ERRCODES } from '../../platform/errcodes.js';
import type { PlatformError } from '../../platform/errors.js';
import { NonNull, Nullable } from '../types/field.decorators.js';

/** Whether sending the same again, unchanged, can help. */
export type RetryAdvice = 'no' | 'yes' | 'later';

interface CodeFacts {
  /** What it means: the description in the schema. */
  readonly meaning: string;
  /** What a caller does about it. */
  readonly remedy: string;
  readonly retry: RetryAdvice;
}

/** Every CardErrorCode: the one table behind the enum, the userErrors and docs/errors.md. */
export const CARD_ERROR_CODES = {
  INVALID_INPUT: {
    meaning: 'A value is not what the field takes.',
    remedy: 'Mend the named field.',
    retry: 'no',
  },
  FIELD_TOO_LONG: {
    meaning: 'A text is over its limit, which counts UTF-8 bytes: a Chinese character has three.',
    remedy: 'Shorten the named field.',
    retry: 'no',
  },
  FIELD_NOT_UPDATABLE: {
    meaning: 'The field cannot be changed once the card is made.',
    remedy: 'Leave the field out.',
    retry: 'no',
  },
  TOO_MANY_ITEMS: { meaning: 'A list is longer than the platform takes.', remedy: 'Shorten the list.', retry: 'no' },
  CONFLICTING_FIELDS: {
    meaning: 'Two of the fields exclude each other.',
    remedy: 'Send one of the two.',
    retry: 'no',
  },
  CONTENT_REJECTED: {
    meaning: "The platform's content check refused a text or a picture.",
    remedy: 'Change the text or the picture.',
    retry: 'no',
  },
  WRONG_CARD_TYPE: {
    meaning: 'The field or the call is not for a card of this kind.',
    remedy: "Ask for the card's type and send the fields of that kind.",
    retry: 'no',
  },
  INVALID_VALIDITY: {
    meaning: 'The time of use may only grow, and only where it is a fixed range.',
    remedy: 'Send a beginning that is not later and an end that is not earlier.',
    retry: 'no',
  },
  SETTING_IRREVERSIBLE: {
    meaning: 'The setting can be turned on and never off.',
    remedy: 'Leave the field out.',
    retry: 'no',
  },
  CARD_NOT_FOUND: { meaning: 'The account has no such card.', remedy: 'Check the id and the account.', retry: 'no' },
  CODE_NOT_FOUND: {
    meaning: 'No such code: never issued, not yet claimed, or given away. A custom code is not found without its card.',
    remedy: 'Check the code; name the card.',
    retry: 'no',
  },
  RULE_NOT_FOUND: { meaning: 'The account has no such pay-gift rule.', remedy: 'Check the id.', retry: 'no' },
  MEMBER_NOT_FOUND: {
    meaning: 'Nobody holds this member card with this code.',
    remedy: 'Check the card and the code.',
    retry: 'no',
  },
  MERCHANT_NOT_FOUND: { meaning: 'No such merchant id.', remedy: 'Check the merchant id.', retry: 'no' },
  REVIEW_REQUIRED: {
    meaning: 'The change would send the card back to review, and allowReview is false.',
    remedy: 'Leave the named fields out, or allow the review.',
    retry: 'no',
  },
  CARD_STATUS_CONFLICT: {
    meaning: "The card's status does not allow this: it is deleted, say.",
    remedy: "Ask for the card's status.",
    retry: 'no',
  },
  CARD_NOT_CHANGEABLE: {
    meaning: "This card cannot change: it is in use by an advertisement or a friends' voucher.",
    remedy: 'Change another card.',
    retry: 'no',
  },
  CODE_NOT_REDEEMABLE: {
    meaning: 'The code cannot be redeemed now: it is given away, deleted, expired, unavailable or outside of its time.',
    remedy: "Ask for the code's status.",
    retry: 'no',
  },
  CODE_ALREADY_REDEEMED: { meaning: 'The code has been redeemed.', remedy: 'Nothing: it is used up.', retry: 'no' },
  CODE_STATUS_CONFLICT: {
    meaning: "The code's status does not allow this.",
    remedy: "Ask for the code's status.",
    retry: 'no',
  },
  CODE_ALREADY_EXISTS: { meaning: 'The new code is in use.', remedy: 'Choose another code.', retry: 'no' },
  STOCK_OUT_OF_RANGE: {
    meaning: 'The stock would leave 0 to 100,000,000, or fall below the codes already deposited.',
    remedy: "Ask for the card's stock and send a smaller change.",
    retry: 'no',
  },
  STOCK_CHANGED: {
    meaning: 'The stock is not what expectedQuantity says.',
    remedy: "Read the card's stock, decide again, and send it with a new idempotencyKey.",
    retry: 'no',
  },
  MERCHANT_MISMATCH: {
    meaning: 'The card and the merchant id belong to different entities.',
    remedy: 'Use a merchant id of the same entity.',
    retry: 'no',
  },
  MERCHANT_NOT_BOUND: {
    meaning: 'The merchant id is not bound to this account, or another account made the card.',
    remedy: 'Bind the merchant id, or ask with the account that made the card.',
    retry: 'no',
  },
  MERCHANT_OCCUPIED: {
    meaning: 'The merchant id is in use by another account or rule.',
    remedy: 'Delete the rule that occupies it first.',
    retry: 'no',
  },
  NOT_A_MEMBER_CARD: {
    meaning: 'Only member cards can be given after a payment.',
    remedy: 'Name a member card.',
    retry: 'no',
  },
  RULE_EXPIRED: { meaning: 'The pay-gift rule has ended.', remedy: 'Add a new rule.', retry: 'no' },
  RULE_STATUS_CONFLICT: {
    meaning: "The pay-gift rule's status does not allow this.",
    remedy: "Ask for the rule's status.",
    retry: 'no',
  },
  RULE_NOT_CREATED: {
    meaning: 'Every merchant was left out, so there is no rule.',
    remedy: 'See failedMerchants for the reasons.',
    retry: 'no',
  },
  ACTIVATION_REQUIRED: {
    meaning: 'The member card must have one-tap activation on.',
    remedy: 'Set wxActivate first.',
    retry: 'no',
  },
  NOT_PERMITTED: {
    meaning: 'The account lacks a privilege that the call needs.',
    remedy: "Apply for the privilege on the platform's console.",
    retry: 'no',
  },
  PAYMENT_NOT_ENABLED: {
    meaning: 'The merchant has no WeChat Pay.',
    remedy: 'Enable WeChat Pay for the account.',
    retry: 'no',
  },
  FEATURE_SUSPENDED: {
    meaning: 'The platform has suspended the feature.',
    remedy: 'Ask the platform when it returns.',
    retry: 'later',
  },
  INVALID_DATE_RANGE: {
    meaning:
      'The dates are not a range that statistics can be asked for: they end before today, in China Standard Time.',
    remedy: 'Send a range that ends yesterday or earlier.',
    retry: 'no',
  },
  STATS_NOT_READY: {
    meaning: 'The platform has not yet made the statistics of these days.',
    remedy: 'Ask again in some hours.',
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
    remedy: 'Wait a moment and send the same again.',
    retry: 'yes',
  },
  OUTCOME_UNKNOWN: {
    meaning: "The platform's answer was lost after the call had left, and reading back does not tell what happened.",
    remedy:
      'With an idempotencyKey, send the same again: it reads what happened, and changes nothing twice. Without one, read the object before you decide.',
    retry: 'yes',
  },
  PLATFORM_REJECTED: {
    meaning: 'The platform refused for a reason that has no name here: see errcode and errmsg.',
    remedy: "Look the errcode up in the platform's documents.",
    retry: 'no',
  },
  PLATFORM_UNAVAILABLE: {
    meaning: 'The platform is busy or cannot be reached.',
    remedy: 'Send the same again a little later.',
    retry: 'later',
  },
  PLATFORM_TIMEOUT: {
    meaning: 'The platform did not answer in time.',
    remedy: 'Send the same again a little later.',
    retry: 'later',
  },
  PLATFORM_QUOTA_EXCEEDED: {
    meaning: "The account's quota for this call is used up, of the minute or of the day.",
    remedy: 'Wait for the next minute or day; raise the quota on the console.',
    retry: 'later',
  },
} as const satisfies Record<string, CodeFacts>;

export type CardErrorCodeName = keyof typeof CARD_ERROR_CODES;

const NAMES = Object.keys(CARD_ERROR_CODES) as CardErrorCodeName[];

export const CardErrorCode = Object.fromEntries(NAMES.map((name) => [name, name]));
registerEnumType(CardErrorCode, {
  name: 'CardErrorCode',
  description: 'Stable names for what the platform and this server refuse. New ones may be added.',
  valuesConfig: Object.fromEntries(NAMES.map((name) => [name, { description: CARD_ERROR_CODES[name].meaning }])),
});

@ObjectType({ simpleResolvers: true, description: 'A refusal that the caller can act on.' })
export class CardUserError {
  @NonNull(() => CardErrorCode, 'What is wrong, as a stable name.')
  readonly code: CardErrorCodeName;

  @NonNull(() => String, 'The same for people: what was expected and what came, never the value itself.')
  readonly message: string;

  @Nullable(() => [String], "Path into the input, from the argument's root; null where it is about no one field.")
  readonly field: readonly string[] | null;

  @Nullable(() => Int, "The platform's errcode, where the platform refused.")
  readonly errcode: number | null;

  @Nullable(
    () => String,
    "The platform's errmsg with its hint or rid, by which its operators find the call; of errcode 47001, which echoes " +
      'what was sent, the hint or rid alone.',
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

  /** The same refusal under another name, where a further read tells what it means. */
  named(code: CardErrorCodeName, field: readonly string[]): CardUserError {
    return Object.assign(new CardUserError(code, this.message, field), { errcode: this.errcode, errmsg: this.errmsg });
  }
}

/** Kinds of refusal that are an answer about the input or the object, and so data of a mutation. */
const BUSINESS_KINDS: ReadonlySet<string> = new Set(['input', 'notFound', 'state', 'permission', 'unknown']);

/** The refusal as data; undefined when the failure is no answer about the input (quota, token, unreachable, …). */
export function userErrorFrom(error: PlatformError): CardUserError | undefined {
  if (error.errcode === undefined || !BUSINESS_KINDS.has(error.kind)) return undefined;
  return new CardUserError(codeOfErrcode(error.errcode, error.endpoint), error.message, null, error);
}

/** The CardErrorCode of an errcode, which may mean something else at one path. */
export function codeOfErrcode(errcode: number, path: string): CardErrorCodeName {
  const entry = ERRCODES.get(errcode);
  const code = entry?.byPath?.[path] ?? entry?.code;
  return isCardErrorCode(code) ? code : 'PLATFORM_REJECTED';
}

export function isCardErrorCode(code: string | undefined): code is CardErrorCodeName {
  return code !== undefined && code in CARD_ERROR_CODES;
}
