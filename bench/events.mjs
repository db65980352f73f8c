/**
 * The CPU of the server for the platform's messages and for subscriptions to them.
 *
 * @typedef {{ log: keyof typeof LOGS, form: import('./pushes.mjs').Form, cpuMicros: number[] }} EventCost per acknowledged message, one value
 *   per round
 * @typedef {{ transport: keyof typeof SUBSCRIBE, cpuMicros: number[] }} DeliveryCost per delivered event
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { claimOf, FORMS, KEYS, Pusher } from './pushes.mjs';
import { SUBSCRIBE } from './subscribers.mjs';
import { withCardgraph } from './with-cardgraph.mjs';

/**
 * Where the events are stored. Only a process with the embedded emulator stores them in memory. Its emulator receives no calls here, but it
 * must not be in production mode.
 * @type {Readonly<Record<'memory' | 'folder', Readonly<Record<string, string | undefined>>>>}
 */
const LOGS = {
  memory: {
    NODE_ENV: undefined,
    WECHAT_BASE_URL: undefined,
    WECHAT_APP_ID: undefined,
    WECHAT_APP_SECRET: undefined,
    EMULATOR_PORT: '0',
  },
  folder: {},
};

/** The variables with which Cardgraph receives the messages. */
const PUSH_ENV = { EVENTS_TOKEN: KEYS.token, EVENTS_AES_KEY: KEYS.aesKey };

/** The card that is claimed. */
const CARD_ID = 'pDEMO-groupon-0001';

/** Messages that are pushed at a time. */
const CONCURRENCY = 16;
/** Messages per second of a round. Their number is fixed, because they are signed in advance. */
const PUSHES_PER_SECOND = 1000;
/** Messages until the code is compiled, per second of a warm-up. */
const WARM_UP_PUSHES_PER_SECOND = 1000;

const SUBSCRIBERS = 100;
/** Events per second of a round, delivered to each of the subscribers. */
const EVENTS_PER_SECOND = 25;
const SUBSCRIPTION = 'subscription { cardEvents { cursor kind cardId } }';
const SLOTS = String(2 * SUBSCRIBERS);
/** How often the deliveries are counted, milliseconds. */
const POLL_MS = 2;
/** Time for an event to reach all subscribers, milliseconds. */
const DELIVERY_MS = 30_000;
/** Time after the last subscriber has left until nothing of it is left in the server, milliseconds. */
const LEAVE_MS = 300;

/**
 * Measures messages from the socket to the acknowledgement.
 * @param {(line: string) => void} progress
 * @param {import('./node-versions.mjs').NodeVersion} node
 * @param {import('./measure.mjs').Pace} pace
 * @returns {Promise<EventCost[]>}
 */
export async function eventCosts(progress, node, { rounds, roundSeconds, warmUpSeconds }) {
  /** @type {EventCost[]} */
  const costs = [];
  for (const [log, env] of Object.entries(LOGS)) {
    await withCardgraph('typename', { ...PUSH_ENV, ...env }, node, async ({ running }) => {
      const pusher = new Pusher(running.url, CONCURRENCY);
      const ofForms = FORMS.map((form) => ({ log: /** @type {keyof typeof LOGS} */ (log), form, cpuMicros: [] }));
      costs.push(...ofForms);
      await pusher.pushAll(claims(WARM_UP_PUSHES_PER_SECOND * warmUpSeconds, 'safe'), CONCURRENCY);
      for (let round = 1; round <= rounds; round += 1) {
        for (const { form, cpuMicros } of /** @type {EventCost[]} */ (ofForms)) {
          const pushes = claims(PUSHES_PER_SECOND * roundSeconds, form);
          cpuMicros.push((await cpuOf(running, () => pusher.pushAll(pushes, CONCURRENCY))) / pushes.length);
          progress(`event: round ${round}/${rounds} ${log}, ${form} ${cpuMicros.at(-1)?.toFixed(0)} µs CPU/event`);
        }
      }
      await pusher.close();
    });
  }
  return costs;
}

