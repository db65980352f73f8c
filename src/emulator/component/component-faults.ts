/** Ways in which the authorizations of a component can fail. Part of the fixed control API. */
export const COMPONENT_FAULT_KINDS = [
  'refresh-changes',
  'answer-lost',
  'refresh-invalid',
  'list-stale',
  'unauthorized-late',
  'code-used-twice',
  'push-lost',
] as const;
export type ComponentFaultKind = (typeof COMPONENT_FAULT_KINDS)[number];

interface ComponentFault {
  readonly kind: ComponentFaultKind;
  /** undefined matches every merchant. */
  readonly appid: string | undefined;
  timesLeft: number;
}

/** Maximum number of faults. The oldest ones are dropped. */
const MAX_FAULTS = 1000;

/** The active faults of a component. */
export class ComponentFaults {
  #faults: ComponentFault[] = [];

  add(kind: ComponentFaultKind, appid: string | undefined, times: number): void {
    this.#faults = [...this.#faults, { kind, appid, timesLeft: times }].slice(-MAX_FAULTS);
  }

  clear(): void {
    this.#faults = [];
  }

  /** Whether a fault affects a merchant now. If so, its times are decremented. */
  take(kind: ComponentFaultKind, appid: string): boolean {
    return this.#takeWhere((fault) => fault.kind === kind && (fault.appid ?? appid) === appid) !== undefined;
  }

  /** Returns whether a call about a merchant is affected: undefined for none, otherwise a predicate. Decrements the times. */
  takeForList(): ((appid: string) => boolean) | undefined {
    const found = this.#takeWhere(({ kind }) => kind === 'list-stale');
    return found && ((appid) => (found.appid ?? appid) === appid);
  }

  #takeWhere(matches: (fault: ComponentFault) => boolean): ComponentFault | undefined {
    const found = this.#faults.find(matches);
    if (found === undefined) return undefined;
    found.timesLeft -= 1;
    if (found.timesLeft <= 0) this.#faults = this.#faults.filter((fault) => fault !== found);
    return found;
  }
}
