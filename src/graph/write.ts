import type { Platform } from '../platform/client.js';
import type { Endpoint } from '../platform/endpoint.js';
import { PlatformError } from '../platform/errors.js';
import type { Loose } from '../platform/wire.js';
import { CardUserError, userErrorFrom } from './user-error.js';
import { problemsOf } from './validation.js';

/** What became of a call: its answer, or the refusal as data. */
export type Outcome<T> =
  | { readonly value: T; readonly userErrors?: undefined }
  | { readonly value?: undefined; readonly userErrors: readonly CardUserError[] };

/**
 * Sends a write.
 * - A refusal that the caller can act on is data.
 * - Once the call had left, a lost answer is OUTCOME_UNKNOWN, and so is -1: nobody can tell whether it took effect.
 * @throws {PlatformError} for the rest: then nothing was committed
 */
export function write<Request, Answer>(
  platform: Platform,
  endpoint: Endpoint<Request, Answer>,
  request: Request,
): Promise<Outcome<Loose<Answer>>> {
  return settle(platform.call(endpoint, request), (error) =>
    isInDoubt(error, endpoint.path)
      ? new CardUserError('OUTCOME_UNKNOWN', `${error.message}; whether it took effect is not known`, null, error)
      : userErrorFrom(error),
  );
}

/**
 * Reads what a write needs to know first. A refusal, an unknown card say, is data.
 * @throws {PlatformError} for the rest: then nothing was committed
 */
export function readFirst<T>(reading: Promise<T>): Promise<Outcome<T>> {
  return settle(reading, userErrorFrom);
}

/** Reads after a commit. A failure is kept: it nulls the object and never the mutation. */
export async function readBack<T>(reading: Promise<T>): Promise<T | Error> {
  try {
    return await reading;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

async function settle<T>(
  calling: Promise<T>,
  asUserError: (error: PlatformError) => CardUserError | undefined,
): Promise<Outcome<T>> {
  try {
    return { value: await calling };
  } catch (error) {
    const userError = error instanceof PlatformError ? asUserError(error) : undefined;
    if (userError === undefined) throw error;
    return { userErrors: [userError] };
  }
}

/** Whether the call at `path` left and nobody can tell what became of it. What failed before, fetching its token, is not that. */
function isInDoubt({ endpoint, errcode, sent }: PlatformError, path: string): boolean {
  return endpoint === path && (errcode === -1 || (errcode === undefined && sent));
}

/** What its class-validator decorators find wrong with a mutation's input, as data. */
export function inputErrors(input: object): CardUserError[] {
  return problemsOf(input).map(({ code, message, field }) => new CardUserError(code, message, field));
}
