import { chinaDayAt, startOfChinaDay } from '../china-time.js';
import { PlatformError } from '../errors.js';
import type { Interceptor, UpstreamReply } from '../interceptor.js';

const DAY_QUOTA = 45009;
const MINUTE_QUOTA = 45011;

const MINUTE_MS = 60_000;

/** Interval of the probes of a used-up day quota: an operator can have it raised before the day is over. */
const PROBE_EVERY_MS = 10 * MINUTE_MS;

interface Pause {
  readonly errcode: number;
  /** Unix milliseconds. */
  readonly startedAt: number;
  /** When all calls may proceed again, Unix milliseconds. */
  readonly endsAt: number;
  /** When one call may probe before that, Unix milliseconds. */
  probeAt: number;
}

/** Receives the change of an API whose quota is used up or restored. */
export type OnQuotaChange = (change: 'paused' | 'resumed', path: string, errcode: number | undefined) => void;

/**
 * Pauses an API whose quota is used up (45009 for the day, 45011 for the minute). Until the quota is restored, calls to this
 * API fail immediately and report when to retry. Other APIs are not affected.
 * @param now Unix milliseconds
 * @param onChange called when an API is paused and when it is resumed, once each
 * @throws {PlatformError} `quota` with the received errcode and `retryAfterSeconds`
 */
export function quotaPause(now: () => number = Date.now, onChange?: OnQuotaChange): Interceptor {
  const pauses = new Map<string, Pause>();
  const end = (path: string) => {
    if (pauses.delete(path)) onChange?.('resumed', path, undefined);
  };

  /** Returns whether the call must fail. A call that may probe postpones the next probe. */
  const isPaused = (path: string, pause: Pause): boolean => {
    const time = now();
    // A pause that starts in the future: the clock was set back, and the pause would last longer than the quota.
    if (time >= pause.endsAt || time < pause.startedAt) end(path);
    else if (time < pause.probeAt) return true;
    else pause.probeAt = time + PROBE_EVERY_MS;
    return false;
  };

  return (next) => (call) => {
    const { path } = call.endpoint;
    const pause = pauses.size === 0 ? undefined : pauses.get(path);
    if (pause !== undefined && isPaused(path, pause)) {
      const reason = 'its quota is used up';
      return Promise.reject(new PlatformError({ ...factsOf(pause, now()), endpoint: path, reason, sent: false }));
    }
    const resume = (reply: UpstreamReply) => {
      end(path);
      return reply;
    };
    return next(call).then(pause && resume, (error) => {
      // An error with another path is that of the token call.
      if (!(error instanceof PlatformError) || error.endpoint !== path) throw error;
      const started = pauseFor(error.errcode, now());
      if (started !== undefined) {
        if (!pauses.has(path)) onChange?.('paused', path, started.errcode);
        pauses.set(path, started);
        const { errmsg = '', rid } = error;
        throw new PlatformError({ ...factsOf(started, now()), endpoint: path, errmsg, ...(rid && { rid }) });
      }
      // After a probe without a response, the next call may probe. Any other errcode proves that the quota is restored.
      if (pause !== undefined && error.errcode === undefined) pause.probeAt = now();
      else if (pause !== undefined) end(path);
      throw error;
    });
  };
}

function pauseFor(errcode: number | undefined, time: number): Pause | undefined {
  if (errcode === MINUTE_QUOTA) {
    const endsAt = (Math.floor(time / MINUTE_MS) + 1) * MINUTE_MS;
    return { errcode, startedAt: time, endsAt, probeAt: endsAt };
  }
  if (errcode === DAY_QUOTA) {
    // Midnight in China is an assumption: the documents specify "a day".
    const endsAt = startOfChinaDay(chinaDayAt(time) + 1);
    return { errcode, startedAt: time, endsAt, probeAt: Math.min(time + PROBE_EVERY_MS, endsAt) };
  }
  return undefined;
}

function factsOf({ errcode, endsAt, probeAt }: Pause, time: number) {
  const retryAfterSeconds = Math.max(1, Math.ceil((Math.min(probeAt, endsAt) - time) / 1000));
  return { kind: 'quota', errcode, retryAfterSeconds } as const;
}
