import { ID, Int, InterfaceType, ObjectType } from 'type-graphql';
import {
  type BizuinRow,
  type CardinfoRow,
  type MembercarddetailRow,
  type MembercardinfoRow,
  STATS_CARD_TYPES,
  type StatsCounts,
} from '../../platform/endpoints/datacube.js';
import { bool, int, type Loose, safeInt, text } from '../../platform/wire.js';
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
export abstract class StatsRow<Wire extends StatsCounts = StatsCounts> {
  @NonNull(() => LocalDate, 'The day, in China Standard Time. Platform: `ref_date`.')
  readonly date: Day;

  /** The row as received. Fields are read from it when they are selected. */
  protected readonly raw: Loose<Wire>;

  @NonNull(() => Int, 'Number of views. Platform: `view_cnt`.')
  get viewCount(): number {
    return count(this.raw.view_cnt);
  }

  @NonNull(() => Int, 'Number of users who viewed a card. Platform: `view_user`.')
  get viewUsers(): number {
    return count(this.raw.view_user);
  }

  @NonNull(() => Int, 'Number of cards claimed. Platform: `receive_cnt`.')
  get claimCount(): number {
    return count(this.raw.receive_cnt);
  }

  @NonNull(() => Int, 'Number of users who claimed a card. Platform: `receive_user`.')
  get claimUsers(): number {
    return count(this.raw.receive_user);
  }

  @NonNull(() => Int, 'Number of cards redeemed. Platform: `verify_cnt`.')
  get redeemCount(): number {
    return count(this.raw.verify_cnt);
  }

  @NonNull(() => Int, 'Number of users who redeemed a card. Platform: `verify_user`.')
  get redeemUsers(): number {
    return count(this.raw.verify_user);
  }

  constructor(date: Day, raw: Loose<Wire>) {
    this.date = date;
    this.raw = raw;
  }
}

/** The fields of voucher rows. Not declared as an implementation of StatsRow, because it would then appear in the schema as a type. */
@ObjectType({ simpleResolvers: true })
abstract class VoucherStatsRow<Wire extends BizuinRow = BizuinRow> extends StatsRow<Wire> {
  @NonNull(() => Int, 'Number of cards given to a friend. Platform: `given_cnt`.')
  get giftCount(): number {
    return count(this.raw.given_cnt);
  }

  @NonNull(() => Int, 'Number of users who gave a card to a friend. Platform: `given_user`.')
  get giftUsers(): number {
    return count(this.raw.given_user);
  }

  @NonNull(() => Int, 'Number of cards that expired. Platform: `expire_cnt`.')
  get expireCount(): number {
    return count(this.raw.expire_cnt);
  }

  @NonNull(() => Int, 'Number of users who had a card expire. Platform: `expire_user`.')
  get expireUsers(): number {
    return count(this.raw.expire_user);
  }
}

@ObjectType({
  simpleResolvers: true,
  implements: StatsRow,
  description: 'Statistics of all cards of the merchant on one day.',
})
export class MerchantStatsRow extends VoucherStatsRow {}

@ObjectType({ simpleResolvers: true, implements: StatsRow, description: 'Statistics of one free coupon on one day.' })
export class CouponStatsRow extends VoucherStatsRow<CardinfoRow> {
  @NonNull(() => ID, 'The `card_id` of the coupon.')
  get cardId(): string {
    return couponIdOf(this.raw);
  }

  @NonNull(() => CardType, 'Type of the coupon.')
  get cardType(): string {
    return STATS_CARD_TYPES[int(this.raw.card_type) ?? -1] ?? 'UNKNOWN';
  }

  @NonNull(
    () => String,
    '`cardType` as the platform sends it, a number, even if `cardType` is `UNKNOWN`. Platform: `card_type`.',
  )
  get cardTypeRaw(): string {
    return text(this.raw.card_type) ?? '';
  }

  @Nullable(() => Boolean, 'Whether the coupon is a paid one. Undocumented; observed in responses.')
  get isPay(): boolean | null {
    return bool(this.raw.is_pay);
  }
}

@ObjectType({ simpleResolvers: true, implements: StatsRow, description: 'Statistics of all member cards on one day.' })
export class MemberCardStatsRow extends StatsRow<MembercardinfoRow> {
  @Nullable(() => Int, 'Number of cards activated. Undocumented; observed in responses. Platform: `active_cnt`.')
  get activationCount(): number | null {
    return int(this.raw.active_cnt);
  }

  @Nullable(() => Int, 'Number of users who activated a card. Platform: `active_user`.')
  get activationUsers(): number | null {
    return int(this.raw.active_user);
  }

  @Nullable(() => Int, 'Total number of active members at the end of the day. Platform: `total_user`.')
  get totalMembers(): number | null {
    return int(this.raw.total_user);
  }

  @Nullable(
    () => Int,
    'Total number of users who have ever claimed a card, at the end of the day. Platform: `total_receive_user`.',
  )
  get totalClaimUsers(): number | null {
    return int(this.raw.total_receive_user);
  }

  @Nullable(() => Int, 'Number of new members. Undocumented; observed in responses. Platform: `new_user`.')
  get newMembers(): number | null {
    return int(this.raw.new_user);
  }
}

@ObjectType({ simpleResolvers: true, implements: StatsRow, description: 'Statistics of one member card on one day.' })
export class MemberCardDetailStatsRow extends StatsRow<MembercarddetailRow> {
  @NonNull(() => ID, 'The `card_id` of the member card. Platform: `cardid`.')
  get cardId(): string {
    return text(this.raw.cardid) ?? '';
  }

  @Nullable(() => Int, 'Type of the sub-merchant, as the platform sends it. Platform: `merchanttype`.')
  get merchantType(): number | null {
    return int(this.raw.merchanttype);
  }

  @Nullable(() => ID, 'Id of the sub-merchant; `0` if there is none. Platform: `submerchantid`.')
  get subMerchantId(): string | null {
    return text(this.raw.submerchantid);
  }

  @Nullable(() => Int, 'Number of cards activated. Platform: `active_cnt`.')
  get activationCount(): number | null {
    return int(this.raw.active_cnt);
  }

  @Nullable(() => Int, 'Number of users who activated a card. Platform: `active_user`.')
  get activationUsers(): number | null {
    return int(this.raw.active_user);
  }

  @Nullable(() => Int, 'Total number of active members at the end of the day. Platform: `total_user`.')
  get totalMembers(): number | null {
    return int(this.raw.total_user);
  }

  @Nullable(
    () => Int,
    'Total number of users who have ever claimed a card, at the end of the day. Platform: `total_receive_user`.',
  )
  get totalClaimUsers(): number | null {
    return int(this.raw.total_receive_user);
  }

  @Nullable(() => Int, 'Number of new members. Platform: `new_user`.')
  get newMembers(): number | null {
    return int(this.raw.new_user);
  }

  @Nullable(
    () => CnyAmount,
    'Amount receivable, for cards with Quick Pay only. The documents do not state the unit; fen is assumed. Platform: `payOriginalFee`.',
  )
  get originalFee(): CnyAmount | null {
    return CnyAmount.from(this.originalFen);
  }

  @Nullable(
    () => CnyAmount,
    'Amount received, for cards with Quick Pay only. The documents do not state the unit; fen is assumed.',
  )
  get fee(): CnyAmount | null {
    return CnyAmount.from(this.fen);
  }

  /** The amounts as numbers, for their sums. */
  get originalFen(): number | null {
    return safeInt(this.raw.payOriginalFee);
  }

  get fen(): number | null {
    return safeInt(this.raw.fee);
  }
}
