/** The doctor's check of the event logs: whether they can be written and read, and how full they are. */
import { randomUUID } from 'node:crypto';
import type { EventsConfig, StateConfig } from '../config/config.js';
import { retentionOf } from '../events/retention.js';
import type { AccountName } from '../store/keys.js';
import { EVENT_ACCOUNTS_KEY, eventKeys } from '../store/keys.js';
import { type SharedChannels, type SharedScripts, type Store, StoreUnavailable } from '../store/store.js';
import type { Finding } from './finding.js';

const NAME = 'event log';

/** Share of `EVENTS_MAX_BYTES` above which the oldest events are removed soon. */
const NEARLY_FULL = 0.9;

/** Accounts whose size is read. Each costs a command. */
const MAX_READ = 200;

export interface EventLogOptions {
  readonly state: StateConfig;
  readonly events: EventsConfig;
  /** The accounts that receive events. */
  readonly accounts: readonly AccountName[];
  /** The store, if the check of the store could use it. */
  readonly store: Store | undefined;
}

/** Appends, reads and removes a record where the logs are stored, and compares their size with the limit. */
export async function checkEventLog(options: EventLogOptions): Promise<readonly Finding[]> {
  const { state, store } = options;
  if (state.kind === 'folder') return checkFile(state.path, options.events);
  if (state.kind === 'memory')
    return [{ state: 'skip', name: NAME, found: 'in memory; it is lost when the process ends' }];
  const { scripts, channels } = store ?? {};
  if (scripts === undefined || channels === undefined) {
    return [{ state: 'skip', name: NAME, found: 'the store is unavailable', fix: 'fix the store first' }];
  }
  try {
    return await checkShared(options, scripts, channels);
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    return [cannotWrite(error.message)];
  }
}

async function checkFile(folder: string, events: EventsConfig): Promise<readonly Finding[]> {
  const { probeFile } = await import('../events/file-probe.js');
  try {
    const probe = await probeFile(folder);
    switch (probe.condition) {
      case 'missing':
        return [{ state: 'skip', name: NAME, found: 'there is none yet; the server creates it in STATE_DIR' }];
      case 'damaged':
        return [
          {
            state: 'fail',
            name: NAME,
            found: 'the file is damaged, and its events are lost',
            fix: 'restart every server that uses this folder: the first one moves the file aside (docs/events.md)',
          },
        ];
      case 'wrong':
        return [differs];
      case 'sound':
        return [sizeFinding(probe.bytes, events)];
    }
  } catch (error) {
    return [cannotWrite((error as Error).message)];
  }
}

const DELETE = `
redis.call('SREM', KEYS[1], ARGV[1])
return redis.call('DEL', unpack(KEYS, 2))`;

/** Uses the log of an account that does not exist. Replicas ignore the notification, because they do not serve it. */
async function checkShared(
  { events, accounts }: EventLogOptions,
  scripts: SharedScripts,
  channels: SharedChannels,
): Promise<readonly Finding[]> {
  const [{ RedisBackend }, { START }] = await Promise.all([
    import('../events/redis-backend.js'),
    import('../events/position.js'),
  ]);
  const backend = new RedisBackend(scripts, channels, retentionOf(events.retentionDays, events.maxBytes));
  const probe = { baseUrl: 'doctor:', appid: randomUUID() };
  const entry = { kind: 'doctor', receivedAt: Date.now(), sealed: 'doctor' };
  try {
    await backend.append(probe, 'state', probe.appid, entry);
    const { entries } = await backend.read(probe, { state: START }, 1);
    const again = await backend.append(probe, 'state', probe.appid, entry);
    if (entries[0]?.sealed !== entry.sealed || again !== undefined) return [differs];
  } finally {
    const { log, streams, seen } = eventKeys(probe);
    const keys = [EVENT_ACCOUNTS_KEY, log, streams.state, streams.activity, seen.state, seen.activity];
    await scripts
      .eval(DELETE, { keys, arguments: [JSON.stringify([probe.baseUrl, probe.appid])] })
      .catch(() => undefined);
  }
  let bytes = 0;
  for (const account of accounts.slice(0, MAX_READ)) bytes += (await backend.state(account)).bytes;
  return [sizeFinding(bytes, events)];
}

function sizeFinding(bytes: number, { maxBytes, retentionDays }: EventsConfig): Finding {
  const mebibytes = (count: number) => `${(count / 1024 / 1024).toFixed(1)} MiB`;
  const found = `a record was written, read and removed; ${mebibytes(bytes)} of ${mebibytes(maxBytes)} used`;
  if (bytes <= maxBytes * NEARLY_FULL) return { state: 'ok', name: NAME, found };
  const fix = `increase EVENTS_MAX_BYTES: the oldest events are removed before they are ${retentionDays} days old`;
  return { state: 'warn', name: NAME, found, fix };
}

const differs: Finding = {
  state: 'fail',
  name: NAME,
  found: 'a record did not contain what was written',
  fix: 'check whether another program writes to the same store',
};

const cannotWrite = (reason: string): Finding => ({
  state: 'fail',
  name: NAME,
  found: `a record cannot be written: ${reason}`,
  fix: 'see docs/state.md for the requirements: messages of the platform are refused with 503 until then',
});
