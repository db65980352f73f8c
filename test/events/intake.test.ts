import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { createLog } from '../../src/log.js';
import { type Answer, send, sendBytes } from '../support/http.js';
import { eventXml, MemorySink, PUSH, PUSH_ACCOUNT, pushedMessages, pushOf, signedQuery } from '../support/pushes.js';
import { scrape } from '../support/scrape.js';
import { accountOf, startGraph } from '../support/stack.js';
import { useStack } from '../support/use-stack.js';

const sink = new MemorySink();
const written: string[] = [];
const log = createLog({ level: 'debug', destination: { write: (line) => void written.push(line) } });
const account = { ...accountOf('http://127.0.0.1:1', PUSH.appid), events: PUSH_ACCOUNT.events };
const silent = accountOf('http://127.0.0.1:1', 'wxwithoutevents01');
const stack = useStack({
  beforeEach: 'nothing',
  server: {
    accounts: [account, silent],
    eventSink: sink,
    log,
    routerSecret: undefined,
    corsOrigins: ['https://a.example'],
  },
});

beforeEach(() => {
  sink.clear();
  written.length = 0;
});

const PATH = `/wechat/events/${PUSH.appid}`;
const now = () => Math.floor(Date.now() / 1000);
const event = (name = 'user_get_card', fields = {}) =>
  eventXml(name, { CreateTime: now(), CardId: 'pTest', UserCardCode: 'PLANTED-code', ...fields });

interface Sent {
  readonly query: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | readonly (string | Buffer)[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly path?: string;
  readonly method?: string;
  readonly url?: string;
}

const push = ({
  query,
  body = '',
  headers = {},
  path = PATH,
  method = 'POST',
  url = stack.graph.url,
}: Sent): Promise<Answer> => send(url, `${path}?${new URLSearchParams(query)}`, { method, headers, body });

function expectEmpty(answer: Answer, status: number): void {
  expect({ status: answer.status, text: answer.text }).toEqual({ status, text: '' });
  expect(answer.headers['content-type']).toBeUndefined();
  expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
}

const refusedFor = async (reason: string, url = stack.graph.url) =>
  (await scrape(url)).value('cardgraph_webhook_refused_total', { reason }) ?? 0;

describe('a pushed message', () => {
  test('is confirmed with success in plain text once it is stored', async () => {
    const answer = await push(pushOf(event()));
    expect({ status: answer.status, text: answer.text }).toEqual({ status: 200, text: 'success' });
    expect(answer.headers['content-type']).toMatch(/^text\/plain(;|$)/);
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
    expect(sink.events).toMatchObject([{ appid: PUSH.appid, kind: 'CLAIMED', stream: 'state', cardId: 'pTest' }]);
  });

  test('is stored once if it is sent again under another nonce', async () => {
    const message = event();
    for (const nonce of ['1', '2']) expect((await push(pushOf(message, { nonce }))).text).toBe('success');
    expect(sink.events).toHaveLength(1);
  });

  test.each(pushedMessages())('is received as in the contract, file %s', async (_, text) => {
    const seconds = String(now());
    const message = text.replace(/(CreateTime\W+)\d{10}/, `$1${seconds}`);
    expect((await push(pushOf(message, { json: text.startsWith('{') }))).text).toBe('success');
    expect(sink.unreadable).toEqual([]);
    expect(sink.events).toHaveLength(1);
  });

  test.each(['application/json', 'text/xml; charset=utf-8', 'multipart/form-data', ';;;', undefined])(
    'is accepted with the content type %s',
    async (type) => {
      const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type };
      expect((await push({ ...pushOf(event()), headers })).text).toBe('success');
    },
  );

  test.each([
    ['a text of a user', eventXml('', { CreateTime: now(), MsgType: 'text', Content: 'hello' })],
    ['a subscription', eventXml('subscribe', { CreateTime: now() })],
  ])('is confirmed and not stored if it is %s', async (_, message) => {
    expect((await push(pushOf(message))).text).toBe('success');
    expect([sink.events, sink.unreadable]).toEqual([[], []]);
  });

  test('is confirmed and kept for the operator if it is authentic and cannot be read', async () => {
    expect((await push(pushOf('<xml><!DOCTYPE'))).text).toBe('success');
    expect(sink.events).toEqual([]);
    expect(sink.unreadable).toMatchObject([{ appid: PUSH.appid, message: Buffer.from('<xml><!DOCTYPE') }]);
  });

  test('needs no credential and no router secret', async () => {
    const server = await startGraph('http://127.0.0.1:1', {
      accounts: [account],
      eventSink: sink,
      routerSecret: { reveal: () => 'a router secret' } as never,
      auth: { mode: 'api-key', keys: [] },
    });
    expect((await push({ ...pushOf(event()), url: server.url })).text).toBe('success');
    await server.close();
  });

  test('appears in no log line', async () => {
    await push(pushOf(event()));
    await push({ ...pushOf(event()), query: { ...pushOf(event()).query, signature: 'x' } });
    expect(written.join('')).not.toMatch(/PLANTED|oTestUser|msg_signature|cardgraphPushToken/);
  });
});

