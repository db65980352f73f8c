import { getHeapStatistics } from 'node:v8';
import underPressure, { TYPE_EVENT_LOOP_DELAY } from '@fastify/under-pressure';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { OverloadLimits } from '../config/config.js';
import { isGraphQL } from '../graphql-path.js';
import type { Log } from '../log.js';
import { LogThrottle } from '../logging/log-throttle.js';

/**
 * Over how long lateness is averaged, milliseconds. Long enough that one pause, such as a garbage collection, is no
 * overload; short enough that load which is gone is forgotten at once.
 */
const SAMPLE_MS = 500;

/** How much sooner than requests are refused caches are emptied, percent of what V8 may take for its heap. */
const RELIEF_PERCENT = 10;

/** When to come back, seconds. */
const RETRY_AFTER_SECONDS = 1;

/** Minimum interval between two log lines about rejected requests, milliseconds. */
const LOG_INTERVAL_MS = 10_000;

/** Refuses a request before its body is read. */
export function refuseForOverload(reply: FastifyReply): FastifyReply {
  return reply.code(503).header('retry-after', RETRY_AFTER_SECONDS).send(REFUSAL);
}

const REFUSAL = {
  errors: [
    {
      message: 'The server has too much to do',
      extensions: { code: 'SERVER_OVERLOADED', retryAfter: RETRY_AFTER_SECONDS },
    },
  ],
};

/**
 * Refuses requests for the endpoint while this process has too much to do, before the caller is authenticated and before the
 * body is read. What the platform is too slow for is refused by the queue of its account instead.
 * @param relieve releases memory that is not needed; called while the heap is nearly full, before requests are refused for it
 * @returns whether it has too much to do now
 */
export async function shedLoad(
  http: FastifyInstance,
  limits: OverloadLimits,
  log: Log,
  relieve: () => void,
): Promise<() => boolean> {
  const { eventLoopDelayMs, heapPercent } = limits;
  if (eventLoopDelayMs === 0 && heapPercent === 0) return () => false;
  let refused = 0;
  const throttle = new LogThrottle(LOG_INTERVAL_MS);
  const report = (what: string, value: number | undefined) => {
    refused += 1;
    if (!throttle.allows()) return;
    log.warn({ what, value: Math.round(value ?? 0), refused }, 'requests are refused: this process has too much to do');
    refused = 0;
  };
  const heapBytes = (percent: number) => Math.floor((getHeapStatistics().heap_size_limit * percent) / 100);
  const maxHeapUsedBytes = heapBytes(heapPercent);
  const relieveAtBytes = heapBytes(Math.max(heapPercent - RELIEF_PERCENT, 0));
  // The library looks at the heap only where the loop is not late.
  const isHeapFull = () => maxHeapUsedBytes > 0 && http.memoryUsage().heapUsed > maxHeapUsedBytes;
  const letsIn = (delayMs: number) => !isHeapFull() && Math.random() >= shareToRefuse(delayMs, eventLoopDelayMs);
  await http.register(underPressure, {
    sampleInterval: SAMPLE_MS,
    maxEventLoopDelay: eventLoopDelayMs,
    maxHeapUsedBytes,
    pressureHandler: (request, reply, what, value) => {
      if (!isGraphQL(request)) return;
      if (what === TYPE_EVENT_LOOP_DELAY && letsIn(value ?? 0)) return;
      report(what, value);
      refuseForOverload(reply);
    },
  });
  if (relieveAtBytes > 0) {
    const check = setInterval(() => {
      if (http.memoryUsage().heapUsed > relieveAtBytes) relieve();
    }, SAMPLE_MS).unref();
    http.addHook('onClose', async () => clearInterval(check));
  }
  return () => http.isUnderPressure();
}

/**
 * The share of requests to refuse while the loop is so late, 0..1: of twice the limit half, so that what is let in is about
 * what can be done. To refuse all until it is well again would leave it idle half of the time.
 */
export function shareToRefuse(delayMs: number, limitMs: number): number {
  return delayMs > limitMs ? 1 - limitMs / delayMs : 0;
}
