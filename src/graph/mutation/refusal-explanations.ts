import type { NotCommitted } from './perform-write.js';
import type { CardUserError } from './user-error.js';

/** A refusal in the words of the input, and the field that it concerns. */
export interface Explanation {
  readonly message: string;
  readonly field: readonly string[] | null;
}

export interface Explanations {
  /** The message of an unknown outcome: the next step of the caller. */
  readonly unknown: string;
  readonly byErrcode: Readonly<Record<number, Explanation>>;
}

/** Explains why a write is not known to be committed. Returns the outcome unchanged if nothing explains it. */
export function explained<Stopped extends Partial<NotCommitted>>(
  stopped: Stopped,
  explanations: Explanations,
): Stopped {
  const { unknown, byErrcode } = explanations;
  const userErrors = (stopped.userErrors ?? []).map((error: CardUserError) => {
    if (error.code === 'OUTCOME_UNKNOWN') return error.explained(unknown, null);
    const explanation = byErrcode[error.errcode ?? 0];
    return explanation === undefined ? error : error.explained(explanation.message, explanation.field);
  });
  return { ...stopped, userErrors };
}

/** Returns the message after the lost response of a write that no read shows and that may be sent again. */
export function sendAgain(effect: string): string {
  return (
    `The response was lost, and no call returns ${effect}. Send the same again, with the same idempotencyKey if there is one: that sets ` +
    'the same values once more, which does no harm'
  );
}