describe('a URL check', () => {
  const check = (echostr: string, options = {}) =>
    push({ method: 'GET', query: { ...signedQuery(undefined, options), echostr } });

  test('is confirmed with its echostr and nothing else', async () => {
    const answer = await check('7788990011223344556');
    expect({ status: answer.status, text: answer.text }).toEqual({ status: 200, text: '7788990011223344556' });
    expect(answer.headers['content-type']).toMatch(/^text\/plain(;|$)/);
  });

  test.each(['<script>', '', 'a b', 'x'.repeat(65)])('is refused with the echostr %j', async (echostr) => {
    expectEmpty(await check(echostr), 403);
  });

  test('is refused with a signature by another token', async () => {
    expectEmpty(await check('1', { token: 'anotherToken' }), 403);
  });
});

describe('a request that is refused', () => {
  test.each<[string, Partial<Sent>, number]>([
    ['an unknown account', { path: '/wechat/events/wxunknown' }, 403],
    ['an account without events', { path: `/wechat/events/${silent.appid}` }, 403],
    ['an appid of 5,000 characters', { path: `/wechat/events/${'x'.repeat(5000)}` }, 403],
    ['another path of the platform', { path: '/wechat/other' }, 404],
    ['a path below an account', { path: `${PATH}/more` }, 404],
    ['no account', { path: '/wechat/events/' }, 404],
    ['a malformed path', { path: '/wechat/events/%zz' }, 404],
    ['the name of a prototype as account', { path: '/wechat/events/__proto__' }, 403],
    ['an encoded path and no signature', { path: '/%77echat/%65vents/wxunknown' }, 403],
    ['a path that leads out of the webhooks', { path: '/wechat/../graphql' }, 404],
    ['an encoded slash', { path: '/wechat%2fevents%2fwxunknown' }, 404],
    ['an absolute target of a foreign host', { path: `http://attacker.example${PATH}` }, 403],
    ['a compressed body', { headers: { 'content-encoding': 'gzip' }, body: gzipSync(pushOf(event()).body) }, 403],
    ['PUT', { method: 'PUT' }, 405],
    ['TRACE', { method: 'TRACE' }, 405],
    ['HEAD', { method: 'HEAD' }, 405],
    [
      'OPTIONS',
      { method: 'OPTIONS', headers: { origin: 'https://a.example', 'access-control-request-method': 'POST' } },
      405,
    ],
    ['an empty body', { body: '' }, 403],
    ['a foreign host name', { headers: { host: 'attacker.example' } }, 403],
  ])('has an empty response, with %s', async (_, changed, status) => {
    const answer = await push({ ...pushOf(event()), ...changed });
    expectEmpty(answer, status);
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
    expect(sink.events).toEqual([]);
  });

  test.each([
    ['signature', { ...pushOf(event()).query, signature: '0'.repeat(40) }],
    ['signature', {}],
    ['msg_signature', { ...pushOf(event()).query, msg_signature: '0'.repeat(40) }],
    ['plain mode', signedQuery(undefined)],
  ])('is counted by its first failed check, %s', async (reason, query) => {
    const before = await refusedFor(reason);
    expectEmpty(await push({ query, body: pushOf(event()).body }), 403);
    expect(await refusedFor(reason)).toBe(before + 1);
  });

  test.each([-24 * 3600 - 60, 1900])('is one whose message was created %d s from now', async (offset) => {
    expectEmpty(await push(pushOf(event('user_get_card', { CreateTime: now() + offset }))), 403);
    expect(sink.events).toEqual([]);
  });

  test.each([-24 * 3600 + 60, 600])('is not one whose message was created %d s from now', async (offset) => {
    expect((await push(pushOf(event('user_get_card', { CreateTime: now() + offset })))).text).toBe('success');
  });

  test('has status 413 if its body is too large, with and without a length', async () => {
    const { query } = pushOf(event());
    expectEmpty(await push({ query, body: 'x'.repeat(65_537) }), 413);
    expectEmpty(await push({ query, body: ['x'.repeat(40_000), 'x'.repeat(40_000)] }), 413);
  });

  test.each(['signature', 'timestamp', 'nonce', 'msg_signature', 'encrypt_type'])(
    'is one with %s twice in the query',
    async (name) => {
      const { query, body } = pushOf(event());
      const twice = `${PATH}?${new URLSearchParams(query)}&${name}=${query[name]}`;
      expectEmpty(await send(stack.graph.url, twice, { method: 'POST', body }), 403);
    },
  );

  test('is refused before its body arrives if its signature is wrong', async () => {
    const head = `POST ${PATH}?signature=x HTTP/1.1\r\nhost: localhost\r\ncontent-length: 60000\r\n\r\n`;
    expect(await sendBytes(stack.graph.url, head, 500)).toMatch(/^HTTP\/1\.1 403 /);
  });

  test('keeps its connection until its address has sent many wrong signatures', async () => {
    const server = await startGraph('http://127.0.0.1:1', { accounts: [account], eventSink: sink });
    const connections: (string | string[] | undefined)[] = [];
    for (let n = 0; n < 62; n += 1) connections.push((await push({ query: {}, url: server.url })).headers.connection);
    expect(connections.slice(0, 60)).toEqual(Array(60).fill('keep-alive'));
    expect(connections.at(-1)).toBe('close');
    expect((await push({ ...pushOf(event()), url: server.url })).text).toBe('success');
    await server.close();
  });
});

