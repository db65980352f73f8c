import type { FragmentCache } from '../../platform/cache/fragment-cache.js';
import type { Endpoint } from '../../platform/endpoint.js';
import { STATS_DAY_CACHE, type StatsAnswer, type StatsCounts } from '../../platform/endpoints/datacube.js';
import { type Loose, list, record } from '../../platform/wire.js';
import { mapInTurns } from '../../turns.js';
import { type Day, type DayRange, daysOf, endOf } from './days.js';

/** The request of statistics, of any of their kinds. */
export interface WindowRequest {
  begin_date: Day;
  end_date: Day;
}

/** What statistics are asked about, beside the days. */
export type StatsFilter<Request extends WindowRequest> = Omit<Request, keyof WindowRequest>;

/** One row of the wire with its day. */
export interface DatedRow<Row extends StatsCounts> {
  readonly date: Day;
  readonly row: Loose<Row>;
}

/** One question that a range of days is asked. */
export interface StatsQuestion<Request extends WindowRequest, Row extends StatsCounts> {
  readonly endpoint: Endpoint<Request, StatsAnswer<Row>>;
  readonly filter: StatsFilter<Request>;
}

/** What the look-up of one day counts for among rows, see `mapInTurns`. */
const LOOK_UP_WEIGHT = 5;

/** The request for one window of it; of one day, it is the name under which that day is kept. */
export function requestFor<Request extends WindowRequest, Row extends StatsCounts>(
  { filter }: StatsQuestion<Request, Row>,
  { from, to }: DayRange,
): Request {
  return { begin_date: from, end_date: to, ...filter } as Request;
}

/** Days whose rows were answered before and are still good. By the day, since windows of two queries rarely meet. */
export async function cachedDays<Request extends WindowRequest, Row extends StatsCounts>(
  kept: FragmentCache | undefined,
  question: StatsQuestion<Request, Row>,
  days: readonly Day[],
): Promise<Map<Day, readonly DatedRow<Row>[]>> {
  const known = new Map<Day, readonly DatedRow<Row>[]>();
  if (kept === undefined) return known;
  const asking = await mapInTurns(
    days,
    async (date) => ({
      date,
      found: await kept.get(question.endpoint, requestFor(question, { from: date, to: date })),
    }),
    () => LOOK_UP_WEIGHT,
  );
  const keep = ({ date, found }: Awaited<(typeof asking)[number]>) => {
    if (found === undefined || Date.now() - found.answeredAt >= goodForSeconds(date, found.answeredAt) * 1000) return;
    known.set(
      date,
      list(found.answer.list).map((row) => ({ date, row: record<Row>(row) })),
    );
  };
  await mapInTurns(await Promise.all(asking), keep, ({ found }) => 1 + list(found?.answer.list).length);
  return known;
}

/** Keeps every day of a window that was answered just now. A day without a row is known to have none. */
export async function cacheDays<Request extends WindowRequest, Row extends StatsCounts>(
  kept: FragmentCache | undefined,
  question: StatsQuestion<Request, Row>,
  window: DayRange,
  rows: readonly DatedRow<Row>[],
): Promise<void> {
  if (kept === undefined) return;
  const answeredAt = Date.now();
  const byDay = new Map<Day, Loose<Row>[]>(daysOf(window).map((day) => [day, []]));
  for (const { date, row } of rows) byDay.get(date)?.push(row);
  const keep = ([day, ofDay]: [Day, Loose<Row>[]]) => {
    const request = requestFor(question, { from: day, to: day });
    kept.set(question.endpoint, request, { list: ofDay }, answeredAt, goodForSeconds(day, answeredAt) * 1000);
  };
  await mapInTurns([...byDay], keep, ([, ofDay]) => ofDay.length);
}

/** How long a day's rows are good that came at this time, Unix milliseconds. */
function goodForSeconds(day: Day, answeredAt: number): number {
  const { settledAfter, settled, young } = STATS_DAY_CACHE;
  return answeredAt >= endOf(day) + settledAfter * 1000 ? settled : young;
}
