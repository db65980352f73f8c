/** Finds a damaged file of records before it is opened, and sets it aside. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log.js';
import { type FileStore, openFileStore } from './file.js';
import { hasRecords, lockFile, lossFile, recordsFile } from './folder.js';

const WALKER = join(import.meta.dirname, 'walk.js');

/** Exit code of walk.ts for a damaged file. */
const DAMAGED = 3;

/** What LMDB ends a process with when its file is damaged. Others, SIGKILL for lack of memory say, have other causes. */
const DAMAGE_SIGNALS: readonly (string | null)[] = ['SIGBUS', 'SIGSEGV', 'SIGABRT', 'SIGFPE', 'SIGILL'];

/** Milliseconds for which records are read, and after which the process that reads them is killed. */
const WALK_MS = 1000;
const KILL_MS = 4000;

/** Milliseconds in which another process that is making the file writes its first pages. */
const MAKING_MS = 200;

/** `damaged` is certain: found twice. `undecided`: the check failed or took too long for another reason. */
export type Condition = 'sound' | 'damaged' | 'undecided';

/** Reads the records in a process of its own, for about a second at most. */
export async function conditionOf(folder: string): Promise<Condition> {
  const first = await walked(folder);
  return first === 'damaged' ? walked(folder) : first;
}

/** The command with which an operator accepts that records were lost; undefined when there is nothing to accept. */
export function acceptCommand(folder: string): string | undefined {
  const path = resolve(lossFile(folder));
  return existsSync(path) ? `rm '${path.replaceAll("'", "'\\''")}'` : undefined;
}

/**
 * Opens the state in a folder. A damaged file of records is set aside first, and the store is unavailable until an operator
 * accepts the loss.
 * @param folder that `prepareFolder` has accepted
 * @throws {Error} when the folder cannot be made or written
 */
export async function openCheckedFileStore(folder: string, log: Log): Promise<FileStore> {
  if (hasRecords(folder)) await check(folder, log);
  const command = acceptCommand(folder);
  if (command !== undefined) {
    log.error(
      { command },
      'Records in STATE_DIR were lost: mutations with an idempotencyKey are refused until the loss is accepted by this command',
    );
  }
  return openFileStore(folder, log);
}

async function check(folder: string, log: Log): Promise<void> {
  const inode = inodeOf(folder);
  const condition = await conditionOf(folder);
  if (condition === 'undecided') log.warn({ folder }, 'The file of records could not be checked for damage');
  // Another process may have found the same, and the file is a new one by now.
  if (condition !== 'damaged' || inodeOf(folder) !== inode) return;
  const file = setAside(folder);
  log.error({ file }, 'The file of records in STATE_DIR is damaged and was set aside');
}

const inodeOf = (folder: string) => statSync(recordsFile(folder), { throwIfNoEntry: false })?.ino;

/** @returns the new name of the file */
function setAside(folder: string): string {
  const file = recordsFile(folder);
  const date = `${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}Z`;
  let aside = `${file}.damaged-${date}`;
  for (let n = 2; existsSync(aside); n += 1) aside = `${file}.damaged-${date}-${n}`;
  // First of all, and on the disk: no record may be missed silently if this process ends now.
  const loss = openSync(lossFile(folder), 'a', 0o600);
  writeSync(loss, `${date}: the file of records was damaged and is now ${aside}\n`);
  fsyncSync(loss);
  closeSync(loss);
  rmSync(lockFile(folder), { force: true }); // a process that has the old file open keeps the old lock with it
  renameSync(file, aside);
  return aside;
}

async function walked(folder: string): Promise<Condition> {
  const path = recordsFile(folder);
  if (statSync(path).size === 0) {
    await sleep(MAKING_MS);
    if (statSync(path).size === 0) return 'damaged';
  }
  const child = fork(WALKER, [path, String(WALK_MS)], { execArgv: [], stdio: 'ignore' });
  const timer = setTimeout(() => child.kill('SIGKILL'), KILL_MS);
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
    if (code === 0) return 'sound';
    return code === DAMAGED || DAMAGE_SIGNALS.includes(signal) ? 'damaged' : 'undecided';
  } catch {
    return 'undecided'; // it could not be started
  } finally {
    clearTimeout(timer);
  }
}
