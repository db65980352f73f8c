/** The doctor's look at what outlives a request: Redis, or the folder. */
import { randomUUID } from 'node:crypto';
import { accessSync, constants, existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Deadline } from '../deadline.js';
import type { Log } from '../log.js';
import { doctorKey } from '../store/keys.js';
import { createMemoryStore } from '../store/memory.js';
import { createRedisStore } from '../store/redis.js';
import { RedisLink } from '../store/redis-link.js';
import { type RecordStore, type Store, StoreUnavailable } from '../store/store.js';
import type { Finding } from './finding.js';

/** What was found, and the store if it can be used; one in memory where no server has made any yet. */
export interface StoreFindings {
  readonly findings: readonly Finding[];
  readonly store?: Store;
}

/** Milliseconds to wait for a connection: it is tried several times in them. */
const CONNECT_MS = 3000;

const PINGS = 5;

/** Milliseconds of a PING from which on mutations, which need several commands, are noticeably slower. A command may take 200. */
const SLOW_MS = 20;

/** Milliseconds after which a record of the doctor's is gone, should it not be taken away. */
const RECORD_MS = 10_000;

/** Connects, pings, reads the settings that records depend on, and changes a record of its own. */
export async function checkRedis(url: string, log: Log, deadline: Deadline): Promise<StoreFindings> {
  const name = 'redis';
  const link = new RedisLink(url, 'doctor', log);
  link.connect();
  try {
    for (const until = Date.now() + CONNECT_MS; !link.isReady && Date.now() < until; ) {
      await sleep(20, undefined, { signal: deadline.signal });
    }
    if (!link.isReady) {
      const found = `no connection within ${CONNECT_MS / 1000} s: ${link.trouble ?? 'it does not answer'}`;
      return { findings: [{ state: 'fail', name, found, fix: 'check REDIS_URL, its password, and that Redis runs' }] };
    }
    const ping = await pinged(link);
    const settings = await settingsOf(link);
    const store = createRedisStore(url, log);
    const records = await checkRecords('redis records', store.records, deadline);
    return { findings: [ping, ...settings, records], store };
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    return { findings: [{ state: 'fail', name, found: error.message, fix: 'see whether Redis is overloaded' }] };
  } finally {
    link.close();
  }
}

async function pinged(link: RedisLink): Promise<Finding> {
  const times: number[] = [];
  for (let count = 0; count < PINGS; count += 1) {
    const sentAt = performance.now();
    await link.run((client) => client.ping());
    times.push(performance.now() - sentAt);
  }
  const median = times.sort((a, b) => a - b)[Math.floor(PINGS / 2)] ?? 0;
  const found = `connected, PING takes ${median.toFixed(1)} ms`;
  if (median <= SLOW_MS) return { state: 'ok', name: 'redis', found };
  return {
    state: 'warn',
    name: 'redis',
    found,
    fix: 'run Redis near the servers: a mutation waits for several commands',
  };
}

