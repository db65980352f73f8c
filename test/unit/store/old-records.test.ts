import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import lmdb = require('lmdb');

import { createLog } from '../../../src/log.js';
import { TokenRecord } from '../../../src/platform/token/token-record.js';
import { Intent, type IntentRecord } from '../../../src/safety/intent.js';
import { openFileStore } from '../../../src/store/file.js';
import { idempotencyKey, lockKey, tokenKeys } from '../../../src/store/keys.js';
import { takeLease } from '../../../src/store/lease.js';
import { oldRecordName } from '../../../src/store/old-keys.js';
import { createRedisStore } from '../../../src/store/redis.js';
import type { Store } from '../../../src/store/store.js';
import { hasRedis, TestRedis } from '../../support/redis.js';
import { until } from '../../support/time.js';
// Recorded from version 0.1.0: `modifyStock` of one card with four idempotency keys. The process was killed during the last one.
import recorded from './records-0.1.0.json' with { type: 'json' };

const ACCOUNT = { baseUrl: 'http://127.0.0.1:4170', appid: 'wxdemo' };
const NAME = [ACCOUNT.baseUrl, ACCOUNT.appid, 'anonymous', 'modifyStock'];
const SECRET = { reveal: () => 'demo-secret' };
const KEYS = tokenKeys('stable', ACCOUNT);
const A_MINUTE = 60_000;
const NEW_KEY = 'not used by 0.1.0';
const UNKNOWN: IntentRecord = { state: 'unknown', input: 'hash', at: 1, attempt: 'one', before: { quantity: 3 } };

/** A backend of records, with the operations of a replica of 0.1.0. */
interface Backend {
  readonly prefix: string;
  readonly recorded: readonly { readonly key: string; readonly value: string; readonly ttlMs: number }[];
  readonly store: Store;
  set(name: string, value: string, ttlMs: number): Promise<void>;
  get(name: string): Promise<string | undefined>;
  delete(name: string): Promise<void>;
  close(): Promise<void>;
}

async function inRedis(): Promise<Backend> {
  const redis = await TestRedis.start();
  const store = createRedisStore(redis.url, createLog({ level: 'silent' }));
  await until(() =>
    store.records.get('any').then(
      () => true,
      () => false,
    ),
  );
  return {
    prefix: 'cardgraph:record:',
    recorded: recorded.redis,
    store,
    async set(name, value, ttlMs) {
      await redis.command('SET', name, value, 'PX', String(ttlMs));
    },
    get: async (name) => (await redis.command('--raw', 'GET', name)).replace(/\n$/, '') || undefined,
    async delete(name) {
      await redis.command('DEL', name);
    },
    async close() {
      await store.close();
      await redis.close();
    },
  };
}

async function inFile(): Promise<Backend> {
  const folder = mkdtempSync(join(tmpdir(), 'cardgraph-old-'));
  const root = lmdb.open<{ value: string; endsAt: number }, string>({ path: join(folder, 'records.mdb') });
  const ends = root.openDB<true, [number, string]>({ name: 'ends' });
  const store = openFileStore(folder);
  const remove = (name: string) => {
    const record = root.get(name);
    if (record !== undefined) ends.removeSync([record.endsAt, name]);
    root.removeSync(name);
  };
  return {
    prefix: '',
    recorded: recorded.file,
    store,
    async set(name, value, ttlMs) {
      const endsAt = Date.now() + ttlMs;
      root.transactionSync(() => {
        remove(name);
        root.putSync(name, { value, endsAt });
        ends.putSync([endsAt, name], true);
      });
    },
    async get(name) {
      root.resetReadTxn();
      return root.get(name)?.value;
    },
    async delete(name) {
      root.transactionSync(() => remove(name));
    },
    async close() {
      await store.close();
      await root.close();
      rmSync(folder, { recursive: true });
    },
  };
}

