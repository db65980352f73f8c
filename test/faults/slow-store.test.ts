import { setTimeout as sleep } from 'node:timers/promises';
import { describeWithRedis, TestRedis } from '../support/redis.js';
import { Replica } from '../support/replica.js';
import { codeOf, modifyStock, untilSettled } from '../support/stock-changes.js';
import { until } from '../support/time.js';
import { useEmulator } from '../support/use-stack.js';

const CARD = 'pDEMO-cash-0001';
const KEY = 'slow';

describeWithRedis('a Redis that is frozen for a moment while an intent record is written', () => {
  const emulator = useEmulator({ beforeEach: 'restart' });
  let redis: TestRedis;
  let replicas: [Replica, Replica];

  beforeEach(async () => {
    redis = await TestRedis.start();
    const env = { REDIS_URL: redis.url, LOG_LEVEL: 'warn', OVERLOAD_EVENT_LOOP_DELAY_MS: '0' };
    replicas = [new Replica(emulator.url, env), new Replica(emulator.url, env)];
    await Promise.all(replicas.map((replica) => replica.start()));
    for (const { graph } of replicas) await graph.data(`{ card(id: "${CARD}") { id } }`);
  }, 30_000);
  afterEach(async () => {
    redis.thaw();
    await Promise.all(replicas.map((replica) => replica.stop()));
    await redis.close();
    for (const { written } of replicas) expect(written).not.toMatch(/unhandled|uncaught/i);
  }, 30_000);

  /** Freezes Redis between the lease and the intent record, until the caller has its response. */
  async function changeWithSlowStore(): Promise<void> {
    await emulator.fault({ kind: 'latency', path: '/card/get', value: 800, times: 1 });
    const answer = codeOf(modifyStock(replicas[0], CARD, 7, KEY));
    await until(async () => (await redis.command('KEYS', '*lock:*')).includes('lock:'));
    await sleep(100);
    redis.freeze();
    expect(await answer).toBe('IDEMPOTENCY_STORE_UNAVAILABLE');
    redis.thaw();
  }

  const changes = async () =>
    (await emulator.ledger()).recent
      .filter(({ path }) => path === '/card/modifystock')
      .map(({ committed }) => committed);

  test('its caller gets IDEMPOTENCY_STORE_UNAVAILABLE, and a repeat to the same replica is executed exactly once', async () => {
    await changeWithSlowStore();
    const answers = await untilSettled(() => codeOf(modifyStock(replicas[0], CARD, 7, KEY)));
    expect(answers.at(-1)).toBe('success');
    expect(answers).not.toContain('IDEMPOTENCY_KEY_IN_USE');
    expect(await modifyStock(replicas[0], CARD, 7, KEY)).toMatchObject({ data: { modifyStock: { replayed: true } } });
    expect(await changes()).toEqual([true]);
  }, 30_000);

  test('a repeat to another replica is executed exactly once, within two seconds', async () => {
    await changeWithSlowStore();
    const began = performance.now();
    const answers = await untilSettled(() => codeOf(modifyStock(replicas[1], CARD, 7, KEY)));
    process.stderr.write(`${JSON.stringify({ answers, tookMs: performance.now() - began })}\n`);
    expect(answers.at(-1)).toBe('success');
    expect(performance.now() - began).toBeLessThan(2000);
    expect(await changes()).toEqual([true]);
  }, 30_000);
});
