import DataLoader from 'dataloader';
import pLimit from 'p-limit';
import type { Platform } from '../../platform/client.js';
import {
  type CardinfoRequest,
  type CardinfoRow,
  type CondSource,
  datacube,
  STATS_WINDOW_DATES,
  type StatsCounts,
} from '../../platform/endpoints/datacube.js';
import { unusable } from '../../platform/envelope.js';
import { PlatformError } from '../../platform/errors.js';
import { isRecord, type Loose, text } from '../../platform/wire.js';
import type { Fetches } from '../single-loader.js';
import { type Day, type DayRange, daysOf, isDay, rangesOf, windowsOf } from './days.js';
import { type DatedRow, keepDays, keptDays, requestFor, type StatsQuestion, type WindowRequest } from './kept-days.js';

/** Windows of one request that are fetched at a time: ten years would be sixty. */
const CONCURRENT_WINDOWS = 8;

/** How long the statistics of a first coupon wait for others to share a call with, milliseconds. */
const SHARING_PATIENCE_MS = 300;

/** What a range answered: the rows of its days, and the days that the platform would not answer. */
export interface FetchedRange<Row extends StatsCounts> {
  readonly rows: readonly DatedRow<Row>[];
  readonly failed: readonly FailedDays[];
}

export interface FailedDays {
  readonly days: DayRange;
  readonly error: PlatformError;
}

interface CouponRange extends DayRange {
  readonly cardId: string;
  readonly origin: CondSource;
}

/** Statistics of one request: equal windows are fetched once, several coupons share one call, and days are kept. */
export class StatsLoader {
  readonly #platform: Platform;
  readonly #limit = pLimit(CONCURRENT_WINDOWS);
  readonly #windows = new Map<string, Promise<unknown>>();
  readonly #coupons: DataLoader<CouponRange, { readonly fetched: Promise<FetchedRange<CardinfoRow>> }, string>;

  constructor(platform: Platform, fetches: Fetches) {
    this.#platform = platform;
    this.#coupons = new DataLoader(async (ranges) => this.#shared(ranges), {
      cacheKeyFn: ({ cardId, from, to, origin }) => JSON.stringify([cardId, from, to, origin]),
      // Coupons of one query arrive one after another: their statistics wait until all are there.
      batchScheduleFn: (dispatch) => void fetches.whenIdle(SHARING_PATIENCE_MS).then(dispatch),
    });
  }

  /** The rows of a range: of days that are kept, and of the others in as few windows as they fit in. */
  async range<Request extends WindowRequest, Row extends StatsCounts>(
    question: StatsQuestion<Request, Row>,
    range: DayRange,
  ): Promise<FetchedRange<Row>> {
    const days = daysOf(range);
    const known = await keptDays(this.#platform.kept, question, days);
    const unknown = days.filter((day) => !known.has(day));
    if (this.#platform.kept !== undefined) this.#platform.countKept(question.endpoint, known.size, unknown.length);
    const failed: FailedDays[] = [];
    const fetched = windowsOf(unknown, STATS_WINDOW_DATES).map(async (window) => {
      try {
        const rows = await this.#window(question, window);
        // They are newer than what is kept of the same days.
        for (const day of daysOf(window)) known.delete(day);
        return rows;
      } catch (error) {
        if (!(error instanceof PlatformError)) throw error;
        const lost = rangesOf(unknown.filter((day) => window.from <= day && day <= window.to));
        failed.push(...lost.map((lostDays) => ({ days: lostDays, error })));
        return [];
      }
    });
    const rows = (await Promise.all(fetched)).flat();
    return { rows: [...known.values()].flat().concat(rows), failed };
  }

  /** The rows of one coupon, by calls that several coupons share. */
  async coupon(range: CouponRange): Promise<FetchedRange<CardinfoRow>> {
    return (await this.#coupons.load(range)).fetched;
  }

  /** One range an origin: of the card alone, or of all where several are asked for. */
  #shared(ranges: readonly CouponRange[]): { fetched: Promise<FetchedRange<CardinfoRow>> }[] {
    const among = new Map<string, Promise<FetchedRange<CardinfoRow>>>();
    return ranges.map(({ from, to, origin, cardId }) => {
      const cards = ranges.filter((one) => one.from === from && one.to === to && one.origin === origin);
      const filter = { cond_source: origin, ...(cards.length === 1 ? { card_id: cardId } : {}) };
      const key = JSON.stringify([from, to, filter]);
      const all =
        among.get(key) ??
        this.range<CardinfoRequest, CardinfoRow>({ endpoint: datacube.getcardcardinfo, filter }, { from, to });
      among.set(key, all);
      const ofCard = ({ rows, failed }: FetchedRange<CardinfoRow>) => ({
        rows: rows.filter(({ row }) => text(row.card_id) === cardId),
        failed,
      });
      return { fetched: all.then(ofCard) };
    });
  }

  /** @throws {PlatformError} when the platform does not answer the window */
  #window<Request extends WindowRequest, Row extends StatsCounts>(
    question: StatsQuestion<Request, Row>,
    window: DayRange,
  ): Promise<DatedRow<Row>[]> {
    const request = requestFor(question, window);
    const key = JSON.stringify([question.endpoint.path, request]);
    const known = this.#windows.get(key) as Promise<DatedRow<Row>[]> | undefined;
    if (known !== undefined) return known;
    const fetching = this.#limit(async () => {
      const { list } = await this.#platform.call(question.endpoint, request);
      if (!Array.isArray(list)) throw unusable(question.endpoint.path, 'list');
      const rows = list.flatMap((row) => datedRow<Row>(row, window) ?? []);
      // Days are kept only of a list in which every row could be read: another may have been the row of any day.
      if (rows.length === list.length) keepDays(this.#platform.kept, question, window, rows);
      return rows;
    });
    this.#windows.set(key, fetching);
    return fetching;
  }
}

/** A row with its day; undefined for one of another window, whose day would be counted twice. */
function datedRow<Row extends StatsCounts>(row: unknown, { from, to }: DayRange): DatedRow<Row> | undefined {
  if (!isRecord(row)) return undefined;
  const date: Day | null = text(row.ref_date);
  return isDay(date) && from <= date && date <= to ? { date, row: row as Loose<Row> } : undefined;
}
