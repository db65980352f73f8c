import { createLog } from '../../src/log.js';
import type { Account } from '../../src/platform/client.js';
import { createRedisStore } from '../../src/store/redis.js';
import type { Store } from '../../src/store/store.js';
import { type GraphAnswer, GraphClient } from '../support/graph-client.js';
import { describeWithRedis, TestRedis } from '../support/redis.js';
import { accountOf, startGraph } from '../support/stack.js';
import { useEmulator } from '../support/use-stack.js';

const REPLICAS = 4;
/** 500 with `npm run faults:tokens`, a short form otherwise. */
const QUERIES = Number(process.env.QUERIES ?? 120);
const TOKEN_CALLS = { stable: '/cgi-bin/stable_token', classic: '/cgi-bin/token' } as const;

/** Timers keep running while the clock is set. */
const FAKED_BUT_DATE = [
  ...(['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'clearImmediate'] as const),
  ...(['nextTick', 'queueMicrotask', 'hrtime', 'performance'] as const),
];

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describeWithRedis.each(['stable', 'classic'] as const)(`${REPLICAS} replicas on one Redis, %s tokens`, (mode) => {
  const closers: (() => Promise<void>)[] = [];
  let redis: TestRedis;
  const emulator = useEmulator({ beforeEach: 'restart' });
  let replicas: readonly GraphClient[];
  let stores: Store[];
  let cardIds: readonly string[];
  let unhandled: unknown[];
  const onUnhandled = (reason: unknown) => void unhandled.push(reason);

  beforeEach(async () => {
    unhandled = [];
    stores = [];
    process.on('unhandledRejection', onUnhandled);
    redis = await TestRedis.start();
    await emulator.addCards(QUERIES);
    cardIds = (await emulator.state()).cards.map((card) => idOf(card)).slice(-QUERIES);
    const account = accountOf(emulator.url);
    const { token } = account;
    const accounts: Account[] = [token.mode === 'url' ? account : { ...account, token: { ...token, mode } }];
    closers.push(() => redis.close());
    replicas = await Promise.all(
      Array.from({ length: REPLICAS }, async () => {
        const store = createRedisStore(redis.url, createLog({ level: 'silent' }));
        stores.push(store);
        const server = await startGraph(emulator.url, { accounts, store, requestTimeoutMs: 15_000 });
        closers.push(
          () => store.close(),
          () => server.close(),
        );
        return new GraphClient(server.url);
      }),
    );
    await connected();
  });

  afterEach(async () => {
    jest.useRealTimers();
    for (const close of closers.splice(0).reverse()) await close();
    process.off('unhandledRejection', onUnhandled);
    expect(unhandled).toEqual([]);
  });

  /** Resolves once every replica is connected to Redis. */
  async function connected(): Promise<void> {
    for (const { records } of stores) {
      while (
        !(await records.get('any').then(
          () => true,
          () => false,
        ))
      )
        await sleep(5);
    }
  }

  /** Sends concurrent queries, each for another card to the next replica. Every one must succeed. */
  async function ask(count: number): Promise<void> {
    const responses = cardIds.slice(0, count).map((id, n): Promise<GraphAnswer> => {
      const replica = replicas[n % REPLICAS];
      if (replica === undefined) throw new Error('expected a replica');
      return replica.ask('query ($id: ID!) { card(id: $id) { id } }', { id });
    });
    const answers = await Promise.all(responses);
    expect(answers.flatMap(({ errors }) => errors ?? [])).toEqual([]);
    expect(answers.map(({ data }) => data.card.id)).toEqual(cardIds.slice(0, count));
  }

  const tokenCalls = async () => (await emulator.ledger()).byPath[TOKEN_CALLS[mode]] ?? 0;

  test(`${QUERIES} queries at once cause one token call at the start, after a revocation and after expiry`, async () => {
    await ask(QUERIES);
    expect(await tokenCalls()).toBe(1);

    await emulator.clearLedger();
    await emulator.expireTokens();
    await ask(QUERIES);
    expect(await tokenCalls()).toBe(1);

    await emulator.clearLedger();
    jest.useFakeTimers({ doNotFake: FAKED_BUT_DATE, now: Date.now() + 7200_000 });
    await ask(QUERIES);
    expect(await tokenCalls()).toBe(1);
  });

  test('with Redis killed and the token revoked, every query succeeds with at most one token call per replica, and with one after recovery', async () => {
    await ask(40);
    await emulator.clearLedger();
    await redis.kill();
    await emulator.expireTokens();
    await ask(100);
    expect(await tokenCalls()).toBeLessThanOrEqual(REPLICAS);

    await redis.start();
    await connected();
    await emulator.clearLedger();
    await emulator.expireTokens();
    await ask(100);
    expect(await tokenCalls()).toBe(1);
  });

  test('with Redis frozen while the token expires, every query succeeds', async () => {
    await ask(40);
    await emulator.clearLedger();
    redis.freeze();
    await emulator.expireTokens();
    await ask(100);
    expect(await tokenCalls()).toBeLessThanOrEqual(REPLICAS);
    redis.thaw();
  });
});

function idOf(card: object): string {
  for (const part of Object.values(card)) {
    const id = (part as { base_info?: { id?: unknown } } | null)?.base_info?.id;
    if (typeof id === 'string') return id;
  }
  throw new Error('the request contains no card id');
}
