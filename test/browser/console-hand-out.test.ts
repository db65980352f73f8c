import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Stack } from '../support/stack.js';
import { describeInChromium, startChromium } from './chromium.js';
import { openConsole, startConsole } from './console-page.js';

const CARD = 'pDEMO-groupon-0001';
const DEPOSITED = 'pDEMO-general-coupon-0003';
const QR = '/card/qrcode/create';
const DEPOSIT = '/card/code/deposit';

describeInChromium()('the forms that hand out a card', () => {
  let browser: Browser;
  let stack: Stack;
  let context: BrowserContext;
  let page: Page;
  let wrong: readonly string[];
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

  const open = async (card: string, act: string) => {
    ({ page, wrong } = await openConsole(context, stack, `/console/card/${card}#act=${act}`));
  };
  const submit = (name: string) => page.locator('form.act').getByRole('button', { name });
  const repeat = () => page.getByRole('button', { name: 'Send the same request again' });
  const calls = async (path: string) => (await stack.emulator.ledger()).recent.filter((call) => call.path === path);
  const numbered = (count: number) => Array.from({ length: count }, (_, at) => `NEW-${at}`).join('\n');
  const fact = (name: string) => page.locator('form.act dl div', { hasText: name }).locator('dd');

  test('draw a QR code once, within the content security policy', async () => {
    await open(CARD, 'qr');
    await page.getByLabel('Lifetime, seconds').fill('59');
    await submit('Create the QR code').click();
    await page.getByText('From 60 to 1,800.').waitFor();
    expect(await page.getByLabel('Lifetime, seconds').getAttribute('aria-invalid')).toBe('true');
    expect(await calls(QR)).toEqual([]);
    await page.getByLabel('Lifetime, seconds').fill('600');
    await page.getByLabel('A single user can claim').check();
    await page.getByLabel('Channel').fill('poster-7');
    await submit('Create the QR code').dblclick();
    await page.getByRole('img', { name: 'The QR code with which users claim the card' }).waitFor();
    expect(await fact('Content').textContent()).toMatch(/^http:\/\/weixin\.qq\.com\/q\//);
    expect(await fact('Picture of the platform').textContent()).toContain('showqrcode');
    expect(await calls(QR)).toHaveLength(1);
    expect(wrong).toEqual([]);
  });

  test('sign a card for a page, and state that nothing was signed if the request fails', async () => {
    await open(CARD, 'sign');
    await page.route('**/graphql', (route) =>
      (route.request().postData() ?? '').includes('signAddCard') ? route.abort() : route.continue(),
    );
    await submit('Sign').click();
    await page.getByText('Nothing was changed. The input can be sent again.').waitFor();
    await page.unroute('**/graphql');
    await submit('Sign').click();
    await page.getByText('It works once').waitFor();
    const cardExt = JSON.parse((await fact('cardExt').textContent()) ?? '');
    expect(cardExt.signature).toMatch(/^[\da-f]{40}$/);
  });

  test('refuse codes that cannot be deposited before a call, with their lines', async () => {
    await open(DEPOSITED, 'deposit');
    await page.getByLabel('Choose a CSV or text file').setInputFiles({
      name: 'codes.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('code,shop\r\nA-1,north\r\n"A 2",north\r\nA-1,south\r\nA-3456789012345678901,south\r\n'),
    });
    await page.getByText('Line 3: other characters').waitFor();
    await page.getByText('Line 4: the same code as in line 2.').waitFor();
    await page.getByText('Line 5: more than 20 characters.').waitFor();
    await submit('Deposit').click();
    await page.getByText('Correct 3 lines first.').waitFor();
    expect(await page.locator('textarea').getAttribute('aria-invalid')).toBe('true');
    expect(await calls(DEPOSIT)).toEqual([]);
  });

  test('deposit codes in portions and state the outcome of each', async () => {
    await open(DEPOSITED, 'deposit');
    await page.locator('textarea').fill(`QL-0101\n${numbered(150)}`);
    await submit('Deposit 151 codes').dblclick();
    await page.getByText('Done.').waitFor();
    expect(await fact('Deposited').first().textContent()).toBe('150');
    expect(await fact('Was deposited before').textContent()).toBe('1');
    expect(await calls(DEPOSIT)).toHaveLength(2);
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByText('Save the outcomes').click()]);
    const chunks: Buffer[] = [];
    for await (const chunk of await file.createReadStream()) chunks.push(chunk);
    const lines = Buffer.concat(chunks).toString().trimEnd().split('\r\n');
    expect(lines).toHaveLength(152);
    expect(lines[1]).toBe('QL-0101,alreadyDeposited,Was deposited before');
  });

  test('continue a deposit with the same key after a response was lost, also after a reload', async () => {
    await open(DEPOSITED, 'deposit');
    let sent = 0;
    await page.route('**/graphql', async (route) => {
      if (!(route.request().postData() ?? '').includes('depositCodes')) return route.continue();
      sent += 1;
      if (sent === 1) return route.continue();
      await route.fetch();
      await route.abort();
    });
    await page.locator('textarea').fill(numbered(250));
    await submit('Deposit 250 codes').click();
    await page.getByText('Only a part is certain').waitFor();
    expect(await fact('Deposited').first().textContent()).toBe('100');
    expect(await fact('Not sent, or not known').textContent()).toBe('150');
    await page.unroute('**/graphql');
    await page.reload();
    await repeat().click();
    await page.getByText('Done.').waitFor();
    expect(await fact('Deposited').first().textContent()).toBe('250');
    expect(await calls(DEPOSIT)).toHaveLength(3);
  });

  test.each(['reset', 'truncate', 'hang'] as const)(
    'deposit each code once, and state it if the response of the platform is lost by %s',
    async (kind) => {
      await stack.emulator.fault({ path: DEPOSIT, kind, when: 'after', times: 1 });
      await open(DEPOSITED, 'deposit');
      await page.locator('textarea').fill(numbered(3));
      await submit('Deposit 3 codes').click();
      const done = page.getByText('Done.', { exact: true });
      await done.or(repeat()).first().waitFor();
      if (await repeat().isVisible()) await repeat().click();
      await done.waitFor();
      const states = await fact('Deposited').or(fact('Was deposited before')).allTextContents();
      expect(states.map(Number).reduce((sum, one) => sum + one, 0)).toBe(3);
    },
  );

  test('state that a part was deposited if the platform refuses a later portion', async () => {
    await open(DEPOSITED, 'deposit');
    await page.route('**/graphql', async (route) => {
      if ((route.request().postData() ?? '').includes('NEW-100')) {
        await stack.emulator.fault({ path: DEPOSIT, kind: 'errcode', value: 40078, times: 1 });
        await page.unroute('**/graphql');
      }
      return route.continue();
    });
    await page.locator('textarea').fill(numbered(150));
    await submit('Deposit 150 codes').click();
    await page.getByText('Some of the codes were deposited. The others were not.').waitFor();
    expect(await fact('Not sent, or not known').textContent()).toBe('50');
    await submit('Deposit 150 codes').click();
    await page.getByText('Done.').waitFor();
    expect(await fact('Was deposited before').textContent()).toBe('100');
  });
});
