import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** The path of Debian's package, which .ci/run installs. */
const CHROMIUM = '/usr/bin/chromium';

/** Returns `describe`, or a version that skips the tests and reports it if there is no browser. */
export function describeInChromium(): jest.Describe {
  if (existsSync(CHROMIUM)) return describe;
  process.stderr.write(`Skipped: what needs a browser, since there is no ${CHROMIUM} (Debian's package chromium)\n`);
  return describe.skip;
}

/** Starts a real browser with a new, empty profile that connects only to the pages that it opens. */
export function startChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
