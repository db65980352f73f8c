import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Stack } from '../support/stack.js';
import { describeInChromium, startChromium } from './chromium.js';
import { openConsole, startConsole } from './console-page.js';

const ADD = '/card/paygiftcard/add';
const DELETE = '/card/paygiftcard/delete';

describeInChromium()('the forms that add and delete a pay-gift rule', () => {
  let browser: Browser;
  let stack: Stack;
  let context: BrowserContext;
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
    context = await browser.newContext({ locale: 'en-GB' });
  });
  afterEach(() => context.close());

  const open = async (fragment: string) => {
    ({ page } = await openConsole(context, stack, `/console/rules${fragment}`));
  };
  const submit = (name: string) => page.locator('form.act').getByRole('button', { name });
  const calls = async (path: string) => (await stack.emulator.ledger()).recent.filter((call) => call.path === path);

  async function fill(merchants: string): Promise<void> {
    await page.getByLabel('Member card id').fill('pDEMO-member-card-0001');
    await page.getByLabel('Merchant ids').fill(merchants);
    await page.getByLabel('Begins (China time)').fill('2031-01-01T08:00');
    await page.getByLabel('Ends (China time)').fill('2031-02-01T08:00');
    await page.getByLabel('Smallest payment, yuan').fill('0.5');
    await page.getByLabel('Largest payment, yuan').fill('100');
  }

  test('add one rule if the button is clicked twice, and name the merchants that were excluded', async () => {
    await open('#act=add');
    await fill('1900000901\n7200112345');
    await submit('Add the rule').dblclick();
    await page.getByText('Done.').waitFor();
    const excluded = page.locator('form.act tbody tr');
    expect(await excluded.count()).toBe(1);
    expect(await excluded.textContent()).toContain('7200112345');
    expect(await excluded.textContent()).toContain('72001');
    const ruleId = (await page.locator('form.act dd code').first().textContent()) ?? '';
    const added = await calls(ADD);
    expect(added).toHaveLength(1);
    await page.getByRole('link', { name: 'Open the rule' }).click();
    await page.getByRole('heading', { name: `Rule ${ruleId}` }).waitFor();
    await page.getByText('¥0.50 – ¥100.00').waitFor();
    await page.getByText('1 Jan 2031, 08:00').waitFor();
  });

  test('state that nothing was changed if every merchant is excluded, and why', async () => {
    await open('#act=add');
    await fill('1900000101');
    await submit('Add the rule').click();
    await page.getByText('Nothing was changed.').waitFor();
    await page.getByText('RULE_NOT_CREATED').waitFor();
    await page.getByText('Used by rule 1000001').waitFor();
    expect(await page.getByLabel('Merchant ids').inputValue()).toBe('1900000101');
  });

  test('refuse bad input before a call, and mark the fields', async () => {
    await open('#act=add');
    await fill('1900000901 1900000901');
    await page.getByLabel('Ends (China time)').fill('2030-12-31T08:00');
    await page.getByLabel('Smallest payment, yuan').fill('101');
    await page.getByLabel('Own page for claiming').fill('demo.example');
    await submit('Add the rule').click();
    await page.getByText('This merchant id occurs twice: 1900000901').waitFor();
    await page.getByText('The end must be after the beginning.').waitFor();
    await page.getByText('The largest payment must not be less than the smallest one.').waitFor();
    await page.getByText('Enter an address that begins with https:// or http://.').waitFor();
    expect(await page.locator('[aria-invalid="true"]').count()).toBe(4);
    expect(await calls(ADD)).toEqual([]);
  });

  test('delete a rule after its last four characters were typed', async () => {
    await open('#id=1000002&act=delete');
    await page.getByLabel('Type the last 4 characters').fill('0003');
    await submit('Delete the rule').click();
    await page.getByText('The characters differ.').waitFor();
    expect(await calls(DELETE)).toEqual([]);
    await page.getByLabel('Type the last 4 characters').fill('0002');
    await submit('Delete the rule').dblclick();
    await page.getByText('Done.', { exact: true }).waitFor();
    expect(await calls(DELETE)).toHaveLength(1);
    await page.getByText('The account has no rule with this id.').waitFor();
  });

  const done = () => page.getByText('Done.', { exact: true });
  const repeat = () => page.getByRole('button', { name: 'Send the same request again' });
  const LOST = ['reset', 'truncate', 'hang'] as const;

  test.each(LOST)('add one rule, and end in a true statement if the response is lost by %s', async (kind) => {
    await stack.emulator.fault({ path: ADD, kind, when: 'after', times: 1 });
    await open('#act=add');
    await fill('1900000902');
    await submit('Add the rule').click();
    await done().or(repeat()).waitFor();
    expect(await calls(ADD)).toHaveLength(1);
  });

  test.each(LOST)('delete a rule, and state it if the response is lost by %s', async (kind) => {
    await stack.emulator.fault({ path: DELETE, kind, when: 'after', times: 1 });
    await open('#id=1000002&act=delete');
    await page.getByLabel('Type the last 4 characters').fill('0002');
    await submit('Delete the rule').click();
    await done().or(repeat()).waitFor();
    if (await repeat().isVisible()) await repeat().click();
    await done().waitFor();
    await page.getByText('The account has no rule with this id.').waitFor();
  });
});
