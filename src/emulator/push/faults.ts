/** Ways in which a push can fail. Part of the fixed control API. */
export const PUSH_FAULT_KINDS = [
  'lost',
  'unanswered',
  'duplicate',
  'late',
  'unordered',
  'previous-key',
  'other-key',
  'broken',
  'unknown',
  'lying-plain',
] as const;
export type PushFaultKind = (typeof PUSH_FAULT_KINDS)[number];

interface PushFault {
  readonly kind: PushFaultKind;
  /** undefined matches every account. */
  readonly appid: string | undefined;
  timesLeft: number;
}

/** Maximum number of faults. The oldest ones are dropped. */
const MAX_FAULTS = 1000;

/** The faults of pushes. Each affects one message, `unanswered` one try. */
export class PushFaults {
  #faults: PushFault[] = [];

  add(fault: PushFault): void {
    this.#faults = [...this.#faults, fault].slice(-MAX_FAULTS);
  }

  /** Removes all faults, or those set for one account. */
  clear(appid?: string): void {
    this.#faults = appid === undefined ? [] : this.#faults.filter((fault) => fault.appid !== appid);
  }

  /** Returns the first fault that affects a message of the account, and decrements its times. */
  takeForMessage(appid: string): PushFaultKind | undefined {
    return this.#take((fault) => fault.kind !== 'unanswered', appid);
  }

  /** Whether the response to a try is lost. */
  takeForTry(appid: string): boolean {
    return this.#take((fault) => fault.kind === 'unanswered', appid) !== undefined;
  }

  #take(matches: (fault: PushFault) => boolean, appid: string): PushFaultKind | undefined {
    const found = this.#faults.find((fault) => matches(fault) && (fault.appid ?? appid) === appid);
    if (found === undefined) return undefined;
    found.timesLeft -= 1;
    if (found.timesLeft <= 0) this.#faults = this.#faults.filter((fault) => fault !== found);
    return found.kind;
  }
}
