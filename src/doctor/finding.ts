import type { Deadline } from '../deadline.js';

/** What one check of the doctor found. */
export interface Finding {
  /** `fail`: the server could not do its work so. `skip`: there is nothing to check. */
  readonly state: 'ok' | 'warn' | 'fail' | 'skip';
  /** What was checked. */
  readonly name: string;
  /** No secret is ever part of it. */
  readonly found: string;
  /** What to do about it. */
  readonly mend?: string;
}

/** A finding as one line. */
export function lineOf({ state, name, found, mend }: Finding): string {
  const line = `${state.padEnd(5)}${name}: ${found}${mend === undefined ? '' : ` → ${mend}`}`;
  return line.replaceAll(/\s*[\r\n]+\s*/g, ' ');
}

/** What the check finds, or that it did not end in time: whatever hangs, or throws, fails its own line alone. */
export async function limited(
  name: string,
  deadline: Deadline,
  check: () => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  const late = new Promise<readonly Finding[]>((resolve) => {
    deadline.onEnd(() => resolve([{ state: 'fail', name, found: 'the check did not end in time' }]));
  });
  try {
    return await Promise.race([check(), late]);
  } catch (error) {
    const why = error instanceof Error ? error.name : typeof error;
    return [{ state: 'fail', name, found: `the check itself failed (${why})` }];
  }
}
