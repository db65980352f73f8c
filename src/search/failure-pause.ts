import { isTransient, type PlatformError, type PlatformErrorKind } from '../platform/errors.js';

/** First and longest pause after a failed call, milliseconds. Each failure doubles it. */
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;

/** Kinds of failures that concern every call, in addition to transient ones. */
const GENERAL: ReadonlySet<PlatformErrorKind> = new Set([
  ...(['quota', 'timeout', 'cancelled', 'overloaded', 'token', 'config', 'permission', 'account'] as const),
]);

/** Returns whether a failure concerns every call, and not only the requested card. */
export function isGeneral(error: PlatformError): boolean {
  return isTransient(error) || GENERAL.has(error.kind);
}

/** Pauses calls after failures. */
export class FailurePause {
  #failures = 0;
  /** By `performance.now()`, milliseconds. */
  #endsAt = 0;

  /** Milliseconds until the next call; 0 if it may be made now. */
  get waitMs(): number {
    return Math.max(0, this.#endsAt - performance.now());
  }

  succeeded(): void {
    this.#failures = 0;
  }

  failed({ retryAfterSeconds = 0 }: PlatformError): void {
    const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** this.#failures, LONGEST_PAUSE_MS);
    this.#failures += 1;
    this.#endsAt = performance.now() + Math.max(pauseMs, retryAfterSeconds * 1000);
  }
}
