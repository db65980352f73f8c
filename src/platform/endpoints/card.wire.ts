/** The eleven kinds of card. A card's payload is under the lower-cased name. Source: managing-coupons. */
export const CARD_TYPES = [
  'GROUPON',
  'DISCOUNT',
  'GIFT',
  'CASH',
  'GENERAL_COUPON',
  'MEMBER_CARD',
  'SCENIC_TICKET',
  'MOVIE_TICKET',
  'BOARDING_PASS',
  'MEETING_TICKET',
  'BUS_TICKET',
] as const;
export type WireCardType = (typeof CARD_TYPES)[number];

/** The five kinds that have `advanced_info` and free-coupon statistics. Source: friends-vouchers. */
export const VOUCHER_TYPES: readonly WireCardType[] = ['GROUPON', 'DISCOUNT', 'GIFT', 'CASH', 'GENERAL_COUPON'];

/** Source: managing-coupons. */
export const CARD_STATUSES = [
  'CARD_STATUS_NOT_VERIFY',
  'CARD_STATUS_VERIFY_FAIL',
  'CARD_STATUS_VERIFY_OK',
  'CARD_STATUS_DELETE',
  'CARD_STATUS_DISPATCH',
] as const;
export type WireCardStatus = (typeof CARD_STATUSES)[number];

/** The older spellings of card statuses, with the current ones. Observed in public clients. */
export const OLDER_CARD_STATUSES: Readonly<Record<string, WireCardStatus>> = {
  CARD_STATUS_VERIFY_FALL: 'CARD_STATUS_VERIFY_FAIL',
  CARD_STATUS_USER_DELETE: 'CARD_STATUS_DELETE',
  CARD_STATUS_USER_DISPATCH: 'CARD_STATUS_DISPATCH',
};

/** The values that `status_list` of card/batchget accepts: both spellings of each status (the older ones are assumed). */
export const CARD_STATUS_FILTERS: readonly string[] = [...CARD_STATUSES, ...Object.keys(OLDER_CARD_STATUSES)];

/** Source: managing-coupons, member-cards 8.2. */
export const CODE_TYPES = [
  'CODE_TYPE_TEXT',
  'CODE_TYPE_BARCODE',
  'CODE_TYPE_QRCODE',
  'CODE_TYPE_ONLY_QRCODE',
  'CODE_TYPE_ONLY_BARCODE',
  'CODE_TYPE_NONE',
] as const;
export type WireCodeType = (typeof CODE_TYPES)[number];

/** get_custom_code_mode of a card whose codes the merchant deposits in advance. Source: the official page about creating cards. */
export const DEPOSIT_MODE = 'GET_CUSTOM_CODE_MODE_DEPOSIT';

/** Source: friends-vouchers. */
export const BUSINESS_SERVICES = [
  'BIZ_SERVICE_DELIVER',
  'BIZ_SERVICE_FREE_PARK',
  'BIZ_SERVICE_WITH_PET',
  'BIZ_SERVICE_FREE_WIFI',
] as const;

/** The days of `time_limit`. Source: friends-vouchers. */
export const WEEKDAYS = [
  'MONDAY',
  'TUESDAY',
  'WEDNESDAY',
  'THURSDAY',
  'FRIDAY',
  'SATURDAY',
  'SUNDAY',
  'HOLIDAY',
] as const;

/**
 * `_ACHIEVEMEN` and `_TIMS` are the platform's own spellings. Source: member-cards 8.2. The last two are undocumented; public clients send
 * them.
 */
export const MEMBER_FIELD_NAME_TYPES = [
  'FIELD_NAME_TYPE_LEVEL',
  'FIELD_NAME_TYPE_COUPON',
  'FIELD_NAME_TYPE_STAMP',
  'FIELD_NAME_TYPE_DISCOUNT',
  'FIELD_NAME_TYPE_ACHIEVEMEN',
  'FIELD_NAME_TYPE_MILEAGE',
  'FIELD_NAME_TYPE_SET_POINTS',
  'FIELD_NAME_TYPE_TIMS',
] as const;
export type MemberFieldNameType = (typeof MEMBER_FIELD_NAME_TYPES)[number];

/** Another spelling of a name type, with the current one. One copy of the documents has it. */
export const OTHER_NAME_TYPES: Readonly<Record<string, MemberFieldNameType>> = {
  FIELD_NAME_TYPE_TIMES: 'FIELD_NAME_TYPE_TIMS',
};

