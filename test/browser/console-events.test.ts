import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { LogBackend } from '../../src/events/backend.js';
import { MemoryBackend } from '../../src/events/memory-backend.js';
import { retentionOf } from '../../src/events/retention.js';
import type { RunningServer, ServerOptions } from '../../src/http/server.js';
import { apiKeys, entryOf, keyOf } from '../support/api-keys.js';
import { type EventStack, startEventStack } from '../support/event-stack.js';
import { PUSH_ACCOUNT } from '../support/pushes.js';
import { scrape } from '../support/scrape.js';
import { startGraph } from '../support/stack.js';
import { until } from '../support/time.js';
import { describeInChromium, startChromium } from './chromium.js';
import { CONSOLE_FILES } from './console-files.js';

const CARD = 'pDEMO-groupon-0001';
const OTHER = 'pDEMO-cash-0001';
const CODE = '110201201245';
const OPENID = 'oDEMO-user-0001';

/** The account of a stack with its token and key for events. */
const receiving = ({ silentAccount }: EventStack) => ({ ...silentAccount, events: PUSH_ACCOUNT.events });

/** A log that outlives its server, like one in STATE_DIR. */
class KeptLog extends MemoryBackend {
  override async close(): Promise<void> {}
}

/** Starts a server on the port of the one before it, which was closed. */
const restarted = (stack: EventStack, port: number, eventBackend: LogBackend) =>
  startGraph(stack.emulator.url, {
    ...{ consoleFiles: CONSOLE_FILES, port, eventBackend },
    accounts: [receiving(stack)] as ServerOptions['accounts'],
  });

