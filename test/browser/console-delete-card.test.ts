import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Stack } from '../support/stack.js';
import { describeInChromium, startChromium } from './chromium.js';
import { openConsole, startConsole } from './console-page.js';

const CARD = 'pDEMO-groupon-0001';
const DELETE = '/card/delete';
const QR = '/card/qrcode/create';

describeInChromium()('the forms that delete a card and create a QR code', () => {
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

  const open = async (act: string) => {
    ({ page } = await openConsole(context, stack, `/console/card/${CARD}#act=${act}`));
  };
  const submit = (name: string) => page.locator('form.act').getByRole('button', { name });
  const calls = async (path: string) => (await stack.emulator.ledger()).recent.filter((call) => call.path === path);

  test('require the last four characters of the id, and delete once', async () => {
    await open('delete');
    await page.getByLabel('Type the last 4 characters').fill('0002');
    await submit('Delete the card').click();
    await page.getByText('The characters differ.').waitFor();
    expect(await calls(DELETE)).toEqual([]);
    await page.getByLabel('Type the last 4 characters').fill('0001');
    await submit('Delete the card').dblclick();
    await page.getByText('Deleted card').waitFor();
    expect(await calls(DELETE)).toHaveLength(1);
  });

  test.each([
    ['delete', 'reset'],
    ['delete', 'truncate'],
    ['delete', 'hang'],
    ['qr', 'reset'],
    ['qr', 'truncate'],
    ['qr', 'hang'],
  ] as const)('end in a true statement, form %s after the fault %s', async (act, kind) => {
    const path = act === 'qr' ? QR : DELETE;
    await stack.emulator.fault({ path, kind, when: 'after', times: 1 });
    await open(act);
    if (act === 'delete') await page.getByLabel('Type the last 4 characters').fill('0001');
    await page.locator('form.act button[type="submit"]').click();
    const done = page.getByText('Done.', { exact: true });
    const repeat = page.getByRole('button', { name: 'Send the same request again' });
    await done.or(repeat).waitFor();
    if (await repeat.isVisible()) {
      await repeat.click();
      await done.waitFor();
    }
    // Another QR code does no harm.
    expect((await calls(path)).length).toBeLessThanOrEqual(act === 'qr' ? 2 : 1);
  });
});
