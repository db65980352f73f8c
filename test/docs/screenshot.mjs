// Takes the screenshots of the explorer and of the console: `npm run docs:screenshot`. Needs Debian's packages chromium and fonts-noto-cjk.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const root = join(import.meta.dirname, '../..');
const target = (name) => join(root, `docs/images/${name}.png`);

/** Screenshots of pages of the console: name, address below /console, language and theme. */
const PAGES = [
  ['today', 'today', 'en', 'light'],
  ['cards', 'cards', 'en', 'light'],
  ['cards-zh', 'cards', 'zh', 'light'],
  ['card', 'card/pDEMO-groupon-0001', 'en', 'light'],
  ['code', 'code#code=100000000001', 'en', 'light'],
  ['members', 'members#openid=oDEMO-user-0001', 'en', 'light'],
  ['statistics', 'statistics', 'en', 'light'],
  ['statistics-zh-dark', 'statistics', 'zh', 'dark'],
  ['system', 'system', 'en', 'dark'],
];

const server = spawn(process.execPath, ['dist/cli.js', 'serve'], {
  cwd: root,
  env: { PATH: process.env.PATH, PORT: '0', EMULATOR_PORT: '0', LOG_LEVEL: 'warn' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 }, deviceScaleFactor: 1.5 });
  const url = await graphqlUrl();
  await page.goto(new URL('/explorer', url).href);
  await page.getByRole('button', { name: /Execute query/ }).click();
  await page.locator('.result-window').getByText('双人下午茶套餐').waitFor();
  await page.screenshot({ path: target('explorer') });
  for (const shot of PAGES) await takePage(url, ...shot);
} finally {
  await browser.close();
  server.kill('SIGTERM');
}

async function takePage(url, name, path, language, theme) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme: theme });
  await context.addInitScript((chosen) => localStorage.setItem('cardgraph.language', chosen), language);
  const page = await context.newPage();
  // The pictures of the demo data do not exist.
  await page.route(/mmbiz/, (route) => route.abort());
  await page.goto(new URL(`/console/${path}`, url).href);
  await page.locator('main h1').waitFor();
  await page.waitForLoadState('networkidle');
  if (path === 'statistics') await page.locator('canvas').first().waitFor();
  await page.screenshot({ path: target(`console-${name}`) });
  await context.close();
}

/** Returns the URL that the server prints once it listens. */
async function graphqlUrl() {
  for await (const line of createInterface({ input: server.stdout })) {
    if (line.startsWith('GraphQL: ')) return line.slice('GraphQL: '.length);
  }
  throw new Error('the server exited before it printed its URL');
}
