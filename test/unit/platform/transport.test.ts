import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { Deadline } from '../../../src/deadline.js';
import { startEmulator } from '../../../src/emulator/server.js';
import { card } from '../../../src/platform/endpoints/card.js';
import { Transport } from '../../../src/platform/transport.js';
import { DirectClient, everyTextOf, failureOf, until } from '../../support/direct-client.js';
import { EmulatorControl, type Fault } from '../../support/emulator-control.js';
import { type Answerer, deafUrl, rawToken, sendBytes, sendJson, startRawPlatform } from '../../support/raw-platform.js';
import { accountOf } from '../../support/stack.js';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function given(
  answer: Answerer,
  options?: ConstructorParameters<typeof DirectClient>[1],
  answerToken?: Answerer,
) {
  const platform = await startRawPlatform(answer, answerToken);
  closers.push(() => platform.close());
  return { platform, client: clientOf(platform.url, options) };
}

function clientOf(url: string, options?: ConstructorParameters<typeof DirectClient>[1]): DirectClient {
  const client = new DirectClient(url, options);
  closers.push(() => client.close());
  return client;
}

/** Starts a TCP server that responds to the first bytes of a connection with the result of a function, and returns its URL. */
async function bareUrl(answer: (request: string) => string): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', (request) => socket.end(answer(request.toString())));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(async () => {
    server.close();
    await once(server, 'close');
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Returns everything from a request that a response could echo. */
const echoOf: (arrival: Parameters<Answerer>[0]) => string = ({ query, body }) =>
  `${JSON.stringify(query)} ${body} PLANTED-ANSWER`;

describe('an exchange', () => {
  test('is a POST with JSON in UTF-8 and the token in the query', async () => {
    const { platform, client } = await given((_, response) => sendJson(response, { errcode: 0 }));
    await client.get(undefined, '卡券-1');
    expect(platform.arrivals[1]).toMatchObject({
      method: 'POST',
      path: '/card/get',
      query: { access_token: rawToken(1) },
      contentType: 'application/json; charset=utf-8',
      headers: expect.not.objectContaining({ traceparent: expect.anything() }),
      body: '{"card_id":"卡券-1"}',
    });
  });

  test('uses the path of the base URL as a prefix of every call', async () => {
    const { platform } = await given((_, response) => sendJson(response, { errcode: 0 }));
    const client = clientOf(`${platform.url}/relay/wx/`, { token: { mode: 'url', url: { reveal: () => tokenUrl } } });
    const tokenUrl = `${platform.url}/cgi-bin/any`;
    await client.get();
    expect(platform.paths).toEqual(['/cgi-bin/any', '/relay/wx/card/get']);
  });

  test('reassembles a response from chunks that split characters', async () => {
    const { client } = await given(async (_, response) => {
      response.writeHead(200);
      for (const byte of Buffer.from('{"errcode":0,"card":{"title":"微信餐厅"}}')) {
        response.write(Buffer.of(byte));
        await new Promise(setImmediate);
      }
      response.end();
    });
    await expect(client.get()).resolves.toMatchObject({ card: { title: '微信餐厅' } });
  });
});

