/** The doctor's GET request: bounded in time, without redirects. */
import { type Dispatcher, request } from 'undici';
import type { Deadline } from '../deadline.js';
import { BodyTooLarge } from '../platform/bounded-body.js';
import { reasonOf } from '../platform/transport.js';

/**
 * Sends a GET request.
 * @param milliseconds timeout of the whole response
 * @param read reads the response; it must consume or destroy the body
 * @returns the result of `read`, or `trouble`, the reason why there is none. It does not contain the URL.
 */
export async function probe<T extends object>(
  url: string,
  milliseconds: number,
  deadline: Deadline,
  read: (response: Dispatcher.ResponseData) => Promise<T>,
): Promise<(T & { readonly trouble?: never }) | { readonly trouble: string }> {
  const own = deadline.within(milliseconds);
  try {
    // undici checks a signal only once it is connected.
    return await own.race(request(url, { signal: own.signal }).then(read), () => new Error('late'));
  } catch (error) {
    if (own.ended !== undefined) return { trouble: `no response within ${milliseconds / 1000} s` };
    return { trouble: error instanceof BodyTooLarge ? error.message : reasonOf(error as Error) };
  } finally {
    own.close();
  }
}
