import { NEVER_ENDING_TIMES } from '../../platform/endpoints/code.js';
import { instant, safeInt } from '../../platform/wire.js';

/** Returns the date of an end time in Unix seconds. Returns null if none is set, and for the times that mean that there is no end. */
export function endInstant(value: unknown): Date | null {
  return NEVER_ENDING_TIMES.some((never) => never === safeInt(value)) ? null : instant(value);
}