describe('a transport error', () => {
  test.each([201, 204, 302, 304, 400, 403, 404, 413, 500, 502, 503])(
    'reports HTTP status %i without the body',
    async (status) => {
      const { client } = await given((arrival, response) => {
        const hasBody = status !== 204 && status !== 304;
        response.writeHead(status).end(hasBody ? echoOf(arrival) : undefined);
      });
      const error = await failureOf(client.get());
      expect(error).toMatchObject({ kind: 'transport', endpoint: '/card/get', sent: true });
      expect(error.message).toBe(`/card/get failed: HTTP status ${status}`);
      expect(everyTextOf(error)).not.toContain('PLANTED');
    },
  );

  test('results from HTTP status 500 even if the body is that of a success', async () => {
    const { client } = await given((_, response) => sendBytes(response, '{"errcode":0,"card":{}}', { status: 500 }));
    expect(await failureOf(client.get())).toMatchObject({ kind: 'transport' });
  });

  test.each([301, 302, 303, 307, 308])('results from a redirect (%i), which is not followed', async (status) => {
    const elsewhere = await given((_, response) => sendJson(response, { errcode: 0 }));
    const { client } = await given((_, response) => {
      response.writeHead(status, { location: `${elsewhere.platform.url}/card/get` }).end();
    });
    expect(await failureOf(client.get())).toMatchObject({ message: `/card/get failed: HTTP status ${status}` });
    expect(elsewhere.platform.arrivals).toEqual([]);
  });

  test.each<[form: string, headers: Record<string, string>]>([
    ['with a length', { 'content-length': '1000' }],
    ['in chunks', { 'transfer-encoding': 'chunked' }],
  ])('results from a truncated body %s', async (_, headers) => {
    const { client } = await given((arrival, response) => {
      response.writeHead(200, headers);
      response.write(`{"errcode":0,"echo":${JSON.stringify(echoOf(arrival))}`, () => response.destroy());
    });
    const error = await failureOf(client.get());
    expect(error).toMatchObject({
      kind: 'transport',
      message: '/card/get failed: the connection was lost',
      sent: true,
    });
    expect(everyTextOf(error)).not.toContain('PLANTED');
  });

  test('results immediately from a connection reset', async () => {
    const { client } = await given((_, response) => void response.socket?.resetAndDestroy());
    const startedAt = Date.now();
    const error = await failureOf(client.get());
    expect(error).toMatchObject({ kind: 'transport', sent: true });
    expect(error.message).toMatch(/^\/card\/get failed: (the connection was lost|connection failed \(ECONNRESET\))$/);
    expect(Date.now() - startedAt).toBeLessThan(2500);
    expect(everyTextOf(error)).not.toContain('PLANTED');
  });

  test.each(['127.0.0.1', 'localhost'])(
    'results immediately, as not sent, from a connection refused by %s',
    async (host) => {
      const client = clientOf(await deafUrl(host));
      const startedAt = Date.now();
      const error = await failureOf(client.get());
      expect(error).toMatchObject({ kind: 'transport', endpoint: '/cgi-bin/stable_token', sent: false });
      expect(error.message).toBe('/cgi-bin/stable_token failed: connection refused');
      expect(Date.now() - startedAt).toBeLessThan(2500);
      expect(everyTextOf(error)).not.toContain('PLANTED');
    },
  );

  test('contains no echo of the request from a response that is not HTTP, in its cause either', async () => {
    const url = await bareUrl((request) => `SSH-2.0 ${request} PLANTED-ANSWER\r\n\r\n`);
    const error = await failureOf(clientOf(url).get());
    expect(error).toMatchObject({ kind: 'transport', message: expect.stringMatching(/the response is not HTTP$/) });
    expect(everyTextOf(error)).not.toContain('PLANTED');
  });

  test('contains no echo of the request from headers that are too large', async () => {
    const url = await bareUrl((request) => `HTTP/1.1 200 OK\r\nx: ${encodeURI(request)}${'y'.repeat(70_000)}\r\n\r\n`);
    const error = await failureOf(clientOf(url).get());
    expect(error).toMatchObject({ kind: 'transport' });
    expect(everyTextOf(error)).not.toContain('PLANTED');
  });

  test('results, as not sent, from a closed client', async () => {
    const { platform, client } = await given((_, response) => sendJson(response, { errcode: 0 }));
    await client.get();
    await client.close();
    expect(await failureOf(client.get())).toMatchObject({ kind: 'transport', sent: false });
    expect(platform.calls).toBe(1);
  });

  test('does not affect the next call, whichever its kind', async () => {
    const faults: ((response: ServerResponse) => void)[] = [
      (response) => void response.socket?.resetAndDestroy(),
      (response) => void response.writeHead(200, { 'content-length': '9' }).write('{', () => response.destroy()),
      (response) => sendBytes(response, '', { status: 502 }),
      (response) => sendBytes(response, '<'),
    ];
    const { client } = await given((_, response) => {
      const fault = faults.shift();
      if (fault) fault(response);
      else sendJson(response, { errcode: 0, card: {} });
    });
    for (const _ of [...faults]) expect(await failureOf(client.get())).toMatchObject({ kind: 'transport' });
    await expect(client.get()).resolves.toMatchObject({ card: {} });
  });
});