describe.each([
  ['Redis', inRedis],
  ['STATE_DIR', inFile],
])('records of 0.1.0 in %s', (where, open) => {
  if (where === 'Redis' && !hasRedis) return void test.skip('there is no redis-server on PATH', () => {});

  let backend: Backend;
  const find = (key: string) => Intent.find(backend.store.records, NAME, key);
  const oldNameOf = (state: string) => {
    const found = backend.recorded.find(({ value }) => value.includes(`"state":"${state}"`));
    return found?.key ?? '';
  };
  /** An intent of this version, and the name of its record in 0.1.0. */
  const newIntent = async () => {
    const intent = await find(NEW_KEY);
    if (intent === 'outdated' || intent.record !== undefined) throw new Error('expected a key without a record');
    const hash = createHash('sha256')
      .update(JSON.stringify([...NAME, NEW_KEY]))
      .digest('base64url');
    return { intent, oldName: `${backend.prefix}${oldRecordName(idempotencyKey(hash))}` };
  };

  beforeEach(async () => {
    backend = await open();
    for (const { key, value, ttlMs } of backend.recorded) await backend.set(key, value, ttlMs);
  });
  afterEach(() => backend.close());

  test.each(['committed', 'refused', 'unknown', 'intent'])(
    'an idempotency record that is %s is outdated and stays as it is',
    async (state) => {
      const before = await backend.get(oldNameOf(state));
      expect(before).toContain(`"state":"${state}"`);
      expect(await find(state)).toBe('outdated');
      expect(await backend.get(oldNameOf(state))).toBe(before);
    },
  );

  test('a stock lock excludes this version until it expires, and is then free for either version', async () => {
    const lock = lockKey(ACCOUNT, 'stock:pDEMO-cash-0001');
    expect(await takeLease(backend.store.records, lock, A_MINUTE)).toBeUndefined();
    const { key } = backend.recorded.find((one) => one.key.includes('lock:')) ?? { key: '' };
    await backend.delete(key);
    const lease = await takeLease(backend.store.records, lock, A_MINUTE);
    expect(await backend.get(key)).toBeDefined();
    await lease?.release();
    expect(await backend.get(key)).toBeUndefined();
  });

  test('an access token can be read, and replaced by one that 0.1.0 can read, with the same place and fields', async () => {
    const record = new TokenRecord(backend.store.records, KEYS, SECRET);
    const read = await record.read();
    expect(read.token).toEqual({
      value: expect.stringMatching(/^\S{20,}$/),
      renewFrom: expect.any(Number),
      goodUntil: expect.any(Number),
    });
    expect(KEYS.place).toBe('token:stable:http://127.0.0.1:4170:wxdemo');
    const token = { value: 'next', renewFrom: Date.now(), goodUntil: Date.now() + 7_200_000 };
    expect(await record.replace(read, token)).toBe(true);
    expect(await backend.get(`${backend.prefix}${KEYS.place}`)).toBe((await record.read()).raw);
  });

  test('what this version writes stands under the name of 0.1.0 too, with the fields of 0.1.0', async () => {
    const { intent, oldName } = await newIntent();
    const record: IntentRecord = { ...UNKNOWN, state: 'committed', result: { quantityAfter: 1 } };
    expect(await intent.transitionTo(record)).toBe(true);
    expect(JSON.parse((await backend.get(oldName)) ?? '')).toEqual({ ...record, v: 2 });
  });

  test('a change that 0.1.0 makes to a record of this version counts', async () => {
    const { intent, oldName } = await newIntent();
    await intent.transitionTo(UNKNOWN);
    const kept = JSON.parse((await backend.get(oldName)) ?? '');
    await new Promise((go) => setTimeout(go, 5)); // 0.1.0 reads back, which takes a call
    // 0.1.0 keeps all fields of the record that it read.
    await backend.set(oldName, JSON.stringify({ ...kept, state: 'committed', result: 1 }), 25 * 3_600_000);
    expect(await find(NEW_KEY)).toMatchObject({ record: { state: 'committed', result: 1 } });
    expect(await intent.transitionTo(UNKNOWN)).toBe(false);
  });

  test('a record that 0.1.0 frees is free here too, or settled by reading back where it has two names', async () => {
    const { intent, oldName } = await newIntent();
    await intent.transitionTo(UNKNOWN);
    await backend.delete(oldName);
    expect(await find(NEW_KEY)).toMatchObject({ record: where === 'Redis' ? UNKNOWN : undefined });
  });
});
