import { getHeapStatistics } from 'node:v8';
import underPressure, { TYPE_EVENT_LOOP_DELAY } from '@fastify/under-pressure';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { OverloadLimits } from '../config/config.js';
import { isGraphQL } from '../graphql-path.js';
import type { Log } from '../log.js';
import { LogThrottle } from '../logging/log-throttle.js';
import { type HttpRefusal, retryLater } from './http-refusal.js';

/**
 * Interval over which the event-loop delay is averaged, milliseconds. Long enough that one pause, such as a garbage collection, does not
 * count as overload; short enough that past load stops counting quickly.
 */
const SAMPLE_MS = 500;

/** How far below the rejection threshold caches are cleared, percent of V8's heap limit. */
const RELIEF_PERCENT = 10;

/** The Retry-After of a rejected request, seconds. */
const RETRY_AFTER_SECONDS = 1;

/** Minimum interval between two log lines about rejected requests, milliseconds. */
const LOG_INTERVAL_MS = 10_000;

/** Rejects a request before its body is read. */
export function rejectForOverload(reply: FastifyReply): FastifyReply {
  return reply.code(503).header('retry-after', RETRY_AFTER_SECONDS).send(REFUSAL);
}

const REFUSAL = {
  errors: [
    {
      message: 'The server is overloaded. Retry later',
      extensions: { code: 'SERVER_OVERLOADED', retryAfter: RETRY_AFTER_SECONDS },
    },
  ],
};

/**
 * Rejects requests for the endpoint while this process is overloaded, before the caller is authenticated and before the body is read.
 * If the platform is too slow instead, the queue of the account rejects requests.
 * @param relieve releases cached memory; called while the heap is nearly full, before requests are rejected for it
 * @returns a function that returns whether the process is overloaded now
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
    log.warn({ what, value: Math.round(value ?? 0), refused }, 'Shedding load: process overloaded');
    refused = 0;
  };
  const heapBytes = (percent: number) => Math.floor((getHeapStatistics().heap_size_limit * percent) / 100);
  const maxHeapUsedBytes = heapBytes(heapPercent);
  const relieveAtBytes = heapBytes(Math.max(heapPercent - RELIEF_PERCENT, 0));
  // The library checks the heap only if the event loop is not late.
  const isHeapFull = () => maxHeapUsedBytes > 0 && http.memoryUsage().heapUsed > maxHeapUsedBytes;
  const hasStarted = startAwaited(http);
  const isLate = (delayMs: number) => hasStarted() && Math.random() < shareToReject(delayMs, eventLoopDelayMs);
  await http.register(underPressure, {
    sampleInterval: SAMPLE_MS,
    maxEventLoopDelay: eventLoopDelayMs,
    maxHeapUsedBytes,
    pressureHandler: (request, reply, what, value) => {
      if (!isGraphQL(request)) return;
      if (what === TYPE_EVENT_LOOP_DELAY && !isHeapFull() && !isLate(value ?? 0)) return;
      report(what, value);
      rejectForOverload(reply);
    },
  });
  if (relieveAtBytes > 0) {
    const check = setInterval(() => {
      if (http.memoryUsage().heapUsed > relieveAtBytes) relieve();
    }, SAMPLE_MS).unref();
    http.addHook('onClose', async () => clearInterval(check));
  }
  return () => http.isUnderPressure() && (hasStarted() || isHeapFull());
}

/** Returns a function that returns whether samples of the event-loop delay no longer contain the start of the process, which blocks it. */
function startAwaited(http: FastifyInstance): () => boolean {
  let countsFrom = Number.POSITIVE_INFINITY;
  http.addHook('onListen', async () => {
    // A sample that was taken within the first interval counts until the end of the second.
    countsFrom = performance.now() + 2 * SAMPLE_MS;
  });
  return () => performance.now() >= countsFrom;
}

/** Share of a limit of overload from which new subscriptions are rejected. They are the first to be, because each stays for an hour. */
const SUBSCRIPTION_SHARE = 0.5;

/** Returns a function that returns whether new subscriptions are to be rejected, so that requests can still be served. */
export function subscriptionShedding(http: FastifyInstance, limits: OverloadLimits): () => boolean {
  const { eventLoopDelayMs, heapPercent } = limits;
  if (eventLoopDelayMs === 0 && heapPercent === 0) return () => false;
  const percent = Math.max(heapPercent - RELIEF_PERCENT, 0);
  const heapBytes = (getHeapStatistics().heap_size_limit * percent) / 100;
  const hasStarted = startAwaited(http);
  return () => {
    const { eventLoopDelay, heapUsed } = http.memoryUsage();
    const isLate = eventLoopDelayMs > 0 && hasStarted() && eventLoopDelay > eventLoopDelayMs * SUBSCRIPTION_SHARE;
    return isLate || (heapPercent > 0 && heapUsed > heapBytes);
  };
}

/** Rejects a subscription because of load. */
export function overloaded(): HttpRefusal {
  const [error] = REFUSAL.errors;
  return retryLater(503, 'SERVER_OVERLOADED', error?.message ?? '', RETRY_AFTER_SECONDS);
}

/**
 * Returns the share of requests to reject at an event-loop delay, 0..1. At twice the limit it is one half, so that about as many requests
 * are admitted as can be served. Rejecting all of them until the delay is normal would leave the process idle half of the time.
 */
export function shareToReject(delayMs: number, limitMs: number): number {
  return delayMs > limitMs ? 1 - limitMs / delayMs : 0;
}
