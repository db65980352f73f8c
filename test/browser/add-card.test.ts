import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { type Stack, startStack } from '../support/stack.js';
import { until } from '../support/time.js';
import { describeInChromium, startChromium } from './chromium.js';

const JS_SDK = 'https://res.wx.qq.com/open/js/jweixin-1.6.0.js';
/** Each user can claim it several times. */
const CARD = 'pDEMO-groupon-0001';
const USER = 'oDEMO-user-0001';

/** The JS-SDK as the page uses it. The emulator decides on each claim, as the platform does when the user confirms the dialogue. */
const SDK_STUB = `
  const listeners = {};
  globalThis.wx = {
    ready: (listener) => { listeners.ready = listener; },
    error: (listener) => { listeners.error = listener; },
    config: ({ jsApiList }) => setTimeout(() =>
      jsApiList.includes('addCard') ? listeners.ready() : listeners.error({ errMsg: 'config:fail' })),
    async addCard({ cardList, success, fail, complete }) {
      const claims = await Promise.all(cardList.map(async ({ cardId, cardExt }) =>
        ({ cardId, cardExt, ...(await globalThis.claim({ card_id: cardId, card_ext: cardExt })) })));
      const refused = claims.find(({ errcode }) => errcode !== undefined);
      if (refused === undefined) {
        success({ errMsg: 'addCard:ok', cardList: claims.map(({ cardId, cardExt, code }) => ({ cardId, cardExt, code, isSuccess: true })) });
      } else fail({ errMsg: 'addCard:fail ' + refused.errmsg });
      complete();
    },
  };
`;

describeInChromium()('the page that adds a card', () => {
  let browser: Browser;
  let stack: Stack;
  let pages: Server;
  let origin: string;
  beforeAll(async () => {
    // A real server: Chromium does not let pages of unknown origin reach loopback.
    pages = createServer((_, response) => {
      response.setHeader('content-type', 'text/html').end(readFileSync('docs/add-card.html'));
    }).listen(0, '127.0.0.1');
    await once(pages, 'listening');
    origin = `http://127.0.0.1:${(pages.address() as AddressInfo).port}`;
    [browser, stack] = await Promise.all([startChromium(), startStack({ server: { corsOrigins: [origin] } })]);
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.close();
    pages?.close();
  });

  /** Opens the page with the stub of the JS-SDK. Its requests to the demo server reach this server. */
  async function open(cardId: string): Promise<{ page: Page; signed: string[]; wrong: string[] }> {
    const page = await browser.newPage();
    const signed: string[] = [];
    const wrong: string[] = [];
    page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
    page.on('pageerror', (error) => wrong.push(error.message));
    await page.exposeFunction('claim', async (claim: { card_id: string; card_ext: string }) => {
      signed.push(claim.card_ext);
      return stack.emulator.claim({ ...claim, openid: USER });
    });
    await page.route(JS_SDK, (route) => route.fulfill({ contentType: 'text/javascript', body: SDK_STUB }));
    await page.route('http://127.0.0.1:4000/graphql', (route) => route.continue({ url: stack.graph.url }));
    await page.goto(`${origin}/add-card.html?cardId=${cardId}`);
    return { page, signed, wrong };
  }

  const press = (page: Page) => page.getByRole('button', { name: 'Add to wallet' }).click();

  test('adds the card to the wallet of the user, with another signature for each claim', async () => {
    const { page, signed, wrong } = await open(CARD);
    const stored = async () => {
      const { codes } = await stack.emulator.state();
      return codes.filter(({ openid, card_id }) => openid === USER && card_id === CARD).length;
    };
    const before = await stored();
    for (const claims of [1, 2]) {
      await press(page);
      await until(async () => (await stored()) === before + claims);
      await page.getByText('Added 1 card to the wallet').waitFor();
    }
    expect(new Set(signed).size).toBe(2);
    expect(wrong).toEqual([]);
    await page.close();
  });

  test('shows why a card that does not exist cannot be added, and does not call the JS-SDK', async () => {
    const { page, signed } = await open('pDEMO-unknown');
    await press(page);
    await page.getByRole('status').getByText('card').waitFor();
    expect(signed).toEqual([]);
    expect(await page.getByRole('button').isEnabled()).toBe(true);
    await page.close();
  });

  test('states that the JS-SDK could not be loaded, and leaves the button disabled', async () => {
    const page = await browser.newPage();
    await page.route(JS_SDK, (route) => route.abort());
    await page.goto(`${origin}/add-card.html`);
    await page.getByRole('status').getByText('could not be loaded').waitFor();
    expect(await page.getByRole('button').isEnabled()).toBe(false);
    await page.close();
  });
});
