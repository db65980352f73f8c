import { connect as connectTcp, type Socket } from 'node:net';
import { createLog } from '../../src/log.js';
import { apiKeys, entryOf, keyOf } from '../support/api-keys.js';
import { EventSocket, type EventSocketOptions, RawSocket, until } from '../support/event-socket.js';
import { type EventStack, startEventStack } from '../support/event-stack.js';
import { send } from '../support/http.js';

const QUERY = 'subscription { cardEvents { cursor kind cardId } }';
const OPEN = 'cardgraph_subscriptions{transport="websocket"}';

let stack: EventStack;
let sockets: EventSocket[] = [];
let raw: RawSocket[] = [];
let tcp: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets) socket.vanish();
  for (const { socket } of raw) socket.terminate();
  for (const socket of tcp) socket.destroy();
  sockets = [];
  raw = [];
  tcp = [];
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

async function metric(name: string): Promise<number> {
  const text = await (await fetch(new URL('/metrics', stack.server.url))).text();
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${name} `));
  return Number(line?.split(' ').at(-1));
}

const openBecomes = (count: number, milliseconds?: number) =>
  until(async () => (await metric(OPEN)) === count, milliseconds);

const codeOf = async (query: string, more = {}, options?: EventSocketOptions) =>
  (await connect(options).subscribe(query, more).failed()).errors[0]?.extensions.code;

const subscribe = (id: string, query = QUERY) => ({ id, type: 'subscribe', payload: { query } });

describe('the upgrade to a WebSocket', () => {
  beforeEach(async () => {
    stack = await startEventStack({ corsOrigins: ['https://shop.example'] });
  });

  test.each([
    ['https://shop.example', 101],
    ['https://evil.example', 403],
    ['null', 403],
    ['http://localhost:1', 403],
  ])('from a page of the origin %s results in status %s', async (origin, status) => {
    const socket = connectRaw({ origin });
    if (status === 101) await socket.acknowledged();
    else expect((await socket.isRefused()).status).toBe(status);
  });

  test('is accepted from a page of the server itself', async () => {
    await connectRaw({ origin: new URL(stack.server.url).origin }).acknowledged();
  });

  test('is accepted from any loopback origin with demo data', async () => {
    await stack.close();
    stack = await startEventStack({ loopbackOrigins: true });
    await connectRaw({ origin: 'http://localhost:1' }).acknowledged();
  });

  test('is refused for a host name that is not loopback', async () => {
    expect((await connectRaw({ host: 'evil.example' }).isRefused()).status).toBe(403);
  });

  test.each([['graphql-ws'], [[]]])('is refused with a GraphQL error for the subprotocols %p', async (protocols) => {
    const { status, type, text } = await connectRaw({}, protocols).isRefused();
    expect(status).toBe(400);
    expect(type).toContain('application/json');
    expect(JSON.parse(text).errors[0].extensions.code).toBe('BAD_REQUEST');
  });

  test('is ignored on another path', async () => {
    const socket = new RawSocket(new URL('/health/live', stack.server.url).href);
    raw.push(socket);
    expect((await socket.isRefused()).status).toBe(200);
  });

  test('to another protocol is ignored, and the request is served with its body', async () => {
    const headers = {
      'content-type': 'application/json',
      connection: 'Upgrade, HTTP2-Settings',
      upgrade: 'h2c',
      'http2-settings': 'AAEAAEAAAAIAAAAAAAMAAAAAAAQBAAAAAAUAAEAAAAYABgAA',
    };
    const body = JSON.stringify({ query: '{ __typename }' });
    const { status, text } = await send(stack.server.url, '/graphql', { method: 'POST', headers, body });
    expect(status).toBe(200);
    expect(JSON.parse(text)).toHaveProperty('data.__typename', 'Query');
  });
});

describe('an operation over WebSocket', () => {
  test('is rejected if it is a query or mutation', async () => {
    stack = await startEventStack();
    const [error] = (await connect().subscribe('{ cardgraphViewer { __typename } }').failed()).errors;
    expect(error).toMatchObject({
      message: expect.stringContaining('by POST'),
      extensions: { code: 'BAD_REQUEST' },
    });
    expect(await codeOf('mutation { deleteCard(input: {}) { cardId } }')).toBe('GRAPHQL_VALIDATION_FAILED');
    const before = (await stack.emulator.ledger()).total;
    const mutation =
      'mutation { deleteCard(input: { cardId: "pDEMO-groupon-0001", idempotencyKey: "ws-1" }) { __typename } }';
    expect(await codeOf(mutation)).toBe('BAD_REQUEST');
    expect((await stack.emulator.ledger()).total).toBe(before);
  });

  test('is checked against the limits of a request', async () => {
    stack = await startEventStack();
    const aliases = Array.from({ length: 101 }, (_, index) => `a${index}: kind`).join(' ');
    expect(await codeOf(`subscription { cardEvents { ${aliases} } }`)).toBe('TOO_MANY_ALIASES');
    expect(await codeOf(`subscription { ${'cardEvents '.repeat(3000)} }`)).toBe('OPERATION_TOO_COMPLEX');
    expect(await codeOf('subscription { cardEvents { ')).toBe('GRAPHQL_PARSE_FAILED');
  });

  test('is rejected if it is not in the list of persisted operations, and accepted by its id', async () => {
    const operations = [{ id: 'listed', name: 'Listed', body: QUERY }];
    stack = await startEventStack({ persistedOperations: { mode: 'enforce', operations } });
    expect(await codeOf('subscription { cardEvents { kind } }')).toBe('PERSISTED_QUERY_NOT_IN_LIST');
    const unlisted = { extensions: { persistedQuery: { version: 1, sha256Hash: 'unlisted' } } };
    expect(await codeOf('', unlisted)).toBe('PERSISTED_QUERY_NOT_IN_LIST');
    expect(await codeOf('subscription { cardEvents { kind } }', unlisted)).toBe('PERSISTED_QUERY_NOT_IN_LIST');
    connect().subscribe('', { extensions: { persistedQuery: { version: 1, sha256Hash: 'listed' } } });
    await openBecomes(1);
  });

  test('is rejected without the scope of a requested kind', async () => {
    stack = await startEventStack({ auth: apiKeys(entryOf('one', { scopes: ['event:read', 'card:read'] })) });
    const init = { 'x-api-key': keyOf('one') };
    expect(await codeOf('subscription { cardEvents(kinds: [CLAIMED]) { kind } }', {}, { init })).toBe('FORBIDDEN');
  });

  const ratesOf = (callerPerMinute: number) => ({
    codeMissesPerMinute: 60,
    callerPerMinute,
    accountPerMinute: undefined,
    codePerMinute: undefined,
  });

  test('counts as a request against the rate limits', async () => {
    stack = await startEventStack({ rates: ratesOf(2) });
    const socket = connect();
    socket.subscribe(QUERY);
    await openBecomes(1);
    const { errors } = await socket.subscribe(QUERY).failed();
    expect(errors[0]?.extensions).toEqual({ code: 'RATE_LIMITED', retryAfter: expect.any(Number) });
  });

  test('cannot be reached by a caller who has opened too many connections in this minute', async () => {
    stack = await startEventStack({ rates: ratesOf(3), auth: apiKeys(entryOf('one')) });
    const headers = { 'x-api-key': keyOf('one') };
    (await connectRaw(headers).acknowledged()).socket.terminate();
    (await connectRaw().acknowledged(headers)).socket.terminate();
    (await connectRaw(headers).opened()).socket.terminate();
    const { status, text } = await connectRaw(headers).isRefused();
    expect([status, JSON.parse(text).errors[0].extensions.code]).toEqual([429, 'RATE_LIMITED']);
    const later = await connectRaw().opened();
    later.send({ type: 'connection_init', payload: headers });
    expect((await later.isClosed()).code).toBe(1013);
  });

  test('is rejected if the caller has no subscription left, also on another connection', async () => {
    stack = await startEventStack({ subscriptions: { perCaller: 2, perAccount: 9, perProcess: 9 } });
    const first = connect();
    first.subscribe(QUERY);
    first.subscribe(QUERY);
    await openBecomes(2);
    expect(await codeOf(QUERY)).toBe('TOO_MANY_SUBSCRIPTIONS');
    first.vanish();
    await openBecomes(0);
    connect().subscribe(QUERY);
    await openBecomes(1);
  });

  test('closes the connection with 4400 if its id is too long, and with 4409 if it is in use', async () => {
    stack = await startEventStack();
    const long = await connectRaw().acknowledged();
    long.send(subscribe('x'.repeat(101)));
    expect((await long.isClosed()).code).toBe(4400);
    const twice = await connectRaw().acknowledged();
    twice.send(subscribe('1'));
    twice.send(subscribe('1'));
    expect((await twice.isClosed()).code).toBe(4409);
    await openBecomes(0);
  });

  test('leaves nothing behind if its id is used again while it starts or right after it was completed', async () => {
    stack = await startEventStack();
    const starting = await connectRaw().acknowledged();
    const complete = { id: '1', type: 'complete' };
    for (const message of [subscribe('1'), complete, subscribe('1'), complete, subscribe('1')]) starting.send(message);
    expect((await starting.isClosed()).code).toBe(4409);
    const open = await connectRaw().acknowledged();
    open.send(subscribe('1'));
    await openBecomes(1);
    open.send(complete);
    await openBecomes(0);
    open.send(subscribe('1'));
    await openBecomes(1);
    open.socket.terminate();
    await openBecomes(0);
  });

  test('writes an access line at its end, without the credential', async () => {
    const lines: string[] = [];
    const log = createLog({ level: 'info', destination: { write: (line) => void lines.push(line) } });
    stack = await startEventStack({ log, auth: apiKeys(entryOf('one')) });
    const socket = connect({ init: { 'x-api-key': keyOf('one') } });
    const subscription = socket.subscribe('subscription Watch { cardEvents { kind } }');
    await openBecomes(1);
    await socket.subscribe('subscription Wrong { cardEvents(after: "nonsense") { kind } }').failed();
    const requests = () => lines.map((line) => JSON.parse(line)).filter(({ operation }) => operation !== undefined);
    expect(requests()).toMatchObject([
      { operation: 'Wrong', operationType: 'subscription', caller: 'one', errors: ['EVENTS_CURSOR_UNKNOWN'] },
    ]);
    stack.server.startDraining();
    await subscription.failed();
    expect(requests()[1]).toMatchObject({
      operation: 'Watch',
      account: 'wxdemo',
      status: 200,
      errors: ['SERVER_LEAVING'],
    });
    expect(lines.filter((line) => line.includes('"status":101'))).toHaveLength(1);
    expect(lines.join('')).not.toContain(keyOf('one'));
  });
});

describe('the messages of a WebSocket', () => {
  test.each([
    ['text that is not JSON', 'nonsense', 4400],
    ['an unknown type', { type: 'unknown' }, 4400],
    ['a type that only servers send', { type: 'connection_ack' }, 4400],
    ['the key __proto__', '{"id":"1","type":"subscribe","payload":{"query":"","variables":{"__proto__":1}}}', 4400],
    ['more than 64 KiB', 'x'.repeat(1024 * 1024 + 1), 1009],
  ])('close it if they are %s', async (_case, message, code) => {
    stack = await startEventStack();
    const socket = await connectRaw().acknowledged();
    socket.send(message);
    expect((await socket.isClosed()).code).toBe(code);
  });

  test('get a pong for a ping', async () => {
    stack = await startEventStack();
    const socket = await connectRaw().acknowledged();
    socket.send({ type: 'ping', payload: { a: 1 } });
    await until(() => socket.messages.some(({ type }) => type === 'pong'));
  });
});

describe('the number of WebSockets', () => {
  test('is limited per process and per caller', async () => {
    const auth = apiKeys(entryOf('one'), entryOf('two'));
    stack = await startEventStack({ auth, subscriptions: { perCaller: 3, perAccount: 5, perProcess: 5 } });
    const isRefused = async (key: string) => {
      const { status, text } = await connectRaw({ 'x-api-key': keyOf(key) }).isRefused();
      expect(status).toBe(429);
      return JSON.parse(text).errors[0];
    };
    await connectRaw({ 'x-api-key': keyOf('one') }).acknowledged();
    await connectRaw({ 'x-api-key': keyOf('one') }).acknowledged();
    // It counts even if it never sends `connection_init`.
    await connectRaw({ 'x-api-key': keyOf('one') }).opened();
    const { message, extensions } = await isRefused('one');
    expect([message, extensions.code]).toEqual([expect.stringContaining('per caller'), 'TOO_MANY_SUBSCRIPTIONS']);
    const later = await connectRaw().opened();
    await connectRaw({ 'x-api-key': keyOf('two') }).acknowledged();
    expect((await isRefused('two')).message).toContain('on this server');
    later.send({ type: 'connection_init', payload: { 'x-api-key': keyOf('one') } });
    expect((await later.isClosed()).code).toBe(1013);
  });

  test('cannot be used up by clients without a credential', async () => {
    const subscriptions = { perCaller: 9, perAccount: 9, perProcess: 8 };
    stack = await startEventStack({ auth: apiKeys(entryOf('one')), subscriptions });
    await connectRaw().opened();
    await connectRaw().opened();
    expect((await connectRaw().isRefused()).status).toBe(429);
    await connectRaw({ 'x-api-key': keyOf('one') }).acknowledged();
  });
});

describe('a client that never reads', () => {
  /** Opens a WebSocket, subscribes and stops reading. */
  async function silent(query: string): Promise<Socket> {
    const { hostname, port, host } = new URL(stack.server.url);
    const socket = connectTcp(Number(port), hostname);
    tcp.push(socket);
    socket.on('error', () => {});
    const head = [
      'GET /graphql HTTP/1.1',
      `host: ${host}`,
      'connection: upgrade',
      'upgrade: websocket',
      'sec-websocket-version: 13',
      'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
      'sec-websocket-protocol: graphql-transport-ws',
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n`);
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
    });
    await until(() => text.includes('101 Switching Protocols'));
    socket.write(frame(JSON.stringify({ type: 'connection_init' })));
    await until(() => text.includes('connection_ack'));
    socket.write(frame(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } })));
    await openBecomes(1);
    socket.pause();
    return socket;
  }

  test('is disconnected when it does not return a pong, and leaves nothing behind', async () => {
    stack = await startEventStack();
    await silent(QUERY);
    await openBecomes(0, 25_000);
    expect(await metric('cardgraph_subscriptions_ended_total{code="CLIENT"}')).toBe(1);
  });

  test('gets no further results computed once its connection is closed', async () => {
    stack = await startEventStack();
    const { data } = await stack.graph.ask('{ cardEvents(first: 0) { endCursor } }');
    const { endCursor } = data.cardEvents;
    // 200 KB per result, so the buffers of the connection are full after some of them.
    const aliases = Array.from({ length: 90 }, (_, index) => `a${index}: channel`).join(' ');
    const OuterStr = 'x'.repeat(2000);
    for (let code = 0; code < 200; code += 1) {
      await stack.push('user_get_card', { CardId: 'pDEMO-groupon-0001', UserCardCode: code, OuterStr });
    }
    const socket = await connectRaw().acknowledged();
    socket.socket.pause();
    const query = `subscription { cardEvents(after: "${endCursor}") { ... on CodeClaimedEvent { ${aliases} } } }`;
    socket.send(subscribe('1', query));
    const computed = () => metric('cardgraph_subscription_events_total{transport="websocket"}');
    let before = -1;
    await until(async () => {
      const last = before;
      before = await computed();
      await new Promise((go) => setTimeout(go, 200));
      return before > 0 && before === last;
    });
    expect(before).toBeLessThan(150);
    socket.send('not a message');
    await openBecomes(0);
    expect(await computed()).toBeLessThanOrEqual(before + 2);
  });

  test('is no longer read from while its messages wait, so that memory stays bounded', async () => {
    stack = await startEventStack({ responseWriteTimeoutMs: 2000 });
    const socket = await silent(QUERY);
    const ping = frame(JSON.stringify({ type: 'ping', payload: { text: 'x'.repeat(60_000) } }));
    const taken = () => socket.bytesWritten - socket.writableLength;
    for (const end = Date.now() + 1500; Date.now() < end; await new Promise((go) => setTimeout(go, 1))) {
      // The server would otherwise take hundreds of megabytes in this time.
      for (let count = 0; count < 20 && socket.writableLength < 1024 * 1024; count += 1) socket.write(ping);
    }
    expect(socket.writableLength).toBeGreaterThan(0);
    expect(taken()).toBeLessThan(32 * 1024 * 1024);
    await openBecomes(0, 25_000);
  });
});

/** Returns a masked text frame, as clients send it. */
function frame(text: string): Buffer {
  const data = Buffer.from(text);
  const head =
    data.length < 126
      ? Buffer.from([0x81, 0x80 | data.length])
      : Buffer.from([0x81, 0xfe, data.length >> 8, data.length & 0xff]);
  // A mask of zeros leaves the data as it is.
  return Buffer.concat([head, Buffer.alloc(4), data]);
}
