import type { HTTPGraphQLHead } from '@apollo/server';
import type { FormattedExecutionResult } from 'graphql';
import type { Context } from '../graph/context.js';

/** The content of `extensions.cardgraph` in a response. */
interface CardgraphExtensions {
  /** Paths whose data is stale. */
  stale?: Context['loaders']['stale'];
  /** How many more stale paths there are; absent if all are listed. */
  staleOmitted?: number;
  /** Estimated maximum number of upstream calls. */
  cost?: number;
}

/**
 * Adds `extensions.cardgraph` to the result of an operation that was executed or rejected. If overload left no data at all, also sets the
 * HTTP status and Retry-After.
 * @param cost undefined: the cost is not reported
 */
export function completeResponse(
  result: FormattedExecutionResult,
  http: HTTPGraphQLHead,
  { loaders: { stale, staleOmitted } }: Context,
  cost: number | undefined,
): void {
  if (stale.length > 0 || cost !== undefined) {
    const cardgraph: CardgraphExtensions = {};
    if (stale.length > 0) cardgraph.stale = stale;
    if (staleOmitted > 0) cardgraph.staleOmitted = staleOmitted;
    if (cost !== undefined) cardgraph.cost = cost;
    result.extensions = { ...result.extensions, cardgraph };
  }
  if (result.errors === undefined) return;
  setOverloadStatus(result, http);
  if (isTooLarge(result)) http.status = 400;
}

/**
 * Returns the result that replaces a response which exceeds its limit.
 * @param limit bytes
 */
export function responseTooLarge(limit: number): FormattedExecutionResult<Record<string, unknown>> {
  const message = `A response may hold at most ${limit} bytes. Select fewer fields, or request a part of the list or range at a time`;
  return { errors: [{ message, extensions: { code: 'OPERATION_TOO_COMPLEX', limit } }] };
}

function isTooLarge({ data, errors }: FormattedExecutionResult): boolean {
  return data === undefined && errors?.[0]?.extensions?.code === 'OPERATION_TOO_COMPLEX';
}

/** HTTP status by the code of a temporary failure. Applies if the failure left no data. */
const STATUS_OF_CODE: ReadonlyMap<unknown, number> = new Map([
  ['SERVER_OVERLOADED', 503],
  ['RATE_LIMITED', 429],
]);

/** If overload or a rate limit left no data at all, sets the HTTP status and Retry-After, for load balancers and clients. */
function setOverloadStatus(result: FormattedExecutionResult, http: HTTPGraphQLHead): void {
  const status = overloadStatus(result);
  if (status === undefined) return;
  http.status = status;
  const seconds = result.errors?.map(({ extensions }) => Number(extensions?.retryAfter ?? 1)) ?? [];
  http.headers.set('retry-after', String(Math.max(...seconds)));
}

function overloadStatus({ data, errors }: FormattedExecutionResult): number | undefined {
  const [first, ...others] = errors?.map(({ extensions }) => STATUS_OF_CODE.get(extensions?.code)) ?? [];
  if (first === undefined || others.some((status) => status !== first)) return undefined;
  // A root field that is null without an error succeeded.
  const failed = new Set(errors?.map(({ path }) => path?.[0]));
  const isAll = Object.entries(data ?? {}).every(([name, value]) => value === null && failed.has(name));
  return isAll ? first : undefined;
}
