/** Detects a damaged records file before it is opened and moves it aside. */
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

/** Signals with which LMDB crashes on a damaged file. Others have other causes, such as SIGKILL when out of memory. */
const DAMAGE_SIGNALS: readonly (string | null)[] = ['SIGBUS', 'SIGSEGV', 'SIGABRT', 'SIGFPE', 'SIGILL'];

/** How long the child process reads records, and when it is killed, milliseconds. */
const WALK_MS = 1000;
const KILL_MS = 4000;

/** How long another process that is creating the file may take to write its first pages, milliseconds. */
const CREATION_MS = 200;

/** `damaged` is certain: two checks found it. `undecided`: the check failed or took too long for another reason. */
export type Condition = 'sound' | 'damaged' | 'undecided';

/** Checks the records file in a child process, which reads records for at most about a second. */
export function conditionOf(folder: string): Promise<Condition> {
  return conditionOfFile(recordsFile(folder), ['ends']);
}

/**
 * Checks an LMDB file in a child process, which reads it for at most about a second.
 * @param nested names of its nested databases
 */
export async function conditionOfFile(path: string, nested: readonly string[]): Promise<Condition> {
  const first = await walkInChild(path, nested);
  return first === 'damaged' ? walkInChild(path, nested) : first;
}

/** Returns the command with which an operator accepts the loss of records; undefined if none were lost. */
export function acceptCommand(folder: string): string | undefined {
  const path = resolve(lossFile(folder));
  return existsSync(path) ? `rm '${path.replaceAll("'", "'\\''")}'` : undefined;
}

/**
 * Opens the store in a folder. A damaged records file is first moved aside. The store is then unavailable until an operator
 * accepts the loss.
 * @param folder already checked by `prepareFolder`
 * @throws {Error} if the folder cannot be created or written
 */
export async function openCheckedFileStore(folder: string, log: Log): Promise<FileStore> {
  if (hasRecords(folder)) await check(folder, log);
  const command = acceptCommand(folder);
  if (command !== undefined) {
    log.error(
      { command },
      'Records in STATE_DIR were lost: mutations with an idempotencyKey are rejected until this command accepts the loss',
    );
  }
  return openFileStore(folder, log);
}

async function check(folder: string, log: Log): Promise<void> {
  const inode = inodeOf(folder);
  const condition = await conditionOf(folder);
  if (condition === 'undecided') log.warn({ folder }, 'Records file could not be checked for damage');
  // Another process may have replaced the damaged file meanwhile.
  if (condition !== 'damaged' || inodeOf(folder) !== inode) return;
  const file = moveAside(folder);
  log.error({ file }, 'Records file in STATE_DIR is damaged and was moved aside');
}

const inodeOf = (folder: string) => statSync(recordsFile(folder), { throwIfNoEntry: false })?.ino;

/** @returns the new path of the file */
function moveAside(folder: string): string {
  const file = recordsFile(folder);
  const date = dateForName();
  const aside = nameAside(file, date);
  // Synced to disk first: if the process crashes now, the loss of records must not go unnoticed.
  const loss = openSync(lossFile(folder), 'a', 0o600);
  writeSync(loss, `${date}: the records file was damaged and is now ${aside}\n`);
  fsyncSync(loss);
  closeSync(loss);
  rmSync(lockFile(folder), { force: true }); // a process that has the old file open keeps using the old lock file
  renameSync(file, aside);
  return aside;
}

const dateForName = () => `${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}Z`;

/** Returns a name for a damaged file that no other file has. */
export function nameAside(file: string, date = dateForName()): string {
  let aside = `${file}.damaged-${date}`;
  for (let n = 2; existsSync(aside); n += 1) aside = `${file}.damaged-${date}-${n}`;
  return aside;
}

async function walkInChild(path: string, nested: readonly string[]): Promise<Condition> {
  if (statSync(path).size === 0) {
    await sleep(CREATION_MS);
    if (statSync(path).size === 0) return 'damaged';
  }
  const child = fork(WALKER, [path, String(WALK_MS), ...nested], { execArgv: [], stdio: 'ignore' });
  const timer = setTimeout(() => child.kill('SIGKILL'), KILL_MS);
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
    if (code === 0) return 'sound';
    return code === DAMAGED || DAMAGE_SIGNALS.includes(signal) ? 'damaged' : 'undecided';
  } catch {
    return 'undecided'; // the child process could not be started
  } finally {
    clearTimeout(timer);
  }
}
