/** The index of an account with many cards, and its calls. CARDS=20000 runs the long form. */
import { scrape } from '../support/scrape.js';
import { INDEX } from '../support/stack.js';
import { until } from '../support/time.js';
import { useStack } from '../support/use-stack.js';

const CARDS = Number(process.env.CARDS ?? 300);
const SEARCHES = 200;

const stack = useStack({ server: { index: { ...INDEX, maxCards: 2 * CARDS, callsPerMinute: 100_000 } } });

describe(`the index of an account with ${CARDS} cards`, () => {
  test('is complete after one card/get per card, and a search makes no call', async () => {
    await stack.emulator.addCards(CARDS);
    await until(async () => (await stack.graph.data('{ searchCards { complete } }')).searchCards.complete, 600_000);
    const { searchCards: found } = await stack.graph.data('{ searchCards { indexedCards totalCount } }');
    expect(found.indexedCards).toBeGreaterThan(CARDS);
    const calls = await stack.emulator.calls();
    expect(calls['/card/get']).toBe(found.indexedCards);
    expect(calls['/card/batchget']).toBe(Math.ceil(found.indexedCards / 50));
    await stack.emulator.clearLedger();
    for (let n = 0; n < SEARCHES; n += 1) await stack.graph.data('{ searchCards(text: "卡") { totalCount } }');
    expect(await stack.emulator.calls()).toEqual({});
    const { value } = await scrape(stack.graph.url);
    expect(value('cardgraph_index_bytes', { account: 'wxdemo' })).toBeGreaterThan(500 * CARDS);
  });
});
