import type { Browser, Page } from 'playwright-core';
import type { Stack } from '../support/stack.js';
import { until } from '../support/time.js';
import { describeInChromium, startChromium } from './chromium.js';
import { startConsole } from './console-page.js';

const CARD = 'pDEMO-groupon-0001';
const MODIFY = '/card/modifystock';

describeInChromium()('the form that changes the stock', () => {
  let browser: Browser;
  let stack: Stack;
  let page: Page;
  beforeAll(async () => {
    [browser, stack] = await Promise.all([startChromium(), startConsole()]);
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.close();
  });
  beforeEach(async () => {
    await stack.reset();
    page = await openForm();
  });
  afterEach(() => page.context().close());

  async function openForm(): Promise<Page> {
    const context = await browser.newContext({ locale: 'en-GB' });
    const opened = await context.newPage();
    await opened.route(/mmbiz/, (route) => route.abort());
    await opened.goto(new URL(`/console/card/${CARD}#act=stock`, stack.graph.url).href);
    await opened.getByLabel('Number of cards').waitFor();
    return opened;
  }

  const submit = (at = page) => at.getByRole('button', { name: 'Change the stock' }).last();
  const calls = async () => (await stack.emulator.ledger()).recent.filter(({ path }) => path === MODIFY).length;
  const stock = async () => {
    const found = (await stack.emulator.state()).cards.flatMap(({ groupon }) => groupon?.base_info ?? []);
    return Number(found.find(({ id }) => id === CARD)?.sku.quantity);
  };

  test('adds once if its button is clicked twice', async () => {
    const before = await stock();
    await page.getByLabel('Number of cards').fill('100');
    await submit().dblclick();
    await page.getByText('Done.').waitFor();
    expect(await calls()).toBe(1);
    expect(await stock()).toBe(before + 100);
  });

  test('refuses what is not a number within the limits before a call, and marks the field', async () => {
    for (const [text, problem] of [
      ['', 'This field is required.'],
      ['1.5', 'Enter a whole number.'],
      ['0', 'From 1 to 100,000,000.'],
    ] as const) {
      await page.getByLabel('Number of cards').fill(text);
      await submit().click();
      await page.getByText(problem).waitFor();
      expect(await page.getByLabel('Number of cards').getAttribute('aria-invalid')).toBe('true');
    }
    expect(await calls()).toBe(0);
  });

  test('reports that another tab has changed the stock, and changes nothing', async () => {
    const other = await openForm();
    await other.getByLabel('Number of cards').fill('5');
    await submit(other).click();
    await other.getByText('Done.').waitFor();
    await page.getByLabel('Number of cards').fill('7');
    await submit().click();
    await page.getByText('STOCK_CHANGED').waitFor();
    expect(await calls()).toBe(1);
    await page.getByText('Nothing was changed.').waitFor();
    await submit().click();
    await page.getByText('Done.').waitFor();
    expect(await calls()).toBe(2);
    await other.context().close();
  });

  test('keeps what was typed when the page is reloaded', async () => {
    await page.getByLabel('Change', { exact: true }).selectOption('set');
    await page.getByLabel('Number of cards').fill('321');
    await page.reload();
    await page.getByText('This form contains what was typed before.').waitFor();
    expect(await page.getByLabel('Number of cards').inputValue()).toBe('321');
    expect(await page.getByLabel('Change', { exact: true }).inputValue()).toBe('set');
    await page.getByRole('button', { name: 'Discard' }).click();
    expect(await page.getByLabel('Number of cards').inputValue()).toBe('');
  });

  test.each(['reset', 'truncate', 'hang'] as const)(
    'states what is true if the platform changes the stock and the response is lost by %s',
    async (kind) => {
      const before = await stock();
      await stack.emulator.fault({ path: MODIFY, kind, when: 'after', times: 1 });
      await page.getByLabel('Number of cards').fill('100');
      await submit().click();
      const repeat = page.getByRole('button', { name: 'Send the same request again' });
      await page.getByText('Done.').or(repeat).waitFor();
      if (await repeat.isVisible()) {
        await page.reload();
        await repeat.click();
        await page.getByText('Done.').or(repeat).waitFor();
      }
      expect(await stock()).toBe(before + 100);
      expect(await calls()).toBe(1);
    },
  );

  test('learns the outcome with the same key if the response of the server was lost, also after a reload', async () => {
    const before = await stock();
    await page.route('**/graphql', async (route) => {
      if (!(route.request().postData() ?? '').includes('modifyStock')) return route.continue();
      await route.fetch();
      await route.abort();
    });
    await page.getByLabel('Number of cards').fill('100');
    await submit().click();
    await page.getByText('no response of the server was received').waitFor();
    await until(async () => (await calls()) === 1);
    await page.unroute('**/graphql');
    await page.reload();
    await page.getByRole('button', { name: 'Send the same request again' }).click();
    await page.getByText('It was not made again.').waitFor();
    expect(await calls()).toBe(1);
    expect(await stock()).toBe(before + 100);
  });
});
