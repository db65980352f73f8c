import { chinaDayAt, startOfChinaDay } from '../china-time.js';
import { PlatformError } from '../errors.js';
import type { Interceptor, UpstreamReply } from '../interceptor.js';

const DAY_QUOTA = 45009;
const MINUTE_QUOTA = 45011;

const MINUTE_MS = 60_000;

/** How often one call asks whether a quota of the day is back before the day is over: an operator can have it raised. */
const PROBE_EVERY_MS = 10 * MINUTE_MS;

interface Pause {
  readonly errcode: number;
  /** When it began, Unix milliseconds. */
  readonly beganAt: number;
  /** When everything may be called again, Unix milliseconds. */
  readonly endsAt: number;
  /** When one call may try before that, Unix milliseconds. */
  probeAt: number;
}

/**
 * Pauses an API whose quota is used up (45009 for the day, 45011 for the minute): until it is back, calls of it fail at
 * once and say when to come back. Other APIs go on.
 * @param now Unix milliseconds
 * @throws {PlatformError} `quota` with the errcode that came, and retryAfterSeconds
 */
export function quotaPause(now: () => number = Date.now): Interceptor {
  const pauses = new Map<string, Pause>();

  /** Whether the call must wait. The one that goes ahead to try keeps the others waiting. */
  const isPaused = (path: string, pause: Pause): boolean => {
    const time = now();
    // Before its own beginning: the clock was set back, and would take longer to reach the end than the quota does.
    if (time >= pause.endsAt || time < pause.beganAt) pauses.delete(path);
    else if (time < pause.probeAt) return true;
    else pause.probeAt = time + PROBE_EVERY_MS;
    return false;
  };

  return (next) => (call) => {
    const { path } = call.endpoint;
    const pause = pauses.size === 0 ? undefined : pauses.get(path);
    if (pause !== undefined && isPaused(path, pause)) {
      const reason = 'its quota was used up before';
      return Promise.reject(new PlatformError({ ...factsOf(pause, now()), endpoint: path, reason, sent: false }));
    }
    const goOn = (reply: UpstreamReply) => {
      pauses.delete(path);
      return reply;
    };
    return next(call).then(pause && goOn, (error) => {
      // A quota of another path is that of the token.
      if (!(error instanceof PlatformError) || error.endpoint !== path) throw error;
      const started = pauseFor(error.errcode, now());
      if (started !== undefined) {
        pauses.set(path, started);
        const { errmsg = '', rid } = error;
        throw new PlatformError({ ...factsOf(started, now()), endpoint: path, errmsg, ...(rid && { rid }) });
      }
      // A try that got no answer tells nothing: the next call may try. Any other refusal tells that the quota is back.
      if (pause !== undefined && error.errcode === undefined) pause.probeAt = now();
      else if (pause !== undefined) pauses.delete(path);
      throw error;
    });
  };
}

function pauseFor(errcode: number | undefined, time: number): Pause | undefined {
  if (errcode === MINUTE_QUOTA) {
    const endsAt = (Math.floor(time / MINUTE_MS) + 1) * MINUTE_MS;
    return { errcode, beganAt: time, endsAt, probeAt: endsAt };
  }
  if (errcode === DAY_QUOTA) {
    // At midnight in China (assumed: the documents say "a day").
    const endsAt = startOfChinaDay(chinaDayAt(time) + 1);
    return { errcode, beganAt: time, endsAt, probeAt: Math.min(time + PROBE_EVERY_MS, endsAt) };
  }
  return undefined;
}

function factsOf({ errcode, endsAt, probeAt }: Pause, time: number) {
  const retryAfterSeconds = Math.max(1, Math.ceil((Math.min(probeAt, endsAt) - time) / 1000));
  return { kind: 'quota', errcode, retryAfterSeconds } as const;
}
