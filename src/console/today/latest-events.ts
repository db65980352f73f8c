import { type QueryError, runQuery } from '../client.js';
import { TodayEventsDocument, type TodayEventsQuery } from '../generated/operations.js';

export type LatestEvent = NonNullable<TodayEventsQuery['cardEvents']>['nodes'][number];

/** How many events are shown. */
const SHOWN = 8;
const PAGE_SIZE = 100;
/** The log has no order from its end. A longer log is read from its newest place on. */
const MAX_PAGES = 10;

/** The newest part of the event log. */
export interface LatestEvents {
  /** Newest first. */
  readonly events: readonly LatestEvent[];
  /** Whether the log was too long, so that older events were skipped. */
  readonly isCut: boolean;
}

interface Place extends LatestEvents {
  readonly after: string | null;
}

const START: Place = { events: [], isCut: false, after: null };

/** The place that was reached, of one caller and account, so that the next reading continues there. */
let reached: { readonly reader: string; readonly place: Place } | undefined;

/** Reads the latest events of the log. @param reader identifies caller and account */
export async function readLatestEvents(
  reader: string,
): Promise<{ readonly latest: LatestEvents | undefined; readonly errors: readonly QueryError[] }> {
  let place = reached?.reader === reader ? reached.place : START;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const { read, errors } = await readPage(place.after, PAGE_SIZE);
    if (read !== undefined) {
      const { nodes, endCursor, hasMore } = read;
      const events = [...nodes.toReversed(), ...place.events].slice(0, SHOWN);
      place = { ...place, events, after: endCursor };
      if (!hasMore) return { latest: remember(reader, place), errors: [] };
    } else if (place.after !== null && errors.some(({ code }) => LOST_CURSOR.has(code))) {
      place = START;
    } else {
      return { latest: undefined, errors };
    }
  }
  const { read, errors } = await readPage(null, 0);
  if (read === undefined) return { latest: undefined, errors };
  return { latest: remember(reader, { events: [], isCut: true, after: read.endCursor }), errors: [] };
}

/** Codes of a cursor that the log no longer has. */
const LOST_CURSOR: ReadonlySet<string> = new Set(['EVENTS_CURSOR_EXPIRED', 'EVENTS_CURSOR_UNKNOWN']);

async function readPage(after: string | null, first: number) {
  const { data, errors } = await runQuery(TodayEventsDocument, { after, first });
  return { read: data?.cardEvents ?? undefined, errors };
}

function remember(reader: string, place: Place): LatestEvents {
  reached = { reader, place };
  return place;
}