describe('a fault injected by the emulator', () => {
  test.each<[fault: Fault, kind: string, reason: RegExp]>([
    [{ kind: 'http', value: 503 }, 'transport', /HTTP status 503$/],
    [{ kind: 'reset' }, 'transport', /(lost|\(ECONNRESET\))$/],
    [{ kind: 'truncate' }, 'transport', /the connection was lost$/],
    [{ kind: 'garbage' }, 'transport', /the response is not JSON \(9 bytes\)$/],
    [{ kind: 'errcode', value: -1 }, 'unavailable', /errcode -1/],
    [{ kind: 'hang' }, 'timeout', /did not respond before the deadline/],
    [{ kind: 'latency', value: 1000 }, 'timeout', /did not respond before the deadline/],
  ])('%j fails with its kind, and the next call works', async (fault, kind, reason) => {
    const emulator = await startEmulator();
    closers.push(() => emulator.close());
    const client = clientOf(emulator.url, accountOf(emulator.url));
    await client.call(card.batchget, { offset: 0, count: 1 });
    await new EmulatorControl(emulator.url).fault({ ...fault, times: 1 });
    const error = await failureOf(client.call(card.batchget, { offset: 0, count: 1 }, new Deadline(150)));
    expect(error).toMatchObject({ kind, message: expect.stringMatching(reason), sent: true });
    await expect(client.call(card.batchget, { offset: 0, count: 1 })).resolves.toMatchObject({ errcode: 0 });
  });

  test('a restart at the same port does not affect the next call', async () => {
    const first = await startEmulator();
    const client = clientOf(first.url, accountOf(first.url));
    await Promise.all(Array.from({ length: 8 }, () => client.call(card.batchget, { offset: 0, count: 1 })));
    await first.close();
    expect(await failureOf(client.call(card.batchget, { offset: 0, count: 1 }))).toMatchObject({ kind: 'transport' });
    const second = await startEmulator({ port: Number(new URL(first.url).port) });
    closers.push(() => second.close());
    await expect(client.call(card.batchget, { offset: 0, count: 1 })).resolves.toMatchObject({ errcode: 0 });
  });
});

