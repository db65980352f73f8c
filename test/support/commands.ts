import { execFileSync } from 'node:child_process';

/**
 * Whether a command can be run: tests that need it are skipped where it cannot, and that is said.
 * @param args with which it ends at once
 */
export function isInstalled(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    process.stderr.write(`Tests with ${command} are skipped: it is not on PATH\n`);
    return false;
  }
}
