import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError, type ConfigProblem } from '../config/config.js';
import { PUSH_KEY_FORMATS, type PushKeys } from '../emulator/push/envelope.js';
import { type EmulatorOptions, type RunningEmulator, startEmulator } from '../emulator/server.js';
import { exitForConfig } from './config-or-exit.js';

export interface EmulatorCommand extends Required<Pick<EmulatorOptions, 'port' | 'reviewSeconds'>> {
  /** Where the events of the demo account are pushed to. */
  readonly pushUrl: URL | undefined;
}

/** Interval of the checks of a push URL, milliseconds, and the number of checks. The server may be started later. */
const CHECK_EVERY_MS = 1000;
const CHECKS = 600;

/** Runs the emulator until SIGTERM or SIGINT. Prints its URL once it listens. */
export async function emulator({ pushUrl, ...options }: EmulatorCommand): Promise<void> {
  const keys = pushUrl && keysOrExit(process.env);
  const running = await startEmulator(options);
  const stopped = new AbortController();
  const stop = () => {
    stopped.abort();
    return running.close();
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  // Printed last, because its reader may end the process immediately.
  process.stdout.write(`Emulator: ${running.url}\n`);
  if (pushUrl && keys) await connect(running, pushUrl, keys, stopped.signal);
}

/** Checks the URL until it passes, and prints whether it did. */
async function connect(running: RunningEmulator, url: URL, keys: PushKeys, stopped: AbortSignal): Promise<void> {
  // Credentials and a query may be secret.
  const shown = `${url.origin}${url.pathname}`;
  for (let check = 1; check <= CHECKS; check += 1) {
    const isVerified = await running.connectPushes({ url, ...keys, mode: 'safe' });
    if (stopped.aborted) return;
    if (isVerified) {
      process.stdout.write(`Push URL verified: ${shown}\n`);
      return;
    }
    if (check === 1) {
      process.stderr.write(
        `Push URL not verified yet: ${shown}. Start the server with the same EVENTS_TOKEN and EVENTS_AES_KEY. The check is repeated for ten minutes\n`,
      );
    }
    await sleep(CHECK_EVERY_MS, undefined, { signal: stopped }).catch(() => undefined);
  }
  process.stderr.write(
    `Push URL not verified: ${shown}. No events are pushed. Start the server, then this emulator again\n`,
  );
}

/** Returns the token and the key of the environment. If one of them is missing or malformed, ends the process with exit code 78. */
function keysOrExit(env: NodeJS.ProcessEnv): PushKeys {
  const problems: ConfigProblem[] = [];
  const read = (name: string, { pattern, expected }: { readonly pattern: RegExp; readonly expected: string }) => {
    const value = env[name] ?? '';
    if (value === '') problems.push({ name, problem: `required because --push-url is set; expected ${expected}` });
    else if (!pattern.test(value)) {
      problems.push({ name, problem: `expected ${expected}, got ${value.length} other characters` });
    }
    return value;
  };
  const token = read('EVENTS_TOKEN', PUSH_KEY_FORMATS.token);
  const aesKey = read('EVENTS_AES_KEY', PUSH_KEY_FORMATS.aesKey);
  return problems.length === 0 ? { token, aesKey } : exitForConfig(new ConfigError(problems));
}
