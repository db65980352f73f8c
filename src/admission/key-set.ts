/** The keys of an issuer, fetched from the URL of its key set. */
import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey } from 'jose';
import { readBounded } from '../platform/bounded-body.js';

/** The issuer's keys could not be fetched or read: no fault of the caller. */
export class KeySetUnavailable extends Error {}

/** A key id that is not known makes the set be fetched again, but never more often than this: made-up ids cost nothing. */
const FETCH_EVERY_MS = 1000;
/** A key that left the set is refused after this long at the latest. */
const MAX_AGE_MS = 600_000;
/** For fetching the set, its body included. */
export const KEY_SET_TIMEOUT_MS = 3000;
/** Bytes of a key set that are read. A key is about 400 bytes, or 2 KB with its certificate. */
export const MAX_KEY_SET_BYTES = 256 * 1024;
/** Keys of a set. The set is searched for each token; one key at most is tried. */
export const MAX_KEYS = 100;

/** Returns what finds the key of a token, and rejects with `KeySetUnavailable` if that cannot be told. No redirect is followed. */
export function keySetAt(url: string): JWTVerifyGetKey {
  let nextFetch = 0;
  const keys = createRemoteJWKSet(new URL(url), {
    cooldownDuration: FETCH_EVERY_MS,
    cacheMaxAge: MAX_AGE_MS,
    timeoutDuration: KEY_SET_TIMEOUT_MS,
    // The library waits between fetches that went well only: an issuer in trouble would be asked for every request.
    [customFetch]: async (...request: Parameters<typeof fetch>) => {
      const now = Date.now();
      // Earlier than a second before it: the clock was set back.
      if (now < nextFetch && now >= nextFetch - FETCH_EVERY_MS)
        throw new Error('the key set could not be fetched a moment ago');
      nextFetch = now + FETCH_EVERY_MS;
      return boundedSet(await fetch(...request));
    },
  });
  return async (header, token) => {
    try {
      return await keys(header, token);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) throw error;
      if (error instanceof errors.JOSENotSupported) throw error;
      throw new KeySetUnavailable('the key set', { cause: error });
    }
  };
}

/** The response with its whole body, which the library would read without a limit. */
async function boundedSet(response: Response): Promise<Response> {
  const { status, body } = response;
  if (status !== 200 || body === null) {
    await body?.cancel();
    return new Response(null, { status });
  }
  const text = (await readBounded(body, MAX_KEY_SET_BYTES)).toString();
  const count = countOfKeys(text);
  if (count > MAX_KEYS) throw new Error(`the key set has ${count} keys, more than the ${MAX_KEYS} that are accepted`);
  return new Response(text, { status });
}

/** 0 for what is not a key set: the library says what is wrong with it. */
function countOfKeys(text: string): number {
  try {
    const { keys } = Object(JSON.parse(text)) as { keys?: unknown };
    return Array.isArray(keys) ? keys.length : 0;
  } catch {
    return 0;
  }
}
