import { seededRandom } from '../seeded-random.js';

/** Ways in which a call can fail. Part of the fixed control API. */
export const FAULT_KINDS = ['latency', 'errcode', 'http', 'reset', 'hang', 'truncate', 'garbage'] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** One fault, with defaults applied. */
export interface Fault {
  readonly kind: FaultKind;
  /** Exact path. undefined matches every path except those under /cgi-bin. */
  readonly path: string | undefined;
  /** undefined matches every account. */
  readonly appid: string | undefined;
  /** `after`: the handler runs and its changes are committed. Then the response fails. */
  readonly when: 'before' | 'after';
  /** Milliseconds for `latency`, the errcode for `errcode`, the status for `http`. Unused for the other kinds. */
  readonly value: number;
  /** Share of the matching calls that are affected, 0..1. */
  readonly rate: number;
  /** Number of further calls that are affected. Infinity means no limit. */
  timesLeft: number;
}

/** The effect of the faults on one call. */
export interface FaultPlan {
  readonly beforeMs: number;
  readonly before: Fault | undefined;
  readonly afterMs: number;
  readonly after: Fault | undefined;
}

/** Defaults of `value`. */
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

  /** Returns the active faults in the order in which they were added. */
  all(): readonly Fault[] {
    return this.#faults;
  }

  /** Removes all faults, or those set for one account. */
  clear(appid?: string): void {
    this.#faults = appid === undefined ? [] : this.#faults.filter((fault) => fault.appid !== appid);
    // With the same seed, the same calls fail after every reset.
    if (appid === undefined) this.#random = seededRandom();
  }

  /**
   * Selects the faults that affect a call, and decrements their `times`. Latencies add up. Only one fault ends a call: the first that
   * was added, and a fault before the handler takes precedence over one after it. `times` of a fault without effect is not decremented.
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
