import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { type Stack, startStack } from '../support/stack.js';
import { until } from '../support/time.js';
import { describeInChromium, startChromium } from './chromium.js';
import { CONSOLE_FILES } from './console-files.js';

const CARD = 'pDEMO-cash-0001';
const IN_REVIEW = 'pDEMO-cash-0003';
const CODE = '100000000001';
const USER = 'oDEMO-user-0007';
const DAY_S = 86_400;

describeInChromium()('the panel of the embedded emulator', () => {
  let browser: Browser;
  let tabs: BrowserContext;
  let stack: Stack;
  let page: Page;
  beforeAll(async () => {
    [browser, stack] = await Promise.all([
      startChromium(),
      startStack({ server: { consoleFiles: CONSOLE_FILES }, embedsEmulator: true }),
    ]);
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
    await page.goto(new URL('/console/panel', stack.graph.url).href);
    await page.getByRole('option', { name: CODE }).waitFor({ state: 'attached' });
  });
  afterEach(() => page.close());

  const panel = (name: string) => page.getByRole('region', { name, exact: true });
  const press = (at: Locator, name: string) => at.getByRole('button', { name, exact: true }).click();
  const codeOf = async (code: string) => (await stack.emulator.state()).codes.find((one) => one.code === code);
  const cardOf = async (id: string) =>
    (await stack.emulator.state()).cards.flatMap(({ cash }) => cash ?? []).find(({ base_info }) => base_info.id === id);
  /** Chooses from a list that also shows the name of each option. */
  const choose = async (at: Locator, label: string, value: string) =>
    at
      .locator('label', { has: page.getByText(label, { exact: true }) })
      .locator('select')
      .selectOption(value);
  const control = async (call: string) =>
    (await (await fetch(new URL(`/_emulator/${call}`, stack.emulator.url))).json()) as Record<string, never>;

  test('is in the navigation and shows the calls of the server as they arrive, without their contents', async () => {
    await page.getByRole('link', { name: 'Emulator' }).waitFor();
    await stack.graph.data(`{ card(id: "${CARD}") { status } }`);
    const row = page.getByRole('row').filter({ hasText: '/card/get' }).first();
    await row.getByText('Success').waitFor();
    await stack.graph.data('{ card(id: "pPLANTED") { status } }');
    await page.getByText('errcode 40073').waitFor();
    expect(await page.content()).not.toMatch(/PLANTED|demo-secret|access_token/);
  });

  test('moves the clock', async () => {
    const before = Date.now() / 1000;
    const at = panel('Clock');
    await press(at, 'Forward one day');
    await at.getByText('24 hours ahead of real time').waitFor();
    expect(Number((await control('clock')).now)).toBeGreaterThanOrEqual(Math.floor(before + DAY_S));
    await press(at, 'Back to yesterday, 23:45');
    await at.getByText(/The clock now shows .* 23:45:0\d\./).waitFor();
    await press(at, 'Real time');
    await at.getByText('The same as real time').waitFor();
  });

  test('adds a fault that affects the next call, shows it while it is active, and refuses what is not valid', async () => {
    const at = panel('Faults');
    await at.getByLabel('Path of the call').fill('card/get');
    await at.getByLabel('Number of calls').fill('0');
    await press(at, 'Add the fault');
    await at.getByText('A path begins with a slash.').waitFor();
    expect(await at.getByLabel('Number of calls').getAttribute('aria-invalid')).toBe('true');
    expect((await control('faults')).faults).toEqual([]);
    await at.getByLabel('Path of the call').fill('/card/get');
    await at.getByLabel('Number of calls').fill('1');
    await at.getByLabel('errcode', { exact: true }).fill('45009');
    await press(at, 'Add the fault');
    await at.getByRole('listitem').filter({ hasText: '45009' }).waitFor();
    await stack.graph.ask(`{ card(id: "${CARD}") { status } }`);
    await at.getByText('There is no fault.').waitFor();
    await page.getByText('errcode 45009').waitFor();
    await press(at, 'Add the fault');
    await press(at, 'Remove all faults');
    await at.getByText('All faults are removed.').waitFor();
    expect((await control('faults')).faults).toEqual([]);
  });

  test('rejects a card in review with a reason', async () => {
    const at = panel('Review a card');
    await at.getByLabel('Reason of a rejection').fill('名称不符');
    await press(at, 'Reject');
    await at.getByText(`The card ${IN_REVIEW} is rejected.`).waitFor();
    expect(await cardOf(IN_REVIEW)).toMatchObject({ base_info: { status: 'CARD_STATUS_VERIFY_FAIL' } });
    await at.getByText('No card is in review.').waitFor();
  });

  test('approves a card, which a user then claims once, although the button is clicked twice', async () => {
    await press(panel('Review a card'), 'Approve');
    await panel('Review a card').getByText(`The card ${IN_REVIEW} is approved.`).waitFor();
    const at = panel('Claim a card as a user');
    await choose(at, 'Card or QR code', IN_REVIEW);
    await at.getByLabel('User (OpenID)').fill('');
    await press(at, 'Claim');
    await at.getByText('Fill in this field.').waitFor();
    await at.getByLabel('User (OpenID)').fill(USER);
    await at.getByRole('button', { name: 'Claim', exact: true }).dblclick();
    await at.getByText(`${USER} has claimed the card.`).waitFor();
    const claimed = (await stack.emulator.state()).codes.filter(({ openid }) => openid === USER);
    expect(claimed).toEqual([expect.objectContaining({ card_id: IN_REVIEW, user_card_status: 'NORMAL' })]);
    await at.getByRole('link', { name: 'Open the code' }).click();
    await page.getByText(String(claimed[0]?.code)).first().waitFor();
  });

  test('shows why the platform refuses a claim', async () => {
    await choose(panel('Claim a card as a user'), 'Card or QR code', 'pDEMO-gift-0002');
    await press(panel('Claim a card as a user'), 'Claim');
    await panel('Claim a card as a user').getByText('no stock is left').waitFor();
  });

  test('lets another till redeem a code, and a friend accept a gift', async () => {
    const at = panel('Use a code');
    const groupon = `pDEMO-groupon-0001 ${CODE}`;
    await choose(at, 'Code', groupon);
    await choose(at, 'Action', 'gift');
    await press(at, 'Do it');
    await at.getByText('now has the status: Being given.').waitFor();
    expect(await codeOf(CODE)).toMatchObject({ user_card_status: 'GIFTING' });
    await choose(at, 'Action', 'accept');
    await at.getByLabel('Friend (OpenID)').fill(USER);
    await press(at, 'Do it');
    await at.getByText(`of ${USER} now has the status: Normal.`).waitFor();
    const received = (await stack.emulator.state()).codes.find(({ openid }) => openid === USER);
    await choose(at, 'Code', `pDEMO-groupon-0001 ${received?.code}`);
    await choose(at, 'Action', 'redeem');
    await press(at, 'Do it');
    await at.getByText('now has the status: Redeemed.').waitFor();
    expect(await codeOf(String(received?.code))).toMatchObject({ user_card_status: 'CONSUMED' });
  });

  test('resets the emulator only after a second click', async () => {
    await stack.emulator.act(CODE, 'redeem');
    const at = panel('Reset');
    await press(at, 'Reset the emulator');
    await press(at, 'Cancel');
    await press(at, 'Reset the emulator');
    expect(await codeOf(CODE)).toMatchObject({ user_card_status: 'CONSUMED' });
    await press(at, 'Really reset');
    await at.getByText('has its initial data again').waitFor();
    await until(async () => (await codeOf(CODE))?.user_card_status === 'NORMAL');
  });

  test('does not exist on a server without the emulator', async () => {
    const plain = await startStack({ server: { consoleFiles: CONSOLE_FILES } });
    try {
      await page.goto(new URL('/console/panel', plain.graph.url).href);
      await page.getByRole('heading', { name: 'This page does not exist.' }).waitFor();
      expect(await page.getByRole('link', { name: 'Emulator' }).count()).toBe(0);
    } finally {
      await plain.close();
    }
  });
});