/** What INFO says against docs/state.md. One who may not ask for it is told nothing. */
async function settingsOf(link: RedisLink): Promise<readonly Finding[]> {
  const name = 'redis settings';
  let info: string;
  try {
    info = await link.run((client) => client.info());
  } catch {
    return [{ state: 'skip', name, found: 'INFO is not open to this user' }];
  }
  const setting = (key: string) => new RegExp(`^${key}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? '';
  const version = setting('redis_version');
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < 6 || (major === 6 && minor < 2)) {
    return [{ state: 'fail', name, found: `version ${version}`, fix: 'use Redis 6.2 or later' }];
  }
  const wrong = [
    ...(setting('aof_enabled') === '0' ? ['appendonly yes'] : []),
    ...(setting('maxmemory_policy') === 'noeviction' ? [] : ['maxmemory-policy noeviction']),
  ];
  if (wrong.length === 0) return [{ state: 'ok', name, found: `version ${version}, appendonly, noeviction` }];
  const found = `version ${version}; it may forget what mutations did, and a repeat would do it again`;
  return [{ state: 'warn', name, found, fix: `set ${wrong.join(' and ')} (docs/state.md)` }];
}

/** Opens the folder only where records are: made now, they would belong to whoever calls the doctor, not to the server. */
export async function checkFolder(path: string, deadline: Deadline): Promise<StoreFindings> {
  const name = `STATE_DIR ${resolve(path)}`;
  const { hasRecords } = await import('../store/folder.js');
  const { openFileStore } = await import('../store/file.js');
  const { acceptCommand, conditionOf } = await import('../store/damage.js');
  const command = acceptCommand(path);
  if (command !== undefined) return { findings: [lost(name, command)], store: createMemoryStore() };
  if (!hasRecords(path)) return { findings: [canBeMade(name, resolve(path))], store: createMemoryStore() };
  if ((await conditionOf(path)) === 'damaged') return { findings: [damaged(name)], store: createMemoryStore() };
  try {
    const store = openFileStore(path);
    const others = store.readers(); // asked first: whoever reads is one of them
    const written = await checkRecords(name, store.records, deadline);
    if (others.length === 0 || written.state !== 'ok') return { findings: [written], store };
    const found = `${written.found}; open in ${others.length === 1 ? 'process' : 'processes'} ${others.join(', ')} too, which may be`;
    return { findings: [{ ...written, found }], store };
  } catch (error) {
    return { findings: [cannotWrite(name, (error as Error).message)] };
  }
}

const lost = (name: string, command: string): Finding => ({
  state: 'fail',
  name,
  found: 'records were damaged and set aside; mutations with an idempotencyKey are refused until that is accepted',
  fix: `stop clients that repeat earlier mutations (docs/state.md), then run: ${command}`,
});

const damaged = (name: string): Finding => ({
  state: 'fail',
  name,
  found: 'the file of records is damaged',
  fix: 'restart every server that uses this folder: the first one sets the file aside (docs/state.md)',
});

const cannotWrite = (name: string, found: string): Finding => ({
  state: 'fail',
  name,
  found,
  fix: 'let the user who runs the server write there, or set STATE_DIR to a folder of theirs',
});

function canBeMade(name: string, path: string): Finding {
  let there = path;
  while (!existsSync(there) && dirname(there) !== there) there = dirname(there);
  try {
    accessSync(there, constants.W_OK | constants.X_OK);
  } catch {
    return cannotWrite(
      name,
      there === path ? 'it cannot be written' : `it is not there, and ${there} cannot be written`,
    );
  }
  return {
    state: 'ok',
    name,
    found: there === path ? 'can be written, holds nothing yet' : 'is not there yet and can be made',
  };
}

/** Sets, reads, compares and takes away a record that nobody else has. */
async function checkRecords(name: string, records: RecordStore, deadline: Deadline): Promise<Finding> {
  const key = doctorKey(randomUUID());
  try {
    await untilConnected(() => records.get(key), deadline);
    const isRight =
      (await records.compareAndSet(key, undefined, 'one', RECORD_MS)) &&
      (await records.get(key)) === 'one' &&
      !(await records.compareAndSet(key, 'another', 'two', RECORD_MS)) &&
      (await records.compareAndSet(key, 'one', undefined, RECORD_MS)) &&
      (await records.get(key)) === undefined;
    if (isRight) return { state: 'ok', name, found: 'a record was set, read, compared and taken away' };
    return {
      state: 'fail',
      name,
      found: 'a record did not hold what was set',
      fix: 'is something else writing there?',
    };
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    const { message } = (error.cause as Error | undefined) ?? error;
    return {
      state: 'fail',
      name,
      found: `a record cannot be set: ${message}`,
      fix: 'see docs/state.md for what is needed',
    };
  }
}

/** The store connects in the background, and says that it is away until then. */
async function untilConnected<T>(ask: () => Promise<T>, deadline: Deadline): Promise<T> {
  for (const until = Date.now() + CONNECT_MS; ; ) {
    try {
      return await ask();
    } catch (error) {
      if (Date.now() >= until) throw error;
      await sleep(20, undefined, { signal: deadline.signal });
    }
  }
}
