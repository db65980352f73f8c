/**
 * Sends requests at a fixed rate, regardless of the responses, and records the outcomes. This is the process behind open-load.ts. It is a
 * separate process because jest is several times slower, and a generator that falls behind measures itself.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent } from 'undici';

/** Interval between two checks for due requests, milliseconds. */
const TICK_MS = 4;

const [url = '', keepAlive] = process.argv.slice(2);
const { origin, pathname: path } = new URL(url);
/**
 * A typical connection pool of a load balancer. Node accepts new connections one by one, so thousands at once after a pause of the machine
 * would be a load in themselves.
 */
const CONNECTIONS = 256;
const agent =
  keepAlive === 'true' ? new Agent({ connections: CONNECTIONS }) : new Agent({ pipelining: 0, connections: null });
const headers = { 'content-type': 'application/json' };

/** @type {string[]} sent in turn */
let bodies = [];
let count = 0;
let isStopped = false;
/** @type {import('./open-load.js').Asked[]} */
const outcomes = [];
/** @type {Set<Promise<void>>} */
const running = new Set();

/** Unix milliseconds with fractions. */
const now = () => performance.timeOrigin + performance.now();

/**
 * Does not wait for the responses.
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
  outcomes.push({ at, tookMs: now() - at, outcome, retryAfter });
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
  report: () => outcomes,
};

process.on(
  'message',
  async (/** @type {{ id: number, question: string, values: unknown[] }} */ { id, question, values }) => {
    process.send?.({ id, answer: await QUESTIONS[question]?.(...values) });
  },
);
