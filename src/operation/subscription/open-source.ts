import { createSourceEventStream, GraphQLError } from 'graphql';
import type { OperationContext } from '../operation-context.js';
import type { PreparedSubscription, SubscriptionSource } from './prepared-subscription.js';

/** The error of a subscription whose response would not be a stream. */
export function needsStream(): GraphQLError {
  const message =
    'Subscriptions need a streamed response. Send Accept: text/event-stream, or Accept: multipart/mixed;subscriptionSpec=1.0';
  return new GraphQLError(message, { extensions: { code: 'BAD_REQUEST', http: { status: 406 } } });
}

/** The error of a query or mutation over a transport for subscriptions only. */
export function onlySubscriptions(): GraphQLError {
  const message = 'Only subscriptions are accepted over WebSocket. Send queries and mutations by POST';
  return new GraphQLError(message, { extensions: { code: 'BAD_REQUEST' } });
}

/** Resolves the root field of a subscription to its source, which checks the arguments. */
export async function openSource(
  { schema, document, operationName, variables }: PreparedSubscription,
  contextValue: OperationContext,
): Promise<SubscriptionSource | { readonly errors: readonly GraphQLError[] }> {
  const source = await createSourceEventStream({
    schema,
    document,
    operationName,
    variableValues: variables,
    contextValue,
  });
  if (Symbol.asyncIterator in source) return source as unknown as SubscriptionSource;
  return { errors: source.errors ?? [] };
}
