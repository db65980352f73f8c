/** The ways in which a call can fail. Part of the fixed control API. */
export const FAULT_KINDS = ['latency', 'errcode', 'http', 'reset', 'hang', 'truncate', 'garbage'] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** A fault with its defaults filled in. */
export interface Fault {
  readonly kind: FaultKind;
  /** Matches exactly. undefined matches every path except those under /cgi-bin. */
  readonly path: string | undefined;
  /** undefined matches every account. */
  readonly appid: string | undefined;
  /** after: the handler runs and its changes stay, then the response fails. */
  readonly when: 'before' | 'after';
  /** The delay in milliseconds of `latency`, the number of `errcode` or the status of `http`. Not used by the other kinds. */
  readonly value: number;
  /** Share of the matching calls that are affected, 0..1. */
  readonly rate: number;
  /** Number of calls that are still to be affected. Infinity means no limit. */
  timesLeft: number;
}

/** The effect of all faults on one call. */
export interface FaultPlan {
  readonly beforeMs: number;
  readonly before: Fault | undefined;
  readonly afterMs: number;
  readonly after: Fault | undefined;
}

/** The default of `value`. */
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

/** The active faults. */
export class Faults {
  #faults: Fault[] = [];
  #random = seededRandom();

  add(fault: Fault): void {
    this.#faults.push(fault);
  }

  /** Removes all faults, or those set for one account. */
  clear(appid?: string): void {
    this.#faults = appid === undefined ? [] : this.#faults.filter((fault) => fault.appid !== appid);
    // After a reset, the same faults affect the same calls again.
    if (appid === undefined) this.#random = seededRandom();
  }

  /**
   * Returns the faults that affect a call and decrements their `times`. Latencies add up. Among faults that end the call, the first one
   * that was set applies, and those before the handler have priority over those after it. A fault that is not applied is not decremented.
   */
  plan(path: string, appid: string | null): FaultPlan {
    if (this.#faults.length === 0) return NO_FAULTS;
    const matching = this.#faults.filter((fault) => this.#matches(fault, path, appid));
    const before = matching.find((fault) => fault.kind !== 'latency' && fault.when === 'before');
    const after = before ? undefined : matching.find((fault) => fault.kind !== 'latency' && fault.when === 'after');
    let beforeMs = 0;
    let afterMs = 0;
    for (const fault of matching) {
      if (fault.kind === 'latency') {
        if (fault.when === 'before') beforeMs += fault.value;
        else afterMs += fault.value;
      } else if (fault !== before && fault !== after) continue;
      fault.timesLeft -= 1;
    }
    this.#faults = this.#faults.filter((fault) => fault.timesLeft > 0);
    return { beforeMs, before, afterMs, after };
  }

  #matches(fault: Fault, path: string, appid: string | null): boolean {
    if (fault.path === undefined ? path.startsWith('/cgi-bin/') : fault.path !== path) return false;
    if (fault.appid !== undefined && fault.appid !== appid) return false;
    return fault.rate >= 1 || this.#random() < fault.rate;
  }
}

/** Returns numbers in 0..1, in the same sequence each time (mulberry32), so that a run with a `rate` is repeatable. */
function seededRandom(): () => number {
  let state = 0x2f6e2b1;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
