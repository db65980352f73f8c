import { GraphQLError } from 'graphql';
import { PlatformError } from '../../platform/errors.js';
import {
  IdempotencyUnavailable,
  type SafeWrite,
  type SafeWrites,
  type WriteOutcome,
} from '../../safety/safe-writes.js';
import { problemsOf } from '../input/validation.js';
import { CardUserError, codeOfFailure, userErrorFrom } from './user-error.js';

/** The fields of a payload that state why nothing was committed. */
export interface NotCommitted {
  readonly userErrors: readonly CardUserError[];
  readonly replayed: boolean;
}

/** Why a write was not executed, or is not known to have been, with the state read before the call if there is any. */
type Stopped<Before, Stop> = (Stop | NotCommitted) & { readonly before?: Before };

type Committed<Before, Result> = Extract<WriteOutcome<Before, Result, never>, { kind: 'committed' }>;

const STORE_UNAVAILABLE = 'IDEMPOTENCY_STORE_UNAVAILABLE';

type Performed<Before, Result, Stop, After> =
  | { readonly committed: Committed<Before, Result>; readonly after: After | Error; readonly stopped?: undefined }
  | { readonly committed?: undefined; readonly stopped: Stopped<Before, Stop> };

/**
 * Performs a write. Refusals and unknown outcomes are returned as data.
 * @throws {PlatformError} for other failures; nothing was committed
 * @throws {GraphQLError} IDEMPOTENCY_STORE_UNAVAILABLE; nothing was executed
 */
export async function perform<Before, Result, Stop extends Partial<NotCommitted>>(
  writes: SafeWrites,
  write: SafeWrite<Before, Result, Stop>,
): Promise<Performed<Before, Result, Stop, undefined>> {
  return performThenRead(writes, write, async () => undefined);
}

/**
 * Performs a write as `perform` does, then reads its object, while the outcome is recorded. A read that fails is returned as `after`, so that
 * it nulls the object and never the mutation.
 */
export async function performThenRead<Before, Result, Stop extends Partial<NotCommitted>, After>(
  writes: SafeWrites,
  write: SafeWrite<Before, Result, Stop>,
  readAfter: (result: Result) => Promise<After>,
): Promise<Performed<Before, Result, Stop, After>> {
  let outcome: WriteOutcome<Before, Result, Stop>;
  try {
    outcome = await writes.perform(write);
  } catch (error) {
    if (!(error instanceof IdempotencyUnavailable)) throw error;
    throw new GraphQLError(error.message, { extensions: { code: STORE_UNAVAILABLE } });
  }
  if (outcome.kind === 'committed') {
    const after = await errorAsValue(() => readAfter(outcome.result));
    await outcome.recorded;
    return { committed: outcome, after };
  }
  if (outcome.kind === 'stopped') return { stopped: outcome.stop };
  const replayed = 'replayed' in outcome && outcome.replayed;
  const before = 'before' in outcome ? { before: outcome.before } : {};
  return { stopped: { userErrors: [errorOf(outcome)], replayed, ...before } };
}

/**
 * Converts an error of `perform` to data, for a mutation whose earlier writes were committed: a top-level error would state that nothing
 * was. Throws an unexpected error again.
 */
export function failureAsData(error: unknown): CardUserError {
  if (error instanceof PlatformError) return new CardUserError(codeOfFailure(error), error.message, null, error);
  const isOfStore = error instanceof GraphQLError && error.extensions.code === STORE_UNAVAILABLE;
  if (!isOfStore) throw error;
  return new CardUserError('PLATFORM_UNAVAILABLE', error.message);
}

const OUTDATED_KEY =
  'This idempotencyKey was recorded by an earlier version of Cardgraph, whose field names differ, so its outcome cannot be replayed ' +
  'and the change was not sent again. Read the object to see whether the change took effect; only if it did not, send it with a new key.';

function errorOf(
  outcome: Exclude<WriteOutcome<unknown, unknown, never>, { kind: 'committed' | 'stopped' }>,
): CardUserError {
  const key = ['idempotencyKey'];
  switch (outcome.kind) {
    case 'refused':
      return (
        userErrorFrom(outcome.error) ??
        new CardUserError('PLATFORM_REJECTED', outcome.error.message, null, outcome.error)
      );
    case 'unknown': {
      const reason = outcome.error?.message ?? 'the response to the first request was lost';
      return new CardUserError(
        'OUTCOME_UNKNOWN',
        `${reason}. It is unknown whether the change took effect: retry with the same idempotencyKey, or read the object`,
        null,
        outcome.error,
      );
    }
    case 'key reused':
      return new CardUserError(
        'IDEMPOTENCY_KEY_REUSED',
        'expected the input that this key was first used with, got a different one',
        key,
      );
    case 'key outdated':
      return new CardUserError('IDEMPOTENCY_KEY_REUSED', OUTDATED_KEY, key);
    case 'key in use':
      return new CardUserError(
        'IDEMPOTENCY_KEY_IN_USE',
        'the first request with this key is still running; retry in a moment',
        key,
      );
  }
}

/** The outcome of a read that a write depends on: the value, or the refusal as data. */
export type FirstRead<T> =
  | { readonly value: T; readonly userErrors?: undefined }
  | { readonly value?: undefined; readonly userErrors: readonly CardUserError[] };

/**
 * Performs a read that a write depends on. A refusal, such as an unknown card, is returned as data.
 * @throws {PlatformError} for other failures; nothing was committed
 */
export async function readFirst<T>(reading: Promise<T>): Promise<FirstRead<T>> {
  try {
    return { value: await reading };
  } catch (error) {
    const userError = error instanceof PlatformError ? userErrorFrom(error) : undefined;
    if (userError === undefined) throw error;
    return { userErrors: [userError] };
  }
}

async function errorAsValue<T>(read: () => Promise<T>): Promise<T | Error> {
  try {
    return await read();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Validates the input of a mutation by its class-validator decorators. Returns the problems as data. */
export function inputErrors(input: object): CardUserError[] {
  return problemsOf(input).map(({ code, message, field }) => new CardUserError(code, message, field));
}
