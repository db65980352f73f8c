import type { FragmentCache } from '../../platform/cache/fragment-cache.js';
import type { Endpoint } from '../../platform/endpoint.js';
import { STATS_DAY_CACHE, type StatsAnswer, type StatsCounts } from '../../platform/endpoints/datacube.js';
import { type Loose, list, record } from '../../platform/wire.js';
import { mapInTurns } from '../../turns.js';
import { type Day, type DayRange, daysOf, endOf } from './days.js';

/** The fields that all requests for statistics have in common. */
export interface WindowRequest {
  begin_date: Day;
  end_date: Day;
}

/** The fields of a request for statistics other than its days. */
export type StatsFilter<Request extends WindowRequest> = Omit<Request, keyof WindowRequest>;

/** A row of a response with its day. */
export interface DatedRow<Row extends StatsCounts> {
  readonly date: Day;
  readonly row: Loose<Row>;
}

/** A request for statistics without its days. */
export interface StatsQuery<Request extends WindowRequest, Row extends StatsCounts> {
  readonly endpoint: Endpoint<Request, StatsAnswer<Row>>;
  readonly filter: StatsFilter<Request>;
}

/** Weight of one day's cache lookup, relative to one row; see `mapInTurns`. */
const LOOK_UP_WEIGHT = 5;

/** Builds the request for one window. The request for a single day is also the cache key of that day. */
export function requestFor<Request extends WindowRequest, Row extends StatsCounts>(
  { filter }: StatsQuery<Request, Row>,
  { from, to }: DayRange,
): Request {
  return { begin_date: from, end_date: to, ...filter } as Request;
}

/** Returns the cached rows of the days that are still valid. Days are cached one by one, because windows of two queries rarely coincide. */
export async function cachedDays<Request extends WindowRequest, Row extends StatsCounts>(
  fragments: FragmentCache | undefined,
  query: StatsQuery<Request, Row>,
  days: readonly Day[],
): Promise<Map<Day, readonly DatedRow<Row>[]>> {
  const cached = new Map<Day, readonly DatedRow<Row>[]>();
  if (fragments === undefined) return cached;
  const lookups = await mapInTurns(
    days,
    async (date) => ({
      date,
      found: await fragments.get(query.endpoint, requestFor(query, { from: date, to: date })),
    }),
    () => LOOK_UP_WEIGHT,
  );
  const collect = ({ date, found }: Awaited<(typeof lookups)[number]>) => {
    if (found === undefined || Date.now() - found.answeredAt >= ttlSecondsOf(date, found.answeredAt) * 1000) return;
    cached.set(
      date,
      list(found.answer.list).map((row) => ({ date, row: record<Row>(row) })),
    );
  };
  await mapInTurns(await Promise.all(lookups), collect, ({ found }) => 1 + list(found?.answer.list).length);
  return cached;
}

/** Caches every day of a window that was just fetched. A day without rows is cached as empty. */
export async function cacheDays<Request extends WindowRequest, Row extends StatsCounts>(
  fragments: FragmentCache | undefined,
  query: StatsQuery<Request, Row>,
  window: DayRange,
  rows: readonly DatedRow<Row>[],
): Promise<void> {
  if (fragments === undefined) return;
  const answeredAt = Date.now();
  const byDay = new Map<Day, Loose<Row>[]>(daysOf(window).map((day) => [day, []]));
  for (const { date, row } of rows) byDay.get(date)?.push(row);
  const store = ([day, dayRows]: [Day, Loose<Row>[]]) => {
    const request = requestFor(query, { from: day, to: day });
    fragments.set(query.endpoint, request, { list: dayRows }, answeredAt, ttlSecondsOf(day, answeredAt) * 1000);
  };
  await mapInTurns([...byDay], store, ([, dayRows]) => dayRows.length);
}

/** Returns how long the rows of a day stay valid if they were fetched at this time, Unix milliseconds. */
function ttlSecondsOf(day: Day, answeredAt: number): number {
  const { settledAfter, settled, young } = STATS_DAY_CACHE;
  return answeredAt >= endOf(day) + settledAfter * 1000 ? settled : young;
}
