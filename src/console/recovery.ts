import { effect } from '@preact/signals';
import { outage } from './client.js';
import { loadSession, sessionErrors } from './session.js';

const FIRST_DELAY_MS = 1000;
const MAX_DELAY_MS = 15_000;

/** Maximum duration of a request that checks whether the server responds, milliseconds. */
const PROBE_TIMEOUT_MS = 10_000;

/**
 * Returns a random delay before an attempt, milliseconds, so that many clients do not return at the same time.
 * @param attempt number of the attempt, from 0
 */
export function backoff(attempt: number): number {
  return Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(attempt, 10)) * (0.5 + Math.random() / 2);
}

/**
 * Checks whether the server responds. The check reads the session, which makes no call of the platform: proxies forward it, unlike the
 * routes of /health, and a credential that was revoked meanwhile is detected.
 */
export async function probe(): Promise<void> {
  await loadSession({ timeoutMs: PROBE_TIMEOUT_MS });
  if (sessionErrors.value.some(({ code }) => code === 'TIMED_OUT')) outage.value = 'UNREACHABLE';
}

/** During an outage, checks with increasing delays whether the server responds, and at once when the browser has a network again. */
export function startRecovery(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let attempt = 0;
  const check = async () => {
    clearTimeout(timer);
    await probe();
    if (outage.value !== undefined) schedule();
  };
  const schedule = () => {
    clearTimeout(timer);
    timer = setTimeout(check, backoff(attempt));
    attempt += 1;
  };
  effect(() => {
    clearTimeout(timer);
    attempt = 0;
    if (outage.value !== undefined) schedule();
  });
  addEventListener('online', check);
  addEventListener('offline', check);
  document.addEventListener('visibilitychange', () => {
    if (outage.value !== undefined && !document.hidden) void check();
  });
}
