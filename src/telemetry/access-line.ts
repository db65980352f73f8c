import type { FastifyRequest } from 'fastify';
import type { Log } from '../log.js';
import { type RequestStats, type Summary, traceIdOf } from './request-stats.js';

/**
 * Writes the one line of a request, when it is answered. Neither document, nor variables, nor the query string: codes and
 * openids stand in them. What a request has none of is left out.
 * @param status undefined: the caller went away before the answer
 */
export function writeAccessLine(
  log: Log,
  request: FastifyRequest,
  stats: RequestStats,
  status: number | undefined,
  milliseconds: number,
  { operation, operationType, operationHash, codes }: Summary,
): void {
  if (!log.isLevelEnabled('info')) return;
  const { caller, account, calls, fromCache } = stats;
  log.info(
    {
      requestId: request.id,
      traceId: traceIdOf(request),
      operation,
      operationType,
      operationHash,
      caller,
      account,
      status,
      durationMs: Math.round(milliseconds * 10) / 10,
      upstreamCalls: calls,
      fromCache,
      // Not `errorCodes`: the log looks twice at a line with the word code.
      errors: codes.length > 0 ? codes : undefined,
    },
    status === undefined ? 'request given up by its caller' : 'request',
  );
}
