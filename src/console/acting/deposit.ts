import { runMutation } from '../client.js';
import { type CardErrorCode, DepositCodesDocument, type DepositCodesMutation } from '../generated/operations.js';
import type { ActResult } from './attempt.js';

export type Deposit = NonNullable<DepositCodesMutation['depositCodes']>;

/** Codes of one card that are deposited with several requests. */
export interface DepositInput {
  readonly cardId: string;
  readonly codes: readonly string[];
  readonly idempotencyKey: string;
}

/** The outcome of a code. */
export type Fate = 'deposited' | 'alreadyDeposited' | 'failed' | 'remaining';

export const FATES: readonly Fate[] = ['deposited', 'alreadyDeposited', 'failed', 'remaining'];

/** Codes of one request. The server accepts 1,000; the platform accepts 100 per call, so progress is reported after each call. */
const PORTION = 100;

/** Errors after which some codes of a portion may have been deposited. */
const UNCERTAIN: ReadonlySet<CardErrorCode> = new Set(['OUTCOME_UNKNOWN', 'IDEMPOTENCY_KEY_IN_USE']);

/**
 * Deposits codes in portions, each with its own key, and stops at the first one that is not complete. A repetition with the same input
 * continues there: the server replays the portions before.
 * @param onProgress called after each portion with the sum of the outcomes
 */
export async function depositInPortions(
  { cardId, codes, idempotencyKey }: DepositInput,
  onProgress: (deposit: Deposit) => void,
): Promise<ActResult<Deposit>> {
  let total: Deposit = { ...NOTHING, remaining: [...codes] };
  for (let start = 0; start < codes.length; start += PORTION) {
    const input = {
      cardId,
      codes: codes.slice(start, start + PORTION),
      idempotencyKey: `${idempotencyKey}.${start / PORTION}`,
    };
    const { data, errors } = await runMutation(DepositCodesDocument, { input });
    const part = data?.depositCodes ?? undefined;
    const effect = start > 0 ? { effect: 'partial' as const } : {};
    if (part === undefined) return { payload: undefined, errors, ...effect };
    total = sumOf(total, part, codes.slice(start + PORTION));
    onProgress(total);
    if (part.userErrors.some(({ code }) => UNCERTAIN.has(code))) return { payload: total, errors: [], ...effect };
    if (part.userErrors.length > 0) break;
  }
  return { payload: total, errors: [] };
}

const NOTHING: Deposit = {
  deposited: [],
  alreadyDeposited: [],
  failed: [],
  remaining: [],
  replayed: true,
  userErrors: [],
};

/** @param unsent codes after the part */
function sumOf(total: Deposit, part: Deposit, unsent: readonly string[]): Deposit {
  return {
    deposited: [...total.deposited, ...part.deposited],
    alreadyDeposited: [...total.alreadyDeposited, ...part.alreadyDeposited],
    failed: [...total.failed, ...part.failed],
    remaining: [...part.remaining, ...unsent],
    replayed: total.replayed && part.replayed,
    userErrors: part.userErrors,
  };
}
