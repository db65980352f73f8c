// Measures the console in a real browser, in front of the emulator: `npm run console:perf`. Prints one result per line and exits with 1
// if a result exceeds its limit. Run it on an otherwise idle machine.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';
import { cardList } from './card-list.mjs';
import { firstView } from './first-view.mjs';
import { statistics } from './statistics.mjs';

/**
 * The measurements, in their order. Each has a name, a limit, and a function that measures once, in a new page without a cache. The
 * function gets the page, the URL of the console and that of the emulator, and returns milliseconds. `prepare` runs once before it.
 */
const LINES = [firstView, statistics, cardList];

const ROUNDS = 3;

const server = spawn(process.execPath, ['dist/cli.js', 'serve'], {
  cwd: new URL('../../..', import.meta.url),
  env: { PATH: process.env.PATH, PORT: '0', EMULATOR_PORT: '0', LOG_LEVEL: 'warn', INDEX_CALLS_PER_MINUTE: '100000' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
let browser;
try {
  const { Console: consoleUrl, Emulator: emulatorUrl } = await announced('Console', 'Emulator');
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
  for (const { name, limitMs, prepare, measure } of LINES) {
    await prepare?.({ consoleUrl, emulatorUrl });
    const results = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1200, height: 800 } });
      results.push(await measure({ page: await context.newPage(), consoleUrl, emulatorUrl }));
      await context.close();
    }
    const median = results.toSorted((one, other) => one - other)[Math.floor(ROUNDS / 2)];
    const all = results.map((one) => one.toFixed(0)).join(', ');
    const isExceeded = median > limitMs;
    if (isExceeded) process.exitCode = 1;
    console.log(
      `${isExceeded ? 'FAIL' : 'ok  '} ${median.toFixed(0).padStart(4)} ms of ${limitMs} ms  ${name} (${all})`,
    );
  }
} finally {
  await browser?.close();
  server.kill('SIGTERM');
}

/** Returns the URLs that the server prints after some labels. */
async function announced(...labels) {
  const found = {};
  for await (const line of createInterface({ input: server.stdout })) {
    const [label, url] = line.split(': ');
    found[label] = url;
    if (labels.every((one) => found[one] !== undefined)) return found;
  }
  throw new Error(`the server exited before it printed ${labels.join(' and ')}`);
}
