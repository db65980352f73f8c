import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { apiKeys, entryOf, keyOf } from '../support/api-keys.js';
import { expectError, JSON_BODY, postTo, send } from '../support/http.js';
import { until } from '../support/time.js';
import { useStack } from '../support/use-stack.js';

const MIB = 1024 * 1024;
const auth = apiKeys(entryOf('writer', { scopes: ['card:write'] }), entryOf('reader', { scopes: ['card:read'] }));
const stack = useStack({ beforeEach: 'nothing', server: { auth } });

const HOW = ['with a length', 'in chunks'] as const;

const BODY = JSON.stringify({ query: '{ __typename }' }).padEnd(MIB + 1, ' ');

interface Unfinished {
  /** Sends the last byte and returns the status. */
  readonly end: () => Promise<number | undefined>;
  readonly disconnect: () => void;
}

/** Sends eight large bodies without their last byte. Resolves when the server has read everything else. */
async function startEight(how: (typeof HOW)[number]): Promise<readonly Unfinished[]> {
  const received: IncomingMessage[] = [];
  const collect = (message: unknown) => received.push((message as { readonly request: IncomingMessage }).request);
  subscribe('http.server.request.start', collect);
  try {
    const unfinished = Array.from({ length: 8 }, () => start(how));
    await until(() => received.filter(({ socket }) => socket.bytesRead > BODY.length).length === 8);
    return unfinished;
  } finally {
    unsubscribe('http.server.request.start', collect);
  }
}

function start(how: (typeof HOW)[number]): Unfinished {
  const headers = { ...JSON_BODY, 'x-api-key': keyOf('writer') };
  const length = how === 'in chunks' ? {} : { 'content-length': String(BODY.length + 1) };
  const request = httpRequest(stack.graph.url, { agent: false, method: 'POST', headers: { ...headers, ...length } });
  const status = new Promise<number | undefined>((resolve) => {
    request.on('error', () => resolve(undefined));
    request.on('response', (response) => {
      response.resume();
      resolve(response.statusCode);
    });
  });
  request.write(BODY);
  return {
    end: () => {
      request.end(' ');
      return status;
    },
    disconnect: () => request.destroy(),
  };
}

/** Sends a valid operation in a body of this size. */
function post(caller: string | undefined, bytes: number, how: (typeof HOW)[number]) {
  const body = JSON.stringify({ query: '{ __typename }' }).padEnd(bytes, ' ');
  const headers = { ...JSON_BODY, ...(caller === undefined ? {} : { 'x-api-key': keyOf(caller) }) };
  return how === 'in chunks'
    ? postTo(stack.graph.url, [body.slice(0, 1000), body.slice(1000)], headers)
    : postTo(stack.graph.url, body, { ...headers, 'content-length': String(bytes) });
}

describe('a body over 1 MiB', () => {
  test.each(HOW)('sent %s is accepted from a caller with the scope card:write up to 2 MiB', async (how) => {
    expect((await post('writer', 2 * MIB, how)).status).toBe(200);
    expectError(await post('writer', 2 * MIB + 1, how), 413, 'BODY_TOO_LARGE');
  });

  test.each(HOW)('sent %s is rejected from a caller without the scope, who may send 1 MiB', async (how) => {
    expect((await post('reader', MIB, how)).status).toBe(200);
    const rejected = await post('reader', MIB + 1, how);
    expectError(rejected, 413, 'BODY_TOO_LARGE');
    expect(rejected.text).toContain('card:write');
  });

  test.each(HOW)('sent %s without a credential is rejected with UNAUTHENTICATED', async (how) => {
    expectError(await post(undefined, 2 * MIB, how), 401, 'UNAUTHENTICATED');
  });

  test('is rejected at other paths', async () => {
    const { status } = await send(stack.graph.url, '/nowhere', {
      method: 'POST',
      headers: JSON_BODY,
      body: JSON.stringify('x'.repeat(MIB)),
    });
    expect([404, 413]).toContain(status);
  });

  test('is accepted again after any number of earlier ones', async () => {
    for (let round = 0; round < 12; round += 1) {
      const how = round % 2 === 0 ? 'in chunks' : 'with a length';
      expect((await post('writer', MIB + 1, how)).status).toBe(200);
    }
  });

  test.each(HOW)('sent %s is rejected with 503 and Retry-After while eight others are in flight', async (how) => {
    const unfinished = await startEight(how);
    const ninth = await post('writer', MIB + 1, how);
    expectError(ninth, 503, 'SERVER_OVERLOADED');
    expect(ninth.headers['retry-after']).toBe('1');
    expect(JSON.parse(ninth.text).errors[0].extensions.retryAfter).toBe(1);
    expect((await post('writer', MIB, how)).status).toBe(200);
    expect(await Promise.all(unfinished.map(({ end }) => end()))).toEqual(Array(8).fill(200));
    expect((await post('writer', MIB + 1, how)).status).toBe(200);
  });

  test.each(HOW)('sent %s does not count once its client has disconnected', async (how) => {
    for (const { disconnect } of await startEight(how)) disconnect();
    await until(async () => (await post('writer', MIB + 1, how)).status === 200);
    // A slot that is released twice would admit a ninth.
    const unfinished = await startEight(how);
    expectError(await post('writer', MIB + 1, how), 503, 'SERVER_OVERLOADED');
    expect(await Promise.all(unfinished.map(({ end }) => end()))).toEqual(Array(8).fill(200));
  });
});

describe('large bodies that never arrive completely', () => {
  const slow = useStack({ beforeEach: 'nothing', server: { requestTimeoutMs: 8000 } });
  const body = JSON.stringify({ query: '{ __typename }' }).padEnd(MIB + 1, ' ');
  const large = async () => (await postTo(slow.graph.url, body, JSON_BODY)).status;

  test.each(HOW)(
    'sent %s occupy their slots only until the deadline, even if the clients keep the connections',
    async (how) => {
      const { host, hostname, port } = new URL(slow.graph.url);
      // More than there are slots, because a request of this test may occupy one for a moment.
      const sockets = Array.from({ length: 12 }, () =>
        connect({ host: hostname, port: Number(port), allowHalfOpen: true }),
      );
      for (const socket of sockets) {
        const [header, start] =
          how === 'in chunks'
            ? ['Transfer-Encoding: chunked', `${body.length.toString(16)}\r\n${body}\r\n`]
            : [`Content-Length: ${2 * MIB}`, '{'];
        socket.on('error', () => undefined).resume();
        socket.write(
          `POST /graphql HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\n${header}\r\n\r\n${start}`,
        );
      }
      await until(async () => (await large()) === 503);
      await until(async () => (await large()) === 200);
      for (const socket of sockets) socket.destroy();
    },
  );
});
