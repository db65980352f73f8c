import { type EventStack, startEventStack } from '../support/event-stack.js';
import { INDEX } from '../support/stack.js';
import { until } from '../support/time.js';

const CARD = 'pDEMO-cash-0001';
const SEARCH = `{ searchCards(text: "${CARD}") { nodes { stock { quantity } } complete asOf } }`;

interface Found {
  readonly nodes: readonly { readonly stock: { readonly quantity: number } }[];
  readonly complete: boolean;
  readonly asOf: string;
}

let stack: EventStack;
beforeEach(async () => {
  stack = await startEventStack({ cacheMaxBytes: 1_000_000, index: { ...INDEX, callsPerMinute: 100_000 } });
  await until(async () => (await search()).complete);
});
afterEach(() => stack.close());

const search = async (): Promise<Found> => (await stack.graph.data(SEARCH)).searchCards;
const stockOf = ({ nodes: [card] }: Found) => card?.stock.quantity;

/** Changes the stock of the card without the server, and returns its stock before. */
async function change(): Promise<number> {
  const before = stockOf(await search()) ?? 0;
  await stack.emulator.addCode({ card_id: CARD, openid: 'oDEMO-user-0001', code: '900000000001' });
  await stack.emulator.clearLedger();
  return before;
}

describe('a card in the index', () => {
  test('is read again exactly once after an event, without a further search', async () => {
    const before = await change();
    await stack.push('user_get_card', { CardId: CARD, UserCardCode: '900000000001' });
    await until(async () => stockOf(await search()) === before - 1);
    expect(await stack.emulator.calls()).toEqual({ '/card/get': 1 });
  });

  test('is not more recent than asOf states while no event has been received', async () => {
    const before = await change();
    const changedAt = Date.now();
    const found = await search();
    expect(stockOf(found)).toBe(before);
    expect(Date.parse(found.asOf)).toBeLessThanOrEqual(changedAt);
  });

  test('is read again, as all cards are, after a message that cannot be read', async () => {
    const before = await change();
    await stack.pushMessage('<xml><!DOCTYPE');
    await until(async () => stockOf(await search()) === before - 1);
    expect((await stack.emulator.calls())['/card/get']).toBeGreaterThan(1);
  });
});
