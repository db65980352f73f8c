import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { Child } from '../support/child.js';
import { EmulatorControl } from '../support/emulator-control.js';
import { scrape } from '../support/scrape.js';
import { type Stack, startStack } from '../support/stack.js';
import { until } from '../support/time.js';
import { describeInChromium, startChromium } from './chromium.js';

/** Records violations of a page: errors in its console, and requests to hosts other than the given ones. */
function watch(page: Page, ...hosts: string[]): string[] {
  const wrong: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) wrong.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => wrong.push(`error: ${error.message}`));
  page.on('requestfailed', (request) => wrong.push(`failed: ${request.url()}`));
  page.on('request', (request) => {
    const { protocol, host } = new URL(request.url());
    if (protocol !== 'data:' && protocol !== 'blob:' && !hosts.includes(host))
      wrong.push(`requested: ${request.url()}`);
  });
  return wrong;
}

/** Serves an empty page on a separate origin. */
async function serveEmptyPage(): Promise<{ readonly origin: string; readonly server: Server }> {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html').end('<!doctype html><link rel="icon" href="data:,">');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

/**
 * Executes the example of a tab of the explorer. The editor shows its operation, with this root field, some time after the click. A tenth
 * of a second later, GraphiQL stores the operation's name. Until then it sends the name of the previous tab's operation.
 */
async function execute(page: Page, tab: string, rootField: string): Promise<void> {
  await page.getByRole('tab', { name: tab }).click();
  await page.getByLabel('Query Editor').getByText(rootField, { exact: true }).waitFor();
  await page.waitForFunction((name) => localStorage.getItem('graphiql:operationName') === name, tab);
  await page.getByRole('button', { name: /Execute query/ }).click();
}

/** The number of open subscriptions over server-sent events. */
async function openSubscriptions(url: string): Promise<number | undefined> {
  return (await scrape(url)).value('cardgraph_subscriptions', { transport: 'sse' });
}

describeInChromium()('in Chromium', () => {
  let browser: Browser;
  let named: Awaited<ReturnType<typeof serveEmptyPage>>;
  let stranger: typeof named;
  let stack: Stack;
  beforeAll(async () => {
    if (!existsSync('dist/explorer/index.html')) throw new Error('dist contains no explorer; run npm run build');
    [named, stranger] = await Promise.all([serveEmptyPage(), serveEmptyPage()]);
    [browser, stack] = await Promise.all([
      startChromium(),
      startStack({
        server: { explorerFiles: 'dist/explorer', consoleFiles: 'dist/console', corsOrigins: [named.origin] },
      }),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.close();
    named?.server.close();
    stranger?.server.close();
  });

  test('the explorer loads, runs its example and shows the response, without an error and from this host only', async () => {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    const wrong = watch(page, new URL(stack.graph.url).host);
    await page.goto(new URL('/explorer', stack.graph.url).href);

    const tabs = page.getByRole('tab');
    await page.getByRole('button', { name: /Execute query/ }).click();
    await page.locator('.result-window').getByText('双人下午茶套餐').waitFor();
    const names = ['Cards', 'Wallet', 'Stats', 'Preview', 'Stock', 'Create', 'Redeem', 'Events', 'Subscribe'];
    expect(await tabs.allInnerTexts()).toEqual(names);
    await execute(page, 'Stock', 'modifyStock');
    await page.locator('.result-window').getByText('quantityAfter').waitFor();
    await execute(page, 'Create', 'createCard');
    await page.locator('.result-window').getByText('IN_REVIEW').waitFor();
    expect(wrong).toEqual([]);
    await page.close();
  });

  describe('an operation in the fragment of the address', () => {
    const QUERY = 'query FromLink($id: ID!) { card(id: $id) { title } }';
    const VARIABLES = '{"id":"pDEMO-cash-0001"}';
    const linkTo = (values: Record<string, string>) =>
      new URL(`/explorer#${new URLSearchParams(values)}`, stack.graph.url).href;
    const editor = (page: Page, label: string) => page.getByLabel(label);
    let page: Page;
    beforeEach(async () => {
      await stack.emulator.clearLedger();
      page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    });
    afterEach(() => page.close());

    test('is opened in a tab with its variables and account, and is executed only by the visitor', async () => {
      const wrong = watch(page, new URL(stack.graph.url).host);
      await page.goto(linkTo({ query: QUERY, variables: VARIABLES, appid: 'wxdemo' }));
      await page.getByRole('tab', { name: 'FromLink', selected: true }).waitFor();
      await editor(page, 'Query Editor').getByText('FromLink').waitFor();
      await editor(page, 'Variables').getByText('pDEMO-cash-0001').waitFor();
      expect(page.url()).toBe(new URL('/explorer', stack.graph.url).href);
      expect(await stack.emulator.calls()).toEqual({});

      const sent = page.waitForRequest((request) => request.postData()?.includes('FromLink') ?? false);
      await page.getByRole('button', { name: /Execute query/ }).click();
      await page.locator('.result-window').getByText('title').waitFor();
      expect((await sent).headers()['x-wechat-appid']).toBe('wxdemo');
      expect(Object.keys(await stack.emulator.calls())).toEqual(['/card/get']);
      expect(wrong).toEqual([]);
    });

    test("is opened in addition to the visitor's tabs, and only once", async () => {
      await page.goto(linkTo({}));
      await page.getByRole('tab', { name: 'Wallet' }).click();
      // GraphiQL stores the tabs half a second after a change.
      await until(() => page.evaluate(() => localStorage.getItem('graphiql:tabState')?.includes('Wallet') ?? false));
      const before = await page.getByRole('tab').allInnerTexts();
      // Another fragment does not load the page again.
      await page.goto('about:blank');
      await page.goto(linkTo({ query: QUERY, variables: VARIABLES }));
      await page.getByRole('tab', { name: 'FromLink', selected: true }).waitFor();
      const after = await page.getByRole('tab').allInnerTexts();
      expect(after.slice(0, before.length)).toEqual(before);
      expect(after.filter((name) => name === 'FromLink')).toHaveLength(1);
    });

    test.each([
      ['is longer than 100,000 characters', { query: `${QUERY} #${'x'.repeat(100_000)}` }],
      ['has no query', { variables: VARIABLES }],
    ])('is ignored if it %s', async (_, values) => {
      const wrong = watch(page, new URL(stack.graph.url).host);
      await page.goto(linkTo(values as Record<string, string>));
      await page.getByRole('tab', { name: 'Cards', selected: true }).waitFor();
      expect(page.url()).toBe(new URL('/explorer', stack.graph.url).href);
      expect(await page.getByRole('tab').allInnerTexts()).not.toContain('FromLink');
      expect(wrong).toEqual([]);
    });

    test('is that of a page of the console which the visitor opens in the explorer', async () => {
      await page.goto(new URL('/console/cards#text=下午茶', stack.graph.url).href);
      await page.getByRole('cell', { name: /双人下午茶套餐/ }).waitFor();
      const [opened] = await Promise.all([
        page.context().waitForEvent('page'),
        page.getByRole('button', { name: 'Open in explorer' }).click(),
      ]);
      await opened.getByRole('tab', { name: 'Cards', selected: true }).waitFor();
      await editor(opened, 'Variables').getByText('下午茶').waitFor();
      expect(await opened.evaluate(() => window.opener)).toBeNull();
      await opened.getByRole('button', { name: /Execute query/ }).click();
      await opened.locator('.result-window').getByText('双人下午茶套餐').waitFor();
      await opened.close();
    });
  });

  test('the console has no button for an explorer that is not served', async () => {
    const other = await startStack({ server: { consoleFiles: 'dist/console' } });
    const page = await browser.newPage();
    await page.goto(new URL('/console/cards', other.graph.url).href);
    await page.getByRole('button', { name: 'Copy as curl' }).waitFor();
    expect(await page.getByRole('button', { name: 'Open in explorer' }).count()).toBe(0);
    await page.close();
    await other.close();
  });

  describe('a server that npm start starts', () => {
    let server: Child;
    let url: string;
    beforeAll(async () => {
      server = new Child(['serve'], { PORT: '0', EMULATOR_PORT: '0' });
      url = await server.announced('GraphQL');
    });
    afterAll(() => server.stop());

    test('leads the browser from the printed GraphQL URL to the explorer, which works', async () => {
      const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
      const wrong = watch(page, new URL(url).host);
      await page.goto(url);
      expect(page.url()).toBe(await server.announced('Explorer'));
      await page.getByRole('button', { name: /Execute query/ }).click();
      await page.locator('.result-window').getByText('双人下午茶套餐').waitFor();
      expect(wrong).toEqual([]);
      await page.close();
    });

    test('shows the event of a redemption by the examples of its explorer', async () => {
      const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
      const wrong = watch(page, new URL(url).host);
      await page.goto(new URL('/explorer', url).href);
      await execute(page, 'Redeem', 'redeemCode');
      await page.locator('.result-window').getByText('oDEMO-user-0004').waitFor();
      await execute(page, 'Events', 'cardEvents');
      await page.locator('.result-window').getByText('REDEEMED').waitFor();
      if (process.env.SCREENSHOT) await page.screenshot({ path: process.env.SCREENSHOT });
      expect(wrong).toEqual([]);
      await page.close();
    });

    test('shows events as they arrive in a subscription of its explorer, until it is stopped', async () => {
      const emulator = new EmulatorControl(await server.announced('Emulator'));
      const claim = (openid: string) => emulator.claim({ card_id: 'pDEMO-groupon-0002', openid });
      const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
      const wrong = watch(page, new URL(url).host);
      await page.goto(new URL('/explorer', url).href);
      await execute(page, 'Subscribe', 'cardEvents');
      const shown = page.locator('.result-window');
      await shown.getByText('results').waitFor();
      await claim('oDEMO-user-0002');
      await shown.getByText('oDEMO-user-0002').waitFor();
      await claim('oDEMO-user-0003');
      await shown.getByText('oDEMO-user-0003').waitFor();
      if (process.env.SCREENSHOT) await page.screenshot({ path: process.env.SCREENSHOT });
      expect(await shown.getByText('CLAIMED').count()).toBe(2);
      expect(await openSubscriptions(url)).toBe(1);

      await page.getByRole('button', { name: /Stop query/ }).click();
      await until(async () => (await openSubscriptions(url)) === 0);
      await claim('oDEMO-user-0004');
      expect(wrong.filter((text) => !text.startsWith('failed: '))).toEqual([]);
      await page.close();
    });

    test('has a landing page that runs no script, is styled, and leads to the explorer', async () => {
      const page = await browser.newPage();
      const wrong = watch(page, new URL(url).host);
      await page.goto(new URL('/', url).href);
      const border = await page
        .locator('section')
        .first()
        .evaluate((section) => getComputedStyle(section).borderTopStyle);
      expect(border).toBe('solid');
      expect(await page.getByRole('link', { name: 'Apollo Sandbox' }).getAttribute('href')).toBe('/sandbox');
      await page.getByRole('link', { name: 'Explorer' }).click();
      await page.getByRole('button', { name: /Execute query/ }).waitFor();
      expect(wrong).toEqual([]);
      await page.close();
    });

    test('lets a page on another port of loopback read a response', async () => {
      const page = await browser.newPage();
      expect(await askFrom(page, stranger.origin, url)).toMatchObject({ data: { card: { id: 'pDEMO-cash-0001' } } });
      await page.close();
    });
  });

  /**
   * Sends a request from a page of another origin as Sandbox does, with a header that needs a preflight. Returns what the page can read.
   */
  async function askFrom(page: Page, origin: string, endpoint = stack.graph.url): Promise<unknown> {
    await page.goto(origin);
    return page.evaluate(async (url) => {
      const headers = { 'content-type': 'application/json', 'x-wechat-appid': 'wxdemo' };
      const body = JSON.stringify({ query: '{ card(id: "pDEMO-cash-0001") { id } }' });
      try {
        const response = await fetch(url, { method: 'POST', headers, body });
        return { ...(await response.json()), requestId: response.headers.get('x-request-id') };
      } catch (error) {
        return String(error);
      }
    }, endpoint);
  }

  test('a page of an origin in CORS_ORIGINS reads the response and the id of the request', async () => {
    const page = await browser.newPage();
    const wrong = watch(page, new URL(stack.graph.url).host, new URL(named.origin).host);
    const answer = await askFrom(page, named.origin);
    expect(answer).toMatchObject({ data: { card: { id: 'pDEMO-cash-0001' } }, requestId: expect.any(String) });
    expect(wrong).toEqual([]);
    await page.close();
  });

  test('a page of another origin reads nothing, and its request is not executed', async () => {
    await stack.emulator.clearLedger();
    const page = await browser.newPage();
    expect(await askFrom(page, stranger.origin)).toBe('TypeError: Failed to fetch');
    expect(await stack.emulator.calls()).toEqual({});
    await page.close();
  });
});
