import { type AccountName, eventKeys } from '../store/keys.js';
import { StoreUnavailable } from '../store/store.js';
import {
  type LogBackend,
  type LogState,
  type Notification,
  type PlacedEntry,
  READ_BYTES,
  type ReadEntries,
  type Renewal,
  type StoredEntry,
  type UnreadableCopy,
} from './backend.js';
import { gapBetween, sizeOf } from './entry.js';
import { newMark } from './mark.js';
import { merge, type StreamRun } from './merge.js';
import { compare, next, type Position, START } from './position.js';
import { DIGEST_BYTES, type Retention, UNREADABLE_COPIES, UNREADABLE_MS } from './retention.js';
import { type EventStream, GAP, STREAMS } from './streams.js';

interface Stream {
  /** Oldest first. */
  readonly entries: PlacedEntry[];
  /** Digests with the time of their event, oldest first. */
  readonly seen: Map<string, number>;
  removed: Position;
  bytes: number;
}

interface MemoryLog {
  readonly account: AccountName;
  readonly mark: string;
  readonly streams: Readonly<Record<EventStream, Stream>>;
  last: Position;
  aliveAt: number | undefined;
  gap: { readonly from: number; readonly to: number } | undefined;
  unreadable: UnreadableCopy[];
}

/** Logs that end with the process. For tests and for the embedded emulator. */
export class MemoryBackend implements LogBackend {
  readonly #retention: Retention;
  readonly #logs = new Map<string, MemoryLog>();
  readonly #listeners: ((notification: Notification) => void)[] = [];
  #isClosed = false;

  constructor(retention: Retention) {
    this.#retention = retention;
  }

