import { Int, ObjectType } from 'type-graphql';
import { ERRCODES } from '../../platform/errcodes.js';
import type { PlatformError } from '../../platform/errors.js';
import { CardErrorCode, type CardErrorCodeName, codeOfErrcode } from '../mutation/user-error.js';
import { CnyAmount } from '../types/cny-amount.type.js';
import { NonNull, Nullable } from '../types/field.decorators.js';
import { LocalDate, SafeInt } from '../types/scalars.js';
import type { Day, DayRange } from './days.js';
import {
  CouponStatsRow,
  MemberCardDetailStatsRow,
  MemberCardStatsRow,
  MerchantStatsRow,
  StatsRow,
} from './stats.row.type.js';

@ObjectType({ simpleResolvers: true, description: 'A part of the range that the platform would not answer.' })
export class StatsGap {
  @NonNull(() => LocalDate, 'Its first day.')
  readonly from: Day;

  @NonNull(() => LocalDate, 'Its last day.')
  readonly to: Day;

  @NonNull(() => CardErrorCode, 'Why, as a stable name.')
  readonly errorCode: CardErrorCodeName;

  @Nullable(() => Int, "The platform's errcode, where it answered.")
  readonly errcode: number | null;

  @NonNull(() => String, 'The same for people.')
  readonly message: string;

  @NonNull(() => Boolean, 'Whether asking again later can help.')
  readonly retryable: boolean;

  constructor({ from, to }: DayRange, error: PlatformError) {
    this.from = from;
    this.to = to;
    this.errorCode = gapCode(error);
    this.errcode = error.errcode ?? null;
    this.message = error.message;
    this.retryable = isRetryable(error);
  }
}

function gapCode({ kind, errcode, endpoint }: PlatformError): CardErrorCodeName {
  if (errcode !== undefined) return codeOfErrcode(errcode, endpoint);
  return kind === 'timeout' || kind === 'cancelled' ? 'PLATFORM_TIMEOUT' : 'PLATFORM_UNAVAILABLE';
}

function isRetryable({ errcode }: PlatformError): boolean {
  return errcode === undefined || (ERRCODES.get(errcode)?.retry ?? 'never') !== 'never';
}

/** The sums of several rows; what no row of a kind has is null. */
type Sums = Partial<Record<'giftCount' | 'expireCount', number>> &
  Partial<Record<'originalFee' | 'fee', CnyAmount | null>>;

@ObjectType({
  simpleResolvers: true,
  description: 'Sums over the rows that were answered. Counts only: users are distinct within a day and do not add up.',
})
export class StatsTotals {
  @NonNull(() => SafeInt, 'How often cards were looked at.')
  readonly viewCount: number;

  @NonNull(() => SafeInt, 'How many were claimed.')
  readonly claimCount: number;

  @NonNull(() => SafeInt, 'How many were redeemed.')
  readonly redeemCount: number;

  @Nullable(() => SafeInt, 'How many were given to a friend; null for member cards.')
  readonly giftCount: number | null;

  @Nullable(() => SafeInt, 'How many expired; null for member cards.')
  readonly expireCount: number | null;

  @Nullable(() => CnyAmount, 'Receivable; null for what is no single member card.')
  readonly originalFee: CnyAmount | null;

  @Nullable(() => CnyAmount, 'Received; null for what is no single member card.')
  readonly fee: CnyAmount | null;

