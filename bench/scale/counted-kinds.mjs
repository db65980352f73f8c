import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '../load.mjs';
import { SUBSCRIBE } from '../subscribers.mjs';
import { KINDS } from './kinds.mjs';
import { workBetween } from './redis.mjs';
import { cpuOf, Stack } from './stack.mjs';

/**
 * The average figures of one unit of a kind.
 *
 * @typedef {object} Counted
 * @property {Record<string, number>} redis calls by command, those inside scripts included
 * @property {number} redisReceivedBytes
 * @property {number} redisSentBytes
 * @property {number} redisCpuMicros
 * @property {Record<string, number>} upstream calls by path
 * @property {number} upstreamSentBytes
 * @property {number} upstreamReceivedBytes
 * @property {number} requestBytes of a client
 * @property {number} responseBytes
 * @property {number} cpuMicros of all replicas
 *
 * @typedef {object} StackFigures
 * @property {Record<string, Counted>} kinds
 * @property {Record<string, number>} elsewhere CPU in each replica that does not handle a unit but receives its messages, by kind
 * @property {{ cpuMicros: number, redisCpuMicros: number, redisCommands: number }} idle of all replicas, for a second
 * @property {number} floorCpuMicros CPU of the floor for `{ __typename }`
 * @property {number} idleRssMb of a replica, mean
 * @property {number} peakRssMb of the replica that took most
 * @property {{ ratePerSecond: number, cards: number, callsPerSecond: number, redisCommandsPerSecond: number }} zipf
 * @property {number} redisUsedMb data of Redis after all kinds
 * @property {{ get: number, set: number }} redisBenchmark commands a second
 *
 * @typedef {object} Pace
 * @property {number} warmUpRounds for each replica, in which V8 compiles
 * @property {number} rounds after these
 * @property {number} share of the units of a kind
 * @property {number} idleSeconds
 * @property {{ warmUpSeconds: number, seconds: number, ratePerSecond: number }} zipf
 * @property {number} benchmarkCommands
 */

/** Units for which the bytes of clients are counted, at each replica. */
const BYTES_UNITS = 10;

/** Cards of the check of the model of the cache. */
const ZIPF_CARDS = 2000;

/** Time for the responses that a cache stores or refreshes after a request, milliseconds. */
const QUIET_MS = 100;

const FLOOR_SECONDS = 1;
const PACED_EVERY_MS = 50;
const DELIVERY_MS = 20_000;
const POLL_MS = 2;

/**
 * Measures all kinds with a number of replicas.
 * @param {number} replicas
 * @param {import('../node-versions.mjs').NodeVersion} node
 * @param {Pace} pace
 * @param {(line: string) => void} progress
 * @returns {Promise<StackFigures>}
 */
export async function countKinds(replicas, node, pace, progress) {
  const first = KINDS.find(({ name }) => name === 'card-first');
  const firstEach = Math.max(BYTES_UNITS, Math.ceil(((first?.units ?? 0) * pace.share) / replicas)) + BYTES_UNITS;
  const unread = (pace.warmUpRounds * replicas + pace.rounds) * firstEach * replicas;
  const stack = await Stack.start(replicas, node, { drawn: ZIPF_CARDS, unread });
  const floor = new Client(
    stack.floor.url,
    16,
    () => ({}),
    (data) => data,
  );
  try {
    const rss = await Promise.all(stack.replicas.map(({ process }) => process.ask('residentBytes')));
    // Fetches the access token.
    await stack.send(await stack.requests('one-card', 'hot', 1));
    const idle = await idleFigures(stack, pace.idleSeconds);
    const kinds = KINDS.filter(({ leastReplicas = 1 }) => replicas >= leastReplicas);
    const warmUpRounds = pace.warmUpRounds * replicas;
    /** @type {Record<string, Counted[]>} */
    const rounds = Object.fromEntries(kinds.map(({ name }) => [name, []]));
    const floorCpu = [];
    const [floorRequests = []] = await stack.requests('typename', 'each', 1);
    for (let round = 1 - warmUpRounds; round <= pace.rounds; round += 1) {
      const before = await stack.floor.usage();
      const { requests } = await floor.run(floorRequests, FLOOR_SECONDS * pace.share);
      floorCpu.push(((await stack.floor.usage()).cpuMicros - before.cpuMicros) / requests);
      for (const kind of kinds) {
        const each = Math.max(BYTES_UNITS, Math.ceil((kind.units * pace.share) / replicas));
        const counted = await countKind(stack, kind, each, rounds);
        rounds[kind.name]?.push(counted);
        progress(
          `${replicas} replicas: round ${round}/${pace.rounds} ${kind.name.padEnd(14)} ` +
            `${counted.cpuMicros.toFixed(0).padStart(6)} µs CPU, Redis ${counted.redisCpuMicros.toFixed(0).padStart(4)} µs`,
        );
      }
    }
    /** @type {Record<string, number>} */
    const elsewhere = {};
    for (const kind of KINDS.filter(({ isAnnounced }) => isAnnounced && replicas > 1)) {
      elsewhere[kind.name] = await cpuElsewhere(
        stack,
        kind,
        Math.ceil(kind.units * pace.share),
        idle.cpuMicros / replicas,
      );
    }
    const zipf = await pacedZipf(stack, pace.zipf);
    if (stack.repeated > 0)
      progress(`${replicas} replicas: ${stack.repeated} requests or pushes were sent again after a failure`);
    const usages = await Promise.all(stack.replicas.map(({ process }) => process.usage()));
    return {
      kinds: Object.fromEntries(Object.entries(rounds).map(([name, all]) => [name, medians(all.slice(warmUpRounds))])),
      elsewhere,
      idle,
      floorCpuMicros: median(floorCpu.slice(warmUpRounds)),
      idleRssMb: rss.reduce((sum, bytes) => sum + bytes, 0) / rss.length / 1024 ** 2,
      peakRssMb: Math.max(...usages.map(({ peakRssKb }) => peakRssKb)) / 1024,
      zipf,
      redisUsedMb: (await stack.redis.usedBytes()) / 1024 ** 2,
      redisBenchmark: await stack.redis.benchmark(pace.benchmarkCommands),
    };
  } finally {
    await floor.close();
    await stack.stop();
  }
}

