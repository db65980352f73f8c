import type { HTTPGraphQLHead } from '@apollo/server';
import type { FormattedExecutionResult } from 'graphql';
import type { Context } from '../graph/context.js';

/** What an answer says in `extensions.cardgraph`, beside its data. */
interface Told {
  /** Places that show what was read earlier. */
  stale?: Context['loaders']['stale'];
  /** How many more there are; absent if all are listed. */
  staleOmitted?: number;
  /** Upstream calls that the operation was reckoned to cost at the most. */
  cost?: number;
}

/**
 * Completes an answer that was executed, or refused before: says which of its places show what was read earlier, what it was reckoned
 * to cost, and to HTTP that there was too much to do.
 * @param cost undefined: it is not told
 */
export function completeAnswer(
  result: FormattedExecutionResult,
  http: HTTPGraphQLHead,
  { loaders: { stale, staleOmitted } }: Context,
  cost: number | undefined,
): void {
  if (stale.length > 0 || cost !== undefined) {
    const told: Told = {};
    if (stale.length > 0) told.stale = stale;
    if (staleOmitted > 0) told.staleOmitted = staleOmitted;
    if (cost !== undefined) told.cost = cost;
    result.extensions = { ...result.extensions, cardgraph: told };
  }
  if (result.errors === undefined) return;
  tellBusy(result, http);
  if (isTooLarge(result)) http.status = 400;
}

/**
 * The result in place of a response that exceeds its limit.
 * @param limit bytes
 */
export function responseTooLarge(limit: number): FormattedExecutionResult<Record<string, unknown>> {
  const message = `A response may hold at most ${limit} bytes. Select fewer fields, or request a part of the list or range at a time`;
  return { errors: [{ message, extensions: { code: 'OPERATION_TOO_COMPLEX', limit } }] };
}

function isTooLarge({ data, errors }: FormattedExecutionResult): boolean {
  return data === undefined && errors?.[0]?.extensions?.code === 'OPERATION_TOO_COMPLEX';
}

/** Failures that pass by themselves: HTTP's word for an answer of which they left nothing. */
const STATUS_OF_CODE: ReadonlyMap<unknown, number> = new Map([
  ['SERVER_OVERLOADED', 503],
  ['RATE_LIMITED', 429],
]);

/** An answer of which nothing is left since too much is asked for says so to balancers and clients as well, and when to come back. */
function tellBusy(result: FormattedExecutionResult, http: HTTPGraphQLHead): void {
  const status = busyStatus(result);
  if (status === undefined) return;
  http.status = status;
  const seconds = result.errors?.map(({ extensions }) => Number(extensions?.retryAfter ?? 1)) ?? [];
  http.headers.set('retry-after', String(Math.max(...seconds)));
}

function busyStatus({ data, errors }: FormattedExecutionResult): number | undefined {
  const [first, ...others] = errors?.map(({ extensions }) => STATUS_OF_CODE.get(extensions?.code)) ?? [];
  if (first === undefined || others.some((status) => status !== first)) return undefined;
  // A root field that is null without an error was answered.
  const failed = new Set(errors?.map(({ path }) => path?.[0]));
  const isAll = Object.entries(data ?? {}).every(([name, value]) => value === null && failed.has(name));
  return isAll ? first : undefined;
}
