import { figure, inSpread, ratio, spread } from './figures.mjs';
import { ONE_ACCOUNT } from './rows.mjs';

/**
 * The goals of Cardgraph, each with the figures of one run.
 *
 * @typedef {{ aim: string, figures: string, reached: boolean | undefined }} Goal reached is undefined if it was not measured
 *
 * @typedef {object} Compared a figure of one server as a multiple of another's
 * @property {string} row
 * @property {string} [server]
 * @property {import('./figures.mjs').Key} [key]
 * @property {string} by
 * @property {(multiple: number) => boolean} holds
 */

const OFF = 'cardgraph-off';
/** The bare Mercurius has separate goals. */
const NODE_PEERS = ['mercurius-equipped', 'yoga', 'apollo', 'hive-gateway'];
const AT_20_MS = [
  'one-card-hot-20ms-16',
  'one-card-hot-20ms-128',
  'aliases-20-hot-20ms-16',
  'aliases-20-hot-20ms-128',
  'aliases-20-equal-20ms-128',
];
const AT_0_MS = ['one-card-hot-0ms-16', 'one-card-hot-0ms-128', 'aliases-20-hot-0ms-16', 'aliases-20-hot-0ms-128'];

const atMost = (/** @type {number} */ most) => (/** @type {number} */ multiple) => multiple <= most;
const atLeast = (/** @type {number} */ least) => (/** @type {number} */ multiple) => multiple >= least;
const less = (/** @type {number} */ multiple) => multiple < 1;
const more = (/** @type {number} */ multiple) => multiple > 1;
const always = () => true;

/**
 * @param {readonly import('./figures.mjs').MeasuredRow[]} rows
 * @param {import('./counted.mjs').Counts} counts
 * @returns {Goal[]}
 */
