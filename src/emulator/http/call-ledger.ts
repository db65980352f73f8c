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

/** Maximum number of calls that are stored with their requests. Fixed. */
const RECENT = 100_000;

/** The ledger. Counts every call, and stores the last 100,000 in order. */
export class Calls {
  /** A ring buffer: call number n is at index n modulo RECENT. */
  #ring: CallRecord[] = [];
  #received = 0;
  /** Counts by appid ("" for none), then by path. They include calls that have left the ring buffer. */
  #counts = new Map<string, Map<string, number>>();

  /** Records a call. Its result is added to the record when the response is sent. */
  record(path: string, appid: string | null, request: unknown): CallRecord {
    const record: CallRecord = { path, appid, request, errcode: null, committed: false };
    this.#ring[this.#received % RECENT] = record;
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
    return { total, byPath, recent: this.#oldestFirst().filter((r) => appid === undefined || r.appid === appid) };
  }

  /** Removes all calls, or those of one account. */
  clear(appid?: string): void {
    const others = appid === undefined ? [] : this.#oldestFirst().filter((record) => record.appid !== appid);
    this.#ring = others;
    this.#received = others.length;
    if (appid === undefined) this.#counts.clear();
    else this.#counts.delete(appid);
  }

  #oldestFirst(): CallRecord[] {
    if (this.#received <= RECENT) return this.#ring.slice();
    const start = this.#received % RECENT;
    return [...this.#ring.slice(start), ...this.#ring.slice(0, start)];
  }
}
