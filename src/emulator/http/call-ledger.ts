/** One arrival. Fixed: this is what `GET /_emulator/calls` shows. */
export interface CallRecord {
  readonly path: string;
  /** For a token call, the appid in the request; for any other call, the appid of the token. null if there is neither. */
  readonly appid: string | null;
  /** The parsed body, or the query of a GET; null where there was none that could be read. */
  readonly request: unknown;
  /** null until the answer, and where a transport fault answered. */
  errcode: number | null;
  /** True once a write has changed something, whatever was answered. */
  committed: boolean;
}

/** The ledger as the control call shows it. */
export interface CallReport {
  /** Every arrival since the ledger was last emptied, also those that `recent` no longer holds. */
  readonly total: number;
  readonly byPath: Readonly<Record<string, number>>;
  /** Oldest first. */
  readonly recent: readonly CallRecord[];
}

/** Number of arrivals that are stored with their requests. Fixed. */
const RECENT = 100_000;

/** The ledger: counts every arrival, and stores the last 100,000 in order. */
export class Calls {
  /** A ring: arrival number n stands at n modulo RECENT. */
  #ring: CallRecord[] = [];
  #arrivals = 0;
  /** By appid ("" for none), then by path: counts outlive the ring. */
  #counts = new Map<string, Map<string, number>>();

  /** Notes an arrival. The record is filled in when the call is answered. */
  arrive(path: string, appid: string | null, request: unknown): CallRecord {
    const record: CallRecord = { path, appid, request, errcode: null, committed: false };
    this.#ring[this.#arrivals % RECENT] = record;
    this.#arrivals += 1;
    let byPath = this.#counts.get(appid ?? '');
    if (byPath === undefined) {
      byPath = new Map();
      this.#counts.set(appid ?? '', byPath);
    }
    byPath.set(path, (byPath.get(path) ?? 0) + 1);
    return record;
  }

  /** All arrivals, or those of one account. */
  report(appid?: string): CallReport {
    const byPath: Record<string, number> = {};
    let total = 0;
    for (const [of, counts] of this.#counts) {
      if (appid !== undefined && of !== appid) continue;
      for (const [path, count] of counts) {
        byPath[path] = (byPath[path] ?? 0) + count;
        total += count;
      }
    }
    return { total, byPath, recent: this.#oldestFirst().filter((r) => appid === undefined || r.appid === appid) };
  }

  /** Removes all arrivals, or those of one account. */
  clear(appid?: string): void {
    const others = appid === undefined ? [] : this.#oldestFirst().filter((record) => record.appid !== appid);
    this.#ring = others;
    this.#arrivals = others.length;
    if (appid === undefined) this.#counts.clear();
    else this.#counts.delete(appid);
  }

  #oldestFirst(): CallRecord[] {
    if (this.#arrivals <= RECENT) return this.#ring.slice();
    const start = this.#arrivals % RECENT;
    return [...this.#ring.slice(start), ...this.#ring.slice(0, start)];
  }
}