describe('events of this server', () => {
  test('are off with status 404 if no account has a token', async () => {
    const server = await startGraph('http://127.0.0.1:1', { eventSink: sink });
    expectEmpty(await push({ ...pushOf(event()), url: server.url }), 404);
    server.replaceAccess({ accounts: [account], auth: { mode: 'none' }, routerSecret: undefined });
    expect((await push({ ...pushOf(event()), url: server.url })).text).toBe('success');
    await server.close();
  });

  test('are received only by the second listener if there is one', async () => {
    const listener = { host: '127.0.0.1', port: 0 };
    const server = await startGraph('http://127.0.0.1:1', {
      accounts: [account],
      eventSink: sink,
      events: { listener, retentionDays: 7, maxBytes: 1_048_576 },
    });
    const eventsUrl = server.eventsUrl ?? '';
    expectEmpty(await push({ ...pushOf(event()), url: server.url }), 404);
    expect((await push({ ...pushOf(event()), url: eventsUrl })).text).toBe('success');
    for (const path of ['/graphql', '/metrics', '/health/live', '/']) expectEmpty(await send(eventsUrl, path), 404);
    expectEmpty(await push({ ...pushOf(event()), url: eventsUrl, headers: { host: 'attacker.example' } }), 403);
    await server.close();
  });
});

describe('a store that fails', () => {
  test('leads to status 503 at once', async () => {
    sink.before = async () => {
      throw new Error('PLANTED store failure');
    };
    expectEmpty(await push(pushOf(event())), 503);
  });

  test('leads to status 503 after a second if it does not respond, and the event sent again is stored', async () => {
    let respond = () => {};
    sink.before = () => new Promise((resolve) => (respond = resolve));
    const message = event();
    const startedAt = performance.now();
    expectEmpty(await push(pushOf(message)), 503);
    expect(performance.now() - startedAt).toBeLessThan(2500);
    respond();
    sink.before = async () => {};
    expect((await push(pushOf(message))).text).toBe('success');
    expect(sink.events).toHaveLength(1);
  });

  test('leads to status 503 for messages beyond 256 in flight, and their slots become free', async () => {
    const waiting: (() => void)[] = [];
    sink.before = () => new Promise((resolve) => void waiting.push(resolve));
    const before = await refusedFor('busy');
    const answers = Promise.all(
      Array.from({ length: 300 }, (_, n) => push(pushOf(event('user_get_card', { UserCardCode: String(n) })))),
    );
    for (const answer of await answers) expectEmpty(answer, 503);
    expect(await refusedFor('busy')).toBe(before + 44);
    expect(waiting).toHaveLength(256);
    for (const resolve of waiting) resolve();
    sink.before = async () => {};
    expect((await push(pushOf(event()))).text).toBe('success');
  });
});

test('Slow bodies under one recorded query do not keep a message from its slot', async () => {
  const { hostname, port } = new URL(stack.graph.url);
  const head = `POST ${PATH}?${new URLSearchParams(signedQuery('recorded'))} HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9000\r\n\r\n`;
  const sockets = Array.from({ length: 300 }, () => {
    const socket = connect(Number(port), hostname, () => socket.write(`${head}<xml>`));
    return socket.on('error', () => undefined).resume();
  });
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const before = await refusedFor('busy');
  for (const nonce of ['1', '2']) {
    expect((await push(pushOf(event('user_get_card', { OuterStr: nonce }), { nonce }))).text).toBe('success');
  }
  expect(await refusedFor('busy')).toBe(before);
  for (const socket of sockets) socket.destroy();
});

test('A body that stops arriving ends its connection after five seconds and frees its slot', async () => {
  const { query, body } = pushOf(event());
  const { hostname, port } = new URL(stack.graph.url);
  const head = `POST ${PATH}?${new URLSearchParams(query)} HTTP/1.1\r\nhost: localhost\r\ncontent-length: ${body.length}\r\n\r\n`;
  const startedAt = performance.now();
  await new Promise<void>((resolve) => {
    const socket = connect(Number(port), hostname, () => socket.write(head + body.slice(0, 10)));
    socket.on('error', () => undefined).on('close', () => resolve());
  });
  expect(performance.now() - startedAt).toBeGreaterThan(4000);
  expect(performance.now() - startedAt).toBeLessThan(8000);
});
