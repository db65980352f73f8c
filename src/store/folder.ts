import { randomUUID } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const RECORDS_FILE = 'records.mdb';

/** While this file exists, records that were lost are not accepted as lost, and the store refuses to work. */
const LOSS_FILE = 'records-lost';

/** LMDB maps its lock file, and a disk that is full at the first access ends the process. Bytes that opening needs at most. */
const NEEDED_BYTES = 65_536;

export const recordsFile = (folder: string): string => join(folder, RECORDS_FILE);

export const lockFile = (folder: string): string => join(folder, `${RECORDS_FILE}-lock`);

export const lossFile = (folder: string): string => join(folder, LOSS_FILE);

/** Whether a folder holds records already: opening it would make them. */
export const hasRecords = (folder: string): boolean => existsSync(recordsFile(folder));

/** @throws {Error} when the folder cannot be made or written, or has no space for a new file of records */
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
  const why = cause instanceof Error ? (/^[A-Z]+\b/.exec(cause.message)?.[0] ?? cause.message) : String(cause);
  return new Error(`expected a folder that this process can make and write, got ${why}`, { cause });
}
