import { ID, Int, ObjectType } from 'type-graphql';
import type { AdvancedInfo } from '../../platform/endpoints/card.wire.js';
import { isRecord } from '../../platform/is-record.js';
import { bool, int, type Loose, list, record, text, texts } from '../../platform/wire.js';
import { CnyAmount } from '../types/cny-amount.type.js';
import { NonNull, Nullable } from '../types/field.decorators.js';
import { CardBusinessService, CardWeekday, readBusinessService, readWeekday } from './card-enums.type.js';
import { descriptionOf, UNDOCUMENTED } from './field-description.js';

type Entry<List extends keyof AdvancedInfo> = NonNullable<AdvancedInfo[List]> extends (infer Item)[] ? Item : never;

@ObjectType({ simpleResolvers: true, description: 'Cover of a coupon.' })
export class CardCover {
  @Nullable(() => String, descriptionOf('advanced_info.abstract.abstract'))
  readonly text: string | null;

  @NonNull(() => [String], descriptionOf('advanced_info.abstract.icon_url_list'))
  readonly iconUrls: string[];

  constructor(wire: Loose<NonNullable<AdvancedInfo['abstract']>>) {
    this.text = text(wire.abstract);
    this.iconUrls = texts(wire.icon_url_list);
  }
}

@ObjectType({ simpleResolvers: true, description: 'Picture with a text, displayed below the coupon.' })
export class CardTextImage {
  @Nullable(() => String, descriptionOf('advanced_info.text_image_list[].image_url'))
  readonly imageUrl: string | null;

  @Nullable(() => String, descriptionOf('advanced_info.text_image_list[].text'))
  readonly text: string | null;

  constructor(wire: Loose<Entry<'text_image_list'>>) {
    this.imageUrl = text(wire.image_url);
    this.text = text(wire.text);
  }
}

@ObjectType({
  simpleResolvers: true,
  description: 'Day on which the coupon can be used, with the period of use on that day.',
})
export class CardTimeLimit {
  @NonNull(() => CardWeekday, 'Day of the week, or public holidays. Platform: `type`.')
  readonly day: string;

  @NonNull(() => String, "Day in the platform's spelling, even if `day` is `UNKNOWN`. Platform: `type`.")
  readonly dayRaw: string;

  @Nullable(() => Int, descriptionOf('advanced_info.time_limit[].begin_hour', UNDOCUMENTED))
  readonly beginHour: number | null;

  @Nullable(() => Int, descriptionOf('advanced_info.time_limit[].begin_minute', UNDOCUMENTED))
  readonly beginMinute: number | null;

  @Nullable(
    () => Int,
    'Hour at which the period of use ends on that day. Undocumented; observed in responses. Range: 0 to 24.',
  )
  readonly endHour: number | null;

  @Nullable(() => Int, descriptionOf('advanced_info.time_limit[].end_minute', UNDOCUMENTED))
  readonly endMinute: number | null;

  constructor(wire: Loose<Entry<'time_limit'>>) {
    this.day = readWeekday(wire.type) ?? 'UNKNOWN';
    this.dayRaw = text(wire.type) ?? '';
    this.beginHour = int(wire.begin_hour);
    this.beginMinute = int(wire.begin_minute);
    this.endHour = int(wire.end_hour);
    this.endMinute = int(wire.end_minute);
  }
}

@ObjectType({
  simpleResolvers: true,
  description: `Conditions for using the coupon. ${UNDOCUMENTED}`,
})
export class CardUseCondition {
  @Nullable(() => String, descriptionOf('advanced_info.use_condition.accept_category'))
  readonly acceptCategory: string | null;

  @Nullable(() => String, descriptionOf('advanced_info.use_condition.reject_category'))
  readonly rejectCategory: string | null;

  @Nullable(() => CnyAmount, 'Minimum spend. Platform: `least_cost`.')
  readonly minimumSpend: CnyAmount | null;

