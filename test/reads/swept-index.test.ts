import type { RunningServer } from '../../src/http/server.js';
import { GraphClient } from '../support/graph-client.js';
import { INDEX, startGraph } from '../support/stack.js';
import { movableTime, passTime, realTime, until } from '../support/time.js';
import { useEmulator } from '../support/use-stack.js';

const CARD = 'pDEMO-cash-0001';
const CALLS_PER_MINUTE = 600;

describe('the sweep of an index', () => {
  const emulator = useEmulator();
  let server: RunningServer;
  beforeEach(async () => {
    movableTime();
    server = await startGraph(emulator.url, { index: { ...INDEX, callsPerMinute: CALLS_PER_MINUTE } });
  });
  afterEach(async () => {
    realTime();
    await server.close();
  });

  const search = async () => {
    const query = `{ searchCards(text: "${CARD}") { nodes { stock { quantity } } complete asOf indexedCards } }`;
    return (await new GraphClient(server.url).data(query)).searchCards;
  };
  const cardsRead = async () =>
    (await emulator.ledger()).recent
      .filter(({ path }) => path === '/card/get')
      .map(({ request }) => String(request.card_id));

  test('finds a change without an event, and reads each card once, those that were read longest ago first', async () => {
    await emulator.addCards(60);
    await until(async () => (await search()).complete);
    const built = await cardsRead();
    const before = await search();
    await emulator.addCode({ card_id: CARD, openid: 'oDEMO-user-0001', code: '900000000001' });
    const changedAt = Date.now();
    await emulator.clearLedger();
    passTime(601_000);
    const startedAt = performance.now();
    await until(async () => {
      const { asOf, nodes } = await search();
      const isReflected = nodes[0].stock.quantity === before.nodes[0].stock.quantity - 1;
      if (Date.parse(asOf) >= changedAt) expect(isReflected).toBe(true);
      return isReflected && Date.parse(asOf) >= changedAt;
    });
    const seconds = (performance.now() - startedAt) / 1000;
    const swept = await cardsRead();
    expect(new Set(swept).size).toBe(swept.length);
    expect(swept).toHaveLength(before.indexedCards);
    // At most four reads are in flight at a time, so that their order may differ by a few.
    const distances = swept.map((cardId, position) => Math.abs(built.indexOf(cardId) - position));
    expect(Math.max(...distances)).toBeLessThanOrEqual(8);
    // A tenth of the calls of a minute at once, then the others evenly.
    expect(swept.length).toBeLessThanOrEqual(CALLS_PER_MINUTE * (0.1 + (0.9 * seconds) / 60) + 1);
  });
});
