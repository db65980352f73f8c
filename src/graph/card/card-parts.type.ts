import { Int, ObjectType } from 'type-graphql';
import type { BaseInfo, DateInfo, SwipeCard } from '../../platform/endpoints/card.wire.js';
import { isRecord } from '../../platform/is-record.js';
import { bool, instant, int, type Loose, record, text } from '../../platform/wire.js';
import { NonNull, Nullable } from '../types/field.decorators.js';
import { DateTime } from '../types/scalars.js';
import { CardValidityType, readValidityType } from './card-enums.type.js';

@ObjectType({ simpleResolvers: true, description: 'How many of a card there are.' })
export class CardStock {
  @NonNull(() => Int, 'How many can still be claimed, 0 to 100,000,000.')
  readonly quantity: number;

  @Nullable(() => Int, 'How many there were in all, claimed ones included.')
  readonly totalQuantity: number | null;

  private constructor(quantity: number, totalQuantity: number | null) {
    this.quantity = quantity;
    this.totalQuantity = totalQuantity;
  }

  static from(sku: unknown): CardStock | null {
    const { quantity, total_quantity } = record<BaseInfo['sku']>(sku);
    const left = int(quantity);
    return left === null ? null : new CardStock(left, int(total_quantity));
  }
}

@ObjectType({ simpleResolvers: true, description: 'When a card can be used.' })
export class CardValidity {
  readonly #wire: Loose<DateInfo>;

  private constructor(wire: Loose<DateInfo>) {
    this.#wire = wire;
  }

  static from(dateInfo: unknown): CardValidity | null {
    return isRecord(dateInfo) && Object.keys(dateInfo).length > 0 ? new CardValidity(dateInfo) : null;
  }

  @NonNull(() => CardValidityType, 'How the time is set.')
  get type() {
    return readValidityType(this.#wire.type) ?? 'UNKNOWN';
  }

  @Nullable(() => DateTime, 'Fixed range only: from when on.')
  get beginsAt() {
    return instant(this.#wire.begin_timestamp);
  }

  @Nullable(() => DateTime, 'Fixed range only: until when.')
  get endsAt() {
    return instant(this.#wire.end_timestamp);
  }

  @Nullable(() => Int, 'Fixed term only: days valid from the day of receipt.')
  get termDays() {
    return int(this.#wire.fixed_term);
  }

  @Nullable(() => Int, 'Fixed term only: days from receipt until it starts; 0: on the day of receipt.')
  get startsAfterDays() {
    return int(this.#wire.fixed_begin_term);
  }
}

@ObjectType({ simpleResolvers: true, description: 'A button or an entry on a card that leads to a page.' })
export class CardLink {
  @Nullable(() => String, 'What it says.')
  readonly name: string | null;

  @Nullable(() => String, 'Where it leads.')
  readonly url: string | null;

  @Nullable(() => String, 'A short text beside it.')
  readonly subTitle: string | null;

  private constructor(name: string | null, url: string | null, subTitle: string | null) {
    this.name = name;
    this.url = url;
    this.subTitle = subTitle;
  }

  /** null when the card has none: no part of it holds a text. */
  static from(name: unknown, url: unknown, subTitle: unknown): CardLink | null {
    const link = new CardLink(text(name), text(url), text(subTitle));
    return link.name || link.url || link.subTitle ? link : null;
  }
}

@ObjectType({ simpleResolvers: true, description: 'WeChat Pay on a member card.' })
export class CardQuickPay {
  @Nullable(() => Boolean, 'Whether using the card opens WeChat Pay.')
  readonly enabled: boolean | null;

  @Nullable(() => Boolean, "Whether the central button supports both WeChat Pay and the member card's QR code.")
  readonly withQrcode: boolean | null;

  private constructor(enabled: boolean | null, withQrcode: boolean | null) {
    this.enabled = enabled;
    this.withQrcode = withQrcode;
  }

  /** From pay_info.swipe_card, or from base_info itself where one public library reads it. */
  static from(base: Loose<BaseInfo>): CardQuickPay | null {
    const { swipe_card } = record<NonNullable<BaseInfo['pay_info']>>(base.pay_info);
    const nested = record<SwipeCard>(swipe_card);
    const enabled = bool(nested.is_swipe_card ?? base.is_swipe_card);
    const withQrcode = bool(nested.is_pay_and_qrcode ?? base.is_pay_and_qrcode);
    return enabled === null && withQrcode === null ? null : new CardQuickPay(enabled, withQrcode);
  }
}
