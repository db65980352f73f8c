import { setTimeout as sleep } from 'node:timers/promises';
import type { Deadline } from '../deadline.js';
import { PlatformError } from '../platform/errors.js';

/** The part of what is left of the deadline that a write may take; the rest is for reading back. */
export const WRITE_SHARE = 0.6;

/** Kept of the deadline for the answer, milliseconds. */
const FOR_THE_ANSWER_MS = 100;

/** When a lost answer is looked for, milliseconds after it was lost: what had arrived is done by then. */
const LOOKS_MS = [0, 150, 350];

/** Between two looks for a write that may still be under way, milliseconds. */
const PATIENT_LOOK_MS = 250;

/**
 * Whether a call left and nobody can tell what became of it: no answer, one that cannot be read, or -1. What failed
 * before it left, fetching its token say, is not that.
 */
export function isInDoubt(error: PlatformError, path: string): boolean {
  return error.endpoint === path && (error.errcode === -1 || (error.errcode === undefined && error.sent));
}

/** Whether the platform refused on purpose, with an errcode of such a kind: a repeat would be refused again. */
export function isRefusal({ kind }: PlatformError): boolean {
  return ['input', 'notFound', 'state', 'permission', 'unknown'].includes(kind);
}

/**
 * Looks for the effect of a write whose answer was lost, until it shows or no time is left. A write that timed out may
 * still be under way, so it is looked for as long as there is time; one whose connection broke, a few times.
 * @returns what the read-back tells; undefined when no effect shows; `unreadable` when it could not be read at all
 */
export async function lookForEffect<Result>(
  readBack: () => Promise<Result | undefined>,
  lost: PlatformError | undefined,
  deadline: Deadline,
): Promise<Result | undefined | 'unreadable'> {
  const mayBeUnderWay = lost?.kind === 'timeout' || lost?.kind === 'cancelled';
  let seen: undefined | 'unreadable' = 'unreadable';
  for (let look = 0; mayBeUnderWay || look < LOOKS_MS.length; look += 1) {
    const pause = mayBeUnderWay ? Math.min(look, 1) * PATIENT_LOOK_MS : (LOOKS_MS[look] ?? 0);
    if (performance.now() + pause > deadline.endsAt - FOR_THE_ANSWER_MS) break;
    if (pause > 0) await sleep(pause);
    try {
      const effect = await readBack();
      if (effect !== undefined) return effect;
      seen = undefined;
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
    }
  }
  return seen;
}
