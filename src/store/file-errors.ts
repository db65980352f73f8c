import { statfsSync } from 'node:fs';
import { getSystemErrorName } from 'node:util';
import { StoreUnavailable } from './store.js';

/** Free space below which EIO is interpreted as a full disk, bytes: LMDB reports a partial write as EIO. */
const NO_SPACE_BYTES = 65_536;

function hasSpace(folder: string): boolean {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize >= NO_SPACE_BYTES;
}

/** Returns the error for a failed read or write of a file in STATE_DIR. */
export function storeUnavailable(cause: unknown, folder: string): StoreUnavailable {
  if (cause instanceof StoreUnavailable) return cause;
  const { code } = cause as { readonly code?: unknown };
  // LMDB's own error codes are negative.
  const name = typeof code === 'number' && code > 0 ? getSystemErrorName(-code) : undefined;
  if (name === 'ENOSPC' || name === 'EDQUOT' || (name === 'EIO' && !hasSpace(folder))) {
    return new StoreUnavailable('no space left on the disk of STATE_DIR', { cause });
  }
  const why = name === undefined ? '' : ` (${name})`;
  return new StoreUnavailable(`the records in STATE_DIR cannot be read or written${why}`, { cause });
}

/**
 * @param onLate called on timeout. The work continues.
 * @throws {StoreUnavailable} on timeout
 */
export async function withinTime<T>(work: Promise<T>, timeoutMs: number, onLate: () => void): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      onLate();
      reject(new StoreUnavailable(`the records in STATE_DIR were not written within ${timeoutMs} ms`));
    }, timeoutMs);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