export function goals(rows, counts) {
  const results = new Results(rows);
  const stats = counts['stats-180-later'];
  const memory = counts['memory-10000'];
  const idle = counts.idle?.map(({ flags, ...figures }) => ({
    flags,
    rssMb: spread(figures.rssMb),
    cpu: spread(figures.cpuPercent),
  }));
  return [
    results.compared('no cache or coalescing, list-20: CPU at most 1.45 × the floor', [
      { row: 'list-20', by: 'floor', holds: atMost(1.45) },
    ]),
    results.compared('no cache or coalescing, list-20: CPU at most 1.15 × Mercurius with JIT', [
      { row: 'list-20', by: 'mercurius', holds: atMost(1.15) },
    ]),
    results.compared(
      'no cache or coalescing, list-20: less CPU than every other Node server',
      NODE_PEERS.map((by) => ({ row: 'list-20', by, holds: less })),
    ),
    results.compared('no cache or coalescing, one card: CPU at most 1.7 × the floor', [
      { row: 'one-card', by: 'floor', holds: atMost(1.7) },
    ]),
    results.compared('no cache or coalescing, one card: CPU at most 1.35 × Mercurius with JIT', [
      { row: 'one-card', by: 'mercurius', holds: atMost(1.35) },
    ]),
    results.compared(
      'no cache or coalescing, one card: less CPU than every other Node server',
      NODE_PEERS.map((by) => ({ row: 'one-card', by, holds: less })),
    ),
    results.compared('as shipped, a mutation: CPU at most 2 × the durable floor', [
      { row: 'mutation', server: 'cardgraph', by: 'floor-durable', holds: atMost(2) },
    ]),
    results.compared('as shipped, a mutation: CPU at most 4 × the floor', [
      { row: 'mutation', server: 'cardgraph', by: 'floor', holds: atMost(4) },
    ]),
    results.compared('no cache or coalescing, 180 days of statistics: CPU at most 1.6 × the floor', [
      { row: 'stats-180', by: 'floor', holds: atMost(1.6) },
    ]),
    results.compared('as shipped, 180 days of statistics: less CPU than the floor', [
      { row: 'stats-180', server: 'cardgraph', by: 'floor', holds: less },
    ]),
    results.compared('`{ __typename }`: CPU at most 2 × Mercurius with JIT', [
      { row: 'typename', by: 'mercurius', holds: atMost(2) },
    ]),
    results.compared("as shipped, one hot card, 0 ms, 128 connections: at least 1.3 × the floor's requests/s", [
      { row: 'one-card-hot-0ms-128', ...shipped('floor'), holds: atLeast(1.3) },
    ]),
    results.compared(
      "as shipped, 20 aliases of 10 hot ids, 20 ms, 16 connections: at least 5 × the floor's requests/s",
      [{ row: 'aliases-20-hot-20ms-16', ...shipped('floor'), holds: atLeast(5) }],
    ),
    results.quickerThanTypical("the same: p99 below the floor's p50", 'aliases-20-hot-20ms-16'),
    results.compared("as shipped, 20 aliases, Zipf over 10,000 ids: at least 3 × the floor's requests/s", [
      { row: 'aliases-20-zipf-20ms-16', ...shipped('floor'), holds: atLeast(3) },
    ]),
    results.compared(
      'as shipped, 20 ms, 16 and 128 connections: more requests/s than Tailcall with dedupe on',
      AT_20_MS.map((row) => ({ row, ...shipped('tailcall-dedupe'), holds: more })),
    ),
    results.compared(
      'the same at 0 ms: reported',
      AT_0_MS.map((row) => ({ row, ...shipped('tailcall-dedupe'), holds: always })),
    ),
    results.compared(
      "cache off, 128 connections request the same 100 cards, 20 ms: at most 1/10 of the floor's calls",
      [
        {
          row: 'ids-100-equal-20ms-128',
          server: 'cardgraph-coalesce',
          key: 'callsPerRequest',
          by: 'floor',
          holds: atMost(0.1),
        },
      ],
    ),
    results.rowAtMost('as shipped, a search in 20,000 cards: at most 5 ms of CPU', 'search', 5000),
    costs('an event, log in memory: at most 150 µs of CPU from the socket to the acknowledgement', 150, counts.event, {
      counts: ({ log }) => log === 'memory',
      name: ({ form }) => `${form} mode`,
    }),
    costs('the same, as shipped with the log in STATE_DIR: reported', Number.POSITIVE_INFINITY, counts.event, {
      counts: ({ log }) => log === 'folder',
      name: ({ form }) => `${form} mode`,
    }),
    costs('as shipped, an event that is delivered to a subscription: at most 60 µs of CPU', 60, counts.subscription, {
      counts: () => true,
      name: ({ transport }) => transport,
    }),
    {
      aim: 'as shipped, at rest: at most 160 MB of memory',
      figures: (idle ?? [])
        .map(({ flags, rssMb, cpu }) => {
          const name = flags === 'command' ? 'with the Node flags of the command' : 'without flags';
          return `${inSpread(rssMb, 0)} MB and ${inSpread(cpu, 1)} % of a core ${name}`;
        })
        .join(', '),
      reached: idle?.every(({ flags, rssMb }) => flags !== 'command' || rssMb.median <= 160),
    },
    results.rowsCompared('a list of 100 costs at most 5.2 × the CPU of a list of 20', 'list-100', 'list-20', 5.2),
    results.rowsCompared(
      '100,000 cards in the emulator do not change the CPU of a page (at most 1.1 ×)',
      'list-20-of-100000',
      'list-20',
      1.1,
    ),
    results.rowsCompared(
      'as shipped, hot cards of 100 accounts instead of one: CPU reported',
      'accounts-100',
      ONE_ACCOUNT,
      Number.POSITIVE_INFINITY,
      'cardgraph',
    ),
    results.rowsCompared(
      'the same, 8 accounts instead of one: CPU reported',
      'accounts-8',
      ONE_ACCOUNT,
      Number.POSITIVE_INFINITY,
      'cardgraph',
    ),
    {
      aim: '10,000 distinct ids keep memory under CACHE_MAX_BYTES',
      figures: (memory ?? []).map(({ boundMiB, grownMiB }) => `${grownMiB.toFixed(1)} of ${boundMiB} MiB`).join(', '),
      reached: memory?.every(({ boundMiB, grownMiB }) => grownMiB <= boundMiB),
    },
    {
      aim: '180 days of memberCardDetailStats: three calls the first time, at most one a minute later',
      figures: stats ? `${stats.first}, then ${stats.later}` : '',
      reached: stats && stats.first === 3 && stats.later <= 1,
    },
  ];
}

