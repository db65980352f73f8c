import type { IncomingHttpHeaders } from 'node:http';
import { type Readable, Transform } from 'node:stream';
import type { Caller } from '../config/caller.js';
import { HttpRefusal, retryLater } from './http-refusal.js';

/** Size above which a body is large, bytes. Only pictures need larger ones. */
export const LARGE_BODY_BYTES = 1024 * 1024;

/** Maximum number of requests with a large body at a time. A body exists as bytes, as text and as parsed JSON. */
const MAX_LARGE = 8;

/** The Retry-After of a rejected request, seconds. */
const RETRY_AFTER_SECONDS = 1;

/** Admits large bodies: only of callers who may upload pictures, and only a few at a time. */
export class LargeBodies {
  #inFlight = 0;

  /**
   * Admits a body by its announced length, before it is read.
   * @returns releases the slot of a large body; call it when the response was sent. undefined: the body is not large, or its length is
   *   not announced
   * @throws {HttpRefusal} 413 if the caller may not send large bodies, 503 if there are too many
   */
  admit({ 'content-length': length }: IncomingHttpHeaders, caller: Caller): (() => void) | undefined {
    return Number(length ?? 0) > LARGE_BODY_BYTES ? this.#take(caller) : undefined;
  }

  /**
   * Admits a body without announced length while it is read. The stream fails as `admit` does as soon as the body is large.
   * @param onSlot receives the function that releases the slot
   */
  admitChunks(payload: Readable, caller: Caller, onSlot: (release: () => void) => void): Readable {
    let received = 0;
    let isLarge = false;
    const counter = new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        received += chunk.length;
        if (isLarge || received <= LARGE_BODY_BYTES) {
          done(null, chunk);
          return;
        }
        isLarge = true;
        try {
          onSlot(this.#take(caller));
          done(null, chunk);
        } catch (error) {
          payload.unpipe(counter);
          // The rest is discarded, so that the client can read the response.
          payload.resume();
          done(error as Error);
        }
      },
    });
    payload.once('error', (error) => counter.destroy(error));
    return payload.pipe(counter);
  }

  #take({ scopes }: Caller): () => void {
    if (!scopes.has('card:write')) {
      throw new HttpRefusal(
        413,
        'BODY_TOO_LARGE',
        `The request body is too large. Bodies over ${LARGE_BODY_BYTES} bytes require the scope card:write`,
      );
    }
    if (this.#inFlight >= MAX_LARGE) {
      const message = 'Too many large requests are in flight. Retry later';
      throw retryLater(503, 'SERVER_OVERLOADED', message, RETRY_AFTER_SECONDS);
    }
    this.#inFlight += 1;
    let isReleased = false;
    return () => {
      if (!isReleased) this.#inFlight -= 1;
      isReleased = true;
    };
  }
}
