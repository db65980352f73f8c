// Takes the README's screenshot of the explorer: `npm run docs:screenshot`. Needs Debian's packages chromium and fonts-noto-cjk.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const root = join(import.meta.dirname, '../..');
const target = join(root, 'docs/images/explorer.png');

const server = spawn(process.execPath, ['dist/cli.js', 'serve'], {
  cwd: root,
  env: { PATH: process.env.PATH, PORT: '0', EMULATOR_PORT: '0', LOG_LEVEL: 'warn' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 }, deviceScaleFactor: 1.5 });
  await page.goto(new URL('/explorer', await graphqlUrl()).href);
  await page.getByRole('button', { name: /Execute query/ }).click();
  await page.locator('.result-window').getByText('双人下午茶套餐').waitFor();
  await page.screenshot({ path: target });
  console.log(target);
} finally {
  await browser.close();
  server.kill('SIGTERM');
}

/** Returns the URL that the server prints once it listens. */
async function graphqlUrl() {
  for await (const line of createInterface({ input: server.stdout })) {
    if (line.startsWith('GraphQL: ')) return line.slice('GraphQL: '.length);
  }
  throw new Error('the server exited before it printed its URL');
}
