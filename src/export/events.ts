import { dayOfDate, startOfChinaDay } from '../platform/china-time.js';
import type { Row } from './format.js';
import type { Resource } from './resource.js';
import { describe } from './session.js';
import { ExportStopped } from './stopped.js';

/** Events of a page. */
const PAGE = 100;

interface Page {
  readonly cardEvents: {
    readonly nodes: readonly Row[];
    readonly endCursor: string;
    readonly hasMore: boolean;
  } | null;
}

/** The events of the log, oldest first, with their cursors. No platform call. */
export const events: Resource = {
  types: ['CardEvent'],
  unit: 'events',
  extraColumns: [],

  async plan(_session, { from = null, to = null }) {
    return { from, to };
  },

  async *steps(session, plan, after) {
    const { from, to } = plan as { readonly from: string | null; readonly to: string | null };
    const begin = from === null ? Number.NEGATIVE_INFINITY : startOf(from);
    const end = to === null ? Number.POSITIVE_INFINITY : startOf(to, 1);
    const query = `query ($after: EventCursor) {
      cardEvents(first: ${PAGE}, after: $after) { nodes ${session.selectionOf('CardEvent')} endCursor hasMore }
    }`;
    let cursor = typeof after === 'string' ? after : undefined;
    for (let done = 0, hasMore = true; hasMore; ) {
      const { data, refused } = await session.query<Page>(query, { after: cursor }, 0);
      const [first] = refused;
      const page = data.cardEvents;
      if (first !== undefined || page == null) {
        throw new ExportStopped(first === undefined ? 'the log returned no page' : describe(first));
      }
      const rows = page.nodes.filter(({ receivedAt }) => {
        const time = Date.parse(String(receivedAt));
        return time >= begin && time < end;
      });
      cursor = page.endCursor;
      hasMore = page.hasMore;
      done += page.nodes.length;
      const gaps = rows.filter(({ __typename }) => __typename === 'CardEventGap').length;
      const notes = gaps === 0 ? [] : [`${gaps} rows are gaps of the intake: events of those times may be lost`];
      const missing = rows
        .filter(isUnreadable)
        .map(({ cursor: at }) => `the content of event ${at}: its key is not configured`);
      yield { rows, position: cursor, done, total: undefined, missing, notes };
    }
  },
};

const isUnreadable = ({ __typename, fields }: Row) => __typename === 'UnknownCardEvent' && fields === null;

/** Returns the first millisecond of a day, or of one after it, Unix milliseconds. */
function startOf(date: string, daysAfter = 0): number {
  const day = dayOfDate(date);
  if (day === undefined) throw new Error('startOf: not a date');
  return startOfChinaDay(day + daysAfter);
}
