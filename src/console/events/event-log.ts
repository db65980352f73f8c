import { type QueryError, runQuery } from '../client.js';
import { type CardEventKindFilter, EventPageDocument } from '../generated/operations.js';
import type { LoggedEvent } from './event-rows.js';

/** Selects events. Undefined: all kinds that the scopes allow, all cards. */
export interface EventFilter {
  readonly kind: CardEventKindFilter | undefined;
  readonly cardId: string | undefined;
}

export interface LogPage {
  readonly events: readonly LoggedEvent[];
  /** The place after the page. Undefined if it could not be read. */
  readonly cursor: string | undefined;
  readonly hasMore: boolean;
  readonly errors: readonly QueryError[];
}

/** Returns the arguments of a filter. */
export const argumentsOf = ({ kind, cardId }: EventFilter) => ({
  kinds: kind === undefined ? undefined : [kind],
  cardIds: cardId === undefined ? undefined : [cardId],
});

/** Reads the page of the log after a cursor, or the oldest one. Makes no call of the platform. */
export async function readPage(filter: EventFilter, after: string | undefined, signal: AbortSignal): Promise<LogPage> {
  const variables = { ...argumentsOf(filter), after };
  const { data, errors } = await runQuery(EventPageDocument, variables, { signal });
  const page = data?.cardEvents ?? undefined;
  return { events: page?.nodes ?? [], cursor: page?.endCursor, hasMore: page?.hasMore ?? false, errors };
}
