// As CommonJS: the types of its ES module do not compile.
import lmdb = require('lmdb');

import { type AccountName, eventKeys } from '../store/keys.js';
import { type PlacedEntry, READ_BYTES, type StoredEntry, type UnreadableCopy } from './backend.js';
import { sizeOf } from './entry.js';
import { newMark } from './mark.js';
import type { StreamRun } from './merge.js';
import { compare, later, next, type Position, START } from './position.js';
import { DIGEST_BYTES, type Retention, UNREADABLE_MS } from './retention.js';
import { type EventStream, STREAMS } from './streams.js';

/** The nested databases of the file. */
export const EVENT_DATABASES = ['totals', 'logs', 'entries', 'digests', 'seen', 'arrivals', 'unreadable'];

/** Maximum number of entries that a step of a sweep removes. */
export const REMOVED_BY_STEP = 500;

/** The share of the maximum bytes that is removed in addition. */
const FREED_SHARE = 1 / 256;

/** The account's row. */
export interface LogRow {
  readonly name: AccountName;
  readonly mark: string;
  last: Position;
  readonly removed: Record<EventStream, Position>;
  readonly events: Record<EventStream, number>;
  readonly digests: Record<EventStream, number>;
  bytes: number;
  aliveAt?: number | undefined;
  gap?: { readonly from: number; readonly to: number } | undefined;
}

/** Values of all accounts. */
interface Totals {
  last: Position;
  bytes: number;
}

type EntryKey = [place: string, stream: EventStream, ms: number, seq: number];
type DigestKey = [place: string, stream: EventStream, digest: string];
/** An event or its digest is stored. */
interface Arrival {
  readonly place: string;
  readonly stream: EventStream;
  readonly kind: string;
}

/** The tables of the file. Methods that change them must be called in a transaction. */
export class FileTables {
  readonly root: lmdb.RootDatabase<unknown, string>;
  readonly #totals: lmdb.Database<Totals, string>;
  readonly logs: lmdb.Database<LogRow, string>;
  readonly #entries: lmdb.Database<StoredEntry, EntryKey>;
  /** Positions of appended events by their digests. */
  readonly digests: lmdb.Database<[ms: number, seq: number], DigestKey>;
  /** Digests by the positions of their events. */
  readonly #seen: lmdb.Database<string, EntryKey>;
  /** Everything in the order of arrival. */
  readonly arrivals: lmdb.Database<Arrival, [ms: number, seq: number]>;
  readonly unreadable: lmdb.Database<readonly UnreadableCopy[], string>;
  readonly #retention: Retention;

  /** @throws {Error} if the file cannot be created or opened */
  constructor(path: string, retention: Retention) {
    this.#retention = retention;
    // The same options as those of the records, see store/file.ts.
    this.root = lmdb.open<unknown, string>({ path, overlappingSync: false, eventTurnBatching: false });
    this.#totals = this.root.openDB<Totals, string>({ name: 'totals' });
    this.logs = this.root.openDB<LogRow, string>({ name: 'logs' });
    this.#entries = this.root.openDB<StoredEntry, EntryKey>({ name: 'entries' });
    this.digests = this.root.openDB<[number, number], DigestKey>({ name: 'digests' });
    this.#seen = this.root.openDB<string, EntryKey>({ name: 'seen' });
    this.arrivals = this.root.openDB<Arrival, [number, number]>({ name: 'arrivals' });
    this.unreadable = this.root.openDB<readonly UnreadableCopy[], string>({ name: 'unreadable' });
  }

  total(): Totals {
    return this.#totals.get('all') ?? { last: START, bytes: 0 };
  }

  begin(account: AccountName): LogRow {
    const row = this.logs.get(eventKeys(account).place);
    if (row !== undefined) return row;
    const none = { state: 0, activity: 0 };
    return {
      name: account,
      mark: newMark(),
      last: START,
      removed: { state: START, activity: START },
      events: { ...none },
      digests: { ...none },
      bytes: 0,
    };
  }

  add(row: LogRow, place: string, stream: EventStream, entry: StoredEntry, now: number): Position {
    const total = this.total();
    const at = next(total.last, now);
    this.#totals.putSync('all', { ...total, last: at });
    this.#entries.putSync([place, stream, at.ms, at.seq], entry);
    this.arrivals.putSync([at.ms, at.seq], { place, stream, kind: entry.kind });
    row.last = at;
    row.events[stream] += 1;
    this.#charge(row, sizeOf(entry));
    return at;
  }

  addDigest(row: LogRow, place: string, stream: EventStream, digest: string, at: Position): void {
    this.digests.putSync([place, stream, digest], [at.ms, at.seq]);
    this.#seen.putSync([place, stream, at.ms, at.seq], digest);
    row.digests[stream] += 1;
    this.#charge(row, DIGEST_BYTES);
  }

