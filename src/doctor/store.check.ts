/** The doctor's check of the store: Redis or the folder. */
import { randomUUID } from 'node:crypto';
import { accessSync, constants, existsSync, mkdtempSync, rmdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Deadline } from '../deadline.js';
import type { Log } from '../log.js';
import { doctorKey } from '../store/keys.js';
import { createMemoryStore } from '../store/memory.js';
import { createRedisStore } from '../store/redis.js';
import { RedisLink } from '../store/redis-link.js';
import { type RecordStore, type Store, StoreUnavailable } from '../store/store.js';
import type { Finding } from './finding.js';

/** The findings, and the store if it can be used. It is a store in memory if no server has created one in the folder yet. */
export interface StoreFindings {
  readonly findings: readonly Finding[];
  readonly store?: Store;
}

/** Timeout of the connection, milliseconds. It includes several attempts. */
const CONNECT_MS = 3000;

const PINGS = 5;

/** PING latency above which mutations, which need several commands, become noticeably slower, milliseconds. A command may take 200. */
const SLOW_MS = 20;

/** Lifetime of the doctor's record, milliseconds, in case it is not deleted. */
const RECORD_MS = 10_000;

/** Connects, measures PING, reads the settings that records depend on, and writes and deletes a test record. */
export async function checkRedis(url: string, log: Log, deadline: Deadline): Promise<StoreFindings> {
  const name = 'redis';
  const link = new RedisLink(url, 'doctor', log);
  link.connect();
  try {
    for (const until = Date.now() + CONNECT_MS; !link.isReady && Date.now() < until; ) {
      await sleep(20, undefined, { signal: deadline.signal });
    }
    if (!link.isReady) {
      const found = `no connection within ${CONNECT_MS / 1000} s: ${link.trouble ?? 'no response'}`;
      return {
        findings: [{ state: 'fail', name, found, fix: 'check REDIS_URL and its password, and that Redis is running' }],
      };
    }
    const ping = await measurePing(link);
    const settings = await settingsOf(link);
    const store = createRedisStore(url, log);
    const records = await checkRecords('redis records', store.records, deadline);
    return { findings: [ping, ...settings, records], store };
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    return { findings: [{ state: 'fail', name, found: error.message, fix: 'check whether Redis is overloaded' }] };
  } finally {
    link.close();
  }
}

async function measurePing(link: RedisLink): Promise<Finding> {
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
    fix: 'run Redis close to the servers: each mutation waits for several commands',
  };
}

/** Compares the settings in INFO with docs/state.md. Skipped if the user may not run INFO. */
async function settingsOf(link: RedisLink): Promise<readonly Finding[]> {
  const name = 'redis settings';
  let info: string;
  try {
    info = await link.run((client) => client.info());
  } catch {
    return [{ state: 'skip', name, found: 'this user may not run INFO' }];
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
  const found = `version ${version}; Redis may lose idempotency records, and a retried mutation would then be executed again`;
  return [{ state: 'warn', name, found, fix: `set ${wrong.join(' and ')} (docs/state.md)` }];
}

/** Checks the folder. Opens it only if it has records: files created now would belong to the user of the doctor, not of the server. */
export async function checkFolder(path: string, deadline: Deadline): Promise<StoreFindings> {
  const name = `STATE_DIR ${resolve(path)}`;
  const { hasRecords } = await import('../store/folder.js');
  const { openFileStore } = await import('../store/file.js');
  const { acceptCommand, conditionOf } = await import('../store/damage.js');
  const command = acceptCommand(path);
  if (command !== undefined) return { findings: [lost(name, command)], store: createMemoryStore() };
  if (!hasRecords(path)) return { findings: [canBeCreated(name, resolve(path))], store: createMemoryStore() };
  if ((await conditionOf(path)) === 'damaged') return { findings: [damaged(name)], store: createMemoryStore() };
  try {
    const store = openFileStore(path);
    const others = store.readers(); // Before the first read, which adds this process.
    const written = await checkRecords(name, store.records, deadline);
    if (others.length === 0 || written.state !== 'ok') return { findings: [written], store };
    const found = `${written.found}; also open in ${others.length === 1 ? 'process' : 'processes'} ${others.join(', ')}, which is fine`;
    return { findings: [{ ...written, found }], store };
  } catch (error) {
    return { findings: [cannotWrite(name, (error as Error).message)] };
  }
}

const lost = (name: string, command: string): Finding => ({
  state: 'fail',
  name,
  found: 'damaged records were set aside; mutations with an idempotencyKey are rejected until you accept the loss',
  fix: `stop clients that retry earlier mutations (docs/state.md), then run: ${command}`,
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
  fix: 'give the user of the server write access, or set STATE_DIR to a folder that the user owns',
});

function canBeCreated(name: string, path: string): Finding {
  let existing = path;
  while (!existsSync(existing) && dirname(existing) !== existing) existing = dirname(existing);
  if (!statSync(existing).isDirectory()) return cannotWrite(name, `${existing} is not a folder`);
  try {
    accessSync(existing, constants.W_OK | constants.X_OK);
    // Some file systems, such as /proc, grant the permission and still allow no new folders.
    if (existing !== path) rmdirSync(mkdtempSync(join(existing, '.cardgraph-doctor-')));
  } catch {
    return cannotWrite(
      name,
      existing === path
        ? 'the folder is not writable'
        : `the folder does not exist, and cannot be created in ${existing}`,
    );
  }
  return {
    state: 'ok',
    name,
    found: existing === path ? 'writable, no records yet' : 'does not exist yet and can be created',
  };
}

/** Writes, reads, compares and deletes a record with a unique key. */
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
    if (isRight) return { state: 'ok', name, found: 'a record was written, read, compared and deleted' };
    return {
      state: 'fail',
      name,
      found: 'a record did not contain what was written',
      fix: 'check whether another program writes to the same store',
    };
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    const { message } = (error.cause as Error | undefined) ?? error;
    return {
      state: 'fail',
      name,
      found: `a record cannot be written: ${message}`,
      fix: 'see docs/state.md for the requirements',
    };
  }
}

/** Retries an operation while the store connects in the background. Until then, the store reports that it is unavailable. */
async function untilConnected<T>(run: () => Promise<T>, deadline: Deadline): Promise<T> {
  for (const until = Date.now() + CONNECT_MS; ; ) {
    try {
      return await run();
    } catch (error) {
      if (Date.now() >= until) throw error;
      await sleep(20, undefined, { signal: deadline.signal });
    }
  }
}
