import { type EventStack, startEventStack } from '../../support/event-stack.js';

const CARD = 'pDEMO-cash-0001';
const OTHER = 'pDEMO-groupon-0001';
const GET_CARD = '/card/get';

let stack: EventStack;
beforeEach(async () => {
  stack = await startEventStack({ cacheMaxBytes: 16 * 1024 * 1024 });
});
afterEach(() => stack.close());

const stockOf = async (id = CARD): Promise<number> =>
  (await stack.graph.data(`{ card(id: "${id}") { stock { quantity } } }`)).card.stock.quantity;
const readsOf = async () => (await stack.emulator.ledger()).byPath[GET_CARD] ?? 0;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Caches both cards, changes the stock of one without the server, and returns its stock before. */
async function changed(): Promise<number> {
  await stockOf(OTHER);
  const before = await stockOf();
  await stack.emulator.addCode({ card_id: CARD, openid: 'oDEMO-user-0001', code: String(Math.random()).slice(2, 14) });
  expect(await stockOf()).toBe(before);
  await stack.emulator.clearLedger();
  return before;
}

describe('a cached card', () => {
  test.each([
    ['a review', 'card_pass_check'],
    ['a low stock', 'card_sku_remind'],
    ['a claim', 'user_get_card'],
    ['an event of an unknown kind', 'card_new_event'],
  ])('is read again exactly once after %s', async (_, event) => {
    const before = await changed();
    await stack.push(event, { CardId: CARD });
    expect([await stockOf(), await stockOf(), await readsOf()]).toEqual([before - 1, before - 1, 1]);
    await stockOf(OTHER);
    expect(await readsOf()).toBe(1);
  });

  test.each([
    ['a redemption', 'user_consume_card', { CardId: CARD, UserCardCode: '1' }],
    ['a view', 'user_view_card', { CardId: CARD }],
    ['a review of another card', 'card_pass_check', { CardId: OTHER }],
    ['an event of an unknown kind without a card', 'card_new_event', {}],
  ])('is not read again after %s', async (_, event, fields) => {
    const before = await changed();
    await stack.push(event, fields);
    expect([await stockOf(), await readsOf()]).toEqual([before, 0]);
  });

  test('is read again after a message that cannot be read, as all cards of the account are', async () => {
    const before = await changed();
    await stack.pushMessage('<xml><!DOCTYPE');
    expect([await stockOf(), await stockOf(), await readsOf()]).toEqual([before - 1, before - 1, 1]);
    await stockOf(OTHER);
    expect(await readsOf()).toBe(2);
  });

  test('is not read again if a stored event or message is sent again', async () => {
    await changed();
    const CreateTime = Math.floor(Date.now() / 1000);
    await stack.push('card_pass_check', { CardId: CARD, CreateTime });
    await stack.pushMessage('<xml><!DOCTYPE');
    await stockOf();
    await stack.push('card_pass_check', { CardId: CARD, CreateTime });
    await stack.pushMessage('<xml><!DOCTYPE');
    await stockOf();
    expect(await readsOf()).toBe(1);
  });

  test('is read about once a second during a wave of 50 claims, and has the final stock a second later', async () => {
    const before = await changed();
    let isOver = false;
    const queries = (async () => {
      while (!isOver) {
        await stockOf();
        await sleep(5);
      }
    })();
    const startedAt = performance.now();
    for (let n = 0; n < 50; n += 1) {
      await stack.emulator.addCode({
        card_id: CARD,
        openid: 'oDEMO-user-0002',
        code: `9${n}${startedAt}`.slice(0, 12),
      });
      await stack.push('user_get_card', { CardId: CARD, UserCardCode: String(n) });
      await sleep(Math.max(0, startedAt + n * 18 - performance.now()));
    }
    await sleep(1000);
    isOver = true;
    await queries;
    expect(await stockOf()).toBe(before - 51);
    expect(await readsOf()).toBeLessThanOrEqual(Math.ceil((performance.now() - startedAt) / 900) + 1);
    expect(await readsOf()).toBeGreaterThanOrEqual(2);
  });
});