  #charge(row: LogRow, bytes: number): void {
    row.bytes += bytes;
    const total = this.total();
    this.#totals.putSync('all', { ...total, bytes: total.bytes + bytes });
  }

  #dropEntry(row: LogRow, place: string, stream: EventStream, at: Position): void {
    const key: EntryKey = [place, stream, at.ms, at.seq];
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.removeSync(key);
    row.events[stream] -= 1;
    row.removed[stream] = later(row.removed[stream], at);
    this.#charge(row, -sizeOf(entry));
    if (!this.#seen.doesExist(key)) this.arrivals.removeSync([at.ms, at.seq]);
  }

  dropDigest(row: LogRow, place: string, stream: EventStream, at: Position): void {
    const key: EntryKey = [place, stream, at.ms, at.seq];
    const digest = this.#seen.get(key);
    if (digest === undefined) return;
    this.#seen.removeSync(key);
    this.digests.removeSync([place, stream, digest]);
    row.digests[stream] -= 1;
    this.#charge(row, -DIGEST_BYTES);
    if (!this.#entries.doesExist(key)) this.arrivals.removeSync([at.ms, at.seq]);
  }

  /** Removes up to `count` entries for each limit that is exceeded. Returns their number. */
  expire(row: LogRow, place: string, stream: EventStream, now: number, count: number): number {
    const { maxAgeMs, maxEvents, maxDigests } = this.#retention.streams[stream];
    let removed = 0;
    for (const at of this.#oldest(this.#entries, place, stream, count)) {
      if (at.ms > now - maxAgeMs && row.events[stream] <= maxEvents) break;
      this.#dropEntry(row, place, stream, at);
      removed += 1;
    }
    for (const at of this.#oldest(this.#seen, place, stream, count)) {
      if (at.ms > now - this.#retention.digestMs && row.digests[stream] <= maxDigests) break;
      this.dropDigest(row, place, stream, at);
      removed += 1;
    }
    return removed;
  }

  expireAll(place: string): number {
    const row = this.logs.get(place);
    if (row === undefined) return 0;
    const now = Date.now();
    const removed = STREAMS.map((stream) => this.expire(row, place, stream, now, REMOVED_BY_STEP / 2));
    const sum = removed.reduce((all, one) => all + one, 0);
    if (sum > 0) this.logs.putSync(place, row);
    const copies = this.unreadable.get(place) ?? [];
    const fresh = copies.filter(({ receivedAt }) => receivedAt > now - UNREADABLE_MS);
    if (fresh.length < copies.length) this.unreadable.putSync(place, fresh);
    return sum;
  }

  /**
   * Removes the oldest events and digests of the account with the most bytes if those of all accounts exceed the limit, up to `count`.
   * A little more than necessary is removed, because the search for the account reads a row of each. Returns the number of removed ones.
   * @param until not removed, and nothing after it
   */
  free(count: number, until?: Position): number {
    const { maxBytes } = this.#retention;
    if (this.total().bytes <= maxBytes) return 0;
    const rows = [...this.logs.getRange()].map(({ key, value }) => ({ place: key, row: value }));
    const [largest, next] = rows.sort((a, b) => b.row.bytes - a.row.bytes);
    if (largest === undefined) return 0;
    const { place, row } = largest;
    const least = Math.min(next?.row.bytes ?? 0, row.bytes - maxBytes * FREED_SHARE);
    const target = maxBytes * (1 - FREED_SHARE);
    const oldest = STREAMS.flatMap((stream) =>
      [this.#entries, this.#seen].flatMap((from) =>
        this.#oldest(from, place, stream, count).map((at) => ({ stream, at })),
      ),
    ).sort((a, b) => compare(a.at, b.at));
    let removed = 0;
    for (const { stream, at } of oldest) {
      if (until !== undefined && compare(at, until) >= 0) break;
      if (removed === count || row.bytes <= least || this.total().bytes <= target) break;
      this.#dropEntry(row, place, stream, at);
      this.dropDigest(row, place, stream, at);
      removed += 1;
    }
    this.logs.putSync(place, row);
    return removed;
  }

  #oldest(from: lmdb.Database<unknown, EntryKey>, place: string, stream: EventStream, count: number): Position[] {
    const keys = from.getKeys({ start: [place, stream, 0, 0], end: endOf(place, stream), limit: count });
    return [...keys].map(([, , ms, seq]) => ({ ms, seq }));
  }

  runAfter(place: string, stream: EventStream, after: Position, count: number): StreamRun {
    const entries: PlacedEntry[] = [];
    let bytes = 0;
    const start: EntryKey = [place, stream, after.ms, after.seq + 1];
    for (const { key, value } of this.#entries.getRange({ start, end: endOf(place, stream), limit: count + 1 })) {
      if (bytes >= READ_BYTES) return { entries, hasMore: true };
      bytes += sizeOf(value);
      entries.push({ ...value, stream, position: { ms: key[2], seq: key[3] } });
    }
    return { entries, hasMore: entries.length > count };
  }
}

const endOf = (place: string, stream: EventStream): EntryKey => [place, stream, Number.MAX_SAFE_INTEGER, 0];