/**
 * @param {Stack} stack
 * @param {import('./kinds.mjs').Kind} kind
 * @param {number} each units at every replica
 * @param {Readonly<Record<string, readonly Counted[]>>} rounds
 * @returns {Promise<Counted>}
 */
async function countKind(stack, kind, each, rounds) {
  const { subscriptions = 0, selection = '' } = kind;
  const { requests = [], pushes = [] } = await kind.prepare(stack, each + BYTES_UNITS);
  const most = (/** @type {any[][]} */ all) => all.map((one) => one.slice(BYTES_UNITS));
  const few = (/** @type {any[][]} */ all) => all.map((one) => one.slice(0, BYTES_UNITS));
  const urls = stack.replicas.map(({ process }) => process.url);
  const opened = urls.flatMap((url) => Array.from({ length: subscriptions }, () => subscribe(url, selection)));
  const subscribers = await Promise.all(opened);
  try {
    const events = each * stack.replicas.length;
    const units = subscribers.length === 0 ? events : events * subscribers.length;
    const { figures } = await between(stack, async () => {
      await Promise.all([stack.send(most(requests), kind.inFlight), stack.push(most(pushes))]);
      await untilReceived(subscribers, events);
    });
    const counted = perUnit(figures, units);
    if (subscribers.length > 0) {
      const delivered = withoutIntake(counted, rounds['claim-wave']?.at(-1), events / units);
      return { ...delivered, responseBytes: subscribers.reduce((sum, { bytes }) => sum + bytes, 0) / units };
    }
    const bytes = await stack.clientBytes(few(requests), few(pushes));
    const count = BYTES_UNITS * stack.replicas.length;
    return { ...counted, requestBytes: bytes.received / count, responseBytes: bytes.sent / count };
  } finally {
    for (const subscriber of subscribers) subscriber.close();
  }
}

/** @param {string} url @param {string} selection of an event */
function subscribe(url, selection) {
  return SUBSCRIBE.sse(url, `subscription { cardEvents { ${selection} } }`);
}

/**
 * Waits until all have received this many events. Fails if an event has an error.
 * @param {readonly import('../subscribers.mjs').Subscriber[]} subscribers
 * @param {number} events
 */
async function untilReceived(subscribers, events) {
  const end = performance.now() + DELIVERY_MS;
  for (const { results } of subscribers) {
    while (results.length < events) {
      if (performance.now() > end) throw new Error(`expected ${events} events, got ${results.length}`);
      await sleep(POLL_MS);
    }
    const failed = results.find((result) => !result.startsWith('{"data"'));
    if (failed !== undefined) throw new Error(`expected an event, got ${failed}`);
  }
}

/**
 * Returns the CPU that each replica takes for a unit that the first replica handles.
 * @param {Stack} stack
 * @param {import('./kinds.mjs').Kind} kind
 * @param {number} units
 * @param {number} idleMicros CPU of an idle replica in a second
 */
async function cpuElsewhere(stack, kind, units, idleMicros) {
  const { requests = [], pushes = [] } = await kind.prepare(stack, Math.ceil(units / stack.replicas.length));
  const others = stack.replicas.slice(1);
  await sleep(QUIET_MS);
  const start = performance.now();
  const before = await cpuOf(others);
  await Promise.all([stack.send([requests.flat()]), stack.push([pushes.flat()])]);
  await sleep(QUIET_MS);
  const micros = (await cpuOf(others)) / others.length - before / others.length;
  return Math.max(0, micros - (idleMicros * (performance.now() - start)) / 1000) / units;
}

/**
 * Returns what the replicas, Redis and the platform do during an action, and its duration.
 * @param {Stack} stack
 * @param {() => Promise<unknown>} act
 */
