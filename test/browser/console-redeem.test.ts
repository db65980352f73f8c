import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Stack } from '../support/stack.js';
import { describeInChromium, startChromium } from './chromium.js';
import { type ConsolePage, openConsole, startConsole } from './console-page.js';

const CODE = '100000000001';
const CUSTOM_CARD = 'pDEMO-general-coupon-0003';
const CONSUME = '/card/code/consume';
const UPDATE = '/card/code/update';
const UNAVAILABLE = '/card/code/unavailable';

const LOSSES = ['reset', 'truncate', 'hang'] as const;

describeInChromium()('the forms that change a code', () => {
  let browser: Browser;
  let context: BrowserContext;
  let stack: Stack;
  let opened: ConsolePage;
  beforeAll(async () => {
    [browser, stack] = await Promise.all([startChromium(), startConsole({ requestTimeoutMs: 3000 })]);
    context = await browser.newContext({ locale: 'en-GB' });
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.close();
  });
  beforeEach(() => stack.reset());
  afterEach(async () => {
    const { page, wrong, addresses } = opened;
    await page.close();
    expect(wrong).toEqual([]);
    expect(addresses.filter((address) => /\d{12}|QL-/.test(address.replace(/#.*/, '')))).toEqual([]);
  });

  async function openForm(act: string, { code, card = '' }: { code: string; card?: string }): Promise<Page> {
    const values = new URLSearchParams({ code, ...(card === '' ? {} : { card }), act });
    opened = await openConsole(context, stack, `/console/code#${values}`);
    await opened.page.locator('form.act').waitFor();
    return opened.page;
  }

  const confirmation = (page: Page) => page.getByLabel('Type the last 4 characters to confirm');
  const submit = (page: Page) => page.locator('form.act button[type=submit]');
  const repeat = (page: Page) => page.getByRole('button', { name: 'Send the same request again' });
  const badge = (page: Page, text: string) => page.locator('main .badge', { hasText: text }).first().waitFor();
  const calls = async (path: string) => (await stack.emulator.calls())[path] ?? 0;
  const statusOf = async (code: string) => {
    const { codes } = await stack.emulator.state();
    return codes.find((one) => one.code === code)?.user_card_status;
  };

  async function redeem(page: Page): Promise<void> {
    await confirmation(page).fill('0001');
    await submit(page).click();
  }

  test('redeem once if the button is clicked twice, and show the redeemed code', async () => {
    const page = await openForm('redeem', { code: CODE });
    await confirmation(page).fill('0001');
    await submit(page).dblclick();
    await page.getByText('Done.', { exact: true }).waitFor();
    await page.getByText('The code cannot be redeemed.', { exact: true }).waitFor();
    await badge(page, 'Redeemed');
    expect(await calls(CONSUME)).toBe(1);
    expect(await statusOf(CODE)).toBe('CONSUMED');
    // Only custom codes can be replaced.
    expect(await page.getByRole('button', { name: 'Replace the code' }).count()).toBe(0);
  });

  test('refuse to redeem without the last characters of the code before a call, and mark the field', async () => {
    const page = await openForm('redeem', { code: CODE });
    for (const text of ['', '0002']) {
      await confirmation(page).fill(text);
      await submit(page).click();
      await page.getByText('The characters differ.').waitFor();
      expect(await confirmation(page).getAttribute('aria-invalid')).toBe('true');
    }
    expect(await calls(CONSUME)).toBe(0);
  });

  test('report that another till has redeemed the code', async () => {
    const page = await openForm('redeem', { code: CODE });
    await stack.emulator.act(CODE, 'redeem');
    await redeem(page);
    await page.getByText('Nothing was changed.').waitFor();
    await page.locator('form.act').getByText('CODE_ALREADY_REDEEMED').waitFor();
    await page.getByText('The code cannot be redeemed.', { exact: true }).waitFor();
    await badge(page, 'Redeemed');
    await page.getByRole('button', { name: 'Close' }).click();
    expect(await page.getByRole('button', { name: 'Redeem', exact: true }).count()).toBe(0);
  });

  test.each(LOSSES)(
    'state that it is not known who redeemed the code if the response is lost by %s, and redeem once',
    async (kind) => {
      const page = await openForm('redeem', { code: CODE });
      await stack.emulator.fault({ path: CONSUME, kind, when: 'after', times: 1 });
      await redeem(page);
      await page.getByText('the response of the platform was lost').waitFor();
      await page.getByText('by this request, or by another till').waitFor();
      await badge(page, 'Redeemed');
      await page.reload();
      await repeat(page).click();
      await page.getByText('by this request, or by another till').waitFor();
      expect(await calls(CONSUME)).toBe(1);
    },
  );

  test('learn the outcome with the same key if the response of the server was lost', async () => {
    const page = await openForm('redeem', { code: CODE });
    await page.route('**/graphql', async (route) => {
      if (!(route.request().postData() ?? '').includes('redeemCode')) return route.continue();
      await route.fetch();
      await route.abort();
    });
    await redeem(page);
    await page.getByText('no response of the server was received').waitFor();
    await page.unroute('**/graphql');
    await page.reload();
    await repeat(page).click();
    await page.getByText('It was not made again.').waitFor();
    expect(await calls(CONSUME)).toBe(1);
  });

  test.each(['', ...LOSSES] as const)(
    'replace a custom code and open the new one, with the loss of the response by “%s”',
    async (kind) => {
      const page = await openForm('replace', { code: 'QL-0001', card: CUSTOM_CARD });
      if (kind !== '') await stack.emulator.fault({ path: UPDATE, kind, when: 'after', times: 1 });
      await page.getByLabel('New code').fill(' QL-0901 ');
      await submit(page).dblclick();
      const done = page.getByText('The code QL-0001 was replaced by QL-0901.');
      await done.or(repeat(page)).waitFor();
      if (await repeat(page).isVisible()) await repeat(page).click();
      await done.waitFor();
      await page.getByText('The code can be redeemed.').waitFor();
      expect(await page.getByRole('heading', { level: 2 }).first().textContent()).toBe('QL-0901');
      expect(await statusOf('QL-0901')).toBe('NORMAL');
      expect(await statusOf('QL-0001')).toBeUndefined();
      expect(await calls(UPDATE)).toBe(1);
    },
  );

  test('refuse an invalid new code before a call, and mark the field for one that is taken', async () => {
    const page = await openForm('replace', { code: 'QL-0001', card: CUSTOM_CARD });
    const field = page.getByLabel('New code');
    for (const [text, problem] of [
      ['', 'This field is required.'],
      ['QL-0001', 'The new code must differ'],
      ['券'.repeat(22), 'At most 64 bytes'],
    ] as const) {
      await field.fill(text);
      await submit(page).click();
      await page.getByText(problem).waitFor();
      expect(await field.getAttribute('aria-invalid')).toBe('true');
    }
    expect(await calls(UPDATE)).toBe(0);
    await field.fill('QL-0003');
    await submit(page).click();
    await page.getByText('Nothing was changed.').waitFor();
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    expect(await field.inputValue()).toBe('QL-0003');
    expect(await statusOf('QL-0001')).toBe('NORMAL');
  });

  test.each(['', ...LOSSES] as const)(
    'make a code unavailable after a confirmation, with the loss of the response by “%s”',
    async (kind) => {
      const page = await openForm('invalidate', { code: CODE });
      await submit(page).click();
      await page.getByText('The characters differ.').waitFor();
      expect(await calls(UNAVAILABLE)).toBe(0);
      if (kind !== '') await stack.emulator.fault({ path: UNAVAILABLE, kind, when: 'after', times: 1 });
      await page.getByLabel('Reason').fill('退款');
      await confirmation(page).fill('0001');
      await submit(page).dblclick();
      const done = page.getByText('Done.', { exact: true });
      await done.or(repeat(page)).waitFor();
      if (await repeat(page).isVisible()) await repeat(page).click();
      await done.waitFor();
      await page.getByText('The code cannot be redeemed.', { exact: true }).waitFor();
      await badge(page, 'Unavailable');
      expect(await statusOf(CODE)).toBe('UNAVAILABLE');
    },
  );
});
