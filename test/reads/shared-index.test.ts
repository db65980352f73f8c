import type { RunningServer } from '../../src/http/server.js';
import { createLog } from '../../src/log.js';
import { INDEX_CHANNEL, indexKeys } from '../../src/store/keys.js';
import { createRedisStore } from '../../src/store/redis.js';
import type { Store } from '../../src/store/store.js';
import { GraphClient } from '../support/graph-client.js';
import { describeWithRedis, TestRedis } from '../support/redis.js';
import { accountOf, INDEX, startGraph } from '../support/stack.js';
import { until } from '../support/time.js';
import { useEmulator } from '../support/use-stack.js';

const MEMBER_CARD = 'pDEMO-member-card-0001';
const CARD = 'pDEMO-groupon-0001';
const SEARCH = `query ($text: String, $statuses: [CardStatusFilter!]) {
  searchCards(text: $text, statuses: $statuses, first: 100) { nodes { id title stock { quantity } } complete indexedCards }
}`;

interface Found {
  readonly nodes: readonly {
    readonly id: string;
    readonly title: string;
    readonly stock: { readonly quantity: number };
  }[];
  readonly complete: boolean;
  readonly indexedCards: number;
}

describeWithRedis('the index of an account on two replicas', () => {
  const emulator = useEmulator();
  let redis: TestRedis;
  let replicas: RunningServer[];
  let stores: Store[];

  const start = async (callsPerMinute = 100_000) => {
    const store = createRedisStore(redis.url, createLog({ level: 'silent' }));
    stores.push(store);
    await until(() =>
      store.check().then(
        () => store.cache?.receivesInvalidations === true,
        () => false,
      ),
    );
    const index = { ...INDEX, callsPerMinute };
    const replica = await startGraph(emulator.url, { store, cacheMaxBytes: 1_000_000, index });
    replicas.push(replica);
    return new GraphClient(replica.url);
  };
  const search = async (graph: GraphClient, variables: Readonly<Record<string, unknown>> = {}): Promise<Found> =>
    (await graph.data(SEARCH, variables)).searchCards;
  /** Searches until the index is complete. */
  const build = async (graph: GraphClient) => {
    await until(async () => (await search(graph)).complete);
    return search(graph);
  };
  const gets = async () => (await emulator.calls())['/card/get'] ?? 0;

  beforeEach(async () => {
    redis = await TestRedis.start();
    replicas = [];
    stores = [];
  }, 30_000);
  afterEach(async () => {
    for (const replica of replicas) await replica.close();
    for (const store of stores) await store.close();
    await redis.close();
  });

  test('is built once', async () => {
    const [one, other] = [await start(), await start()];
    const [found, foundByOther] = await Promise.all([build(one), build(other)]);
    expect(foundByOther).toEqual(found);
    expect(await gets()).toBe(found.indexedCards);
  });

  test('is loaded by a replica that starts later, without a call', async () => {
    const found = await build(await start());
    await emulator.clearLedger();
    expect(await build(await start())).toEqual(found);
    expect(await gets()).toBe(0);
  });

  test('is not built while Redis is lost, then continues without reading a card twice', async () => {
    await emulator.addCards(150);
    const graph = await start(300);
    await until(async () => (await search(graph)).indexedCards > 20);
    await redis.kill();
    // The lease of the builder is valid for at most 15 s.
    let reads = -1;
    await until(async () => {
      const before = reads;
      reads = await gets();
      await new Promise((resolve) => setTimeout(resolve, 2000));
      return before === reads;
    });
    const found = await search(graph);
    expect(found).toMatchObject({ complete: false, indexedCards: reads });
    expect(found.nodes.length).toBeGreaterThan(20);
    await redis.start();
    await until(async () => (await search(graph)).complete, 60_000);
    expect(await gets()).toBe((await search(graph)).indexedCards);
  }, 120_000);

  test('is continued by the other after the one that builds it has ended', async () => {
    const one = await start();
    const other = await start();
    await build(one);
    await build(other);
    const [builder] = replicas.splice(0, 1);
    await builder?.close();
    const { card_ids } = await emulator.addCards(3);
    await until(async () => (await search(other, { text: card_ids[0] ?? '' })).nodes.length === 1);
  });

  test('has the state after a write although another replica announces an earlier read of the card after it', async () => {
    const graph = await start();
    await build(graph);
    const account = accountOf(emulator.url);
    const stored = await redis.command('HGET', indexKeys(account).cards, CARD);
    const mutation = `mutation { modifyStock(input: { cardId: "${CARD}", setTo: 12345, idempotencyKey: "index" }) { userErrors { message } } }`;
    await graph.data(mutation);
    await emulator.clearLedger();
    await redis.command('PUBLISH', INDEX_CHANNEL, `another\n${account.baseUrl} ${account.appid}\n${stored.trim()}`);
    const stockOf = async () => (await search(graph, { text: CARD })).nodes[0]?.stock.quantity;
    await until(async () => {
      expect(await stockOf()).toBe(12_345);
      return (await gets()) === 1;
    });
    expect(await stockOf()).toBe(12_345);
  });

  test('does not have a deleted card although another replica announces an earlier read of it', async () => {
    const graph = await start();
    await build(graph);
    const account = accountOf(emulator.url);
    const stored = await redis.command('HGET', indexKeys(account).cards, CARD);
    const message = `another\n${account.baseUrl} ${account.appid}\n${stored.trim()}`;
    await graph.data(`mutation { deleteCard(input: { cardId: "${CARD}" }) { userErrors { message } } }`);
    await redis.command('PUBLISH', INDEX_CHANNEL, message);
    for (const end = Date.now() + 300; Date.now() < end; ) {
      expect((await search(graph, { text: CARD })).nodes).toEqual([]);
    }
  });

  test.each([
    [
      'an update',
      `mutation { updateCard(input: { cardId: "${MEMBER_CARD}", baseInfo: { title: "全新标题" } }) { userErrors { message } } }`,
      async (graph: GraphClient) => (await search(graph, { text: '新标' })).nodes[0]?.id === MEMBER_CARD,
    ],
    [
      'a change of the stock',
      `mutation { modifyStock(input: { cardId: "${CARD}", setTo: 12345, idempotencyKey: "index" }) { userErrors { message } } }`,
      async (graph: GraphClient) => (await search(graph, { text: CARD })).nodes[0]?.stock.quantity === 12_345,
    ],
    [
      'a deletion',
      `mutation { deleteCard(input: { cardId: "${CARD}" }) { userErrors { message } } }`,
      async (graph: GraphClient) => (await search(graph, { text: CARD })).nodes.length === 0,
    ],
  ])('has the card after %s on the other', async (_subject, mutation, isReflected) => {
    const [one, other] = [await start(), await start()];
    await build(one);
    await build(other);
    const { data, errors } = await other.ask(mutation);
    expect(errors).toBeUndefined();
    expect(Object.values(data ?? {})).toEqual([{ userErrors: [] }]);
    expect(await isReflected(other)).toBe(true);
    await until(() => isReflected(one));
  });
});
