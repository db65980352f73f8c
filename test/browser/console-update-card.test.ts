import { existsSync } from 'node:fs';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { type Stack, startStack } from '../support/stack.js';
import { describeInChromium, startChromium } from './chromium.js';

const CARD = 'pDEMO-groupon-0001';
const UPDATE = '/card/update';

describeInChromium()('the form that changes a card', () => {
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
    page = await openForm();
  });
  afterEach(() => Promise.all(tabs.pages().map((one) => one.close())));

  async function openForm(card = CARD): Promise<Page> {
    const opened = await tabs.newPage();
    await opened.goto(new URL(`/console/card/${card}#act=update`, stack.graph.url).href);
    await opened.getByText('Only the fields that you change are sent.').waitFor();
    return opened;
  }

  const field = (name: string, at = page) => at.locator(`[name="${name}"]`);
  const phone = (at = page) => field('baseInfo.servicePhone', at);
  const save = (at = page) => at.getByRole('button', { name: 'Save the changes' });
  const done = (at = page) => at.getByText('Done.').waitFor();
  const calls = async () => (await stack.emulator.ledger()).recent.filter(({ path }) => path === UPDATE).length;
  const base = async (id = CARD) => {
    const { cards } = await stack.emulator.state();
    return cards.flatMap((card) => card.groupon?.base_info ?? []).find((one) => one.id === id);
  };
  const sent = async (send: () => Promise<void>): Promise<Record<string, unknown>> => {
    const [request] = await Promise.all([
      page.waitForRequest((one) => (one.postData() ?? '').includes('mutation UpdateCard')),
      send(),
    ]);
    return request.postDataJSON().variables.input;
  };

  test('sends only the field that was changed, once, although its button is clicked twice', async () => {
    await phone().fill('020-12345678');
    const { idempotencyKey, ...input } = await sent(() => save().dblclick());
    expect(input).toEqual({ cardId: CARD, allowReview: false, baseInfo: { servicePhone: '020-12345678' } });
    await done();
    expect(await calls()).toBe(1);
    expect((await base())?.service_phone).toBe('020-12345678');
    await page.getByText('The card was not sent back to review.').waitFor();
    const verified = page.locator('dt', { hasText: 'Changed, and read back from the platform' }).locator('xpath=..');
    expect(await verified.locator('dd').textContent()).toBe('Service phone');
  });

  test('shows while typing how many bytes a text has and that it sends the card back to review', async () => {
    await field('baseInfo.notice').fill('一二三四五六七八九十一二三四五六');
    await page.getByText('48 of 48 bytes Sends the card back to review').waitFor();
    expect(await field('baseInfo.notice').getAttribute('aria-invalid')).toBeNull();
    await field('baseInfo.notice').fill('一二三四五六七八九十一二三四五六七');
    await page.getByText('51 of 48 bytes').waitFor();
    await page.getByText('At most 48 bytes, about 16 Chinese characters.').waitFor();
    expect(await field('baseInfo.notice').getAttribute('aria-invalid')).toBe('true');
  });

  test('refuses what is not within the limits before a call, and marks the field', async () => {
    for (const [name, text, problem] of [
      ['baseInfo.servicePhone', '0'.repeat(25), 'At most 24 bytes'],
      ['baseInfo.claimLimit', '51', 'From 1 to 50.'],
      ['baseInfo.claimLimit', '', 'This field cannot be cleared.'],
      ['baseInfo.validity.endsAt', '', 'This field cannot be cleared.'],
      ['baseInfo.notice', '请出示', 'This change sends the card back to review.'],
    ] as const) {
      const initial = await field(name).inputValue();
      await field(name).fill(text);
      await save().click();
      await page.getByText(problem).waitFor();
      expect(await field(name).getAttribute('aria-invalid')).toBe('true');
      expect(await field(name).evaluate((element) => element === document.activeElement)).toBe(true);
      await field(name).fill(initial);
    }
    expect(await calls()).toBe(0);
  });

  test('sends nothing if nothing was changed, and needs both parts of a page in a mini program', async () => {
    await save().click();
    await page.getByText('Change at least one field.').waitFor();
    await page.getByText('Button in the middle', { exact: true }).last().click();
    await field('baseInfo.center.miniProgram.userName').fill('gh_86a091e50ad4@app');
    await save().click();
    await page.getByText('A mini program needs its id and its page.').waitFor();
    await field('baseInfo.center.miniProgram.path').fill('pages/index');
    await save().click();
    await done();
    expect((await base())?.center_app_brand_pass).toBe('pages/index');
    expect(await calls()).toBe(1);
  });

  test('clears a field, and sends a list as a whole', async () => {
    await phone().fill('');
    await field('baseInfo.locationIds').fill('218384742');
    const input = await sent(() => save().click());
    expect(input.baseInfo).toEqual({ servicePhone: '', locationIds: ['218384742'] });
    await done();
    const { service_phone, location_id_list } = (await base()) ?? {};
    expect(service_phone ?? '').toBe('');
    expect(location_id_list).toEqual([218384742]);
  });

  test('previews a review without a change, and saves it once it is allowed', async () => {
    await field('baseInfo.notice').fill('请出示二维码');
    await page.getByRole('button', { name: 'Check without sending' }).click();
    await page.getByText('This change sends the card back to review. Allow that').waitFor();
    await page.getByLabel('Send the card back to review if a field requires it').check();
    await page.getByRole('button', { name: 'Check without sending' }).click();
    await page.getByText('The card would go back to review because of: Notice.').waitFor();
    expect(await calls()).toBe(0);
    await save().click();
    await page.getByText('The card is under review again.').waitFor();
    expect((await base())?.status).toBe('CARD_STATUS_NOT_VERIFY');
  });

  test('shows at its field what the server refuses in a preview', async () => {
    await field('baseInfo.validity.endsAt').fill('2026-03-01T00:00');
    await page.getByRole('button', { name: 'Check without sending' }).click();
    await page.getByText('The server would refuse this.').waitFor();
    expect(await field('baseInfo.validity.endsAt').getAttribute('aria-invalid')).toBe('true');
    expect(await calls()).toBe(0);
  });

  test('reports that another tab has changed the same field, and overwrites it only when submitted again', async () => {
    const other = await openForm();
    await phone().fill('020-11111111');
    await phone(other).fill('020-22222222');
    await field('baseInfo.claimLimit', other).fill('7');
    await save(other).click();
    await done(other);
    await save().click();
    await page.getByText('This value has been changed elsewhere since you typed.').waitFor();
    expect(await calls()).toBe(1);
    expect(await phone().inputValue()).toBe('020-11111111');
    expect(await field('baseInfo.claimLimit').inputValue()).toBe('7');
    await save().click();
    await done();
    expect((await base())?.service_phone).toBe('020-11111111');
    expect((await base())?.get_limit).toBe(7);
  });

  test('keeps what was typed when the page is reloaded', async () => {
    await phone().fill('020-33333333');
    await page.reload();
    await page.getByText('This form contains what was typed before.').waitFor();
    expect(await phone().inputValue()).toBe('020-33333333');
  });

  test.each(['reset', 'truncate', 'hang'] as const)(
    'states what is true if the platform changes the card and the response is lost by %s',
    async (kind) => {
      await stack.emulator.fault({ path: UPDATE, kind, when: 'after', times: 1 });
      await phone().fill('020-44444444');
      await save().click();
      const repeat = page.getByRole('button', { name: 'Send the same request again' });
      await page.getByText('Done.').or(repeat).waitFor();
      if (await repeat.isVisible()) {
        await page.reload();
        await repeat.click();
        await done();
      }
      expect((await base())?.service_phone).toBe('020-44444444');
    },
  );

  test('changes the fields that only a member card has', async () => {
    const member = await openForm('pDEMO-member-card-0001');
    await member.getByText('Member card', { exact: true }).last().click();
    await field('memberCard.benefits', member).fill('生日当月双倍积分');
    await save(member).click();
    await done(member);
    expect(await calls()).toBe(1);
  });
});