/** The colour names that card/update accepts and the hex values that card/get returns. The names are documented, the pairs are observed. */
export const COLORS: Readonly<Record<string, string>> = {
  Color010: '#63b359',
  Color020: '#2c9f67',
  Color030: '#509fc9',
  Color040: '#5885cf',
  Color050: '#9062c0',
  Color060: '#d09a45',
  Color070: '#e4b138',
  Color080: '#ee903c',
  Color081: '#f08500',
  Color082: '#a9d92d',
  Color090: '#dd6549',
  Color100: '#cc463d',
  Color101: '#cf3e36',
  Color102: '#5E6671',
};

/** Maximum stock. Source: managing-coupons. */
export const MAX_STOCK = 100_000_000;

/** Maximum number of ids in a response of card/batchget. Source: managing-coupons. */
export const BATCHGET_MAX_COUNT = 50;

/** Seconds since 1970. Text was observed as well. */
export type UnixSeconds = number;

/**
 * The older spellings of validity types, with the current ones. They are integers, and may be text in responses. Source: member-cards 8.2
 * documents 1 and 2.
 */
export const OLDER_DATE_TYPES: Readonly<Record<string, string>> = {
  1: 'DATE_TYPE_FIX_TIME_RANGE',
  2: 'DATE_TYPE_FIX_TERM',
};

export interface DateInfo {
  /** DATE_TYPE_FIX_TIME_RANGE, DATE_TYPE_FIX_TERM or DATE_TYPE_PERMANENT, or one of OLDER_DATE_TYPES. */
  type: string;
  /** Fixed range only. */
  begin_timestamp?: UnixSeconds;
  end_timestamp?: UnixSeconds;
  /** Fixed term only: the number of valid days, and the days between receipt and the first of them. */
  fixed_term?: number;
  fixed_begin_term?: number;
}

export interface SwipeCard {
  is_swipe_card?: boolean;
  is_pay_and_qrcode?: boolean;
}

export interface BaseInfo {
  id: string;
  logo_url: string;
  code_type: string;
  brand_name: string;
  title: string;
  color: string;
  notice: string;
  description: string;
  date_info: DateInfo;
  sku: { quantity: number; total_quantity?: number };
  location_id_list: number[];
  use_all_locations?: boolean;
  get_limit: number;
  /** Observed. */
  use_limit?: number;
  can_share: boolean;
  can_give_friend: boolean;
  use_custom_code?: boolean;
  /** Observed. */
  get_custom_code_mode?: string;
  bind_openid?: boolean;
  service_phone?: string;
  /** Name of the third party that created the card. */
  source?: string;
  center_title?: string;
  center_sub_title?: string;
  center_url?: string;
  custom_url_name?: string;
  custom_url?: string;
  custom_url_sub_title?: string;
  promotion_url_name?: string;
  promotion_url?: string;
  promotion_url_sub_title?: string;
  center_app_brand_user_name?: string;
  center_app_brand_pass?: string;
  custom_app_brand_user_name?: string;
  custom_app_brand_pass?: string;
  promotion_app_brand_user_name?: string;
  promotion_app_brand_pass?: string;
  status: string;
  create_time: UnixSeconds;
  update_time: UnixSeconds;
  area_code_list?: unknown[];
  /** Member cards. Observed here and in the payload. */
  need_push_on_view?: boolean;
  /** Member cards. */
  pay_info?: { swipe_card?: SwipeCard };
  /** Observed here and in pay_info.swipe_card. Updates send it here. */
  is_pay_and_qrcode?: boolean;
  /** One public library reads it here instead of under pay_info. The server reads both. */
  is_swipe_card?: boolean;
  /** Observed on older cards. */
  sub_title?: string;
  /** Cards of accounts that issue for others. */
  sub_merchant_info?: { merchant_id?: number | string };
}

export interface AdvancedInfo {
  /** Observed. Amounts are in fen. */
  use_condition?: {
    accept_category?: string;
    reject_category?: string;
    least_cost?: number;
    object_use_for?: string;
    can_use_with_other_discount?: boolean;
  };
  abstract?: { abstract?: string; icon_url_list?: string[] };
  text_image_list?: { image_url?: string; text?: string }[];
  business_service?: string[];
  /** Hours and minutes are observed. */
  time_limit?: { type: string; begin_hour?: number; begin_minute?: number; end_hour?: number; end_minute?: number }[];
  consume_share_self_num?: number;
  consume_share_card_list?: { card_id: string; num: number }[];
  share_friends?: boolean;
}

