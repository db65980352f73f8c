import { Secret } from '../../src/config/secret.js';
import { apiKeys, entryOf, keyOf } from '../support/api-keys.js';
import type { LedgerCall } from '../support/emulator-control.js';
import { type Gateway, startApolloGateway, startStitchedGateway } from './gateways.js';
import { FEATURED } from './partners.js';
import { entityCounts, type StartGateway, type Supergraph, startSupergraph } from './supergraph.js';

const ROUTER_SECRET = 'PLANTED-ROUTER-SECRET';
const CLIENT = { 'x-api-key': keyOf('app') };

const WALLET = `customer(id: "c1") { name wechat { openid wallet { codes { nodes {
  code note card { title banner campaign { name budget { yuan } } } } } } } }`;

let supergraph: Supergraph;

beforeAll(async () => {
  const auth = apiKeys(entryOf('app'), entryOf('till', { scopes: ['code:read'] }));
  supergraph = await startSupergraph({ auth, routerSecret: new Secret(ROUTER_SECRET) });
});
afterAll(() => supergraph.close());
beforeEach(() => supergraph.reset());

const keyOfCall = ({ path, request }: LedgerCall) => `${path} ${JSON.stringify(Object.entries(request).sort())}`;

/** Returns the calls by path after checking that no two are equal. */
async function callsOnce() {
  const { recent } = await supergraph.stack.emulator.ledger();
  const keys = recent.map(keyOfCall);
  expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  return supergraph.stack.emulator.calls();
}

