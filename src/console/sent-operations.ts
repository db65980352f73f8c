import { signal } from '@preact/signals';

/** An operation that this page has sent. */
export interface SentOperation {
  /** Counts from 1. */
  readonly number: number;
  readonly name: string;
  /** As RFC 3339 text. */
  readonly sentAt: string;
  readonly durationMs: number;
  /** Undefined in production, and without a response. */
  readonly cost: number | undefined;
  /** Number of stale fields. */
  readonly stale: number;
  /** `x-request-id` of the response. Undefined without a response. */
  readonly requestId: string | undefined;
  /** Codes of its errors, each once. */
  readonly errorCodes: readonly string[];
}

const MAX_OPERATIONS = 20;

/** The last operations, newest first. In memory only, without their variables. */
export const operations = signal<readonly SentOperation[]>([]);
let count = 0;

/** Starts to measure an operation. */
export function startOperation(name: string): {
  /** Reads the id of the request from the response. */
  readonly fetch: typeof fetch;
  readonly end: (outcome: Pick<SentOperation, 'cost' | 'stale' | 'errorCodes'>) => void;
} {
  const sentAt = new Date().toISOString();
  const start = performance.now();
  let requestId: string | undefined;
  return {
    async fetch(input, init) {
      const response = await fetch(input, init);
      requestId = response.headers.get('x-request-id') ?? undefined;
      return response;
    },
    end({ cost, stale, errorCodes }) {
      count += 1;
      const durationMs = performance.now() - start;
      const sent = {
        number: count,
        name,
        sentAt,
        durationMs,
        cost,
        stale,
        requestId,
        errorCodes: [...new Set(errorCodes)],
      };
      operations.value = [sent, ...operations.value].slice(0, MAX_OPERATIONS);
    },
  };
}
