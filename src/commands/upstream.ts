import { randomInt } from 'node:crypto';
import { isIPv6 } from 'node:net';
import type { Config, PushConfig } from '../config/config.js';
import { hostOf } from '../config/loopback.js';
import { Secret } from '../config/secret.js';
import type { RunningServer } from '../http/server.js';
import type { Log } from '../log.js';
import type { Account } from '../platform/client.js';

/** An account and what its messages are signed and encrypted with. */
export type ServedAccount = Account & { readonly events?: PushConfig | undefined };

interface StartedUpstream {
  readonly accounts: readonly ServedAccount[];
  /** The URL of the embedded emulator. Undefined with a configured platform. */
  readonly emulatorUrl: string | undefined;
  /** Connects the pushes of the embedded emulator to the server, which listens. Never fails: logs a warning if it is not possible. */
  connectPushes(server: Pick<RunningServer, 'url' | 'eventsUrl'>, log: Pick<Log, 'warn'>): Promise<void>;
  stopEmulator(): Promise<void>;
}

/**
 * Returns the configured accounts. Without a configured platform, starts the embedded emulator, prints its URL and returns its demo account.
 * @param print receives a line without its line feed
 */
export async function startUpstream(
  { upstream, host, events: { listener } }: Pick<Config, 'upstream' | 'host' | 'events'>,
  print: (line: string) => void,
): Promise<StartedUpstream> {
  if (upstream.kind === 'platform') {
    return {
      accounts: upstream.accounts,
      emulatorUrl: undefined,
      connectPushes: async () => {},
      stopEmulator: async () => {},
    };
  }
  const emulator = await startEmulatorNear(upstream.port);
  print(`Emulator: ${emulator.url}`);
  const { DEMO_APPID, DEMO_SECRET } = await import('../emulator/state/accounts.js');
  const token: Account['token'] = { mode: 'stable', secret: new Secret(DEMO_SECRET) };
  const events = upstream.events ?? randomPush();
  return {
    accounts: [{ appid: DEMO_APPID, baseUrl: emulator.url, token, events }],
    emulatorUrl: emulator.url,
    async connectPushes(server, log) {
      const url = pushUrl(server.eventsUrl ?? server.url, listener?.host ?? host, DEMO_APPID);
      const keys = { token: events.token.reveal(), aesKey: events.aesKey.reveal() };
      if (await emulator.connectPushes({ url, ...keys, mode: 'safe' })) return;
      log.warn(
        { url: url.href },
        'Emulator pushes no events: the check of the URL failed. Allow connections from this machine to it, or change EVENTS_HOST and EVENTS_PORT',
      );
    },
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

/** The loopback address at which a server on all addresses can be reached. */
const LOOPBACK: ReadonlyMap<string | undefined, string> = new Map([
  ['0.0.0.0', '127.0.0.1'],
  ['[::]', '[::1]'],
]);

/**
 * Returns the URL for the messages of an account.
 * @param listening a URL of the server
 * @param host the address or host name that it listens on
 */
export function pushUrl(listening: string, host: string, appid: string): URL {
  const url = new URL(`/wechat/events/${appid}`, listening);
  const name = hostOf(isIPv6(host) ? `[${host}]` : host);
  url.hostname = LOOPBACK.get(name) ?? url.hostname;
  return url;
}

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Returns a random token and key. They are never printed. */
function randomPush(): PushConfig {
  const random = (length: number) =>
    new Secret(Array.from({ length }, () => ALPHANUMERIC[randomInt(ALPHANUMERIC.length)]).join(''));
  return { token: random(32), aesKey: random(43), previous: {} };
}
