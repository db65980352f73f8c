import { SCOPES } from '../../../../src/config/scopes.js';
import type { EventLog } from '../../../../src/events/event-log.js';
import { EventTails } from '../../../../src/events/event-tails.js';
import { MemoryBackend } from '../../../../src/events/memory-backend.js';
import { type Retention, retentionOf } from '../../../../src/events/retention.js';
import { EventFilter } from '../../../../src/graph/event/event.page.js';
import { CardEventSource } from '../../../../src/graph/event/event.source.js';
import { StoreUnavailable } from '../../../../src/store/store.js';
import { logOn } from '../../../support/event-logs.js';

const ACCOUNT = { baseUrl: 'https://platform.example', appid: 'wxone' };
const CARD = 'pOne';

/** A backend that counts reads, and that can be unavailable or lose its notifications. */
class TestBackend extends MemoryBackend {
  reads = 0;
  isDown = false;
  isSilent = false;

  override async read(...page: Parameters<MemoryBackend['read']>) {
    this.reads += 1;
    if (this.isDown) throw new StoreUnavailable();
    return super.read(...page);
  }

  override onNotification(listener: Parameters<MemoryBackend['onNotification']>[0]): void {
    super.onNotification((notification) => {
      if (!this.isSilent) listener(notification);
    });
  }
}

let backend: TestBackend;
let log: EventLog;
let tails: EventTails;

function start(retention: Retention = retentionOf(), pollMs = 5000, maxKeptBytes?: number): void {
  backend = new TestBackend(retention);
  log = logOn(backend);
  tails = new EventTails(log, pollMs, maxKeptBytes);
}
afterEach(async () => {
  tails.close();
  await log.close();
});

let pushes = 0;
async function append(kind = 'CLAIMED', cardId = CARD, bytes = 0): Promise<void> {
  pushes += 1;
  const fields = [
    ['CardId', cardId],
    ['UserCardCode', String(pushes)],
    ['Padding', 'x'.repeat(bytes)],
  ];
  const event = { kind, receivedAt: Date.now(), body: JSON.stringify(fields) };
  await log.append(ACCOUNT, kind === 'VIEWED' ? 'activity' : 'state', String(pushes), event);
}

interface Options {
  readonly kinds?: ConstructorParameters<typeof EventFilter>[0];
  readonly after?: string | undefined;
  readonly checkpointMs?: number;
}

async function open({ kinds, ...options }: Options = {}): Promise<CardEventSource> {
  const tail = tails.of(ACCOUNT);
  if (tail === undefined) throw new Error('the account receives no events');
  const filter = new EventFilter(kinds, undefined, new Set(SCOPES));
  return CardEventSource.open({ tail, filter, after: undefined, ...options });
}

async function take(source: CardEventSource, count: number) {
  const taken = [];
  while (taken.length < count) {
    const { value } = await source.next();
    if (value === undefined) throw new Error('the source has ended');
    taken.push(value);
  }
  return taken;
}

const isPending = async (promise: Promise<unknown>, ms = 50) =>
  Promise.race([promise.then(() => false), new Promise<boolean>((go) => setTimeout(() => go(true), ms))]);

