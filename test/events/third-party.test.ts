import type { RunningServer } from '../../src/http/server.js';
import { EventStream } from '../support/event-stream.js';
import { GraphClient } from '../support/graph-client.js';
import { accountsHave, startThirdParty } from '../support/third-party-server.js';
import { useEmulator } from '../support/use-stack.js';

const CARD = 'pDEMO-groupon-0001';
const TITLE = `{ card(id: "${CARD}") { title } }`;

const emulator = useEmulator({ beforeEach: 'nothing' });
let server: RunningServer;
let merchant: string;
let count = 0;

beforeAll(async () => {
  server = await startThirdParty(emulator, { cacheMaxBytes: 1_000_000 });
});
afterAll(() => server.close());

// Each test has its merchant.
beforeEach(async () => {
  count += 1;
  merchant = `wxmerchant${count}`;
  await emulator.authorize({ appid: merchant });
  await accountsHave(server, { [merchant]: 'ACTIVE' });
});

const ask = (query: string) => new GraphClient(server.url).ask(query, {}, { 'x-wechat-appid': merchant });

test('a merchant that has authorized is served, and has its name and the time of its authorization', async () => {
  const { data } = await ask('{ cardgraphViewer { account { appid origin name authorizedAt } } }');
  const { account } = data.cardgraphViewer;
  expect(account).toMatchObject({ appid: merchant, origin: 'AUTHORIZED', name: expect.any(String) });
  expect(Math.abs(Date.now() - Date.parse(account.authorizedAt))).toBeLessThan(60_000);
  expect(await ask(TITLE)).toMatchObject({ status: 200, data: { card: { title: expect.any(String) } } });
});

test('an event of a merchant reaches its subscription and evicts its card', async () => {
  const { data } = await ask('{ cards(statuses: [IN_REVIEW], first: 1) { nodes { id title } } }');
  const [{ id }] = data.cards.nodes;
  const stream = await EventStream.open(server.url, 'subscription { cardEvents { kind cardId } }', {
    'x-wechat-appid': merchant,
  });
  await emulator.clearLedger();
  await emulator.review({ appid: merchant, card_id: id, passed: false });
  await stream.received(1);
  expect(stream.events[0]).toMatchObject({ kind: 'REVIEWED', cardId: id });
  await ask(`{ card(id: "${id}") { title } }`);
  expect(await emulator.calls()).toMatchObject({ '/card/get': 1 });
  stream.vanish();
});

test('a merchant that withdraws its authorization is refused, and its subscription ends with its cursor, within a second', async () => {
  const stream = await EventStream.open(server.url, 'subscription { cardEvents { cursor } }', {
    'x-wechat-appid': merchant,
  });
  const withdrawnAt = Date.now();
  await emulator.unauthorize(merchant);
  await stream.ended();
  expect(Date.now() - withdrawnAt).toBeLessThan(1000);
  const [error] = stream.results.at(-1)?.errors ?? [];
  expect(error?.extensions).toEqual({ code: 'ACCOUNT_NOT_AUTHORIZED', cursor: expect.any(String) });
  const { status, errors } = await ask(TITLE);
  expect([status, errors?.[0]?.extensions.code]).toEqual([403, 'ACCOUNT_NOT_AUTHORIZED']);
});

test('a withdrawal whose notification was lost is noticed at the next call', async () => {
  await emulator.componentFault({ kind: 'push-lost', appid: merchant });
  await emulator.unauthorize(merchant);
  const { errors } = await ask(TITLE);
  expect(errors?.[0]?.extensions.code).toBe('ACCOUNT_NOT_AUTHORIZED');
  await accountsHave(server, { [merchant]: 'UNAUTHORIZED' });
});

test('a merchant that authorizes again after a withdrawal is served again without a restart', async () => {
  await ask(TITLE);
  await emulator.unauthorize(merchant);
  await accountsHave(server, { [merchant]: 'UNAUTHORIZED' });
  await emulator.authorize({ appid: merchant });
  await accountsHave(server, { [merchant]: 'ACTIVE' });
  expect(await ask(TITLE)).toMatchObject({ status: 200, data: { card: { title: expect.any(String) } } });
});

test('a subscription after the last cursor receives what happened after the merchant had authorized again', async () => {
  const { data } = await ask('{ cards(statuses: [IN_REVIEW], first: 1) { nodes { id } } }');
  const [{ id }] = data.cards.nodes;
  const headers = { 'x-wechat-appid': merchant };
  const before = await EventStream.open(server.url, 'subscription { cardEvents { cursor } }', headers);
  await emulator.unauthorize(merchant);
  await before.ended();
  const cursor = before.results.at(-1)?.errors?.[0]?.extensions.cursor;
  await emulator.authorize({ appid: merchant });
  await accountsHave(server, { [merchant]: 'ACTIVE' });
  await emulator.review({ appid: merchant, card_id: id, passed: false });
  const query = `subscription { cardEvents(after: ${JSON.stringify(cursor)}) { kind cardId } }`;
  const after = await EventStream.open(server.url, query, headers);
  await after.received(1);
  expect(after.events[0]).toMatchObject({ kind: 'REVIEWED', cardId: id });
  after.vanish();
});

test('an account without cards is LACKS_CARDS, and its subscription continues', async () => {
  const headers = { 'x-wechat-appid': merchant };
  const { data } = await ask('{ cards(statuses: [IN_REVIEW], first: 1) { nodes { id } } }');
  const [{ id }] = data.cards.nodes;
  const stream = await EventStream.open(server.url, 'subscription { cardEvents { kind cardId } }', headers);
  await emulator.authorize({ appid: merchant, open_card: 0 });
  await accountsHave(server, { [merchant]: 'LACKS_CARDS' });
  await emulator.review({ appid: merchant, card_id: id, passed: false });
  await stream.received(1);
  expect(stream.events[0]).toMatchObject({ kind: 'REVIEWED', cardId: id });
  stream.vanish();
});

test('a merchant without the permission set for cards is admitted, and its calls fail with ACCOUNT_NOT_AUTHORIZED', async () => {
  await emulator.authorize({ appid: merchant, funcs: [1] });
  await accountsHave(server, { [merchant]: 'LACKS_CARDS' });
  const { status, errors } = await ask('{ card(id: "pDEMO-gift-0001") { title } }');
  expect([status, errors?.[0]?.extensions.code]).toEqual([200, 'ACCOUNT_NOT_AUTHORIZED']);
});

test('an exhausted quota of one merchant does not affect another one', async () => {
  const other = merchant;
  count += 1;
  merchant = `wxmerchant${count}`;
  await emulator.authorize({ appid: merchant });
  await accountsHave(server, { [merchant]: 'ACTIVE' });
  await emulator.fault({ path: '/card/get', appid: merchant, kind: 'errcode', value: 45009 });
  const { errors } = await ask(TITLE);
  expect(errors?.[0]?.extensions.code).toMatch(/QUOTA|RATE/);
  merchant = other;
  expect(await ask(TITLE)).toMatchObject({ status: 200, data: { card: { title: expect.any(String) } } });
});
