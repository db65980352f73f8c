import { startEmulator } from '../../src/emulator/server.js';
import { EmulatorControl } from '../support/emulator-control.js';
import { having, minimalCard } from '../support/new-cards.js';
import { eventXml, PUSH, pushOf } from '../support/pushes.js';
import { TestRedis } from '../support/redis.js';
import { Replica } from '../support/replica.js';
import { scrape } from '../support/scrape.js';
import { until } from '../support/time.js';

const MEMBER_CARD = 'pDEMO-member-card-0001';
const STOCK_CARD = 'pDEMO-groupon-0001';
const EVENT_CARD = 'pDEMO-cash-0001';

const SEARCH = `query ($text: String) {
  searchCards(text: $text) { nodes { id title stock { quantity } } complete }
}`;

/** Time after which a change is considered as not reflected, milliseconds. */
const GIVE_UP_MS = 30_000;

export interface SearchFreshnessOptions {
  /** Mutations: updates, changes of the stock, deletions and creations in turn. */
  readonly writes: number;
  readonly events: number;
}

/** Quantiles in milliseconds. */
export interface Delays {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
}

export interface SearchFreshnessReport {
  /** How many mutations the first search on the same replica after their response did not reflect. */
  readonly missedOnSameReplica: number;
  /** From the response to a mutation to the response of the first search on the other replica that reflects it. */
  readonly writeOnOtherReplica: Readonly<Record<'update' | 'stock' | 'deletion' | 'creation' | 'all', Delays>>;
  /** From the acknowledgement of an event to the response of the first search that reflects it. */
  readonly event: Readonly<Record<'onReceiver' | 'onOther', Delays>>;
  /** The same for claims of one card, which evict it at most once in 0.9 s. */
  readonly claim: Readonly<Record<'onReceiver' | 'onOther', Delays>>;
  /** Calls of card/get of the indexes per event, and per mutation. The reads of a mutation itself are not counted. */
  readonly readsPerEvent: number;
  readonly readsPerWrite: number;
  /** Duration of a search without a change before it. */
  readonly search: Delays;
}

type WriteKind = Exclude<keyof SearchFreshnessReport['writeOnOtherReplica'], 'all'>;

interface FoundCard {
  readonly id: string;
  readonly title: string;
  readonly stock: { readonly quantity: number };
}

/** A mutation, and how a search shows that it is reflected. */
interface Write {
  readonly mutation: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly isReflected: (cards: readonly FoundCard[]) => boolean;
}

async function search({ graph }: Replica, text: string): Promise<readonly FoundCard[]> {
  return (await graph.data(SEARCH, { text })).searchCards.nodes;
}

/** Searches until the condition is met. Returns the time since `since`, milliseconds. */
async function delayOf(
  replica: Replica,
  text: string,
  isReflected: (cards: readonly FoundCard[]) => boolean,
  since: number,
): Promise<number> {
  while (!isReflected(await search(replica, text))) {
    if (performance.now() - since > GIVE_UP_MS) throw new Error(`A search for ${text} does not reflect a change`);
  }
  return performance.now() - since;
}

/** Measures how soon searches on two replicas on one Redis reflect mutations and events. */
export async function runSearchFreshnessStorm(options: SearchFreshnessOptions): Promise<SearchFreshnessReport> {
  const redis = await TestRedis.start();
  const emulator = await startEmulator();
  const control = new EmulatorControl(emulator.url);
  const events = { EVENTS_TOKEN: PUSH.token, EVENTS_AES_KEY: PUSH.aesKey };
  const env = { REDIS_URL: redis.url, AUTH: 'none', INDEX_CALLS_PER_MINUTE: '100000', ...events };
  const replicas = [new Replica(emulator.url, env), new Replica(emulator.url, env)] as const;
  const storm = new SearchFreshnessStorm(control, replicas);
  try {
    const { card_ids: deletable } = await control.addCards(Math.ceil(options.writes / 4));
    await Promise.all(replicas.map((replica) => replica.start()));
    for (const { graph } of replicas) {
      await until(async () => (await graph.data('{ searchCards { complete } }')).searchCards.complete);
    }
    return {
      search: await storm.searches(options.writes),
      ...(await storm.writes(options.writes, deletable)),
      ...(await storm.events(options.events)),
      claim: (await storm.events(Math.ceil(options.events / 4), 'user_get_card')).event,
    };
  } finally {
    await Promise.all(replicas.map((replica) => replica.kill()));
    await emulator.close();
    await redis.close();
  }
}

class SearchFreshnessStorm {
  readonly #control: EmulatorControl;
  readonly #replicas: readonly [Replica, Replica];
  #codes = 0;

  constructor(control: EmulatorControl, replicas: readonly [Replica, Replica]) {
    this.#control = control;
    this.#replicas = replicas;
  }

