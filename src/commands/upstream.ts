import { randomInt } from 'node:crypto';
import type { Config, PushConfig } from '../config/config.js';
import { Secret } from '../config/secret.js';
import type { Account } from '../platform/client.js';

/** An account and what its messages are signed and encrypted with. */
export type ServedAccount = Account & { readonly events?: PushConfig | undefined };

interface StartedUpstream {
  readonly accounts: readonly ServedAccount[];
  stopEmulator(): Promise<void>;
}

/**
 * Returns the configured accounts. If there are none, starts the embedded emulator, prints its URL and returns its demo account.
 * @param print receives a line without its line feed
 */
export async function startUpstream({ upstream }: Config, print: (line: string) => void): Promise<StartedUpstream> {
  if (upstream.kind === 'platform') return { accounts: upstream.accounts, stopEmulator: async () => {} };
  const emulator = await startEmulatorNear(upstream.port);
  print(`Emulator: ${emulator.url}`);
  const { DEMO_APPID, DEMO_SECRET } = await import('../emulator/state/accounts.js');
  const token: Account['token'] = { mode: 'stable', secret: new Secret(DEMO_SECRET) };
  return {
    accounts: [{ appid: DEMO_APPID, baseUrl: emulator.url, token, events: upstream.events ?? randomPush() }],
    stopEmulator: () => emulator.close(),
  };
}

/** Starts the emulator on the port, or on a free one if the port is in use. */
async function startEmulatorNear(port: number) {
  const { startEmulator } = await import('../emulator/server.js');
  return startEmulator({ port }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE') return startEmulator({ port: 0 });
    throw error;
  });
}

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Returns a random token and key. They are never printed. */
function randomPush(): PushConfig {
  const random = (length: number) =>
    new Secret(Array.from({ length }, () => ALPHANUMERIC[randomInt(ALPHANUMERIC.length)]).join(''));
  return { token: random(32), aesKey: random(43), previous: {} };
}
