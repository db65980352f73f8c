import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Stack } from '../support/stack.js';
import { until } from '../support/time.js';
import { describeInChromium, startChromium } from './chromium.js';
import { openConsole, startConsole } from './console-page.js';

describeInChromium()('the cards of the console', () => {
  let browser: Browser;
  let context: BrowserContext;
  let stack: Stack;
  beforeAll(async () => {
    [browser, stack] = await Promise.all([startChromium(), startConsole()]);
    context = await browser.newContext({ locale: 'en-GB' });
    await until(
      async () => (await stack.graph.ask('{ searchCards { complete } }')).data.searchCards?.complete === true,
    );
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.close();
  });

  const open = async (address: string) => {
    const opened = await openConsole(context, stack, address);
    await opened.page.getByRole('heading', { level: 1 }).waitFor();
    return opened;
  };
  const titles = (page: Page) => page.locator('tbody tr td:first-child a').allTextContents();
  const rows = (page: Page) => page.locator('tbody tr');

  test('are listed, filtered and paged from the index, without a call of the platform', async () => {
    await stack.emulator.clearLedger();
    const { page, wrong } = await open('/console/cards');
    await rows(page).nth(19).waitFor();
    const first = await titles(page);
    expect(first).toHaveLength(20);
    await page.getByRole('button', { name: 'Next page' }).click();
    await until(async () => (await titles(page)).length === 1);
    expect(first).not.toContain((await titles(page))[0]);
    await page.getByRole('button', { name: 'First page' }).click();
    await page.getByLabel('Type').selectOption('MEMBER_CARD');
    await until(async () => (await rows(page).count()) === 2);
    expect(await titles(page)).toContain('青岚茶舍会员卡');
    expect(new URL(page.url()).hash).toBe('#type=MEMBER_CARD');
    expect(Object.keys(await stack.emulator.calls())).toEqual([]);
    expect(wrong).toEqual([]);
    await page.close();
  });

  test('are filtered by a link with parameters, and those that are not valid are ignored', async () => {
    const { page } = await open('/console/cards#text=%E4%B8%8B%E5%8D%88%E8%8C%B6&status=NONE&sort=__proto__&after=');
    await page.getByRole('link', { name: '双人下午茶套餐' }).waitFor();
    expect(await rows(page).count()).toBe(1);
    await page.close();
  });

  test('are sorted in both directions, and each order starts with its usual one', async () => {
    const { page } = await open('/console/cards#sort=STOCK');
    await rows(page).first().waitFor();
    const stock = async () => Number((await rows(page).first().locator('.number').textContent())?.replace(/,/g, ''));
    expect(await stock()).toBe(0);
    await page.getByLabel('Direction').selectOption('DESCENDING');
    await until(async () => (await stock()) >= 100_000);
    expect(new URL(page.url()).hash).toBe('#sort=STOCK&direction=DESCENDING');
    await page.getByLabel(/^Sort/).selectOption('ENDS_AT');
    await until(() => new URL(page.url()).hash === '#sort=ENDS_AT');
    await page.close();
  });

  test('have pictures of the hosts of the platform only, without a referrer', async () => {
    const { page } = await open('/console/cards');
    const { host } = new URL(stack.graph.url);
    const foreign: { readonly host: string; readonly referer: string | undefined }[] = [];
    page.on('request', (request) => {
      const to = new URL(request.url()).host;
      if (to !== host) foreign.push({ host: to, referer: request.headers().referer });
    });
    await page.reload();
    await rows(page).nth(19).waitFor();
    await until(() => foreign.length > 0);
    expect(new Set(foreign.map((one) => one.host))).toEqual(new Set(['mmbiz.qpic.cn']));
    expect(foreign.map(({ referer }) => referer).filter(Boolean)).toEqual([]);
    await page.close();
  });
});

describeInChromium()('the page of a card', () => {
  let browser: Browser;
  let context: BrowserContext;
  let stack: Stack;
  beforeAll(async () => {
    [browser, stack] = await Promise.all([startChromium(), startConsole()]);
    context = await browser.newContext({ locale: 'zh-CN' });
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.close();
  });

  test('shows the facts of its type in the language of the reader by one call, and the statistics when they are opened', async () => {
    await stack.emulator.clearLedger();
    const { page, wrong } = await openConsole(context, stack, '/console/card/pDEMO-member-card-0001');
    await page.getByRole('heading', { name: '青岚茶舍会员卡' }).waitFor();
    await page.getByText('特权说明').waitFor();
    await page.getByText('永久有效').waitFor();
    const calls = async () => Object.entries(await stack.emulator.calls()).filter(([path]) => !path.includes('token'));
    const before = Object.fromEntries(await calls());
    expect(before['/card/get']).toBeGreaterThanOrEqual(1);
    expect(Object.keys(before).filter((path) => path.startsWith('/datacube/'))).toEqual([]);
    await page.getByText('近 30 天统计').click();
    await page.locator('canvas').first().waitFor();
    expect(Object.fromEntries(await calls())['/datacube/getcardmembercarddetail']).toBe(1);
    expect(wrong).toEqual([]);
    await page.close();
  });

  test('shows the fields as the platform sent them', async () => {
    const { page } = await openConsole(context, stack, '/console/card/pDEMO-groupon-0001');
    await page.getByText('微信平台的原始字段').click();
    await page.getByText('"get_limit": 3').waitFor();
    await page.close();
  });

  test('states that the account has no card with its id', async () => {
    const { page } = await openConsole(context, stack, '/console/card/pNONE');
    await page.getByText('账号没有此 ID 的卡券。').waitFor();
    await page.close();
  });
});