  async append(
    account: AccountName,
    stream: EventStream,
    digest: string,
    entry: StoredEntry,
  ): Promise<Position | undefined> {
    const log = this.#log(account);
    const { seen } = log.streams[stream];
    const now = Date.now();
    const seenAt = seen.get(digest);
    if (seenAt !== undefined && seenAt > now - this.#retention.digestMs) return undefined;
    seen.delete(digest); // moves it to the end
    const position = this.#add(log, stream, entry, now);
    seen.set(digest, position.ms);
    this.#expire(log, stream, now);
    this.#freeOldest();
    return position;
  }

  async read(
    account: AccountName,
    after: Readonly<Partial<Record<EventStream, Position>>>,
    count: number,
  ): Promise<ReadEntries> {
    const log = this.#log(account);
    const runs = STREAMS.flatMap((name) => {
      const position = after[name];
      return position === undefined ? [] : runAfter(log.streams[name].entries, position, count);
    });
    return { log: this.#stateOf(log), ...merge(runs, count) };
  }

  async state(account: AccountName): Promise<LogState> {
    return this.#stateOf(this.#log(account));
  }

  async renew(account: AccountName, ageMs: number, mayAppend: boolean): Promise<Renewal> {
    const log = this.#log(account);
    const now = Date.now();
    const from = Math.min(log.aliveAt ?? now, now - ageMs);
    const isFirst = log.aliveAt === undefined;
    const gap = isFirst ? undefined : gapBetween(from, now, log.gap, mayAppend);
    if (gap?.progress !== 'due') log.aliveAt = now;
    if (gap?.progress === 'appended') {
      log.gap = gap;
      this.#add(log, 'state', { kind: GAP, receivedAt: now, sealed: '', gapFrom: from }, now);
    }
    return { last: log.last, isFirst, gap };
  }

  async keepUnreadable(account: AccountName, copy: UnreadableCopy): Promise<void> {
    const log = this.#log(account);
    if (log.unreadable.some(({ digest }) => digest === copy.digest)) return;
    log.unreadable = [copy, ...log.unreadable].slice(0, UNREADABLE_COPIES);
  }

  async unreadable(account: AccountName): Promise<readonly UnreadableCopy[]> {
    return this.#log(account).unreadable;
  }

  async sweep(): Promise<void> {
    const now = Date.now();
    for (const log of this.#logs.values()) {
      for (const name of STREAMS) this.#expire(log, name, now);
      log.unreadable = log.unreadable.filter(({ receivedAt }) => receivedAt > now - UNREADABLE_MS);
    }
    this.#freeOldest();
  }

  onNotification(listener: (notification: Notification) => void): void {
    this.#listeners.push(listener);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#logs.clear();
    this.#listeners.length = 0;
  }

  #log(account: AccountName): MemoryLog {
    if (this.#isClosed) throw new StoreUnavailable('the event log is closed');
    const key = eventKeys(account).place;
    let log = this.#logs.get(key);
    if (log === undefined) {
      const streams = { state: newStream(), activity: newStream() };
      log = { account, mark: newMark(), streams, last: START, aliveAt: undefined, gap: undefined, unreadable: [] };
      this.#logs.set(key, log);
    }
    return log;
  }

  #add(log: MemoryLog, name: EventStream, entry: StoredEntry, now: number): Position {
    const position = next(log.last, now);
    const stream = log.streams[name];
    stream.entries.push({ ...entry, stream: name, position });
    stream.bytes += sizeOf(entry);
    log.last = position;
    // In a later turn, because listeners must not run before the caller has the position.
    setImmediate(() => {
      for (const listener of this.#listeners) listener({ account: log.account, kind: entry.kind, position });
    });
    return position;
  }

  #expire(log: MemoryLog, name: EventStream, now: number): void {
    const { maxAgeMs, maxEvents, maxDigests } = this.#retention.streams[name];
    const stream = log.streams[name];
    const fresh = stream.entries.findIndex(({ position }) => position.ms > now - maxAgeMs);
    const expired = fresh === -1 ? stream.entries.length : fresh;
    dropOldest(stream, Math.max(expired, stream.entries.length - maxEvents));
    for (const [digest, at] of stream.seen) {
      if (at > now - this.#retention.digestMs && stream.seen.size <= maxDigests) break;
      stream.seen.delete(digest);
    }
  }

  /** Removes the oldest events and digests of the accounts with the most bytes until those of all are within the limit. */
  #freeOldest(): void {
    const sizes = new Map([...this.#logs.values()].map((log) => [log, sizeOfLog(log)] as const));
    let bytes = [...sizes.values()].reduce((sum, size) => sum + size, 0);
    while (bytes > this.#retention.maxBytes) {
      const [largest] = [...sizes].sort(([, a], [, b]) => b - a)[0] ?? [];
      if (largest === undefined) return;
      const [oldest] = Object.values(largest.streams).sort((a, b) => oldestOf(a) - oldestOf(b));
      if (oldest === undefined || oldestOf(oldest) === Number.POSITIVE_INFINITY) return;
      const before = bytesOf(oldest);
      const [digest, at] = oldest.seen.entries().next().value ?? [];
      if (digest !== undefined && at === oldestOf(oldest)) oldest.seen.delete(digest);
      else dropOldest(oldest, 1);
      bytes -= before - bytesOf(oldest);
      sizes.set(largest, sizeOfLog(largest));
    }
  }

  #stateOf(log: MemoryLog): LogState {
    const { state, activity } = log.streams;
    return {
      mark: log.mark,
      last: log.last,
      removed: { state: state.removed, activity: activity.removed },
      events: { state: state.entries.length, activity: activity.entries.length },
      bytes: sizeOfLog(log),
    };
  }
}

const newStream = (): Stream => ({ entries: [], seen: new Map(), removed: START, bytes: 0 });

const bytesOf = ({ bytes, seen }: Stream) => bytes + seen.size * DIGEST_BYTES;

const sizeOfLog = ({ streams }: MemoryLog) => bytesOf(streams.state) + bytesOf(streams.activity);

function oldestOf({ entries, seen }: Stream): number {
  const digestAt: number = seen.values().next().value ?? Number.POSITIVE_INFINITY;
  return Math.min(entries[0]?.position.ms ?? Number.POSITIVE_INFINITY, digestAt);
}

function dropOldest(stream: Stream, count: number): void {
  if (count <= 0) return;
  for (const entry of stream.entries.splice(0, count)) {
    stream.bytes -= sizeOf(entry);
    stream.removed = entry.position;
  }
}

function runAfter(entries: readonly PlacedEntry[], after: Position, count: number): StreamRun {
  const run: PlacedEntry[] = [];
  let bytes = 0;
  let at = firstAfter(entries, after);
  for (; at < entries.length && run.length <= count && bytes < READ_BYTES; at += 1) {
    const entry = entries[at] as PlacedEntry;
    run.push(entry);
    bytes += sizeOf(entry);
  }
  return { entries: run, hasMore: at < entries.length };
}

/** Returns the index of the first entry after a position, by binary search. */
function firstAfter(entries: readonly PlacedEntry[], after: Position): number {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compare((entries[middle] as PlacedEntry).position, after) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
