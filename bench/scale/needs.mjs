/**
 * Computes what a deployment needs for a rate of requests or events from what one of them takes. Every assumption is a constant here and is
 * named in docs/scale.md.
 */
import { total } from './counted-kinds.mjs';

/** @typedef {import('./counted-kinds.mjs').Counted} Counted */
/** @typedef {import('./counted-kinds.mjs').StackFigures} StackFigures */
/** @typedef {Readonly<Record<string, StackFigures>>} Stacks by number of replicas */

/** How long a card is current in the cache, as in the contract of `card/get`. */
export const FRESH_SECONDS = 5;
/** Minimum interval between two evictions of a card by claims, over all replicas. */
export const EVICT_SECONDS = 0.9;
/** Share of a core that a replica, or Redis, may be busy. The rest absorbs bursts and the failure of a replica. */
export const BUSY = 0.6;
/** Larger deployments are not computed. */
export const MOST_REPLICAS = 500;
/** Latency of the platform. */
export const LATENCY_SECONDS = 0.05;
/** Default of UPSTREAM_CONCURRENCY, per account and replica. */
export const UPSTREAM_CONCURRENCY = 64;
/** Events of an account that its log keeps, and repetitions that it recognizes. */
export const LOG_EVENTS = 10_000;
export const LOG_DIGESTS = 100_000;
/** Seconds after which the platform has sent a message for the last time. */
export const LAST_ATTEMPT_SECONDS = 10;
/** Cards of the deployment that is computed. Clients request some more often than others (Zipf's law). */
export const CARDS = 10_000;
/** Subscriptions of the deployment that is computed, all to one account. */
export const SUBSCRIPTIONS = 20;

/** The shares of a mixed load. */
export const MIX = {
  cards: 0.8,
  'list-20': 0.05,
  wallet: 0.1,
  'stats-180': 0.02,
  mutation: 0.03,
};

/** Cards that a kind reads from the cache. Their refreshes depend on the time, not on the number of requests. */
const CACHED_CARDS = /** @type {Record<string, number>} */ ({ 'card-hot': 10, 'list-20': 20, wallet: 12 });

/**
 * The work of a deployment in a second.
 *
 * @typedef {object} Load
 * @property {number} cores of the replicas
 * @property {number} redisCores
 * @property {number} redisCommands
 * @property {Record<string, number>} upstream calls by path
 * @property {number} clientBytes in both directions
 * @property {number} upstreamBytes
 * @property {number} redisBytes
 */

/** @type {Load} */
const NOTHING = {
  cores: 0,
  redisCores: 0,
  redisCommands: 0,
  upstream: {},
  clientBytes: 0,
  upstreamBytes: 0,
  redisBytes: 0,
};

/**
 * Returns the figures of a kind for a number of replicas: those of the largest measured deployment that is not larger, except for the CPU.
 * Its CPU is that of the smallest deployment, because replicas on separate machines do not compete for cores, and of the messages to all others.
 * @param {Stacks} stacks
 * @param {string} kind
 * @param {number} replicas
 */
export function figuresOf(stacks, kind, replicas) {
  const measured = Object.entries(stacks)
    .filter(([, { kinds }]) => kinds[kind] !== undefined)
    .map(([count, { kinds }]) => ({ count: Number(count), figures: /** @type {Counted} */ (kinds[kind]) }))
    .sort((a, b) => a.count - b.count);
  const found = measured.findLast(({ count }) => count <= replicas) ?? measured[0];
  if (found === undefined) throw new Error(`${kind} was not measured`);
  const own = measured[0]?.figures.cpuMicros ?? 0;
  const elsewhere =
    Object.values(stacks).findLast((stack) => stack.elsewhere[kind] !== undefined)?.elsewhere[kind] ?? 0;
  return { ...found.figures, cpuMicros: own + (replicas - 1) * elsewhere };
}

/**
 * Returns how often cards are read in a second, if clients request one of `cards` by Zipf's law. A card is read from the platform when it is
 * requested after its response has become stale, by one replica, and by each other one that needs it before that response is there. The others take
 * it from Redis.
 * @param {number} rate
 * @param {number} cards
 * @param {number} replicas
 * @param {number} latency of the platform, seconds
 */
export function cacheReads(rate, cards, replicas, latency = LATENCY_SECONDS) {
  const sum = Array.from({ length: cards }, (_, index) => 1 / (index + 1)).reduce((all, one) => all + one, 0);
  let platform = 0;
  let shared = 0;
  for (let rank = 1; rank <= cards; rank += 1) {
    const requests = rate / (rank * sum);
    const each = requests / replicas;
    const periods = 1 / (FRESH_SECONDS + 1 / requests);
    const readers = 1 + (replicas - 1) * (1 - Math.exp(-each * latency));
    platform += periods * readers;
    shared += periods * Math.max(0, (replicas - 1) * (1 - Math.exp(-each * FRESH_SECONDS)) - (readers - 1));
  }
  return { platform, shared };
}

/**
 * Requests for one card each, by Zipf's law.
 * @param {Stacks} stacks
 * @param {number} replicas
 * @param {number} rate
 * @param {{ cards?: number, latency?: number }} [options]
 * @returns {Load}
 */
