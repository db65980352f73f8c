import { INDEX } from '../support/stack.js';
import { until } from '../support/time.js';
import { useStack } from '../support/use-stack.js';

const CARD = 'pDEMO-cash-0001';

describe('the response cache while a search index is built', () => {
  const stack = useStack({
    server: { cacheMaxBytes: 30_000, index: { ...INDEX, callsPerMinute: 100_000 } },
    beforeEach: 'nothing',
  });

  test('evicts no card for the many cards of the index, and stores none of them', async () => {
    await stack.emulator.addCards(100);
    const read = () => stack.graph.data(`{ card(id: "${CARD}") { title } }`);
    await read();
    await until(async () => (await stack.graph.data('{ searchCards { complete } }')).searchCards.complete);
    await stack.emulator.clearLedger();
    await read();
    expect(await stack.emulator.calls()).toEqual({});
    await stack.graph.data('{ card(id: "pDEMO-groupon-0001") { title } }');
    expect(await stack.emulator.calls()).toEqual({ '/card/get': 1 });
  });
});
