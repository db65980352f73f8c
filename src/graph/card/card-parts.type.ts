import { Int, ObjectType } from 'type-graphql';
import type { BaseInfo, DateInfo, SwipeCard } from '../../platform/endpoints/card.wire.js';
import { isRecord } from '../../platform/is-record.js';
import { bool, instant, int, type Loose, record, text } from '../../platform/wire.js';
import { endInstant } from '../types/end-instant.js';
import { NonNull, Nullable } from '../types/field.decorators.js';
import { DateTime } from '../types/scalars.js';
import { CardValidityType, readValidityType } from './card-enums.type.js';
import { descriptionOf, meaningOf } from './field-description.js';
import { MiniProgramPage } from './mini-program.type.js';

@ObjectType({ simpleResolvers: true, description: 'The stock of a card. Platform: `sku`.' })
export class CardStock {
  @NonNull(() => Int, 'Number of cards that can still be claimed. Range: 0 to 100,000,000.')
  readonly quantity: number;

  @Nullable(() => Int, 'Total number of cards, including claimed ones.')
  readonly totalQuantity: number | null;

  private constructor(quantity: number, totalQuantity: number | null) {
    this.quantity = quantity;
    this.totalQuantity = totalQuantity;
  }

  static from(sku: unknown): CardStock | null {
    const { quantity, total_quantity } = record<BaseInfo['sku']>(sku);
    const claimable = int(quantity);
    return claimable === null ? null : new CardStock(claimable, int(total_quantity));
  }
}

@ObjectType({ simpleResolvers: true, description: 'When a card can be used. Platform: `date_info`.' })
export class CardValidity {
  readonly #wire: Loose<DateInfo>;

  private constructor(wire: Loose<DateInfo>) {
    this.#wire = wire;
  }

  static from(dateInfo: unknown): CardValidity | null {
    return isRecord(dateInfo) && Object.keys(dateInfo).length > 0 ? new CardValidity(dateInfo) : null;
  }

  @NonNull(() => CardValidityType, 'How the validity is defined.')
  get type() {
    return readValidityType(this.#wire.type) ?? 'UNKNOWN';
  }

  @Nullable(() => DateTime, descriptionOf('base_info.date_info.begin_timestamp', 'Only for `FIXED_RANGE`.'))
  get beginsAt() {
    return instant(this.#wire.begin_timestamp);
  }

  @Nullable(
    () => DateTime,
    descriptionOf(
      'base_info.date_info.end_timestamp',
      'For `FIXED_RANGE`, and for `FIXED_TERM` if all cards expire at the same time.',
    ),
  )
  get endsAt() {
    return endInstant(this.#wire.end_timestamp);
  }

  @Nullable(() => Int, descriptionOf('base_info.date_info.fixed_term', 'Only for `FIXED_TERM`.'))
  get termDays() {
    return int(this.#wire.fixed_term);
  }

  @Nullable(() => Int, descriptionOf('base_info.date_info.fixed_begin_term', 'Only for `FIXED_TERM`.'))
  get startsAfterDays() {
    return int(this.#wire.fixed_begin_term);
  }
}

@ObjectType({ simpleResolvers: true, description: 'Button or link on a card that opens a page.' })
export class CardLink {
  @Nullable(() => String, meaningOf('base_info.center_title'))
  readonly name: string | null;

  @Nullable(() => String, meaningOf('base_info.center_url'))
  readonly url: string | null;

  @Nullable(() => String, meaningOf('base_info.center_sub_title'))
  readonly subTitle: string | null;

  @Nullable(() => MiniProgramPage, 'Page in a mini program that the button or link opens. Platform: `app_brand_*`.')
  readonly miniProgram: MiniProgramPage | null;

  private constructor(
    name: string | null,
    url: string | null,
    subTitle: string | null,
    miniProgram: MiniProgramPage | null,
  ) {
    this.name = name;
    this.url = url;
    this.subTitle = subTitle;
    this.miniProgram = miniProgram;
  }

  /** Returns null if the card has no such link: all of its parts are empty. */
  static from(name: unknown, url: unknown, subTitle: unknown, miniProgram: MiniProgramPage | null): CardLink | null {
    const link = new CardLink(text(name), text(url), text(subTitle), miniProgram);
    return link.name || link.url || link.subTitle || link.miniProgram ? link : null;
  }
}

@ObjectType({ simpleResolvers: true, description: 'WeChat Pay on a member card. Platform: `swipe_card`.' })
export class CardQuickPay {
  @Nullable(() => Boolean, descriptionOf('base_info.pay_info.swipe_card.is_swipe_card'))
  readonly enabled: boolean | null;

  @Nullable(() => Boolean, descriptionOf('base_info.is_pay_and_qrcode'))
  readonly withQrcode: boolean | null;

  private constructor(enabled: boolean | null, withQrcode: boolean | null) {
    this.enabled = enabled;
    this.withQrcode = withQrcode;
  }

  /** Reads pay_info.swipe_card and base_info. Each of them takes precedence for the switch that updates send there. */
  static from(base: Loose<BaseInfo>): CardQuickPay | null {
    const { swipe_card } = record<NonNullable<BaseInfo['pay_info']>>(base.pay_info);
    const nested = record<SwipeCard>(swipe_card);
    const enabled = bool(nested.is_swipe_card ?? base.is_swipe_card);
    const withQrcode = bool(base.is_pay_and_qrcode ?? nested.is_pay_and_qrcode);
    return enabled === null && withQrcode === null ? null : new CardQuickPay(enabled, withQrcode);
  }
}
