import { Int, ObjectType } from 'type-graphql';
import { ERRCODES } from '../../platform/errcodes.js';
import type { PlatformError } from '../../platform/errors.js';
import { CardErrorCode, type CardErrorCodeName, codeOfFailure } from '../mutation/user-error.js';
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

@ObjectType({
  simpleResolvers: true,
  description:
    'A part of the range that could not be fetched, or whose rows cannot be read. If a row of a response has no valid date, the days of its ' +
    'window without a row are a gap with `PLATFORM_REJECTED`, because the row may belong to any of them.',
})
export class StatsGap {
  @NonNull(() => LocalDate, 'The first day of the gap.')
  readonly from: Day;

  @NonNull(() => LocalDate, 'The last day of the gap, included.')
  readonly to: Day;

  @NonNull(() => CardErrorCode, 'Reason as a stable name.')
  readonly errorCode: CardErrorCodeName;

  @Nullable(() => Int, "The platform's errcode, or null if the platform did not respond.")
  readonly errcode: number | null;

  @NonNull(() => String, 'Reason in words.')
  readonly message: string;

  @NonNull(() => Boolean, 'Whether a later retry can succeed.')
  readonly retryable: boolean;

  /** @param isUnreadable whether the platform responded with rows whose days cannot be read */
  constructor({ from, to }: DayRange, error: PlatformError, isUnreadable = false) {
    this.from = from;
    this.to = to;
    this.errorCode = isUnreadable ? 'PLATFORM_REJECTED' : codeOfFailure(error);
    this.errcode = error.errcode ?? null;
    this.message = error.message;
    this.retryable = !isUnreadable && isRetryable(error);
  }
}

function isRetryable({ errcode }: PlatformError): boolean {
  return errcode === undefined || (ERRCODES.get(errcode)?.retry ?? 'never') !== 'never';
}

/** The numbers of a row that only some row types have. */
type Sums = Partial<Record<'giftCount' | 'expireCount' | 'originalFen' | 'fen', number | null>>;

@ObjectType({
  simpleResolvers: true,
  description:
    'Sums over the returned rows. Only counts are added up: users are distinct within one day, so they do not add up.',
})
export class StatsTotals {
  @NonNull(() => SafeInt, 'Number of views.')
  readonly viewCount: number;

  @NonNull(() => SafeInt, 'Number of cards claimed.')
  readonly claimCount: number;

  @NonNull(() => SafeInt, 'Number of cards redeemed.')
  readonly redeemCount: number;

  @Nullable(() => SafeInt, 'Number of cards given to a friend. Null for member cards.')
  readonly giftCount: number | null;

  @Nullable(() => SafeInt, 'Number of cards that expired. Null for member cards.')
  readonly expireCount: number | null;

  @Nullable(() => CnyAmount, 'Amount receivable. Null unless the statistics are those of one member card.')
  readonly originalFee: CnyAmount | null;

  @Nullable(() => CnyAmount, 'Amount received. Null unless the statistics are those of one member card.')
  readonly fee: CnyAmount | null;

  constructor(rows: readonly (StatsRow & Sums)[]) {
    this.viewCount = sumOf(rows, 'viewCount') ?? 0;
    this.claimCount = sumOf(rows, 'claimCount') ?? 0;
    this.redeemCount = sumOf(rows, 'redeemCount') ?? 0;
    this.giftCount = sumOf(rows, 'giftCount');
    this.expireCount = sumOf(rows, 'expireCount');
    this.originalFee = CnyAmount.from(sumOf(rows, 'originalFen'));
    this.fee = CnyAmount.from(sumOf(rows, 'fen'));
  }
}

/** Returns null if no row has the number. */
function sumOf<Name extends string>(
  rows: readonly { readonly [name in Name]?: number | null }[],
  name: Name,
): number | null {
  let sum: number | null = null;
  for (const { [name]: number } of rows) if (number !== null && number !== undefined) sum = (sum ?? 0) + number;
  return sum;
}

