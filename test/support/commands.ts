import { execFileSync } from 'node:child_process';

/**
 * Returns whether a command can be run. If not, prints that the tests that need it are skipped.
 * @param args arguments with which the command exits at once
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
