import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Where Debian puts it; .ci/run installs it. */
const CHROMIUM = '/usr/bin/chromium';

/** `describe`, or one that skips what needs a browser and says so where there is none. */
export function describeInChromium(): jest.Describe {
  if (existsSync(CHROMIUM)) return describe;
  process.stderr.write(`Skipped: what needs a browser, since there is no ${CHROMIUM} (Debian's package chromium)\n`);
  return describe.skip;
}

/** A real browser with a new, empty profile, that asks nobody but the pages it is told to open. */
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