/** The parts of a range that were fetched, and those that failed. */
export interface FetchedStats<Row extends StatsRow> {
  readonly rows: readonly Row[];
  readonly missing: readonly StatsGap[];
  /** Returns the days that were fetched and have no row. */
  emptyDays(): Day[];
}

/** The fields that all statistics have in addition to their rows. */
@ObjectType({ simpleResolvers: true, description: 'Statistics of a range of days.' })
abstract class Stats<Row extends StatsRow> {
  abstract readonly rows: readonly Row[];

  @NonNull(() => StatsTotals, 'Sums over `rows`. Days in `missing` are not included.')
  get totals() {
    return new StatsTotals(this.rows);
  }

  @NonNull(() => [StatsGap], 'Parts of the range that could not be fetched.')
  readonly missing: readonly StatsGap[];

  @NonNull(() => Boolean, 'Whether the whole range was fetched: true if `missing` is empty.')
  get complete() {
    return this.missing.length === 0;
  }

  @NonNull(
    () => [LocalDate],
    'Days of the range for which the platform returned no row: nothing happened, or nothing was published. Days in `missing` are not included.',
  )
  get emptyDays(): readonly Day[] {
    return this.#emptyDays();
  }

  readonly #emptyDays: () => Day[];

  constructor({ missing, emptyDays }: FetchedStats<Row>) {
    this.missing = missing;
    this.#emptyDays = emptyDays;
  }
}

@ObjectType({ simpleResolvers: true, description: 'Statistics of one card.' })
export class CardStats extends Stats<CouponStatsRow | MemberCardDetailStatsRow> {
  @NonNull(() => [StatsRow], 'One row per day, in order. Days without data may be missing.')
  readonly rows: readonly (CouponStatsRow | MemberCardDetailStatsRow)[];

  constructor(fetched: FetchedStats<CouponStatsRow | MemberCardDetailStatsRow>) {
    super(fetched);
    this.rows = fetched.rows;
  }
}

@ObjectType({ simpleResolvers: true, description: 'Statistics of all cards of the merchant.' })
export class MerchantStats extends Stats<MerchantStatsRow> {
  @NonNull(() => [MerchantStatsRow], 'One row per day, in order. Days without data may be missing.')
  readonly rows: readonly MerchantStatsRow[];

  constructor(fetched: FetchedStats<MerchantStatsRow>) {
    super(fetched);
    this.rows = fetched.rows;
  }
}

@ObjectType({ simpleResolvers: true, description: 'Statistics of free coupons.' })
export class CouponStats extends Stats<CouponStatsRow> {
  @NonNull(() => [CouponStatsRow], 'One row per day and coupon, in order of days. Days without data may be missing.')
  readonly rows: readonly CouponStatsRow[];

  constructor(fetched: FetchedStats<CouponStatsRow>) {
    super(fetched);
    this.rows = fetched.rows;
  }
}

@ObjectType({ simpleResolvers: true, description: 'Statistics of all member cards.' })
export class MemberCardStats extends Stats<MemberCardStatsRow> {
  @NonNull(() => [MemberCardStatsRow], 'One row per day, in order. Days without data may be missing.')
  readonly rows: readonly MemberCardStatsRow[];

  constructor(fetched: FetchedStats<MemberCardStatsRow>) {
    super(fetched);
    this.rows = fetched.rows;
  }
}

@ObjectType({ simpleResolvers: true, description: 'Statistics of one member card.' })
export class MemberCardDetailStats extends Stats<MemberCardDetailStatsRow> {
  @NonNull(() => [MemberCardDetailStatsRow], 'One row per day, in order. Days without data may be missing.')
  readonly rows: readonly MemberCardDetailStatsRow[];

  constructor(fetched: FetchedStats<MemberCardDetailStatsRow>) {
    super(fetched);
    this.rows = fetched.rows;
  }
}
