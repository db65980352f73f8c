/** The parts of the commands of third-party mode: the store of the server, and the third-party platform with it. */
import type { Merchant } from '../component/merchant.js';
import { ThirdPartyPlatform } from '../component/third-party-platform.js';
import { type ComponentConfig, type Config, ConfigError, type StateConfig } from '../config/config.js';
import { createLog, type Log } from '../log.js';
import { OutageLog } from '../platform/outage-log.js';
import { connected } from '../store/connected.js';
import type { Store } from '../store/store.js';
import { exitForConfig } from './config-or-exit.js';

/** The third-party platform and the store that it shares with the servers. */
export interface OpenThirdParty {
  readonly platform: ThirdPartyPlatform;
  readonly store: Store;
  close(): Promise<void>;
}

/**
 * Opens the third-party platform with the store of the servers. Ends the process with exit code 78 if no server has used the store.
 * @throws {StoreUnavailable} if Redis cannot be reached
 */
export async function openThirdParty(component: ComponentConfig, config: Config): Promise<OpenThirdParty> {
  const log = createLog({ level: 'silent' });
  const store = await openServerStore(config.state, log);
  const outages = new OutageLog(log);
  const platform = new ThirdPartyPlatform({ component, store, timeoutMs: config.requestTimeoutMs, outages });
  return {
    platform,
    store,
    async close() {
      await platform.close();
      await store.close();
    },
  };
}

async function openServerStore(state: StateConfig, log: Log): Promise<Store> {
  if (state.kind === 'redis') {
    const { createRedisStore } = await import('../store/redis.js');
    return connected(createRedisStore(state.url.reveal(), log));
  }
  const path = state.kind === 'folder' ? state.path : '';
  const { hasRecords } = await import('../store/folder.js');
  // A new folder would be empty, and would belong to the user of this command.
  if (!hasRecords(path)) {
    const problem =
      'no server has stored records in this folder; set REDIS_URL or STATE_DIR as for the server, and start the server first';
    return exitForConfig(new ConfigError([{ name: 'STATE_DIR', problem }]));
  }
  try {
    return (await import('../store/file.js')).openFileStore(path, log);
  } catch (error) {
    return exitForConfig(new ConfigError([{ name: 'STATE_DIR', problem: (error as Error).message }]));
  }
}

/** Returns the line of an account: appid, origin, status, and since when. */
export function accountLine(
  account: Pick<Merchant, 'appid' | 'status' | 'authorizedAt'> | { readonly appid: string },
): string {
  const [origin, status, since] =
    'status' in account
      ? ['authorized', account.status, account.authorizedAt === 0 ? '-' : secondOf(account.authorizedAt)]
      : ['configured', 'ACTIVE', '-'];
  return [account.appid.padEnd(18), origin, status.padEnd(19), since].join('  ');
}

const secondOf = (time: number) => `${new Date(time).toISOString().slice(0, 19)}Z`;
