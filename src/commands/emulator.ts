import { type EmulatorOptions, startEmulator } from '../emulator/server.js';

/** Runs the emulator until SIGTERM or SIGINT. Prints its URL once it listens. */
export async function emulator(options: Required<Pick<EmulatorOptions, 'port' | 'reviewSeconds'>>): Promise<void> {
  const running = await startEmulator(options);
  const stop = () => running.close();
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  // Printed last, because its reader may end the process immediately.
  process.stdout.write(`Emulator: ${running.url}\n`);
}
