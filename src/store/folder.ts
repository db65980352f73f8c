import { randomUUID } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const RECORDS_FILE = 'records.mdb';

/** Marks a loss of records. While this file exists, the store is unavailable. An operator deletes it to accept the loss. */
const LOSS_FILE = 'records-lost';

/** Maximum space that opening needs, bytes. LMDB memory-maps its lock file, and a full disk would crash the process. */
const NEEDED_BYTES = 65_536;

export const recordsFile = (folder: string): string => join(folder, RECORDS_FILE);

export const lockFile = (folder: string): string => join(folder, `${RECORDS_FILE}-lock`);

export const lossFile = (folder: string): string => join(folder, LOSS_FILE);

/** Returns whether a folder already contains a records file. Opening the store would create one. */
export const hasRecords = (folder: string): boolean => existsSync(recordsFile(folder));

/**
 * Creates the folder if it is missing, and checks that it is usable.
 * @throws {Error} if the folder cannot be created or written, or has no space for a new records file
 */
export function prepareFolder(folder: string): void {
  try {
    makeFolder(resolve(folder));
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    if (!existsSync(recordsFile(folder)) || !existsSync(lockFile(folder))) assertSpace(folder);
  } catch (error) {
    throw unusableFolder(folder, error);
  }
}

/**
 * Creates a folder and its missing parents. `mkdirSync` with `recursive` never returns if a folder exists and reports ENOENT for a new
 * folder in it, as /proc does.
 */
function makeFolder(path: string): void {
  const missing: string[] = [];
  for (let at = path; !existsSync(at) && dirname(at) !== at; at = dirname(at)) missing.unshift(at);
  for (const at of missing) {
    try {
      mkdirSync(at, { mode: 0o700 });
    } catch (error) {
      // Another process may have created it meanwhile. A symbolic link without a target also reports EEXIST.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || !existsSync(at)) throw error;
    }
  }
  if (!statSync(path).isDirectory()) throw Object.assign(new Error('ENOTDIR: not a directory'), { code: 'ENOTDIR' });
}

function assertSpace(folder: string): void {
  const probe = join(folder, `space-${randomUUID()}`);
  try {
    writeFileSync(probe, Buffer.alloc(NEEDED_BYTES));
  } finally {
    rmSync(probe, { force: true });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'this user has no permission',
  EEXIST: 'a part of the path is a symbolic link without a target',
  ENOENT: 'the file system does not allow new folders there',
  ENOSPC: 'no space is left on the disk',
  ENOTDIR: 'a part of the path is not a folder',
  EPERM: 'this user has no permission',
  EROFS: 'the file system is read-only',
};

/** Returns an error that names the folder and the reason. */
export function unusableFolder(folder: string, cause: unknown): Error {
  const reason = cause instanceof Error ? (/^[A-Z]+\b/.exec(cause.message)?.[0] ?? cause.message) : String(cause);
  const meaning = REASONS[reason] === undefined ? '' : `: ${REASONS[reason]}`;
  const message = `expected a folder that this process can create and write, got ${reason} for ${resolve(folder)}${meaning}`;
  return new Error(message, { cause });
}
