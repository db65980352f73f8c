/** Accepts the lines of the audit log. */
export interface AuditTrail {
  /**
   * Accepts the line of a mutation's intent and reserves room for the line of its outcome.
   * @returns undefined if both would exceed the limit. The mutation must not start then.
   */
  begin(intent: object): AuditEntry | undefined;
  /** Number of mutations refused so far. */
  readonly refused: number;
}

/** A mutation whose intent was accepted. */
export interface AuditEntry {
  /** Resolves when the intent is written or its target has stalled; undefined if there is nothing to wait for. */
  readonly written: Promise<void> | undefined;
  /** Accepts the outcome. Call it once. The line is written within 50 ms if the target accepts it. */
  end(outcome: object): void;
}