/**
 * Measures deliveries: the CPU while events arrive with subscribers, minus that without, divided by the deliveries.
 * @param {(line: string) => void} progress
 * @param {import('./node-versions.mjs').NodeVersion} node
 * @param {import('./measure.mjs').Pace} pace
 * @returns {Promise<DeliveryCost[]>}
 */
export async function deliveryCosts(progress, node, { rounds, roundSeconds, warmUpSeconds }) {
  const limits = { LIMIT_SUBSCRIPTIONS_CALLER: SLOTS, LIMIT_SUBSCRIPTIONS_ACCOUNT: SLOTS };
  /** @type {DeliveryCost[]} */
  const costs = [];
  await withCardgraph('typename', { ...PUSH_ENV, ...limits }, node, async ({ running }) => {
    const pusher = new Pusher(running.url, 1);
    const cpuOfEvents = async (/** @type {number} */ count, /** @type {Subscribers} */ subscribers) => {
      const pushes = claims(count, 'safe');
      return cpuOf(running, async () => {
        for (const push of pushes) {
          await pusher.push(push);
          await subscribers.next();
        }
      });
    };
    for (const transport of /** @type {(keyof typeof SUBSCRIBE)[]} */ (Object.keys(SUBSCRIBE))) {
      /** @type {number[]} */
      const cpuMicros = [];
      costs.push({ transport, cpuMicros });
      const warmUp = await Subscribers.open(running.url, transport, SUBSCRIBERS);
      await cpuOfEvents(EVENTS_PER_SECOND * warmUpSeconds, warmUp);
      await warmUp.close();
      for (let round = 1; round <= rounds; round += 1) {
        const events = Math.ceil(EVENTS_PER_SECOND * roundSeconds);
        const without = await cpuOfEvents(events, new Subscribers([]));
        const subscribers = await Subscribers.open(running.url, transport, SUBSCRIBERS);
        cpuMicros.push(((await cpuOfEvents(events, subscribers)) - without) / (events * SUBSCRIBERS));
        await subscribers.close();
        progress(`subscription: round ${round}/${rounds} ${transport} ${cpuMicros.at(-1)?.toFixed(0)} µs CPU/delivery`);
      }
    }
    await pusher.close();
  });
  return costs;
}

/** Returns distinct messages. @param {number} count @param {import('./pushes.mjs').Form} form */
function claims(count, form) {
  return Array.from({ length: count }, () => claimOf(CARD_ID, form));
}

/** @param {import('./processes.mjs').MeasuredProcess} running @param {() => Promise<void>} act */
async function cpuOf(running, act) {
  const before = await running.usage();
  await act();
  return (await running.usage()).cpuMicros - before.cpuMicros;
}

/** Clients that all receive the same events. */
class Subscribers {
  #all;
  #events = 0;

  /** @param {readonly import('./subscribers.mjs').Subscriber[]} all */
  constructor(all) {
    this.#all = all;
  }

  /** @param {string} url @param {keyof typeof SUBSCRIBE} transport @param {number} count */
  static async open(url, transport, count) {
    const opened = Array.from({ length: count }, () => SUBSCRIBE[transport](url, SUBSCRIPTION));
    const subscribers = new Subscribers(await Promise.all(opened));
    // A WebSocket does not confirm that its subscription is open.
    await sleep(LEAVE_MS);
    return subscribers;
  }

  /** Waits until all have the next event. Fails if they have different ones. */
  async next() {
    this.#events += 1;
    const end = performance.now() + DELIVERY_MS;
    while (this.#all.some(({ results }) => results.length < this.#events)) {
      if (performance.now() > end) throw new Error(`an event was not delivered within ${DELIVERY_MS / 1000} s`);
      await sleep(POLL_MS);
    }
    const results = new Set(this.#all.map((subscriber) => subscriber.results[this.#events - 1] ?? ''));
    for (const result of results) {
      if (results.size > 1 || JSON.parse(result).data?.cardEvents.cardId !== CARD_ID) {
        throw new Error(`expected one event about ${CARD_ID} for all, got ${[...results].slice(0, 2).join(' and ')}`);
      }
    }
  }

  async close() {
    for (const subscriber of this.#all) subscriber.close();
    await sleep(LEAVE_MS);
  }
}
