import DataLoader from 'dataloader';
import pLimit, { type LimitFunction } from 'p-limit';
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
import { isRecord } from '../../platform/is-record.js';
import { type Loose, record, text } from '../../platform/wire.js';
import { mapInTurns } from '../../turns.js';
import type { Fetches } from '../fetching/keyed-loader.js';
import { countDays, type Day, type DayRange, daysOf, isDay, rangesOf, windowsOf } from './days.js';
import {
  cacheDays,
  cachedDays,
  type DatedRow,
  requestFor,
  type StatsQuery,
  type WindowRequest,
} from './stats.day-cache.js';
import { couponIdOf } from './stats.row.type.js';

/** Maximum windows that one request fetches concurrently: a range of ten years has sixty. */
const CONCURRENT_WINDOWS = 8;

/** The same for windows with the rows of all coupons: a response may have several megabytes. */
const CONCURRENT_LARGE_WINDOWS = 2;

/** Maximum windows with the rows of all coupons that are cached until the request ends: one for each origin. */
const MAX_LARGE_WINDOWS = 2;

/**
 * Maximum windows of a range for which several coupons share calls that return the rows of all coupons of the account. Longer ranges
 * are fetched per coupon, in as many calls as the cost estimate assumed.
 */
const MAX_SHARED_WINDOWS = 4;

/** How long the request for a coupon's statistics waits for others to share its calls with, milliseconds. */
const SHARING_PATIENCE_MS = 300;

/** The result for a range: the rows of its days, and the days that could not be fetched. */
export interface FetchedRange<Row extends StatsCounts> {
  readonly rows: readonly DatedRow<Row>[];
  readonly failed: readonly FailedDays[];
}

export interface FailedDays {
  readonly days: DayRange;
  readonly error: PlatformError;
}

/** A failure of days without a row: a row of the response has no readable day, so it may belong to any of them. */
export class UndatedRowsError extends PlatformError {
  constructor(endpoint: string) {
    super({
      kind: 'transport',
      endpoint,
      reason: 'a row of the response has no valid ref_date, so its day is unknown',
    });
  }
}

/** The rows of one window. */
interface WindowRows<Row extends StatsCounts> {
  readonly rows: readonly DatedRow<Row>[];
  /** Rows without a readable day. */
  readonly undated: readonly Loose<Row>[];
}

/** The rows without a readable day, with the days that they may belong to. */
interface UndatedRows<Row extends StatsCounts> {
  readonly days: readonly Day[];
  readonly undated: readonly Loose<Row>[];
}

interface CouponRange extends DayRange {
  readonly cardId: string;
  readonly origin: CondSource;
}

/** Loads the statistics of one request. Equal windows are fetched once, several coupons share one call, and days are cached. */
export class StatsLoader {
  readonly #platform: Platform;
  #limit: LimitFunction | undefined;
  #largeLimit: LimitFunction | undefined;
  readonly #windows = new Map<string, Promise<unknown>>();
  /** Keys of the cached windows with the rows of all coupons, the oldest first. */
  readonly #largeWindows: string[] = [];
  readonly #coupons: DataLoader<CouponRange, { readonly fetched: Promise<FetchedRange<CardinfoRow>> }, string>;