async function between(stack, act) {
  const { redis, upstream, emulator } = stack;
  await sleep(QUIET_MS);
  await emulator.forgetCalls();
  const [sent, received] = [upstream.sentBytes, upstream.receivedBytes];
  const earlier = await redis.work();
  const work = await redis.work();
  const cpu = await cpuOf(stack.replicas);
  const start = performance.now();
  await act();
  const seconds = (performance.now() - start) / 1000;
  await sleep(QUIET_MS);
  const cpuMicros = (await cpuOf(stack.replicas)) - cpu;
  const { commands, receivedBytes, sentBytes, cpuMicros: redisCpuMicros } = workBetween(work, await redis.work());
  const figures = {
    redis: commands,
    redisReceivedBytes: receivedBytes,
    redisSentBytes: sentBytes,
    // Without that of the report, which the two before have measured.
    redisCpuMicros: Math.max(0, redisCpuMicros - (work.cpuMicros - earlier.cpuMicros)),
    upstream: await emulator.callsByPath(),
    upstreamSentBytes: upstream.sentBytes - sent,
    upstreamReceivedBytes: upstream.receivedBytes - received,
    requestBytes: 0,
    responseBytes: 0,
    cpuMicros,
  };
  return { figures, seconds };
}

/** @param {Stack} stack @param {number} seconds */
async function idleFigures(stack, seconds) {
  const { figures, seconds: elapsed } = await between(stack, () => sleep(seconds * 1000));
  return {
    cpuMicros: figures.cpuMicros / elapsed,
    redisCpuMicros: figures.redisCpuMicros / elapsed,
    redisCommands: total(figures.redis) / elapsed,
  };
}

/**
 * Requests cards by Zipf's law at a fixed rate, distributed over the replicas, to check the model of the cache.
 * @param {Stack} stack
 * @param {Pace['zipf']} pace
 */
async function pacedZipf(stack, { warmUpSeconds, seconds, ratePerSecond }) {
  const each = Math.ceil(((warmUpSeconds + seconds) * ratePerSecond) / stack.replicas.length);
  const requests = (await stack.requests('one-card', 'zipf', each)).map((all) => all.values());
  const run = async (/** @type {number} */ duration) => {
    const pending = [];
    const start = performance.now();
    for (let sent = 0; sent < duration * ratePerSecond; sent += 1) {
      const index = sent % stack.replicas.length;
      const { value } = /** @type {ArrayIterator<import('../requests.mjs').Prepared>} */ (requests[index]).next();
      if (value !== undefined) pending.push(stack.replicas[index]?.client.once(value));
      const dueMs = Math.floor((sent / ratePerSecond) * 1000);
      const early = dueMs - (performance.now() - start);
      if (early > PACED_EVERY_MS) await sleep(early);
    }
    await Promise.all(pending);
  };
  await run(warmUpSeconds);
  const { figures, seconds: elapsed } = await between(stack, () => run(seconds));
  return {
    ratePerSecond: (seconds * ratePerSecond) / elapsed,
    cards: ZIPF_CARDS,
    callsPerSecond: total(figures.upstream) / elapsed,
    redisCommandsPerSecond: total(figures.redis) / elapsed,
  };
}

/**
 * Returns the figures of a delivered event without those of its intake.
 * @param {Counted} counted
 * @param {Counted | undefined} intake
 * @param {number} share of an event's intake that one delivery bears
 * @returns {Counted}
 */
function withoutIntake(counted, intake, share) {
  if (intake === undefined) throw new Error('claims are measured before deliveries');
  return combined([counted, intake], ([all = 0, own = 0]) => Math.max(0, all - own * share));
}

/** @param {Counted} figures @param {number} units */
function perUnit(figures, units) {
  return combined([figures], ([figure = 0]) => figure / units);
}

/** @param {readonly Counted[]} rounds */
function medians(rounds) {
  return combined(rounds, median);
}

/**
 * Combines each figure of several counts into one.
 * @param {readonly Counted[]} all
 * @param {(figures: readonly number[]) => number} combine
 * @returns {Counted}
 */
function combined(all, combine) {
  const named = (/** @type {'redis' | 'upstream'} */ key) => {
    const names = new Set(all.flatMap((one) => Object.keys(one[key])));
    return Object.fromEntries([...names].map((name) => [name, combine(all.map((one) => one[key][name] ?? 0))]));
  };
  const one = (/** @type {Exclude<keyof Counted, 'redis' | 'upstream'>} */ key) =>
    combine(all.map((each) => each[key]));
  return {
    redis: named('redis'),
    redisReceivedBytes: one('redisReceivedBytes'),
    redisSentBytes: one('redisSentBytes'),
    redisCpuMicros: one('redisCpuMicros'),
    upstream: named('upstream'),
    upstreamSentBytes: one('upstreamSentBytes'),
    upstreamReceivedBytes: one('upstreamReceivedBytes'),
    requestBytes: one('requestBytes'),
    responseBytes: one('responseBytes'),
    cpuMicros: one('cpuMicros'),
  };
}

/** @param {Readonly<Record<string, number>>} counts */
export function total(counts) {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** @param {readonly number[]} values */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