describe('a deadline', () => {
  test('that ends before the response fails the call as timeout and closes the socket', async () => {
    const { platform, client } = await given(() => undefined, { connections: 1 });
    const startedAt = Date.now();
    const error = await failureOf(client.get(new Deadline(100)));
    expect(error).toMatchObject({ kind: 'timeout', endpoint: '/card/get', sent: true });
    expect(Date.now() - startedAt).toBeLessThan(2500);
    expect(everyTextOf(error)).not.toContain('PLANTED');
    await until(() => platform.sockets.closed === 1);
  });

  test('that ends while the body stalls fails the call as timeout', async () => {
    const { client } = await given((_, response) => void response.writeHead(200).write('{"errcode":0,'));
    expect(await failureOf(client.get(new Deadline(100)))).toMatchObject({ kind: 'timeout', sent: true });
  });

  test('that ends because the client disconnects fails the call as cancelled immediately and closes the socket', async () => {
    const { platform, client } = await given(() => undefined, { connections: 1 });
    const deadline = new Deadline(5000);
    const call = failureOf(client.get(deadline));
    await until(() => platform.calls === 1);
    deadline.cancel();
    const error = await call;
    expect(error).toMatchObject({ kind: 'cancelled', endpoint: '/card/get', sent: true });
    expect(everyTextOf(error)).not.toContain('PLANTED');
    await until(() => platform.sockets.closed === 1);
  });

  test.each<[end: string, kind: string, end: (deadline: Deadline) => unknown]>([
    ['timed out', 'timeout', (deadline) => until(() => deadline.ended !== undefined)],
    ['was cancelled', 'cancelled', (deadline) => deadline.cancel()],
  ])('that %s before a call prevents the call and its token fetch', async (_, kind, end) => {
    const { platform, client } = await given((_, response) => sendJson(response, { errcode: 0 }));
    const deadline = new Deadline(5);
    await end(deadline);
    expect(await failureOf(client.get(deadline))).toMatchObject({ kind, endpoint: '/card/get', sent: false });
    expect(platform.paths).toEqual([]);
  });

  test('that ends while the call waits for a socket prevents the call', async () => {
    const waiting: ServerResponse[] = [];
    const { platform, client } = await given((_, response) => void waiting.push(response), { connections: 1 });
    const first = client.get();
    await until(() => platform.calls === 1);
    expect(await failureOf(client.get(new Deadline(50)))).toMatchObject({ kind: 'timeout', sent: false });
    for (const response of waiting) sendJson(response, { errcode: 0 });
    await first;
    const third = client.get();
    await until(() => platform.calls === 2);
    for (const response of waiting.slice(1)) sendJson(response, { errcode: 0, third: true });
    await expect(third).resolves.toMatchObject({ third: true });
    expect(platform.calls).toBe(2);
  });

  test('that passes while the event loop is blocked prevents a write', async () => {
    const { platform, client } = await given((_, response) => sendJson(response, { errcode: 0 }));
    await client.get(); // fetches the token and opens a socket
    const deadline = new Deadline(20);
    for (const until = performance.now() + 40; performance.now() < until; );
    expect(deadline.ended).toBeUndefined();
    const error = await failureOf(client.call(card.delete, { card_id: 'p1' }, deadline));
    expect(error).toMatchObject({ kind: 'timeout', endpoint: '/card/delete', sent: false });
    expect(error.message).toBe('/card/delete was not called before the deadline of this request');
    expect(platform.calls).toBe(1);
  });

  test('that passes while the event loop is blocked is over together with the deadlines within it', async () => {
    const parent = new Deadline(20);
    for (const until = performance.now() + 40; performance.now() < until; );
    const child = parent.within(1000);
    expect([parent.isOver, child.isOver, child.ended]).toEqual([true, true, undefined]);
    child.close();
    parent.close();
  });

  test('that ends for one of several calls does not affect the others', async () => {
    const waiting: ServerResponse[] = [];
    const { client } = await given((_, response) => void waiting.push(response));
    const others = [client.get(), client.get()];
    await until(() => waiting.length === 2);
    await failureOf(client.get(new Deadline(30)));
    for (const response of waiting) sendJson(response, { errcode: 0 });
    await expect(Promise.all(others)).resolves.toHaveLength(2);
  });
});

test('a write whose lease is lost while it waits for a connection is not sent', async () => {
  const { platform } = await given((_, response) => sendJson(response, { errcode: 0 }));
  const transport = new Transport({ baseUrl: platform.url, timeoutMs: 1000 });
  const deadline = new Deadline(1000);
  let isLeaseValid = true;
  const exchange = { endpoint: '/card/delete', method: 'POST', query: '', body: '{}', deadline } as const;
  const sending = failureOf(transport.send({ ...exchange, maySend: () => isLeaseValid }));
  isLeaseValid = false;
  expect(await sending).toMatchObject({ kind: 'timeout', endpoint: '/card/delete', sent: false });
  expect(platform.calls).toBe(0);
  isLeaseValid = true;
  await expect(transport.send({ ...exchange, maySend: () => isLeaseValid })).resolves.toBeDefined();
  deadline.close();
  await transport.close();
});

describe('sockets', () => {
  test('for 40 calls with a concurrency of 4 are at most 4', async () => {
    const { platform, client } = await given(
      (_, response) => void setTimeout(() => sendJson(response, { errcode: 0 }), 5),
      { connections: 4 },
    );
    await expect(Promise.all(Array.from({ length: 40 }, () => client.get()))).resolves.toHaveLength(40);
    expect(platform.calls).toBe(40);
    expect(platform.sockets.peak).toBeLessThanOrEqual(4);
  });

  test('are reused by consecutive calls', async () => {
    const { platform, client } = await given((_, response) => sendJson(response, { errcode: 0 }));
    for (let n = 0; n < 10; n += 1) await client.get();
    expect(platform.sockets.peak).toBe(1);
  });

  test('are all closed with the client', async () => {
    const { platform, client } = await given((_, response) => sendJson(response, { errcode: 0 }));
    await Promise.all([client.get(), client.get(), client.get()]);
    await client.close();
    await until(() => platform.sockets.open === 0);
  });
});
