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

/** Reads a count. A count that the platform leaves out is 0. */
const count = (value: unknown) => int(value) ?? 0;

/** Returns the card_id of a coupon's row, in either spelling. Empty if there is none. */
export function couponIdOf({ card_id, cardid }: Loose<CardinfoRow>): string {
  return text(card_id) || text(cardid) || '';
}

@InterfaceType({
  description:
    'Statistics of one day. Users are distinct within the day, so they do not add up over days. Days without data may be missing.',
})
export abstract class StatsRow {
  @NonNull(() => LocalDate, 'The day, in China Standard Time. Platform: `ref_date`.')
  readonly date: Day;

  @NonNull(() => Int, 'Number of views. Platform: `view_cnt`.')
  readonly viewCount: number;

  @NonNull(() => Int, 'Number of users who viewed a card. Platform: `view_user`.')
  readonly viewUsers: number;

  @NonNull(() => Int, 'Number of cards claimed. Platform: `receive_cnt`.')
  readonly claimCount: number;

  @NonNull(() => Int, 'Number of users who claimed a card. Platform: `receive_user`.')
  readonly claimUsers: number;

  @NonNull(() => Int, 'Number of cards redeemed. Platform: `verify_cnt`.')
  readonly redeemCount: number;

  @NonNull(() => Int, 'Number of users who redeemed a card. Platform: `verify_user`.')
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

/** The fields of voucher rows. Not declared as an implementation of StatsRow, because it would then appear in the schema as a type. */
@ObjectType({ simpleResolvers: true })
abstract class VoucherStatsRow extends StatsRow {
  @NonNull(() => Int, 'Number of cards given to a friend. Platform: `given_cnt`.')
  readonly giftCount: number;

  @NonNull(() => Int, 'Number of users who gave a card to a friend. Platform: `given_user`.')
  readonly giftUsers: number;

  @NonNull(() => Int, 'Number of cards that expired. Platform: `expire_cnt`.')
  readonly expireCount: number;

  @NonNull(() => Int, 'Number of users who had a card expire. Platform: `expire_user`.')
  readonly expireUsers: number;

  constructor(date: Day, row: Loose<BizuinRow>) {
    super(date, row);
    this.giftCount = count(row.given_cnt);
    this.giftUsers = count(row.given_user);
    this.expireCount = count(row.expire_cnt);
    this.expireUsers = count(row.expire_user);
  }
}

@ObjectType({
  simpleResolvers: true,
  implements: StatsRow,
  description: 'Statistics of all cards of the merchant on one day.',
})
export class MerchantStatsRow extends VoucherStatsRow {}

@ObjectType({ simpleResolvers: true, implements: StatsRow, description: 'Statistics of one free coupon on one day.' })
export class CouponStatsRow extends VoucherStatsRow {
  @NonNull(() => ID, 'The `card_id` of the coupon.')
  readonly cardId: string;

  @NonNull(() => CardType, 'Type of the coupon.')
  readonly cardType: string;

  @NonNull(
    () => String,
    '`cardType` as the platform sends it, a number, even if `cardType` is `UNKNOWN`. Platform: `card_type`.',
  )
  readonly cardTypeRaw: string;

  @Nullable(() => Boolean, 'Whether the coupon is a paid one. Undocumented; observed in responses.')
  readonly isPay: boolean | null;

  constructor(date: Day, row: Loose<CardinfoRow>) {
    super(date, row);
    this.cardId = couponIdOf(row);
    this.cardType = STATS_CARD_TYPES[int(row.card_type) ?? -1] ?? 'UNKNOWN';
    this.cardTypeRaw = text(row.card_type) ?? '';
    this.isPay = bool(row.is_pay);
  }
}

@ObjectType({ simpleResolvers: true, implements: StatsRow, description: 'Statistics of all member cards on one day.' })
export class MemberCardStatsRow extends StatsRow {
  @Nullable(() => Int, 'Number of cards activated. Undocumented; observed in responses. Platform: `active_cnt`.')
  readonly activationCount: number | null;

  @Nullable(() => Int, 'Number of users who activated a card. Platform: `active_user`.')
  readonly activationUsers: number | null;

  @Nullable(() => Int, 'Total number of active members at the end of the day. Platform: `total_user`.')
  readonly totalMembers: number | null;

  @Nullable(
    () => Int,
    'Total number of users who have ever claimed a card, at the end of the day. Platform: `total_receive_user`.',
  )
  readonly totalClaimUsers: number | null;

  @Nullable(() => Int, 'Number of new members. Undocumented; observed in responses. Platform: `new_user`.')
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

@ObjectType({ simpleResolvers: true, implements: StatsRow, description: 'Statistics of one member card on one day.' })
export class MemberCardDetailStatsRow extends StatsRow {
  @NonNull(() => ID, 'The `card_id` of the member card. Platform: `cardid`.')
  readonly cardId: string;

  @Nullable(() => Int, 'Type of the sub-merchant, as the platform sends it. Platform: `merchanttype`.')
  readonly merchantType: number | null;

  @Nullable(() => ID, 'Id of the sub-merchant; `0` if there is none. Platform: `submerchantid`.')
  readonly subMerchantId: string | null;

  @Nullable(() => Int, 'Number of cards activated. Platform: `active_cnt`.')
  readonly activationCount: number | null;

  @Nullable(() => Int, 'Number of users who activated a card. Platform: `active_user`.')
  readonly activationUsers: number | null;

  @Nullable(() => Int, 'Total number of active members at the end of the day. Platform: `total_user`.')
  readonly totalMembers: number | null;

  @Nullable(
    () => Int,
    'Total number of users who have ever claimed a card, at the end of the day. Platform: `total_receive_user`.',
  )
  readonly totalClaimUsers: number | null;

  @Nullable(() => Int, 'Number of new members. Platform: `new_user`.')
  readonly newMembers: number | null;

  @Nullable(
    () => CnyAmount,
    'Amount receivable, for cards with Quick Pay only. The documents do not state the unit; fen is assumed. Platform: `payOriginalFee`.',
  )
  readonly originalFee: CnyAmount | null;

  @Nullable(
    () => CnyAmount,
    'Amount received, for cards with Quick Pay only. The documents do not state the unit; fen is assumed.',
  )
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
