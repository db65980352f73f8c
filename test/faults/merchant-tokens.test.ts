import { createLog } from '../../src/log.js';
import { createRedisStore } from '../../src/store/redis.js';
import { type Store, StoreUnavailable } from '../../src/store/store.js';
import { ComponentReceiver } from '../support/component-receiver.js';
import { describeWithRedis, TestRedis } from '../support/redis.js';
import { ThirdPartyReplica } from '../support/third-party-replica.js';
import { until } from '../support/time.js';
import { useEmulator } from '../support/use-stack.js';

/** 500 with `npm run faults:merchants`, a short form otherwise. */
const MERCHANTS = Number(process.env.MERCHANTS ?? 50);
const REPLICAS = 4;
/** Requests in flight on each replica. */
const IN_FLIGHT = 64;
const TIMEOUT_MS = 30_000;

const AUTHORIZER_TOKEN = '/cgi-bin/component/api_authorizer_token';
const QUERY_AUTH = '/cgi-bin/component/api_query_auth';

/** Timers keep running while the clock is set. */
const FAKED_BUT_DATE = [
  ...(['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'clearImmediate'] as const),
  ...(['nextTick', 'queueMicrotask', 'hrtime', 'performance'] as const),
];

const APPIDS = Array.from({ length: MERCHANTS }, (_, n) => `wx${String(n).padStart(16, '0')}`);

jest.setTimeout(300_000);

describeWithRedis(`${MERCHANTS} merchants and ${REPLICAS} replicas on one Redis`, () => {
  const emulator = useEmulator({ beforeEach: 'nothing' });
  let redis: TestRedis;
  let receiver: ComponentReceiver;
  let replicas: ThirdPartyReplica[] = [];
  const stores: Store[] = [];
  let delivery: NodeJS.Timeout;
  let delivered = 0;
  let unhandled: unknown[];
  const onUnhandled = (reason: unknown) => void unhandled.push(reason);

  beforeAll(async () => {
    unhandled = [];
    process.on('unhandledRejection', onUnhandled);
    redis = await TestRedis.start();
    receiver = await ComponentReceiver.start();
    replicas = await startReplicas();
    // Each notice is passed to the next replica, as by a balancer.
    delivery = setInterval(() => {
      for (const { fields } of receiver.received.slice(delivered)) {
        delivered += 1;
        receive(delivered % REPLICAS, fields);
      }
    }, 5);
    await emulator.registerComponent(receiver.registration);
    for (const appid of APPIDS) await emulator.authorize({ appid });
    await untilAllAreActive();
  });

  afterAll(async () => {
    jest.useRealTimers();
    clearInterval(delivery);
    for (const replica of replicas) await replica.close();
    for (const store of stores) await store.close();
    await receiver.close();
    await redis.close();
    process.off('unhandledRejection', onUnhandled);
    expect(unhandled).toEqual([]);
  });

  /** Passes a notice to a replica, again if it could not be stored, as the platform does. */
  async function receive(replica: number, fields: Readonly<Record<string, string>>): Promise<void> {
    try {
      await replicas[replica]?.receive(fields);
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      setTimeout(() => receive(replica, fields), 500);
    }
  }

  function startReplicas(): Promise<ThirdPartyReplica[]> {
    return Promise.all(
      Array.from({ length: REPLICAS }, async () => {
        const store = createRedisStore(redis.url, createLog({ level: 'silent' }));
        stores.push(store);
        const isConnected = () =>
          store.records.get('any').then(
            () => true,
            () => false,
          );
        await until(isConnected);
        return new ThirdPartyReplica(emulator.url, store, TIMEOUT_MS).start();
      }),
    );
  }

  async function untilAllAreActive(): Promise<void> {
    for (const replica of replicas) {
      const isComplete = (appid: string) =>
        replica.statusOf(appid) === 'ACTIVE' && replica.platform.merchants.get(appid)?.originalId !== undefined;
      await until(() => APPIDS.every(isComplete));
    }
  }

  /** Reads a card of each merchant on all replicas at the same time. Returns the number of refreshes by merchant. */
  async function readAllCards(): Promise<ReadonlyMap<unknown, number>> {
    await emulator.clearLedger();
    await Promise.all(
      replicas.map(async (replica) => {
        const remaining = APPIDS.values();
        const read = async () => {
          for (const appid of remaining) await replica.readCard(appid);
        };
        await Promise.all(Array.from({ length: IN_FLIGHT }, read));
      }),
    );
    const refreshes = new Map<unknown, number>();
    for (const { path, request } of (await emulator.ledger()).recent) {
      const { authorizer_appid: appid } = request;
      if (path === AUTHORIZER_TOKEN) refreshes.set(appid, (refreshes.get(appid) ?? 0) + 1);
    }
    return refreshes;
  }

  const once = new Map<unknown, number>(APPIDS.map((appid) => [appid, 1]));

  test('each code is exchanged once', async () => {
    expect((await emulator.calls())[QUERY_AUTH]).toBe(MERCHANTS);
  });

  test('the first requests and those after expiry cause one refresh of each merchant', async () => {
    expect(await readAllCards()).toEqual(once);
    expect((await readAllCards()).size).toBe(0);
    jest.useFakeTimers({ doNotFake: FAKED_BUT_DATE, now: Date.now() + 7200_000 });
    expect(await readAllCards()).toEqual(once);
  });

  test('replicas that continue over an emptied store restore it, and tokens are refreshed once', async () => {
    await redis.command('FLUSHALL');
    await emulator.pushTicket();
    await until(
      async () =>
        (await redis.command('--raw', 'KEYS', 'cardgraph:1:{merchant:*:record')).trim().split('\n').length ===
        MERCHANTS,
    );
    jest.useFakeTimers({ doNotFake: FAKED_BUT_DATE, now: Date.now() + 7200_000 });
    expect(await readAllCards()).toEqual(once);
  });

  test('new replicas over an emptied store have all merchants after the next ticket, and none authorizes again', async () => {
    for (const replica of replicas) await replica.close();
    await redis.command('FLUSHALL');
    await emulator.clearLedger();
    replicas = await startReplicas();
    await emulator.pushTicket();
    await untilAllAreActive();
    expect(await readAllCards()).toEqual(once);
    expect((await emulator.calls())[QUERY_AUTH]).toBeUndefined();
  });
});
