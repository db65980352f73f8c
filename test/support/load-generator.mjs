/**
 * The process behind open-load.ts. Sends requests at a fixed rate, regardless of their outcome, and records the outcomes. It is a separate
 * process because jest's is several times as slow, and a generator that cannot keep up would measure itself.
 */
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent } from 'undici';

/** Interval of the checks for due requests, in milliseconds. */
const TICK_MS = 4;

const [url = '', keepAlive] = process.argv.slice(2);
const { origin, pathname: path } = new URL(url);
/** As many as load balancers keep open. Node accepts new connections one by one, so thousands after a pause would add load. */
const CONNECTIONS = 256;
const agent =
  keepAlive === 'true' ? new Agent({ connections: CONNECTIONS }) : new Agent({ pipelining: 0, connections: null });
const JSON_BODY = { 'content-type': 'application/json' };
const CHUNK = 64 * 1024;

/** @type {string[]} sent in turn */
let bodies = [];
/** @type {Record<string, string>} */
let headers = JSON_BODY;
let inChunks = false;
let count = 0;
let isStopped = false;
/** @type {import('./open-load.js').Asked[]} */
const outcomes = [];
/** @type {Set<Promise<void>>} */
const running = new Set();

/** Returns Unix milliseconds with fractions. */
const now = () => performance.timeOrigin + performance.now();

/**
 * Sends requests without waiting for the responses.
 * @param {number} perSecond
 * @param {number} seconds
 */
async function send(perSecond, seconds) {
  const from = now();
  for (let sent = 0; sent < perSecond * seconds && !isStopped; await sleep(TICK_MS)) {
    for (; sent < perSecond * seconds && from + (sent * 1000) / perSecond <= now(); sent += 1) {
      const request = execute(from + (sent * 1000) / perSecond).finally(() => running.delete(request));
      running.add(request);
    }
  }
  return { from, to: now() };
}

/** @param {number} at when it was due */
async function execute(at) {
  const body = bodies[count % bodies.length];
  count += 1;
  const { outcome, retryAfter } = await outcomeOf(body);
  outcomes.push({ at, tookMs: now() - at, outcome, retryAfter });
}

/** @param {string | undefined} sent */
async function outcomeOf(sent) {
  try {
    const body = inChunks ? Readable.from(chunksOf(sent ?? '')) : sent;
    const response = await agent.request({ origin, path, method: 'POST', headers, body });
    const text = await response.body.text();
    const retryAfter = response.headers['retry-after'];
    const code = /"code":"(\w+)"/.exec(text)?.[1];
    return { outcome: code ?? (response.statusCode === 200 ? 'ok' : `HTTP ${response.statusCode}`), retryAfter };
  } catch (error) {
    return { outcome: `network: ${error.code ?? error.message}` };
  }
}

/** @param {string} text */
function* chunksOf(text) {
  for (let at = 0; at < text.length; at += CHUNK) yield text.slice(at, at + CHUNK);
}

/** @type {Record<string, (...values: any[]) => unknown>} */
const COMMANDS = {
  use: (
    /** @type {string[]} */ given,
    /** @type {Record<string, string>} */ more,
    /** @type {boolean} */ areChunked,
  ) => {
    bodies = given;
    headers = { ...JSON_BODY, ...more };
    inChunks = areChunked;
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
  async (/** @type {{ id: number, command: string, values: unknown[] }} */ { id, command, values }) => {
    process.send?.({ id, result: await COMMANDS[command]?.(...values) });
  },
);
