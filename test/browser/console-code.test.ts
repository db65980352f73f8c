import type { Browser, BrowserContext } from 'playwright-core';
import { apiKeys, entryOf, keyOf } from '../support/api-keys.js';
import type { Stack } from '../support/stack.js';
import { describeInChromium, startChromium } from './chromium.js';
import { type ConsolePage, openConsole, startConsole } from './console-page.js';

const CUSTOM_CARD = 'pDEMO-general-coupon-0003';
const CODE_GET = '/card/code/get';
const CARD_GET = '/card/get';

describeInChromium()('the page of codes', () => {
  let browser: Browser;
  let context: BrowserContext;
  let stack: Stack;
  let opened: ConsolePage;
  beforeAll(async () => {
    [browser, stack] = await Promise.all([startChromium(), startConsole()]);
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
    expect(addresses.filter((address) => /\d{12}|QL-|oDEMO/.test(address.replace(/#.*/, '')))).toEqual([]);
  });

  async function openCode(fragment: string) {
    opened = await openConsole(context, stack, `/console/code${fragment}`);
    return opened.page;
  }

  test('shows a code that can be redeemed by one call for it and one for its card', async () => {
    const page = await openCode('#code=100000000001');
    await page.getByText('The code can be redeemed.').waitFor();
    const text = await page.locator('main').textContent();
    expect(text).toContain('Normal');
    expect(text).toContain('store-tianhe');
    expect(text).toMatch(/Begins\d+ \w+ \d{4}, 00:00Ends\d+ \w+ \d{4}, 23:59/);
    expect(await page.getByRole('link', { name: '双人下午茶套餐' }).getAttribute('href')).toBe(
      '/console/card/pDEMO-groupon-0001',
    );
    expect(await stack.emulator.calls()).toEqual({ [CODE_GET]: 1, [CARD_GET]: 1 });
  });

  test('contains the openid of the holder and the raw fields only while they are requested', async () => {
    const page = await openCode('#code=100000000001');
    await page.getByText('••••').waitFor();
    expect(await page.content()).not.toContain('oDEMO-user-0001');
    await page.getByRole('button', { name: 'Show personal data' }).click();
    await page.getByText('oDEMO-user-0001').waitFor();
    expect(await page.getByRole('link', { name: 'Wallet', exact: true }).getAttribute('href')).toBe(
      '/console/members#openid=oDEMO-user-0001',
    );
    await page.getByRole('button', { name: 'Mask personal data' }).click();
    await page.getByText('••••').waitFor();
    expect(await page.content()).not.toMatch(/oDEMO-user-0001|user_card_status/);
    await page.getByText('Raw fields').click();
    await page.getByText('"user_card_status": "NORMAL"').waitFor();
    expect(await stack.emulator.calls()).toEqual({ [CODE_GET]: 1, [CARD_GET]: 1 });
  });

  test.each([
    ['redeemed', '100000000002', 'Redeemed', 'The code has already been redeemed.', 'CODE_ALREADY_REDEEMED', 40099],
    ['expired', '100000000003', 'Expired', 'The code cannot be redeemed now', 'CODE_NOT_REDEEMABLE', 40127],
    ['unavailable', '100000000007', 'Unavailable', 'The code cannot be redeemed now', 'CODE_NOT_REDEEMABLE', 40127],
  ])('explains why a code that is %s cannot be redeemed', async (_, code, status, meaning, error, errcode) => {
    const page = await openCode(`#code=${code}`);
    await page.getByText('The code cannot be redeemed.', { exact: true }).waitFor();
    expect(await page.locator('.badge').textContent()).toBe(status);
    const notice = await page.locator('.notice').textContent();
    expect(notice).toContain(meaning);
    expect(notice).toMatch(new RegExp(`${error} · errcode ${errcode} · errmsg .+ rid: `));
    expect(await stack.emulator.calls()).toEqual({ [CODE_GET]: 2, [CARD_GET]: 1 });
  });

  test('explains the reason in Chinese', async () => {
    const page = await openCode('#code=100000000002');
    await page.getByLabel('Language').selectOption('zh');
    await page.getByText('券码不可核销。').waitFor();
    expect(await page.locator('.badge').textContent()).toBe('已核销');
    expect(await page.locator('.notice').textContent()).toContain('券码已经核销。');
    await page.getByLabel('语言').selectOption('en');
  });

  test('offers the card id if a code was not found without it, and finds a custom code with it', async () => {
    const page = await openCode('#code=QL-0001');
    await page.getByText('The code was not found.').waitFor();
    await page.getByText('finds a custom code only with the id of its card').waitFor();
    expect(await page.getByRole('link', { name: 'Cards with: Custom codes' }).getAttribute('href')).toBe(
      '/console/cards#codeMode=CUSTOM',
    );
    expect(await stack.emulator.calls()).toEqual({ [CODE_GET]: 1 });

    await page.getByRole('button', { name: 'Enter the card id' }).click();
    await page.keyboard.type(CUSTOM_CARD);
    await page.keyboard.press('Enter');
    await page.getByText('The code can be redeemed.').waitFor();
    expect(new URL(page.url()).hash).toBe(`#code=QL-0001&card=${CUSTOM_CARD}`);
    expect(await page.getByText('finds a custom code only').count()).toBe(0);
    expect(await stack.emulator.calls()).toEqual({ [CODE_GET]: 2, [CARD_GET]: 1 });
  });

  test('does not offer the card id if a code was not found with one', async () => {
    const page = await openCode(`#code=QL-9999&card=${CUSTOM_CARD}`);
    await page.getByText('The code was not found.').waitFor();
    expect(await page.getByRole('button', { name: 'Enter the card id' }).count()).toBe(0);
  });

  test('checks the code in its form, as a card shows it, and again on request', async () => {
    const page = await openCode('');
    const code = page.getByLabel('Code', { exact: true });
    expect(await stack.emulator.calls()).toEqual({});
    await code.fill(' 1000 0000 0001 ');
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByText('The code can be redeemed.').waitFor();
    expect(new URL(page.url()).hash).toBe('#code=100000000001');
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByText('The code can be redeemed.').waitFor();
    await page.getByRole('button', { name: 'Refresh' }).click();
    await page.waitForFunction(() => document.querySelector('section[aria-busy="false"]') !== null);
    expect(await stack.emulator.calls()).toMatchObject({ [CODE_GET]: 3 });
  });

  test('shows the error of a code that is too long, and the next code without a reload', async () => {
    const page = await openCode(`#code=${'é'.repeat(40)}`);
    await page.getByText('BAD_USER_INPUT').waitFor();
    await page.getByLabel('Code', { exact: true }).fill('100000000001');
    await page.keyboard.press('Enter');
    await page.getByText('The code can be redeemed.').waitFor();
    expect(await page.getByText('BAD_USER_INPUT').count()).toBe(0);
  });

  test('leads from the code of a member card to the profile', async () => {
    const page = await openCode('#code=200000010001');
    await page.getByText('The code belongs to a member card, which is never redeemed.').waitFor();
    await page.getByRole('link', { name: 'Profile' }).click();
    await page.getByRole('heading', { name: 'Member with the code' }).waitFor();
    expect(new URL(page.url()).hash).toBe('#card=pDEMO-member-card-0001&code=200000010001');
  });

  describe('for a caller with few scopes', () => {
    let guarded: Stack;
    beforeAll(async () => {
      const auth = apiKeys(
        entryOf('codes', { scopes: ['code:read'] }),
        entryOf('members', { scopes: ['member:read'] }),
      );
      guarded = await startConsole({ auth });
    });
    afterAll(() => guarded?.close());

    async function signIn(name: string, address: string) {
      opened = await openConsole(context, guarded, address);
      await opened.page.getByLabel('Credential', { exact: true }).fill(keyOf(name));
      await opened.page.getByRole('button', { name: 'Sign in' }).click();
      return opened.page;
    }

    test('shows neither the card nor the member without their scopes', async () => {
      await guarded.emulator.clearLedger();
      const page = await signIn('codes', '/console/code#code=200000010001');
      await page.getByText('The code belongs to a member card').waitFor();
      expect(await page.getByText('pDEMO-member-card-0001').count()).toBe(2);
      expect(await page.locator('main a').count()).toBe(0);
      expect(await guarded.emulator.calls()).toEqual({ [CODE_GET]: 1 });
    });

    test('searches the box for a text if the caller cannot read codes', async () => {
      const page = await signIn('members', '/console/members');
      await page.getByRole('heading', { name: 'Profile of a member' }).waitFor();
      expect(await page.getByRole('textbox', { name: 'OpenID' }).count()).toBe(0);
      await page.getByRole('searchbox').fill('100000000001');
      await page.keyboard.press('Enter');
      await page.waitForURL('**/console/cards#text=100000000001');
    });
  });
});