describeInChromium()('the events of the console', () => {
  let browser: Browser;
  let context: BrowserContext;
  let stack: EventStack;
  let page: Page;
  const servers: RunningServer[] = [];
  beforeAll(async () => {
    browser = await startChromium();
  });
  afterAll(() => browser?.close());

  const start = async (options: Partial<ServerOptions> = {}) => {
    stack = await startEventStack({ consoleFiles: CONSOLE_FILES, ...options });
  };
  const claim = (cardId = CARD, more: Readonly<Record<string, string | number>> = {}) =>
    stack.push('user_get_card', { CardId: cardId, UserCardCode: CODE, FromUserName: OPENID, ...more });
  const open = async (parameters = '') => {
    await page.goto(new URL(`/console/events${parameters}`, stack.server.url).href);
  };
  const isLive = () => page.getByRole('status').getByText('Live', { exact: true }).waitFor();
  const rows = () => page.locator('tbody tr');
  const subscriptions = async () =>
    (await scrape(stack.server.url)).value('cardgraph_subscriptions', { transport: 'sse' });

  beforeEach(async () => {
    context = await browser.newContext({ locale: 'en-GB' });
    page = await context.newPage();
  });
  afterEach(async () => {
    await context.close();
    await stack.close();
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });

  test('shows past events in words with the title of their card, then new ones as they arrive', async () => {
    await start();
    await stack.push('card_not_pass_check', { CardId: CARD, RefuseReason: 'logo' });
    await claim();
    await open();
    await isLive();
    await rows().getByText('A user claimed the card.').waitFor();
    expect(await rows().count()).toBe(2);
    await rows().nth(1).getByText('The card was rejected in its review. Reason: logo').waitFor();
    await rows().nth(0).getByRole('link', { name: '双人下午茶套餐' }).waitFor();

    await stack.push('update_member_card', { CardId: OTHER, ModifyBonus: -5, ModifyBalance: 150 });
    await rows().nth(0).getByText('Points −5. Stored value +¥1.50.').waitFor();
    await page.getByText('1 new event').waitFor();
    expect(Object.keys(await stack.emulator.calls()).filter((path) => path.includes('code'))).toEqual([]);
  });

  test('masks codes and users until the reader shows them, and links them to their pages', async () => {
    await start();
    await claim();
    await open();
    await rows().getByText('••••').first().waitFor();
    expect(await page.content()).not.toContain(CODE);
    expect(await page.content()).not.toContain(OPENID);
    await page.getByRole('button', { name: 'Show codes and users' }).click();
    const code = await rows().getByRole('link', { name: CODE }).getAttribute('href');
    expect(code).toBe(`/console/code#code=${CODE}&card=${CARD}`);
    const user = await rows().getByRole('link', { name: OPENID }).getAttribute('href');
    expect(user).toBe(`/console/members#openid=${OPENID}`);
  });

  test('filters by kind and card with parameters in the fragment', async () => {
    await start();
    await claim(CARD);
    await claim(OTHER);
    await stack.push('user_del_card', { CardId: OTHER, UserCardCode: CODE, FromUserName: OPENID });
    await open(`#card=${OTHER}`);
    await isLive();
    await rows().nth(1).waitFor();
    expect(await rows().count()).toBe(2);
    await page.getByLabel('Kind').selectOption('DELETED');
    await until(async () => (await rows().count()) === 1);
    expect(new URL(page.url()).hash).toBe(`#card=${OTHER}&kind=DELETED`);
    await isLive();
    await claim(OTHER);
    await stack.push('user_del_card', { CardId: OTHER, UserCardCode: CODE, FromUserName: 'oDEMO-user-0002' });
    await rows().nth(1).waitFor();
    expect(await rows().getByText('A user deleted the card from the wallet.').count()).toBe(2);
    await until(async () => (await subscriptions()) === 1);
  });

  test('stops when it is paused, and continues after the last event when it is resumed', async () => {
    await start();
    await open();
    await isLive();
    await claim();
    await rows().first().waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    await until(async () => (await subscriptions()) === 0);
    await claim(OTHER);
    await page.getByRole('status').getByText('Paused').waitFor();
    expect(await rows().count()).toBe(1);
    await page.getByRole('button', { name: 'Resume' }).click();
    await rows().nth(1).waitFor();
    expect(await rows().count()).toBe(2);
  });

  test('closes the subscription of a tab that is hidden for long, and continues after the last event', async () => {
    await start();
    await page.clock.install();
    await open();
    await isLive();
    const hide = (hidden: boolean) =>
      page.evaluate((value) => {
        Object.defineProperty(document, 'hidden', { value, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      }, hidden);
    await hide(true);
    // Without a heartbeat for so long, the subscription is opened again.
    await page.clock.fastForward('04:00');
    await until(async () => (await subscriptions()) === 1);
    await page.clock.fastForward('02:00');
    await until(async () => (await subscriptions()) === 0);
    await page.clock.fastForward('02:00');
    expect(await subscriptions()).toBe(0);
    await claim();
    await hide(false);
    await page.clock.fastForward(1000);
    await rows().first().waitFor();
    await until(async () => (await subscriptions()) === 1);
  });

  test('continues after the last event when the network returns', async () => {
    await start();
    await open();
    await isLive();
    await context.setOffline(true);
    await page.getByText('Reconnecting').waitFor();
    await claim();
    await context.setOffline(false);
    await isLive();
    await rows().first().waitFor();
    await claim(OTHER);
    await rows().nth(1).waitFor();
    await until(async () => (await subscriptions()) === 1);
  });

  describe('after a restart of the server', () => {
    /** Restarts the server with a log while the page shows one event. */
    const restart = async (before: LogBackend, after: LogBackend) => {
      stack = await startEventStack({ consoleFiles: CONSOLE_FILES }, before);
      await open();
      await isLive();
      await claim();
      await rows().first().waitFor();
      const { port } = new URL(stack.server.url);
      await stack.server.close();
      await page.locator('main > [role=status]').getByText('The server cannot be reached.').waitFor();
      await page.getByText('Reconnecting').waitFor();
      servers.push(await restarted(stack, Number(port), after));
      await isLive();
    };

    test('continues after the last event', async () => {
      const log = new KeptLog(retentionOf());
      await restart(log, log);
      await claim(OTHER);
      await rows().nth(1).waitFor();
      expect(await rows().count()).toBe(2);
    });

    test('reports that the log was emptied, and keeps the events that it has', async () => {
      await restart(new MemoryBackend(retentionOf()), new MemoryBackend(retentionOf()));
      await page.getByText('The log was emptied').waitFor();
      await claim(OTHER);
      await rows().nth(1).waitFor();
    });
  });

  test('ends with the sign-in form when the key is revoked, and reads the log again after the next sign-in', async () => {
    const keys = (...names: string[]) => apiKeys(...names.map((name) => entryOf(name)));
    await start({ auth: keys('first', 'second') });
    await claim();
    await open();
    const signIn = async (name: string) => {
      await page.getByLabel('Credential', { exact: true }).fill(keyOf(name));
      await page.getByRole('button', { name: 'Sign in' }).click();
    };
    await signIn('first');
    await isLive();
    const accounts = [receiving(stack)] as ServerOptions['accounts'];
    stack.server.replaceAccess({ auth: keys('second'), routerSecret: undefined, accounts });
    await page.getByText('The key is no longer valid.').waitFor();
    expect(await rows().count()).toBe(0);
    await signIn('second');
    await isLive();
    await rows().first().waitFor();
  });

  test('explains that an account receives no events, and offers a retry', async () => {
    await start();
    stack.server.replaceAccess({ auth: { mode: 'none' }, routerSecret: undefined, accounts: [stack.silentAccount] });
    await open();
    await page.getByRole('alert').getByText('EVENTS_OFF').waitFor();
    await page.getByRole('status').getByText('Ended').waitFor();
    await page.getByRole('button', { name: 'Retry' }).waitFor();
  });

  test('keeps the newest 500 of 520 events', async () => {
    await start();
    for (let start = 0; start < 520; start += 40) {
      await Promise.all(
        Array.from({ length: 40 }, (_, index) => claim(CARD, { UserCardCode: 110_201_200_000 + start + index })),
      );
    }
    await open();
    await isLive();
    await page.getByText('Only the newest 500 events are shown.').waitFor();
    expect(await rows().count()).toBe(500);
  });
});
