import type { Browser, BrowserContext, Page, Route } from 'playwright-core';
import type { RunningServer, ServerOptions } from '../../src/http/server.js';
import { apiKeys, entryOf, keyOf } from '../support/api-keys.js';
import { accountOf, startGraph } from '../support/stack.js';
import { until } from '../support/time.js';
import { useEmulator } from '../support/use-stack.js';
import { describeInChromium, startChromium } from './chromium.js';
import { CONSOLE_FILES } from './console-files.js';

const emulator = useEmulator({ beforeEach: 'clearLedger' });
const CARD = 'pDEMO-groupon-0001';
const TITLE = '双人下午茶套餐';

describeInChromium()('the console', () => {
  let browser: Browser;
  let context: BrowserContext;
  let server: RunningServer;
  let page: Page;
  let loads: number;
  beforeAll(async () => {
    browser = await startChromium();
  });
  afterAll(() => browser?.close());

  const start = async (options: Partial<ServerOptions> = {}) => {
    server = await startGraph(emulator.url, { consoleFiles: CONSOLE_FILES, ...options });
    const { port } = new URL(server.url);
    return Number(port);
  };
  const open = async (path: string) => {
    await page.goto(new URL(path, server.url).href);
  };
  beforeEach(async () => {
    context = await browser.newContext({ locale: 'en-GB' });
    page = await context.newPage();
    loads = 0;
    page.on('load', () => {
      loads += 1;
    });
  });
  afterEach(async () => {
    await context.close();
    await server.close();
  });

  const title = () => page.getByRole('heading', { name: TITLE });
  const notice = () => page.locator('main > [role=status]');
  const signIn = async (name: string) => {
    await page.getByLabel('Credential', { exact: true }).fill(keyOf(name));
    await page.getByRole('button', { name: 'Sign in' }).click();
  };

  test('keeps the data while the server restarts, and reads them again without a reload', async () => {
    const port = await start();
    await open(`/console/card/${CARD}`);
    await title().waitFor();
    await server.close();
    await page.getByRole('link', { name: 'System' }).click();
    await notice().getByText('The server cannot be reached.').waitFor();
    await page.goBack();
    await notice()
      .getByText(/The page continues without a reload/)
      .waitFor();

    await emulator.clearLedger();
    await start({ port });
    await notice().getByText('The server responds again.').waitFor();
    await title().waitFor();
    expect(loads).toBe(1);
    expect(await emulator.calls()).toEqual({ '/card/get': 1 });
  });

  test('reports a lost network with the age of the data that stay, and refreshes them afterwards', async () => {
    await start();
    await open(`/console/card/${CARD}`);
    await title().waitFor();
    await context.setOffline(true);
    await notice().getByText('This device has no network connection.').waitFor();
    await notice()
      .getByText(/The data on this page are from .*\d\d:\d\d or earlier/)
      .waitFor();
    expect(await title().count()).toBe(1);
    expect(await page.getByRole('alert').count()).toBe(0);

    await emulator.clearLedger();
    await context.setOffline(false);
    await notice().getByText('The server responds again.').waitFor();
    await expect(emulator.calls()).resolves.toEqual({ '/card/get': 1 });
    expect(loads).toBe(1);
  });

  test('shows what a page without data needs once the network returns', async () => {
    await start();
    await open('/console/system');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await context.setOffline(true);
    await notice().getByText('This device has no network connection.').waitFor();
    await page.evaluate((path) => {
      history.pushState(null, '', path);
      dispatchEvent(new PopStateEvent('popstate'));
    }, `/console/card/${CARD}`);
    await page.getByRole('alert').waitFor();
    await context.setOffline(false);
    await title().waitFor();
    expect(loads).toBe(1);
  });

  test('continues on the same page after a revoked key was replaced', async () => {
    const keys = (...names: string[]) => apiKeys(...names.map((name) => entryOf(name)));
    await start({ auth: keys('first', 'second') });
    await open(`/console/card/${CARD}#note=1`);
    await signIn('first');
    await title().waitFor();
    server.replaceAccess({ auth: keys('second'), routerSecret: undefined, accounts: [accountOf(emulator.url)] });

    await page.getByRole('link', { name: 'System' }).click();
    await page.goBack();
    await page.getByText('The key is no longer valid. It was revoked, or it has expired.').waitFor();
    expect(await title().count()).toBe(0);
    await signIn('first');
    await page.getByText(/UNAUTHENTICATED/).waitFor();
    await signIn('second');
    await title().waitFor();
    expect(new URL(page.url())).toMatchObject({ pathname: `/console/card/${CARD}`, hash: '#note=1' });
    expect(loads).toBe(1);
  });

  describe('behind a proxy', () => {
    /** Replies to the next queries of the card like a proxy or an overloaded server, and forwards the others. */
    const replyToCards = async (...replies: Parameters<Route['fulfill']>[0][]) => {
      const sent: number[] = [];
      await page.route('**/graphql', async (route) => {
        if (!route.request().postData()?.includes('query Card(')) return route.continue();
        sent.push(Date.now());
        const reply = replies.shift();
        return reply === undefined ? route.continue() : route.fulfill(reply);
      });
      return sent;
    };

    test('reports a 502 in words and repeats the query once the server responds', async () => {
      await start();
      await replyToCards({ status: 502, contentType: 'text/html', body: '<h1>Bad Gateway</h1>' });
      await open(`/console/card/${CARD}`);
      await page.getByRole('alert').getByText('The server is restarting, or its proxy cannot reach it.').waitFor();
      await title().waitFor();
      await until(async () => (await page.getByRole('alert').count()) === 0);
    });

    test('repeats a query that was rejected for the load after the time that the server sends', async () => {
      await start();
      const extensions = { code: 'SERVER_OVERLOADED', retryAfter: 2 };
      const body = JSON.stringify({ errors: [{ message: 'overloaded', extensions }] });
      const sent = await replyToCards({ status: 503, contentType: 'application/json', body });
      await open(`/console/card/${CARD}`);
      await page.getByText('The query is sent again in 2 s.').waitFor();
      await title().waitFor();
      expect(sent.length).toBe(2);
      expect(Number(sent[1]) - Number(sent[0])).toBeGreaterThanOrEqual(2000);
    });

    test('does not repeat a query that a foreign page was returned for', async () => {
      await start();
      const sent = await replyToCards({ status: 200, contentType: 'text/html', body: '<h1>Sign in to the proxy</h1>' });
      await open(`/console/card/${CARD}`);
      await page.getByText('The response is not from Cardgraph.').waitFor();
      await page.getByRole('button', { name: 'Retry' }).click();
      await title().waitFor();
      expect(sent.length).toBe(2);
    });
  });
});