  async searches(count: number): Promise<Delays> {
    const delays: number[] = [];
    for (let n = 0; n < count; n += 1) {
      delays.push(await delayOf(this.#pair(n)[0], STOCK_CARD, () => true, performance.now()));
    }
    return delaysOf(delays);
  }

  async writes(
    count: number,
    deletable: readonly string[],
  ): Promise<Pick<SearchFreshnessReport, 'missedOnSameReplica' | 'writeOnOtherReplica' | 'readsPerWrite'>> {
    const kinds = ['update', 'stock', 'deletion', 'creation'] as const;
    const delays: Record<WriteKind, number[]> = { update: [], stock: [], deletion: [], creation: [] };
    let missedOnSameReplica = 0;
    const before = await this.#indexReads();
    for (let n = 0; n < count; n += 1) {
      const kind = kinds[n % kinds.length] ?? 'update';
      const round = Math.floor(n / kinds.length);
      const [same, other] = this.#pair(n + round);
      const { mutation, input, text, isReflected } = writeOf(kind, n, deletable[round] ?? '');
      const { outcome } = await same.graph.data(mutation, { input });
      if (outcome.userErrors.length > 0) throw new Error(`${kind}: ${JSON.stringify(outcome.userErrors)}`);
      const returnedAt = performance.now();
      const [found, delay] = await Promise.all([search(same, text), delayOf(other, text, isReflected, returnedAt)]);
      if (!isReflected(found)) missedOnSameReplica += 1;
      delays[kind].push(delay);
    }
    const { update, stock, deletion, creation } = delays;
    const writeOnOtherReplica = {
      update: delaysOf(update),
      stock: delaysOf(stock),
      deletion: delaysOf(deletion),
      creation: delaysOf(creation),
      all: delaysOf([update, stock, deletion, creation].flat()),
    };
    const readsPerWrite = ((await this.#indexReads()) - before) / count;
    return { missedOnSameReplica, writeOnOtherReplica, readsPerWrite };
  }

  async events(
    count: number,
    event = 'card_pass_check',
  ): Promise<Pick<SearchFreshnessReport, 'event' | 'readsPerEvent'>> {
    const onReceiver: number[] = [];
    const onOther: number[] = [];
    const readsBefore = await this.#indexReads();
    for (let n = 0; n < count; n += 1) {
      const [receiver, other] = this.#pair(n);
      const before = (await search(receiver, EVENT_CARD))[0]?.stock.quantity ?? 0;
      const isReflected = ([card]: readonly FoundCard[]) => card?.stock.quantity === before - 1;
      this.#codes += 1;
      const code = String(600_000_000_000 + this.#codes);
      await this.#control.addCode({ card_id: EVENT_CARD, openid: `oStorm${this.#codes}`, code });
      await push(receiver, event, code);
      const acknowledgedAt = performance.now();
      const [own, others] = await Promise.all([
        delayOf(receiver, EVENT_CARD, isReflected, acknowledgedAt),
        delayOf(other, EVENT_CARD, isReflected, acknowledgedAt),
      ]);
      onReceiver.push(own);
      onOther.push(others);
    }
    const readsPerEvent = ((await this.#indexReads()) - readsBefore) / count;
    return { event: { onReceiver: delaysOf(onReceiver), onOther: delaysOf(onOther) }, readsPerEvent };
  }

  /** Returns how many cards the indexes of both replicas have read because of a change. */
  async #indexReads(): Promise<number> {
    const scrapes = await Promise.all(this.#replicas.map(({ url }) => scrape(url)));
    return scrapes.reduce(
      (sum, { value }) => sum + (value('cardgraph_index_calls_total', { purpose: 'change' }) ?? 0),
      0,
    );
  }

  /** Returns the replicas so that each comes first in turn: only one of them builds the index. */
  #pair(n: number): readonly [Replica, Replica] {
    const [one, other] = this.#replicas;
    return n % 2 === 0 ? [one, other] : [other, one];
  }
}

function writeOf(kind: WriteKind, n: number, deletable: string): Write {
  const mutationOf = (field: string, type: string) =>
    `mutation ($input: ${type}!) { outcome: ${field}(input: $input) { userErrors { message } } }`;
  const title = `第${n}次`;
  switch (kind) {
    case 'update':
      return {
        mutation: mutationOf('updateCard', 'UpdateCardInput'),
        input: { cardId: MEMBER_CARD, baseInfo: { title } },
        text: title,
        isReflected: ([card]) => card?.title === title,
      };
    case 'stock':
      return {
        mutation: mutationOf('modifyStock', 'ModifyStockInput'),
        input: { cardId: STOCK_CARD, setTo: 10_000 + n, idempotencyKey: `stock-${n}` },
        text: STOCK_CARD,
        isReflected: ([card]) => card?.stock.quantity === 10_000 + n,
      };
    case 'deletion':
      return {
        mutation: mutationOf('deleteCard', 'DeleteCardInput'),
        input: { cardId: deletable },
        text: deletable,
        isReflected: (cards) => cards.length === 0,
      };
    case 'creation': {
      return {
        mutation: mutationOf('createCard', 'CreateCardInput'),
        input: { card: having(minimalCard('CASH'), ['baseInfo.title', title]), idempotencyKey: `creation-${n}` },
        text: title,
        isReflected: ([card]) => card?.title === title,
      };
    }
  }
}

/** Sends an event about the card and expects that it is acknowledged. */
async function push({ url }: Replica, event: string, code: string): Promise<void> {
  const fields = { CreateTime: Math.floor(Date.now() / 1000), CardId: EVENT_CARD, UserCardCode: code };
  const { query, body } = pushOf(eventXml(event, fields), { appid: 'wxdemo' });
  const target = new URL(`/wechat/events/wxdemo?${new URLSearchParams(query)}`, url);
  const response = await fetch(target, { method: 'POST', body });
  if ((await response.text()) !== 'success') throw new Error(`The event was refused with ${response.status}`);
}

function delaysOf(delays: readonly number[]): Delays {
  const sorted = delays.toSorted((one, other) => one - other);
  const at = (share: number) => {
    const delay = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
    return Math.round(delay * 10) / 10;
  };
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), max: at(1) };
}
