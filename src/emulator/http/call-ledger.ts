/** One received call, as `GET /_emulator/calls` returns it. Fixed. */
export interface CallRecord {
  readonly path: string;
  /** For a token call, the appid in the request; for any other call, the appid of the token. null if there is neither. */
  readonly appid: string | null;
  /** The parsed body, or the query of a GET. null if it could not be parsed. */
  readonly request: unknown;
  /** null until the response is sent, and if a transport fault replaces the response. */
  errcode: number | null;
  /** True once a write has changed something, regardless of the response. */
  committed: boolean;
}

/** The ledger as the control call returns it. */
export interface CallReport {
  /** Number of calls since the ledger was last cleared, including those that are no longer in `recent`. */
  readonly total: number;
  readonly byPath: Readonly<Record<string, number>>;
  /** Oldest first. */
  readonly recent: readonly CallRecord[];
}

/** One received call without its request, as `GET /_emulator/calls/latest` returns it. */
export interface LatestCall extends Omit<CallRecord, 'request'> {
  /** Counted from 1 since the ledger was last cleared. */
  readonly number: number;
  /** When it was received, in Unix seconds of the emulator's clock. */
  readonly at: number;
}

/** The end of the ledger as the control call returns it. */
export interface LatestCalls {
  /** Number of calls since the ledger was last cleared, including those that are no longer stored. */
  readonly total: number;
  /** Newest first. */
  readonly calls: readonly LatestCall[];
}

interface StoredCall {
  readonly record: CallRecord;
  readonly at: number;
}

/** Maximum number of calls that are stored with their requests. Fixed. */
const RECENT = 100_000;

/** Number of calls that `latest` returns. */
const LATEST = 100;

/** The ledger. Counts every call, and stores the last 100,000 in order. */
export class Calls {
  /** A ring buffer: call number n is at index n modulo RECENT. */
  #ring: StoredCall[] = [];
  #received = 0;
  /** Counts by appid ("" for none), then by path. They include calls that have left the ring buffer. */
  #counts = new Map<string, Map<string, number>>();

  /**
   * Records a call. Its result is added to the record when the response is sent.
   * @param at Unix seconds
   */
  record(path: string, appid: string | null, request: unknown, at: number): CallRecord {
    const record: CallRecord = { path, appid, request, errcode: null, committed: false };
    this.#ring[this.#received % RECENT] = { record, at };
    this.#received += 1;
    let byPath = this.#counts.get(appid ?? '');
    if (byPath === undefined) {
      byPath = new Map();
      this.#counts.set(appid ?? '', byPath);
    }
    byPath.set(path, (byPath.get(path) ?? 0) + 1);
    return record;
  }

  /** Returns all calls, or those of one account. */
  report(appid?: string): CallReport {
    const byPath: Record<string, number> = {};
    let total = 0;
    for (const [account, counts] of this.#counts) {
      if (appid !== undefined && account !== appid) continue;
      for (const [path, count] of counts) {
        byPath[path] = (byPath[path] ?? 0) + count;
        total += count;
      }
    }
    const recent = this.#oldestFirst().map(({ record }) => record);
    return { total, byPath, recent: recent.filter((record) => appid === undefined || record.appid === appid) };
  }

  /** Returns the last 100 calls of all accounts, newest first, without their requests. */
  latest(): LatestCalls {
    const calls: LatestCall[] = [];
    for (let number = this.#received; number > 0 && calls.length < LATEST; number -= 1) {
      const stored = this.#ring[(number - 1) % RECENT];
      if (stored === undefined) break;
      const { path, appid, errcode, committed } = stored.record;
      calls.push({ number, at: stored.at, path, appid, errcode, committed });
    }
    return { total: this.#received, calls };
  }

  /** Removes all calls, or those of one account. */
  clear(appid?: string): void {
    const others = appid === undefined ? [] : this.#oldestFirst().filter(({ record }) => record.appid !== appid);
    this.#ring = others;
    this.#received = others.length;
    if (appid === undefined) this.#counts.clear();
    else this.#counts.delete(appid);
  }

  #oldestFirst(): StoredCall[] {
    if (this.#received <= RECENT) return this.#ring.slice();
    const start = this.#received % RECENT;
    return [...this.#ring.slice(start), ...this.#ring.slice(0, start)];
  }
}
