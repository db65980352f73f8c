import { Directive, ID, Int, ObjectType } from 'type-graphql';
import { CARD_ID } from '../../platform/endpoint.js';
import { type BaseInfo, type CardGetAnswer, type CardPayload, payloadKey } from '../../platform/endpoints/card.wire.js';
import { isRecord } from '../../platform/is-record.js';
import { bool, instant, int, type Loose, record, text, texts } from '../../platform/wire.js';
import { NonNull, Nullable } from '../types/field.decorators.js';
import { DateTime, JSONObject } from '../types/scalars.js';
import { CardAdvancedInfo } from './advanced-info.type.js';
import {
  CardCodeMode,
  CardStatus,
  CardType,
  CodeType,
  cardStatuses,
  readCardType,
  readCodeMode,
  readCodeType,
} from './card-enums.type.js';
import { CardLink, CardQuickPay, CardStock, CardValidity } from './card-parts.type.js';
import { CardDetails, detailsOf } from './details.type.js';
import { descriptionOf, UNDOCUMENTED } from './field-description.js';
import { MiniProgramPage } from './mini-program.type.js';

/** Maximum UTF-8 bytes of a card_id. */
export const CARD_ID_BYTES = CARD_ID.maxUtf8Bytes;

@Directive('@key(fields: "id")')
@ObjectType({
  simpleResolvers: true,
  description:
    'A coupon, ticket or member card that the merchant created. Users hold codes of it. A reference to a card costs one ' +
    'call of `card/get` if the selection contains more than `id`.',
})
export class Card {
  /** The fields of a reference, which need no call. */
  static readonly keys: ReadonlySet<string> = new Set(['id']);

  @NonNull(() => ID, 'Id of the card, unique within one account. Platform: `card_id`.')
  readonly id: string;

  /** Seconds since the platform returned the card, if it is served stale from the cache. */
  readonly staleSeconds: number | undefined;

  readonly #card: Loose<CardGetAnswer['card']>;
  readonly #payload: Loose<CardPayload>;
  readonly #base: Loose<BaseInfo>;

  private constructor(id: string, card: Loose<CardGetAnswer['card']>, staleSeconds?: number) {
    this.id = id;
    this.staleSeconds = staleSeconds;
    this.#card = card;
    this.#payload = payloadOf(card);
    this.#base = record<BaseInfo>(this.#payload.base_info);
  }

  /** Creates a card with the requested id from a response of card/get. Returns null if the response has no card. */
  static from(id: string, response: Loose<CardGetAnswer>, staleSeconds?: number): Card | null {
    return isRecord(response.card) ? new Card(id, response.card, staleSeconds) : null;
  }

  /** Creates a reference to a card, which has only an id. */
  static reference(id: string): Card {
    return new Card(id, {});
  }

