import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { Child } from '../support/child.js';
import { EmulatorControl } from '../support/emulator-control.js';
import { describeInChromium, startChromium } from './chromium.js';

const TITLE = '单人下午茶套餐';
const USER = 'oDEMO-user-0007';

/** A picture of one pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** The input of a person, by the names of the fields. */
const TYPED: readonly (readonly [name: string, text: string])[] = [
  ['baseInfo.title', TITLE],
  ['baseInfo.brandName', '青岚茶舍'],
  ['baseInfo.notice', '使用时出示二维码'],
  ['baseInfo.description', '仅限堂食'],
  ['groupon.dealDetail', '手工茶点四款 56元'],
  ['baseInfo.validity.fixedTerm.termDays', '30'],
  ['baseInfo.quantity', '500'],
];

/** The steps of docs/console.md, and the names in bold in each of them. */
const STEPS = (
  /^## From a new card to its statistics$([\s\S]*?)^## /m.exec(
    readFileSync(join(__dirname, '../../docs/console.md'), 'utf8'),
  )?.[1] ?? ''
)
  .split(/^(?=\d+\. )/m)
  .slice(1)
  .map((step) => {
    const [text = ''] = step.split('\n\n');
    return [...text.matchAll(/\*\*([^*]+)\*\*/g)].map(([, name]) => name);
  });

describeInChromium()('the walk in docs/console.md', () => {
  let browser: Browser;
  let server: Child;
  let page: Page;
  let emulator: EmulatorControl;
  beforeAll(async () => {
    server = new Child(['serve'], { PORT: '0', EMULATOR_PORT: '0' });
    browser = await startChromium();
    page = await browser.newPage({ locale: 'en-GB' });
    await page.route(/mmbiz/, (route) => route.abort());
    emulator = new EmulatorControl(await server.announced('Emulator'));
    await page.goto(await server.announced('Console'));
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  const used: string[][] = [];
  /** Begins a step. Returns a function that records a name in bold. */
  const step = () => {
    const names: string[] = [];
    used.push(names);
    return (name: string) => {
      names.push(name);
      return name;
    };
  };
  const open = (name: string) => page.getByRole('navigation').getByRole('link', { name, exact: true }).click();
  const press = (name: string) => page.getByRole('button', { name, exact: true }).first().click();
  const section = (name: string) => page.getByRole('region', { name, exact: true });
  const codesOf = async (openid: string) => (await emulator.state()).codes.filter((code) => code.openid === openid);

  test('leads from a new card to its statistics by the names on the screen', async () => {
    let named = step();
    await open(named('Cards'));
    await page.getByRole('link', { name: named('Create a card') }).click();
    await page
      .getByLabel(named('Logo: Upload a picture'))
      .setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: PNG });
    for (const [name, text] of TYPED) await page.locator(`[name="${name}"]`).fill(text);
    await page.locator('label[title="Color010"]').click();
    await press(named('Create the card'));
    await page.getByText('The card was created and is under review.').waitFor();

    named = step();
    await open(named('Emulator'));
    const review = section(named('Review a card'));
    await review.getByRole('option', { name: TITLE }).waitFor({ state: 'attached' });
    await review.getByRole('button', { name: named('Approve') }).click();
    await review.getByText('is approved. Users can claim it.').waitFor();

    named = step();
    await open(named('Cards'));
    await page.getByRole('link', { name: TITLE }).first().click();
    await press(named('QR code'));
    await press(named('Create the QR code'));
    await page.getByRole('img', { name: 'The QR code with which users claim the card' }).waitFor();

    named = step();
    await open(named('Emulator'));
    const clock = section(named('Clock'));
    await clock.getByRole('button', { name: named('Back to yesterday, 23:45') }).click();
    await clock.getByText('The clock now shows').waitFor();

    named = step();
    const claim = section(named('Claim a card as a user'));
    await claim.getByRole('option', { name: `QR code of ${TITLE}` }).waitFor({ state: 'attached' });
    await claim.getByRole('button', { name: named('Claim'), exact: true }).click();
    await claim.getByText(`${USER} has claimed the card.`).waitFor();
    const [claimed] = await codesOf(USER);
    expect(claimed).toMatchObject({ user_card_status: 'NORMAL' });

    named = step();
    await page.getByRole('link', { name: named('Open the code') }).click();
    await press(named('Redeem'));
    await page.getByLabel('Type the last 4 characters to confirm').fill(String(claimed?.code).slice(-4));
    await page
      .locator('form.act')
      .getByRole('button', { name: named('Redeem') })
      .click();
    await page.getByText('Done.', { exact: true }).waitFor();
    expect(await codesOf(USER)).toEqual([expect.objectContaining({ user_card_status: 'CONSUMED' })]);

    named = step();
    await open(named('Events'));
    for (const text of ['The code was redeemed', 'A user claimed the card.', 'passed']) {
      await page.getByRole('row').filter({ hasText: TITLE }).filter({ hasText: text }).first().waitFor();
    }

    named = step();
    await open(named('Emulator'));
    await press(named('Real time'));
    await section('Clock').getByText('The same as real time').waitFor();
    await open(named('Cards'));
    await page.getByRole('link', { name: TITLE }).first().click();
    await page.getByText(named('Statistics of the last 30 days'), { exact: true }).click();
    const redemptions = page.locator('dl div').filter({ has: page.getByText(named('Redemptions'), { exact: true }) });
    await redemptions.locator('dd').first().waitFor();
    expect(await redemptions.locator('dd').first().textContent()).toBe('1');
    expect(STEPS).toEqual(used);
  }, 180_000);
});