  constructor(rows: readonly (StatsRow & Sums)[]) {
    this.viewCount = sum(rows.map((row) => row.viewCount));
    this.claimCount = sum(rows.map((row) => row.claimCount));
    this.redeemCount = sum(rows.map((row) => row.redeemCount));
    this.giftCount = sumOfSome(rows.map((row) => row.giftCount));
    this.expireCount = sumOfSome(rows.map((row) => row.expireCount));
    this.originalFee = CnyAmount.from(sumOfSome(rows.map((row) => row.originalFee?.fen)));
    this.fee = CnyAmount.from(sumOfSome(rows.map((row) => row.fee?.fen)));
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function sumOfSome(numbers: readonly (number | undefined)[]): number | null {
  const reported = numbers.filter((number) => number !== undefined);
  return reported.length === 0 ? null : sum(reported);
}

/** What was answered of a range, and what was not. */
export interface StatsAnswered<Row extends StatsRow> {
  readonly rows: readonly Row[];
  readonly missing: readonly StatsGap[];
  /** Days without a row that did not fail. */
  readonly emptyDays: readonly Day[];
}

/** What every kind of statistics holds beside its rows. */
@ObjectType({ simpleResolvers: true, description: 'Statistics of a range of days.' })
abstract class Stats<Row extends StatsRow> {
  abstract readonly rows: readonly Row[];

  @NonNull(() => StatsTotals, 'Sums over `rows`. Days in `missing` are not included.')
  get totals() {
    return new StatsTotals(this.rows);
  }

  @NonNull(() => [StatsGap], 'Parts of the range that the platform would not answer.')
  readonly missing: readonly StatsGap[];

  @NonNull(() => Boolean, 'false while missing is not empty.')
  get complete() {
    return this.missing.length === 0;
  }

  @NonNull(
    () => [LocalDate],
    'Days of the range for which the platform has no row: nothing happened, or nothing was published. Days in `missing` are not included.',
  )
  readonly emptyDays: readonly Day[];

  constructor({ missing, emptyDays }: StatsAnswered<Row>) {
    this.missing = missing;
    this.emptyDays = emptyDays;
  }
}

@ObjectType({ simpleResolvers: true, description: 'Statistics of one card.' })
export class CardStats extends Stats<CouponStatsRow | MemberCardDetailStatsRow> {
  @NonNull(() => [StatsRow], 'Day by day; days without data may be missing.')
  readonly rows: readonly (CouponStatsRow | MemberCardDetailStatsRow)[];

  constructor(answered: StatsAnswered<CouponStatsRow | MemberCardDetailStatsRow>) {
    super(answered);
    this.rows = answered.rows;
  }
}

@ObjectType({ simpleResolvers: true, description: 'Statistics of all cards.' })
export class MerchantStats extends Stats<MerchantStatsRow> {
  @NonNull(() => [MerchantStatsRow], 'Day by day; days without data may be missing.')
  readonly rows: readonly MerchantStatsRow[];

  constructor(answered: StatsAnswered<MerchantStatsRow>) {
    super(answered);
    this.rows = answered.rows;
  }
}

@ObjectType({ simpleResolvers: true, description: 'Statistics of free coupons.' })
export class CouponStats extends Stats<CouponStatsRow> {
  @NonNull(() => [CouponStatsRow], 'Day by day and card by card; days without data may be missing.')
  readonly rows: readonly CouponStatsRow[];

  constructor(answered: StatsAnswered<CouponStatsRow>) {
    super(answered);
    this.rows = answered.rows;
  }
}

@ObjectType({ simpleResolvers: true, description: 'Statistics of all member cards.' })
export class MemberCardStats extends Stats<MemberCardStatsRow> {
  @NonNull(() => [MemberCardStatsRow], 'Day by day; days without data may be missing.')
  readonly rows: readonly MemberCardStatsRow[];

  constructor(answered: StatsAnswered<MemberCardStatsRow>) {
    super(answered);
    this.rows = answered.rows;
  }
}

@ObjectType({ simpleResolvers: true, description: 'Statistics of one member card.' })
export class MemberCardDetailStats extends Stats<MemberCardDetailStatsRow> {
  @NonNull(() => [MemberCardDetailStatsRow], 'Day by day; days without data may be missing.')
  readonly rows: readonly MemberCardDetailStatsRow[];

  constructor(answered: StatsAnswered<MemberCardDetailStatsRow>) {
    super(answered);
    this.rows = answered.rows;
  }
}
