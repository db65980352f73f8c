import type { CardErrorCode } from '../generated/operations.js';
import type { QueryError } from '../query-error.js';

/** A refusal in the payload of a mutation. */
export interface UserError {
  readonly code: CardErrorCode;
  readonly message: string;
  readonly field: readonly string[] | null;
  readonly errcode: number | null;
  readonly errmsg: string | null;
}

/** The fields that all payloads of mutations have. */
export interface ActPayload {
  readonly replayed: boolean;
  readonly userErrors: readonly UserError[];
}

/** The result of a request with a mutation. */
export interface ActResult<Payload extends ActPayload> {
  readonly payload: Payload | null | undefined;
  readonly errors: readonly QueryError[];
  /** The effect that is certain although the request failed: none, or that of earlier requests of the same act. */
  readonly effect?: 'none' | 'partial';
}

/** The knowledge about a mutation after its request. */
export type Outcome<Payload extends ActPayload> =
  /** It took effect. */
  | { readonly kind: 'done'; readonly payload: Payload }
  /** It was refused and took no effect. Another attempt needs another key. */
  | { readonly kind: 'refused'; readonly payload: Payload }
  /** It was not executed. The key is still unused. */
  | { readonly kind: 'notExecuted'; readonly errors: readonly QueryError[] }
  /** It may have taken effect. Only a repetition with the same key and input is safe, and reports what happened. */
  | {
      readonly kind: 'unknown';
      readonly cause: UnknownCause;
      readonly errors: readonly QueryError[];
      /** Undefined if no response was received. */
      readonly payload?: Payload;
    };

/**
 * Why an outcome is unknown: the platform's response was lost, the server's was, the first request is still in flight, or only a part of
 * several requests was sent.
 */
export type UnknownCause = 'OUTCOME_UNKNOWN' | 'NO_RESPONSE' | 'IN_USE' | 'PARTIAL';

/** Codes of errors after which a mutation may have been executed. After every other error it was not. */
const UNCERTAIN: ReadonlySet<string> = new Set([
  'BAD_GATEWAY',
  'INTERNAL_SERVER_ERROR',
  'OFFLINE',
  'RESTARTING',
  'TIMED_OUT',
  'UNEXPECTED_RESPONSE',
  'UNREACHABLE',
]);

/** Returns the outcome of a request. */
export function outcomeOf<Payload extends ActPayload>({
  payload,
  errors,
  effect,
}: ActResult<Payload>): Outcome<Payload> {
  if (effect === 'partial') return { kind: 'unknown', cause: 'PARTIAL', errors };
  if (payload === null || payload === undefined) {
    const isCertain = effect === 'none' || (errors.length > 0 && errors.every(({ code }) => !UNCERTAIN.has(code)));
    return isCertain ? { kind: 'notExecuted', errors } : { kind: 'unknown', cause: 'NO_RESPONSE', errors };
  }
  const has = (code: CardErrorCode) => payload.userErrors.some((error) => error.code === code);
  if (has('OUTCOME_UNKNOWN')) return { kind: 'unknown', cause: 'OUTCOME_UNKNOWN', errors: [], payload };
  if (has('IDEMPOTENCY_KEY_IN_USE')) return { kind: 'unknown', cause: 'IN_USE', errors: [], payload };
  return payload.userErrors.length > 0 ? { kind: 'refused', payload } : { kind: 'done', payload };
}

/** Returns a new idempotency key: 128 random bits. `crypto.randomUUID` exists only in secure contexts. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
