/**
 * Loaded into a server with `--import`. Measures the event loop delay, and the longest time to parse a JSON body of the platform. On the
 * message 'read', sends both to its parent in milliseconds and restarts the measurement. On 'heap', sends the number of live bytes.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';

const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();

/** Minimum length of a body of the platform, in characters. Requests are smaller. */
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
