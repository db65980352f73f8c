import { claimOf } from '../pushes.mjs';

/**
 * The kinds of requests and events that are measured with each number of replicas. A unit is a request, an event, or an event that is delivered to a subscription.
 *
 * @typedef {object} Kind
 * @property {string} name
 * @property {string} title
 * @property {number} units for all replicas together, in one round
 * @property {number} [leastReplicas] not measured with fewer
 * @property {(stack: import('./stack.mjs').Stack, each: number) => Promise<Prepared>} prepare for `each` units at every replica
 * @property {number} [inFlight] at each replica. 1 for equal requests that make calls, because a replica shares equal calls in flight
 * @property {boolean} [isAnnounced] whether every replica receives messages about it
 * @property {number} [subscriptions] at each replica
 * @property {string} [selection] of these subscriptions
 *
 * @typedef {object} Prepared
 * @property {import('../requests.mjs').Prepared[][]} [requests] by replica
 * @property {{ path: string, body: string }[][]} [pushes] by replica
 */

/** @typedef {import('./stack.mjs').Stack} Stack */

/** The cards that the replicas have just read, for `card-shared`. @type {import('../requests.mjs').Prepared[][]} */
let justRead = [];

const SUBSCRIPTIONS = 10;
/** Cards that a wave of claims alternates between. */
const WAVE_CARDS = 1;
const MANY_CARDS = 500;

/** @type {readonly Kind[]} */
export const KINDS = [
  { name: 'typename', title: '`{ __typename }`', units: 4000, prepare: graph('typename', 'each') },
  {
    name: 'card-first',
    title: 'a card that no replica has read',
    units: 800,
    async prepare(stack, each) {
      justRead = await stack.requests('one-card', 'each', each, stack.unreadCards(each * stack.replicas.length));
      return { requests: justRead };
    },
  },
  {
    name: 'card-shared',
    title: 'a card that another replica has read within 5 s',
    units: 800,
    leastReplicas: 2,
    // Each replica reads the cards of the next one.
    prepare: async () => ({ requests: [...justRead.slice(1), ...justRead.slice(0, 1)] }),
  },
  { name: 'card-hot', title: 'one of ten cards, from memory', units: 4000, prepare: graph('one-card', 'hot') },
  { name: 'list-20', title: 'a list of 20 with details', units: 400, inFlight: 1, prepare: graph('list-20', 'each') },
  { name: 'wallet', title: 'a wallet of 24 codes', units: 160, inFlight: 1, prepare: graph('wallet', 'each') },
  { name: 'stats-180', title: '180 days of statistics', units: 300, prepare: graph('stats-180', 'each') },
  { name: 'mutation', title: 'a stock change', units: 600, isAnnounced: true, prepare: graph('mutation', 'uniform') },
  { name: 'claim-wave', title: 'a claim of one card', units: 1200, isAnnounced: true, prepare: claims(WAVE_CARDS) },
  {
    name: 'claim-many',
    title: `a claim of one of ${MANY_CARDS} cards`,
    units: 1200,
    isAnnounced: true,
    prepare: claims(MANY_CARDS),
  },
  {
    name: 'delivery',
    title: 'an event to a subscription, keys only',
    units: 200,
    prepare: claims(WAVE_CARDS),
    subscriptions: SUBSCRIPTIONS,
    selection: 'kind cursor card { id }',
  },
  {
    name: 'delivery-card',
    title: 'an event to a subscription, with the stock of its card',
    units: 200,
    prepare: claims(WAVE_CARDS),
    subscriptions: SUBSCRIPTIONS,
    selection: 'kind cursor card { id title stock { quantity } }',
  },
];

/**
 * @param {string} work
 * @param {import('../ids.mjs').Spread} spread
 * @returns {Kind['prepare']}
 */
function graph(work, spread) {
  return async (stack, each) => ({ requests: await stack.requests(work, spread, each) });
}

/** @param {number} cards @returns {Kind['prepare']} */
function claims(cards) {
  return async (stack, each) => ({
    pushes: stack.replicas.map((_, replica) =>
      Array.from({ length: each }, (_, index) => claimOf(`pSCALE-card-${(replica * each + index) % cards}`, 'safe')),
    ),
  });
}
