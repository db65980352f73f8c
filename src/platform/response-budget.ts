import { getHeapStatistics } from 'node:v8';

/** Maximum size of a response, bytes. A card is about 3 KB; 62 days of statistics of 300 coupons are about 5 MB. */
export const MAX_RESPONSE_BYTES = 16 * 1024 * 1024;

/** Responses up to this size are not counted, bytes. Most are much smaller, and their number is limited by the calls in flight. */
export const UNCOUNTED_BYTES = 64 * 1024;

const MAX_BUDGET_BYTES = 96 * 1024 * 1024;

/** Share of the heap limit for unparsed responses. Parsed responses take several times as much of the heap. */
const HEAP_SHARE = 1 / 8;

/** Memory overhead of a response of maximum size, bytes. */
const SPARE_BYTES = 1024 * 1024;

/**
 * Limits the memory for large responses in flight, over all accounts of a process. A response never waits for memory: it
 * would block a queue slot that small calls could use, and two responses that wait for each other would both time out.
 */
export class ResponseBudget {
  #free: number;

  /** @param bytes raised to the memory of one response of maximum size if it is less */
  constructor(bytes = Math.min(MAX_BUDGET_BYTES, getHeapStatistics().heap_size_limit * HEAP_SHARE)) {
    this.#free = Math.max(bytes, MAX_RESPONSE_BYTES + SPARE_BYTES);
  }

  /** Reserves memory. Returns false and reserves nothing if there is not enough. */
  take(bytes: number): boolean {
    if (bytes > this.#free) return false;
    this.#free -= bytes;
    return true;
  }

  giveBack(bytes: number): void {
    this.#free += bytes;
  }
}
