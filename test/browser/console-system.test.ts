import type { Browser, Page } from 'playwright-core';
import { apiKeys, entryOf, keyOf } from '../support/api-keys.js';
import { accountOf, type Stack, startGraph, startStack } from '../support/stack.js';
import { describeInChromium, startChromium } from './chromium.js';
import { CONSOLE_FILES } from './console-files.js';

const ACCOUNTS = 103;
const APPIDS = ['wxdemo', ...Array.from({ length: ACCOUNTS - 1 }, (_, index) => `wxshop${index + 2}`)];

describeInChromium()('the page System', () => {
  let browser: Browser;
  let stack: Stack;
  let page: Page;
  beforeAll(async () => {
    [browser, stack] = await Promise.all([startChromium(), startStack({ server: { consoleFiles: CONSOLE_FILES } })]);
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.close();
  });
  beforeEach(async () => {
    page = await browser.newPage({ locale: 'en-GB' });
  });
  afterEach(() => page.close());

  const open = (path: string, url = stack.graph.url) => page.goto(new URL(path, url).href);
  const section = (name: string) => page.getByRole('region', { name, exact: true });

  test('shows caller, health, search index and the operations with their request ids', async () => {
    const ids: string[] = [];
    page.on('response', async (response) => {
      if (response.url().endsWith('/graphql')) ids.push(response.headers()['x-request-id'] ?? 'none');
    });
    await open('/console/system');
    await section('Caller').getByText('anonymous').waitFor();
    await section('Health').getByText('Ready for requests').waitFor();
    await section('Search index').getByText('Cards in the index').waitFor();
    const rows = page.getByRole('table', { name: 'Last operations of this page' }).locator('tbody tr');
    expect(await rows.locator('td:first-child').allTextContents()).toEqual(['System', 'Session']);
    expect(await rows.locator('td:last-child code').allTextContents()).toEqual(ids.toReversed());
    await page.getByRole('button', { name: 'Refresh' }).click();
    await rows.nth(2).waitFor();
  });

  test('shows a server that shuts down as such', async () => {
    const server = await startGraph(stack.emulator.url, { consoleFiles: CONSOLE_FILES });
    try {
      await open('/console/system', server.url);
      await section('Health').getByText('Ready for requests').waitFor();
      server.startDraining();
      await page.getByRole('button', { name: 'Refresh' }).click();
      await section('Health').getByText('Shutting down').waitFor();
    } finally {
      await server.close();
    }
  });

  test('lists more than 100 accounts by page, and uses the one that is chosen or entered', async () => {
    for (const appid of ['wxshop2', 'wxshop103']) await stack.emulator.addAccount(appid, 'secret');
    const accounts = APPIDS.map((appid) =>
      appid === 'wxdemo' ? accountOf(stack.emulator.url) : accountOf(stack.emulator.url, appid, 'secret'),
    );
    const auth = apiKeys(entryOf('operator', { appids: APPIDS }));
    const server = await startGraph(stack.emulator.url, { consoleFiles: CONSOLE_FILES, accounts, auth });
    try {
      await open('/console/system', server.url);
      await page.getByLabel('Credential', { exact: true }).fill(keyOf('operator'));
      await page.getByRole('button', { name: 'Sign in' }).click();
      await section('Caller').getByText('operator').waitFor();
      await page.getByText(`${ACCOUNTS} in total`).waitFor();
      await page.getByRole('button', { name: 'Next page' }).click();
      await page.getByRole('button', { name: 'Use the account wxshop103' }).click();
      await section('Caller').getByText('wxshop103').waitFor();
      const entry = page.getByLabel('Account (appid)');
      expect(await entry.inputValue()).toBe('wxshop103');
      await entry.fill('wxshop2');
      await entry.press('Enter');
      await section('Caller').getByText('wxshop2', { exact: true }).waitFor();
      await entry.fill('wxother');
      await entry.press('Enter');
      await page.getByRole('alert').getByText('FORBIDDEN', { exact: true }).waitFor();
    } finally {
      await server.close();
    }
  });

  test('sends no header that makes the server bypass its cache', async () => {
    const sent = page.waitForRequest((request) => request.postData()?.includes('query Card(') ?? false);
    await open('/console/card/pDEMO-cash-0001');
    const headers = await (await sent).allHeaders();
    expect(headers).not.toHaveProperty('cache-control');
    expect(headers).not.toHaveProperty('pragma');
  });
});
