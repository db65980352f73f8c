/** A GET of the doctor's: it ends in time, whatever hangs, and no redirect is followed. */
import { type Dispatcher, request } from 'undici';
import type { Deadline } from '../deadline.js';
import { BodyTooLarge } from '../platform/bounded-body.js';
import { reasonOf } from '../platform/transport.js';

/**
 * Asks a URL.
 * @param read what is wanted of the answer; the body is to be read or destroyed
 * @returns what was read, or in words that name no URL why nothing came
 */
export async function get<T extends object>(
  url: string,
  milliseconds: number,
  deadline: Deadline,
  read: (answer: Dispatcher.ResponseData) => Promise<T>,
): Promise<(T & { readonly trouble?: never }) | { readonly trouble: string }> {
  const own = deadline.within(milliseconds);
  try {
    // undici checks a signal only once it is connected.
    return await own.race(request(url, { signal: own.signal }).then(read), () => new Error('late'));
  } catch (error) {
    if (own.ended !== undefined) return { trouble: `no answer within ${milliseconds / 1000} s` };
    return { trouble: error instanceof BodyTooLarge ? error.message : reasonOf(error as Error) };
  } finally {
    own.close();
  }
}
