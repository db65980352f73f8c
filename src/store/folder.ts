import { randomUUID } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

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
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    if (!existsSync(recordsFile(folder)) || !existsSync(lockFile(folder))) assertSpace(folder);
  } catch (error) {
    throw unusableFolder(error);
  }
}

function assertSpace(folder: string): void {
  const probe = join(folder, `space-${randomUUID()}`);
  try {
    writeFileSync(probe, Buffer.alloc(NEEDED_BYTES));
  } finally {
    rmSync(probe, { force: true });
  }
}

export function unusableFolder(cause: unknown): Error {
  const reason = cause instanceof Error ? (/^[A-Z]+\b/.exec(cause.message)?.[0] ?? cause.message) : String(cause);
  return new Error(`expected a folder that this process can create and write, got ${reason}`, { cause });
}
