import type { Deadline } from '../deadline.js';

/** The result of one check. */
export interface Finding {
  /** `fail`: the server would not work. `skip`: nothing was checked. */
  readonly state: 'ok' | 'warn' | 'fail' | 'skip';
  /** The subject of the check. */
  readonly name: string;
  /** The result. Contains no secret. */
  readonly found: string;
  /** How to fix it. */
  readonly fix?: string;
}

/** Returns a finding as one line. */
export function lineOf({ state, name, found, fix }: Finding): string {
  const line = `${state.padEnd(5)}${name}: ${found}${fix === undefined ? '' : ` → ${fix}`}`;
  return line.replaceAll(/\s*[\r\n]+\s*/g, ' ');
}

/** Runs a check. One that hangs until the deadline or throws becomes a failed finding. */
export async function limited(
  name: string,
  deadline: Deadline,
  check: () => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  try {
    return await deadline.race(check(), () => new Error('late'));
  } catch (error) {
    if (deadline.ended !== undefined) return [{ state: 'fail', name, found: 'the check did not finish in time' }];
    const kind = error instanceof Error ? error.name : typeof error;
    return [{ state: 'fail', name, found: `the check itself failed (${kind})` }];
  }
}