export function cardLoad(stacks, replicas, rate, { cards = CARDS, latency } = {}) {
  const { platform, shared } = cacheReads(rate, cards, replicas, latency);
  const loads = [times(figuresOf(stacks, 'card-first', replicas), platform)];
  if (shared > 0) loads.push(times(figuresOf(stacks, 'card-shared', replicas), shared));
  loads.push(kindLoad(stacks, 'card-hot', replicas, Math.max(0, rate - platform - shared), false));
  return sum(loads);
}

/**
 * Requests of a kind.
 * @param {Stacks} stacks
 * @param {string} kind
 * @param {number} replicas
 * @param {number} rate
 * @param {boolean} [refreshes] whether the refreshes of its cards are included
 * @returns {Load}
 */
export function kindLoad(stacks, kind, replicas, rate, refreshes = true) {
  const figures = figuresOf(stacks, kind, replicas);
  const cached = CACHED_CARDS[kind];
  if (cached === undefined) return times(figures, rate);
  // The refreshes while it was measured are replaced by those at this rate.
  const first = figuresOf(stacks, 'card-first', replicas);
  const { '/card/get': refreshed = 0, ...upstream } = figures.upstream;
  const without = {
    ...figures,
    upstream,
    redis: { commands: Math.max(0, total(figures.redis) - refreshed * total(first.redis)) },
    redisCpuMicros: Math.max(0, figures.redisCpuMicros - refreshed * first.redisCpuMicros),
    redisReceivedBytes: Math.max(0, figures.redisReceivedBytes - refreshed * first.redisReceivedBytes),
    redisSentBytes: Math.max(0, figures.redisSentBytes - refreshed * first.redisSentBytes),
    upstreamSentBytes: Math.max(0, figures.upstreamSentBytes - refreshed * first.upstreamSentBytes),
    upstreamReceivedBytes: Math.max(0, figures.upstreamReceivedBytes - refreshed * first.upstreamReceivedBytes),
  };
  const reads = refreshes ? Math.min((cached / FRESH_SECONDS) * replicas, cached * rate) : 0;
  return sum([times(without, rate), { ...times(first, reads), clientBytes: 0 }]);
}

/** The mixed load. @param {Stacks} stacks @param {number} replicas @param {number} rate */
export function mixLoad(stacks, replicas, rate) {
  return sum(
    Object.entries(MIX).map(([kind, share]) =>
      kind === 'cards'
        ? cardLoad(stacks, replicas, rate * share)
        : kindLoad(stacks, kind, replicas, rate * share, false),
    ),
  );
}

/**
 * A wave of claims of one card, with clients that request the card and subscriptions to the account.
 * @param {Stacks} stacks
 * @param {number} replicas
 * @param {number} rate
 * @param {{ subscriptions?: number }} [options]
 * @returns {Load}
 */
export function claimLoad(stacks, replicas, rate, { subscriptions = SUBSCRIPTIONS } = {}) {
  const intake = times(figuresOf(stacks, 'claim-wave', replicas), rate);
  const reads = times(figuresOf(stacks, 'card-first', replicas), Math.min(rate, 1 / EVICT_SECONDS) * replicas);
  const deliveries = times(figuresOf(stacks, 'delivery', replicas), rate * subscriptions);
  return sum([intake, { ...reads, clientBytes: 0 }, deliveries]);
}

/**
 * Returns the smallest number of replicas that can bear a load, none busier than `BUSY`, and their load. Returns undefined if there is none,
 * because the messages to all replicas keep them busy.
 * @param {(replicas: number) => Load} loadOf
 */
export function deployment(loadOf) {
  for (let replicas = 1; replicas <= MOST_REPLICAS; replicas += 1) {
    const load = loadOf(replicas);
    if (load.cores <= replicas * BUSY) return { replicas, load };
  }
  return undefined;
}

/** @param {Counted} figures @param {number} rate @returns {Load} */
function times(figures, rate) {
  return {
    cores: (figures.cpuMicros * rate) / 1e6,
    redisCores: (figures.redisCpuMicros * rate) / 1e6,
    redisCommands: total(figures.redis) * rate,
    upstream: Object.fromEntries(Object.entries(figures.upstream).map(([path, calls]) => [path, calls * rate])),
    clientBytes: (figures.requestBytes + figures.responseBytes) * rate,
    upstreamBytes: (figures.upstreamSentBytes + figures.upstreamReceivedBytes) * rate,
    redisBytes: (figures.redisReceivedBytes + figures.redisSentBytes) * rate,
  };
}

/** @param {readonly Load[]} loads @returns {Load} */
function sum(loads) {
  return loads.reduce(
    (all, one) => ({
      cores: all.cores + one.cores,
      redisCores: all.redisCores + one.redisCores,
      redisCommands: all.redisCommands + one.redisCommands,
      upstream: Object.fromEntries(
        [...new Set([...Object.keys(all.upstream), ...Object.keys(one.upstream)])].map((path) => [
          path,
          (all.upstream[path] ?? 0) + (one.upstream[path] ?? 0),
        ]),
      ),
      clientBytes: all.clientBytes + one.clientBytes,
      upstreamBytes: all.upstreamBytes + one.upstreamBytes,
      redisBytes: all.redisBytes + one.redisBytes,
    }),
    NOTHING,
  );
}
