import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Secret } from '../../src/config/secret.js';
import { createLog } from '../../src/log.js';
import { openFileStore } from '../../src/store/file.js';
import { createMemoryStore } from '../../src/store/memory.js';
import { createRedisStore } from '../../src/store/redis.js';
import type { Store } from '../../src/store/store.js';
import { auditTo } from '../support/audit-to.js';
import { hasRedis, TestRedis } from '../support/redis.js';
import { type Stack, startStack } from '../support/stack.js';
import { until } from '../support/time.js';
import oldest from '../unit/store/records-0.1.0.json' with { type: 'json' };
// Recorded with a server from before its fields were renamed: `updateCard` with a field that has another name now, and `modifyStock`.
// The process of the last one was killed while it ran.
import recorded from './idempotency-records-v1.json' with { type: 'json' };

const CARD = 'pDEMO-cash-0001';
const AUDIT_KEY = 'a key for tests only, of 32 characters';
const RETENTION_MS = 25 * 3_600_000;
const STOCK = `mutation ($input: ModifyStockInput!) { modifyStock(input: $input) {
  replayed quantityBefore quantityAfter card { id } userErrors { code message field errcode } } }`;
const UPDATE = `mutation ($input: UpdateCardInput!) { updateCard(input: $input) {
  replayed reviewRequired verified card { id } userErrors { code message field errcode } } }`;
const REFUSED = {
  replayed: false,
  card: null,
  userErrors: [
    {
      code: 'IDEMPOTENCY_KEY_REUSED',
      message: expect.stringMatching(
        /^This idempotencyKey was recorded by an earlier version of Cardgraph, .* was not sent again\. Read the object /,
      ),
      field: ['idempotencyKey'],
      errcode: null,
    },
  ],
};

const recordOf = (mutation: string, state: string) =>
  recorded.find((one) => one.mutation === mutation && one.state === state)?.value ?? '';
const oldestRecordOf = (state: string) =>
  oldest.file.find(({ value }) => value.includes(`"state":"${state}"`))?.value ?? '';

interface OpenStore {
  readonly store: Store;
  close(): Promise<void>;
}

async function inMemory(): Promise<OpenStore> {
  const store = createMemoryStore();
  return { store, close: () => store.close() };
}

