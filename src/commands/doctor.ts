import type { DoctorOptions } from '../doctor/doctor.js';
import { configOrExit } from './config-or-exit.js';

/** Checks everything that the configuration refers to, and prints one line per check. Exit code 1 if a check failed. */
export async function doctor(options: DoctorOptions = {}): Promise<void> {
  // Without it a hanging DNS query would keep the process alive: the C library's own timeout is 10 s or more.
  process.env.RES_OPTIONS ??= 'timeout:2 attempts:1';
  const config = configOrExit();
  const { runChecks } = await import('../doctor/doctor.js');
  const isWell = await runChecks(config, options, (line) => process.stdout.write(`${line}\n`));
  process.exit(isWell ? 0 : 1); // Exit immediately: a hanging check must not delay it.
}
