import type { DocumentNode, GraphQLSchema } from 'graphql';

/** A valid subscription within the limits, which was not started yet. */
export interface PreparedSubscription {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  /** As they were sent. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Estimated maximum number of upstream calls per event. */
  readonly calls: number;
}

/** An event of a source. */
export interface SourceEvent {
  readonly cursor: string;
  readonly receivedAt: Date;
}

/** The events of a subscription. */
export interface SubscriptionSource extends AsyncIterator<SourceEvent, undefined> {
  /** The place after the last event that was returned or excluded. */
  readonly cursor: string;
  /** The place before the last event that was returned. */
  readonly cursorBefore: string;
  return(): Promise<IteratorResult<SourceEvent, undefined>>;
}
