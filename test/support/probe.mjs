/**
 * Loaded into a server with `--import`. Measures the delay of its event loop and the longest time that parsing one JSON body of the
 * platform took. Responds to the message 'read' of its parent with both, in milliseconds, and resets them. Responds to the message 'heap'
 * with the number of live bytes.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';

const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();

/** Characters of a text that must be a body of the platform. Requests are smaller. */
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
