import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { describeWithRedis, TestRedis } from '../support/redis.js';
import { Replica } from '../support/replica.js';
import { codeOf, modifyStock, untilSettled } from '../support/stock-changes.js';
import { until } from '../support/time.js';
import { useEmulator } from '../support/use-stack.js';

const CARD = 'pDEMO-cash-0001';
const REQUEST_TIMEOUT_MS = 1500;
/** After this time the lease of an earlier request is free: its deadline and half a second. */
const LEASE_IS_OVER_MS = REQUEST_TIMEOUT_MS + 700;

const STOPS_ITSELF = `--import ${pathToFileURL('test/support/stop-before-write.mjs').href}`;

describeWithRedis('a replica paused beyond its lease', () => {
  const emulator = useEmulator();
  let redis: TestRedis;
  let paused: Replica;
  let other: Replica;

  async function start(env: Readonly<Record<string, string>> = {}): Promise<void> {
    redis = await TestRedis.start();
    const shared = {
      REDIS_URL: redis.url,
      LOG_LEVEL: 'warn',
      REQUEST_TIMEOUT_MS: String(REQUEST_TIMEOUT_MS),
      OVERLOAD_EVENT_LOOP_DELAY_MS: '0',
    };
    paused = new Replica(emulator.url, { ...shared, ...env });
    other = new Replica(emulator.url, shared);
    await Promise.all([paused.start(), other.start()]);
    for (const { graph } of [paused, other]) await graph.data(`{ card(id: "${CARD}") { id } }`);
  }

  afterEach(async () => {
    paused.signal('SIGCONT');
    await Promise.all([paused.stop(), other.stop()]);
    await redis.close();
    for (const { written } of [paused, other]) expect(written).not.toMatch(/unhandled|uncaught/i);
  }, 30_000);

  const quantity = async () => {
    const { cards } = await emulator.state();
    const stock = JSON.stringify(cards.find((card) => JSON.stringify(card).includes(CARD)));
    return Number(/"sku":\{"quantity":(\d+)/.exec(stock)?.[1]);
  };
  const changes = async () =>
    (await emulator.ledger()).recent
      .filter(({ path }) => path === '/card/modifystock')
      .map(({ request }) => request.increase_stock_value);

  /** Another replica changes the stock in the meantime, then the paused one continues. */
  async function resumeTooLate(answer: Promise<string>, before: number): Promise<void> {
    await sleep(LEASE_IS_OVER_MS);
    expect(await codeOf(modifyStock(other, CARD, 5, 'of the other'))).toBe('success');
    paused.signal('SIGCONT');
    expect(await answer).toBe('PLATFORM_TIMEOUT');
    // Anything still in flight would arrive by then.
    await sleep(300);
    expect(await changes()).toEqual([5]);
    expect(await quantity()).toBe(before + 5);

    const answers = await untilSettled(() => codeOf(modifyStock(paused, CARD, 70, 'of the paused')));
    expect(answers.at(-1)).toBe('success');
    // The store is not reachable immediately after a pause. The key is never lost.
    expect(answers.slice(0, -1).every((code) => code === 'IDEMPOTENCY_STORE_UNAVAILABLE')).toBe(true);
    expect(await modifyStock(other, CARD, 70, 'of the paused')).toMatchObject({
      data: { modifyStock: { replayed: true, userErrors: [] } },
    });
    expect(await changes()).toEqual([5, 70]);
    expect(await quantity()).toBe(before + 75);
  }

  test('while it reads before its write, the write is never sent, the caller gets PLATFORM_TIMEOUT, and a repeat is executed once', async () => {
    await start();
    const before = await quantity();
    await emulator.fault({ kind: 'latency', path: '/card/get', value: 700, times: 1 });
    const answer = codeOf(modifyStock(paused, CARD, 70, 'of the paused'));
    await until(async () => (await redis.command('KEYS', '*lock:*')).includes('lock:'));
    await sleep(200);
    paused.signal('SIGSTOP');
    await resumeTooLate(answer, before);
  }, 30_000);

  test('directly before its write is sent, the write is never sent, the caller gets PLATFORM_TIMEOUT, and a repeat is executed once', async () => {
    await start({ NODE_OPTIONS: STOPS_ITSELF });
    const before = await quantity();
    const answer = codeOf(modifyStock(paused, CARD, 70, 'of the paused'));
    await until(() => paused.written.includes('stopped before the write'));
    await resumeTooLate(answer, before);
  }, 30_000);
});
