import { apiKeys, entryOf, keyOf } from '../../support/api-keys.js';
import { type EventStack, startEventStack } from '../../support/event-stack.js';
import { EventStream } from '../../support/event-stream.js';
import { PUSH_ACCOUNT } from '../../support/pushes.js';

const CARD = 'pDEMO-groupon-0001';
const CODE = '100000000001';
const QUERY = 'subscription { cardEvents { cursor kind cardId } }';

let stack: EventStack;
let streams: EventStream[] = [];
afterEach(async () => {
  for (const stream of streams) stream.vanish();
  streams = [];
  await stack.close();
});

async function open(query = QUERY, headers = {}, accept?: string): Promise<EventStream> {
  const stream = await EventStream.open(stack.server.url, query, headers, accept);
  streams.push(stream);
  return stream;
}

const claim = (fields = {}) => stack.push('user_get_card', { CardId: CARD, UserCardCode: CODE, ...fields });

async function metric(name: string): Promise<number> {
  const text = await (await fetch(new URL('/metrics', stack.server.url))).text();
  return Number(
    text
      .split('\n')
      .find((line) => line.startsWith(`${name} `))
      ?.split(' ')
      .at(-1),
  );
}

async function becomes(read: () => Promise<number>, value: number): Promise<void> {
  for (const until = Date.now() + 5000; Date.now() < until; await new Promise((go) => setTimeout(go, 20))) {
    if ((await read()) === value) return;
  }
  expect(await read()).toBe(value);
}

