import type { LogBackend } from '../../src/events/backend.js';
import { MemoryBackend } from '../../src/events/memory-backend.js';
import { retentionOf } from '../../src/events/retention.js';
import type { RunningServer } from '../../src/http/server.js';
import { createRedisStore } from '../../src/store/redis.js';
import type { Store } from '../../src/store/store.js';
import { silent } from '../support/event-logs.js';
import { type EventStack, startEventStack } from '../support/event-stack.js';
import { GraphClient } from '../support/graph-client.js';
import { PUSH_ACCOUNT } from '../support/pushes.js';
import { describeWithRedis, TestRedis } from '../support/redis.js';
import { startGraph } from '../support/stack.js';
import { until } from '../support/time.js';

const CARD = 'pDEMO-cash-0001';
const OTHER = 'pDEMO-groupon-0001';
const CACHE = { cacheMaxBytes: 16 * 1024 * 1024 };

const stockOf = async (graph: GraphClient, id = CARD): Promise<number> =>
  (await graph.data(`{ card(id: "${id}") { stock { quantity } } }`)).card.stock.quantity;

const kindsIn = async (graph: GraphClient): Promise<string[]> =>
  (await graph.data('{ cardEvents { nodes { kind } } }')).cardEvents.nodes.map(({ kind }: { kind: string }) => kind);

let claims = 0;
/** Reduces the stock of a card without the server. */
async function claim({ emulator }: EventStack, card_id = CARD): Promise<void> {
  claims += 1;
  await emulator.addCode({ card_id, openid: 'oDEMO-user-0001', code: String(880_000_000_000 + claims) });
}

/** A log whose intake can appear to have been down. */
class InterruptedIntake extends MemoryBackend {
  downMs = 0;
  /** Called before a gap is appended. */
  onAppend = async () => {};

  override async renew(...[account, ageMs, mayAppend]: Parameters<LogBackend['renew']>) {
    if (mayAppend) await this.onAppend();
    const renewal = await super.renew(account, ageMs + this.downMs, mayAppend);
    if (renewal.gap?.progress === 'appended') this.downMs = 0;
    return renewal;
  }
}

test('a gap is appended after all cards of the account were evicted', async () => {
  const backend = new InterruptedIntake(retentionOf());
  const stack = await startEventStack(CACHE, backend);
  try {
    const before = [await stockOf(stack.graph), await stockOf(stack.graph, OTHER)] as const;
    await claim(stack);
    await claim(stack, OTHER);
    expect([await stockOf(stack.graph), await stockOf(stack.graph, OTHER)]).toEqual(before);
    let atAppend: unknown;
    backend.onAppend = async () => {
      atAppend = [await kindsIn(stack.graph), await stockOf(stack.graph), await stockOf(stack.graph, OTHER)];
    };
    backend.downMs = 20_000;
    // A reload renews the intake at once.
    const account = { ...stack.silentAccount, events: PUSH_ACCOUNT.events };
    stack.server.replaceAccess({ accounts: [account], auth: { mode: 'none' }, routerSecret: undefined });
    await until(async () => (await kindsIn(stack.graph)).includes('GAP'));
    expect(atAppend).toEqual([[], before[0] - 1, before[1] - 1]);
  } finally {
    await stack.close();
  }
});

