/** Opens what a running server uses as well: its tokens and its event log. Creates no file and repairs none. */
import { existsSync } from 'node:fs';
import type { EventsConfig, StateConfig } from '../config/config.js';
import type { LogBackend } from '../events/backend.js';
import { openBackend } from '../events/open-backend.js';
import { retentionOf } from '../events/retention.js';
import type { Log } from '../log.js';
import { createMemoryStore } from '../store/memory.js';
import type { Store } from '../store/store.js';
import { ExportStopped } from './stopped.js';

/** Opens the store. A folder without records is a store in memory: files created now would belong to this user, not to that of the server. */
export async function openStore(state: StateConfig, log: Log): Promise<Store> {
  switch (state.kind) {
    case 'memory':
      return createMemoryStore();
    case 'redis':
      return (await import('../store/redis.js')).createRedisStore(state.url.reveal(), log);
    case 'folder': {
      const [{ hasRecords }, { conditionOf }, { openFileStore }] = await Promise.all([
        import('../store/folder.js'),
        import('../store/damage.js'),
        import('../store/file.js'),
      ]);
      if (!hasRecords(state.path)) return createMemoryStore();
      if ((await conditionOf(state.path)) === 'damaged') throw damaged('the file of records');
      return openFileStore(state.path, log);
    }
  }
}

/**
 * Opens the event logs.
 * @throws {ExportStopped} if there are none that this process can read
 */
export async function openEvents(
  store: Store,
  { state, events }: { readonly state: StateConfig; readonly events: EventsConfig },
  log: Log,
): Promise<LogBackend> {
  if (state.kind === 'memory') {
    throw new ExportStopped(
      'the event log of the embedded emulator is in the memory of its server; query cardEvents there',
    );
  }
  const folder = state.kind === 'folder' ? state.path : undefined;
  if (folder !== undefined) {
    const [{ eventsFile }, { conditionOfFile }, { EVENT_DATABASES }] = await Promise.all([
      import('../events/file-backend.js'),
      import('../store/damage.js'),
      import('../events/file-tables.js'),
    ]);
    const file = eventsFile(folder);
    if (!existsSync(file)) throw new ExportStopped('STATE_DIR has no event log; a server creates it when it starts');
    if ((await conditionOfFile(file, EVENT_DATABASES)) === 'damaged') throw damaged('the event log');
  }
  return openBackend(store, folder, retentionOf(events.retentionDays, events.maxBytes), log);
}

const damaged = (what: string) =>
  new ExportStopped(`${what} in STATE_DIR is damaged; restart every server that uses this folder (docs/state.md)`);
