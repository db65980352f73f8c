import { ID, Int, ObjectType } from 'type-graphql';
import type { AdvancedInfo } from '../../platform/endpoints/card.wire.js';
import { isRecord } from '../../platform/is-record.js';
import { bool, int, type Loose, list, record, text, texts } from '../../platform/wire.js';
import { CnyAmount } from '../types/cny-amount.type.js';
import { NonNull, Nullable } from '../types/field.decorators.js';
import { CardBusinessService, CardWeekday, readBusinessService, readWeekday } from './card-enums.type.js';

type Entry<List extends keyof AdvancedInfo> = NonNullable<AdvancedInfo[List]> extends (infer Item)[] ? Item : never;

@ObjectType({ simpleResolvers: true, description: 'The cover of a coupon.' })
export class CardCover {
  @Nullable(() => String, 'A short text.')
  readonly text: string | null;

  @NonNull(() => [String], 'URLs of the cover pictures.')
  readonly iconUrls: string[];

  constructor(wire: Loose<NonNullable<AdvancedInfo['abstract']>>) {
    this.text = text(wire.abstract);
    this.iconUrls = texts(wire.icon_url_list);
  }
}

@ObjectType({ simpleResolvers: true, description: 'A picture with a text under the coupon.' })
export class CardTextImage {
  @Nullable(() => String, 'URL of the picture.')
  readonly imageUrl: string | null;

  @Nullable(() => String, 'The text, at most 5,000 characters.')
  readonly text: string | null;

  constructor(wire: Loose<Entry<'text_image_list'>>) {
    this.imageUrl = text(wire.image_url);
    this.text = text(wire.text);
  }
}

@ObjectType({ simpleResolvers: true, description: 'A day on which the coupon can be used.' })
export class CardTimeLimit {
  @NonNull(() => CardWeekday, 'The day.')
  readonly day: string;

  @NonNull(() => String, 'The day as the platform spells it, also where day is UNKNOWN.')
  readonly dayRaw: string;

  @Nullable(() => Int, 'Hour of the day, 0 to 23. Hours and minutes are observed, not in the documents.')
  readonly beginHour: number | null;

  @Nullable(() => Int, 'Minute of the hour, 0 to 59.')
  readonly beginMinute: number | null;

  @Nullable(() => Int, 'Hour of the day, 0 to 24.')
  readonly endHour: number | null;

  @Nullable(() => Int, 'Minute of the hour, 0 to 59.')
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
  description: 'When and on what the coupon may be used. Observed, not in the documents.',
})
export class CardUseCondition {
  @Nullable(() => String, 'Goods that it may be used on.')
  readonly acceptCategory: string | null;

  @Nullable(() => String, 'Goods that it may not be used on.')
  readonly rejectCategory: string | null;

  @Nullable(() => CnyAmount, 'The least that must be spent.')
  readonly minimumSpend: CnyAmount | null;

  @Nullable(() => String, 'What it can be exchanged for.')
  readonly objectUseFor: string | null;

  @Nullable(() => Boolean, 'Whether it may be used together with other discounts.')
  readonly canUseWithOtherDiscount: boolean | null;

  constructor(wire: Loose<NonNullable<AdvancedInfo['use_condition']>>) {
    this.acceptCategory = text(wire.accept_category);
    this.rejectCategory = text(wire.reject_category);
    this.minimumSpend = CnyAmount.from(wire.least_cost);
    this.objectUseFor = text(wire.object_use_for);
    this.canUseWithOtherDiscount = bool(wire.can_use_with_other_discount);
  }
}

@ObjectType({ simpleResolvers: true, description: 'Another card that a friend receives when this one is used.' })
export class RedeemGift {
  @NonNull(() => ID, 'The card_id of the shared card.')
  readonly cardId: string;

  @NonNull(() => Int, 'How many of it.')
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

  @Nullable(() => CardCover, 'The cover.')
  get cover() {
    return isRecord(this.#wire.abstract) ? new CardCover(this.#wire.abstract) : null;
  }

  @NonNull(() => [CardTextImage], 'Pictures with texts.')
  get textImages() {
    return list(this.#wire.text_image_list)
      .filter(isRecord)
      .map((entry) => new CardTextImage(entry));
  }

  @NonNull(() => [CardBusinessService], 'Services of the shops.')
  get businessServices() {
    return texts(this.#wire.business_service).map(readBusinessService);
  }

  @NonNull(() => [CardTimeLimit], 'Days of use; empty: every day.')
  get timeLimits() {
    return list(this.#wire.time_limit)
      .filter(isRecord)
      .map((entry) => new CardTimeLimit(entry));
  }

  @Nullable(() => CardUseCondition, 'When and on what it may be used; observed, not in the documents.')
  get useCondition() {
    return isRecord(this.#wire.use_condition) ? new CardUseCondition(this.#wire.use_condition) : null;
  }

  @Nullable(() => Int, 'How many of this same card a friend receives when one is used, 0 or 1.')
  get redeemGiftSelfCount() {
    return int(this.#wire.consume_share_self_num);
  }

  @NonNull(() => [RedeemGift], 'Other cards that a friend receives when one is used.')
  get redeemGifts() {
    return list(this.#wire.consume_share_card_list)
      .map(RedeemGift.from)
      .filter((entry) => entry !== null);
  }

  @Nullable(() => Boolean, "Whether it is a friends' voucher, shared with all friends of its holder.")
  get shareFriends() {
    return bool(this.#wire.share_friends);
  }
}