  @Nullable(() => CardType, 'Type of the card. Platform: `card_type`.')
  get type() {
    return readCardType(this.#card.card_type);
  }

  @Nullable(
    () => String,
    "Type of the card in the platform's spelling, even if `type` is `UNKNOWN`. Platform: `card_type`.",
  )
  get typeRaw() {
    return text(this.#card.card_type);
  }

  @Nullable(() => String, descriptionOf('base_info.title'))
  get title() {
    return text(this.#base.title);
  }

  @Nullable(() => String, 'Subtitle of the card. Undocumented; observed on older cards. Platform: `sub_title`.')
  get subTitle() {
    return text(this.#base.sub_title);
  }

  @Nullable(() => String, descriptionOf('base_info.brand_name'))
  get brandName() {
    return text(this.#base.brand_name);
  }

  @Nullable(() => String, descriptionOf('base_info.logo_url'))
  get logoUrl() {
    return text(this.#base.logo_url);
  }

  @Nullable(() => String, descriptionOf('base_info.color', 'Returned as `#RRGGBB`.'))
  get color() {
    return text(this.#base.color);
  }

  @Nullable(() => String, descriptionOf('base_info.notice'))
  get notice() {
    return text(this.#base.notice);
  }

  @Nullable(() => String, descriptionOf('base_info.description'))
  get description() {
    return text(this.#base.description);
  }

  @Nullable(() => CardStatus, 'Status of the card in its life cycle, from review to deletion.')
  get status() {
    return cardStatuses.read(this.#base.status);
  }

  @Nullable(() => String, "Status in the platform's spelling, even if `status` is `UNKNOWN`. Platform: `status`.")
  get statusRaw() {
    return text(this.#base.status);
  }

  @Nullable(() => CodeType, descriptionOf('base_info.code_type'))
  get codeType() {
    return readCodeType(this.#base.code_type);
  }

  @Nullable(
    () => CardStock,
    'Stock of the card: the number that can still be claimed, and the total number. Platform: `sku`.',
  )
  get stock() {
    return CardStock.from(this.#base.sku);
  }

  @Nullable(() => CardValidity, 'When the card can be used. Platform: `date_info`.')
  get validity() {
    return CardValidity.from(this.#base.date_info);
  }

  @Nullable(() => Int, descriptionOf('base_info.get_limit'))
  get claimLimit() {
    return int(this.#base.get_limit);
  }

  @Nullable(
    () => Int,
    `Maximum number of codes of this card that one user may redeem. ${UNDOCUMENTED} Platform: \`use_limit\`.`,
  )
  get redeemLimit() {
    return int(this.#base.use_limit);
  }

  @Nullable(() => Boolean, descriptionOf('base_info.can_share'))
  get canShare() {
    return bool(this.#base.can_share);
  }

  @Nullable(() => Boolean, descriptionOf('base_info.can_give_friend'))
  get canGift() {
    return bool(this.#base.can_give_friend);
  }

  @Nullable(
    () => Boolean,
    'Whether the merchant generates the codes (custom codes). If so, lookups of a code also need the id of the card.',
  )
  get useCustomCode() {
    return bool(this.#base.use_custom_code);
  }

  @Nullable(
    () => CardCodeMode,
    'Source of the codes. Takes precedence over `useCustomCode`. Null if the platform sends neither. Platform: `get_custom_code_mode`.',
  )
  get codeMode() {
    return readCodeMode(this.#base.get_custom_code_mode, this.#base.use_custom_code);
  }

  @Nullable(
    () => String,
    "Mode of custom codes in the platform's spelling, even if `codeMode` is `UNKNOWN`. Platform: `get_custom_code_mode`.",
  )
  get codeModeRaw() {
    return text(this.#base.get_custom_code_mode);
  }

  @Nullable(() => ID, 'Id of the sub-merchant for whom the card was created. Platform: `merchant_id`.')
  get subMerchantId() {
    return text(record<NonNullable<BaseInfo['sub_merchant_info']>>(this.#base.sub_merchant_info).merchant_id);
  }

  @Nullable(() => Boolean, descriptionOf('base_info.bind_openid'))
  get bindOpenid() {
    return bool(this.#base.bind_openid);
  }

  @Nullable(() => String, descriptionOf('base_info.service_phone'))
  get servicePhone() {
    return text(this.#base.service_phone);
  }

  @Nullable(() => String, 'Name of the third party that created the card. Platform: `source`.')
  get thirdPartyName() {
    return text(this.#base.source);
  }

  @Nullable(
    () => [ID],
    'Ids of the shops that accept the card. Empty if no shops are specified. Platform: `location_id_list`.',
  )
  get locationIds() {
    return Array.isArray(this.#base.location_id_list) ? texts(this.#base.location_id_list) : null;
  }

  @Nullable(() => Boolean, descriptionOf('base_info.use_all_locations'))
  get useAllLocations() {
    return bool(this.#base.use_all_locations);
  }

  @Nullable(
    () => CardLink,
    'Button in the middle of the card. Platform: `center_title`, `center_url`, `center_sub_title`.',
  )
  get center() {
    const { center_title, center_url, center_sub_title, center_app_brand_user_name, center_app_brand_pass } =
      this.#base;
    const page = MiniProgramPage.from(center_app_brand_user_name, center_app_brand_pass);
    return CardLink.from(center_title, center_url, center_sub_title, page);
  }

  @Nullable(
    () => CardLink,
    'Custom link on the card. Platform: `custom_url_name`, `custom_url`, `custom_url_sub_title`.',
  )
  get customLink() {
    const { custom_url_name, custom_url, custom_url_sub_title } = this.#base;
    const page = MiniProgramPage.from(this.#base.custom_app_brand_user_name, this.#base.custom_app_brand_pass);
    return CardLink.from(custom_url_name, custom_url, custom_url_sub_title, page);
  }

  @Nullable(
    () => CardLink,
    'Promotion link on the card. Platform: `promotion_url_name`, `promotion_url`, `promotion_url_sub_title`.',
  )
  get promotionLink() {
    const { promotion_url_name, promotion_url, promotion_url_sub_title } = this.#base;
    const page = MiniProgramPage.from(this.#base.promotion_app_brand_user_name, this.#base.promotion_app_brand_pass);
    return CardLink.from(promotion_url_name, promotion_url, promotion_url_sub_title, page);
  }

  @Nullable(() => CardQuickPay, 'WeChat Pay on the card. Member cards only. Platform: `swipe_card`.')
  get quickPay() {
    return CardQuickPay.from(this.#base);
  }

  @Nullable(() => CardAdvancedInfo, 'Pictures, services, days of use and sharing rules. Coupons only.')
  get advancedInfo() {
    return CardAdvancedInfo.from(this.#payload.advanced_info);
  }

  @Nullable(() => CardDetails, 'Fields that only this type of card has. `null` if `type` is `UNKNOWN`.')
  get details() {
    return detailsOf(this.type, this.#payload);
  }

  @Nullable(() => DateTime, 'When the card was created. Platform: `create_time`.')
  get createdAt() {
    return instant(this.#base.create_time);
  }

  @Nullable(() => DateTime, 'When the card was last changed. Platform: `update_time`.')
  get updatedAt() {
    return instant(this.#base.update_time);
  }

  @Directive('@tag(name: "internal")')
  @Nullable(() => JSONObject, 'The card as the platform sent it, including fields that this schema does not have.')
  get raw() {
    return this.#card;
  }
}

/** Returns the payload: the object under the lower-cased type or, without that key, the first object that has a base_info. */
export function payloadOf(card: Loose<CardGetAnswer['card']>): Loose<CardPayload> {
  const key = payloadKey(text(card.card_type) ?? '');
  // An inherited key, such as `constructor`, is not a payload.
  const named = Object.hasOwn(card, key) ? (card as Record<string, unknown>)[key] : undefined;
  if (isRecord(named)) return named;
  return record(Object.values(card).find((value) => isRecord(value) && isRecord(value.base_info)));
}
