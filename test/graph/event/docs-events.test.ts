import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DEMO_APPID } from '../../../src/emulator/state/accounts.js';
import { type EventStack, startEventStack } from '../../support/event-stack.js';
import { send } from '../../support/http.js';
import { eventXml, pushOf, signedQuery } from '../../support/pushes.js';

const DOCS = join(__dirname, '../../../docs');
const QUERY = /```graphql\n([\s\S]*?)```/.exec(readFileSync(join(DOCS, 'events.md'), 'utf8'))?.[1] ?? '';

let stack: EventStack;
const children: ChildProcess[] = [];

beforeAll(async () => {
  stack = await startEventStack();
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await stack.close();
});

/** Starts docs/callback-server.mjs in front of a URL, and returns its own. */
async function callbackServer(target: string): Promise<string> {
  const env = { PATH: process.env.PATH, CARDGRAPH_EVENTS_URL: target, PORT: '0' };
  const child = spawn(process.execPath, [join(DOCS, 'callback-server.mjs')], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  return new Promise((resolve) => {
    child.stdout?.on('data', (text) => resolve(/^Callback: (\S+)/.exec(String(text))?.[1] ?? ''));
  });
}

const event = (code: string) =>
  eventXml('user_get_card', { CreateTime: Math.floor(Date.now() / 1000), CardId: 'pTest', UserCardCode: code });

const eventsUrl = () => `${new URL(stack.server.url).origin}/wechat/events/${DEMO_APPID}`;

async function statusOf(url: string, { query, body }: ReturnType<typeof pushOf>) {
  const { status, text } = await send(url, `/callback?${new URLSearchParams(query)}`, {
    method: 'POST',
    headers: {},
    body,
  });
  return [status, text];
}

describe('docs/events.md', () => {
  test('has a query that returns the events', async () => {
    await stack.push('user_get_card', { CardId: 'pDoc', UserCardCode: '1' });
    const { data, errors } = (await stack.graph.ask(QUERY, { after: null })) as {
      data?: { cardEvents: { nodes: readonly object[] } };
      errors?: unknown;
    };
    expect(errors).toBeUndefined();
    expect(data?.cardEvents.nodes).toMatchObject([{ kind: 'CLAIMED', card: { id: 'pDoc' } }]);
  });
});

describe('docs/callback-server.mjs', () => {
  test('passes a message on, so that it is stored and confirmed', async () => {
    const url = await callbackServer(eventsUrl());
    const before = (await stack.backend.state({ appid: DEMO_APPID, baseUrl: stack.silentAccount.baseUrl })).events
      .state;
    expect(await statusOf(url, pushOf(event('2'), { appid: DEMO_APPID }))).toEqual([200, 'success']);
    const { state } = (await stack.backend.state({ appid: DEMO_APPID, baseUrl: stack.silentAccount.baseUrl })).events;
    expect(state).toBe(before + 1);
  });

  test('passes the URL check and a refusal on', async () => {
    const url = await callbackServer(eventsUrl());
    const query = new URLSearchParams({ ...signedQuery(undefined), echostr: 'echo123' });
    const { status, text } = await send(url, `/callback?${query}`, { method: 'GET', headers: {} });
    expect([status, text]).toEqual([200, 'echo123']);
    const forged = pushOf(event('3'), { appid: DEMO_APPID, token: 'anotherToken' });
    expect(await statusOf(url, forged)).toEqual([403, '']);
  });

  test('returns 503 without a body within five seconds if there is no response', async () => {
    const hanging: Server = createServer(() => undefined);
    await new Promise<void>((resolve) => hanging.listen(0, '127.0.0.1', resolve));
    const url = await callbackServer(`http://127.0.0.1:${(hanging.address() as AddressInfo).port}/`);
    const startedAt = performance.now();
    expect(await statusOf(url, pushOf(event('4'), { appid: DEMO_APPID }))).toEqual([503, '']);
    expect(performance.now() - startedAt).toBeLessThan(5000);
    hanging.closeAllConnections();
    hanging.close();
  });
});