describe('a subscription over server-sent events', () => {
  beforeEach(async () => {
    stack = await startEventStack();
  });

  test('delivers only events that arrive after it was opened, in order, unless it has a cursor', async () => {
    await claim();
    const stream = await open();
    expect(stream.response.statusCode).toBe(200);
    expect(stream.response.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    await stack.push('user_consume_card', { CardId: CARD, UserCardCode: CODE });
    await stack.push('user_view_card', { CardId: CARD, UserCardCode: CODE });
    await stream.received(2);
    expect(stream.events.map(({ kind }) => kind)).toEqual(['REDEEMED', 'VIEWED']);
  });

  test('continues after the cursor of an event without loss or repetition', async () => {
    const first = await open();
    for (const OuterStr of ['a', 'b', 'c']) await claim({ OuterStr });
    await first.received(1);
    first.vanish();
    const after = first.events[0]?.cursor;
    const query = `subscription { cardEvents(after: "${after}") { ... on CodeClaimedEvent { channel } } }`;
    const second = await (await open(query)).received(2);
    await claim({ OuterStr: 'd' });
    await second.received(3);
    expect(second.events.map(({ channel }) => channel)).toEqual(['b', 'c', 'd']);
  });

  test('delivers only the selected kinds and cards', async () => {
    const stream = await open('subscription { cardEvents(kinds: [CLAIMED], cardIds: ["pOther"]) { kind cardId } }');
    await claim();
    await stack.push('user_consume_card', { CardId: 'pOther', UserCardCode: CODE });
    await claim({ CardId: 'pOther' });
    await stream.received(1);
    expect(stream.events).toEqual([{ kind: 'CLAIMED', cardId: 'pOther' }]);
  });

  test('reads the card of each event anew', async () => {
    const stream = await open('subscription { cardEvents { card { stock { quantity } } } }');
    await claim();
    await stream.received(1);
    const total = (await stack.emulator.ledger()).total;
    await claim({ OuterStr: 'again' });
    await stream.received(2);
    expect((await stack.emulator.ledger()).total).toBeGreaterThan(total);
    expect(stream.results[1]).toEqual({ data: { cardEvents: { card: { stock: expect.anything() } } } });
  });

  test('reports a failed field as in an ordinary response and continues', async () => {
    const stream = await open('subscription { cardEvents { kind card { title } } }');
    await stack.emulator.fault({ path: '/card/get', kind: 'errcode', value: 48001, times: 1 });
    await claim();
    await stream.received(1);
    expect(stream.results[0]?.errors?.[0]).toMatchObject({ path: ['cardEvents', 'card'] });
    await claim({ OuterStr: 'again' });
    await stream.received(2);
    expect(stream.results[1]?.errors).toBeUndefined();
  });

  test('rejects an unknown cursor with its code and ends', async () => {
    const stream = await (await open('subscription { cardEvents(after: "nonsense") { kind } }')).ended();
    expect(stream.results[0]?.errors?.[0]?.extensions.code).toBe('EVENTS_CURSOR_UNKNOWN');
    expect(stream.text).toMatch(/event: complete\ndata:\n\n$/);
    expect(await metric('cardgraph_subscriptions{transport="sse"}')).toBe(0);
  });

  test('rejects an empty filter as the query does', async () => {
    const stream = await (await open('subscription { cardEvents(kinds: []) { kind } }')).ended();
    expect(stream.results[0]?.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  test('leaves nothing behind once its client has vanished', async () => {
    const opened = [await open(), await open(), await open()];
    expect(await metric('cardgraph_subscriptions{transport="sse"}')).toBe(3);
    for (const stream of opened) stream.vanish();
    await becomes(() => metric('cardgraph_subscriptions{transport="sse"}'), 0);
    expect(await metric('cardgraph_subscriptions_ended_total{code="CLIENT"}')).toBe(3);
  });

  test('ends with SERVER_LEAVING and its cursor when the server starts to shut down', async () => {
    const stream = await open();
    await claim();
    await stream.received(1);
    const began = Date.now();
    stack.server.startDraining();
    await stream.ended();
    expect(Date.now() - began).toBeLessThan(1500);
    const { cursor } = stream.events[0] ?? {};
    expect(stream.results.at(-1)?.errors?.[0]?.extensions).toEqual({ code: 'SERVER_LEAVING', cursor });
    const refused = await open();
    expect(refused.response.statusCode).toBe(503);
  });

  test('streams the single result of a query too', async () => {
    const stream = await (await open('{ cardgraphViewer { __typename } }')).ended();
    expect(stream.results).toHaveLength(1);
    expect(stream.results[0]?.errors).toBeUndefined();
    expect(stream.text).toMatch(/event: complete\ndata:\n\n$/);
  });
});

describe('a subscription over multipart', () => {
  const ACCEPT = 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0,application/json;q=0.9';

  test('delivers each event as the payload of a part', async () => {
    stack = await startEventStack();
    const stream = await open(QUERY, {}, ACCEPT);
    expect(stream.response.headers['content-type']).toBe('multipart/mixed;boundary="graphql";subscriptionSpec=1.0');
    await claim();
    await stream.until(() => stream.text.includes('CLAIMED'));
    stack.server.startDraining();
    await stream.ended();
    const parts = stream.text.split('\r\n--graphql').map((part) => part.split('\r\n\r\n')[1]);
    const [, event, last] = parts;
    expect(JSON.parse(event ?? '')).toMatchObject({ payload: { data: { cardEvents: { kind: 'CLAIMED' } } } });
    expect(JSON.parse(last ?? '')).toMatchObject({
      payload: null,
      errors: [{ extensions: { code: 'SERVER_LEAVING' } }],
    });
    expect(stream.text.endsWith('\r\n--graphql--\r\n')).toBe(true);
  });

  test('returns JSON for a query', async () => {
    stack = await startEventStack();
    const stream = await (await open('{ cardgraphViewer { __typename } }', {}, ACCEPT)).ended();
    expect(JSON.parse(stream.text)).toHaveProperty('data.cardgraphViewer');
  });
});

describe('the admission of a subscription', () => {
  const two = [entryOf('one'), entryOf('two')];

  test('rejects it without a streamed response', async () => {
    stack = await startEventStack();
    const { status, errors } = await stack.graph.ask(QUERY);
    expect(status).toBe(406);
    expect(errors?.[0]).toMatchObject({ message: expect.stringContaining('text/event-stream') });
  });

  test('rejects it by GET', async () => {
    stack = await startEventStack();
    const url = `${stack.server.url}?query=${encodeURIComponent(QUERY)}`;
    const headers = { accept: 'text/event-stream', 'apollo-require-preflight': '1' };
    expect((await fetch(url, { headers })).status).toBe(405);
  });

  test('rejects an operation over a limit as without a stream', async () => {
    stack = await startEventStack();
    const aliases = Array.from({ length: 101 }, (_, index) => `a${index}: kind`).join(' ');
    const stream = await (await open(`subscription { cardEvents { ${aliases} } }`)).ended();
    expect(stream.response.statusCode).toBe(400);
    expect(JSON.parse(stream.text).errors[0].extensions.code).toBe('TOO_MANY_ALIASES');
  });

  test('rejects one that is not in the list of persisted operations', async () => {
    stack = await startEventStack({ persistedOperations: { mode: 'enforce', operations: [] } });
    const stream = await (await open()).ended();
    expect(JSON.parse(stream.text).errors[0].extensions.code).toBe('PERSISTED_QUERY_NOT_IN_LIST');
  });

  test('rejects a caller without the scope of a requested kind', async () => {
    stack = await startEventStack({ auth: apiKeys(entryOf('one', { scopes: ['event:read', 'card:read'] })) });
    const headers = { 'x-api-key': keyOf('one') };
    const query = 'subscription { cardEvents(kinds: [CLAIMED]) { kind } }';
    const stream = await (await open(query, headers)).ended();
    expect(stream.results[0]?.errors?.[0]?.extensions).toEqual({ code: 'FORBIDDEN', scope: 'code:read' });
  });

  test('rejects a caller without event:read', async () => {
    stack = await startEventStack({ auth: apiKeys(entryOf('one', { scopes: ['card:read', 'code:read'] })) });
    const stream = await (await open(QUERY, { 'x-api-key': keyOf('one') })).ended();
    expect(stream.results[0]?.errors?.[0]?.extensions).toEqual({ code: 'FORBIDDEN', scope: 'event:read' });
  });

  test('rejects one more than a caller may open, and admits it after one was closed', async () => {
    const subscriptions = { perCaller: 1, perAccount: 2, perProcess: 9 };
    stack = await startEventStack({ auth: apiKeys(...two), subscriptions });
    const first = await open(QUERY, { 'x-api-key': keyOf('one') });
    const second = await (await open(QUERY, { 'x-api-key': keyOf('one') })).ended();
    expect(second.response.statusCode).toBe(429);
    expect(JSON.parse(second.text).errors[0].extensions.code).toBe('TOO_MANY_SUBSCRIPTIONS');
    expect((await open(QUERY, { 'x-api-key': keyOf('two') })).response.statusCode).toBe(200);
    first.vanish();
    await becomes(() => metric('cardgraph_subscriptions{transport="sse"}'), 1);
    expect((await open(QUERY, { 'x-api-key': keyOf('one') })).response.statusCode).toBe(200);
  });

  test('waits instead of ending when the caller has no requests left in this minute', async () => {
    stack = await startEventStack({
      rates: { codeMissesPerMinute: 60, callerPerMinute: 2, accountPerMinute: undefined, codePerMinute: undefined },
    });
    const charged = await open('subscription { cardEvents { kind card { title } } }');
    await claim();
    await charged.received(1);
    await claim({ OuterStr: 'second' });
    await new Promise((go) => setTimeout(go, 300));
    expect(charged.results).toHaveLength(1);
    expect(await metric('cardgraph_subscriptions{transport="sse"}')).toBe(1);
  });
});

describe('a reload of accounts and credentials', () => {
  const auth = apiKeys(entryOf('one'), entryOf('two'));
  const accountWith = (events: typeof PUSH_ACCOUNT.events | undefined) => ({
    ...stack.silentAccount,
    ...(events && { events }),
  });
  const replace = (keys: typeof auth, events: typeof PUSH_ACCOUNT.events | undefined = PUSH_ACCOUNT.events) =>
    stack.server.replaceAccess({ auth: keys, routerSecret: undefined, accounts: [accountWith(events)] });

  beforeEach(async () => {
    stack = await startEventStack({ auth });
  });

  test('ends the subscriptions of a revoked key within a second and keeps the others', async () => {
    const revoked = await open(QUERY, { 'x-api-key': keyOf('one') });
    const kept = await open(QUERY, { 'x-api-key': keyOf('two') });
    const began = Date.now();
    replace(apiKeys(entryOf('two')));
    await revoked.ended();
    expect(Date.now() - began).toBeLessThan(1000);
    const error = revoked.results[0]?.errors?.[0];
    expect(error?.extensions).toEqual({ code: 'UNAUTHENTICATED', cursor: expect.any(String) });
    await claim();
    await kept.received(1);
    expect(kept.events[0]?.kind).toBe('CLAIMED');
  });

  test('ends a subscription with FORBIDDEN if its caller lost a scope', async () => {
    const stream = await open(QUERY, { 'x-api-key': keyOf('one') });
    replace(apiKeys(entryOf('one', { scopes: ['event:read', 'card:read'] })));
    await stream.ended();
    expect(stream.results[0]?.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  test('ends a subscription with EVENTS_OFF if its account no longer receives events', async () => {
    const stream = await open(QUERY, { 'x-api-key': keyOf('one') });
    stack.server.replaceAccess({ auth, routerSecret: undefined, accounts: [stack.silentAccount] });
    await stream.ended();
    expect(stream.results[0]?.errors?.[0]?.extensions.code).toBe('EVENTS_OFF');
  });
});
