import type { RunningServer } from '../../src/http/server.js';
import { createLog } from '../../src/log.js';
import type { AccountStatus } from '../../src/platform/authorization.js';
import { createRedisStore } from '../../src/store/redis.js';
import type { Store } from '../../src/store/store.js';
import { GraphClient } from '../support/graph-client.js';
import { describeWithRedis, TestRedis } from '../support/redis.js';
import { accountOf, startGraph } from '../support/stack.js';
import { until } from '../support/time.js';
import { useEmulator } from '../support/use-stack.js';

const GET = '/card/get';
const STATS = '/datacube/getcardbizuininfo';
const day = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
const QUERY = `{
  card(id: "pDEMO-groupon-0001") { title }
  merchantStats(from: "${day(20)}", to: "${day(15)}", origin: API) { rows { date } }
}`;

describeWithRedis('an account that authorizes again after its authorization was withdrawn', () => {
  const emulator = useEmulator();
  let redis: TestRedis;
  let stores: Store[];
  let replicas: RunningServer[];

  const accountWith = (status: AccountStatus, authorizedAt: number) => [
    { ...accountOf(emulator.url), authorization: { status, name: undefined, authorizedAt } },
  ];

  beforeEach(async () => {
    redis = await TestRedis.start();
    stores = [];
    replicas = [];
    for (let index = 0; index < 2; index += 1) {
      const store = createRedisStore(redis.url, createLog({ level: 'silent' }));
      stores.push(store);
      await until(() =>
        store.check().then(
          () => store.cache?.receivesInvalidations === true,
          () => false,
        ),
      );
      const accounts = accountWith('ACTIVE', 1000);
      replicas.push(await startGraph(emulator.url, { store, accounts, cacheMaxBytes: 1_000_000 }));
    }
  }, 30_000);
  afterEach(async () => {
    for (const replica of replicas) await replica.close();
    for (const store of stores) await store.close();
    await redis.close();
  });

  /** Reads once from each replica, and returns the calls of both. */
  async function callsOfReads() {
    await emulator.clearLedger();
    for (const { url } of replicas) {
      await new GraphClient(url).data(QUERY);
      // The response is shared in the background.
      await new Promise((resume) => setTimeout(resume, 100));
    }
    const { [GET]: cards = 0, [STATS]: stats = 0 } = await emulator.calls();
    return { cards, stats };
  }

  const replace = (status: AccountStatus, authorizedAt: number) => {
    for (const replica of replicas) {
      const accounts = accountWith(status, authorizedAt);
      replica.replaceAccess({ auth: { mode: 'none' }, routerSecret: undefined, accounts });
    }
  };

  test('gets nothing from the caches of both replicas, nor from the shared one', async () => {
    expect(await callsOfReads()).toEqual({ cards: 1, stats: 1 });
    expect(await callsOfReads()).toEqual({ cards: 0, stats: 0 });
    replace('UNAUTHORIZED', 1000);
    replace('ACTIVE', 2000);
    await new Promise((resume) => setTimeout(resume, 200));
    expect(await callsOfReads()).toEqual({ cards: 1, stats: 1 });
    expect(await callsOfReads()).toEqual({ cards: 0, stats: 0 });
  }, 30_000);
});
