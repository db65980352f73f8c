/** Ways in which a call fails. Fixed. */
export const FAULT_KINDS = ['latency', 'errcode', 'http', 'reset', 'hang', 'truncate', 'garbage'] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** One fault, with its defaults filled in. */
export interface Fault {
  readonly kind: FaultKind;
  /** Exact; undefined: every path but those under /cgi-bin. */
  readonly path: string | undefined;
  /** undefined: every account. */
  readonly appid: string | undefined;
  /** after: the handler has run, what it changed stays changed, and then the answer fails. */
  readonly when: 'before' | 'after';
  /** Milliseconds of a latency, number of an errcode, status of an http; without meaning for the others. */
  readonly value: number;
  /** Share of the matching calls that it acts on, 0..1. */
  readonly rate: number;
  /** How many calls more it acts on; Infinity: without end. */
  timesLeft: number;
}

/** What the faults do to one call. */
export interface FaultPlan {
  readonly beforeMs: number;
  readonly before: Fault | undefined;
  readonly afterMs: number;
  readonly after: Fault | undefined;
}

/** `value` where it was not given. */
export const DEFAULT_FAULT_VALUES: Readonly<Record<FaultKind, number>> = {
  latency: 1000,
  errcode: -1,
  http: 502,
  reset: 0,
  hang: 0,
  truncate: 0,
  garbage: 0,
};

const NO_FAULTS: FaultPlan = { beforeMs: 0, before: undefined, afterMs: 0, after: undefined };

/** The faults in force. */
export class Faults {
  #faults: Fault[] = [];
  #random = seededRandom();

  add(fault: Fault): void {
    this.#faults.push(fault);
  }

  /** Removes all faults, or those set for one account. */
  clear(appid?: string): void {
    this.#faults = appid === undefined ? [] : this.#faults.filter((fault) => fault.appid !== appid);
    // The same faults meet the same calls after every reset.
    if (appid === undefined) this.#random = seededRandom();
  }

  /**
   * Which faults act on a call, and uses up their `times`. Latencies add up; of those that end the call the first one set
   * acts, one before the handler ahead of one after it. A fault that does not come to act is not used up.
   */
  plan(path: string, appid: string | null): FaultPlan {
    if (this.#faults.length === 0) return NO_FAULTS;
    const hit = this.#faults.filter((fault) => this.#hits(fault, path, appid));
    const before = hit.find((fault) => fault.kind !== 'latency' && fault.when === 'before');
    const after = before ? undefined : hit.find((fault) => fault.kind !== 'latency' && fault.when === 'after');
    let beforeMs = 0;
    let afterMs = 0;
    for (const fault of hit) {
      if (fault.kind === 'latency') {
        if (fault.when === 'before') beforeMs += fault.value;
        else afterMs += fault.value;
      } else if (fault !== before && fault !== after) continue;
      fault.timesLeft -= 1;
    }
    this.#faults = this.#faults.filter((fault) => fault.timesLeft > 0);
    return { beforeMs, before, afterMs, after };
  }

  #hits(fault: Fault, path: string, appid: string | null): boolean {
    if (fault.path === undefined ? path.startsWith('/cgi-bin/') : fault.path !== path) return false;
    if (fault.appid !== undefined && fault.appid !== appid) return false;
    return fault.rate >= 1 || this.#random() < fault.rate;
  }
}

/** Numbers in 0..1, the same row each time (mulberry32): a run with a `rate` can be repeated. */
function seededRandom(): () => number {
  let state = 0x2f6e2b1;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
