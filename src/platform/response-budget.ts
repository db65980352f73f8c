import { getHeapStatistics } from 'node:v8';

/** Bytes of the longest response that is read. A card is about 3 KB; 62 days of 300 coupons' statistics are about 5 MB. */
export const MAX_RESPONSE_BYTES = 16 * 1024 * 1024;

/** Bytes of a response that are not counted: most are far below, and as many are in flight as calls are. */
export const UNCOUNTED_BYTES = 64 * 1024;

const MAX_BUDGET_BYTES = 96 * 1024 * 1024;

/** The part of the heap limit that responses may take before they are parsed. Parsed, they take several times as much of it. */
const HEAP_SHARE = 1 / 8;

/** Memory of the longest response beyond its bytes. */
const SPARE_BYTES = 1024 * 1024;

/**
 * Bounds the bytes of large responses that are being received, over all accounts of a process. Nobody waits for room: a response that
 * waited would keep its call's queue slot from small calls, and two that wait for each other would both end with their deadlines.
 */
export class ResponseBudget {
  #free: number;

  /** @param bytes at least that of one large response */
  constructor(bytes = Math.min(MAX_BUDGET_BYTES, getHeapStatistics().heap_size_limit * HEAP_SHARE)) {
    this.#free = Math.max(bytes, MAX_RESPONSE_BYTES + SPARE_BYTES);
  }

  /** Takes so many bytes, or none if there are not as many. */
  take(bytes: number): boolean {
    if (bytes > this.#free) return false;
    this.#free -= bytes;
    return true;
  }

  giveBack(bytes: number): void {
    this.#free += bytes;
  }
}
