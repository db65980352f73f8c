/**
 * Loaded into a server with `--import`: measures how late its event loop is, and how long the longest JSON of the platform took to parse.
 * Answers the message 'read' of its parent with both, in milliseconds, and begins anew; the message 'heap' with the bytes that are live.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';

const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();

/** Characters of a text that is one body of the platform: requests are smaller. */
const LARGE = 100_000;
let longestParse = 0;
const { parse } = JSON;
JSON.parse = (text, reviver) => {
  if (typeof text !== 'string' || text.length < LARGE) return parse(text, reviver);
  const began = performance.now();
  const value = parse(text, reviver);
  longestParse = Math.max(longestParse, performance.now() - began);
  return value;
};

process.on('message', (message) => {
  if (message === 'heap') {
    globalThis.gc?.();
    process.send?.({ liveBytes: process.memoryUsage().heapUsed });
    return;
  }
  if (message !== 'read') return;
  process.send?.({ delayMs: delay.max / 1e6, parseMs: longestParse });
  delay.reset();
  longestParse = 0;
});
process.channel?.unref();
