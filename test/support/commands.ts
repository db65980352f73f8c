import { execFileSync } from 'node:child_process';

/**
 * Whether a command can be run. Tests that need it are skipped and reported otherwise.
 * @param args arguments with which the command exits immediately
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
