import type { AdvancedInfo, BaseInfo, DateInfo, MemberCustomField, OwnFields, WireCardType } from './card.wire.js';

/** A page of a mini program, with the prefix of its two fields. */
type MiniProgramFields<Prefix extends string = ''> = {
  [Field in `${Prefix}app_brand_user_name` | `${Prefix}app_brand_pass`]?: string;
};

type NewCustomField = MemberCustomField & MiniProgramFields;
type NewCustomCell = { name?: string; tips?: string; url?: string } & MiniProgramFields;

/** The base_info of a new card. */
export interface BaseInfoCreate
  extends Pick<
      BaseInfo,
      'logo_url' | 'brand_name' | 'code_type' | 'title' | 'color' | 'notice' | 'description' | 'date_info'
    >,
    Partial<
      Pick<
        BaseInfo,
        | 'location_id_list'
        | 'use_all_locations'
        | 'get_limit'
        | 'use_limit'
        | 'can_share'
        | 'can_give_friend'
        | 'use_custom_code'
        | 'get_custom_code_mode'
        | 'bind_openid'
        | 'service_phone'
        | 'source'
        | 'center_title'
        | 'center_sub_title'
        | 'center_url'
        | 'custom_url_name'
        | 'custom_url'
        | 'custom_url_sub_title'
        | 'promotion_url_name'
        | 'promotion_url'
        | 'promotion_url_sub_title'
        | 'need_push_on_view'
        | 'pay_info'
        | 'is_pay_and_qrcode'
      >
    >,
    MiniProgramFields<'center_' | 'custom_' | 'promotion_'> {
  sku: { quantity: number };
  /** Only the fields of its type. Any other field is 47001. */
  date_info: DateInfo;
  /** Observed. */
  sub_title?: string;
  sub_merchant_info?: { merchant_id: number };
}

/** The payload of a new card: the fields of CREATE_FIELDS (card.fields.ts). Any other field fails the whole call (47001). */
export interface CardCreateFields
  extends Partial<
      Omit<
        OwnFields,
        | 'custom_field1'
        | 'custom_field2'
        | 'custom_field3'
        | 'custom_cell1'
        | 'need_push_on_view'
        | 'activate_msg_operation'
        | 'modify_msg_operation'
        | 'departure_time'
        | 'landing_time'
      >
    >,
    MiniProgramFields<'bonus_' | 'balance_' | 'activate_'> {
  base_info: BaseInfoCreate;
  advanced_info?: AdvancedInfo;
  custom_field1?: NewCustomField;
  custom_field2?: NewCustomField;
  custom_field3?: NewCustomField;
  custom_cell1?: NewCustomCell;
  custom_cell2?: NewCustomCell;
  custom_cell3?: NewCustomCell;
  wx_activate_after_submit?: boolean;
  wx_activate_after_submit_url?: string;
  /** Digits as text in the documents. Numbers are accepted too. */
  departure_time?: string | number;
  landing_time?: string | number;
}

/** A new card: its type, and its payload under the lower-cased type. */
export type NewCardObject = { card_type: WireCardType } & { [Kind in Lowercase<WireCardType>]?: CardCreateFields };

export interface CardCreateRequest {
  card: NewCardObject;
}

export interface CardCreateAnswer {
  card_id: string;
}
