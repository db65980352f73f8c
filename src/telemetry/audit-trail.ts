/** Accepts the lines of the audit log. */
export interface AuditTrail {
  /**
   * Accepts the line of a mutation's intent, and reserves room for that of its outcome.
   * @returns undefined if there is no room: then the mutation must not begin
   */
  begin(intent: object): AuditEntry | undefined;
  /** Mutations that were refused for want of room so far. */
  readonly refused: number;
}

/** A mutation whose intent was accepted. */
export interface AuditEntry {
  /** Resolves when the intent is written, or its target has stalled; undefined if there is nothing to wait for. */
  readonly written: Promise<void> | undefined;
  /** Accepts the outcome, once. It is written within 50 ms if its target accepts it. */
  end(outcome: object): void;
}
