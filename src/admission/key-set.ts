/** The keys of an issuer, fetched from the URL of its key set. */
import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey } from 'jose';
import { readBounded } from '../platform/bounded-body.js';

/** The issuer's keys could not be fetched or read. The caller is not at fault. */
export class KeySetUnavailable extends Error {}

/** Minimum interval between two fetches, milliseconds. An unknown key id triggers a fetch; the interval bounds those of made-up ids. */
const FETCH_EVERY_MS = 1000;
/** How long the set is cached, milliseconds. A key that was removed from the set is rejected by then. */
const MAX_AGE_MS = 600_000;
/** Timeout for fetching the set, including its body, milliseconds. */
export const KEY_SET_TIMEOUT_MS = 3000;
/** Maximum size of a key set, bytes. A key is about 400 bytes, or 2 KB with its certificate. */
export const MAX_KEY_SET_BYTES = 256 * 1024;
/** Maximum number of keys in a set. The set is searched for each token, and at most one key is tried. */
export const MAX_KEYS = 100;

/**
 * Returns a function that finds the key of a token in the set at a URL. It rejects with `KeySetUnavailable` if the set cannot be read.
 * Redirects are not followed.
 */
export function keySetAt(url: string): JWTVerifyGetKey {
  let nextFetch = 0;
  const keys = createRemoteJWKSet(new URL(url), {
    cooldownDuration: FETCH_EVERY_MS,
    cacheMaxAge: MAX_AGE_MS,
    timeoutDuration: KEY_SET_TIMEOUT_MS,
    // The library's cooldown covers only successful fetches. Without this one, a failing issuer would be called on every request.
    [customFetch]: async (...request: Parameters<typeof fetch>) => {
      const now = Date.now();
      // If `now` is earlier than the last fetch, the clock was set back.
      if (now < nextFetch && now >= nextFetch - FETCH_EVERY_MS)
        throw new Error('the last fetch of the key set failed less than a second ago');
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
      throw new KeySetUnavailable('The key set cannot be fetched or read', { cause: error });
    }
  };
}

/** Reads the response up to the limit. The library would read it without one. */
async function boundedSet(response: Response): Promise<Response> {
  const { status, body } = response;
  if (status !== 200 || body === null) {
    await body?.cancel();
    return new Response(null, { status });
  }
  const text = (await readBounded(body, MAX_KEY_SET_BYTES)).toString();
  const count = countOfKeys(text);
  if (count > MAX_KEYS) throw new Error(`the key set has ${count} keys, expected at most ${MAX_KEYS}`);
  return new Response(text, { status });
}

/** Returns the number of keys, or 0 if the text is not a key set, which the library then reports. */
function countOfKeys(text: string): number {
  try {
    const { keys } = Object(JSON.parse(text)) as { keys?: unknown };
    return Array.isArray(keys) ? keys.length : 0;
  } catch {
    return 0;
  }
}
