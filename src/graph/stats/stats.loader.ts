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
import { isRecord } from '../../platform/is-record.js';
import { type Loose, text } from '../../platform/wire.js';
import { mapInTurns } from '../../turns.js';
import type { Fetches } from '../fetching/keyed-loader.js';
import { countDays, type Day, type DayRange, daysOf, isDay, rangesOf, windowsOf } from './days.js';
import {
  cacheDays,
  cachedDays,
  type DatedRow,
  requestFor,
  type StatsQuestion,
  type WindowRequest,
} from './stats.day-cache.js';

/** Windows of one request that are fetched at a time: ten years would be sixty. */
const CONCURRENT_WINDOWS = 8;

/** The same for windows with the rows of all coupons: one may take several megabytes. */
const CONCURRENT_LARGE_WINDOWS = 2;

/** Such windows that are kept until the request ends, for equal ones that it asks for later: one for each origin. */
const MAX_LARGE_WINDOWS = 2;

/**
 * Windows of a range that several coupons share: each has the rows of all coupons of the account. A longer range is fetched coupon by
 * coupon, in as many calls as its cost was estimated at.
 */
const MAX_SHARED_WINDOWS = 4;

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
  readonly #largeLimit = pLimit(CONCURRENT_LARGE_WINDOWS);
  readonly #windows = new Map<string, Promise<unknown>>();
  /** Keys of the windows with the rows of all coupons that were fetched, the oldest first. */
  readonly #largeWindows: string[] = [];
  readonly #coupons: DataLoader<CouponRange, { readonly fetched: Promise<FetchedRange<CardinfoRow>> }, string>;

  constructor(platform: Platform, fetches: Fetches) {
    this.#platform = platform;
    this.#coupons = new DataLoader(async (ranges) => this.#shared(ranges), {
      cacheKeyFn: ({ cardId, from, to, origin }) => JSON.stringify([cardId, from, to, origin]),
      // Coupons of one query arrive one after another: their statistics wait until all are there.
      batchScheduleFn: (dispatch) => void fetches.whenIdle(SHARING_PATIENCE_MS).then(dispatch),
    });
  }

  /**
   * The rows of a range: of days that are kept, and of the others in as few windows as they fit in.
   * @param isWanted which of the rows; absent: all. The others are dropped window by window
   */
  async range<Request extends WindowRequest, Row extends StatsCounts>(
    question: StatsQuestion<Request, Row>,
    range: DayRange,
    isWanted: (row: Loose<Row>) => boolean = () => true,
  ): Promise<FetchedRange<Row>> {
    const days = daysOf(range);
    const known = await cachedDays(this.#platform.fragments, question, days);
    const unknown = days.filter((day) => !known.has(day));
    if (this.#platform.fragments !== undefined)
      this.#platform.countFragments(question.endpoint, known.size, unknown.length);
    const failed: FailedDays[] = [];
    const fetched = windowsOf(unknown, STATS_WINDOW_DATES).map(async (window) => {
      try {
        const rows = await this.#window(question, window);
        // They are newer than what is kept of the same days.
        for (const day of daysOf(window)) known.delete(day);
        return rows.filter(({ row }) => isWanted(row));
      } catch (error) {
        if (!(error instanceof PlatformError)) throw error;
        const lost = rangesOf(unknown.filter((day) => window.from <= day && day <= window.to));
        failed.push(...lost.map((lostDays) => ({ days: lostDays, error })));
        return [];
      }
    });
    const rows = (await Promise.all(fetched)).flat();
    const keptRows = await mapInTurns(
      [...known.values()],
      (ofDay) => ofDay.filter(({ row }) => isWanted(row)),
      (ofDay) => ofDay.length,
    );
    return { rows: keptRows.flat().concat(rows), failed };
  }

  /** The rows of one coupon, by calls that several coupons share. */
  async coupon(range: CouponRange): Promise<FetchedRange<CardinfoRow>> {
    return (await this.#coupons.load(range)).fetched;
  }

  /** One range for equal days and origins: of the card alone, or of all coupons where several cards are asked for. */
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
    const among = new Map<string, Promise<(cardId: string) => FetchedRange<CardinfoRow>>>();
    return ranges.map((range) => {
      const key = keyOf(range);
      const fetched = among.get(key) ?? this.#rowsByCard(cardsOf.get(key) ?? new Set(), range);
      among.set(key, fetched);
      return { fetched: fetched.then((rowsOf) => rowsOf(range.cardId)) };
    });
  }

  async #rowsByCard(
    cards: ReadonlySet<string>,
    { from, to, origin }: CouponRange,
  ): Promise<(cardId: string) => FetchedRange<CardinfoRow>> {
    const [card] = cards;
    const filter = { cond_source: origin, ...(cards.size === 1 ? { card_id: card } : {}) };
    const { rows, failed } = await this.range<CardinfoRequest, CardinfoRow>(
      { endpoint: datacube.getcardcardinfo, filter },
      { from, to },
      ({ card_id }) => cards.has(text(card_id) ?? ''),
    );
    const byCard = new Map([...cards].map((cardId): [string, DatedRow<CardinfoRow>[]] => [cardId, []]));
    for (const one of rows) byCard.get(text(one.row.card_id) ?? '')?.push(one);
    return (cardId) => ({ rows: byCard.get(cardId) ?? [], failed });
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
    const isLarge = question.endpoint.path === datacube.getcardcardinfo.path && !Object.hasOwn(request, 'card_id');
    const limit = isLarge ? this.#largeLimit : this.#limit;
    const fetching = limit(async () => {
      const { list } = await this.#platform.call(question.endpoint, request);
      if (!Array.isArray(list)) throw unusable(question.endpoint.path, 'list');
      const dated = await mapInTurns(list, (row) => datedRow<Row>(row, window));
      const rows = dated.filter((row) => row !== undefined);
      // Days are kept only of a list in which every row could be read: another may have been the row of any day.
      if (rows.length === list.length) await cacheDays(this.#platform.fragments, question, window, rows);
      return rows;
    });
    this.#windows.set(key, fetching);
    if (isLarge) {
      const settled = () => this.#releaseLargeWindows(key);
      fetching.then(settled, settled);
    }
    return fetching;
  }

  /** Keeps the last windows with the rows of all coupons, and releases those before. */
  #releaseLargeWindows(newest: string): void {
    this.#largeWindows.push(newest);
    if (this.#largeWindows.length <= MAX_LARGE_WINDOWS) return;
    this.#windows.delete(this.#largeWindows.shift() ?? '');
  }
}

/** A row with its day; undefined for one of another window, whose day would be counted twice. */
function datedRow<Row extends StatsCounts>(row: unknown, { from, to }: DayRange): DatedRow<Row> | undefined {
  if (!isRecord(row)) return undefined;
  const date: Day | null = text(row.ref_date);
  return isDay(date) && from <= date && date <= to ? { date, row: row as Loose<Row> } : undefined;
}
