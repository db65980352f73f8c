/**
 * Loaded into every measured process with `node --import`. Responds over IPC with figures that only the process itself has, so that the
 * measured code is unchanged. Without an IPC channel it does nothing.
 */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** @typedef {{ cpuMicros: number, peakRssKb: number }} Usage */
/** @typedef {keyof typeof QUESTIONS} Question */

/** @type {import('node:inspector/promises').Session | undefined} */
let session;

const QUESTIONS = {
  /** @returns {Usage} since the process started, for all its threads */
  usage() {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    return { cpuMicros: userCPUTime + systemCPUTime, peakRssKb: maxRSS };
  },
  /** @returns {number} memory that the process has now, not its peak */
  residentBytes() {
    return process.memoryUsage.rss();
  },
  /** @returns {Promise<number>} live bytes on and off the heap, after a collection */
  async liveBytes() {
    setFlagsFromString('--expose-gc');
    await runInNewContext('gc')({ execution: 'async' });
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  },
  /** Starts the sampling profiler. In contrast to `--cpu-prof`, the profile contains neither start nor warm-up. */
  async startProfile() {
    const { Session } = await import('node:inspector/promises');
    session = new Session();
    session.connect();
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: 250 });
    await session.post('Profiler.start');
  },
  /** @returns the profile that `--cpu-prof` would write */
  async stopProfile() {
    const { profile } = await /** @type {NonNullable<typeof session>} */ (session).post('Profiler.stop');
    session?.disconnect();
    return profile;
  },
};

if (process.send) {
  process.on('message', async (/** @type {Question} */ question) => {
    process.send?.({ question, answer: await QUESTIONS[question]() });
  });
  // A killed bench cannot clean up, so its processes exit when the channel to it closes.
  process.on('disconnect', () => process.exit());
  process.channel?.unref();
}
