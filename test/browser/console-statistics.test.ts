import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import type { Stack } from '../support/stack.js';
import { describeInChromium, startChromium } from './chromium.js';
import { startConsole } from './console-page.js';

const MERCHANT = '/datacube/getcardbizuininfo';
const COUPONS = '/datacube/getcardcardinfo';
const MEMBER = '/datacube/getcardmembercarddetail';
const MEMBER_CARD = 'pDEMO-member-card-0001';
const COUPON = 'pDEMO-groupon-0001';

/** The number of attempts of two calls, without the last one of the second call. */
const ATTEMPTS_OF_TWO_CALLS_BUT_ONE = 5;

/** Returns a day in China, some days ago. */
const daysAgo = (days: number) => new Date(Date.now() + 8 * 3_600_000 - days * 86_400_000).toISOString().slice(0, 10);
const lastDays = (days: number) => `from=${daysAgo(days)}&to=${daysAgo(1)}`;

describeInChromium()('the page for statistics', () => {
  let browser: Browser;
  let stack: Stack;
  let page: Page;
  let wrong: string[];
  let scripts: string[];
  beforeAll(async () => {
    [browser, stack] = await Promise.all([startChromium(), startConsole()]);
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.close();
  });
  beforeEach(async () => {
    await stack.reset();
    await stack.emulator.clearLedger();
    const context = await browser.newContext({ locale: 'en-GB', colorScheme: 'light' });
    page = await context.newPage();
    wrong = [];
    scripts = [];
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) wrong.push(message.text());
    });
    page.on('pageerror', (error) => wrong.push(error.message));
    page.on('request', (request) => scripts.push(request.url()));
  });
  afterEach(async () => {
    await page.context().close();
    expect(wrong).toEqual([]);
  });

  const open = (path: string) => page.goto(new URL(`/console/${path}`, stack.graph.url).href);
  const openStatistics = async (fragment = '') => {
    await open(`statistics#${fragment}`);
    await page.locator('.plot canvas').first().waitFor();
  };
  const parameters = () => Object.fromEntries(new URLSearchParams(new URL(page.url()).hash.slice(1)));
  const headings = () => page.locator('.chart h2').allTextContents();
  const fact = (name: string) => page.locator('dl > div', { hasText: name }).locator('dd').textContent();

  /** Returns the number of pixels of the first chart in the color of a CSS variable. */
  const pixelsIn = (variable: string) =>
    page.evaluate((name) => {
      const probe = document.body.appendChild(document.createElement('span'));
      probe.style.color = `var(${name})`;
      const color = getComputedStyle(probe).color.match(/\d+/g)?.map(Number) ?? [];
      probe.remove();
      const canvas = document.querySelector<HTMLCanvasElement>('.plot canvas');
      if (canvas === null) return 0;
      const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
      copy?.drawImage(canvas, 0, 0);
      const { data } = copy?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
      let count = 0;
      for (let at = 0; at < data.length; at += 4) {
        if (color.every((value, index) => data[at + index] === value)) count += 1;
      }
      return count;
    }, variable);

  async function download(): Promise<{ readonly name: string; readonly text: string }> {
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download CSV' }).click(),
    ]);
    return { name: file.suggestedFilename(), text: readFileSync(await file.path(), 'utf8') };
  }

  test('shows the last 30 days of all cards with one call per origin, and loads the chart only with the page', async () => {
    await open('none');
    await page.getByRole('link', { name: 'Statistics' }).waitFor();
    expect(scripts.filter((url) => url.includes('/assets/statistics'))).toEqual([]);
    expect(await stack.emulator.calls()).toEqual({});
    await page.getByRole('link', { name: 'Statistics' }).click();
    await page.locator('.plot canvas').first().waitFor();
    expect(await headings()).toEqual(['Counts by day', 'Users by day']);
    expect(await stack.emulator.calls()).toEqual({ [MERCHANT]: 2 });
    const { merchantStats } = await stack.graph.data(
      `{ merchantStats(from: "${daysAgo(30)}", to: "${daysAgo(1)}") { totals { viewCount } } }`,
    );
    const views = merchantStats.totals.viewCount.toLocaleString('en-GB');
    expect(await fact('Views')).toBe(views);
    expect(await fact('Days')).toBe('29 with data, 1 without a row, 0 not fetched');
    expect(await page.locator('.plot').first().getAttribute('aria-label')).toContain(`Views: ${views} in total.`);
    expect(await page.locator('details table').count()).toBe(0);
  });

  test('opens a member card and a range from its address, with all of its measures', async () => {
    await openStatistics(`kind=member&card=${MEMBER_CARD}&${lastDays(90)}&draw=bars&hide=viewCount`);
    expect(await page.getByRole('textbox', { name: /^Card id/ }).inputValue()).toBe(MEMBER_CARD);
    expect(await page.getByLabel('First day').inputValue()).toBe(daysAgo(90));
    expect(await page.getByLabel('Drawing').inputValue()).toBe('bars');
    expect(await page.getByRole('button', { name: '90 days' }).getAttribute('aria-pressed')).toBe('true');
    expect(await headings()).toEqual([
      'Counts by day',
      'Users by day',
      'Members at the end of the day',
      'Amounts by day',
    ]);
    expect(await page.getByRole('button', { name: 'Views' }).getAttribute('aria-pressed')).toBe('false');
    expect(await stack.emulator.calls()).toEqual({ [MEMBER]: 2 });

    await page.getByLabel('Statistics of').selectOption('All member cards');
    await page.getByRole('button', { name: '7 days', exact: true }).click();
    await page.getByRole('button', { name: 'Claims' }).waitFor();
    expect(parameters()).toMatchObject({ kind: 'members', from: daysAgo(7), to: daysAgo(1) });
    await page.goBack();
    await page.goBack();
    expect(parameters()).toMatchObject({ kind: 'member', from: daysAgo(90) });
  });

  test('states before a call that a range is invalid or too long for all coupons', async () => {
    await openStatistics(`kind=coupons&${lastDays(62)}`);
    expect(await stack.emulator.calls()).toEqual({ [COUPONS]: 2 });
    expect(await page.getByRole('button', { name: '90 days' }).isDisabled()).toBe(true);
    await page.getByText('At most 62 days without a card id.').waitFor();
    await page.getByLabel('First day').fill(daysAgo(63));
    await page.getByText('A range of all coupons has at most 62 days.').waitFor();
    expect(await page.getByLabel('First day').getAttribute('aria-invalid')).toBe('true');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.getByLabel('First day').fill(daysAgo(30));
    await page.getByLabel('Last day').fill(daysAgo(0));
    await page.getByText('The last day must be before today').waitFor();
    await page.getByRole('button', { name: 'Show' }).click();
    expect(await stack.emulator.calls()).toEqual({ [COUPONS]: 2 });

    await page.getByLabel('Last day').fill(daysAgo(1));
    await page.getByLabel('First day').fill(daysAgo(100));
    await page.getByRole('textbox', { name: /^Card id/ }).fill(COUPON);
    await page.getByRole('textbox', { name: /^Card id/ }).press('Enter');
    await page.getByRole('link', { name: COUPON }).waitFor();
    expect(parameters()).toMatchObject({ kind: 'coupons', card: COUPON, from: daysAgo(100) });
    expect(await stack.emulator.calls()).toEqual({ [COUPONS]: 6 });
  });

  test('links from each coupon of the totals to the statistics of that coupon', async () => {
    await openStatistics(`kind=coupons&origin=API&${lastDays(20)}`);
    await page.getByRole('link', { name: COUPON }).click();
    await page.locator('.plot canvas').first().waitFor();
    expect(parameters()).toEqual({ kind: 'coupons', card: COUPON, from: daysAgo(20), to: daysAgo(1) });
    expect(await page.getByRole('heading', { name: 'Totals by coupon' }).count()).toBe(0);
  });

  test('shades the days that could not be fetched, states why, and fetches them by the button', async () => {
    const times = ATTEMPTS_OF_TWO_CALLS_BUT_ONE;
    await stack.emulator.fault({ path: MERCHANT, kind: 'errcode', value: -1, times });
    await openStatistics(`origin=API&${lastDays(100)}`);
    await page.getByText('Some days could not be fetched.').waitFor();
    await page.getByText('errcode -1').waitFor();
    expect(await fact('Days')).toMatch(/, (62|38) not fetched$/);
    expect(await pixelsIn('--missing')).toBeGreaterThan(1000);
    expect((await download()).text.match(/,Not fetched,/g)).toHaveLength(
      (await fact('Days'))?.includes('62') ? 62 : 38,
    );

    await page.getByRole('button', { name: 'Retry' }).click();
    await page.getByText('0 not fetched').waitFor();
    expect(await page.getByText('Some days could not be fetched.').count()).toBe(0);
    expect(await pixelsIn('--missing')).toBe(0);
    expect(await stack.emulator.calls()).toEqual({ [MERCHANT]: 8 });
  });

  test('reports an error if no day could be fetched, and recovers', async () => {
    await stack.emulator.fault({ path: MEMBER, kind: 'errcode', value: 48001 });
    await open(`statistics#kind=member&card=${MEMBER_CARD}`);
    await page.getByRole('alert').getByText('errcode 48001').waitFor();
    wrong = [];
    await stack.emulator.clearFaults();
    await page.getByRole('button', { name: 'Retry' }).click();
    await page.locator('.plot canvas').first().waitFor();
  });

  test('writes every day into the CSV file and the table, and distinguishes a day without a row from zero', async () => {
    await openStatistics(lastDays(30));
    const { name, text } = await download();
    expect(name).toBe(`statistics-all-${daysAgo(30)}-${daysAgo(1)}.csv`);
    expect(text.startsWith('\u{FEFF}Day,State,Views,Claims,Redemptions,Gifts,Expirations,Users who viewed,')).toBe(
      true,
    );
    const lines = text.slice(1).split('\r\n');
    expect(lines).toHaveLength(32);
    expect(lines.filter((line) => line.includes('No row'))).toEqual([expect.stringMatching(/^[\d-]+,No row,{10}$/)]);
    const { merchantStats } = await stack.graph.data(
      `{ merchantStats(from: "${daysAgo(30)}", to: "${daysAgo(1)}") { rows { date viewCount } } }`,
    );
    const rows: { date: string; viewCount: number }[] = merchantStats.rows;
    const withData = lines.filter((line) => line.includes(',Data,'));
    expect(withData.map((line) => line.split(',').slice(0, 3).join())).toEqual(
      rows.map(({ date, viewCount }) => `${date},Data,${viewCount}`),
    );

    await page.getByText('Table of all days').first().click();
    await page.locator('details tbody tr').nth(29).waitFor();
    expect(await page.locator('details tbody tr', { hasText: 'No row' }).locator('td').nth(2).textContent()).toBe('–');
  });

  test('shows the values of a day by keyboard and by pointer, in all charts', async () => {
    await openStatistics(lastDays(30));
    const slider = page.getByRole('slider', { name: 'Day' });
    await slider.first().focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    const { text } = await download();
    const [date = '', , views] = text.split('\r\n')[2]?.split(',') ?? [];
    const shown = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(date));
    const expected = `${shown}, Views ${Number(views).toLocaleString('en-GB')}, Claims`;
    expect(await slider.first().getAttribute('aria-valuetext')).toContain(expected);
    expect(await slider.nth(1).getAttribute('aria-valuetext')).toContain(shown);

    const { x = 0, y = 0, width = 0 } = (await page.locator('.plot .u-over').first().boundingBox()) ?? {};
    await page.mouse.move(x + width - 2, y + 20);
    await expectValue(() => slider.first().inputValue(), '29');
  });

  test('hides a series by its button, which is in the address, and draws with the colors of the theme', async () => {
    await openStatistics(lastDays(30));
    expect(await pixelsIn('--series-1')).toBeGreaterThan(100);
    await page.getByRole('button', { name: /^Views/ }).press('Space');
    await expectValue(() => pixelsIn('--series-1'), 0);
    expect(parameters()).toMatchObject({ hide: 'viewCount' });
    expect(await pixelsIn('--series-2')).toBeGreaterThan(100);
    await page.getByLabel('Appearance').selectOption('dark');
    await expectValue(async () => (await pixelsIn('--series-2')) > 100, true);
    await page.setViewportSize({ width: 500, height: 800 });
    await expectValue(
      async () => ((await page.locator('.plot canvas').first().boundingBox())?.width ?? 999) < 500,
      true,
    );
  });

  test('is in Chinese if that is the language of the reader', async () => {
    await openStatistics(lastDays(30));
    await page.getByLabel('Language').selectOption('zh');
    await page.getByRole('heading', { name: '每日次数' }).waitFor();
    expect(await fact('浏览次数')).toMatch(/^[\d,]+$/);
    await page.getByText('每日数据表').first().click();
    await page.getByRole('cell', { name: '无记录' }).waitFor();
  });

  test('states that a ticket has no statistics, and that a card does not exist', async () => {
    await open('statistics#kind=card&card=pDEMO-movie-ticket-0001');
    await page.getByText('This card has no statistics.').waitFor();
    await open('statistics#kind=card&card=pUnknown');
    await page.getByText('The account has no card with this id.').waitFor();
    await open('statistics#kind=member');
    await page.getByText('Enter the id of a card.').waitFor();
  });

  async function expectValue<T>(read: () => Promise<T>, expected: T): Promise<void> {
    const until = Date.now() + 5000;
    while ((await read()) !== expected && Date.now() < until) await page.waitForTimeout(50);
    expect(await read()).toEqual(expected);
  }
});
