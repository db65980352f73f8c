import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';

// As CommonJS: the types of its ES module do not compile.
import lmdb = require('lmdb');

import { conditionOfFile } from '../store/damage.js';
import { eventsFile } from './file-backend.js';
import { EVENT_DATABASES } from './file-tables.js';

/** The state of the file of the event logs. `bytes`: size of all logs by estimate, after a test record was written and removed. */
export type FileProbe =
  | { readonly condition: 'missing' | 'damaged' | 'wrong' }
  | { readonly condition: 'sound'; readonly bytes: number };

/**
 * Writes, reads and removes a record in the file of the event logs. Does not create the file.
 * @throws {Error} if the file cannot be opened or written
 */
export async function probeFile(folder: string): Promise<FileProbe> {
  const path = eventsFile(folder);
  if (!existsSync(path)) return { condition: 'missing' };
  if ((await conditionOfFile(path, EVENT_DATABASES)) === 'damaged') return { condition: 'damaged' };
  // The same options as those of the server.
  const root = lmdb.open<unknown, string>({ path, overlappingSync: false, eventTurnBatching: false });
  try {
    const totals = root.openDB<{ readonly bytes: number }, string>({ name: 'totals' });
    const key = `doctor:${randomUUID()}`;
    await totals.put(key, { bytes: 1 });
    const written = totals.get(key);
    await totals.remove(key);
    if (written?.bytes !== 1 || totals.get(key) !== undefined) return { condition: 'wrong' };
    return { condition: 'sound', bytes: totals.get('all')?.bytes ?? 0 };
  } finally {
    await root.close();
  }
}
