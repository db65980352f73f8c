import { apiKeys, entryOf, keyOf } from '../support/api-keys.js';
import { EventSocket, type EventSocketOptions, RawSocket, until } from '../support/event-socket.js';
import { type EventStack, startEventStack } from '../support/event-stack.js';
import { PUSH_ACCOUNT } from '../support/pushes.js';

const CARD = 'pDEMO-groupon-0001';
const CODE = '100000000001';
const QUERY = 'subscription { cardEvents { cursor kind cardId } }';
const OPEN = 'cardgraph_subscriptions{transport="websocket"}';

let stack: EventStack;
let sockets: EventSocket[] = [];
let raw: RawSocket[] = [];
afterEach(async () => {
  for (const socket of sockets) socket.vanish();
  for (const { socket } of raw) socket.terminate();
  sockets = [];
  raw = [];
  await stack.close();
});

function connect(options?: EventSocketOptions): EventSocket {
  const socket = new EventSocket(stack.server.url, options);
  sockets.push(socket);
  return socket;
}

function connectRaw(headers?: Record<string, string>, protocols?: string | string[]): RawSocket {
  const socket = new RawSocket(stack.server.url, headers, protocols);
  raw.push(socket);
  return socket;
}

const claim = (fields = {}) => stack.push('user_get_card', { CardId: CARD, UserCardCode: CODE, ...fields });

