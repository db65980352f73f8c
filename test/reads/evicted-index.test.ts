import type { RunningServer } from '../../src/http/server.js';
import { GraphClient } from '../support/graph-client.js';
import { scrape } from '../support/scrape.js';
import { accountOf, INDEX, startGraph } from '../support/stack.js';
import { until } from '../support/time.js';
import { useEmulator } from '../support/use-stack.js';

const [ONE, TWO, THREE] = ['wxone', 'wxtwo', 'wxthree'];

describe('the indexes of three accounts that exceed INDEX_MAX_BYTES together', () => {
  const emulator = useEmulator();
  let server: RunningServer;

  const start = async (maxBytes: number) => {
    const accounts = [ONE, TWO, THREE].map((appid) => accountOf(emulator.url, appid, 'secret'));
    const index = { ...INDEX, callsPerMinute: 100_000, maxBytes };
    server = await startGraph(emulator.url, { accounts, index });
  };
  const search = async (appid: string) => {
    const query = '{ searchCards { complete indexedCards } }';
    return (await new GraphClient(server.url).ask(query, {}, { 'x-wechat-appid': appid })).data.searchCards;
  };
  const build = async (appid: string) => {
    await until(async () => (await search(appid)).complete);
  };
  const metric = async (name: string, account: string) => (await scrape(server.url)).value(name, { account });

  beforeEach(async () => {
    for (const appid of [ONE, TWO, THREE]) await emulator.addAccount(appid, 'secret');
  });
  afterEach(() => server.close());

  test('lose the one that was searched least recently, which its next search builds again', async () => {
    await start(INDEX.maxBytes);
    await build(ONE);
    const bytes = (await metric('cardgraph_index_bytes', ONE)) ?? 0;
    await server.close();
    await start(2.5 * bytes);
    await build(ONE);
    await build(TWO);
    await search(ONE);
    await build(THREE);
    expect(await metric('cardgraph_index_cards', TWO)).toBeUndefined();
    expect(await metric('cardgraph_index_complete', ONE)).toBe(1);
    expect(await metric('cardgraph_index_complete', THREE)).toBe(1);
    await emulator.clearLedger();
    await build(TWO);
    const { indexedCards } = await search(TWO);
    expect((await emulator.calls())['/card/get']).toBe(indexedCards);
    expect(await metric('cardgraph_index_cards', ONE)).toBeUndefined();
    expect(await metric('cardgraph_index_complete', THREE)).toBe(1);
  });
});
