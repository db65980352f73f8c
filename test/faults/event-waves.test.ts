import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type EventLog, LogUnavailable } from '../../src/events/event-log.js';
import { retentionOf } from '../../src/events/retention.js';
import { STREAMS } from '../../src/events/streams.js';
import { LOG_PLACES, logOn } from '../support/event-logs.js';
import { send } from '../support/http.js';
import { readLog } from '../support/logged-pushes.js';
import { pushedAccounts } from '../support/pushed-accounts.js';
import { eventXml, pushOf } from '../support/pushes.js';
import { describeWithRedis, hasRedis, TestRedis } from '../support/redis.js';
import { Replica } from '../support/replica.js';
import { scrape } from '../support/scrape.js';
import { until } from '../support/time.js';

/** More than the slots of a log and the appends that may wait for one. */
const APPENDS = 3000;

const ACCOUNT = { appid: 'wxwave', baseUrl: 'https://platform.test' };

/** Returns the bodies of all events of the log, oldest first. */
async function bodiesOf(log: EventLog): Promise<readonly (string | undefined)[]> {
  const bodies: (string | undefined)[] = [];
  for (let after: string | undefined; ; ) {
    const page = await log.read(ACCOUNT, STREAMS, after, 500);
    bodies.push(...page.events.map(({ body }) => body));
    if (!page.hasMore) return bodies;
    after = page.endCursor;
  }
}

describe.each(['file', 'redis'] as const)('a wave of appends that exceeds the slots of a log, in %s', (name) => {
  const testWithStore = name === 'file' || hasRedis ? test : test.skip;

  testWithStore('is appended once where it is acknowledged and not at all where it finds no slot', async () => {
    const place = await LOG_PLACES[name]();
    const log = logOn(await place.open(retentionOf()));
    try {
      const append = (n: number) =>
        log.append(ACCOUNT, 'state', `digest-${n}`, { kind: 'CLAIMED', receivedAt: Date.now(), body: `event-${n}` });
      const results = await Promise.allSettled(Array.from({ length: APPENDS }, (_, n) => append(n)));
      const rejected = results.flatMap((result, n) =>
        result.status === 'rejected' ? [{ n, why: result.reason }] : [],
      );
      expect(rejected.length).toBeGreaterThan(500);
      for (const { why } of rejected) expect(why).toBeInstanceOf(LogUnavailable);
      const withoutSlot = rejected.filter(({ why }) => /wait to be stored|not stored within/.test(String(why)));
      const counts = countsOf(await bodiesOf(log));
      const acknowledged = results.flatMap((result, n) => (result.status === 'fulfilled' ? [n] : []));
      expect(acknowledged.filter((n) => counts.get(`event-${n}`) !== 1)).toEqual([]);
      expect(withoutSlot.filter(({ n }) => counts.has(`event-${n}`))).toEqual([]);
      await inBatches(rejected, ({ n }) => append(n));
      const events = await bodiesOf(log);
      expect(new Set(events).size).toBe(APPENDS);
      expect(events).toHaveLength(APPENDS);
    } finally {
      await log.close();
      await place.close();
    }
  });
});

/** Pushes that are sent while Redis is frozen. More than a server receives at a time. */
const PUSHES = 600;

/** Longer than a server waits for the log. */
const FROZEN_MS = 1500;

describeWithRedis('a wave of pushes to a server whose Redis is frozen for a moment', () => {
  test('is stored once where it is acknowledged, and completely once the rest was pushed again', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cardgraph-event-wave-'));
    const redis = await TestRedis.start();
    const [account] = pushedAccounts(1) as [ReturnType<typeof pushedAccounts>[0]];
    const { appid, keys, entry } = account;
    writeFileSync(join(folder, 'accounts.json'), JSON.stringify([entry]));
    const replica = new Replica('http://127.0.0.1:9', {
      ...{ WECHAT_APP_ID: '', WECHAT_APP_SECRET: '', ACCOUNTS_FILE: join(folder, 'accounts.json') },
      ...{ REDIS_URL: redis.url, LOG_LEVEL: 'silent' },
    });
    try {
      await replica.start();
      await until(async () => (await scrape(replica.url)).value('cardgraph_store_up', { store: 'redis' }) === 1);
      const CreateTime = Math.floor(Date.now() / 1000);
      const push = async (n: number) => {
        const xml = eventXml('user_get_card', { CreateTime, CardId: 'pWAVE', UserCardCode: `${n}` });
        const { query, body } = pushOf(xml, { ...keys, appid, timestamp: String(CreateTime) });
        const path = `/wechat/events/${appid}?${new URLSearchParams(query)}`;
        const { status, text } = await send(replica.url, path, { method: 'POST', body });
        return { n, status, text };
      };
      const numbers = Array.from({ length: PUSHES }, (_, n) => n);
      // A part of the wave arrives before.
      const first = numbers.slice(0, 100).map(push);
      await sleep(20);
      redis.freeze();
      const thawed = sleep(FROZEN_MS).then(() => redis.thaw());
      const responses = await Promise.all([...first, ...numbers.slice(100).map(push)]);
      await thawed;
      const acknowledged = responses.filter(({ status }) => status === 200);
      const refused = responses.filter(({ status }) => status !== 200);
      expect(acknowledged.every(({ text }) => text === 'success')).toBe(true);
      expect(refused.length).toBeGreaterThan(0);
      for (const { status, text } of refused) expect({ status, text }).toEqual({ status: 503, text: '' });
      await until(async () => (await scrape(replica.url)).value('cardgraph_store_up', { store: 'redis' }) === 1);
      const counts = countsOf((await readLog(replica.graph, appid)).map(({ code }) => code));
      expect(acknowledged.filter(({ n }) => counts.get(`${n}`) !== 1)).toEqual([]);
      const again = await inBatches(refused, ({ n }) => push(n));
      expect(again.filter(({ status, text }) => status !== 200 || text !== 'success')).toEqual([]);
      const codes = (await readLog(replica.graph, appid)).map(({ code }) => code);
      expect(codes).toHaveLength(PUSHES);
      expect(new Set(codes).size).toBe(PUSHES);
    } finally {
      redis.thaw();
      await replica.kill();
      await redis.close();
      rmSync(folder, { recursive: true });
    }
  });
});

/** Runs a task for all items, 16 at a time. */
async function inBatches<T, Result>(items: readonly T[], run: (item: T) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (let i = 0; i < items.length; i += 16) results.push(...(await Promise.all(items.slice(i, i + 16).map(run))));
  return results;
}

function countsOf<T>(values: readonly T[]): ReadonlyMap<T, number> {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
