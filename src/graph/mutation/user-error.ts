import { Int, ObjectType, registerEnumType } from 'type-graphql';
import { ERRCODES } from '../../platform/errcodes.js';
import type { PlatformError } from '../../platform/errors.js';
import { NonNull, Nullable } from '../types/field.decorators.js';
import { CARD_ERROR_CODES } from './card-error-codes.js';

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
