import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Stack } from '../support/stack.js';
import { describeInChromium, startChromium } from './chromium.js';
import { type ConsolePage, openConsole, startConsole } from './console-page.js';

const CARD = 'pDEMO-member-card-0001';
const STORED_VALUE_CARD = 'pDEMO-member-card-0002';
const ACTIVE = '200000010001';
const CLAIMED = '200000010004';
const WITH_BALANCE = '200000020001';
const ACTIVATE = '/card/membercard/activate';
const UPDATE = '/card/membercard/updateuser';
const UPDATE_CARD = '/card/update';
const SET_FORM = '/card/membercard/activateuserform/set';

const LOSSES = ['reset', 'truncate', 'hang'] as const;

describeInChromium()('the forms that change a member and a member card', () => {
  let browser: Browser;
  let context: BrowserContext;
  let stack: Stack;
  let opened: ConsolePage;
  beforeAll(async () => {
    [browser, stack] = await Promise.all([startChromium(), startConsole({ requestTimeoutMs: 3000 })]);
    context = await browser.newContext({ locale: 'en-GB', timezoneId: 'America/New_York' });
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
    expect(addresses.filter((address) => /\d{12}/.test(address.replace(/#.*/, '')))).toEqual([]);
  });

  async function openForm(act: string, code?: string, card = CARD): Promise<Page> {
    const address =
      code === undefined
        ? `/console/card/${card}#act=${act}`
        : `/console/members#${new URLSearchParams({ card, code, act })}`;
    opened = await openConsole(context, stack, address);
    await opened.page.locator('form.act').waitFor();
    return opened.page;
  }

  const submit = (page: Page) => page.locator('form.act button[type=submit]');
  const repeat = (page: Page) => page.getByRole('button', { name: 'Send the same request again' });
  const done = (page: Page) => page.getByText('Done.', { exact: true });
  const show = (page: Page) => page.getByRole('button', { name: 'Show personal data' }).click();
  const calls = async (path: string) => (await stack.emulator.calls())[path] ?? 0;
  const sent = async (path: string) => (await stack.emulator.ledger()).recent.find((one) => one.path === path)?.request;
  const memberOf = async (code: string) =>
    (await stack.emulator.state()).members.find((one) => one.code === code) as
      | { readonly bonus?: number; readonly balance?: number; readonly has_active?: boolean }
      | undefined;
  const isInvalid = async (page: Page, label: string) =>
    (await page.getByLabel(label).getAttribute('aria-invalid')) === 'true';

  /** Waits for the end of a form, and sends the request again if its outcome is not known. */
  async function settle(page: Page): Promise<void> {
    await done(page).or(repeat(page)).waitFor();
    if (await repeat(page).isVisible()) await repeat(page).click();
    await done(page).waitFor();
  }

  test('activate a member once if the button is clicked twice, and show the active member', async () => {
    const page = await openForm('activate', CLAIMED);
    await submit(page).click();
    await page.getByText('This field is required.').waitFor();
    expect(await isInvalid(page, 'Membership number')).toBe(true);
    await page.getByLabel('Membership number').fill('316510899999');
    await page.getByLabel('Begins').fill('2026-03-02T00:00');
    await page.getByLabel('Ends').fill('2026-03-01T00:00');
    await submit(page).click();
    await page.getByText('The end must be later than the beginning.').waitFor();
    expect(await calls(ACTIVATE)).toBe(0);
    await page.getByLabel('Ends').fill('2036-03-02T00:00');
    await page.getByLabel('Points at the start').fill('25');
    await page.getByLabel('等级').fill('金卡');
    await submit(page).dblclick();
    await done(page).waitFor();
    await page.getByText('ActivatedYes').waitFor();
    expect(await calls(ACTIVATE)).toBe(1);
    expect(await sent(ACTIVATE)).toMatchObject({
      code: CLAIMED,
      membership_number: '316510899999',
      init_bonus: 25,
      init_custom_field_value1: '金卡',
      // Times of the form are those of China.
      activate_begin_time: Date.parse('2026-03-02T00:00+08:00') / 1000,
    });
    expect(await memberOf(CLAIMED)).toMatchObject({ bonus: 25 });
  });

  test.each(LOSSES)('state that a member was activated if the response is lost by %s', async (kind) => {
    const page = await openForm('activate', CLAIMED);
    await stack.emulator.fault({ path: ACTIVATE, kind, when: 'after', times: 1 });
    await page.getByLabel('Membership number').fill('316510899999');
    await page.getByLabel('Points at the start').fill('25');
    await submit(page).click();
    await settle(page);
    expect(await memberOf(CLAIMED)).toMatchObject({ bonus: 25 });
    expect(await calls(ACTIVATE)).toBe(1);
  });

  test('book points once if the button is clicked twice, and show the new total on request', async () => {
    const page = await openForm('book', ACTIVE);
    for (const [text, problem] of [
      ['', 'This field is required.'],
      ['0', 'From 1 to'],
      ['1.5', 'Enter a whole number.'],
    ] as const) {
      await page.getByLabel('Number of points').fill(text);
      await submit(page).click();
      await page.getByText(problem).waitFor();
      expect(await isInvalid(page, 'Number of points')).toBe(true);
    }
    expect(await calls(UPDATE)).toBe(0);
    await page.getByLabel('Number of points').fill('100');
    await page.getByLabel('Reason for the points').fill('生日礼');
    await submit(page).dblclick();
    await done(page).waitFor();
    expect(await page.content()).not.toContain('560');
    await show(page);
    await page.getByText('Points after560').waitFor();
    await page.getByText('Points560').first().waitFor();
    expect(await calls(UPDATE)).toBe(1);
    expect(await sent(UPDATE)).toMatchObject({ add_bonus: 100, record_bonus: '生日礼' });
    expect(await memberOf(ACTIVE)).toMatchObject({ bonus: 560 });
  });

  test.each(LOSSES)('state that points were booked once if the response is lost by %s', async (kind) => {
    const page = await openForm('book', ACTIVE);
    await stack.emulator.fault({ path: UPDATE, kind, when: 'after', times: 1 });
    await page.getByLabel('Number of points').fill('100');
    await submit(page).click();
    await settle(page);
    expect(await memberOf(ACTIVE)).toMatchObject({ bonus: 560 });
    expect(await calls(UPDATE)).toBe(1);
  });

  test('set the stored value in yuan and take points away, and mark what the platform refuses', async () => {
    const page = await openForm('book', WITH_BALANCE, STORED_VALUE_CARD);
    await submit(page).click();
    await page.getByText('Choose a change').first().waitFor();
    await page.getByLabel('Change of the points').selectOption('remove');
    await page.getByLabel('Number of points').fill('34');
    await page.getByLabel('Change of the stored value').selectOption('set');
    await page.getByLabel('Amount, yuan').fill('12.345');
    await submit(page).click();
    await page.getByText('at most two decimals').waitFor();
    expect(await isInvalid(page, 'Amount, yuan')).toBe(true);
    expect(await calls(UPDATE)).toBe(0);
    await page.getByLabel('Amount, yuan').fill('12.34');
    await submit(page).click();
    await page.getByText('Nothing was changed.').waitFor();
    expect(await isInvalid(page, 'Number of points')).toBe(true);
    await page.getByLabel('Number of points').fill('3');
    await submit(page).click();
    await done(page).waitFor();
    expect(await memberOf(WITH_BALANCE)).toMatchObject({ bonus: 30, balance: 1234 });
  });

  test('set the activation form, after its problems are corrected', async () => {
    const page = await openForm('activation-form');
    const terms = page.getByRole('group', { name: 'Link to the terms of the membership' });
    await submit(page).click();
    await page.getByText('Choose at least one field.').waitFor();
    await page.getByLabel('Mobile number').selectOption('required');
    await page.getByLabel('Birthday').selectOption('optional');
    await page.getByLabel('Names').first().fill('喜欢的茶\n');
    await page.getByLabel('Names').last().fill('喜欢的茶');
    await terms.getByLabel('URL').fill('demo.example/terms');
    await submit(page).click();
    await page.getByText('The field “喜欢的茶” is repeated.').waitFor();
    await page.getByText('starts with http').waitFor();
    expect(await calls(SET_FORM)).toBe(0);
    await page.getByLabel('Names').last().fill('');
    await terms.getByLabel('URL').fill('https://demo.example/terms');
    await terms.getByLabel('Text').fill('会员守则');
    await page.getByLabel('Members can change the required fields later').check();
    await submit(page).dblclick();
    await done(page).waitFor();
    expect(await calls(SET_FORM)).toBe(1);
    expect(await sent(SET_FORM)).toEqual({
      card_id: CARD,
      service_statement: { name: '会员守则', url: 'https://demo.example/terms' },
      required_form: {
        can_modify: true,
        common_field_id_list: ['USER_FORM_INFO_FLAG_MOBILE'],
        custom_field_list: ['喜欢的茶'],
      },
      optional_form: { can_modify: false, common_field_id_list: ['USER_FORM_INFO_FLAG_BIRTHDAY'] },
    });
  });

  test.each(LOSSES)('state that the activation form was set if the response is lost by %s', async (kind) => {
    const page = await openForm('activation-form');
    await stack.emulator.fault({ path: SET_FORM, kind, when: 'after', times: 1 });
    await page.getByLabel('Mobile number').selectOption('required');
    await submit(page).click();
    await settle(page);
    expect((await stack.emulator.state()).forms).toHaveLength(1);
  });

  test('replace the coupons in the activation message by a link, but do not send both', async () => {
    const page = await openForm('messages');
    const field = (name: string) => page.locator(`[name="memberCard.activateMessageOperation.${name}"]`);
    expect(await page.locator('form.act details').count()).toBe(2);
    expect(await field('cardIds').inputValue()).toBe('pDEMO-cash-0001\npDEMO-gift-0001');
    await field('url').fill('https://demo.example/welcome');
    await submit(page).click();
    await page.getByText('exclude each other').first().waitFor();
    expect(await field('url').getAttribute('aria-invalid')).toBe('true');
    expect(await calls(UPDATE_CARD)).toBe(0);
    await field('cardIds').fill('');
    await submit(page).dblclick();
    await done(page).waitFor();
    await page.getByText('Changed, and read back from the platform').waitFor();
    expect(await calls(UPDATE_CARD)).toBe(1);
    const cards = (await stack.emulator.state()).cards.map((one) => one.member_card);
    const card = cards.find((one) => one?.base_info?.id === CARD);
    expect(card?.activate_msg_operation).toMatchObject({
      url_cell: { card_id_list: [], text: '开卡礼：领取优惠券', url: 'https://demo.example/welcome' },
    });
  });
});
