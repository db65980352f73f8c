import { existsSync } from 'node:fs';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { type Stack, startStack } from '../support/stack.js';
import { describeInChromium, startChromium } from './chromium.js';

const CREATE = '/card/create';
const UPLOAD = '/cgi-bin/media/uploadimg';
const TITLE = '单人下午茶套餐';

/** A picture of one pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describeInChromium()('the page that creates a card', () => {
  let browser: Browser;
  let tabs: BrowserContext;
  let stack: Stack;
  let page: Page;
  beforeAll(async () => {
    if (!existsSync('dist/console/index.html')) throw new Error('dist contains no console; run npm run console');
    [browser, stack] = await Promise.all([startChromium(), startStack({ server: { consoleFiles: 'dist/console' } })]);
    tabs = await browser.newContext({ locale: 'en-GB' });
    await tabs.route(/mmbiz/, (route) => route.abort());
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.close();
  });
  beforeEach(async () => {
    await stack.reset();
    page = await tabs.newPage();
    await page.goto(new URL('/console/new', stack.graph.url).href);
    await field('baseInfo.title').waitFor();
  });
  afterEach(() => page.close());

  const field = (name: string) => page.locator(`[name="${name}"]`);
  const create = () => page.getByRole('button', { name: 'Create the card' });
  const color = () => page.locator('label[title="Color010"]');
  const calls = async (path = CREATE) =>
    (await stack.emulator.ledger()).recent.filter((call) => call.path === path).length;
  const created = async () =>
    (await stack.emulator.state()).cards.filter(
      (card) => (card.groupon ?? card.member_card)?.base_info.title === TITLE,
    );
  const input = async (send: () => Promise<void>): Promise<Record<string, Record<string, unknown>>> => {
    const [request] = await Promise.all([
      page.waitForRequest((one) => (one.postData() ?? '').includes('mutation CreateCard')),
      send(),
    ]);
    return request.postDataJSON().variables.input.card;
  };

  async function fillCommon(): Promise<void> {
    for (const [name, text] of [
      ['baseInfo.title', TITLE],
      ['baseInfo.brandName', '青岚茶舍'],
      ['baseInfo.logoUrl', 'http://mmbiz.qpic.cn/mmbiz/demoqinglanlogo/0?wx_fmt=png'],
      ['baseInfo.notice', '使用时出示二维码'],
      ['baseInfo.description', '仅限堂食'],
      ['baseInfo.quantity', '500'],
    ] as const) {
      await field(name).fill(text);
    }
    await color().click();
  }

  async function fillGroupon(): Promise<void> {
    await fillCommon();
    await field('groupon.dealDetail').fill('手工茶点四款 56元');
    await field('baseInfo.validity.fixedTerm.termDays').fill('30');
  }

  test('creates one card with an uploaded logo although its button is clicked twice, and leads to it', async () => {
    await fillGroupon();
    await page
      .getByLabel('Logo: Upload a picture')
      .setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: PNG });
    await page.locator('.front img[src^="blob:"]').waitFor();
    expect(await field('baseInfo.logoUrl').inputValue()).toMatch(/^https?:\/\/mmbiz\.qpic\.cn\//);
    await page.getByRole('button', { name: 'Check without sending' }).click();
    await page.getByText('The server would send this.').waitFor();
    expect(await calls()).toBe(0);
    const { baseInfo, ...kind } = await input(() => create().dblclick());
    expect(kind).toEqual({ groupon: { dealDetail: '手工茶点四款 56元' } });
    expect(baseInfo).toMatchObject({
      title: TITLE,
      color: 'Color010',
      codeMode: 'PLATFORM',
      quantity: 500,
      validity: { fixedTerm: { termDays: 30, startsAfterDays: 0 } },
    });
    await page.getByText('The card was created and is under review.').waitFor();
    expect(await calls()).toBe(1);
    expect(await calls(UPLOAD)).toBe(1);
    expect(await created()).toHaveLength(1);
    await page.getByRole('link', { name: 'Open the card' }).click();
    await page.getByRole('heading', { level: 1, name: TITLE }).waitFor();
  });

  test('refuses what is missing or not within the limits before a call, and marks the fields', async () => {
    await create().click();
    await page.getByText('Nothing was sent. Correct the marked fields.').waitFor();
    for (const name of ['baseInfo.title', 'baseInfo.logoUrl', 'groupon.dealDetail', 'baseInfo.quantity']) {
      expect(await field(name).getAttribute('aria-invalid')).toBe('true');
    }
    expect(await field('baseInfo.title').evaluate((element) => element === document.activeElement)).toBe(true);
    await fillGroupon();
    await field('baseInfo.title').fill('一二三四五六七八九十');
    await page.getByText('30 of 27 bytes').waitFor();
    await field('baseInfo.title').fill(TITLE);
    await field('baseInfo.validity').selectOption('fixedRange');
    await field('baseInfo.validity.fixedRange.beginsAt').fill('2020-01-01T00:00');
    await field('baseInfo.validity.fixedRange.endsAt').fill('2020-02-01T00:00');
    await create().click();
    await page.getByText('The end must be in the future.').waitFor();
    await field('kind').selectOption('GENERAL_COUPON');
    await field('generalCoupon.defaultDetail').fill('满 100 减 20');
    await field('baseInfo.validity').selectOption('fixedTerm');
    await create().click();
    await page.getByText('A general coupon needs at least one picture.').waitFor();
    expect(await calls()).toBe(0);
  });

  test('refuses files that are not pictures, or are too large, before a call', async () => {
    const upload = page.getByLabel('Logo: Upload a picture');
    const large = Buffer.concat([PNG, Buffer.alloc(1_048_576)]);
    await upload.setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: Buffer.from('GIF89a') });
    await page.getByText('This file is neither a JPG nor a PNG.').waitFor();
    await upload.setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: large });
    await page.getByText('This file is larger than 1 MB.').waitFor();
    expect(await calls(UPLOAD)).toBe(0);
    await upload.setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: PNG.subarray(0, 50) });
    await page.getByText('The picture was not uploaded.').waitFor();
    expect(await calls(UPLOAD)).toBe(0);
    expect(await field('baseInfo.logoUrl').inputValue()).toBe('');
  });

  test('creates a permanent member card whose codes are deposited, with optional fields', async () => {
    await fillCommon();
    await field('kind').selectOption('MEMBER_CARD');
    await field('memberCard.benefits').fill('会员九折');
    await page.getByLabel('Points', { exact: true }).check();
    await field('baseInfo.validity').selectOption('permanent');
    await page.locator('.front', { hasText: 'Permanent' }).waitFor();
    await field('baseInfo.codeMode').selectOption('DEPOSITED');
    await page.locator('summary', { hasText: 'Member card' }).click();
    await page.getByLabel('One-tap activation').check();
    await page.locator('summary', { hasText: 'Custom link' }).click();
    await field('baseInfo.customLink.name').fill('会员日');
    await field('baseInfo.customLink.url').fill('https://demo.example/tea/day');
    const { baseInfo, memberCard } = await input(() => create().click());
    expect(memberCard).toEqual({
      benefits: '会员九折',
      pointsEnabled: true,
      balanceEnabled: false,
      wxActivate: true,
    });
    expect(baseInfo).toMatchObject({
      quantity: 0,
      codeMode: 'DEPOSITED',
      validity: { permanent: true },
      customLink: { name: '会员日', url: 'https://demo.example/tea/day' },
    });
    await page.getByText('The card was created and is under review.').waitFor();
    expect((await created())[0]?.member_card?.base_info.get_custom_code_mode).toBe('GET_CUSTOM_CODE_MODE_DEPOSIT');
  });

  test('keeps what was typed when the kind is changed and when the page is reloaded', async () => {
    await field('baseInfo.title').fill(TITLE);
    await field('groupon.dealDetail').fill('茶点');
    await field('kind').selectOption('CASH');
    await page.reload();
    await page.getByText('This form contains what was typed before.').waitFor();
    expect(await field('baseInfo.title').inputValue()).toBe(TITLE);
    await field('kind').selectOption('GROUPON');
    expect(await field('groupon.dealDetail').inputValue()).toBe('茶点');
  });

  test.each([
    ['reset', 'after'],
    ['truncate', 'after'],
    ['hang', 'after'],
    ['reset', 'before'],
  ] as const)(
    'states what is true if the response of the platform is lost by %s %s the creation',
    async (kind, when) => {
      await fillGroupon();
      await stack.emulator.fault({ path: CREATE, kind, when, times: 1 });
      await create().click();
      const repeat = page.getByRole('button', { name: 'Send the same request again' });
      const done = page.getByText('The card was created and is under review.');
      await done.or(repeat).first().waitFor();
      const isDone = await done.isVisible();
      if (!isDone) await page.getByText('No card like this was found so far.').waitFor();
      expect(await created()).toHaveLength(isDone ? 1 : 0);
      expect(when === 'after').toBe(isDone);
    },
  );

  test('learns the outcome with the same key if the response of the server was lost, also after a reload', async () => {
    await fillGroupon();
    await page.route('**/graphql', async (route) => {
      if (!(route.request().postData() ?? '').includes('mutation CreateCard')) return route.continue();
      await route.fetch();
      await route.abort();
    });
    await create().click();
    await page.getByText('no response of the server was received').waitFor();
    await page.unroute('**/graphql');
    await page.reload();
    await page.getByRole('button', { name: 'Send the same request again' }).click();
    await page.getByText('It was not made again.').waitFor();
    expect(await calls()).toBe(1);
    expect(await created()).toHaveLength(1);
  });
});
