import type { RunningServer } from '../../src/http/server.js';
import { createLog } from '../../src/log.js';
import { createRedisStore } from '../../src/store/redis.js';
import type { Store } from '../../src/store/store.js';
import { describeWithRedis, TestRedis } from '../support/redis.js';
import { startGraph } from '../support/stack.js';
import { until } from '../support/time.js';
import { useEmulator } from '../support/use-stack.js';

const CARD = 'pDEMO-groupon-0001';
const GET = '/card/get';

describeWithRedis('a read with the header cache-control no-cache on one of two replicas', () => {
  const emulator = useEmulator();
  let redis: TestRedis;
  let replicas: [RunningServer, RunningServer];
  let stores: Store[];

  beforeEach(async () => {
    redis = await TestRedis.start();
    stores = [];
    const start = async () => {
      const store = createRedisStore(redis.url, createLog({ level: 'silent' }));
      stores.push(store);
      await until(() =>
        store.check().then(
          () => store.cache?.receivesInvalidations === true,
          () => false,
        ),
      );
      return startGraph(emulator.url, { store, cacheMaxBytes: 1_000_000 });
    };
    replicas = [await start(), await start()];
  }, 30_000);
  afterEach(async () => {
    for (const replica of replicas) await replica.close();
    for (const store of stores) await store.close();
    await redis.close();
  });

  /** Returns the notice of the card as a replica serves it. */
  async function notice({ url }: RunningServer, cacheControl?: string): Promise<string> {
    const headers = { 'content-type': 'application/json', ...(cacheControl && { 'cache-control': cacheControl }) };
    const body = JSON.stringify({ query: `{ card(id: "${CARD}") { notice } }` });
    const response = await fetch(url, { method: 'POST', headers, body });
    return ((await response.json()) as { data: { card: { notice: string } } }).data.card.notice;
  }
  const gets = async () => (await emulator.calls())[GET] ?? 0;
  const isShared = async () => (await redis.command('--raw', 'EVAL', SHARED, '0')).includes('isFresh');

  test('is shared by the other for a second, and read again after it', async () => {
    const [one, other] = replicas;
    const startedAt = Date.now();
    await notice(one, 'no-cache');
    await until(isShared);
    await notice(other, 'no-cache');
    // Only a machine that is too slow for the interval could read twice.
    if (Date.now() - startedAt < 1000) expect(await gets()).toBe(1);
    await new Promise((resume) => setTimeout(resume, 1000));
    const before = await gets();
    await notice(other, 'no-cache');
    expect(await gets()).toBe(before + 1);
  }, 30_000);

  test('replaces what the other serves from its memory', async () => {
    const [one, other] = replicas;
    const earlier = await notice(other);
    await notice(one, 'no-cache');
    await until(isShared);
    const before = await gets();
    expect(before).toBe(2);
    await redis.command('--raw', 'EVAL', RENAME, '0', earlier, 'changed');
    await until(async () => (await notice(other)) === 'changed');
    expect(await gets()).toBe(before);
  }, 30_000);
});

const SHARED = `local found = ''
for _, key in ipairs(redis.call('KEYS', '*')) do
  if redis.call('TYPE', key).ok == 'string' then found = found .. redis.call('GET', key) end
end
return found`;

/** Changes a text in every value, so that a read of the shared entry is distinguishable from one of the memory. */
const RENAME = `for _, key in ipairs(redis.call('KEYS', '*')) do
  if redis.call('TYPE', key).ok == 'string' then
    local value = redis.call('GET', key)
    local from, to = string.find(value, ARGV[1], 1, true)
    if from then redis.call('SET', key, string.sub(value, 1, from - 1) .. ARGV[2] .. string.sub(value, to + 1), 'PX', 60000) end
  end
end`;
