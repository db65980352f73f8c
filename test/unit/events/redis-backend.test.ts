import { createHash } from 'node:crypto';
import type { LogBackend } from '../../../src/events/backend.js';
import { EventsCursorUnknown } from '../../../src/events/cursor.js';
import type { EventLog } from '../../../src/events/event-log.js';
import { retentionOf } from '../../../src/events/retention.js';
import { STREAMS } from '../../../src/events/streams.js';
import { eventKeys } from '../../../src/store/keys.js';
import { type Store, StoreUnavailable } from '../../../src/store/store.js';
import { logOn, openInRedis, until } from '../../support/event-logs.js';
import { describeWithRedis, TestRedis } from '../../support/redis.js';

const ACCOUNT = { baseUrl: 'https://api.weixin.qq.com', appid: 'wx1' };
const BODY = '[["FromUserName","oPERSON"],["UserCardCode","123456789012"]]';

const digestOf = (text: string) => createHash('sha256').update(text).digest('hex');
const append = (log: EventLog, text: string, body = `${text} ${BODY}`) =>
  log.append(ACCOUNT, 'state', digestOf(text), { kind: 'CLAIMED', receivedAt: Date.now(), body });
const bodies = async (log: EventLog) =>
  (await log.read(ACCOUNT, STREAMS, undefined, 100)).events.map(({ body }) => body?.split(' ')[0]);

describeWithRedis('event logs in Redis', () => {
  let redis: TestRedis;
  let backend: LogBackend;
  let store: Store;
  let log: EventLog;

  const open = async (settings: Readonly<Record<string, string>> = {}) => {
    redis = await TestRedis.start(settings);
    ({ backend, store } = await openInRedis(redis, retentionOf()));
    log = logOn(backend);
  };
  afterEach(async () => {
    await log.close();
    await redis.close();
  });

  test('survive a crash of Redis together with their digests', async () => {
    await open();
    for (const text of ['a', 'b', 'c']) await append(log, text);
    const cursor = await log.last(ACCOUNT);
    await redis.kill();
    await expect(append(log, 'd')).rejects.toThrow(StoreUnavailable);
    await redis.start();
    await until(() => store.check());
    await expect(append(log, 'c')).resolves.toBe('duplicate');
    await expect(append(log, 'd')).resolves.toBe('appended');
    await expect(bodies(log)).resolves.toEqual(['a', 'b', 'c', 'd']);
    await expect(log.read(ACCOUNT, STREAMS, cursor, 10)).resolves.toMatchObject({ events: [{ kind: 'CLAIMED' }] });
  });

  test('begin again after FLUSHALL, and refuse earlier cursors', async () => {
    await open();
    await append(log, 'a');
    const cursor = await log.last(ACCOUNT);
    await redis.command('FLUSHALL');
    await expect(log.read(ACCOUNT, STREAMS, cursor, 10)).rejects.toThrow(EventsCursorUnknown);
    await expect(append(log, 'a')).resolves.toBe('appended');
    await expect(bodies(log)).resolves.toEqual(['a']);
  });

  test('store neither event nor digest while Redis is out of memory, and read on', async () => {
    await open({ 'maxmemory-policy': 'noeviction' });
    await append(log, 'a');
    await redis.command('CONFIG', 'SET', 'maxmemory', '1');
    const before = await redis.command('DEBUG', 'DIGEST');
    await expect(append(log, 'b')).rejects.toThrow(StoreUnavailable);
    await expect(backend.renew(ACCOUNT, 0, true)).rejects.toThrow(StoreUnavailable);
    await expect(redis.command('DEBUG', 'DIGEST')).resolves.toBe(before);
    await expect(bodies(log)).resolves.toEqual(['a']);
    await redis.command('CONFIG', 'SET', 'maxmemory', '0');
    await expect(append(log, 'b')).resolves.toBe('appended');
    await expect(bodies(log)).resolves.toEqual(['a', 'b']);
  });

  test('reject appends to a read-only replica of Redis', async () => {
    await open();
    await append(log, 'a');
    await redis.command('REPLICAOF', '127.0.0.1', '1');
    await expect(append(log, 'b')).rejects.toThrow(StoreUnavailable);
    await expect(bodies(log)).resolves.toEqual(['a']);
    await redis.command('REPLICAOF', 'NO', 'ONE');
    await expect(append(log, 'b')).resolves.toBe('appended');
  });

  test('work in a cluster, where a script may use the keys of one slot only', async () => {
    redis = await TestRedis.startCluster();
    ({ backend, store } = await openInRedis(redis, retentionOf()));
    log = logOn(backend);
    await append(log, 'a');
    await backend.sweep();
    await backend.renew(ACCOUNT, 0, true);
    await log.keepUnreadable(ACCOUNT, digestOf('x'), Buffer.from('x'), 1);
    await expect(bodies(log)).resolves.toEqual(['a']);
  });

  test('contain nothing readable but kind and time, and every key expires', async () => {
    await open();
    await append(log, 'a');
    await log.append(ACCOUNT, 'activity', digestOf('v'), { kind: 'VIEWED', receivedAt: 1, body: BODY });
    await log.keepUnreadable(ACCOUNT, digestOf('x'), Buffer.from(`unreadable ${BODY}`), 1);
    await backend.renew(ACCOUNT, 0, true);
    const { log: hash, streams, seen, unreadable } = eventKeys(ACCOUNT);
    const keys = (await redis.command('KEYS', '*')).trim().split('\n').sort();
    expect(keys).toEqual(
      [hash, ...Object.values(streams), ...Object.values(seen), unreadable, 'cardgraph:1:{events}:accounts'].sort(),
    );
    for (const key of keys) {
      expect(Number(await redis.command('PTTL', key))).toBeGreaterThan(0);
      const bytes = await redis.command('--raw', 'DUMP', key);
      expect(bytes).not.toMatch(/oPERSON|123456789012|UserCardCode|unreadable \[/);
    }
    expect(await redis.command('XRANGE', streams.state, '-', '+')).toMatch(/CLAIMED/);
  });

  test('report an event within six seconds if its notification was lost', async () => {
    await open();
    const { backend: other } = await openInRedis(redis, retentionOf());
    const reader = logOn(other);
    const notified: (string | undefined)[] = [];
    reader.onNotification(({ account, kind }) => {
      if (account !== undefined) notified.push(kind ?? 'any');
    });
    reader.intakeFor([ACCOUNT]);
    await until(async () => expect((await redis.command('EXISTS', eventKeys(ACCOUNT).log)).trim()).toBe('1'));
    // No subscriber receives what another channel announces.
    await redis.command('CLIENT', 'KILL', 'TYPE', 'pubsub');
    await append(log, 'a');
    await until(() => expect(notified).not.toEqual([]), 6500);
    await reader.close();
  });

  test('store all of 1,000 events that arrive at once over two connections', async () => {
    await open();
    const { backend: other } = await openInRedis(redis, retentionOf());
    const logs = [log, logOn(other)];
    const outcomes = await Promise.allSettled(
      Array.from({ length: 1000 }, (_, n) => append(logs[n % 2] as EventLog, `${n >> 1}`)),
    );
    // An append that times out is repeated by the platform.
    for (const [n, { status }] of outcomes.entries()) if (status === 'rejected') await append(log, `${n >> 1}`);
    await expect(log.size(ACCOUNT)).resolves.toMatchObject({ events: { state: 500 } });
    expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(100);
    await logs[1]?.close();
  });
});