async function inFolder(): Promise<OpenStore> {
  const folder = mkdtempSync(join(tmpdir(), 'cardgraph-outdated-'));
  const store = openFileStore(folder);
  return {
    store,
    async close() {
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}

async function inRedis(): Promise<OpenStore> {
  const redis = await TestRedis.start();
  const store = createRedisStore(redis.url, createLog({ level: 'silent' }));
  await until(() =>
    store.records.get('any').then(
      () => true,
      () => false,
    ),
  );
  return {
    store,
    async close() {
      await store.close();
      await redis.close();
    },
  };
}

describe.each([
  ['memory', inMemory],
  ['STATE_DIR', inFolder],
  ['Redis', inRedis],
])('idempotency records of another version in %s', (where, open) => {
  if (where === 'Redis' && !hasRedis) return void test.skip('there is no redis-server on PATH', () => {});

  let opened: OpenStore;
  let stack: Stack;
  let audit: { readonly audit: string; readonly outcome?: string; readonly errorCode?: string | null }[];

  beforeAll(async () => {
    opened = await open();
    const trail = auditTo((line) => audit.push(JSON.parse(line)));
    stack = await startStack({ server: { store: opened.store, audit: { trail, key: new Secret(AUDIT_KEY) } } });
  });
  beforeEach(async () => {
    await stack.emulator.reset();
    audit = [];
  });
  afterAll(async () => {
    await stack.close();
    await opened.close();
  });

  /** The key under which every version so far stores the record of a mutation. */
  const nameOf = (mutation: string, key: string) => {
    const parts = [stack.emulator.url, 'wxdemo', 'anonymous', mutation, key];
    return `cardgraph:1:{idempotency:${createHash('sha256').update(JSON.stringify(parts)).digest('base64url')}}:record`;
  };
  /** Stores a record and returns a function that reads it. */
  const seed = async (mutation: string, key: string, text: string) => {
    const name = nameOf(mutation, key);
    expect(text).toMatch(/^\{"state":/);
    const { records } = opened.store;
    expect(await records.compareAndSet(name, await records.get(name), text, RETENTION_MS)).toBe(true);
    return () => records.get(name);
  };
  const stock = (idempotencyKey: string) =>
    stack.graph.ask(STOCK, { input: { cardId: CARD, increaseBy: 3, idempotencyKey } });

  test.each([
    ['1', 'committed', recordOf('modifyStock', 'committed')],
    ['1', 'refused', recordOf('modifyStock', 'refused')],
    ['1', 'unknown', recordOf('modifyStock', 'unknown')],
    ['1', 'intent', recordOf('modifyStock', 'intent')],
    ['0.1.0', 'committed', oldestRecordOf('committed')],
    ['0.1.0', 'refused', oldestRecordOf('refused')],
    ['0.1.0', 'unknown', oldestRecordOf('unknown')],
    ['0.1.0', 'intent', oldestRecordOf('intent')],
  ])('reject modifyStock each time, without a call, when version %s recorded its key as %s', async (_, key, text) => {
    const read = await seed('modifyStock', key, text);
    for (const _repeat of [1, 2]) {
      const { data, errors } = await stock(key);
      expect(errors).toBeUndefined();
      expect(data).toEqual({ modifyStock: { quantityBefore: null, quantityAfter: null, ...REFUSED } });
    }
    expect(await stack.emulator.calls()).toEqual({});
    expect(await read()).toBe(text);
    const outcomes = audit.filter((line) => line.audit === 'outcome');
    expect(outcomes.map(({ outcome, errorCode }) => [outcome, errorCode])).toEqual([
      ['refused', 'IDEMPOTENCY_KEY_REUSED'],
      ['refused', 'IDEMPOTENCY_KEY_REUSED'],
    ]);
  });

  test('reject modifyStock without a call while a process of an earlier version is sending it', async () => {
    const text = recordOf('modifyStock', 'intent').replace(/"at":\d+/, `"at":${Date.now()}`);
    const read = await seed('modifyStock', 'intent', text);
    expect((await stock('intent')).data).toMatchObject({ modifyStock: REFUSED });
    expect(await stack.emulator.calls()).toEqual({});
    expect(await read()).toBe(text);
  });

  test('reject updateCard without a call when its input was recorded with an earlier field name', async () => {
    const text = recordOf('updateCard', 'committed');
    const read = await seed('updateCard', 'committed', text);
    const input = { cardId: CARD, baseInfo: { servicePhone: '020-1' }, idempotencyKey: 'committed' };
    const { data } = await stack.graph.ask(UPDATE, { input });
    expect(data).toEqual({ updateCard: { reviewRequired: null, verified: null, ...REFUSED } });
    expect(await stack.emulator.calls()).toEqual({});
    expect(await read()).toBe(text);
  });

  test('remain unchanged while modifyStock is executed with a new key', async () => {
    const text = recordOf('modifyStock', 'committed');
    const read = await seed('modifyStock', 'committed', text);
    expect((await stock('a new key')).data).toMatchObject({ modifyStock: { replayed: false, userErrors: [] } });
    expect((await stack.emulator.calls())['/card/modifystock']).toBe(1);
    expect(await read()).toBe(text);
    expect((await stock('committed')).data).toMatchObject({ modifyStock: REFUSED });
    expect((await stock('a new key')).data).toMatchObject({ modifyStock: { replayed: true, userErrors: [] } });
    expect((await stack.emulator.calls())['/card/modifystock']).toBe(1);
  });

  test('make modifyStock fail with IDEMPOTENCY_STORE_UNAVAILABLE, without a call, when a newer version wrote them', async () => {
    const text = recordOf('modifyStock', 'committed').replace('"v":1', '"v":3');
    const read = await seed('modifyStock', 'committed', text);
    const { data, errors } = await stock('committed');
    expect(data).toEqual({ modifyStock: null });
    expect(errors).toMatchObject([
      {
        message: expect.stringContaining('was written by a newer version of the server'),
        extensions: { code: 'IDEMPOTENCY_STORE_UNAVAILABLE' },
      },
    ]);
    expect(await stack.emulator.calls()).toEqual({});
    expect(await read()).toBe(text);
  });
});
