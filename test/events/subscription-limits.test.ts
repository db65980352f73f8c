import { DEMO_APPID } from '../../src/emulator/state/accounts.js';
import { apiKeys, entryOf, keyOf } from '../support/api-keys.js';
import { Child } from '../support/child.js';
import { until } from '../support/event-logs.js';
import { type EventStack, startEventStack } from '../support/event-stack.js';
import { EventStream } from '../support/event-stream.js';
import { GraphClient } from '../support/graph-client.js';
import { send } from '../support/http.js';
import { Issuer } from '../support/issuer.js';
import { eventXml, PUSH_ACCOUNT, pushOf } from '../support/pushes.js';
import { scrape } from '../support/scrape.js';

const QUERY = 'subscription { cardEvents { cursor cardId } }';
const OTHER = 'wxother';

let stack: EventStack;
let streams: EventStream[] = [];
afterEach(async () => {
  for (const stream of streams) stream.vanish();
  streams = [];
  await stack.close();
});

async function open(headers = {}, query = QUERY): Promise<EventStream> {
  const stream = await EventStream.open(stack.server.url, query, headers);
  streams.push(stream);
  return stream;
}

const codeOf = (stream: EventStream) => JSON.parse(stream.text).errors[0].extensions.code;

const isOpen = async () => (await scrape(stack.server.url)).value('cardgraph_subscriptions', { transport: 'sse' });

/** Configures a second account with the same keys for events. */
function addAccount(auth: ReturnType<typeof apiKeys> | { mode: 'none' } = { mode: 'none' }): void {
  if (PUSH_ACCOUNT.events === undefined) throw new Error('no keys');
  const { token, aesKey, previous } = PUSH_ACCOUNT.events;
  const events = { token, aesKey, previous };
  const accounts = [DEMO_APPID, OTHER].map((appid) => ({ ...stack.silentAccount, appid, events }));
  stack.server.replaceAccess({ auth, routerSecret: undefined, accounts });
}

async function pushTo(appid: string, CardId: string): Promise<void> {
  const CreateTime = Math.floor(Date.now() / 1000);
  const { query, body } = pushOf(eventXml('user_get_card', { CreateTime, CardId, UserCardCode: '1' }), { appid });
  const path = `/wechat/events/${appid}?${new URLSearchParams(query)}`;
  const { text } = await send(stack.server.url, path, { method: 'POST', headers: {}, body });
  expect(text).toBe('success');
}

test('a subscription ends with UNAUTHENTICATED and its cursor when its token expires', async () => {
  const issuer = await Issuer.start();
  stack = await startEventStack({ auth: { ...issuer.jwt(), clockToleranceSeconds: 0 } });
  const exp = Math.floor(Date.now() / 1000) + 2;
  const token = await issuer.token({ scope: 'event:read card:read code:read member:read', exp });
  const stream = await open({ authorization: `Bearer ${token}` });
  expect(stream.response.statusCode).toBe(200);
  await stream.ended();
  expect(Math.abs(Date.now() - exp * 1000)).toBeLessThan(1000);
  const [error] = stream.results[0]?.errors ?? [];
  expect(error?.extensions).toEqual({ code: 'UNAUTHENTICATED', cursor: expect.any(String) });
  expect(await isOpen()).toBe(0);
  await issuer.close();
});

describe('the limits of open subscriptions', () => {
  const auth = apiKeys(...['one', 'two', 'three'].map((name) => entryOf(name, { appids: [DEMO_APPID, OTHER] })));
  const as = (name: string, appid = DEMO_APPID) => ({ 'x-api-key': keyOf(name), 'x-wechat-appid': appid });

  test('apply to an account over all its callers, and to each account separately', async () => {
    stack = await startEventStack({ auth, subscriptions: { perCaller: 9, perAccount: 2, perProcess: 9 } });
    addAccount(auth);
    for (const name of ['one', 'two']) expect((await open(as(name))).response.statusCode).toBe(200);
    const refused = await (await open(as('three'))).ended();
    expect([refused.response.statusCode, codeOf(refused)]).toEqual([429, 'TOO_MANY_SUBSCRIPTIONS']);
    expect(refused.response.headers['retry-after']).toBe('10');
    expect((await open(as('three', OTHER))).response.statusCode).toBe(200);
  });

  test('apply to the process over all accounts, and a slot is free again after each kind of end', async () => {
    stack = await startEventStack({ auth, subscriptions: { perCaller: 9, perAccount: 9, perProcess: 2 } });
    addAccount(auth);
    await open(as('one'));
    const last = await open(as('two', OTHER));
    expect(codeOf(await (await open(as('three'))).ended())).toBe('TOO_MANY_SUBSCRIPTIONS');
    last.vanish();
    await until(async () => expect(await isOpen()).toBe(1));
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const rejected = await (await open(as('two'), 'subscription { cardEvents(after: "x") { kind } }')).ended();
      expect(rejected.results[0]?.errors?.[0]?.extensions.code).toBe('EVENTS_CURSOR_UNKNOWN');
    }
    expect((await open(as('three'))).response.statusCode).toBe(200);
  });
});

