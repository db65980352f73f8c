import { startEmulator } from '../../src/emulator/server.js';
import { card } from '../../src/platform/endpoints/card.js';
import { readKeyOf } from '../../src/platform/interceptor.js';
import { cacheKeys } from '../../src/store/keys.js';
import { EmulatorControl } from '../support/emulator-control.js';
import { quantileOf } from '../support/open-load.js';
import { eventXml, PUSH, pushOf } from '../support/pushes.js';
import { TestRedis } from '../support/redis.js';
import { Replica } from '../support/replica.js';

const CARD = 'pDEMO-cash-0001';
const QUERY = `{ card(id: "${CARD}") { stock { quantity } } }`;
const REPLICAS = 4;

/** Pause between two queries to one replica, milliseconds. */
const PAUSE_MS = 20;

export interface FreshnessOptions {
  /** Reviews of a card whose stock was changed before. */
  readonly rounds: number;
  readonly claims: number;
  readonly claimSeconds: number;
}

export interface FreshnessReport {
  /** How long after the acknowledgement of an event some replica still served the state before it, milliseconds. */
  readonly staleMs: { readonly p50: number; readonly p99: number; readonly max: number };
  readonly wave: {
    readonly pushes: number;
    readonly acknowledged: number;
    readonly seconds: number;
    readonly acknowledgedMs: { readonly p50: number; readonly p99: number };
    readonly queries: number;
    readonly queryMsBefore: { readonly p50: number; readonly p99: number };
    readonly queryMs: { readonly p50: number; readonly p99: number };
    /** How old the returned stock was, from the acknowledgement of the first claim that it lacked, milliseconds. */
    readonly stockAgeMs: { readonly p99: number; readonly max: number };
    readonly evictions: number;
    readonly cardReads: number;
    readonly cardReadsPerSecond: number;
    /** Whether all replicas return the final stock a second after the wave. */
    readonly isRightAfterwards: boolean;
  };
}

/** A query and the stock that it returned. Times by `performance.now()`. */
interface Reading {
  readonly sentAt: number;
  readonly receivedAt: number;
  readonly quantity: number;
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function query({ graph }: Replica): Promise<Reading> {
  const sentAt = performance.now();
  const { card: found } = await graph.data(QUERY);
  return { sentAt, receivedAt: performance.now(), quantity: found.stock.quantity };
}

/** Queries a replica until it is stopped. */
async function follow(replica: Replica, isOver: () => boolean, onReading: (reading: Reading) => void): Promise<void> {
  while (!isOver()) {
    onReading(await query(replica));
    await sleep(PAUSE_MS);
  }
}

/** Measures how old the responses of four replicas on one Redis are after events, and under a wave of claims. */
export async function runFreshnessStorm(options: FreshnessOptions): Promise<FreshnessReport> {
  const redis = await TestRedis.start();
  const emulator = await startEmulator();
  const control = new EmulatorControl(emulator.url);
  const events = { EVENTS_TOKEN: PUSH.token, EVENTS_AES_KEY: PUSH.aesKey };
  const env = { REDIS_URL: redis.url, AUTH: 'none', ...events };
  const replicas = Array.from({ length: REPLICAS }, () => new Replica(emulator.url, env));
  const account = { baseUrl: emulator.url, appid: 'wxdemo' };
  const [generation] = cacheKeys(readKeyOf(account, card.get, { card_id: CARD }));
  const evictions = async () => Number(await redis.command('GET', generation));
  const storm = new FreshnessStorm(control, replicas, evictions);
  try {
    await Promise.all(replicas.map((replica) => replica.start()));
    return { staleMs: await storm.rounds(options.rounds), wave: await storm.wave(options) };
  } finally {
    await Promise.all(replicas.map((replica) => replica.kill()));
    await emulator.close();
    await redis.close();
  }
}

class FreshnessStorm {
  readonly #control: EmulatorControl;
  readonly #replicas: readonly Replica[];
  /** Returns how often the card was evicted. */
  readonly #evictions: () => Promise<number>;
  #changes = 0;

  constructor(control: EmulatorControl, replicas: readonly Replica[], evictions: () => Promise<number>) {
    this.#control = control;
    this.#replicas = replicas;
    this.#evictions = evictions;
  }

