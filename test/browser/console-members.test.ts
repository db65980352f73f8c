import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Stack } from '../support/stack.js';
import { describeInChromium, startChromium } from './chromium.js';
import { type ConsolePage, openConsole, startConsole } from './console-page.js';

const WALLET = '/card/user/getcardlist';
const PROFILE = '/card/membercard/userinfo/get';
const CARD_GET = '/card/get';

describeInChromium()('the page of members and wallets', () => {
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
    expect(addresses.filter((address) => /\d{12}|oDEMO/.test(address.replace(/#.*/, '')))).toEqual([]);
  });

  async function open(address: string): Promise<Page> {
    opened = await openConsole(context, stack, address);
    return opened.page;
  }
  const rows = (page: Page) => page.locator('tbody tr');
  const openidField = (page: Page) => page.getByRole('textbox', { name: 'OpenID' });
  const show = (page: Page) => page.getByRole('button', { name: 'Show personal data' }).click();

  test('reads nothing before a person is opened', async () => {
    const page = await open('/console/members');
    await page.getByRole('heading', { name: 'Profile of a member' }).waitFor();
    expect(await stack.emulator.calls()).toEqual({});
  });

  test('opens a wallet, with its codes masked until they are shown', async () => {
    const page = await open('/console/members');
    await openidField(page).fill('oDEMO-user-0006');
    await page.keyboard.press('Enter');
    await page.getByText('Number of codes: 24').waitFor();
    expect(await rows(page).count()).toBe(20);
    expect(await rows(page).first().textContent()).toMatch(/^双人下午茶套餐Approved••••masked 101$/);
    expect(await openidField(page).inputValue()).toBe('');
    expect(await page.content()).not.toMatch(/oDEMO-user|100000000101/);
    expect(new URL(page.url())).toMatchObject({
      pathname: '/console/members',
      search: '',
      hash: '#openid=oDEMO-user-0006',
    });
    // One call per distinct card.
    expect(await stack.emulator.calls()).toEqual({ [WALLET]: 1, [CARD_GET]: 12 });

    await show(page);
    await page.getByRole('heading', { name: 'oDEMO-user-0006' }).waitFor();
    await page.getByRole('link', { name: '100000000101' }).click();
    await page.getByText('The code can be redeemed.').waitFor();
    expect(new URL(page.url()).hash).toBe('#code=100000000101&card=pDEMO-groupon-0001');
  });

  test('pages through a wallet', async () => {
    const page = await open('/console/members#openid=oDEMO-user-0006');
    await page.getByText('Number of codes: 24').waitFor();
    await show(page);
    await page.getByRole('button', { name: 'Next page' }).click();
    await page.getByRole('link', { name: '100000000124' }).waitFor();
    expect(await rows(page).count()).toBe(4);
    expect(await page.getByRole('button', { name: 'Next page' }).count()).toBe(0);
    await page.getByRole('button', { name: 'First page' }).click();
    await page.getByRole('link', { name: '100000000101' }).waitFor();
    expect(await rows(page).count()).toBe(20);
    await page.goBack();
    await page.getByRole('link', { name: '100000000124' }).waitFor();
  });

  test('leads from a cursor of another wallet to the first page', async () => {
    const page = await open('/console/members#openid=oDEMO-user-0006&after=invalid');
    await page.getByText('BAD_USER_INPUT').waitFor();
    await page.getByRole('button', { name: 'First page' }).click();
    await page.getByText('Number of codes: 24').waitFor();
    expect(await page.getByText('BAD_USER_INPUT').count()).toBe(0);
  });

  test('masks the next person', async () => {
    const page = await open('/console/members#openid=oDEMO-user-0001');
    await page.getByText('Number of codes').waitFor();
    await show(page);
    await page.getByRole('heading', { name: 'oDEMO-user-0001' }).waitFor();
    await openidField(page).fill('oDEMO-user-0002');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Wallet of the user masked 002' }).waitFor();
    await page.getByText('Number of codes').waitFor();
    expect(await page.content()).not.toMatch(/oDEMO-user|\d{12}/);
    await page.goBack();
    await page.getByRole('heading', { name: 'Wallet of the user masked 001' }).waitFor();
    expect(await page.content()).not.toContain('oDEMO-user');
  });

  test('shows an empty wallet, and the error of an invalid openid', async () => {
    const page = await open('/console/members#openid=oDEMO-user-9999');
    await page.getByText('Number of codes: 0').waitFor();
    await openidField(page).fill('not an openid');
    await page.keyboard.press('Enter');
    await page.getByText('errcode 40003').waitFor();
  });

  test('opens a profile, masked until it is shown', async () => {
    const page = await open('/console/members');
    await page.getByLabel('Card id of the member card').fill('pDEMO-member-card-0001');
    await page.getByLabel('Code', { exact: true }).fill('200000010002');
    await page.keyboard.press('Enter');
    await page.getByText('Membership number').waitFor();
    await page.getByText('Mobile number').waitFor();
    expect(await page.content()).not.toMatch(
      /oDEMO-user|200000010002|李小茶|316510891299|12,800|13800000002|凤凰单丛|Female/,
    );
    expect(await page.locator('.badge').textContent()).toBe('Normal');
    expect(await stack.emulator.calls()).toEqual({ [PROFILE]: 1, [CARD_GET]: 1 });

    await show(page);
    await page.getByText('李小茶🍵').waitFor();
    const text = await page.locator('main').textContent();
    for (const value of ['316510891299', '12,800', '13800000002', '凤凰单丛, 正山小种', '金卡', 'Female']) {
      expect(text).toContain(value);
    }
    await page.getByRole('link', { name: 'Open the wallet' }).click();
    await page.getByRole('heading', { name: 'Wallet of the user masked 002' }).waitFor();
    expect(await stack.emulator.calls()).toMatchObject({ [WALLET]: 1, [PROFILE]: 1 });
  });

  test('shows a balance in yuan, and a code without a member', async () => {
    const page = await open('/console/members#card=pDEMO-member-card-0002&code=200000020001');
    await page.getByText('Balance', { exact: true }).waitFor();
    await show(page);
    await page.getByText('¥1.885').waitFor();
    await page.getByLabel('Code', { exact: true }).fill('999999999999');
    await page.keyboard.press('Enter');
    await page.getByText('No user has the member card with this code.').waitFor();
  });

  describe('its search box', () => {
    test('is focused by a slash outside of a field, and opens codes, cards and wallets', async () => {
      const page = await open('/console/members');
      await page.getByRole('heading', { name: 'Profile of a member' }).waitFor();
      const box = page.getByRole('searchbox');
      await page.keyboard.press('/');
      await page.keyboard.type('oDEMO-user-0006');
      await page.keyboard.press('Enter');
      await page.getByText('Number of codes: 24').waitFor();
      expect(await box.inputValue()).toBe('');
      await openidField(page).focus();
      await page.keyboard.press('/');
      expect(await openidField(page).inputValue()).toBe('/');

      await box.fill('100000000001');
      await page.keyboard.press('Enter');
      await page.getByText('The code can be redeemed.').waitFor();
      await box.fill('pDEMO-cash-0001');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: '满100减20' }).waitFor();
      expect(new URL(page.url()).pathname).toBe('/console/card/pDEMO-cash-0001');
    });

    test('searches the cards for another text, which can be a custom code', async () => {
      const page = await open('/console/members');
      await page.getByRole('searchbox').fill('QL-0001');
      await page.keyboard.press('Enter');
      await page.getByText('Look up “QL-0001” as:').waitFor();
      await page.getByRole('link', { name: 'a code' }).click();
      await page.getByText('The code was not found.').waitFor();
      expect(new URL(page.url())).toMatchObject({ pathname: '/console/code', search: '', hash: '#code=QL-0001' });
    });
  });
});
