import { Directive, ID, Int, ObjectType } from 'type-graphql';
import { CARD_ID } from '../../platform/endpoint.js';
import { type BaseInfo, type CardGetAnswer, type CardPayload, payloadKey } from '../../platform/endpoints/card.wire.js';
import { isRecord } from '../../platform/is-record.js';
import { bool, instant, int, type Loose, record, text, texts } from '../../platform/wire.js';
import { NonNull, Nullable } from '../types/field.decorators.js';
import { DateTime, JSONObject } from '../types/scalars.js';
import { CardAdvancedInfo } from './advanced-info.type.js';
import { CardStatus, CardType, CodeType, cardStatuses, readCardType, readCodeType } from './card-enums.type.js';
import { CardLink, CardQuickPay, CardStock, CardValidity } from './card-parts.type.js';
import { CardDetails, detailsOf } from './details.type.js';

/** Bytes of a card_id at the most. */
export const CARD_ID_BYTES = CARD_ID.maxUtf8Bytes;

@Directive('@key(fields: "id")')
@ObjectType({
  simpleResolvers: true,
  description:
    'A kind of card that the merchant made: a coupon, a ticket or a member card; what users hold are its codes. ' +
    'Where a card is known by its id, it costs one call only if the selection asks for more than id.',
})
export class Card {
  /** What a reference to a card holds without a call. */
  static readonly keys: ReadonlySet<string> = new Set(['id']);

  @NonNull(() => ID, 'The card_id. Unique within one account only.')
  readonly id: string;

  /** Seconds since the platform told of it, where it did not do so now. */
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

  /** A card from card/get's answer, under the id that was asked for; null when the answer holds none. */
  static from(id: string, answer: Loose<CardGetAnswer>, staleSeconds?: number): Card | null {
    return isRecord(answer.card) ? new Card(id, answer.card, staleSeconds) : null;
  }

  /** A card of which only the id is known and asked for. */
  static reference(id: string): Card {
    return new Card(id, {});
  }

  @Nullable(() => CardType, 'The kind of the card.')
  get type() {
    return readCardType(this.#card.card_type);
  }

  @Nullable(() => String, 'card_type as the platform spells it, also where type is UNKNOWN.')
  get typeRaw() {
    return text(this.#card.card_type);
  }

  @Nullable(() => String, 'Name of the card, at most 27 bytes (9 Chinese characters).')
  get title() {
    return text(this.#base.title);
  }

  @Nullable(() => String, 'Name of the merchant that gives the service.')
  get brandName() {
    return text(this.#base.brand_name);
  }

  @Nullable(() => String, "URL of the merchant's logo.")
  get logoUrl() {
    return text(this.#base.logo_url);
  }

  @Nullable(() => String, 'Background colour, as the platform shows it: #RRGGBB.')
  get color() {
    return text(this.#base.color);
  }

  @Nullable(() => String, 'What to do at the till, at most 48 bytes (16 Chinese characters).')
  get notice() {
    return text(this.#base.notice);
  }

  @Nullable(() => String, 'How the card is used: a long text with line breaks.')
  get description() {
    return text(this.#base.description);
  }

  @Nullable(() => CardStatus, 'Where the card stands between review and deletion.')
  get status() {
    return cardStatuses.read(this.#base.status);
  }

  @Nullable(() => String, 'status as the platform spells it, also where status is UNKNOWN.')
  get statusRaw() {
    return text(this.#base.status);
  }

  @Nullable(() => CodeType, 'How the code is shown at the till.')
  get codeType() {
    return readCodeType(this.#base.code_type);
  }

  @Nullable(() => CardStock, 'How many are left and how many there were.')
  get stock() {
    return CardStock.from(this.#base.sku);
  }

  @Nullable(() => CardValidity, 'When it can be used.')
  get validity() {
    return CardValidity.from(this.#base.date_info);
  }

  @Nullable(() => Int, 'How many one user may claim, 1 to 50.')
  get claimLimit() {
    return int(this.#base.get_limit);
  }

  @Nullable(() => Int, 'How many one user may use. Observed, not in the documents.')
  get redeemLimit() {
    return int(this.#base.use_limit);
  }

  @Nullable(() => Boolean, 'Whether the page on which it is claimed can be shared.')
  get canShare() {
    return bool(this.#base.can_share);
  }

  @Nullable(() => Boolean, 'Whether a user may give it to a friend.')
  get canGift() {
    return bool(this.#base.can_give_friend);
  }

  @Nullable(() => Boolean, 'Whether its codes are made by the merchant: then calls about a code need the card as well.')
  get useCustomCode() {
    return bool(this.#base.use_custom_code);
  }

  @Nullable(() => Boolean, 'Whether only users named by the merchant may claim it.')
  get bindOpenid() {
    return bool(this.#base.bind_openid);
  }

  @Nullable(() => String, 'Customer service phone number.')
  get servicePhone() {
    return text(this.#base.service_phone);
  }

  @Nullable(() => String, 'Name of the third party that made the card.')
  get thirdPartyName() {
    return text(this.#base.source);
  }

  @Nullable(() => [ID], 'Ids of the shops that take it; empty: none are named.')
  get locationIds() {
    return Array.isArray(this.#base.location_id_list) ? texts(this.#base.location_id_list) : null;
  }

  @Nullable(() => Boolean, 'Whether all shops of the merchant take it, in place of those in locationIds.')
  get useAllLocations() {
    return bool(this.#base.use_all_locations);
  }

  @Nullable(() => CardLink, 'The button in the middle of the card.')
  get center() {
    return CardLink.from(this.#base.center_title, this.#base.center_url, this.#base.center_sub_title);
  }

  @Nullable(() => CardLink, 'A link of the merchant on the card.')
  get customLink() {
    return CardLink.from(this.#base.custom_url_name, this.#base.custom_url, this.#base.custom_url_sub_title);
  }

  @Nullable(() => CardLink, 'A link to a promotion on the card.')
  get promotionLink() {
    return CardLink.from(this.#base.promotion_url_name, this.#base.promotion_url, this.#base.promotion_url_sub_title);
  }

  @Nullable(() => CardQuickPay, 'WeChat Pay on a member card.')
  get quickPay() {
    return CardQuickPay.from(this.#base);
  }

  @Nullable(() => CardAdvancedInfo, 'Pictures, services, days of use and sharing rules; coupons only.')
  get advancedInfo() {
    return CardAdvancedInfo.from(this.#payload.advanced_info);
  }

  @Nullable(() => CardDetails, 'The fields of this kind alone; null for a kind that this server does not know.')
  get details() {
    return detailsOf(this.type, this.#payload);
  }

  @Nullable(() => DateTime, 'When the card was made.')
  get createdAt() {
    return instant(this.#base.create_time);
  }

  @Nullable(() => DateTime, 'When the card was last changed.')
  get updatedAt() {
    return instant(this.#base.update_time);
  }

  @Directive('@tag(name: "internal")')
  @Nullable(
    () => JSONObject,
    'The card exactly as the platform sent it, with the fields that this schema does not name.',
  )
  get raw() {
    return this.#card;
  }
}

/** The payload stands under the lower-cased type; where no such key is, under the one that holds a base_info. */
export function payloadOf(card: Loose<CardGetAnswer['card']>): Loose<CardPayload> {
  const key = payloadKey(text(card.card_type) ?? '');
  // A key that every object inherits is no payload.
  const named = Object.hasOwn(card, key) ? (card as Record<string, unknown>)[key] : undefined;
  if (isRecord(named)) return named;
  return record(Object.values(card).find((value) => isRecord(value) && isRecord(value.base_info)));
}
