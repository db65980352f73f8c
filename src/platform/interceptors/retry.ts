import { isTransient, PlatformError } from '../errors.js';
import type { Interceptor, UpstreamCall, UpstreamReply } from '../interceptor.js';
import type { Observer } from '../observer.js';

/** Maximum attempts after the first one. */
const MAX_RETRIES = 2;

/** Retries that each call adds to the budget. */
const BUDGET_SHARE = 0.2;

/** Size of an account's retry budget, which starts full. */
const BUDGET_CAP = 10;

export interface RetryOptions {
  /** Maximum pause before the first retry, milliseconds. Doubled before the second one. */
  readonly longestPauseMs?: number;
  /** 0 to 1. */
  readonly random?: () => number;
  readonly observer?: Pick<Observer, 'retried'> | undefined;
}

/**
 * Retries a call if that can help and does no harm. A read is retried after a lost or unreadable response or -1. A write is
 * retried only if it certainly did not reach the platform. Retries happen at most twice, within the deadline and within a
 * retry budget: if every call fails, retries add at most a fifth to the load. Pauses have full jitter, so that calls that
 * failed together are not retried together.
 */
export function retryByEffect({
  longestPauseMs = 100,
  random = Math.random,
  observer,
}: RetryOptions = {}): Interceptor {
  let budget = BUDGET_CAP;
  return (next) => {
    /** @param retries made so far */
    const send = (call: UpstreamCall, retries: number): Promise<UpstreamReply> =>
      next(call).catch(async (error) => {
        if (retries === MAX_RETRIES || budget < 1 || !isRetryable(error, call)) throw error;
        const pauseMs = random() * longestPauseMs * 2 ** retries;
        if (performance.now() + pauseMs >= call.deadline.endsAt) throw error;
        budget -= 1;
        await call.deadline.sleep(pauseMs);
        if (call.deadline.ended !== undefined) throw error;
        observer?.retried(call.endpoint.path);
        return send(call, retries + 1);
      });
    return (call) => {
      budget = Math.min(budget + BUDGET_SHARE, BUDGET_CAP);
      return send(call, 0);
    };
  };
}

/** A failure with `retryAfterSeconds` is not retried: an open breaker, a full queue, a used-up quota. */
function isRetryable(error: unknown, { endpoint }: UpstreamCall): boolean {
  if (!(error instanceof PlatformError) || error.retryAfterSeconds !== undefined) return false;
  if (endpoint.effect === 'read') return isTransient(error);
  // An error with another path is that of the token call: the call itself was not sent.
  return error.kind === 'transport' && (!error.sent || error.endpoint !== endpoint.path);
}
