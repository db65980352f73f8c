import type { Log } from '../log.js';
import type { Store } from '../store/store.js';
import type { LogBackend } from './backend.js';
import type { Retention } from './retention.js';

/**
 * Opens the event logs where the store keeps its state. The libraries of other stores are not loaded.
 * @param folder STATE_DIR, of a store of the kind `folder`
 * @throws {Error} if the folder cannot be created or written
 */
export async function openBackend(
  store: Store,
  folder: string | undefined,
  retention: Retention,
  log: Pick<Log, 'warn' | 'info' | 'error'>,
): Promise<LogBackend> {
  if (store.scripts !== undefined && store.channels !== undefined) {
    const { RedisBackend } = await import('./redis-backend.js');
    return new RedisBackend(store.scripts, store.channels, retention);
  }
  if (folder !== undefined) {
    const { openFileBackend } = await import('./file-backend.js');
    return openFileBackend(folder, retention, log);
  }
  const { MemoryBackend } = await import('./memory-backend.js');
  return new MemoryBackend(retention);
}
