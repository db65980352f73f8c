import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { Emulator } from '../emulator.mjs';
import { Client } from '../load.mjs';
import { onNode } from '../node-versions.mjs';
import { MeasuredProcess } from '../processes.mjs';
import { KEYS } from '../pushes.mjs';
import { planRequests } from '../requests.mjs';
import { SERVERS } from '../servers.mjs';
import { WORKS } from '../works.mjs';
import { CountingProxy } from './counting-proxy.mjs';
import { Redis } from './redis.mjs';

/** @typedef {import('../requests.mjs').Prepared} Prepared */

/** Requests in flight at all replicas together, and at least at each. */
const IN_FLIGHT = 16;
const LEAST_EACH = 4;

/** Number of times that a request or a message is sent before the run fails, and the pause between them, milliseconds. */
const ATTEMPTS = 3;
const PAUSE_MS = 1000;

/** Cards of all types, for lists. */
const LISTED_CARDS = 100;

/** A replica with two clients: directly, and through a proxy that counts bytes. */
class Replica {
  /** @param {MeasuredProcess} process @param {CountingProxy} proxy @param {number} connections */
  constructor(process, proxy, connections) {
    this.process = process;
    this.connections = connections;
    this.proxy = proxy;
    this.client = new Client(
      process.url,
      connections,
      () => ({}),
      (data) => data,
    );
    this.countedClient = new Client(
      new URL('/graphql', proxy.url).href,
      1,
      () => ({}),
      (data) => data,
    );
    this.pushes = new Pool(new URL(process.url).origin, { connections });
    this.countedPushes = new Pool(proxy.url, { connections: 1 });
  }

  async stop() {
    await Promise.all([this.client, this.countedClient].map((client) => client.close()));
    await Promise.all([this.pushes, this.countedPushes].map((pool) => pool.destroy()));
    this.proxy.stop();
    await this.process.stop();
  }
}

/** Replicas that share a Redis, in front of the emulator, and the floor of `{ __typename }` for comparison. */
export class Stack {
  /** Requests and pushes that were sent again after a failure. Their work counts for the unit. */
  repeated = 0;
  /** Cards that requests are drawn from. */
  #cards;
  /** Cards that no replica has read. */
  #unread;

  /**
   * @param {{ redis: Redis, emulator: Emulator, upstream: CountingProxy, replicas: Replica[], floor: MeasuredProcess }} parts
   * @param {readonly string[]} cards
   * @param {readonly string[]} unread
   */
  constructor({ redis, emulator, upstream, replicas, floor }, cards, unread) {
    this.redis = redis;
    this.emulator = emulator;
    this.upstream = upstream;
    this.replicas = replicas;
    this.floor = floor;
    this.#cards = cards;
    this.#unread = [...unread];
  }

  /**
   * @param {number} count of replicas
   * @param {import('../node-versions.mjs').NodeVersion} node
   * @param {{ drawn: number, unread: number }} cards how many of each
   */
  static async start(count, node, { drawn, unread }) {
    const [redis, emulator] = await Promise.all([Redis.start(), Emulator.start()]);
    await emulator.addCards({ count: LISTED_CARDS });
    const ids = await emulator.addCards({ count: drawn + unread, card_type: 'GROUPON' });
    const upstream = await CountingProxy.start(emulator.url);
    const start = async (/** @type {string} */ name, /** @type {string} */ emulatorUrl) => {
      const server = SERVERS.find((one) => one.name === name);
      if (server === undefined) throw new Error(`SERVERS contains no server named ${name}`);
      const work = workOf('typename');
      // With REDIS_URL, STATE_DIR is not used.
      const setting = { work, emulatorUrl, token: emulator.token, stateDir: '' };
      const { env, ...launch } = await onNode(server, node).launch(setting);
      const { STATE_DIR: _, ...rest } = env;
      return MeasuredProcess.start(name, {
        ...launch,
        env: name === 'floor' ? rest : { ...rest, ...replicaEnv(redis) },
      });
    };
    const started = await Promise.all(Array.from({ length: count }, () => start('cardgraph', upstream.url)));
    const connections = Math.max(LEAST_EACH, Math.floor(IN_FLIGHT / count));
    const replicas = await Promise.all(
      started.map(async (one) => new Replica(one, await CountingProxy.start(new URL(one.url).origin), connections)),
    );
    const floor = await start('floor', emulator.url);
    const parts = { redis, emulator, upstream, replicas, floor };
    return new Stack(parts, ids.slice(0, drawn), ids.slice(drawn));
  }

