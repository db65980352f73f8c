import { setTimeout as sleep } from 'node:timers/promises';
import { describeWithRedis, TestRedis } from '../support/redis.js';
import { Replica } from '../support/replica.js';
import { useEmulator } from '../support/use-stack.js';

const CARD = 'pDEMO-cash-0001';
const READ = `{ card(id: "${CARD}") { servicePhone } }`;
const UPDATE = 'mutation ($input: UpdateCardInput!) { updateCard(input: $input) { replayed userErrors { code } } }';
const STOCK = 'mutation ($input: ModifyStockInput!) { modifyStock(input: $input) { replayed userErrors { code } } }';

describeWithRedis('two replicas on one Redis', () => {
  const emulator = useEmulator({ beforeEach: 'restart' });
  let redis: TestRedis;
  let replicas: [Replica, Replica];

  beforeEach(async () => {
    redis = await TestRedis.start();
    const env = { REDIS_URL: redis.url, LOG_LEVEL: 'warn' };
    replicas = [new Replica(emulator.url, env), new Replica(emulator.url, env)];
    await Promise.all(replicas.map((replica) => replica.start()));
  }, 30_000);
  afterEach(async () => {
    await Promise.all(replicas.map((replica) => replica.stop()));
    await redis.close();
    for (const { written } of replicas) expect(written).not.toMatch(/unhandled|uncaught/i);
  }, 30_000);

  test('return a change that one of them made 200 ms later in the other', async () => {
    const [one, other] = replicas;
    for (let n = 0; n < 10; n += 1) {
      await other.graph.data(READ);
      const servicePhone = `020-${n}`;
      const input = { cardId: CARD, baseInfo: { servicePhone } };
      expect((await one.graph.data(UPDATE, { input })).updateCard.userErrors).toEqual([]);
      await sleep(200);
      expect((await other.graph.data(READ)).card).toEqual({ servicePhone });
    }
  }, 30_000);

  test.each([
    ['killed', () => redis.kill(), () => redis.start()],
    ['frozen', async () => redis.freeze(), async () => redis.thaw()],
  ] as const)(
    'continue to read while Redis is %s, execute no change twice, and use it again within 5 s',
    async (_what, away, back) => {
      const load = { isOver: false, reads: 0, answered: 0, writes: new Map<string, string[]>() };
      const readers = Array.from({ length: 8 }, async (_, n) => {
        while (!load.isOver) {
          load.reads += 1;
          const { data } = await (replicas[n % 2] as Replica).graph.ask(READ).catch(() => ({ data: null }));
          if (data?.card) load.answered += 1;
          await sleep(5);
        }
      });
      const writers = Array.from({ length: 4 }, async (_, n) => {
        for (let turn = 0; !load.isOver; turn += 1) {
          const idempotencyKey = `${n}-${turn}`;
          const input = { cardId: CARD, increaseBy: 1, idempotencyKey };
          const answers: string[] = [];
          load.writes.set(idempotencyKey, answers);
          // The same key to one replica, then to the other.
          for (const { graph } of replicas) {
            const { data, errors } = await graph.ask(STOCK, { input }).catch(() => ({ data: null, errors: undefined }));
            answers.push(data?.modifyStock?.userErrors[0]?.code ?? errors?.[0]?.extensions.code ?? 'success');
          }
          await sleep(50);
        }
      });
      await sleep(500);
      await away();
      await sleep(1500);
      await back();
      await sleep(3000);
      const key = 'after';
      const input = { cardId: CARD, increaseBy: 1, idempotencyKey: key };
      expect((await replicas[0].graph.data(STOCK, { input })).modifyStock).toMatchObject({ userErrors: [] });
      load.isOver = true;
      await Promise.all([...readers, ...writers]);

      const { recent } = await emulator.ledger();
      const committed = recent.filter(({ path, committed }) => path === '/card/modifystock' && committed).length - 1;
      const answers = [...load.writes.values()];
      const sure = answers.filter((each) => each.includes('success')).length;
      const maybe = answers.filter(
        (each) => !each.includes('success') && each.some((code) => code !== 'IDEMPOTENCY_STORE_UNAVAILABLE'),
      ).length;
      process.stderr.write(`${JSON.stringify({ ...load, writes: answers.length, sure, maybe, committed })}\n`);
      expect(committed).toBeGreaterThanOrEqual(sure);
      expect(committed).toBeLessThanOrEqual(sure + maybe);
      expect(load.answered / load.reads).toBeGreaterThanOrEqual(0.99);
    },
    60_000,
  );
});