describe('a source of events', () => {
  test('delivers a checkpoint with the newest cursor after the filter has excluded all events for long', async () => {
    start();
    const source = await open({ kinds: ['GIFTED'], checkpointMs: 100 });
    const next = source.next();
    await append();
    const { value } = await next;
    expect(value).toMatchObject({ kind: 'CHECKPOINT' });
    expect(value?.cursor).toBe(await log.last(ACCOUNT));
    // Nothing was excluded since.
    expect(await isPending(source.next(), 250)).toBe(true);
    await source.return();
  });

  test('continues after a checkpoint without loss or repetition', async () => {
    start();
    const source = await open({ kinds: ['GIFTED'], checkpointMs: 50 });
    await append();
    const [checkpoint] = await take(source, 1);
    await source.return();
    await append('GIFTED');
    await append('GIFTED');
    const again = await open({ kinds: ['GIFTED'], after: checkpoint?.cursor });
    expect((await take(again, 2)).map(({ kind }) => kind)).toEqual(['GIFTED', 'GIFTED']);
    await again.return();
  });

  test('delivers a gap to a filter that excludes everything else', async () => {
    start();
    await backend.renew(ACCOUNT, 0, true);
    const tail = tails.of(ACCOUNT);
    if (tail === undefined) throw new Error('the account receives no events');
    const filter = new EventFilter(['GIFTED'], ['pOther'], new Set(SCOPES));
    const source = await CardEventSource.open({ tail, filter, after: undefined });
    await append();
    await backend.renew(ACCOUNT, 60_000, true);
    expect(await take(source, 1)).toMatchObject([{ kind: 'GAP', cursor: await log.last(ACCOUNT) }]);
    await source.return();
  });

  test('returns a pending next at once when it is ended, and removes its listener', async () => {
    start();
    const sources = await Promise.all([open(), open()]);
    const pending = sources.map((source) => source.next());
    expect(tails.listeners).toBe(2);
    await new Promise((go) => setTimeout(go, 20));
    await Promise.all(sources.map((source) => source.return()));
    expect(await Promise.all(pending)).toEqual([
      { done: true, value: undefined },
      { done: true, value: undefined },
    ]);
    expect(tails.listeners).toBe(0);
  });

  test('is not delayed by a consumer that does not take its events', async () => {
    start();
    const [slow, fast] = await Promise.all([open(), open()]);
    for (let count = 0; count < 1000; count += 1) {
      await append();
      await take(fast, 1);
    }
    expect(await take(slow, 1000)).toHaveLength(1000);
    await Promise.all([slow.return(), fast.return()]);
  });

  test('waits while the log cannot be read, and continues without loss', async () => {
    start(retentionOf(), 50);
    const source = await open();
    backend.isDown = true;
    await append();
    const next = source.next();
    expect(await isPending(next, 200)).toBe(true);
    await append();
    backend.isDown = false;
    const [first, second] = [await next, await source.next()];
    expect(first.value?.cursor).not.toBe(second.value?.cursor);
    expect(second.value?.cursor).toBe(await log.last(ACCOUNT));
    await source.return();
  });

  test('is rejected with SERVER_OVERLOADED when the log cannot be read at its start', async () => {
    start();
    const after = await log.last(ACCOUNT);
    backend.isDown = true;
    await expect(open({ after })).rejects.toMatchObject({ extensions: { code: 'SERVER_OVERLOADED' } });
    expect(tails.listeners).toBe(0);
  });

  const ONE_EVENT: Retention = {
    ...retentionOf(),
    streams: { ...retentionOf().streams, state: { ...retentionOf().streams.state, maxEvents: 1 } },
  };

  test('is rejected with EVENTS_CURSOR_EXPIRED and the first cursor if events after its cursor were removed', async () => {
    start(ONE_EVENT);
    await append();
    const after = await log.first(ACCOUNT);
    await append();
    await append();
    const cursor = await log.first(ACCOUNT);
    await expect(open({ after })).rejects.toMatchObject({ extensions: { code: 'EVENTS_CURSOR_EXPIRED', cursor } });
    expect(tails.listeners).toBe(0);
  });

  test('fails with EVENTS_CURSOR_EXPIRED if its consumer is so slow that events were removed', async () => {
    start(ONE_EVENT);
    await append();
    const source = await open();
    for (let count = 0; count < 3; count += 1) await append();
    const error = await source.next().catch(({ extensions }) => extensions);
    expect(error).toEqual({ code: 'EVENTS_CURSOR_EXPIRED', cursor: expect.any(String) });
    const again = await open({ after: error.cursor });
    expect(await take(again, 1)).toMatchObject([{ cursor: await log.last(ACCOUNT) }]);
    await again.return();
    await source.return();
  });
});

describe('the newest events of an account', () => {
  test('are read once for all sources at the same place', async () => {
    start();
    const sources = await Promise.all(Array.from({ length: 20 }, () => open()));
    const pending = sources.map((source) => take(source, 3));
    backend.reads = 0;
    for (let count = 0; count < 3; count += 1) await append();
    await Promise.all(pending);
    expect(backend.reads).toBeLessThanOrEqual(2 * 3 + 1);
    await Promise.all(sources.map((source) => source.return()));
  });

  test('are read again from the log for a source that is further behind than they reach', async () => {
    start();
    const [slow, fast] = await Promise.all([open(), open()]);
    const cursors = [];
    for (let count = 0; count < 700; count += 1) {
      await append('CLAIMED', CARD, count % 7 === 0 ? 20_000 : 0);
      cursors.push(...(await take(fast, 1)).map(({ cursor }) => cursor));
    }
    expect((await take(slow, 700)).map(({ cursor }) => cursor)).toEqual(cursors);
    await Promise.all([slow.return(), fast.return()]);
  });

  test('are not kept beyond the bytes that all accounts may keep together', async () => {
    start(retentionOf(), 5000, 30_000);
    const sources = await Promise.all(Array.from({ length: 10 }, () => open()));
    const readsOf = async (bytes: number) => {
      backend.reads = 0;
      await append('CLAIMED', CARD, bytes);
      for (const source of sources) await take(source, 1);
      return backend.reads;
    };
    expect(await readsOf(20_000)).toBeGreaterThanOrEqual(sources.length);
    expect(await readsOf(0)).toBeLessThan(sources.length);
    await Promise.all(sources.map((source) => source.return()));
  });

  test('are delivered alike to sources that read one stream or both, and that start at different times', async () => {
    start();
    const both = await open();
    const state = await open({ kinds: ['CLAIMED'] });
    for (let count = 0; count < 300; count += 1) {
      await append(count % 3 === 0 ? 'VIEWED' : 'CLAIMED');
      if (count % 50 === 0) await take(both, 1);
    }
    const late = await open({ after: await log.first(ACCOUNT) });
    expect(await take(late, 300)).toHaveLength(300);
    expect(await take(both, 294)).toHaveLength(294);
    const kinds = (await take(state, 200)).map(({ kind }) => kind);
    expect(new Set(kinds)).toEqual(new Set(['CLAIMED']));
    for (const source of [both, state, late]) await source.return();
    expect(tails.listeners).toBe(0);
  });

  test('are read by polling if no notification arrives', async () => {
    start(retentionOf(), 50);
    backend.isSilent = true;
    const source = await open();
    const next = source.next();
    await append();
    expect((await next).value?.kind).toBe('CLAIMED');
    await source.return();
  });
});