  async rounds(count: number): Promise<FreshnessReport['staleMs']> {
    const stale: number[] = [];
    for (let round = 0; round < count; round += 1) {
      const [{ quantity }] = (await Promise.all(this.#replicas.map(query))) as [Reading];
      let acknowledgedAt = Number.POSITIVE_INFINITY;
      let staleMs = 0;
      const polls = this.#replicas.map(async (replica) => {
        for (;;) {
          const reading = await query(replica);
          if (reading.quantity < quantity) return;
          staleMs = Math.max(staleMs, reading.receivedAt - acknowledgedAt);
          if (reading.receivedAt - acknowledgedAt > 10_000) return;
        }
      });
      await this.#change();
      await this.#push('card_pass_check', round);
      acknowledgedAt = performance.now();
      await Promise.all(polls);
      stale.push(staleMs);
    }
    return { p50: quantileOf(stale, 0.5), p99: quantileOf(stale, 0.99), max: quantileOf(stale, 1) };
  }

  async wave({ claims, claimSeconds }: FreshnessOptions): Promise<FreshnessReport['wave']> {
    const before: Reading[] = [];
    const during: Reading[] = [];
    let readings = before;
    let isOver = false;
    const followers = this.#replicas.map((replica) =>
      follow(
        replica,
        () => isOver,
        (reading) => readings.push(reading),
      ),
    );
    await sleep(Math.max(2000, (claimSeconds * 1000) / 2));
    const first = before.at(-1)?.quantity ?? Number.NaN;
    readings = during;
    await this.#control.clearLedger();
    const evictedBefore = await this.#evictions();
    const startedAt = performance.now();
    const acknowledgedAt: number[] = [];
    const tookMs: number[] = [];
    const pushes: Promise<void>[] = [];
    for (let n = 0; n < claims; n += 1) {
      await sleep(Math.max(0, startedAt + (n * claimSeconds * 1000) / claims - performance.now()));
      await this.#change();
      const sentAt = performance.now();
      const push = this.#push('user_get_card', n).then((isAcknowledged) => {
        acknowledgedAt[n] = isAcknowledged ? performance.now() : Number.POSITIVE_INFINITY;
        tookMs.push(performance.now() - sentAt);
      });
      pushes.push(push);
    }
    await Promise.all(pushes);
    const seconds = (performance.now() - startedAt) / 1000;
    const cardReads = (await this.#control.ledger()).byPath['/card/get'] ?? 0;
    const evictions = (await this.#evictions()) - evictedBefore;
    await sleep(1000);
    isOver = true;
    await Promise.all(followers);
    const last = await Promise.all(this.#replicas.map(query));
    const ages = during.map(({ sentAt, quantity }) => {
      const missing = acknowledgedAt[first - quantity];
      return missing === undefined ? 0 : Math.max(0, sentAt - missing);
    });
    const timesOf = (list: readonly Reading[]) => {
      const times = list.map(({ sentAt, receivedAt }) => receivedAt - sentAt);
      return { p50: quantileOf(times, 0.5), p99: quantileOf(times, 0.99) };
    };
    return {
      pushes: claims,
      acknowledged: acknowledgedAt.filter(Number.isFinite).length,
      seconds: Math.round(seconds * 10) / 10,
      acknowledgedMs: { p50: quantileOf(tookMs, 0.5), p99: quantileOf(tookMs, 0.99) },
      queries: during.length,
      queryMsBefore: timesOf(before),
      queryMs: timesOf(during.filter(({ sentAt }) => sentAt < startedAt + seconds * 1000)),
      stockAgeMs: { p99: quantileOf(ages, 0.99), max: quantileOf(ages, 1) },
      evictions,
      cardReads,
      cardReadsPerSecond: Math.round((cardReads / seconds) * 100) / 100,
      isRightAfterwards: last.every(({ quantity }) => quantity === first - claims),
    };
  }

  /** Decrements the stock of the card without an event. */
  async #change(): Promise<void> {
    this.#changes += 1;
    const code = String(500_000_000_000 + this.#changes);
    await this.#control.addCode({ card_id: CARD, openid: `oStorm${this.#changes}`, code });
  }

  /** Sends an event to one of the replicas. Returns whether it was acknowledged. */
  async #push(event: string, n: number): Promise<boolean> {
    const CreateTime = Math.floor(Date.now() / 1000);
    const message = eventXml(event, { CreateTime, CardId: CARD, UserCardCode: `${event}${n}` });
    const { query: signed, body } = pushOf(message, { appid: 'wxdemo' });
    const { origin } = new URL(this.#replicas[n % REPLICAS]?.url ?? '');
    const response = await fetch(`${origin}/wechat/events/wxdemo?${new URLSearchParams(signed)}`, {
      method: 'POST',
      body,
    });
    return (await response.text()) === 'success';
  }
}
