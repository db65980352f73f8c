import type { ApolloServerPlugin } from '@apollo/server';
import type { FormattedExecutionResult } from 'graphql';
import type { Context } from './context.js';

/** Says in `extensions.cardgraph.stale` which places of an answer show what was read earlier. */
export const staleAnswers: ApolloServerPlugin<Context> = {
  async requestDidStart() {
    return {
      async willSendResponse({ response: { body }, contextValue }) {
        const { stale } = contextValue.loaders.card;
        if (stale.length === 0 || body.kind !== 'single') return;
        const { extensions } = body.singleResult;
        const cardgraph = { ...(extensions?.cardgraph as object | undefined), stale };
        body.singleResult.extensions = { ...extensions, cardgraph };
      },
    };
  },
};

/** Failures that pass by themselves: HTTP's word for an answer of which they left nothing. */
const STATUS_OF_CODE: ReadonlyMap<unknown, number> = new Map([
  ['SERVER_OVERLOADED', 503],
  ['RATE_LIMITED', 429],
]);

/** An answer of which nothing is left since too much is asked for says so to balancers and clients as well, and when to come back. */
export const busyStatus: ApolloServerPlugin<Context> = {
  async requestDidStart() {
    return {
      async willSendResponse({ response: { body, http } }) {
        const status = body.kind === 'single' ? statusOf(body.singleResult) : undefined;
        if (body.kind !== 'single' || status === undefined) return;
        http.status = status;
        const seconds = body.singleResult.errors?.map(({ extensions }) => Number(extensions?.retryAfter ?? 1)) ?? [];
        http.headers.set('retry-after', String(Math.max(...seconds)));
      },
    };
  },
};

function statusOf({ data, errors }: FormattedExecutionResult): number | undefined {
  const [first, ...others] = errors?.map(({ extensions }) => STATUS_OF_CODE.get(extensions?.code)) ?? [];
  if (first === undefined || others.some((status) => status !== first)) return undefined;
  // A root field that is null without an error was answered.
  const failed = new Set(errors?.map(({ path }) => path?.[0]));
  const isAll = Object.entries(data ?? {}).every(([name, value]) => value === null && failed.has(name));
  return isAll ? first : undefined;
}