describe.each<[string, StartGateway]>([
  ['@apollo/gateway', startApolloGateway],
  ['@graphql-tools/federation', startStitchedGateway],
])('through %s', (_gateway, start) => {
  let gateway: Gateway;
  beforeAll(async () => {
    gateway = await start(supergraph.sdl, { 'x-router-secret': ROUTER_SECRET });
  });
  afterAll(() => gateway.close());

  const data = async (query: string) => {
    const { data, errors } = await gateway.ask(query, CLIENT);
    expect(errors).toBeUndefined();
    return data;
  };

  test('from a customer of the CRM to the wallet, its cards and their campaigns sends one request here and no call twice', async () => {
    const { customer } = await data(`{ ${WALLET} }`);
    expect(customer).toMatchObject({ name: 'Fourier', wechat: { openid: 'oDEMO-user-0001' } });
    const { nodes } = customer.wechat.wallet.codes;
    expect(nodes).toHaveLength(7);
    for (const { code, note, card } of nodes) {
      expect(note).toBe(`note on ${code}`);
      expect(card).toEqual({
        title: expect.any(String),
        banner: `${card.title} · 春茶上市`,
        campaign: { name: '春茶上市', budget: { yuan: '12345.00' } },
      });
    }
    expect(supergraph.recorder.requests.map(entityCounts)).toEqual([[1]]);
    expect(await callsOnce()).toEqual({ '/card/user/getcardlist': 1, '/card/get': 7 });
  });

  test('on to the cards that a campaign features sends one more request and no call twice', async () => {
    const { customer } = await data(
      '{ customer(id: "c1") { wechat { wallet { codes { nodes { card { title campaign { featured { id title } } } } } } } } }',
    );
    const featured = FEATURED.map((id) => ({ id, title: expect.any(String) }));
    for (const { card } of customer.wechat.wallet.codes.nodes) expect(card.campaign.featured).toEqual(featured);
    expect(supergraph.recorder.requests).toHaveLength(2);
    expect(supergraph.recorder.requests.map(({ body }) => body.query.match(/_entities\(/g)?.length)).toEqual([1, 1]);
    expect(await callsOnce()).toEqual({ '/card/user/getcardlist': 1, '/card/get': 7 + new Set(FEATURED).size });
  });

  test('for only the keys sends no request here', async () => {
    const { customer } = await data('{ customer(id: "c1") { wechat { openid } favourite { cardId code note } } }');
    expect(customer.favourite.note).toBe('note on 100000000001');
    expect(supergraph.recorder.requests).toEqual([]);
  });

  test('returns the data of other subgraphs for a card that fails, and null with an error for its fields here', async () => {
    await supergraph.stack.emulator.fault({ path: '/card/get', kind: 'errcode', value: 99_999, times: 1 });
    const { data, errors } = await gateway.ask(
      '{ campaign(id: "spring") { name featured { id title status campaign { name } } } }',
      CLIENT,
    );
    const featured: { id: string; title: string | null }[] = data.campaign.featured;
    const [failed] = featured.filter(({ title }) => title === null);
    expect(featured).toEqual(
      FEATURED.map((id) => ({
        id,
        title: id === failed?.id ? null : expect.any(String),
        status: id === failed?.id ? null : expect.any(String),
        campaign: { name: '春茶上市' },
      })),
    );
    expect(failed).toBeDefined();
    expect(errors?.length).toBeGreaterThan(0);
    for (const error of errors ?? []) {
      expect(error.extensions).toMatchObject({ code: 'PLATFORM_REJECTED', platform: { errcode: 99_999 } });
    }
  });

  test('returns the data of other subgraphs for a deleted card, and null without an error for the rest', async () => {
    const { campaign } = await data('{ campaign(id: "last-year") { featured { id title campaign { name } } } }');
    expect(campaign.featured).toEqual([{ id: 'pDEMO-no-such-card', title: null, campaign: { name: '春茶上市' } }]);
  });

  test('returns FORBIDDEN for fields whose scope the caller lacks, and data for the rest', async () => {
    const till = { 'x-api-key': keyOf('till') };
    const { data, errors } = await gateway.ask(
      '{ customer(id: "c1") { favourite { note status card { title } } } }',
      till,
    );
    expect(data.customer.favourite).toEqual({ note: 'note on 100000000001', status: 'NORMAL', card: null });
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', scope: 'card:read' } }]);
  });

  test('returns UNAUTHENTICATED here for a caller that is not admitted, and the data of other subgraphs', async () => {
    const { data, errors } = await gateway.ask(
      '{ customer(id: "c1") { name wechat { openid wallet { hasFriendVoucher } } } }',
    );
    expect(data.customer).toEqual({ name: 'Fourier', wechat: { openid: 'oDEMO-user-0001', wallet: null } });
    expect(errors?.length).toBeGreaterThan(0);
  });

  test('returns separate pages for three subgraphs in one query', async () => {
    const PAGE_INFO = 'pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';
    const answer = await data(
      `{ cards(first: 2) { ${PAGE_INFO} } customers { ${PAGE_INFO} } campaigns { ${PAGE_INFO} } }`,
    );
    const last = { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null };
    expect(answer).toEqual({
      cards: {
        pageInfo: { ...last, hasNextPage: true, startCursor: expect.any(String), endCursor: expect.any(String) },
      },
      customers: { pageInfo: last },
      campaigns: { pageInfo: last },
    });
  });

  test('executes a mutation once, and its payload leads to other subgraphs', async () => {
    const { modifyStock } =
      await data(`mutation { modifyStock(input: { cardId: "pDEMO-cash-0001", increaseBy: 5, idempotencyKey: "${_gateway}" }) {
      replayed quantityBefore quantityAfter userErrors { code } card { campaign { name } } } }`);
    expect(modifyStock).toMatchObject({ replayed: false, userErrors: [], card: { campaign: { name: '春茶上市' } } });
    expect(modifyStock.quantityAfter).toBe(modifyStock.quantityBefore + 5);
    expect(await supergraph.stack.emulator.calls()).toMatchObject({ '/card/modifystock': 1 });
  });

  test("sends the headers of the client and the secret of the router, regardless of the client's own value", async () => {
    const forged = { ...CLIENT, 'x-wechat-appid': 'wxdemo', 'x-router-secret': 'forged-by-the-client' };
    const { errors } = await gateway.ask('{ card(id: "pDEMO-cash-0001") { title } }', forged);
    expect(errors).toBeUndefined();
    expect(supergraph.recorder.requests[0]?.headers).toMatchObject({
      ...CLIENT,
      'x-wechat-appid': 'wxdemo',
      'x-router-secret': ROUTER_SECRET,
    });
  });
});