test('a busy process rejects new subscriptions and still serves requests', async () => {
  stack = await startEventStack();
  // Subscriptions are rejected from ten percentage points less than requests: from 1 % of the heap limit, which a new process exceeds.
  const child = new Child(['serve'], { PORT: '0', EMULATOR_PORT: '0', OVERLOAD_HEAP_PERCENT: '11' });
  try {
    const url = await child.announced('GraphQL');
    await until(async () => {
      const stream = await EventStream.open(url, QUERY);
      streams.push(stream);
      expect(stream.response.statusCode).toBe(503);
      const refused = await stream.ended();
      expect([codeOf(refused), refused.response.headers['retry-after']]).toEqual(['SERVER_OVERLOADED', '1']);
    });
    expect(await new GraphClient(url).ask('{ cardgraphViewer { __typename } }')).toMatchObject({ status: 200 });
  } finally {
    await child.stop('SIGKILL');
  }
});

test('concurrent subscriptions of a caller together receive at most as many events with calls as the rate allows', async () => {
  const rates = { codeMissesPerMinute: 60, callerPerMinute: 9, accountPerMinute: undefined, codePerMinute: undefined };
  stack = await startEventStack({ rates });
  const query = 'subscription { cardEvents { kind card { title } } }';
  const opened = await Promise.all(Array.from({ length: 6 }, () => open({}, query)));
  for (const appid of [DEMO_APPID, DEMO_APPID]) await pushTo(appid, 'pDEMO-groupon-0001');
  const count = () => opened.reduce((sum, { results }) => sum + results.length, 0);
  await until(async () => expect(count()).toBe(3));
  await new Promise((go) => setTimeout(go, 500));
  expect(count()).toBe(3);
});

test('a subscription receives only events of its account while two accounts receive them alternately', async () => {
  stack = await startEventStack();
  addAccount();
  const appids = [DEMO_APPID, OTHER];
  const opened = await Promise.all(appids.map((appid) => open({ 'x-wechat-appid': appid })));
  for (let count = 0; count < 100; count += 1) {
    await Promise.all(appids.map((appid) => pushTo(appid, `p-${appid}-${count}`)));
  }
  for (const [index, stream] of opened.entries()) {
    await stream.received(100);
    const expected = Array.from({ length: 100 }, (_, count) => `p-${appids[index]}-${count}`);
    expect(stream.events.map(({ cardId }) => cardId)).toEqual(expected);
  }
});

test('a cursor of one account is rejected for another', async () => {
  stack = await startEventStack();
  addAccount();
  const stream = await open({ 'x-wechat-appid': DEMO_APPID });
  await pushTo(DEMO_APPID, 'pOne');
  const after = (await stream.received(1)).events[0]?.cursor;
  const query = `subscription { cardEvents(after: "${after}") { kind } }`;
  const other = await (await open({ 'x-wechat-appid': OTHER }, query)).ended();
  expect(other.results[0]?.errors?.[0]?.extensions.code).toBe('EVENTS_CURSOR_UNKNOWN');
});

test('a subscription ends at a reload that removes its account', async () => {
  stack = await startEventStack();
  addAccount();
  const stream = await open({ 'x-wechat-appid': OTHER });
  stack.server.replaceAccess({ auth: { mode: 'none' }, routerSecret: undefined, accounts: [stack.silentAccount] });
  await stream.ended();
  expect(stream.results[0]?.errors?.[0]?.extensions).toEqual({ code: 'FORBIDDEN', cursor: expect.any(String) });
});
