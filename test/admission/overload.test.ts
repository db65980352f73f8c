import { once } from 'node:events';
import { connect } from 'node:net';
import { type Stack, startStack } from '../support/stack.js';
import { until } from '../support/time.js';

const REFUSED = {
  errors: [
    { message: 'The server is overloaded. Retry later', extensions: { code: 'SERVER_OVERLOADED', retryAfter: 1 } },
  ],
};

let stack: Stack;
afterEach(() => stack.close());

const get = (path: string) => fetch(new URL(path, stack.graph.url));
const readiness = async () => ((await (await get('/health/ready')).json()) as { status: string }).status;

describe('a process over its heap limit', () => {
  beforeEach(async () => {
    stack = await startStack({ server: { overload: { eventLoopDelayMs: 0, heapPercent: 1 } } });
    await until(async () => (await readiness()) === 'overloaded');
  });

  test('rejects requests to the endpoint as GraphQL JSON with 503 and retry-after, without a call', async () => {
    const response = await fetch(stack.graph.url, {
      method: 'POST',
      headers: { origin: 'https://studio.apollographql.com' },
    });
    expect(response.status).toBe(503);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'retry-after': '1',
      'cache-control': 'private, no-store',
      'access-control-allow-origin': 'https://studio.apollographql.com',
      'x-request-id': expect.any(String),
    });
    expect(await response.json()).toEqual(REFUSED);
    expect(await stack.emulator.calls()).toEqual({});
  });

  test('rejects a request before its body has arrived', async () => {
    const { hostname, port } = new URL(stack.graph.url);
    const socket = connect(Number(port), hostname);
    socket.write(
      'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n',
    );
    const [head] = await once(socket, 'data');
    expect(String(head)).toMatch(/^HTTP\/1\.1 503 /);
    socket.destroy();
  });

  test('serves everything else', async () => {
    const ready = await get('/health/ready');
    expect([ready.status, await ready.json()]).toEqual([503, { status: 'overloaded' }]);
    expect((await get('/health/live')).status).toBe(200);
    expect((await get('/nowhere')).status).toBe(404);
  });
});

test('a process with a delayed event loop is overloaded until the delay ends', async () => {
  stack = await startStack({ server: { overload: { eventLoopDelayMs: 20, heapPercent: 0 } } });
  await until(async () => (await readiness()) === 'ready');
  const busy = setInterval(() => {
    for (const end = Date.now() + 100; Date.now() < end; );
  }, 1);
  await until(async () => (await readiness()) === 'overloaded');
  clearInterval(busy);
  await until(async () => (await readiness()) === 'ready');
  expect((await stack.graph.ask('{ __typename }')).status).toBe(200);
});
