import { PlatformError } from '../platform/errors.js';
import type { SafeWrite } from './safe-write.js';

export type Overlap = Pick<SafeWrite<unknown, unknown, unknown>, 'endpoint' | 'mayOverlap'>;

/** Returns whether a repetition does no harm even while the first call may still be in flight. */
export function mayOverlap(write: Overlap): boolean {
  return write.mayOverlap === true || write.endpoint.effect === 'write';
}

/** Reads whether a repetition does no harm. Returns false if the write has no such read, or the read fails. */
export async function mayRepeat<Before>(
  write: Pick<SafeWrite<Before, unknown, unknown>, 'mayRepeat'>,
  before: Before,
): Promise<boolean> {
  try {
    return (await write.mayRepeat?.(before)) ?? false;
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    return false;
  }
}
