import DataLoader from 'dataloader';
import pLimit from 'p-limit';
import type { Platform } from '../../platform/client.js';
import type { Endpoint } from '../../platform/endpoint.js';
import {
  type CardinfoRow,
  type CondSource,
  datacube,
  type StatsAnswer,
  type StatsCounts,
} from '../../platform/endpoints/datacube.js';
import { unusable } from '../../platform/envelope.js';
import { isRecord, type Loose, text } from '../../platform/wire.js';
import type { Fetches } from '../single-loader.js';
import { type DayRange, isDay } from './days.js';

/** Windows of one request that are fetched at a time: ten years would be sixty. */
const CONCURRENT_WINDOWS = 8;

/** How long the statistics of a first coupon wait for others to share a call with, milliseconds. */
const SHARING_PATIENCE_MS = 300;

/** One row of the wire with its day, which is one of the window. */
export interface DatedRow<Row extends StatsCounts> {
  readonly date: string;
  readonly row: Loose<Row>;
}

interface CouponWindow extends DayRange {
  readonly cardId: string;
  readonly origin: CondSource;
}

/** Statistics of one request: equal windows are fetched once, and several coupons share one call. */
export class StatsLoader {
  readonly #platform: Platform;
  readonly #limit = pLimit(CONCURRENT_WINDOWS);
  readonly #windows = new Map<string, Promise<unknown>>();
  readonly #coupons: DataLoader<CouponWindow, { readonly rows: Promise<DatedRow<CardinfoRow>[]> }, string>;

  constructor(platform: Platform, fetches: Fetches) {
    this.#platform = platform;
    this.#coupons = new DataLoader(async (windows) => this.#shared(windows), {
      cacheKeyFn: ({ cardId, from, to, origin }) => JSON.stringify([cardId, from, to, origin]),
      // Coupons of one query arrive one after another: their statistics wait until all are there.
      batchScheduleFn: (dispatch) => void fetches.whenIdle(SHARING_PATIENCE_MS).then(dispatch),
    });
  }

  /**
   * The rows of one window.
   * @throws {PlatformError} when the platform does not answer it
   */
  window<Request extends { begin_date: string; end_date: string }, Row extends StatsCounts>(
    endpoint: Endpoint<Request, StatsAnswer<Row>>,
    request: Request,
  ): Promise<DatedRow<Row>[]> {
    const key = JSON.stringify([endpoint.path, request]);
    const known = this.#windows.get(key) as Promise<DatedRow<Row>[]> | undefined;
    if (known !== undefined) return known;
    const fetching = this.#limit(async () => {
      const { list } = await this.#platform.call(endpoint, request);
      if (!Array.isArray(list)) throw unusable(endpoint.path, 'list');
      return list.filter(isRecord).flatMap((row: Loose<Row>): DatedRow<Row>[] => {
        const date = text(row.ref_date);
        // A day of another window would be counted twice.
        return isDay(date) && request.begin_date <= date && date <= request.end_date ? [{ date, row }] : [];
      });
    });
    this.#windows.set(key, fetching);
    return fetching;
  }

  /** The rows of one coupon in one window, by a call that several coupons share. */
  async coupon(window: CouponWindow): Promise<DatedRow<CardinfoRow>[]> {
    return (await this.#coupons.load(window)).rows;
  }

  /** One call a window and origin: for the card alone, or for all where several are asked for. */
  #shared(windows: readonly CouponWindow[]): { rows: Promise<DatedRow<CardinfoRow>[]> }[] {
    const cardsOf = (window: CouponWindow) =>
      windows.filter(({ from, to, origin }) => from === window.from && to === window.to && origin === window.origin);
    return windows.map((window) => {
      const { from, to, origin, cardId } = window;
      const request = { begin_date: from, end_date: to, cond_source: origin };
      const isAlone = cardsOf(window).length === 1;
      const fetching = this.window(datacube.getcardcardinfo, isAlone ? { ...request, card_id: cardId } : request);
      return { rows: fetching.then((rows) => rows.filter(({ row }) => text(row.card_id) === cardId)) };
    });
  }
}
