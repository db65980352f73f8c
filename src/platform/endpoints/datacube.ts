import { CARD_ID, endpoint, type FieldRule, OPTIONAL_CARD_ID } from '../endpoint.js';
import type { WireCardType } from './card.wire.js';

/**
 * Maximum number of dates in one window, inclusive; more are 61501. The documents limit the interval to "<= 62 days". The limit counts
 * dates, and not the nights between them (assumed).
 */
export const STATS_WINDOW_DATES = 62;

/**
 * How long the rows of one day may be served from the cache, in seconds. A day no longer changes 48 h after its end (assumed). Before
 * that, it may be published late or corrected.
 */
export const STATS_DAY_CACHE = { settledAfter: 48 * 3600, settled: 7 * 86_400, young: 60 } as const;

/** Where a card was created (cond_source). Source: managing-coupons: Statistical card data. */
export const COND_SOURCES = { CONSOLE: 0, API: 1 } as const;
export type CondSource = (typeof COND_SOURCES)[keyof typeof COND_SOURCES];

/** card_type of getcardcardinfo is an index into this list. Source: managing-coupons (kinds 0 to 4). */
export const STATS_CARD_TYPES: readonly WireCardType[] = ['DISCOUNT', 'CASH', 'GIFT', 'GENERAL_COUPON', 'GROUPON'];

/** A day in China Standard Time, strictly YYYY-MM-DD. */
export type StatsDate = string;

export interface StatsWindowRequest {
  begin_date: StatsDate;
  /** Inclusive; must be before today in UTC+8. */
  end_date: StatsDate;
  /** One of COND_SOURCES. */
  cond_source: number;
}

/** The counts in every row. Users are distinct within the day. */
export interface StatsCounts {
  ref_date: StatsDate;
  view_cnt: number;
  view_user: number;
  receive_cnt: number;
  receive_user: number;
  verify_cnt: number;
  verify_user: number;
}

interface VoucherCounts extends StatsCounts {
  given_cnt: number;
  given_user: number;
  expire_cnt: number;
  expire_user: number;
}

/** One day of all cards. */
export type BizuinRow = VoucherCounts;

export interface CardinfoRequest extends StatsWindowRequest {
  /** Defaults to all free coupons. */
  card_id?: string;
}

/** One day of one free coupon. */
export interface CardinfoRow extends VoucherCounts {
  card_id: string;
  /** The spelling of getcardmembercarddetail, which some rows have instead of card_id. */
  cardid?: string;
  /** An index into STATS_CARD_TYPES. */
  card_type: number;
  /** Observed. */
  is_pay?: number;
}

/** One day of all member cards. */
export interface MembercardinfoRow extends StatsCounts {
  active_user: number;
  total_user: number;
  total_receive_user: number;
  /** Observed. */
  active_cnt?: number;
  new_user?: number;
}

export interface MembercarddetailRequest {
  begin_date: StatsDate;
  end_date: StatsDate;
  card_id: string;
}

/** One day of one member card. The spellings are the platform's own. */
export interface MembercarddetailRow extends StatsCounts {
  cardid: string;
  merchanttype: number;
  submerchantid: number;
  active_cnt: number;
  active_user: number;
  total_user: number;
  /** In the documents' table, but not in the example. */
  total_receive_user?: number;
  new_user: number;
  /** In fen (assumed). Quick Pay cards only. */
  payOriginalFee: number;
  fee: number;
}

/** Days without data may be missing (assumed). A successful response has no errcode (documented by example). */
export interface StatsAnswer<Row> {
  list: Row[];
}

/** At most 16 bytes according to the documents. Any text that is not a date is 61500. */
const DATE: FieldRule = { type: 'string', missing: 61500, maxUtf8Bytes: 16, refused: 61500 };
const COND_SOURCE: FieldRule = { type: 'int', missing: 41011, min: 0, max: 1 };

const windowRules = { begin_date: DATE, end_date: DATE, cond_source: COND_SOURCE } as const;

/** Endpoints for daily statistics, up to yesterday. */
export const datacube = {
  getcardbizuininfo: endpoint<StatsWindowRequest, StatsAnswer<BizuinRow>>({
    path: '/datacube/getcardbizuininfo',
    method: 'POST',
    effect: 'read',
    request: windowRules,
    errcodes: [40097, 41011, 61500, 61501, 61503],
    source: 'managing-coupons: Drag voucher profile data',
  }),
  getcardcardinfo: endpoint<CardinfoRequest, StatsAnswer<CardinfoRow>>({
    path: '/datacube/getcardcardinfo',
    method: 'POST',
    effect: 'read',
    request: { ...windowRules, card_id: OPTIONAL_CARD_ID },
    errcodes: [40073, 40097, 41011, 61500, 61501, 61503],
    source: 'managing-coupons: Get a free coupon data',
  }),
  getcardmembercardinfo: endpoint<StatsWindowRequest, StatsAnswer<MembercardinfoRow>>({
    path: '/datacube/getcardmembercardinfo',
    method: 'POST',
    effect: 'read',
    request: windowRules,
    errcodes: [40097, 41011, 61500, 61501, 61503],
    source: 'managing-coupons: Drag a member card profile data',
  }),
  getcardmembercarddetail: endpoint<MembercarddetailRequest, StatsAnswer<MembercarddetailRow>>({
    path: '/datacube/getcardmembercarddetail',
    method: 'POST',
    effect: 'read',
    request: { begin_date: DATE, end_date: DATE, card_id: CARD_ID },
    errcodes: [40073, 41012, 61500, 61501, 61503],
    source: 'managing-coupons: Drag a single member card data',
  }),
};