describeWithRedis('with a cache in Redis', () => {
  let redis: TestRedis;
  let stores: Store[];
  let stack: EventStack;
  let others: RunningServer[];

  /** @param user of Redis */
  async function openStore(user?: string): Promise<Store> {
    const url = user === undefined ? redis.url : redis.url.replace('//', `//${user}:password@`);
    const store = createRedisStore(url, silent);
    stores.push(store);
    await until(() => store.cache?.receivesInvalidations === true);
    await until(() =>
      store.check().then(
        () => true,
        () => false,
      ),
    );
    return store;
  }

  /** Starts another replica, with the same log. */
  async function startOther(store: Store): Promise<GraphClient> {
    const accounts = [{ ...stack.silentAccount, events: PUSH_ACCOUNT.events }];
    const { backend, silentAccount } = stack;
    const server = await startGraph(silentAccount.baseUrl, { accounts, eventBackend: backend, store, ...CACHE });
    others.push(server);
    const graph = new GraphClient(server.url);
    // The first requests of a process keep it so busy that responses of Redis may come too late.
    await stockOf(graph, OTHER);
    await stockOf(graph, OTHER);
    return graph;
  }

  const isShared = async () => (await redis.command('KEYS', `*card/get*${CARD}*:value`)).includes(CARD);

  beforeEach(async () => {
    redis = await TestRedis.start();
    stores = [];
    others = [];
    stack = await startEventStack({ ...CACHE, store: await openStore() });
  });
  afterEach(async () => {
    redis.thaw();
    for (const server of others) await server.close();
    await stack.close();
    for (const store of stores) await store.close();
    await redis.close();
  });

  test.each([
    ['an event', () => stack.push('card_pass_check', { CardId: CARD, CreateTime: createTime })],
    ['a claim', () => stack.push('user_get_card', { CardId: CARD, UserCardCode: '1', CreateTime: createTime })],
    ['an unreadable message', () => stack.pushMessage('<xml><!DOCTYPE')],
  ])('%s is refused with 503 and not stored while its eviction is not confirmed', async (name, push) => {
    const isStored = async () => {
      const { events } = await stack.backend.state(stack.silentAccount);
      return events.state + (await stack.backend.unreadable(stack.silentAccount)).length;
    };
    redis.freeze();
    await expect(push()).rejects.toThrow('the push was refused with 503');
    await expect(push()).rejects.toThrow('the push was refused with 503');
    expect(await isStored()).toBe(0);
    redis.thaw();
    await until(() =>
      push().then(
        () => true,
        () => false,
      ),
    );
    expect([name, await isStored()]).toEqual([name, 1]);
  });

  test.each([
    ['an unreadable message', () => stack.pushMessage('<xml><!DOCTYPE')],
    ['a review', () => stack.push('card_pass_check', { CardId: CARD })],
  ])('no replica serves what another shared before %s', async (_, push) => {
    const reader = await startOther(await openStore());
    const [second, late] = [await startOther(await openStore()), await startOther(await openStore())];
    const before = await stockOf(reader);
    await until(isShared);
    await claim(stack);
    // Read from Redis.
    expect(await stockOf(second)).toBe(before);
    await push();
    expect([await stockOf(late), await stockOf(second), await stockOf(reader)]).toEqual(Array(3).fill(before - 1));
  });

  test('a replica that can send commands and cannot subscribe serves no card from its memory', async () => {
    await redis.command('ACL', 'SETUSER', 'cut', 'on', '>password', '~*', '&*', '+@all');
    const store = await openStore('cut');
    const reader = await startOther(store);
    const before = await stockOf(reader);
    await claim(stack);
    expect(await stockOf(reader)).toBe(before);
    await redis.command('ACL', 'SETUSER', 'cut', '-subscribe');
    await redis.command('CLIENT', 'KILL', 'USER', 'cut', 'TYPE', 'pubsub');
    await until(() => store.cache?.receivesInvalidations === false);
    await stack.push('card_pass_check', { CardId: CARD });
    expect(await stockOf(reader)).toBe(before - 1);
    await claim(stack);
    await stack.push('card_not_pass_check', { CardId: CARD });
    expect(await stockOf(reader)).toBe(before - 2);
    await store.check();
    expect(store.cache?.receivesInvalidations).toBe(false);
    await redis.command('ACL', 'SETUSER', 'cut', '+subscribe');
    await redis.command('CLIENT', 'KILL', 'USER', 'cut');
    await until(() => store.cache?.receivesInvalidations === true);
    expect(await stockOf(reader)).toBe(before - 2);
    await claim(stack);
    expect(await stockOf(reader)).toBe(before - 2);
  });
});

const createTime = Math.floor(Date.now() / 1000);
