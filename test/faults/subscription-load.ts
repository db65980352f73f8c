import { type ClientRequest, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEmulator } from '../../src/emulator/server.js';
import { INSPECTABLE, Inspected } from '../support/inspected.js';
import { eventXml, PUSH, pushOf } from '../support/pushes.js';
import { Replica } from '../support/replica.js';
import { scrape } from '../support/scrape.js';
import { until } from '../support/time.js';

export interface SubscriptionLoadOptions {
  readonly subscriptions: number;
  readonly events: number;
}

export interface SubscriptionLoadReport {
  readonly subscriptions: number;
  readonly events: number;
  readonly heapBytesEach: number;
  readonly rssBytesEach: number;
  /** From the first push until the last client had the last event, milliseconds. */
  readonly deliveredAfterMs: number;
  /** Clients that did not receive every event once and in order. */
  readonly incomplete: number;
  /** Open subscriptions ten seconds after all clients left. */
  readonly left: number;
}

const CARD = 'pDEMO-groupon-0001';
const QUERY = 'subscription { cardEvents { cursor kind cardId } }';

/** A client that parses events as they arrive. */
class Subscriber {
  readonly cursors: string[] = [];
  readonly #request: ClientRequest;
  #rest = '';

  static open(url: string, query: string): Promise<Subscriber> {
    return new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json', accept: 'text/event-stream' };
      const sent = request(url, { method: 'POST', agent: false, headers });
      const subscriber = new Subscriber(sent);
      sent.on('error', reject);
      sent.on('response', (response) => {
        response.setEncoding('utf8');
        response.on('error', () => {});
        response.on('data', (text: string) => subscriber.#read(text));
        if (response.statusCode === 200) resolve(subscriber);
        else reject(new Error(`status ${response.statusCode}`));
      });
      sent.end(JSON.stringify({ query }));
    });
  }

  private constructor(sent: ClientRequest) {
    this.#request = sent;
  }

  vanish(): void {
    this.#request.destroy();
  }

  #read(text: string): void {
    const messages = (this.#rest + text).split('\n\n');
    this.#rest = messages.pop() ?? '';
    for (const message of messages) {
      const [, json] = /^event: next\ndata: (.*)$/.exec(message) ?? [];
      if (json !== undefined) this.cursors.push(JSON.parse(json).data.cardEvents.cursor);
    }
  }
}

export async function runSubscriptionLoad(options: SubscriptionLoadOptions): Promise<SubscriptionLoadReport> {
  const emulator = await startEmulator();
  const server = new Replica(emulator.url, {
    EVENTS_TOKEN: PUSH.token,
    EVENTS_AES_KEY: PUSH.aesKey,
    LIMIT_SUBSCRIPTIONS_CALLER: '5000',
    LIMIT_SUBSCRIPTIONS_ACCOUNT: '5000',
    LOG_LEVEL: 'error',
    NODE_OPTIONS: INSPECTABLE,
  });
  await server.start();
  const inspected = await Inspected.connect(server.written);
  try {
    return await measure(server, inspected, options);
  } finally {
    inspected.close();
    await server.kill();
    await emulator.close();
  }
}

async function measure(
  server: Replica,
  inspected: Inspected,
  { subscriptions, events }: SubscriptionLoadOptions,
): Promise<SubscriptionLoadReport> {
  const { url } = server;
  const openNow = async () => (await scrape(url)).value('cardgraph_subscriptions', { transport: 'sse' }) ?? -1;
  let pushes = 0;
  const push = async () => {
    pushes += 1;
    const CreateTime = Math.floor(Date.now() / 1000);
    const fields = { CreateTime, CardId: CARD, UserCardCode: String(pushes) };
    const { query, body } = pushOf(eventXml('user_get_card', fields), { appid: 'wxdemo' });
    const path = new URL(`/wechat/events/wxdemo?${new URLSearchParams(query)}`, url);
    const response = await fetch(path, { method: 'POST', body });
    if ((await response.text()) !== 'success') throw new Error(`push: ${response.status}`);
  };
  const allClosed = () => until(async () => (await openNow()) === 0);

  // The first of everything compiles code and fills caches.
  const first = await Promise.all(Array.from({ length: 20 }, () => Subscriber.open(url, QUERY)));
  for (let count = 0; count < 20; count += 1) await push();
  await until(() => first.every(({ cursors }) => cursors.length === 20));
  for (const client of first) client.vanish();
  await allClosed();
  const before = await inspected.memory();

  const clients: Subscriber[] = [];
  while (clients.length < subscriptions) {
    const count = Math.min(50, subscriptions - clients.length);
    clients.push(...(await Promise.all(Array.from({ length: count }, () => Subscriber.open(url, QUERY)))));
  }
  const after = await inspected.memory();

  const began = performance.now();
  for (let count = 0; count < events; count += 1) await push();
  await until(() => clients.every(({ cursors }) => cursors.length >= events));
  const deliveredAfterMs = performance.now() - began;
  const expected = JSON.stringify(clients[0]?.cursors);
  const isComplete = ({ cursors }: Subscriber) =>
    new Set(cursors).size === events && JSON.stringify(cursors) === expected;
  const incomplete = clients.filter((client) => !isComplete(client)).length;

  for (const client of clients) client.vanish();
  await sleep(10_000);
  const left = await openNow();

  const each = (bytes: number) => Math.round(bytes / subscriptions);
  return {
    subscriptions,
    events,
    heapBytesEach: each(after.heapUsed - before.heapUsed),
    rssBytesEach: each(after.rss - before.rss),
    deliveredAfterMs: Math.round(deliveredAfterMs),
    incomplete,
    left,
  };
}
