import type { ServerResponse } from 'node:http';
import { MAX_RESPONSE_BYTES } from '../../src/platform/response-budget.js';
import { GraphClient } from '../support/graph-client.js';
import { type RawPlatform, sendBytes, sendJson, startRawPlatform } from '../support/raw-platform.js';
import { startGraph } from '../support/stack.js';
import { until } from '../support/time.js';

const STOCK = `mutation ($key: String!) {
  modifyStock(input: { cardId: "pSMALL", increaseBy: 1, idempotencyKey: $key }) { replayed userErrors { code message } }
}`;

let quantity = 100;
let takesEffect = true;
const started: ServerResponse[] = [];
let platform: RawPlatform;
let server: Awaited<ReturnType<typeof startGraph>>;

beforeAll(async () => {
  platform = await startRawPlatform(({ path, body }, response) => {
    if (path === '/card/modifystock') {
      if (takesEffect) quantity += 1;
      sendBytes(response, JSON.stringify({ errcode: 0, padding: 'x'.repeat(100_000) }));
    } else if (body.includes('pLARGE')) {
      started.push(response);
      response.writeHead(200, { 'content-length': MAX_RESPONSE_BYTES }).write('{');
    } else {
      const base_info = { id: 'pSMALL', title: 'small', sku: { quantity, total_quantity: quantity } };
      sendJson(response, { errcode: 0, card: { card_type: 'CASH', cash: { base_info, reduce_cost: 1 } } });
    }
  });
  server = await startGraph(platform.url);
});
afterAll(async () => {
  await server.close();
  await platform.close();
});

test('reads fail with SERVER_OVERLOADED while large responses fill the budget, small reads succeed and a write is read back', async () => {
  const graph = new GraphClient(server.url);
  const large = (n: number) => graph.ask(`{ card(id: "pLARGE-${n}") { title } }`);
  const requests = Array.from({ length: 40 }, (_, n) => large(n));
  const refused = await Promise.race(requests);
  expect(refused).toMatchObject({
    status: 503,
    errors: [{ extensions: { code: 'SERVER_OVERLOADED', retryAfter: 1 } }],
  });
  await until(() => started.length === 40);
  expect(await graph.data('{ card(id: "pSMALL") { title } }')).toEqual({ card: { title: 'small' } });

  expect(await graph.data(STOCK, { key: 'took effect' })).toEqual({ modifyStock: { replayed: false, userErrors: [] } });
  takesEffect = false;
  const unknown = await graph.data(STOCK, { key: 'shows nothing' });
  expect(unknown.modifyStock.userErrors).toMatchObject([{ code: 'OUTCOME_UNKNOWN' }]);

  for (const response of started) response.destroy();
  await Promise.all(requests);
});
