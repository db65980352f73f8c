import type { Log } from '../log.js';
import type { RequestStats, Summary } from './request-stats.js';

/** The ids of a request in the log. */
export interface RequestIds {
  readonly requestId: string;
  readonly traceId: string | undefined;
}

/**
 * Writes the access line of a request after its response. It contains no document, variables or query string, because they may contain
 * codes and openids. Absent values are omitted.
 * @param status undefined if the client disconnected before the response
 */
export function writeAccessLine(
  log: Log,
  { requestId, traceId }: RequestIds,
  stats: RequestStats,
  status: number | undefined,
  milliseconds: number,
  { operation, operationType, operationHash, codes, userErrorCodes }: Summary,
): void {
  if (!log.isLevelEnabled('info')) return;
  const { caller, account, calls, fromCache } = stats;
  log.info(
    {
      requestId,
      traceId,
      operation,
      operationType,
      operationHash,
      caller,
      account,
      status,
      durationMs: Math.round(milliseconds * 10) / 10,
      upstreamCalls: calls,
      fromCache,
      // Not `errorCodes`: the scrubber parses every line with a key that ends in the word code.
      errors: codes.length > 0 ? codes : undefined,
      userErrors: userErrorCodes.length > 0 ? userErrorCodes : undefined,
    },
    status === undefined ? 'request cancelled by the client' : 'request',
  );
}
