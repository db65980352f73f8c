import { isTransient, PlatformError } from '../errors.js';
import type { Interceptor, UpstreamCall, UpstreamReply } from '../interceptor.js';
import type { Observer } from '../observer.js';

/** Tries after the first, at the most. */
const MAX_RETRIES = 2;

/** Retries for each call that was asked for. */
const BUDGET_SHARE = 0.2;

/** Retries that an account may have saved up, and starts with. */
const BUDGET_CAP = 10;

export interface RetryOptions {
  /** The longest pause before the first retry, milliseconds; doubled before the second. */
  readonly longestPauseMs?: number;
  /** 0 to 1. */
  readonly random?: () => number;
  readonly observer?: Pick<Observer, 'retried'> | undefined;
}

/**
 * Sends a call again where that can help and does no harm: a read that got no answer, an unreadable one or -1; a write
 * only if it certainly did not reach the platform. At most twice, inside the deadline, and from a budget: when everything
 * fails, retries add a fifth to what is asked and no more. Pauses are random from 0 on, so that calls which failed
 * together do not come back together.
 */
export function retryByEffect({
  longestPauseMs = 100,
  random = Math.random,
  observer,
}: RetryOptions = {}): Interceptor {
  let budget = BUDGET_CAP;
  return (next) => {
    /** @param retries so far */
    const send = (call: UpstreamCall, retries: number): Promise<UpstreamReply> =>
      next(call).catch(async (error) => {
        if (retries === MAX_RETRIES || budget < 1 || !mayBeSentAgain(error, call)) throw error;
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

/** A failure that says when to come back is not tried again before: an open breaker, a full queue, a used-up quota. */
function mayBeSentAgain(error: unknown, { endpoint }: UpstreamCall): boolean {
  if (!(error instanceof PlatformError) || error.retryAfterSeconds !== undefined) return false;
  if (endpoint.effect === 'read') return isTransient(error);
  // A failure of another path is that of the token: the call itself was not sent.
  return error.kind === 'transport' && (!error.sent || error.endpoint !== endpoint.path);
}