  @Nullable(() => String, descriptionOf('advanced_info.use_condition.object_use_for'))
  readonly objectUseFor: string | null;

  @Nullable(() => Boolean, descriptionOf('advanced_info.use_condition.can_use_with_other_discount'))
  readonly canUseWithOtherDiscount: boolean | null;

  constructor(wire: Loose<NonNullable<AdvancedInfo['use_condition']>>) {
    this.acceptCategory = text(wire.accept_category);
    this.rejectCategory = text(wire.reject_category);
    this.minimumSpend = CnyAmount.from(wire.least_cost);
    this.objectUseFor = text(wire.object_use_for);
    this.canUseWithOtherDiscount = bool(wire.can_use_with_other_discount);
  }
}

@ObjectType({ simpleResolvers: true, description: 'Another card that a friend receives when this one is redeemed.' })
export class RedeemGift {
  @NonNull(() => ID, descriptionOf('advanced_info.consume_share_card_list[].card_id'))
  readonly cardId: string;

  @NonNull(() => Int, 'Number of cards that the friend receives. Platform: `num`.')
  readonly count: number;

  private constructor(cardId: string, count: number) {
    this.cardId = cardId;
    this.count = count;
  }

  static from(value: unknown): RedeemGift | null {
    const { card_id, num } = record<Entry<'consume_share_card_list'>>(value);
    const cardId = text(card_id);
    return cardId === null ? null : new RedeemGift(cardId, int(num) ?? 1);
  }
}

@ObjectType({ simpleResolvers: true, description: 'Pictures, services, days of use and sharing rules of a coupon.' })
export class CardAdvancedInfo {
  readonly #wire: Loose<AdvancedInfo>;

  private constructor(wire: Loose<AdvancedInfo>) {
    this.#wire = wire;
  }

  static from(value: unknown): CardAdvancedInfo | null {
    return isRecord(value) && Object.keys(value).length > 0 ? new CardAdvancedInfo(value) : null;
  }

  @Nullable(() => CardCover, 'Cover of the coupon. Platform: `abstract`.')
  get cover() {
    return isRecord(this.#wire.abstract) ? new CardCover(this.#wire.abstract) : null;
  }

  @NonNull(() => [CardTextImage], 'Pictures with texts, displayed below the coupon. Platform: `text_image_list`.')
  get textImages() {
    return list(this.#wire.text_image_list)
      .filter(isRecord)
      .map((entry) => new CardTextImage(entry));
  }

  @NonNull(() => [CardBusinessService], descriptionOf('advanced_info.business_service'))
  get businessServices() {
    return texts(this.#wire.business_service).map(readBusinessService);
  }

  @NonNull(
    () => [CardTimeLimit],
    'Days on which the coupon can be used. Empty means every day. Platform: `time_limit`.',
  )
  get timeLimits() {
    return list(this.#wire.time_limit)
      .filter(isRecord)
      .map((entry) => new CardTimeLimit(entry));
  }

  @Nullable(() => CardUseCondition, `Conditions for using the coupon. ${UNDOCUMENTED}`)
  get useCondition() {
    return isRecord(this.#wire.use_condition) ? new CardUseCondition(this.#wire.use_condition) : null;
  }

  @Nullable(() => Int, descriptionOf('advanced_info.consume_share_self_num'))
  get redeemGiftSelfCount() {
    return int(this.#wire.consume_share_self_num);
  }

  @NonNull(
    () => [RedeemGift],
    'Other cards that a friend receives when this one is redeemed. Platform: `consume_share_card_list`.',
  )
  get redeemGifts() {
    return list(this.#wire.consume_share_card_list)
      .map(RedeemGift.from)
      .filter((entry) => entry !== null);
  }

  @Nullable(() => Boolean, "Whether the card is a friends' voucher, which is shared with all friends of its holder.")
  get shareFriends() {
    return bool(this.#wire.share_friends);
  }
}
