/**
 * Loaded ahead of every measured process with `node --import`. Answers over IPC what only the process itself can tell, so
 * that what is measured holds no code for it. Without an IPC channel it does nothing.
 */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** @typedef {{ cpuMicros: number, peakRssKb: number }} Usage */
/** @typedef {keyof typeof QUESTIONS} Question */

/** @type {import('node:inspector/promises').Session | undefined} */
let session;

const QUESTIONS = {
  /** @returns {Usage} since the process started, all its threads together */
  usage() {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    return { cpuMicros: userCPUTime + systemCPUTime, peakRssKb: maxRSS };
  },
  /** @returns {Promise<number>} bytes that live on the heap and beside it, after a collection */
  async liveBytes() {
    setFlagsFromString('--expose-gc');
    await runInNewContext('gc')({ execution: 'async' });
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  },
  /** Starts the sampling profiler: unlike `--cpu-prof` it leaves out start and warm-up. */
  async startProfile() {
    const { Session } = await import('node:inspector/promises');
    session = new Session();
    session.connect();
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: 250 });
    await session.post('Profiler.start');
  },
  /** @returns what `--cpu-prof` would write */
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
  // A bench that was killed outright cannot clean up: its processes go when its end of the channel does.
  process.on('disconnect', () => process.exit());
  process.channel?.unref();
}
