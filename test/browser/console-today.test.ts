import type { Browser, Locator, Page } from 'playwright-core';
import { apiKeys, entryOf, keyOf } from '../support/api-keys.js';
import { CardWrites } from '../support/card-writes.js';
import { type EventStack, startEventStack } from '../support/event-stack.js';
import { having, minimalCard } from '../support/new-cards.js';
import { INDEX, startGraph } from '../support/stack.js';
import { until } from '../support/time.js';
import { describeInChromium, startChromium } from './chromium.js';
import { CONSOLE_FILES } from './console-files.js';

const DAY_MS = 86_400_000;
const RULES = '/card/paygiftcard/batchget';
const STATISTICS = '/datacube/getcardbizuininfo';
const ADD_RULE = 'mutation ($input: AddPayGiftRuleInput!) { addPayGiftRule(input: $input) { ruleId } }';
const INDEXED = '{ searchCards(first: 1) { complete } }';

const daysFromNow = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();

describeInChromium()('the page Today', () => {
  let browser: Browser;
  let stack: EventStack;
  let page: Page;
  /** Errors in the console of the page, and requests to other hosts. */
  let wrong: string[];
  beforeAll(async () => {
    [browser, stack] = await Promise.all([startChromium(), startEventStack({ consoleFiles: CONSOLE_FILES })]);
    await stack.connectEmulator();
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.close();
  });
  beforeEach(async () => {
    wrong = [];
    page = await browser.newPage({ locale: 'en-GB' });
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) wrong.push(message.text());
    });
    page.on('pageerror', (error) => wrong.push(error.message));
    page.on('request', (request) => {
      if (new URL(request.url()).host !== new URL(stack.graph.url).host) wrong.push(request.url());
    });
    await until(async () => (await stack.graph.data(INDEXED)).searchCards.complete);
  });
  afterEach(async () => {
    await stack.emulator.clearFaults();
    await page.close();
  });

  const open = (address = '/console', url = stack.graph.url) => page.goto(new URL(address, url).href);
  const section = (name: string): Locator => page.getByRole('region', { name, exact: true });
  /** Waits until a section shows a text, and returns everything that it shows. */
  const shown = async (name: string, text: string) => {
    await section(name).getByText(text).first().waitFor();
    return section(name).textContent();
  };

  /** Creates a coupon that ends after some days, and ends its review. */
  async function createCard(
    title: string,
    quantity: number,
    days: number,
    review: { passed: boolean; reason?: string },
  ) {
    const range = { beginsAt: daysFromNow(-1), endsAt: daysFromNow(days) };
    const card = having(
      minimalCard('CASH'),
      ['baseInfo.title', title],
      ['baseInfo.quantity', quantity],
      ['baseInfo.validity', { fixedRange: range }],
    );
    const { cardId } = await new CardWrites(stack.graph).create(card, title);
    if (cardId === null) throw new Error('the card was not created');
    await stack.emulator.review({ card_id: cardId, ...review });
    return cardId;
  }

  test('reports that nothing needs attention, with one call for the rules and four for the statistics', async () => {
    await stack.emulator.clearLedger();
    await open();
    expect(await shown('Pay-gift rules ending soon', 'Nothing needs attention.')).toContain('0');
    expect(await shown('Missing statistics', 'The last seven days are complete.')).toContain('0');
    await shown('Latest events', 'No events yet.');
    expect(await shown('Rejected cards', '全场5折券')).toContain('1');
    expect(await stack.emulator.calls()).toEqual({ [RULES]: 1, [STATISTICS]: 4 });
    expect(wrong).toEqual([]);
  });

  test('shows cards, rules and events after changes on the platform', async () => {
    const ending = await createCard('周末下午茶', 60, 3, { passed: true });
    const rejected = await createCard('老店翻新券', 5000, 90, { passed: false, reason: '图片含有二维码' });
    const input = {
      idempotencyKey: 'rule',
      cardId: 'pDEMO-member-card-0001',
      merchantIds: ['1900000999'],
      ...{ beginsAt: daysFromNow(-1), endsAt: daysFromNow(5), minimumSpendFen: 100, maximumSpendFen: 9900 },
      claimUrl: 'https://demo.example/join',
    };
    const { ruleId } = (await stack.graph.data(ADD_RULE, { input })).addPayGiftRule;
    const found = '{ searchCards(text: "周末下午茶", statuses: [APPROVED]) { totalCount } }';
    await until(async () => (await stack.graph.data(found)).searchCards.totalCount === 1);
    await open();
    await shown('Rejected cards', '老店翻新券');
    const link = section('Rejected cards').getByRole('link', { name: '老店翻新券' });
    expect(await link.getAttribute('href')).toBe(`/console/card/${rejected}`);
    expect(await shown('Low stock', '周末下午茶')).toContain('60 left');
    await shown('Cards ending soon', '周末下午茶');
    expect(await section('Cards ending soon').getByRole('link').first().getAttribute('href')).toBe(
      `/console/card/${ending}`,
    );
    await shown('Pay-gift rules ending soon', `Rule ${ruleId}`);
    await shown('Pay-gift rules ending soon', '青岚茶舍会员卡');
    await shown('Latest events', 'Review failed · 图片含有二维码');
    await shown('Latest events', '周末下午茶');
    expect(wrong).toEqual([]);
  });

  test('keeps the limits in the fragment, and links to the list with the same cards', async () => {
    await open('/console/today#stock=0');
    expect(await shown('Low stock', '品茗杯礼券')).not.toContain('60 left');
    expect(await section('Low stock').getByRole('listitem').count()).toBe(1);
    await page.getByLabel('Ending soon: within').selectOption('60');
    await page.waitForURL('**/console/today#stock=0&days=60');
    await section('Low stock').getByRole('link', { name: 'Show all' }).click();
    await page.waitForURL('**/console/cards#status=USABLE&stockAtMost=0&sort=STOCK');
    await page.getByText('1 cards').waitFor();
    await page.getByRole('link', { name: '品茗杯礼券' }).waitFor();
  });

  test('shows the other sections if one fails, and the failed one after a retry', async () => {
    await stack.emulator.fault({ path: RULES, kind: 'errcode', value: 48001 });
    await open();
    await shown('Pay-gift rules ending soon', 'PLATFORM_CONFIG');
    await shown('Rejected cards', '全场5折券');
    await shown('Missing statistics', 'The last seven days are complete.');
    await stack.emulator.clearFaults();
    await section('Pay-gift rules ending soon').getByRole('button', { name: 'Retry' }).click();
    await shown('Pay-gift rules ending soon', 'Show all');
    await section('Pay-gift rules ending soon').getByRole('alert').waitFor({ state: 'detached' });
  });

  test('lists the days whose statistics are not published', async () => {
    await stack.emulator.fault({ path: STATISTICS, kind: 'errcode', value: 61503 });
    await open();
    await shown('Missing statistics', 'The platform has not yet published the statistics of these days.');
    expect(await section('Missing statistics').getByRole('listitem').count()).toBe(7);
    await section('Missing statistics').getByRole('alert').waitFor({ state: 'detached' });
  });

  test('is in Chinese for a reader of Chinese', async () => {
    await page.addInitScript(() => localStorage.setItem('cardgraph.language', 'zh'));
    await open();
    await shown('审核失败的卡券', '全场5折券');
    await shown('缺失的统计数据', '最近七天的数据完整。');
    expect(wrong).toEqual([]);
  });

  test.each([
    [['card:read'], ['Rejected cards', 'Cards in review', 'Low stock', 'Cards ending soon']],
    [['rule:read'], ['Pay-gift rules ending soon']],
    [['code:read'], []],
  ] as const)(
    'shows only the sections that the scopes %s allow, without calls for others',
    async (scopes, sections) => {
      const accounts = [stack.silentAccount];
      const auth = apiKeys(entryOf('clerk', { scopes: [...scopes] }));
      const server = await startGraph(stack.emulator.url, { consoleFiles: CONSOLE_FILES, accounts, auth });
      try {
        await stack.emulator.clearLedger();
        await open('/console', server.url);
        wrong = [];
        await page.getByLabel('Credential', { exact: true }).fill(keyOf('clerk'));
        await page.getByRole('button', { name: 'Sign in' }).click();
        await page.getByRole('heading', { name: 'Today' }).waitFor();
        if (sections.length === 0) await page.getByText('The scopes of the caller allow no section').waitFor();
        else await section(sections[0]).getByRole('link').first().waitFor();
        const names = await page.getByRole('region').getByRole('heading').allInnerTexts();
        expect(names.map((name) => name.split('\n')[0])).toEqual(sections);
        const paths = Object.keys(await stack.emulator.calls());
        expect(paths.includes(RULES)).toBe(scopes[0] === 'rule:read');
        expect(paths).not.toContain(STATISTICS);
      } finally {
        await server.close();
      }
    },
  );

  test('reports an incomplete index', async () => {
    const index = { ...INDEX, maxCards: 3 };
    const server = await startGraph(stack.emulator.url, { consoleFiles: CONSOLE_FILES, index });
    try {
      await open('/console', server.url);
      await page.getByText('The index does not contain all cards of the account yet.').waitFor();
      await shown('Latest events', 'This account receives no events.');
    } finally {
      await server.close();
    }
  });
});
