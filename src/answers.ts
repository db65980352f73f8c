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

/** An answer of which nothing is left since too many calls wait is HTTP 503, so that balancers and clients wait too. */
export const overloadStatus: ApolloServerPlugin<Context> = {
  async requestDidStart() {
    return {
      async willSendResponse({ response: { body, http } }) {
        if (body.kind !== 'single' || !isOverloadAlone(body.singleResult)) return;
        http.status = 503;
        const seconds = body.singleResult.errors?.map(({ extensions }) => Number(extensions?.retryAfter ?? 1)) ?? [];
        http.headers.set('retry-after', String(Math.max(...seconds)));
      },
    };
  },
};

function isOverloadAlone({ data, errors = [] }: FormattedExecutionResult): boolean {
  if (errors.length === 0 || errors.some(({ extensions }) => extensions?.code !== 'SERVER_OVERLOADED')) return false;
  return data == null || Object.values(data).every((value) => value === null);
}
