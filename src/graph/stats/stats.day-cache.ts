import type { FragmentCache } from '../../platform/cache/fragment-cache.js';
import { startOfChinaDay } from '../../platform/china-time.js';
import type { Endpoint } from '../../platform/endpoint.js';
import { STATS_DAY_CACHE, type StatsAnswer, type StatsCounts } from '../../platform/endpoints/datacube.js';
import { type Loose, list, record } from '../../platform/wire.js';
import { mapInTurns } from '../../turns.js';
import { type Day, type DayRange, dayAt, daysOf, numberOf } from './days.js';

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

/** Weight of a look-up in the shared cache, relative to one row; see `mapInTurns`. */
const LOOK_UP_WEIGHT = 5;

/**
 * Days that one entry of this process's cache has. Looking up a day by its own key takes longer than building its row. A day may have a row for
 * each coupon of the account, so an entry has few days.
 */
const BLOCK_DAYS = 16;

/** The cached rows of consecutive days, in columns by day. */
class DayBlock<Row extends StatsCounts> {
  /** When the rows of each day were received, Unix milliseconds; 0 if there are none. */
  readonly answeredAt = new Float64Array(BLOCK_DAYS);
  readonly rows: (readonly DatedRow<Row>[])[] = Array.from({ length: BLOCK_DAYS }, () => []);
  /** Size of the rows as JSON. */
  readonly #bytes = new Float64Array(BLOCK_DAYS);

  get bytes(): number {
    return this.#bytes.reduce((sum, bytes) => sum + bytes, 0);
  }

  set(index: number, rows: readonly DatedRow<Row>[], answeredAt: number, bytes: number): void {
    this.answeredAt[index] = answeredAt;
    this.rows[index] = rows;
    this.#bytes[index] = bytes;
  }
}

/** Builds the request for one window. The request for a single day is also its key in the shared cache. */
export function requestFor<Request extends WindowRequest, Row extends StatsCounts>(
  { filter }: StatsQuery<Request, Row>,
  { from, to }: DayRange,
): Request {
  return { begin_date: from, end_date: to, ...filter } as Request;
}

/** Returns the cached rows of the days that are still valid. */
export async function cachedDays<Request extends WindowRequest, Row extends StatsCounts>(
  fragments: FragmentCache | undefined,
  query: StatsQuery<Request, Row>,
  days: readonly Day[],
): Promise<Map<Day, readonly DatedRow<Row>[]>> {
  const cached = new Map<Day, readonly DatedRow<Row>[]>();
  if (fragments === undefined) return cached;
  const blocks = new Blocks(fragments, query);
  const missing: Day[] = [];
  const collect = (day: Day) => {
    const rows = blocks.rowsOf(day);
    if (rows === undefined) missing.push(day);
    else cached.set(day, rows);
  };
  await mapInTurns(days, collect);
  if (missing.length === 0 || !fragments.isShared) return cached;
  const lookUps = await mapInTurns(
    missing,
    async (date) => ({ date, found: await fragments.get(query.endpoint, requestFor(query, { from: date, to: date })) }),
    () => LOOK_UP_WEIGHT,
  );
  const take = ({ date, found }: Awaited<(typeof lookUps)[number]>) => {
    if (found === undefined || !isValid(numberOf(date), found.answeredAt)) return;
    const rows = list(found.answer.list).map((row) => ({ date, row: record<Row>(row) }));
    blocks.set(date, rows, found.answeredAt, JSON.stringify(found.answer).length);
    cached.set(date, rows);
  };
  await mapInTurns(await Promise.all(lookUps), take, ({ found }) => 1 + list(found?.answer.list).length);
  blocks.keep();
  // In order of days again.
  return new Map(days.flatMap((day) => (cached.has(day) ? [[day, cached.get(day) ?? []] as const] : [])));
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
  const byDay = new Map<Day, DatedRow<Row>[]>(daysOf(window).map((day) => [day, []]));
  for (const row of rows) byDay.get(row.date)?.push(row);
  const blocks = new Blocks(fragments, query);
  const store = ([day, dayRows]: [Day, DatedRow<Row>[]]) => {
    const answer = { list: dayRows.map(({ row }) => row) };
    const bytes = JSON.stringify(answer).length;
    blocks.set(day, dayRows, answeredAt, bytes);
    const request = requestFor(query, { from: day, to: day });
    fragments.share(
      query.endpoint,
      request,
      { answer, answeredAt, bytes },
      ttlSecondsOf(numberOf(day), answeredAt) * 1000,
    );
  };
  await mapInTurns([...byDay], store, ([, dayRows]) => dayRows.length);
  blocks.keep();
}

/** The blocks of one query that are cached in this process. */
class Blocks<Request extends WindowRequest, Row extends StatsCounts> {
  readonly #fragments: FragmentCache;
  readonly #query: StatsQuery<Request, Row>;
  /** By the number of their first day. */
  readonly #found = new Map<number, DayBlock<Row> | undefined>();
  readonly #changed = new Set<number>();

  constructor(fragments: FragmentCache, query: StatsQuery<Request, Row>) {
    this.#fragments = fragments;
    this.#query = query;
  }

  /** Returns the rows of a day that are still valid. */
  rowsOf(day: Day): readonly DatedRow<Row>[] | undefined {
    const number = numberOf(day);
    const first = firstOfBlock(number);
    const index = number - first;
    const block = this.#blockFrom(first);
    const answeredAt = block?.answeredAt[index] ?? 0;
    return answeredAt !== 0 && isValid(number, answeredAt) ? block?.rows[index] : undefined;
  }

  /** Adds a day, for `keep`. */
  set(day: Day, rows: readonly DatedRow<Row>[], answeredAt: number, bytes: number): void {
    const number = numberOf(day);
    const first = firstOfBlock(number);
    const block = this.#blockFrom(first) ?? new DayBlock<Row>();
    block.set(number - first, rows, answeredAt, bytes);
    this.#found.set(first, block);
    this.#changed.add(first);
  }

  /** Stores the blocks with added days, so that the cache counts their new size. */
  keep(): void {
    for (const first of this.#changed) {
      const block = this.#found.get(first) as DayBlock<Row>;
      this.#fragments.keep(this.#query.endpoint, this.#requestFor(first), block, block.bytes);
    }
  }

  #blockFrom(first: number): DayBlock<Row> | undefined {
    if (this.#found.has(first)) return this.#found.get(first);
    const block = this.#fragments.kept<Request, DayBlock<Row>>(this.#query.endpoint, this.#requestFor(first));
    this.#found.set(first, block);
    return block;
  }

  #requestFor(first: number): Request {
    return requestFor(this.#query, { from: dayAt(first), to: dayAt(first + BLOCK_DAYS - 1) });
  }
}

/** Returns the first day of a day's block. Numbers of days before 1970 are negative. */
const firstOfBlock = (day: number) => Math.floor(day / BLOCK_DAYS) * BLOCK_DAYS;

function isValid(day: number, answeredAt: number): boolean {
  return Date.now() - answeredAt < ttlSecondsOf(day, answeredAt) * 1000;
}

/** Returns how long the rows of a day, by its number, stay valid if they were fetched at this time, Unix milliseconds. */
function ttlSecondsOf(day: number, answeredAt: number): number {
  const { settledAfter, settled, young } = STATS_DAY_CACHE;
  return answeredAt >= startOfChinaDay(day + 1) + settledAfter * 1000 ? settled : young;
}
