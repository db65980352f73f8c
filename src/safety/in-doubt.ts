import { setTimeout as sleep } from 'node:timers/promises';
import type { Deadline } from '../deadline.js';
import { PlatformError } from '../platform/errors.js';
import { StoreUnavailable } from '../store/store.js';

/** Share of the remaining deadline that a write may use. The rest is reserved for reading back. */
export const WRITE_SHARE = 0.6;

/** Part of the deadline that is reserved for the response to the client, milliseconds. */
export const RESPONSE_RESERVE_MS = 100;

/** Tolerated clock difference to the platform when a created object is searched by its creation time, milliseconds. */
export const CLOCK_SKEW_MS = 60_000;

/** Pauses before the read-backs after a response was lost, milliseconds. A write that reached the platform is complete by the last one. */
const READ_BACKS_MS = [0, 150, 350];

/** Interval between read-backs of a write that may still be in flight, milliseconds. */
const IN_FLIGHT_INTERVAL_MS = 250;

/**
 * Returns whether a call was sent and its outcome is unknown: there was no response, an unreadable one, or errcode -1. A call that failed
 * before it was sent, for example while its token was fetched, is not in doubt.
 */
export function isInDoubt(error: PlatformError, path: string): boolean {
  return error.endpoint === path && (error.errcode === -1 || (error.errcode === undefined && error.sent));
}

/** Returns whether the platform rejected the call for a reason that a retry would meet again, by the kind of the errcode. */
export function isRefusal({ kind }: PlatformError): boolean {
  return ['input', 'notFound', 'state', 'permission', 'unknown'].includes(kind);
}

/** HTTP status of a gateway that stopped waiting for the platform. */
const GATEWAY_TIMEOUT = 504;

/** Returns whether a call in doubt may still take effect: nothing shows that the platform has completed it. */
export function mayBeInFlight({ kind, statusCode }: PlatformError): boolean {
  return kind === 'timeout' || kind === 'cancelled' || statusCode === GATEWAY_TIMEOUT;
}

/**
 * Reads back a write whose response was lost, until its effect is visible or the deadline ends. A write that may still be in flight is
 * read back all that time. A write whose connection broke is read back a few times.
 * @param inFlightMs how much longer the write may be in flight
 * @returns the result of the read-back; undefined if no effect is visible; `unreadable` if every read failed
 */
export async function lookForEffect<Result>(
  readBack: () => Promise<Result | undefined>,
  inFlightMs: number,
  deadline: Deadline,
): Promise<Result | undefined | 'unreadable'> {
  const landsUntil = performance.now() + inFlightMs;
  let seen: undefined | 'unreadable' = 'unreadable';
  for (let attempt = 0; performance.now() < landsUntil || attempt < READ_BACKS_MS.length; attempt += 1) {
    const pause = inFlightMs > 0 ? Math.min(attempt, 1) * IN_FLIGHT_INTERVAL_MS : (READ_BACKS_MS[attempt] ?? 0);
    if (performance.now() + pause > deadline.endsAt - RESPONSE_RESERVE_MS) break;
    if (pause > 0) await sleep(pause);
    try {
      const effect = await readBack();
      if (effect !== undefined) return effect;
      seen = undefined;
    } catch (error) {
      if (!(error instanceof PlatformError || error instanceof StoreUnavailable)) throw error;
    }
  }
  return seen;
}