  constructor(platform: Platform, fetches: Fetches) {
    this.#platform = platform;
    this.#coupons = new DataLoader(async (ranges) => this.#shared(ranges), {
      cacheKeyFn: ({ cardId, from, to, origin }) => JSON.stringify([cardId, from, to, origin]),
      // The coupons of one query are loaded one after another. Their statistics wait until all have been loaded.
      batchScheduleFn: (dispatch) => void fetches.whenIdle(SHARING_PATIENCE_MS).then(dispatch),
    });
  }

  /**
   * Returns the rows of a range. Cached days are not fetched; the others are fetched in as few windows as possible.
   * @param isWanted selects rows, default all. The others are dropped window by window
   */
  async range<Request extends WindowRequest, Row extends StatsCounts>(
    query: StatsQuery<Request, Row>,
    range: DayRange,
    isWanted?: (row: Loose<Row>) => boolean,
  ): Promise<FetchedRange<Row>> {
    const { undated, ...fetched } = await this.#fetch(query, range, isWanted);
    return withGaps(fetched, undated, query.endpoint.path);
  }

  async #fetch<Request extends WindowRequest, Row extends StatsCounts>(
    query: StatsQuery<Request, Row>,
    range: DayRange,
    isWanted: ((row: Loose<Row>) => boolean) | undefined,
  ): Promise<FetchedRange<Row> & { readonly undated: readonly UndatedRows<Row>[] }> {
    const days = daysOf(range);
    const cached = await cachedDays(this.#platform.fragments, query, days);
    const uncached = cached.size === 0 ? days : days.filter((day) => !cached.has(day));
    if (this.#platform.fragments !== undefined)
      this.#platform.countFragments(query.endpoint, cached.size, uncached.length);
    const failed: FailedDays[] = [];
    const allUndated: UndatedRows<Row>[] = [];
    const fetched = windowsOf(uncached, STATS_WINDOW_DATES).map(async (window) => {
      try {
        const { rows, undated } = await this.#window(query, window);
        if (undated.length > 0) {
          const fetchedDays = days.filter((day) => window.from <= day && day <= window.to);
          allUndated.push({ days: fetchedDays, undated });
        }
        // The fetched rows are newer than the cached ones of the same days.
        if (cached.size > 0) for (const day of daysOf(window)) cached.delete(day);
        return isWanted === undefined ? rows : rows.filter(({ row }) => isWanted(row));
      } catch (error) {
        if (!(error instanceof PlatformError)) throw error;
        const lost = rangesOf(uncached.filter((day) => window.from <= day && day <= window.to));
        failed.push(...lost.map((lostDays) => ({ days: lostDays, error })));
        return [];
      }
    });
    const rows = (await Promise.all(fetched)).flat();
    const cachedRows = await mapInTurns(
      [...cached.values()],
      (dayRows) => (isWanted === undefined ? dayRows : dayRows.filter(({ row }) => isWanted(row))),
      (dayRows) => dayRows.length,
    );
    return { rows: cachedRows.flat().concat(rows), failed, undated: allUndated };
  }

  /** Returns the rows of one coupon, from calls that several coupons share. */
  async coupon(range: CouponRange): Promise<FetchedRange<CardinfoRow>> {
    return (await this.#coupons.load(range)).fetched;
  }

  /** Fetches one range per days and origin: that of a single card, or that of all coupons if several cards are requested. */
  #shared(ranges: readonly CouponRange[]): { fetched: Promise<FetchedRange<CardinfoRow>> }[] {
    const keyOf = ({ from, to, origin, cardId }: CouponRange) => {
      const isShared = countDays({ from, to }) <= MAX_SHARED_WINDOWS * STATS_WINDOW_DATES;
      return JSON.stringify([from, to, origin, ...(isShared ? [] : [cardId])]);
    };
    const cardsOf = new Map<string, Set<string>>();
    for (const range of ranges) {
      const key = keyOf(range);
      const cards = cardsOf.get(key) ?? new Set();
      cardsOf.set(key, cards.add(range.cardId));
    }
    const fetches = new Map<string, Promise<(cardId: string) => FetchedRange<CardinfoRow>>>();
    return ranges.map((range) => {
      const key = keyOf(range);
      const fetched = fetches.get(key) ?? this.#rowsByCard(cardsOf.get(key) ?? new Set(), range);
      fetches.set(key, fetched);
      return { fetched: fetched.then((rowsOf) => rowsOf(range.cardId)) };
    });
  }

  async #rowsByCard(
    cards: ReadonlySet<string>,
    { from, to, origin }: CouponRange,
  ): Promise<(cardId: string) => FetchedRange<CardinfoRow>> {
    const [card] = cards;
    const filter = { cond_source: origin, ...(cards.size === 1 ? { card_id: card } : {}) };
    const endpoint = datacube.getcardcardinfo;
    const { rows, failed, undated } = await this.#fetch<CardinfoRequest, CardinfoRow>(
      { endpoint, filter },
      { from, to },
      (row) => cards.has(couponIdOf(row)),
    );
    const byCard = new Map([...cards].map((cardId): [string, DatedRow<CardinfoRow>[]] => [cardId, []]));
    for (const one of rows) byCard.get(couponIdOf(one.row))?.push(one);
    return (cardId) => {
      const ofCard = undated.map(({ days, undated: undatedRows }) => ({
        days,
        undated: undatedRows.filter((row) => [cardId, ''].includes(couponIdOf(row))),
      }));
      return withGaps({ rows: byCard.get(cardId) ?? [], failed }, ofCard, endpoint.path);
    };
  }

  /** @throws {PlatformError} if the window cannot be fetched */
  #window<Request extends WindowRequest, Row extends StatsCounts>(
    query: StatsQuery<Request, Row>,
    window: DayRange,
  ): Promise<WindowRows<Row>> {
    const request = requestFor(query, window);
    const key = JSON.stringify([query.endpoint.path, request]);
    const existing = this.#windows.get(key) as Promise<WindowRows<Row>> | undefined;
    if (existing !== undefined) return existing;
    const isLarge = query.endpoint.path === datacube.getcardcardinfo.path && !Object.hasOwn(request, 'card_id');
    const fetching = this.#limitOf(isLarge)(async () => {
      const { list } = await this.#platform.call(query.endpoint, request);
      if (!Array.isArray(list)) throw unusable(query.endpoint.path, 'list');
      const dated = await mapInTurns(list, (row) => datedRow<Row>(row, window));
      const rows = dated.filter((row) => row !== undefined);
      // Days are cached only if every row could be read: an unreadable row may belong to any of them.
      if (rows.length === list.length) await cacheDays(this.#platform.fragments, query, window, rows);
      return { rows, undated: list.filter((row) => !hasDay(row)).map((row) => record<Row>(row)) };
    });
    this.#windows.set(key, fetching);
    if (isLarge) {
      const settled = () => this.#releaseLargeWindows(key);
      fetching.then(settled, settled);
    }
    return fetching;
  }

  #limitOf(isLarge: boolean): LimitFunction {
    if (isLarge) {
      this.#largeLimit ??= pLimit(CONCURRENT_LARGE_WINDOWS);
      return this.#largeLimit;
    }
    this.#limit ??= pLimit(CONCURRENT_WINDOWS);
    return this.#limit;
  }

  /** Keeps only the most recent windows with the rows of all coupons. */
  #releaseLargeWindows(newest: string): void {
    this.#largeWindows.push(newest);
    if (this.#largeWindows.length <= MAX_LARGE_WINDOWS) return;
    this.#windows.delete(this.#largeWindows.shift() ?? '');
  }
}

/** Adds the days without a row to the failed days, where a row without a readable day may belong to them. */
function withGaps<Row extends StatsCounts>(
  { rows, failed }: FetchedRange<Row>,
  undated: readonly UndatedRows<Row>[],
  path: string,
): FetchedRange<Row> {
  const uncertain = undated.filter((one) => one.undated.length > 0);
  if (uncertain.length === 0) return { rows, failed };
  const dated = new Set(rows.map(({ date }) => date));
  const gaps = uncertain.flatMap(({ days }) => rangesOf(days.filter((day) => !dated.has(day))));
  return { rows, failed: [...failed, ...gaps.map((days) => ({ days, error: new UndatedRowsError(path) }))] };
}

function hasDay(row: unknown): boolean {
  return isRecord(row) && isDay(text(row.ref_date));
}

/** Returns a row with its day, or undefined for a row outside the window: its day would be counted twice. */
function datedRow<Row extends StatsCounts>(row: unknown, { from, to }: DayRange): DatedRow<Row> | undefined {
  if (!isRecord(row)) return undefined;
  const date: Day | null = text(row.ref_date);
  return isDay(date) && from <= date && date <= to ? { date, row: row as Loose<Row> } : undefined;
}