/** Compares Cardgraph as shipped by requests a second. @param {string} by */
function shipped(by) {
  return { server: 'cardgraph', key: /** @type {const} */ ('requestsPerSecond'), by };
}

/**
 * Returns the goal of a cost that is measured in several forms, each of which must reach it.
 * @template {{ cpuMicros: readonly number[] }} Cost
 * @param {string} aim
 * @param {number} most microseconds
 * @param {readonly Cost[] | undefined} all undefined if they were not measured
 * @param {{ counts: (cost: Cost) => boolean, name: (cost: Cost) => string }} which
 * @returns {Goal}
 */
function costs(aim, most, all, { counts, name }) {
  const medians = (all ?? []).filter(counts).map((cost) => ({ name: name(cost), micros: spread(cost.cpuMicros) }));
  return {
    aim,
    figures: medians.map((one) => `${one.name} ${inSpread(one.micros, 0)} µs`).join(', '),
    reached: all && medians.every(({ micros }) => micros.median <= most),
  };
}

class Results {
  #rows;

  /** @param {readonly import('./figures.mjs').MeasuredRow[]} rows */
  constructor(rows) {
    this.#rows = rows;
  }

  /**
   * Returns the medians of the rounds' ratios, without servers that were not measured. The goal is not measured if none was.
   * @param {string} aim
   * @param {readonly Compared[]} all
   * @returns {Goal}
   */
  compared(aim, all) {
    const found = all.flatMap(({ row, server = OFF, key = 'cpuMicros', by, holds }) => {
      const [ours, theirs] = [this.#of(row, server), this.#of(row, by)];
      if (ours === undefined || theirs === undefined) return [];
      const { median } = ratio(ours, theirs, key);
      const where = all.length > 1 && all.every((one) => one.by === by) ? row : by;
      return [{ text: `${median.toFixed(2)} × ${where}`, holds: holds(median) }];
    });
    return {
      aim,
      figures: found.map(({ text }) => text).join(', '),
      reached: found.length === 0 ? undefined : found.every(({ holds }) => holds),
    };
  }

  /** @param {string} aim @param {string} row @returns {Goal} */
  quickerThanTypical(aim, row) {
    const [ours, floor] = [this.#of(row, 'cardgraph'), this.#of(row, 'floor')];
    if (ours === undefined || floor === undefined) return { aim, figures: '', reached: undefined };
    const [p99, p50] = [figure(ours, 'p99Ms').median, figure(floor, 'p50Ms').median];
    return { aim, figures: `${p99.toFixed(1)} and ${p50.toFixed(1)} ms`, reached: p99 < p50 };
  }

  /**
   * Compares the CPU of a request to Cardgraph as shipped with a bound.
   * @param {string} aim
   * @param {string} row
   * @param {number} most microseconds
   * @returns {Goal}
   */
  rowAtMost(aim, row, most) {
    const ours = this.#of(row, 'cardgraph');
    if (ours === undefined) return { aim, figures: '', reached: undefined };
    const [micros, p99] = [figure(ours, 'cpuMicros'), figure(ours, 'p99Ms')];
    return { aim, figures: `${inSpread(micros, 0)} µs, p99 ${inSpread(p99, 1)} ms`, reached: micros.median <= most };
  }

  /**
   * Compares Cardgraph's CPU in two rows, which were measured at different times.
   * @param {string} aim
   * @param {string} row
   * @param {string} by
   * @param {number} most
   * @param {string} [server]
   * @returns {Goal}
   */
  rowsCompared(aim, row, by, most, server = OFF) {
    const [ours, base] = [this.#of(row, server), this.#of(by, server)];
    if (ours === undefined || base === undefined) return { aim, figures: '', reached: undefined };
    const multiple = figure(ours, 'cpuMicros').median / figure(base, 'cpuMicros').median;
    return { aim, figures: `${multiple.toFixed(2)} ×`, reached: multiple <= most };
  }

  /** @param {string} name @param {string} server */
  #of(name, server) {
    return this.#rows.find(({ row }) => row.name === name)?.servers.find((one) => one.server === server);
  }
}
