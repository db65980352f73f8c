/**
 * The index of an account with many cards: its calls, its memory, and the CPU time of a search. CARDS=20000 runs the long form, which prints
 * the measurements.
 */
import { searchFieldsOf } from '../../src/graph/card/card-search.fields.js';
import { CardIndex } from '../../src/search/card-index.js';
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
    const bytes = value('cardgraph_index_bytes', { account: 'wxdemo' }) ?? 0;
    report('estimated bytes per card', bytes / found.indexedCards);
  });

  test('estimates its memory, and searches its cards', async () => {
    const { cards } = await stack.emulator.state();
    const index = new CardIndex(searchFieldsOf);
    const used = () => process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
    globalThis.gc?.();
    const before = used();
    for (let n = 0; n < CARDS; n += 1) index.put(`p${n}`, { card: cards[n % cards.length] }, index.begin());
    globalThis.gc?.();
    report('measured bytes per card', (used() - before) / CARDS);
    report('estimated bytes per card', index.bytes / CARDS);
    const text = searchFieldsOf('', { card: cards[0] })?.title?.slice(0, 2);
    const { user, system } = process.cpuUsage();
    for (let n = 0; n < SEARCHES; n += 1) {
      const page = { sort: { by: 'UPDATED_AT', direction: 'DESCENDING' }, first: 20 } as const;
      expect(index.search({ text }, page).cards.length).toBeGreaterThan(0);
    }
    const cpu = process.cpuUsage({ user, system });
    report('CPU milliseconds per search', (cpu.user + cpu.system) / 1000 / SEARCHES);
  });
});

function report(name: string, value: number): void {
  if (process.env.CARDS !== undefined) process.stdout.write(`${name}: ${value.toFixed(2)}\n`);
}
