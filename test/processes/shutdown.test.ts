import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, type IncomingMessage, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child } from '../support/child.js';
import { GraphClient } from '../support/graph-client.js';
import { until } from '../support/time.js';
import { useEmulator } from '../support/use-stack.js';

const QUERY = JSON.stringify({ query: '{ card(id: "pDEMO-groupon-0001") { title } }' });
const TITLE = expect.objectContaining({ data: { card: { title: expect.any(String) } } });

const stateDir = mkdtempSync(join(tmpdir(), 'cardgraph-state-'));
const emulator = useEmulator({ beforeEach: 'nothing' });
afterAll(async () => {
  rmSync(stateDir, { recursive: true });
});

let server: Child;
let url: URL;
afterEach(async () => {
  await server.stop('SIGKILL');
  await emulator.reset();
});

async function start(env: Readonly<Record<string, string>> = {}): Promise<void> {
  server = new Child(['serve'], {
    PORT: '0',
    WECHAT_BASE_URL: emulator.url,
    WECHAT_APP_ID: 'wxdemo',
    WECHAT_APP_SECRET: 'demo-secret',
    STATE_DIR: stateDir,
    CACHE: 'off',
    ...env,
  });
  url = new URL(await server.announced('GraphQL'));
}

interface Answer {
  readonly status: number | undefined;
  readonly connection: string | undefined;
  readonly body: unknown;
}

/** By POST with the query, or by GET of another path. */
async function ask(path = '/graphql', agent?: Agent): Promise<Answer> {
  const { hostname, port } = url;
  const isGraph = path === '/graphql';
  const headers = { 'content-type': 'application/json' };
  const sent = request({
    hostname,
    port,
    path,
    headers,
    method: isGraph ? 'POST' : 'GET',
    ...(agent ? { agent } : {}),
  });
  sent.end(isGraph ? QUERY : undefined);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const text = (await response.toArray()).join('');
  return { status: response.statusCode, connection: response.headers.connection, body: JSON.parse(text) };
}

/** As it is written to a connection. */
const requestOf = (body: string) =>
  `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;

/** A connection on which nothing has been asked yet. */
async function connected(): Promise<Socket> {
  const socket = connect(Number(url.port), url.hostname);
  await once(socket, 'connect');
  return socket;
}

const arrivals = async () => (await emulator.calls())['/card/get'] ?? 0;

/** What SIGTERM begins is under way. */
const notReady = () => until(async () => (await ask('/health/ready').catch(() => undefined))?.status === 503);

test('a server that has started: ready, and its connections stay', async () => {
  await start();
  const agent = new Agent({ keepAlive: true });
  expect(await ask('/health/ready', agent)).toEqual({
    status: 200,
    connection: 'keep-alive',
    body: { status: 'ready' },
  });
  expect(await ask('/health/live', agent)).toMatchObject({ status: 200, connection: 'keep-alive' });
  agent.destroy();
});

describe('after SIGTERM, while balancers may not have seen it', () => {
  test('not ready, alive, and whatever comes is answered on a connection that is closed after it', async () => {
    await start({ SHUTDOWN_WAIT_SECONDS: '60', SHUTDOWN_GRACE_SECONDS: '120' });
    const agent = new Agent({ keepAlive: true });
    await ask('/graphql', agent);
    server.signal('SIGTERM');
    await notReady();
    const connection = 'close';
    expect(await ask('/health/ready')).toEqual({ status: 503, connection, body: { status: 'draining' } });
    expect(await ask('/health/live')).toEqual({ status: 200, connection, body: { status: 'live' } });
    expect(await ask('/graphql', agent)).toEqual({ status: 200, connection, body: TITLE });
    expect(await ask()).toEqual({ status: 200, connection, body: TITLE });
    // A second one ends the wait.
    expect(await server.stop()).toBe(0);
    agent.destroy();
  });

  test('SIGINT: there is no wait', async () => {
    await start({ SHUTDOWN_WAIT_SECONDS: '60', SHUTDOWN_GRACE_SECONDS: '120' });
    expect(await server.stop('SIGINT')).toBe(0);
  });
});

describe('a server that drains', () => {
  test('what is under way: answered, and the exit code is 0', async () => {
    await start();
    await emulator.fault({ path: '/card/get', kind: 'latency', value: 1000 });
    const agent = new Agent({ keepAlive: true });
    const answers = Array.from({ length: 20 }, () => ask('/graphql', agent));
    await until(async () => (await arrivals()) > 0);
    const exit = server.stop();
    for (const answer of await Promise.all(answers)) {
      expect(answer).toEqual({ status: 200, connection: 'close', body: TITLE });
    }
    expect(await exit).toBe(0);
    agent.destroy();
  });

  test('a request whose beginning had come: answered like any other', async () => {
    await start();
    await emulator.fault({ path: '/card/get', kind: 'latency', value: 1000, times: 1 });
    const slow = ask();
    await until(async () => (await arrivals()) === 1);
    const waiting = await connected();
    const whole = requestOf(QUERY);
    waiting.write(whole.slice(0, 40));
    const exit = server.stop();
    // Nobody new is taken, so it drains.
    await until(async () => {
      const socket = await connected().catch(() => undefined);
      socket?.destroy();
      return socket === undefined;
    });
    waiting.write(whole.slice(40));
    const text = (await waiting.toArray()).join('');
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(text).toMatch(/^connection: close\r$/im);
    expect(JSON.parse(text.slice(text.indexOf('\r\n\r\n')))).toEqual(TITLE);
    expect((await slow).body).toEqual(TITLE);
    expect(await exit).toBe(0);
  });

  test('connections on which nothing is asked, used before or not: they hold up nothing', async () => {
    await start();
    const agent = new Agent({ keepAlive: true });
    await ask('/graphql', agent);
    const unused = await connected();
    expect(await server.stop()).toBe(0);
    unused.destroy();
    agent.destroy();
  });

  test('a write whose caller has gone: carried out, and what became of it is known after the end', async () => {
    await start();
    await emulator.fault({ path: '/card/delete', kind: 'latency', value: 1000 });
    const query =
      'mutation { deleteCard(input: { cardId: "pDEMO-cash-0001", idempotencyKey: "gone" }) { replayed userErrors { code } } }';
    const caller = await connected();
    caller.write(requestOf(JSON.stringify({ query })));
    await until(async () => (await emulator.calls())['/card/delete'] === 1);
    caller.destroy();
    expect(await server.stop()).toBe(0);

    await start();
    await emulator.clearLedger();
    expect(await new GraphClient(url.href).data(query)).toEqual({ deleteCard: { replayed: true, userErrors: [] } });
    expect(await emulator.calls()).toEqual({});
  });

  test('what is under way when the grace time is over: cut, told by the log and by the exit code', async () => {
    await start({ SHUTDOWN_GRACE_SECONDS: '1' });
    await emulator.fault({ path: '/card/get', kind: 'hang' });
    const cut = ask().catch((error: Error) => error.message);
    await until(async () => (await arrivals()) === 1);
    expect(await server.stop()).toBe(1);
    expect(await cut).toBe('socket hang up');
    expect(server.stderr).toContain('"requests":1,"msg":"Grace period elapsed; in-flight requests were cut off"');
  });
});
