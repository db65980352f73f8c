import type { AdvancedInfo, BaseInfo, DateInfo, OwnFields, WireCardType } from './card.wire.js';

/**
 * The payload of card/update: the fields of UPDATE_FIELDS (card.fields.ts), all optional. An update sends only changed fields. Any other
 * field fails the whole call (47001).
 */
export interface CardUpdateFields
  extends Partial<
    Pick<
      OwnFields,
      | 'background_pic_url'
      | 'supply_bonus'
      | 'supply_balance'
      | 'bonus_cleared'
      | 'bonus_rules'
      | 'bonus_url'
      | 'balance_url'
      | 'balance_rules'
      | 'prerogative'
      | 'wx_activate'
      | 'auto_activate'
      | 'activate_url'
      | 'custom_field1'
      | 'custom_field2'
      | 'custom_field3'
      | 'custom_cell1'
      | 'custom_cell2'
      | 'custom_cell3'
      | 'bonus_app_brand_user_name'
      | 'bonus_app_brand_pass'
      | 'balance_app_brand_user_name'
      | 'balance_app_brand_pass'
      | 'activate_app_brand_user_name'
      | 'activate_app_brand_pass'
      | 'wx_activate_after_submit'
      | 'wx_activate_after_submit_url'
      | 'bonus_rule'
      | 'discount'
      | 'activate_msg_operation'
      | 'modify_msg_operation'
      | 'detail'
      | 'departure_time'
      | 'landing_time'
      | 'gate'
      | 'boarding_time'
      | 'guide_url'
      | 'map_url'
    >
  > {
  base_info?: BaseInfoUpdate;
  advanced_info?: AdvancedInfoUpdate;
}

export interface BaseInfoUpdate
  extends Partial<
    Pick<
      BaseInfo,
      | 'title'
      | 'logo_url'
      | 'notice'
      | 'description'
      | 'service_phone'
      | 'color'
      | 'use_all_locations'
      | 'center_title'
      | 'center_sub_title'
      | 'center_url'
      | 'custom_url_name'
      | 'custom_url'
      | 'custom_url_sub_title'
      | 'promotion_url_name'
      | 'promotion_url'
      | 'promotion_url_sub_title'
      | 'center_app_brand_user_name'
      | 'center_app_brand_pass'
      | 'custom_app_brand_user_name'
      | 'custom_app_brand_pass'
      | 'promotion_app_brand_user_name'
      | 'promotion_app_brand_pass'
      | 'code_type'
      | 'pay_info'
      | 'is_pay_and_qrcode'
      | 'need_push_on_view'
      | 'get_limit'
      | 'can_share'
      | 'can_give_friend'
    >
  > {
  /** The text "0" clears the list. */
  location_id_list?: readonly number[] | '0';
  date_info?: DateInfoUpdate;
}

/** A fixed range, which may only be extended. */
export interface DateInfoUpdate extends Pick<DateInfo, 'begin_timestamp' | 'end_timestamp'> {
  /** DATE_TYPE_FIX_TIME_RANGE, or 1 as its older spelling (documented by member-cards 8.2). */
  type?: string | 1;
}

export interface AdvancedInfoUpdate
  extends Pick<
    AdvancedInfo,
    'abstract' | 'text_image_list' | 'business_service' | 'consume_share_self_num' | 'consume_share_card_list'
  > {
  /** Only days. The hours observed in card/get cannot be sent. */
  time_limit?: readonly { type: string }[];
}

/** A request has exactly one type key: the key of the card's type. */
export type CardUpdateRequest = { card_id: string } & { [Kind in Lowercase<WireCardType>]?: CardUpdateFields };

export interface CardUpdateAnswer {
  /** Whether the card is under review again. Absent means false: it is absent if only message operations were sent (member-cards 8.3). */
  send_check?: boolean;
}

export interface CardModifystockRequest {
  card_id: string;
  /** Both are numbers of cards, at least 0. At least one of them must be greater than 0. */
  increase_stock_value?: number;
  reduce_stock_value?: number;
}

export interface CardDeleteRequest {
  card_id: string;
}

/** A successful response that has no fields except errcode and errmsg. */
export type EmptyAnswer = Readonly<Record<never, never>>;
