import type { Browser, Page } from 'playwright-core';
import { useStack } from '../support/use-stack.js';
import { describeInChromium, startChromium } from './chromium.js';
import { CONSOLE_FILES } from './console-files.js';

describeInChromium()('the pay-gift rules of the console', () => {
  const stack = useStack({ server: { consoleFiles: CONSOLE_FILES }, beforeEach: 'clearLedger' });
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    browser = await startChromium();
  });
  afterAll(() => browser?.close());
  const open = async (fragment = '', locale = 'en-GB') => {
    page = await browser.newPage({ locale });
    await page.goto(new URL(`/console/rules${fragment}`, stack.graph.url).href);
  };
  afterEach(() => page.close());

  const rows = () => page.locator('tbody tr');
  const ruleCalls = async () =>
    Object.fromEntries(Object.entries(await stack.emulator.calls()).filter(([path]) => path.includes('/paygiftcard/')));

  test('lists all rules with their terms in yuan and in words by one call', async () => {
    await open();
    await rows().nth(3).waitFor();
    expect(await rows().count()).toBe(4);
    const text = await rows().filter({ hasText: '1900000101' }).textContent();
    expect(text).toContain('In force');
    expect(text).toContain('1900000101 1900000102');
    expect(text).toContain('¥2.00 – ¥20,000.00');
    expect(await rows().getByText('Not begun').count()).toBe(1);
    expect(await rows().getByText('Ended').count()).toBe(1);
    expect(await ruleCalls()).toEqual({ '/card/paygiftcard/batchget': 1 });
  });

  test('names the card by its title, and links it', async () => {
    await open();
    const link = rows().filter({ hasText: '1900000201' }).getByRole('link').last();
    await page.waitForFunction(() => !document.querySelector('tbody')?.textContent?.includes('pDEMO'), undefined, {
      timeout: 20_000,
    });
    expect(await link.getAttribute('href')).toMatch(/^\/console\/card\/pDEMO-member/);
  });

  test('shows only rules in force with a parameter in the fragment', async () => {
    await open();
    await rows().nth(3).waitFor();
    await page.getByLabel('Rules').selectOption('In force');
    await page.getByText('2 rules').waitFor();
    expect(await rows().count()).toBe(2);
    expect(new URL(page.url()).hash).toBe('#show=effective');
  });

  test('shows a rule by the id in the fragment', async () => {
    await open('#id=1000002');
    await page.getByRole('heading', { name: 'Rule 1000002' }).waitFor();
    await page.getByText('pages/join?from=pay').waitFor();
    await page.getByText('¥100.00 – ¥5,000.00').waitFor();
    await page.getByRole('link', { name: 'All rules' }).click();
    await rows().nth(3).waitFor();
    await page.getByLabel('Rule id').fill('999');
    await page.getByRole('button', { name: 'Open rule' }).click();
    await page.getByText('The account has no rule with this id.').waitFor();
  });

  test('is in Chinese for a reader of Chinese', async () => {
    await open('', 'zh-CN');
    await page.getByRole('heading', { name: '支付即会员规则' }).waitFor();
    await rows().getByText('未开始').waitFor();
  });
});
