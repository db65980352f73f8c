import { GraphQLError } from 'graphql';
import type { Scope } from '../../config/scopes.js';
import { EventsCursorExpired, EventsCursorUnknown } from '../../events/cursor.js';
import { type AccountEvents, type EventPage, type LoggedEvent, LogUnavailable } from '../../events/event-log.js';
import { CARD_EVENT_KINDS, type CardEventKind } from '../../events/kinds.js';
import type { EventStream } from '../../events/streams.js';
import { laterTurn } from '../../turns.js';
import { forbidden } from '../policies/forbidden.js';
import { EVENT_SCOPES } from '../policies/scopes.js';
import { cardEventFrom, isLoggedKind } from './create-event.js';
import type { CardEvent } from './event.type.js';
import { CardEventPage } from './event-page.type.js';

/** Events that one read of the log returns. */
const READ_EVENTS = 250;

/** Reads of the log for one page. A filter that excludes more events than these gets a short page. */
const MAX_READS = 4;

/** Further reads for all pages of a request. Each page may be read once, and aliases must not multiply the other reads. */
const MAX_FURTHER_READS = 8;

/** Events that are decrypted per turn of the event loop: about two milliseconds of work. */
const EVENTS_PER_TURN = 50;

/** How soon a client may retry if the log cannot be read, seconds. */
const RETRY_AFTER_SECONDS = 1;

/** Kinds in the stream `activity`. All others are in `state`. */
const ACTIVITY: ReadonlySet<CardEventKind> = new Set(['VIEWED', 'CHAT_ENTERED']);

/** Selects the events that a caller receives. Gaps are always among them. */
export class EventFilter {
  readonly #kinds: ReadonlySet<CardEventKind>;
  readonly #cardIds: ReadonlySet<string> | undefined;

  /**
   * @param kinds undefined: all kinds that the caller may receive
   * @param cardIds undefined: all cards
   * @throws {GraphQLError} FORBIDDEN if the caller lacks a scope for one of the kinds
   */
  constructor(
    kinds: readonly CardEventKind[] | undefined,
    cardIds: readonly string[] | undefined,
    scopes: ReadonlySet<Scope>,
  ) {
    const missing = (kind: CardEventKind) => EVENT_SCOPES[kind].find((scope) => !scopes.has(scope));
    for (const kind of kinds ?? []) {
      const scope = missing(kind);
      if (scope !== undefined) throw forbidden(scope);
    }
    this.#kinds = new Set(kinds ?? CARD_EVENT_KINDS.filter((kind) => missing(kind) === undefined));
    this.#cardIds = cardIds && new Set(cardIds);
  }

  /** The streams that have events of these kinds. Gaps are in `state`. */
  get streams(): readonly EventStream[] {
    return [...this.#kinds].some((kind) => ACTIVITY.has(kind)) ? ['state', 'activity'] : ['state'];
  }

  /** Returns undefined for an event that is excluded. One that cannot be decrypted may be about any card. */
  select(logged: LoggedEvent): CardEvent | undefined {
    if (logged.gap !== undefined) return cardEventFrom(logged);
    if (!this.#kinds.has(isLoggedKind(logged.kind) ? logged.kind : 'UNKNOWN')) return undefined;
    const event = cardEventFrom(logged);
    if (this.#cardIds === undefined || logged.body === undefined) return event;
    return event.cardId !== null && this.#cardIds.has(event.cardId) ? event : undefined;
  }
}

/**
 * Reads a page of events.
 * @param first 0 returns the place after the newest event
 * @throws {GraphQLError} EVENTS_OFF, EVENTS_CURSOR_UNKNOWN, EVENTS_CURSOR_EXPIRED, or SERVER_OVERLOADED if the log cannot be read
 */
export async function readPage(
  events: AccountEvents | undefined,
  {
    after,
    first,
    filter,
  }: { readonly after: string | undefined; readonly first: number; readonly filter: EventFilter },
): Promise<CardEventPage> {
  if (events === undefined) throw eventsOff();
  const read = (from: string | undefined, count: number) => reading(() => events.read(filter.streams, from, count));
  if (first === 0) {
    if (after !== undefined) await read(after, 1);
    return new CardEventPage({ nodes: [], endCursor: await reading(() => events.last()), hasMore: false });
  }
  const nodes: CardEvent[] = [];
  let page: EventPage | undefined;
  for (let reads = 0; reads < MAX_READS && page?.hasMore !== false; reads += 1) {
    if (page !== undefined && !mayReadFurther(events)) break;
    page = await read(page?.endCursor ?? after, READ_EVENTS);
    for (const [index, logged] of page.events.entries()) {
      if (index % EVENTS_PER_TURN === EVENTS_PER_TURN - 1) await laterTurn();
      const event = filter.select(logged);
      if (event === undefined) continue;
      nodes.push(event);
      if (nodes.length < first) continue;
      const isLast = index === page.events.length - 1;
      if (isLast) return new CardEventPage({ nodes, endCursor: page.endCursor, hasMore: page.hasMore });
      return new CardEventPage({ nodes, endCursor: logged.cursor, hasMore: true });
    }
  }
  const { endCursor, hasMore } = page as EventPage;
  return new CardEventPage({ nodes, endCursor, hasMore });
}

/** The number of further reads, by the events of an account, which are created for each request. */
const furtherReads = new WeakMap<AccountEvents, number>();

/** Returns whether a page of this request may be read further, and counts the read. */
function mayReadFurther(events: AccountEvents): boolean {
  const reads = furtherReads.get(events) ?? 0;
  furtherReads.set(events, reads + 1);
  return reads < MAX_FURTHER_READS;
}

/** The error of an account that receives no events. */
export const eventsOff = () =>
  failed('EVENTS_OFF', 'This account receives no events. Let the operator configure its token and key for them');

/** Reads the log. An error of the log becomes a GraphQL error. */
export async function reading<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof EventsCursorUnknown) throw failed(error.code, error.message);
    if (error instanceof EventsCursorExpired) throw failed(error.code, error.message, { cursor: error.cursor });
    if (!(error instanceof LogUnavailable)) throw error;
    const message = 'The event log cannot be read at the moment; retry in a moment';
    throw failed('SERVER_OVERLOADED', message, { retryAfter: RETRY_AFTER_SECONDS });
  }
}

function failed(code: string, message: string, more: Readonly<Record<string, unknown>> = {}): GraphQLError {
  return new GraphQLError(message, { extensions: { code, ...more } });
}