  /**
   * Returns requests for a work, as many for each replica.
   * @param {string} name
   * @param {import('../ids.mjs').Spread} spread
   * @param {number} each
   * @param {readonly string[]} [cards]
   * @returns {Promise<Prepared[][]>}
   */
  async requests(name, spread, each, cards = this.#cards) {
    const work = workOf(name);
    const { requests } = await planRequests(work, spread, cards, each * this.replicas.length, (path, request) =>
      this.emulator.call(path, request),
    );
    const at = (/** @type {number} */ index) => /** @type {Prepared} */ (requests[index % requests.length]);
    return this.replicas.map((_, replica) => Array.from({ length: each }, (_, index) => at(replica * each + index)));
  }

  /** Returns cards that no replica has read. @param {number} count */
  unreadCards(count) {
    if (this.#unread.length < count) throw new Error('no unread cards are left');
    return this.#unread.splice(0, count);
  }

  /**
   * Sends each request once, to its replica.
   * @param {readonly (readonly Prepared[])[]} requests
   * @param {number} [inFlight] at each replica
   */
  async send(requests, inFlight) {
    await this.#each((replica, index) =>
      this.#inTurn(requests[index] ?? [], (one) => replica.client.once(one), inFlight ?? replica.connections),
    );
  }

  /** Sends each push once, to its replica. @param {readonly (readonly { path: string, body: string }[])[]} pushes */
  async push(pushes) {
    await this.#each((replica, index) =>
      this.#inTurn(pushes[index] ?? [], (one) => pushTo(replica.pushes, one), replica.connections),
    );
  }

  /**
   * Returns the bytes of some requests or pushes, headers included.
   * @param {readonly (readonly Prepared[])[]} requests
   * @param {readonly (readonly { path: string, body: string }[])[]} pushes
   */
  async clientBytes(requests, pushes) {
    const sum = () => ({
      received: this.replicas.reduce((bytes, { proxy }) => bytes + proxy.sentBytes, 0),
      sent: this.replicas.reduce((bytes, { proxy }) => bytes + proxy.receivedBytes, 0),
    });
    const before = sum();
    await this.#each(async (replica, index) => {
      for (const one of requests[index] ?? []) await replica.countedClient.once(one);
      for (const one of pushes[index] ?? []) await pushTo(replica.countedPushes, one);
    });
    const after = sum();
    return { received: after.received - before.received, sent: after.sent - before.sent };
  }

  async stop() {
    await Promise.all(this.replicas.map((replica) => replica.stop()));
    await this.floor.stop();
    this.upstream.stop();
    await this.emulator.stop();
    await this.redis.stop();
  }

  /** @param {(replica: Replica, index: number) => Promise<void>} act */
  async #each(act) {
    await Promise.all(this.replicas.map(act));
  }

  /**
   * Handles each item once, several at a time.
   * @template T
   * @param {readonly T[]} items
   * @param {(item: T) => Promise<void>} act
   * @param {number} inFlight
   */
  async #inTurn(items, act, inFlight) {
    let next = 0;
    const worker = async () => {
      for (let item = items[next]; item !== undefined; item = items[next]) {
        next += 1;
        await this.#repeat(() => act(item));
      }
    };
    await Promise.all(Array.from({ length: inFlight }, worker));
  }

  /**
   * Acts again after a failure: on a busy machine, Redis may not respond to a replica in time, as the platform and clients have to expect.
   * @param {() => Promise<void>} act
   */
  async #repeat(act) {
    for (let attempt = 1; attempt < ATTEMPTS; attempt += 1) {
      try {
        return await act();
      } catch {
        this.repeated += 1;
        await sleep(PAUSE_MS);
      }
    }
    return act();
  }
}

/** Returns the CPU that replicas have used, all together. @param {readonly Replica[]} replicas */
export async function cpuOf(replicas) {
  const usages = await Promise.all(replicas.map(({ process }) => process.usage()));
  return usages.reduce((sum, { cpuMicros }) => sum + cpuMicros, 0);
}

/** @param {Redis} redis */
function replicaEnv(redis) {
  return {
    REDIS_URL: redis.url,
    EVENTS_TOKEN: KEYS.token,
    EVENTS_AES_KEY: KEYS.aesKey,
    // Replicas, Redis, the emulator and the load share the cores of one machine, so a replica may wait longer than on its own.
    OVERLOAD_EVENT_LOOP_DELAY_MS: '0',
  };
}

/** @param {string} name */
function workOf(name) {
  const work = WORKS.find((one) => one.name === name);
  if (work === undefined) throw new Error(`no workload ${name}`);
  return work;
}

/** @param {Pool} pool @param {{ path: string, body: string }} push */
async function pushTo(pool, { path, body }) {
  const response = await pool.request({ path, method: 'POST', body });
  const text = await response.body.text();
  if (text !== 'success') throw new Error(`push: expected success, got HTTP ${response.statusCode}`);
}