async function metric(name: string): Promise<number> {
  const text = await (await fetch(new URL('/metrics', stack.server.url))).text();
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${name} `));
  return Number(line?.split(' ').at(-1));
}

const openBecomes = (count: number) => until(async () => (await metric(OPEN)) === count);

describe('a subscription over WebSocket', () => {
  beforeEach(async () => {
    stack = await startEventStack();
  });

  test('delivers events as they arrive, in order', async () => {
    await claim();
    const subscription = connect().subscribe(QUERY);
    await openBecomes(1);
    await stack.push('user_consume_card', { CardId: CARD, UserCardCode: CODE });
    await stack.push('user_view_card', { CardId: CARD, UserCardCode: CODE });
    await subscription.received(2);
    expect(subscription.events.map(({ kind }) => kind)).toEqual(['REDEEMED', 'VIEWED']);
    expect(await metric('cardgraph_subscription_events_total{transport="websocket"}')).toBe(2);
  });

  test('continues after the cursor of an event on another connection', async () => {
    const first = connect();
    const before = first.subscribe(QUERY);
    await openBecomes(1);
    for (const OuterStr of ['a', 'b', 'c']) await claim({ OuterStr });
    await before.received(1);
    first.vanish();
    const query =
      'subscription ($after: EventCursor) { cardEvents(after: $after) { ... on CodeClaimedEvent { channel } } }';
    const after = connect().subscribe(query, { variables: { after: before.events[0]?.cursor } });
    await after.received(2);
    await claim({ OuterStr: 'd' });
    await after.received(3);
    expect(after.events.map(({ channel }) => channel)).toEqual(['b', 'c', 'd']);
  });

  test('reports a failed field with the data of its event and continues', async () => {
    const subscription = connect().subscribe('subscription { cardEvents { kind card { title } } }');
    await openBecomes(1);
    await stack.emulator.fault({ path: '/card/get', kind: 'errcode', value: 48001, times: 1 });
    await claim();
    await subscription.received(1);
    expect(subscription.results[0]?.errors?.[0]).toMatchObject({ path: ['cardEvents', 'card'] });
    await claim({ OuterStr: 'again' });
    await subscription.received(2);
    expect(subscription.results[1]?.errors).toBeUndefined();
  });

  test('runs next to others on one connection and ends without them', async () => {
    const socket = connect();
    const claimed = socket.subscribe('subscription { cardEvents(kinds: [CLAIMED]) { kind } }');
    const redeemed = socket.subscribe('subscription { cardEvents(kinds: [REDEEMED]) { kind } }');
    await openBecomes(2);
    claimed.close();
    await openBecomes(1);
    await stack.push('user_consume_card', { CardId: CARD, UserCardCode: CODE });
    await redeemed.received(1);
    expect(claimed.results).toEqual([]);
  });

  test('rejects an unknown cursor with its code and keeps the connection', async () => {
    const socket = connect();
    const subscription = await socket.subscribe('subscription { cardEvents(after: "nonsense") { kind } }').failed();
    expect(subscription.errors[0]?.extensions.code).toBe('EVENTS_CURSOR_UNKNOWN');
    expect(socket.closed).toBeUndefined();
    expect(await metric(OPEN)).toBe(0);
  });

  test('leaves nothing behind once its client has vanished', async () => {
    const socket = connect();
    for (let count = 0; count < 3; count += 1) socket.subscribe(QUERY);
    await openBecomes(3);
    socket.vanish();
    await openBecomes(0);
    expect(await metric('cardgraph_subscriptions_ended_total{code="CLIENT"}')).toBe(3);
  });

  test('ends with SERVER_LEAVING and its cursor when the server shuts down, and its connection closes with 1001', async () => {
    const socket = connect();
    const subscription = socket.subscribe(QUERY);
    await openBecomes(1);
    await claim();
    await subscription.received(1);
    const began = Date.now();
    stack.server.startDraining();
    await subscription.failed();
    const { cursor } = subscription.events[0] ?? {};
    expect(subscription.errors[0]?.extensions).toEqual({ code: 'SERVER_LEAVING', cursor });
    expect((await socket.isClosed()).code).toBe(1001);
    expect(Date.now() - began).toBeLessThan(2500);
    const { status, text } = await connectRaw().isRefused();
    expect(status).toBe(503);
    expect(JSON.parse(text).errors[0].extensions.code).toBe('SERVER_LEAVING');
    expect(await stack.server.drain(3000)).toBe(0);
  });
});

describe('the credential of a WebSocket', () => {
  const auth = apiKeys(entryOf('one'), entryOf('two'));

  beforeEach(async () => {
    stack = await startEventStack({ auth });
  });

  test('is accepted in the headers of the upgrade', async () => {
    connect({ headers: { 'x-api-key': keyOf('one') } }).subscribe(QUERY);
    await openBecomes(1);
  });

  test('is accepted in connection_init', async () => {
    connect({ init: { 'X-Api-Key': keyOf('one'), 'x-wechat-appid': 'wxdemo' } }).subscribe(QUERY);
    await openBecomes(1);
  });

  test('is rejected with 401 and a GraphQL error if it is wrong in the headers', async () => {
    const { status, type, text } = await connectRaw({ 'x-api-key': 'wrong' }).isRefused();
    expect(status).toBe(401);
    expect(type).toContain('application/json');
    expect(JSON.parse(text).errors[0].extensions.code).toBe('UNAUTHENTICATED');
  });

  test.each([
    ['missing', undefined],
    ['wrong', { 'x-api-key': 'wrong' }],
    ['for an account that it does not include', { 'x-api-key': keyOf('one'), 'x-wechat-appid': 'wxother' }],
  ])('closes the connection with 4403 if it is %s in connection_init', async (_case, payload) => {
    const socket = await connectRaw().opened();
    socket.send({ type: 'connection_init', ...(payload && { payload }) });
    expect((await socket.isClosed()).code).toBe(4403);
    expect(socket.messages).toEqual([]);
  });

  test.each([
    ['another key than the headers', { 'x-api-key': keyOf('two') }],
    ['another account than the headers', { 'x-wechat-appid': 'wxother' }],
    ['a value that is not a string', { authorization: 1 }],
  ])('closes the connection with 4400 if connection_init has %s', async (_case, payload) => {
    const socket = await connectRaw({ 'x-api-key': keyOf('one'), 'x-wechat-appid': 'wxdemo' }).opened();
    socket.send({ type: 'connection_init', payload });
    expect((await socket.isClosed()).code).toBe(4400);
  });

  test('must arrive within three seconds', async () => {
    const socket = await connectRaw().opened();
    const began = Date.now();
    expect((await socket.isClosed()).code).toBe(4408);
    expect(Date.now() - began).toBeGreaterThan(2000);
    expect(Date.now() - began).toBeLessThan(5000);
  });

  test('must precede the first operation', async () => {
    const socket = await connectRaw().opened();
    socket.send({ id: '1', type: 'subscribe', payload: { query: QUERY } });
    expect((await socket.isClosed()).code).toBe(4401);
  });

  test('must not be sent twice', async () => {
    const socket = await connectRaw().acknowledged({ 'x-api-key': keyOf('one') });
    socket.send({ type: 'connection_init' });
    expect((await socket.isClosed()).code).toBe(4429);
  });

  test('must have at most 8 KB', async () => {
    const whole = await connectRaw().opened();
    whole.send({ type: 'connection_init', payload: { 'x-api-key': keyOf('one'), more: 'x'.repeat(8192) } });
    expect((await whole.isClosed()).code).toBe(1009);
    const part = await connectRaw().opened();
    part.socket.send('x'.repeat(100_000), { fin: false });
    expect((await part.isClosed()).code).toBe(1009);
  });

  test('does not replace the router secret, which must be in the headers', async () => {
    await stack.close();
    stack = await startEventStack({ auth, routerSecret: { reveal: () => 'the-secret-of-the-router' } as never });
    const { status } = await connectRaw().isRefused();
    expect(status).toBe(401);
    connect({
      headers: { 'x-router-secret': 'the-secret-of-the-router' },
      init: { 'x-api-key': keyOf('one') },
    }).subscribe(QUERY);
    await openBecomes(1);
  });

  test('is checked again after a reload, and its connection closes with 4403 once its subscriptions have ended', async () => {
    const revoked = connect({ init: { 'x-api-key': keyOf('one') } });
    const kept = connect({ init: { 'x-api-key': keyOf('two') } });
    const ended = revoked.subscribe(QUERY);
    const continued = kept.subscribe(QUERY);
    await openBecomes(2);
    const account = { ...stack.silentAccount, ...(PUSH_ACCOUNT.events && { events: PUSH_ACCOUNT.events }) };
    stack.server.replaceAccess({ auth: apiKeys(entryOf('two')), routerSecret: undefined, accounts: [account] });
    await ended.failed();
    expect(ended.errors[0]?.extensions).toEqual({ code: 'UNAUTHENTICATED', cursor: expect.any(String) });
    expect((await revoked.isClosed()).code).toBe(4403);
    await claim();
    await continued.received(1);
    expect(kept.closed).toBeUndefined();
  });
});
