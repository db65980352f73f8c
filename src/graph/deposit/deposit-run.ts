import type { Deadline } from '../../deadline.js';
import type { Platform } from '../../platform/client.js';
import { DEPOSIT_MAX_CODES } from '../../platform/endpoints/deposit.js';
import { WRITE_SHARE } from '../../safety/in-doubt.js';
import type { SafeWrites } from '../../safety/safe-writes.js';
import type { Loaders } from '../context.js';
import { failureAsData, perform } from '../mutation/perform-write.js';
import { CardUserError } from '../mutation/user-error.js';
import type { DepositCodesInput, DepositLists, DepositOutcome } from './deposit.payload.js';
import { type Fate, Portion } from './portion.js';

/** Time that a portion must have at least, milliseconds. */
const MIN_LEFT_MS = 300;

const OUT_OF_TIME =
  'the time of this request ended before all codes were sent. Send the codes of remaining again, or the whole input with the same ' +
  'idempotencyKey';

/** The outcome of a portion: its result, or why it has none. */
type PortionOutcome =
  | { readonly result: string; readonly replayed: boolean; readonly userErrors?: undefined }
  | { readonly result?: undefined; readonly replayed: boolean; readonly userErrors: readonly CardUserError[] };

/**
 * Deposits the codes in portions, one after another. The first portion that is not committed ends the run.
 * @throws {PlatformError} if the first portion fails for a reason other than a refusal; no code was deposited
 * @throws {GraphQLError} IDEMPOTENCY_STORE_UNAVAILABLE, in the same case
 */
export async function depositInPortions(
  input: DepositCodesInput,
  writes: SafeWrites,
  platform: Platform,
  loaders: Loaders,
): Promise<DepositOutcome> {
  const portions = Array.from({ length: Math.ceil(input.codes.length / DEPOSIT_MAX_CODES) }, (_, part) => {
    const codes = input.codes.slice(part * DEPOSIT_MAX_CODES, (part + 1) * DEPOSIT_MAX_CODES);
    return new Portion(input, part, codes, platform, loaders);
  });
  const fates: (Fate | undefined)[] = [];
  let userErrors: readonly CardUserError[] = [];
  let isReplay = false;
  let longestMs = 0;
  for (const [part, portion] of portions.entries()) {
    if (part > 0 && !hasTimeFor(longestMs, platform.deadline)) {
      userErrors = [new CardUserError('PLATFORM_TIMEOUT', OUT_OF_TIME)];
      break;
    }
    const startedAt = performance.now();
    const outcome = await outcomeOf(portion, writes, part > 0);
    longestMs = Math.max(longestMs, performance.now() - startedAt);
    isReplay ||= outcome.replayed;
    if (outcome.userErrors === undefined) {
      fates.push(...([...outcome.result] as Fate[]));
      continue;
    }
    fates.push(...portion.fates());
    userErrors = outcome.userErrors;
    break;
  }
  const replayed = isReplay && !portions.some(({ wasSent }) => wasSent);
  return { lists: listsOf(input.codes, fates), replayed, userErrors };
}

/** Returns whether a portion that takes as long as the longest so far is likely to end within its share of the time. */
function hasTimeFor(longestMs: number, { leftMs }: Deadline): boolean {
  return leftMs >= MIN_LEFT_MS && leftMs * WRITE_SHARE > longestMs;
}

/** @param isLater whether earlier portions were committed, so that a failure is data */
async function outcomeOf(portion: Portion, writes: SafeWrites, isLater: boolean): Promise<PortionOutcome> {
  try {
    const { committed, stopped } = await perform(writes, portion.toWrite());
    if (stopped === undefined) return committed;
    return { replayed: stopped.replayed ?? false, userErrors: stopped.userErrors ?? [] };
  } catch (error) {
    // Codes that a read-back saw are in the payload, so the failure is data as well.
    if (!isLater && portion.fates().every((fate) => fate === undefined)) throw error;
    return { replayed: false, userErrors: [failureAsData(error)] };
  }
}

/** @param fates those of the first codes. The others were not sent. */
function listsOf(codes: readonly string[], fates: readonly (Fate | undefined)[]): DepositLists {
  const having = (wanted: Fate | undefined) => codes.filter((_, index) => fates[index] === wanted);
  return { deposited: having('d'), alreadyDeposited: having('a'), failed: having('f'), remaining: having(undefined) };
}
