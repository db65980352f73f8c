/**
 * Sends requests at a rate, whatever becomes of them, and remembers what did: the process behind open-load.ts. In one of its own, since
 * jest's is several times as slow, and a generator that cannot keep up measures itself.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent } from 'undici';

/** Between two looks at what is due, milliseconds. */
const TICK_MS = 4;

const [url = '', keepAlive] = process.argv.slice(2);
const { origin, pathname: path } = new URL(url);
/** As many as balancers hold. Node takes new ones one by one: thousands at once, after a pause of the machine, would be a load of their own. */
const CONNECTIONS = 256;
const agent =
  keepAlive === 'true' ? new Agent({ connections: CONNECTIONS }) : new Agent({ pipelining: 0, connections: null });
const headers = { 'content-type': 'application/json' };

/** @type {string[]} sent in turn */
let bodies = [];
let count = 0;
let isStopped = false;
/** @type {import('./open-load.js').Asked[]} */
const asked = [];
/** @type {Set<Promise<void>>} */
const running = new Set();

/** Unix milliseconds, and parts of them. */
const now = () => performance.timeOrigin + performance.now();

/**
 * Does not wait for the answers.
 * @param {number} perSecond
 * @param {number} seconds
 */
async function send(perSecond, seconds) {
  const from = now();
  for (let sent = 0; sent < perSecond * seconds && !isStopped; await sleep(TICK_MS)) {
    for (; sent < perSecond * seconds && from + (sent * 1000) / perSecond <= now(); sent += 1) {
      const asking = ask(from + (sent * 1000) / perSecond).finally(() => running.delete(asking));
      running.add(asking);
    }
  }
  return { from, to: now() };
}

/** @param {number} at when it was due */
async function ask(at) {
  const body = bodies[count % bodies.length];
  count += 1;
  const { outcome, retryAfter } = await outcomeOf(body);
  asked.push({ at, tookMs: now() - at, outcome, retryAfter });
}

/** @param {string | undefined} sent */
async function outcomeOf(sent) {
  try {
    const answer = await agent.request({ origin, path, method: 'POST', headers, body: sent });
    const text = await answer.body.text();
    const retryAfter = answer.headers['retry-after'];
    const code = /"code":"(\w+)"/.exec(text)?.[1];
    return { outcome: code ?? (answer.statusCode === 200 ? 'ok' : `HTTP ${answer.statusCode}`), retryAfter };
  } catch (error) {
    return { outcome: `network: ${error.code ?? error.message}` };
  }
}

/** @type {Record<string, (...values: any[]) => unknown>} */
const QUESTIONS = {
  use: (/** @type {string[]} */ given) => {
    bodies = given;
  },
  send,
  stop: () => {
    isStopped = true;
  },
  settled: () => Promise.all(running).then(() => undefined),
  report: () => asked,
};

process.on(
  'message',
  async (/** @type {{ id: number, question: string, values: unknown[] }} */ { id, question, values }) => {
    process.send?.({ id, answer: await QUESTIONS[question]?.(...values) });
  },
);
