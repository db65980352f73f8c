import { startEmulator } from '../../src/emulator/server.js';
import { type Answerer, sendBytes, startRawPlatform } from '../support/raw-platform.js';
import { describeWithRedis, TestRedis } from '../support/redis.js';
import { Replica } from '../support/replica.js';
import { scrape } from '../support/scrape.js';
import { until } from '../support/time.js';

const CODE = '100000000001';
const READ = `{ code(code: "${CODE}") { status } }`;

describeWithRedis('a read of a code in another replica', () => {
  test('does not join one that started before the code was redeemed', async () => {
    const emulator = await startEmulator();
    const redis = await TestRedis.start();
    let release = () => {};
    const delayed = new Promise<void>((resolve) => {
      release = resolve;
    });
    let reads = 0;
    const pass: Answerer = async ({ method, path, query, body }, response) => {
      const url = `${emulator.url}${path}?${new URLSearchParams(query)}`;
      const answer = await fetch(url, { method, ...(method === 'GET' ? {} : { body }) });
      const bytes = Buffer.from(await answer.arrayBuffer());
      if (path === '/card/code/get') {
        reads += 1;
        // The first response was read before the redemption and arrives after it.
        if (reads === 1) await delayed;
      }
      sendBytes(response, bytes, { status: answer.status });
    };
    const platform = await startRawPlatform(pass, pass);
    const env = { REDIS_URL: redis.url, LOG_LEVEL: 'silent' };
    const replicas = [new Replica(platform.url, env), new Replica(platform.url, env)] as const;
    try {
      await Promise.all(replicas.map((replica) => replica.start()));
      for (const { url } of replicas) {
        await until(async () => (await scrape(url)).value('cardgraph_store_up', { store: 'redis' }) === 1);
      }
      const [till, other] = replicas;
      const earlier = other.graph.data(READ);
      await until(() => reads === 1);
      const { redeemCode } = await till.graph.data(
        `mutation { redeemCode(input: { code: "${CODE}", idempotencyKey: "a" }) { code { status } userErrors { code } } }`,
      );
      expect(redeemCode).toEqual({ code: { status: 'REDEEMED' }, userErrors: [] });
      const readsBefore = reads;
      expect(await other.graph.data(READ)).toEqual({ code: { status: 'REDEEMED' } });
      expect(reads).toBe(readsBefore + 1);
      release();
      expect(await earlier).toEqual({ code: { status: 'NORMAL' } });
    } finally {
      release();
      await Promise.all(replicas.map((replica) => replica.stop()));
      await platform.close();
      await redis.close();
      await emulator.close();
    }
  });
});
