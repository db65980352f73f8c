import { StoreUnavailable } from '../store/store.js';

/** The idempotency records are unreachable, so mutations with a key cannot be executed safely. */
export class IdempotencyUnavailable extends Error {
  override readonly name = 'IdempotencyUnavailable';
}

/** @throws {IdempotencyUnavailable} instead of StoreUnavailable */
export async function unavailableAs<T>(using: Promise<T>): Promise<T> {
  try {
    return await using;
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    throw new IdempotencyUnavailable(`Idempotency records are unavailable: ${error.message}. Nothing was done`, {
      cause: error,
    });
  }
}
