import { DEMO_APPID } from '../../src/emulator/state/accounts.js';
import { scrape } from '../support/scrape.js';
import { INDEX } from '../support/stack.js';
import { until } from '../support/time.js';
import { useStack } from '../support/use-stack.js';

const stack = useStack({ server: { index: { ...INDEX, callsPerMinute: 100_000 } } });
const account = DEMO_APPID;

describe('the metrics of a search index', () => {
  test('are absent before the first search, and then have its size, its age and its calls', async () => {
    const before = await scrape(stack.graph.url);
    expect(before.value('cardgraph_index_cards', { account })).toBeUndefined();
    expect(before.value('cardgraph_index_calls_total', { purpose: 'build' })).toBe(0);
    const startedAt = Date.now() / 1000;
    await until(async () => (await stack.graph.data('{ searchCards { complete } }')).searchCards.complete);
    const { indexedCards } = (await stack.graph.data('{ searchCards { indexedCards } }')).searchCards;
    const { value } = await scrape(stack.graph.url);
    expect(value('cardgraph_index_cards', { account })).toBe(indexedCards);
    expect(value('cardgraph_index_complete', { account })).toBe(1);
    expect(value('cardgraph_index_bytes', { account })).toBeGreaterThan(indexedCards * 1000);
    expect(value('cardgraph_index_oldest_timestamp_seconds', { account })).toBeGreaterThanOrEqual(startedAt);
    expect(value('cardgraph_index_calls_total', { purpose: 'build' })).toBe(indexedCards);
    expect(value('cardgraph_index_calls_total', { purpose: 'listing' })).toBe(Math.ceil(indexedCards / 50));
  });
});
