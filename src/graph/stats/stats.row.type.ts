import { ID, Int, InterfaceType, ObjectType } from 'type-graphql';
import {
  type BizuinRow,
  type CardinfoRow,
  type MembercarddetailRow,
  type MembercardinfoRow,
  STATS_CARD_TYPES,
  type StatsCounts,
} from '../../platform/endpoints/datacube.js';
import { bool, int, type Loose, text } from '../../platform/wire.js';
import { CardType } from '../card/card-enums.type.js';
import { CnyAmount } from '../types/cny-amount.type.js';
import { NonNull, Nullable } from '../types/field.decorators.js';
import { LocalDate } from '../types/scalars.js';
import type { Day } from './days.js';

/** A count that the platform left out is none. */
const count = (value: unknown) => int(value) ?? 0;

@InterfaceType({
  description:
    'One day. Users are distinct within the day, so they do not add up over days. Days without data may be missing.',
})
export abstract class StatsRow {
  @NonNull(() => LocalDate, 'The day, in China Standard Time.')
  readonly date: Day;

  @NonNull(() => Int, 'How often the card was looked at.')
  readonly viewCount: number;

  @NonNull(() => Int, 'How many users looked at it.')
  readonly viewUsers: number;

  @NonNull(() => Int, 'How many were claimed.')
  readonly claimCount: number;

  @NonNull(() => Int, 'How many users claimed one.')
  readonly claimUsers: number;

  @NonNull(() => Int, 'How many were redeemed.')
  readonly redeemCount: number;

  @NonNull(() => Int, 'How many users redeemed one.')
  readonly redeemUsers: number;

  constructor(date: Day, row: Loose<StatsCounts>) {
    this.date = date;
    this.viewCount = count(row.view_cnt);
    this.viewUsers = count(row.view_user);
    this.claimCount = count(row.receive_cnt);
    this.claimUsers = count(row.receive_user);
    this.redeemCount = count(row.verify_cnt);
    this.redeemUsers = count(row.verify_user);
  }
}

/** What rows of vouchers tell. It does not implement StatsRow by itself: it would stand in the schema beside them. */
@ObjectType({ simpleResolvers: true })
abstract class VoucherStatsRow extends StatsRow {
  @NonNull(() => Int, 'How many were given to a friend.')
  readonly giftCount: number;

  @NonNull(() => Int, 'How many users gave one to a friend.')
  readonly giftUsers: number;

  @NonNull(() => Int, 'How many expired.')
  readonly expireCount: number;

  @NonNull(() => Int, 'How many users had one expire.')
  readonly expireUsers: number;

  constructor(date: Day, row: Loose<BizuinRow>) {
    super(date, row);
    this.giftCount = count(row.given_cnt);
    this.giftUsers = count(row.given_user);
    this.expireCount = count(row.expire_cnt);
    this.expireUsers = count(row.expire_user);
  }
}

@ObjectType({ simpleResolvers: true, implements: StatsRow, description: 'One day of all cards.' })
export class MerchantStatsRow extends VoucherStatsRow {}

@ObjectType({ simpleResolvers: true, implements: StatsRow, description: 'One day of one free coupon.' })
export class CouponStatsRow extends VoucherStatsRow {
  @NonNull(() => ID, 'The coupon.')
  readonly cardId: string;

  @NonNull(() => CardType, 'The kind of the coupon.')
  readonly cardType: string;

  @NonNull(() => String, 'The kind as the platform sends it, a number, also where cardType is UNKNOWN.')
  readonly cardTypeRaw: string;

  @Nullable(() => Boolean, 'Whether it is a paid coupon. Observed, not in the documents.')
  readonly isPay: boolean | null;

  constructor(date: Day, row: Loose<CardinfoRow>) {
    super(date, row);
    this.cardId = text(row.card_id) ?? '';
    this.cardType = STATS_CARD_TYPES[int(row.card_type) ?? -1] ?? 'UNKNOWN';
    this.cardTypeRaw = text(row.card_type) ?? '';
    this.isPay = bool(row.is_pay);
  }
}

@ObjectType({ simpleResolvers: true, implements: StatsRow, description: 'One day of all member cards.' })
export class MemberCardStatsRow extends StatsRow {
  @Nullable(() => Int, 'How many were activated. Observed, not in the documents.')
  readonly activationCount: number | null;

  @Nullable(() => Int, 'How many users activated one.')
  readonly activationUsers: number | null;

  @Nullable(() => Int, 'Active members in all, at the end of the day.')
  readonly totalMembers: number | null;

  @Nullable(() => Int, 'Users who ever claimed one, at the end of the day.')
  readonly totalClaimUsers: number | null;

  @Nullable(() => Int, 'New members.')
  readonly newMembers: number | null;

  constructor(date: Day, row: Loose<MembercardinfoRow>) {
    super(date, row);
    this.activationCount = int(row.active_cnt);
    this.activationUsers = int(row.active_user);
    this.totalMembers = int(row.total_user);
    this.totalClaimUsers = int(row.total_receive_user);
    this.newMembers = int(row.new_user);
  }
}

@ObjectType({ simpleResolvers: true, implements: StatsRow, description: 'One day of one member card.' })
export class MemberCardDetailStatsRow extends StatsRow {
  @NonNull(() => ID, 'The member card.')
  readonly cardId: string;

  @Nullable(() => Int, 'Kind of the sub-merchant, as the platform sends it.')
  readonly merchantType: number | null;

  @Nullable(() => ID, 'The sub-merchant; 0: none.')
  readonly subMerchantId: string | null;

  @Nullable(() => Int, 'How many were activated.')
  readonly activationCount: number | null;

  @Nullable(() => Int, 'How many users activated one.')
  readonly activationUsers: number | null;

  @Nullable(() => Int, 'Active members in all, at the end of the day.')
  readonly totalMembers: number | null;

  @Nullable(() => Int, 'Users who ever claimed one, at the end of the day.')
  readonly totalClaimUsers: number | null;

  @Nullable(() => Int, 'New members.')
  readonly newMembers: number | null;

  @Nullable(() => CnyAmount, 'Receivable, in fen as far as is known; Quick Pay cards only.')
  readonly originalFee: CnyAmount | null;

  @Nullable(() => CnyAmount, 'Received; Quick Pay cards only.')
  readonly fee: CnyAmount | null;

  constructor(date: Day, row: Loose<MembercarddetailRow>) {
    super(date, row);
    this.cardId = text(row.cardid) ?? '';
    this.merchantType = int(row.merchanttype);
    this.subMerchantId = text(row.submerchantid);
    this.activationCount = int(row.active_cnt);
    this.activationUsers = int(row.active_user);
    this.totalMembers = int(row.total_user);
    this.totalClaimUsers = int(row.total_receive_user);
    this.newMembers = int(row.new_user);
    this.originalFee = CnyAmount.from(row.payOriginalFee);
    this.fee = CnyAmount.from(row.fee);
  }
}