/** A page in a mini program. Observed. */
export interface MiniProgramWire {
  app_brand_user_name?: string;
  app_brand_pass?: string;
}

export interface MemberCustomField extends MiniProgramWire {
  name_type?: string;
  name?: string;
  url?: string;
}

export interface MemberCustomCell extends MiniProgramWire {
  name?: string;
  tips?: string;
  url?: string;
}

/** Amounts are in fen. */
export interface MemberBonusRule {
  cost_money_unit?: number;
  increase_bonus?: number;
  max_increase_bonus?: number;
  init_increase_bonus?: number;
  cost_bonus_unit?: number;
  reduce_money?: number;
  least_money_to_use_bonus?: number;
  max_reduce_bonus?: number;
}

/** Coupons or a link below a message to a member. Source: member-cards 8.3. */
export interface MessageOperation {
  url_cell?: {
    card_id_list?: string[];
    end_time?: UnixSeconds;
    text?: string;
    url?: string;
    app_brand_id?: string;
    app_brand_pass?: string;
  };
}

/** The fields of a payload except base_info and advanced_info. Each belongs to one kind of card unless noted otherwise. */
export interface OwnFields {
  /** GROUPON. */
  deal_detail?: string;
  /** DISCOUNT: 30 means that the holder pays 70 %. MEMBER_CARD: the same (assumed). */
  discount?: number;
  /** GIFT. */
  gift?: string;
  /** CASH, in fen. */
  least_cost?: number;
  reduce_cost?: number;
  /** GENERAL_COUPON; observed. */
  default_detail?: string;
  /** MEMBER_CARD, from here to modify_msg_operation. */
  background_pic_url?: string;
  /** Points. The English text swaps this field with supply_balance. */
  supply_bonus?: boolean;
  /** Stored value. */
  supply_balance?: boolean;
  bonus_cleared?: string;
  bonus_rules?: string;
  bonus_url?: string;
  balance_url?: string;
  balance_rules?: string;
  prerogative?: string;
  bind_old_card_url?: string;
  need_push_on_view?: boolean;
  wx_activate?: boolean;
  auto_activate?: boolean;
  activate_url?: string;
  /** Observed, from here to wx_activate_after_submit_url. */
  bonus_app_brand_user_name?: string;
  bonus_app_brand_pass?: string;
  balance_app_brand_user_name?: string;
  balance_app_brand_pass?: string;
  activate_app_brand_user_name?: string;
  activate_app_brand_pass?: string;
  wx_activate_after_submit?: boolean;
  wx_activate_after_submit_url?: string;
  custom_field1?: MemberCustomField;
  custom_field2?: MemberCustomField;
  custom_field3?: MemberCustomField;
  custom_cell1?: MemberCustomCell;
  /** Observed. */
  custom_cell2?: MemberCustomCell;
  custom_cell3?: MemberCustomCell;
  bonus_rule?: MemberBonusRule;
  activate_msg_operation?: MessageOperation;
  modify_msg_operation?: MessageOperation;
  /** SCENIC_TICKET; ticket_class is observed. */
  ticket_class?: string;
  guide_url?: string;
  /** MOVIE_TICKET, and BUS_TICKET if the platform sends one. */
  detail?: string;
  /** BOARDING_PASS; air_model is observed. */
  from?: string;
  to?: string;
  flight?: string;
  air_model?: string;
  departure_time?: UnixSeconds;
  landing_time?: UnixSeconds;
  check_in_url?: string;
  gate?: string;
  boarding_time?: UnixSeconds;
  /** MEETING_TICKET. */
  meeting_detail?: string;
  map_url?: string;
}

export interface CardPayload extends OwnFields {
  base_info: BaseInfo;
  advanced_info?: AdvancedInfo;
}

/** A card: its type, and its payload under the lower-cased type. */
export type CardObject = { card_type: string } & { [Kind in Lowercase<WireCardType>]?: CardPayload };

export interface CardGetRequest {
  card_id: string;
}
export interface CardGetAnswer {
  card: CardObject;
}

export interface CardBatchgetRequest {
  /** Starts at 0. */
  offset: number;
  /** At most 50. */
  count: number;
  /** Defaults to all statuses. */
  status_list?: string[];
}
export interface CardBatchgetAnswer {
  card_id_list: string[];
  /** Number of the merchant's cards. May ignore status_list. */
  total_num: number;
}

/** Returns the key of the payload in a card of this kind. */
export function payloadKey(cardType: string): string {
  return cardType.toLowerCase();
}
