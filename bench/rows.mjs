/**
 * The rows of the table: a workload under certain conditions, and the servers that take part. The combinations are those that a goal refers
 * to (see goals.mjs) and those that show where the time is spent.
 *
 * @typedef {object} Row
 * @property {string} name
 * @property {string} work
 * @property {number} latencyMs latency of each platform call
 * @property {number} connections concurrent connections
 * @property {import('./ids.mjs').Spread} spread which cards are requested
 * @property {'equal' | 'distinct'} [callers] `equal` if all send the same request, `distinct` if each connection has its own credential,
 *   absent if
 * requests are independent of the connection
 * @property {number} [cards] number of demo cards of all types to add, for lists and searches
 * @property {number} [accounts] number of accounts over which the connections are spread; absent: one
 * @property {readonly string[]} servers
 */

/** Makes every call, to measure the cost of a response. */
const MAKE_EVERY_CALL = ['cardgraph-off', 'floor', 'mercurius', 'yoga', 'apollo'];
/** With what a server in production also does. */
const EQUIPPED = 'mercurius-equipped';
/** As each is run in production. */
const SHIPPED = ['cardgraph', 'floor', 'mercurius-cache', 'tailcall-dedupe'];

/** The row whose cards all belong to one account. */
export const ONE_ACCOUNT = 'one-card-hot-0ms-128';

/** Without latency, so that only CPU matters. */
const plain = { latencyMs: 0, connections: 16, spread: /** @type {const} */ ('uniform') };

/** @type {readonly Row[]} */
export const ROWS = [
  { ...plain, name: 'typename', work: 'typename', servers: [...MAKE_EVERY_CALL, EQUIPPED] },
  { ...plain, name: 'one-card', work: 'one-card', servers: [...MAKE_EVERY_CALL, EQUIPPED, 'tailcall', 'hive-gateway'] },
  { ...plain, name: 'aliases-20', work: 'aliases-20', servers: [...MAKE_EVERY_CALL, 'tailcall', 'hive-gateway'] },
  { ...plain, name: 'list-20', work: 'list-20', cards: 100, servers: ['cardgraph', ...MAKE_EVERY_CALL, EQUIPPED] },
  { ...plain, name: 'list-100', work: 'list-100', cards: 100, servers: MAKE_EVERY_CALL },
  { ...plain, name: 'list-20-of-100000', work: 'list-20', cards: 100_000, servers: ['cardgraph-off', 'floor'] },
  { ...plain, name: 'wallet', work: 'wallet', servers: MAKE_EVERY_CALL },
  { ...plain, name: 'stats-180', work: 'stats-180', servers: ['cardgraph', ...MAKE_EVERY_CALL] },
  {
    ...plain,
    name: 'mutation',
    work: 'mutation',
    servers: ['cardgraph', 'floor', 'floor-durable', 'mercurius', 'yoga', 'apollo'],
  },
  { ...plain, name: 'signature', work: 'signature', servers: ['cardgraph', 'cardgraph-off', 'floor'] },
  { ...plain, name: 'search', work: 'search', cards: 20_000, servers: ['cardgraph'] },
  ...shipped('one-card', 'hot', [0, 20], [16, 128]),
  ...spreadOver([8, 100]),
  ...shipped('aliases-20', 'hot', [0, 20], [16, 128]),
  ...shipped('aliases-20', 'zipf', [20], [16]),
  ...shipped('aliases-20', 'uniform', [20], [16]),
  ...shipped('aliases-20', 'hot', [20], [128], 'equal'),
  ...shipped('aliases-20', 'hot', [20], [128], 'distinct', ['cardgraph', 'floor']),
  ...shipped('ids-100', 'each', [20], [128], 'equal', ['cardgraph-coalesce', 'floor']),
];

/**
 * Returns the rows with the conditions of `ONE_ACCOUNT`, except for the number of accounts.
 * @param {readonly number[]} counts
 * @returns {Row[]}
 */
function spreadOver(counts) {
  return counts.map((accounts) => ({
    name: `accounts-${accounts}`,
    work: 'one-card',
    latencyMs: 0,
    connections: 128,
    spread: 'hot',
    accounts,
    servers: ['cardgraph', 'floor'],
  }));
}

/**
 * @param {string} work
 * @param {import('./ids.mjs').Spread} spread
 * @param {readonly number[]} latencies
 * @param {readonly number[]} connections
 * @param {Row['callers']} [callers]
 * @param {readonly string[]} [servers]
 * @returns {Row[]}
 */
function shipped(work, spread, latencies, connections, callers, servers = SHIPPED) {
  return latencies.flatMap((latencyMs) =>
    connections.map((count) => ({
      name: [work, callers ?? spread, `${latencyMs}ms`, count].join('-'),
      work,
      latencyMs,
      connections: count,
      spread,
      callers,
      servers,
    })),
  );
}
