import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import lmdb = require('lmdb');

import { createLog } from '../../../src/log.js';
import { TokenRecord } from '../../../src/platform/token/token-record.js';
import { Intent, type IntentRecord } from '../../../src/safety/intent.js';
import { openFileStore } from '../../../src/store/file.js';
import { lockKey, tokenKeys } from '../../../src/store/keys.js';
import { takeLease } from '../../../src/store/lease.js';
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
  const oldName = (part: string) => {
    const found = backend.recorded.find(({ value }) => value.includes(`"state":"${part}"`));
    return found?.key ?? '';
  };

  beforeEach(async () => {
    backend = await open();
    for (const { key, value, ttlMs } of backend.recorded) await backend.set(key, value, ttlMs);
  });
  afterEach(() => backend.close());

  test.each([
    ['committed', { before: { quantity: 9880, total: 10_000 }, result: { quantityAfter: 9883 } }],
    ['refused', { before: { quantity: 9883, total: 10_003 }, path: '/card/modifystock', errcode: 40073 }],
    ['unknown', { before: { quantity: 9883, total: 10_003 } }],
    ['intent', { before: { quantity: 9883, total: 10_003 } }],
  ])('an idempotency record in state %s is read as such', async (state, facts) => {
    expect((await find(state)).record).toMatchObject({ state, ...facts, input: expect.any(String) });
  });

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

  test('a record that this version writes is also stored under the name and with the fields of 0.1.0', async () => {
    const intent = await find('unknown');
    const record: IntentRecord = {
      ...(intent.record as IntentRecord),
      state: 'committed',
      result: { quantityAfter: 1 },
    };
    expect(await intent.transitionTo(record)).toBe(true);
    expect(JSON.parse((await backend.get(oldName('unknown'))) ?? '')).toMatchObject(record);
  });

  test('a change by 0.1.0 to a record of this version takes effect', async () => {
    const intent = await find('unknown');
    const record = intent.record as IntentRecord;
    await intent.transitionTo(record);
    const name = oldName('unknown');
    await new Promise((go) => setTimeout(go, 5)); // 0.1.0 reads back, which takes a call
    await backend.set(name, JSON.stringify({ ...record, state: 'committed', result: 1 }), 25 * 3_600_000);
    expect((await find('unknown')).record).toMatchObject({ state: 'committed' });
    expect(await intent.transitionTo(record)).toBe(false);
  });

  test('a record that 0.1.0 deletes is free here too, or settled by reading back if it has two names', async () => {
    const intent = await find('unknown');
    await intent.transitionTo(intent.record as IntentRecord);
    await backend.delete(oldName('unknown'));
    expect((await find('unknown')).record?.state).toBe(where === 'Redis' ? 'unknown' : undefined);
  });
});
