import { isRecord } from '../is-record.js';
import {
  BUSINESS_SERVICES,
  CODE_TYPES,
  MEMBER_FIELD_NAME_TYPES,
  VOUCHER_TYPES,
  WEEKDAYS,
  type WireCardType,
} from './card.wire.js';

/** The only type of validity that an update may name. Source: managing-coupons. */
export const UPDATABLE_DATE_TYPES = ['DATE_TYPE_FIX_TIME_RANGE'] as const;

/** Which kinds of card a field belongs to: member cards, all others, the five vouchers, or one kind alone. */
export type FieldKinds =
  | 'member'
  | 'coupon'
  | 'voucher'
  | 'MOVIE_TICKET'
  | 'BOARDING_PASS'
  | 'SCENIC_TICKET'
  | 'MEETING_TICKET';

/**
 * One field that card/update accepts, for some kinds of card. What no row names cannot be updated and fails the whole
 * call (47001).
 */
export interface UpdateField {
  /** Path below the payload; `[]` after a list stands for each of its entries. */
  readonly path: string;
  readonly kinds: FieldKinds;
  readonly type: 'string' | 'int' | 'bool' | 'unixSeconds' | 'enum' | 'enum[]' | 'int[]' | 'string[]';
  /** Whether sending the field puts the card back under review (send_check, CARD_STATUS_NOT_VERIFY). */
  readonly review: boolean;
  /** UTF-8 bytes; of a list, those of all its entries joined with commas (assumed). */
  readonly maxUtf8Bytes?: number;
  /** Characters, where the documents count those. */
  readonly maxCharacters?: number;
  /** Smallest and largest integer; of a list, its shortest and longest length. */
  readonly min?: number;
  readonly max?: number;
  /** Of a field of list entries: entries of its list at the most. */
  readonly maxEntries?: number;
  /** The only texts taken. */
  readonly values?: readonly string[];
  /** A colour: a name of COLORS or #RRGGBB; another name is 40076. */
  readonly color?: true;
  /** A URL of this host; another is 40141 (assumed). */
  readonly host?: string;
  /** May change from false to true only; back is 40135. */
  readonly onlyOn?: true;
  /** What is sent to empty the field (of a list entry's field: the list as a whole); absent: it cannot be emptied. */
  readonly clear?: '' | '0' | readonly [];
  readonly source: string;
  readonly note?: string;
}

/**
 * Every field that card/update accepts. Where the documents contradict each other, member-cards rules for member cards,
 * friends-vouchers for advanced_info. Its documents say review=yes for the whole of advanced_info; here its leaves rule
 * (assumed).
 */
export const UPDATE_FIELDS: readonly UpdateField[] = [
  {
    path: 'base_info.title',
    kinds: 'member',
    type: 'string',
    review: true,
    maxUtf8Bytes: 27,
    source: 'member-cards 8.2',
    note: 'at most nine Chinese characters',
  },
  {
    path: 'base_info.logo_url',
    kinds: 'coupon',
    type: 'string',
    review: true,
    maxUtf8Bytes: 128,
    source: 'managing-coupons, friends-vouchers',
  },
  {
    path: 'base_info.logo_url',
    kinds: 'member',
    type: 'string',
    review: false,
    maxUtf8Bytes: 128,
    source: 'member-cards 8.2',
  },
  {
    path: 'base_info.notice',
    kinds: 'coupon',
    type: 'string',
    review: true,
    maxUtf8Bytes: 48,
    clear: '',
    source: 'managing-coupons, friends-vouchers',
    note: 'at most 16 Chinese characters; the documents also say 32 English ones: bytes rule (assumed)',
  },
  {
    path: 'base_info.notice',
    kinds: 'member',
    type: 'string',
    review: false,
    maxUtf8Bytes: 48,
    clear: '',
    source: 'member-cards 8.2',
    note: 'at most 16 Chinese characters; the documents also say 32 English ones: bytes rule (assumed)',
  },
  {
    path: 'base_info.description',
    kinds: 'coupon',
    type: 'string',
    review: true,
    maxUtf8Bytes: 3072,
    clear: '',
    source: 'managing-coupons, friends-vouchers',
  },
  {
    path: 'base_info.description',
    kinds: 'member',
    type: 'string',
    review: true,
    maxUtf8Bytes: 3072,
    clear: '',
    source: 'member-cards 8.2',
  },
  {
    path: 'base_info.service_phone',
    kinds: 'coupon',
    type: 'string',
    review: false,
    maxUtf8Bytes: 24,
    clear: '',
    source: 'managing-coupons, friends-vouchers',
  },
  {
    path: 'base_info.service_phone',
    kinds: 'member',
    type: 'string',
    review: false,
    maxUtf8Bytes: 24,
    clear: '',
    source: 'member-cards 8.2',
  },
  {
    path: 'base_info.color',
    kinds: 'coupon',
    type: 'string',
    review: true,
    maxUtf8Bytes: 3072,
    color: true,
    source: 'managing-coupons, friends-vouchers',
    note: 'Color010 style name or #RRGGBB',
  },
  {
    path: 'base_info.color',
    kinds: 'member',
    type: 'string',
    review: false,
    maxUtf8Bytes: 3072,
    color: true,
    source: 'member-cards 8.2',
    note: 'Color010 style name or #RRGGBB',
  },
  {
    path: 'base_info.location_id_list',
    kinds: 'coupon',
    type: 'int[]',
    review: false,
    maxUtf8Bytes: 3072,
    clear: '0',
    source: 'managing-coupons, friends-vouchers',
    note: 'the string "0" clears the list; excludes use_all_locations=true',
  },
  {
    path: 'base_info.location_id_list',
    kinds: 'member',
    type: 'int[]',
    review: false,
    maxUtf8Bytes: 3072,
    clear: '0',
    source: 'member-cards 8.2',
    note: 'the string "0" clears the list; excludes use_all_locations=true',
  },
  { path: 'base_info.use_all_locations', kinds: 'member', type: 'bool', review: false, source: 'member-cards 8.2' },
  {
    path: 'base_info.center_title',
    kinds: 'coupon',
    type: 'string',
    review: false,
    maxUtf8Bytes: 18,
    clear: '',
    source: 'managing-coupons, friends-vouchers',
    note: 'at most six Chinese characters',
  },
  {
    path: 'base_info.center_title',
    kinds: 'member',
    type: 'string',
    review: false,
    maxUtf8Bytes: 18,
    clear: '',
    source: 'member-cards 8.2',
    note: 'at most six Chinese characters',
  },
  {
    path: 'base_info.center_sub_title',
    kinds: 'coupon',
    type: 'string',
    review: false,
    maxUtf8Bytes: 24,
    clear: '',
    source: 'managing-coupons, friends-vouchers',
  },
  {
    path: 'base_info.center_sub_title',
    kinds: 'member',
    type: 'string',
    review: false,
    maxUtf8Bytes: 24,
    clear: '',
    source: 'member-cards 8.2',
  },
  {
    path: 'base_info.center_url',
    kinds: 'coupon',
    type: 'string',
    review: false,
    maxUtf8Bytes: 128,
    clear: '',
    source: 'managing-coupons, friends-vouchers',
  },
  {
    path: 'base_info.center_url',
    kinds: 'member',
    type: 'string',
    review: false,
    maxUtf8Bytes: 128,
    clear: '',
    source: 'member-cards 8.2',
  },
  {
    path: 'base_info.custom_url_name',
    kinds: 'coupon',
    type: 'string',
    review: false,
    maxUtf8Bytes: 16,
    clear: '',
    source: 'managing-coupons, friends-vouchers',
  },
  {
    path: 'base_info.custom_url_name',
    kinds: 'member',
    type: 'string',
    review: false,
    maxUtf8Bytes: 16,
    clear: '',
    source: 'member-cards 8.2',
  },
  {
    path: 'base_info.custom_url',
    kinds: 'coupon',
    type: 'string',
    review: false,
    maxUtf8Bytes: 128,
    clear: '',
    source: 'managing-coupons, friends-vouchers',
  },
  {
    path: 'base_info.custom_url',
    kinds: 'member',
    type: 'string',
    review: false,
    maxUtf8Bytes: 128,
    clear: '',
    source: 'member-cards 8.2',
  },
  {
    path: 'base_info.custom_url_sub_title',
    kinds: 'coupon',
    type: 'string',
    review: false,
    maxUtf8Bytes: 18,
    clear: '',
    source: 'managing-coupons, friends-vouchers',
  },
  {
    path: 'base_info.custom_url_sub_title',
    kinds: 'member',
    type: 'string',
    review: false,
    maxUtf8Bytes: 18,
    clear: '',
    source: 'member-cards 8.2',
  },
  {
    path: 'base_info.promotion_url_name',
    kinds: 'coupon',
    type: 'string',
    review: false,
    maxUtf8Bytes: 16,
    clear: '',
    source: 'managing-coupons, friends-vouchers',
  },
  {
    path: 'base_info.promotion_url_name',
    kinds: 'member',
    type: 'string',
    review: false,
    maxUtf8Bytes: 16,
    clear: '',
    source: 'member-cards 8.2',
  },
  {
    path: 'base_info.promotion_url',
    kinds: 'coupon',
    type: 'string',
    review: false,
    maxUtf8Bytes: 128,
    clear: '',
    source: 'managing-coupons, friends-vouchers',
  },
  {
    path: 'base_info.promotion_url',
    kinds: 'member',
    type: 'string',
    review: false,
    maxUtf8Bytes: 128,
    clear: '',
    source: 'member-cards 8.2',
  },
  {
    path: 'base_info.promotion_url_sub_title',
    kinds: 'coupon',
    type: 'string',
    review: false,
    maxUtf8Bytes: 18,
    clear: '',
    source: 'managing-coupons, friends-vouchers',
  },
  {
    path: 'base_info.promotion_url_sub_title',
    kinds: 'member',
    type: 'string',
    review: false,
    maxUtf8Bytes: 18,
    clear: '',
    source: 'member-cards 8.2',
  },
  {
    path: 'base_info.code_type',
    kinds: 'coupon',
    type: 'enum',
    review: false,
    values: CODE_TYPES,
    source: 'managing-coupons, friends-vouchers',
    note: "CODE_TYPE_TEXT | CODE_TYPE_BARCODE | CODE_TYPE_QRCODE | CODE_TYPE_ONLY_QRCODE | CODE_TYPE_ONLY_BARCODE | CODE_TYPE_NONE; the enum rules, not the documents' 16 bytes",
  },
  {
    path: 'base_info.code_type',
    kinds: 'member',
    type: 'enum',
    review: false,
    values: CODE_TYPES,
    source: 'member-cards 8.2',
    note: "CODE_TYPE_TEXT | CODE_TYPE_BARCODE | CODE_TYPE_QRCODE | CODE_TYPE_ONLY_QRCODE | CODE_TYPE_ONLY_BARCODE | CODE_TYPE_NONE; the enum rules, not the documents' 16 bytes",
  },
  {
    path: 'base_info.pay_info.swipe_card.is_swipe_card',
    kinds: 'member',
    type: 'bool',
    review: false,
    source: 'member-cards 8.2',
    note: '43008 when the merchant has no WeChat Pay (assumed for this field)',
  },
  {
    path: 'base_info.pay_info.swipe_card.is_pay_and_qrcode',
    kinds: 'member',
    type: 'bool',
    review: false,
    source: 'member-cards 8.2',
    note: 'place assumed: one public library puts it directly under base_info. Read both, write here',
  },
  {
    path: 'base_info.get_limit',
    kinds: 'coupon',
    type: 'int',
    review: false,
    min: 1,
    max: 50,
    source: 'managing-coupons, friends-vouchers',
    note: '1..50 (72009; assumed)',
  },
  {
    path: 'base_info.get_limit',
    kinds: 'member',
    type: 'int',
    review: false,
    min: 1,
    max: 50,
    source: 'member-cards 8.2',
    note: '1..50 (72009; assumed)',
  },
  {
    path: 'base_info.can_share',
    kinds: 'coupon',
    type: 'bool',
    review: false,
    source: 'managing-coupons, friends-vouchers',
  },
  { path: 'base_info.can_share', kinds: 'member', type: 'bool', review: false, source: 'member-cards 8.2' },
  {
    path: 'base_info.can_give_friend',
    kinds: 'coupon',
    type: 'bool',
    review: false,
    source: 'managing-coupons, friends-vouchers',
  },
  { path: 'base_info.can_give_friend', kinds: 'member', type: 'bool', review: false, source: 'member-cards 8.2' },
  {
    path: 'base_info.date_info.type',
    kinds: 'coupon',
    type: 'enum',
    review: false,
    values: UPDATABLE_DATE_TYPES,
    source: 'managing-coupons, friends-vouchers',
    note: 'only DATE_TYPE_FIX_TIME_RANGE may be sent (the older spelling is the int 1)',
  },
  {
    path: 'base_info.date_info.type',
    kinds: 'member',
    type: 'enum',
    review: false,
    values: UPDATABLE_DATE_TYPES,
    source: 'member-cards 8.2',
    note: 'only DATE_TYPE_FIX_TIME_RANGE may be sent (the older spelling is the int 1)',
  },
  {
    path: 'base_info.date_info.begin_timestamp',
    kinds: 'coupon',
    type: 'unixSeconds',
    review: false,
    source: 'managing-coupons, friends-vouchers',
    note: 'the range may only grow',
  },
  {
    path: 'base_info.date_info.begin_timestamp',
    kinds: 'member',
    type: 'unixSeconds',
    review: false,
    source: 'member-cards 8.2',
    note: 'the range may only grow',
  },
  {
    path: 'base_info.date_info.end_timestamp',
    kinds: 'coupon',
    type: 'unixSeconds',
    review: false,
    source: 'managing-coupons, friends-vouchers',
    note: 'may only move later; for friend vouchers at most three months later (not told apart on the wire: passed on to the platform)',
  },
  {
    path: 'base_info.date_info.end_timestamp',
    kinds: 'member',
    type: 'unixSeconds',
    review: false,
    source: 'member-cards 8.2',
    note: 'may only move later',
  },
  {
    path: 'background_pic_url',
    kinds: 'member',
    type: 'string',
    review: false,
    maxUtf8Bytes: 128,
    clear: '',
    source: 'member-cards 8.2',
  },
  {
    path: 'supply_bonus',
    kinds: 'member',
    type: 'bool',
    review: true,
    onlyOn: true,
    source: 'member-cards 8.2',
    note: 'false -> true only',
  },
  {
    path: 'supply_balance',
    kinds: 'member',
    type: 'bool',
    review: true,
    onlyOn: true,
    source: 'member-cards 8.2',
    note: 'false -> true only; needs the top-up privilege, else 43010',
  },
  {
    path: 'bonus_cleared',
    kinds: 'member',
    type: 'string',
    review: false,
    maxUtf8Bytes: 3072,
    clear: '',
    source: 'member-cards 8.2',
    note: 'managing-coupons says review=yes; the member-card document is the specific one and rules',
  },
  {
    path: 'bonus_rules',
    kinds: 'member',
    type: 'string',
    review: true,
    maxUtf8Bytes: 3072,
    clear: '',
    source: 'managing-coupons',
    note: 'listed only in managing-coupons, with review=yes',
  },
  {
    path: 'bonus_url',
    kinds: 'member',
    type: 'string',
    review: false,
    maxUtf8Bytes: 128,
    clear: '',
    source: 'member-cards 8.2',
  },
  {
    path: 'balance_url',
    kinds: 'member',
    type: 'string',
    review: false,
    maxUtf8Bytes: 128,
    clear: '',
    source: 'member-cards 8.2',
  },
  {
    path: 'balance_rules',
    kinds: 'member',
    type: 'string',
    review: false,
    maxUtf8Bytes: 3072,
    clear: '',
    source: 'member-cards 8.2',
    note: 'as bonus_cleared',
  },
  {
    path: 'prerogative',
    kinds: 'member',
    type: 'string',
    review: false,
    maxUtf8Bytes: 3072,
    clear: '',
    source: 'member-cards 8.2',
    note: 'as bonus_cleared',
  },
  {
    path: 'wx_activate',
    kinds: 'member',
    type: 'bool',
    review: false,
    source: 'member-cards 8.2',
    note: 'excludes activate_url',
  },
  { path: 'auto_activate', kinds: 'member', type: 'bool', review: false, source: 'member-cards 8.2' },
  {
    path: 'activate_url',
    kinds: 'member',
    type: 'string',
    review: false,
    maxUtf8Bytes: 128,
    clear: '',
    source: 'member-cards 8.2',
    note: 'excludes wx_activate=true',
  },
  {
    path: 'custom_field1.name_type',
    kinds: 'member',
    type: 'enum',
    review: false,
    values: MEMBER_FIELD_NAME_TYPES,
    source: 'member-cards 8.2',
    note: "FIELD_NAME_TYPE_LEVEL | _COUPON | _STAMP | _DISCOUNT | _ACHIEVEMEN (so spelled) | _MILEAGE; the enum rules, not the documents' 24 bytes",
  },
  {
    path: 'custom_field1.name',
    kinds: 'member',
    type: 'string',
    review: false,
    maxUtf8Bytes: 24,
    clear: '',
    source: 'observed',
    note: 'a free name in place of name_type',
  },
  {
    path: 'custom_field1.url',
    kinds: 'member',
    type: 'string',
    review: false,
    maxUtf8Bytes: 128,
    clear: '',
    source: 'member-cards 8.2',
  },
  {
    path: 'custom_field2.name_type',
    kinds: 'member',
    type: 'enum',
    review: false,
    values: MEMBER_FIELD_NAME_TYPES,
    source: 'member-cards 8.2',
    note: "FIELD_NAME_TYPE_LEVEL | _COUPON | _STAMP | _DISCOUNT | _ACHIEVEMEN (so spelled) | _MILEAGE; the enum rules, not the documents' 24 bytes",
  },
  {
    path: 'custom_field2.name',
    kinds: 'member',
    type: 'string',
    review: false,
    maxUtf8Bytes: 24,
    clear: '',
    source: 'observed',
    note: 'a free name in place of name_type',
  },
  {
    path: 'custom_field2.url',
    kinds: 'member',
    type: 'string',
    review: false,
    maxUtf8Bytes: 128,
    clear: '',
    source: 'member-cards 8.2',
  },
  {
    path: 'custom_field3.name_type',
    kinds: 'member',
    type: 'enum',
    review: false,
    values: MEMBER_FIELD_NAME_TYPES,
    source: 'member-cards 8.2',
    note: "FIELD_NAME_TYPE_LEVEL | _COUPON | _STAMP | _DISCOUNT | _ACHIEVEMEN (so spelled) | _MILEAGE; the enum rules, not the documents' 24 bytes",
  },
  {
    path: 'custom_field3.name',
    kinds: 'member',
    type: 'string',
    review: false,
    maxUtf8Bytes: 24,
    clear: '',
    source: 'observed',
    note: 'a free name in place of name_type',
  },
  {
    path: 'custom_field3.url',
    kinds: 'member',
    type: 'string',
    review: false,
    maxUtf8Bytes: 128,
    clear: '',
    source: 'member-cards 8.2',
  },
  { path: 'custom_cell1.name', kinds: 'member', type: 'string', review: false, clear: '', source: 'observed' },
  { path: 'custom_cell1.tips', kinds: 'member', type: 'string', review: false, clear: '', source: 'observed' },
  {
    path: 'custom_cell1.url',
    kinds: 'member',
    type: 'string',
    review: false,
    maxUtf8Bytes: 128,
    clear: '',
    source: 'observed',
  },
  {
    path: 'bonus_rule.cost_money_unit',
    kinds: 'member',
    type: 'int',
    review: false,
    source: 'member-cards 8.2',
    note: 'cents spent',
  },
  {
    path: 'bonus_rule.increase_bonus',
    kinds: 'member',
    type: 'int',
    review: false,
    source: 'member-cards 8.2',
    note: 'points gained per cost_money_unit',
  },
  {
    path: 'bonus_rule.max_increase_bonus',
    kinds: 'member',
    type: 'int',
    review: false,
    source: 'member-cards 8.2',
    note: 'most points per purchase',
  },
  {
    path: 'bonus_rule.init_increase_bonus',
    kinds: 'member',
    type: 'int',
    review: false,
    source: 'member-cards 8.2',
    note: 'points on activation',
  },
  {
    path: 'bonus_rule.cost_bonus_unit',
    kinds: 'member',
    type: 'int',
    review: false,
    source: 'member-cards 8.2',
    note: 'points are spent in steps of this',
  },
  {
    path: 'bonus_rule.reduce_money',
    kinds: 'member',
    type: 'int',
    review: false,
    source: 'member-cards 8.2',
    note: 'cents off per cost_bonus_unit',
  },
  {
    path: 'bonus_rule.least_money_to_use_bonus',
    kinds: 'member',
    type: 'int',
    review: false,
    source: 'member-cards 8.2',
    note: 'cents; purchase must reach this',
  },
  {
    path: 'bonus_rule.max_reduce_bonus',
    kinds: 'member',
    type: 'int',
    review: false,
    source: 'member-cards 8.2',
    note: 'most points per purchase',
  },
  {
    path: 'discount',
    kinds: 'member',
    type: 'int',
    review: true,
    source: 'member-cards 8.2',
    note: 'percentage off, as for discount coupons (assumed: the documents give no unit)',
  },
  {
    path: 'activate_msg_operation.url_cell.card_id_list',
    kinds: 'member',
    type: 'string[]',
    review: false,
    max: 10,
    clear: [],
    source: 'member-cards 8.3',
    note: "at most 10; with url or app_brand_* beside it the documents' example is taken and card_id_list has no effect: the emulator does so, our input refuses it. Common coupons cannot stand with friend-shared ones. 43008 without WeChat Pay",
  },
  {
    path: 'activate_msg_operation.url_cell.end_time',
    kinds: 'member',
    type: 'unixSeconds',
    review: false,
    source: 'member-cards 8.3',
  },
  {
    path: 'activate_msg_operation.url_cell.text',
    kinds: 'member',
    type: 'string',
    review: false,
    clear: '',
    source: 'member-cards 8.3',
  },
  {
    path: 'activate_msg_operation.url_cell.url',
    kinds: 'member',
    type: 'string',
    review: false,
    clear: '',
    source: 'member-cards 8.3',
    note: 'wins over card_id_list',
  },
  {
    path: 'activate_msg_operation.url_cell.app_brand_id',
    kinds: 'member',
    type: 'string',
    review: false,
    clear: '',
    source: 'member-cards 8.3',
    note: 'excludes card_id_list',
  },
  {
    path: 'activate_msg_operation.url_cell.app_brand_pass',
    kinds: 'member',
    type: 'string',
    review: false,
    clear: '',
    source: 'member-cards 8.3',
    note: 'excludes card_id_list',
  },
  {
    path: 'modify_msg_operation.url_cell.card_id_list',
    kinds: 'member',
    type: 'string[]',
    review: false,
    max: 10,
    clear: [],
    source: 'member-cards 8.3',
    note: "at most 10; with url or app_brand_* beside it the documents' example is taken and card_id_list has no effect: the emulator does so, our input refuses it. Common coupons cannot stand with friend-shared ones. 43008 without WeChat Pay",
  },
  {
    path: 'modify_msg_operation.url_cell.end_time',
    kinds: 'member',
    type: 'unixSeconds',
    review: false,
    source: 'member-cards 8.3',
  },
  {
    path: 'modify_msg_operation.url_cell.text',
    kinds: 'member',
    type: 'string',
    review: false,
    clear: '',
    source: 'member-cards 8.3',
  },
  {
    path: 'modify_msg_operation.url_cell.url',
    kinds: 'member',
    type: 'string',
    review: false,
    clear: '',
    source: 'member-cards 8.3',
    note: 'wins over card_id_list',
  },
  {
    path: 'modify_msg_operation.url_cell.app_brand_id',
    kinds: 'member',
    type: 'string',
    review: false,
    clear: '',
    source: 'member-cards 8.3',
    note: 'excludes card_id_list',
  },
  {
    path: 'modify_msg_operation.url_cell.app_brand_pass',
    kinds: 'member',
    type: 'string',
    review: false,
    clear: '',
    source: 'member-cards 8.3',
    note: 'excludes card_id_list',
  },
  {
    path: 'detail',
    kinds: 'MOVIE_TICKET',
    type: 'string',
    review: true,
    maxUtf8Bytes: 3072,
    clear: '',
    source: 'managing-coupons',
  },
  { path: 'departure_time', kinds: 'BOARDING_PASS', type: 'unixSeconds', review: false, source: 'managing-coupons' },
  { path: 'landing_time', kinds: 'BOARDING_PASS', type: 'unixSeconds', review: false, source: 'managing-coupons' },
  {
    path: 'gate',
    kinds: 'BOARDING_PASS',
    type: 'string',
    review: false,
    maxUtf8Bytes: 12,
    clear: '',
    source: 'managing-coupons',
  },
  { path: 'boarding_time', kinds: 'BOARDING_PASS', type: 'unixSeconds', review: false, source: 'managing-coupons' },
  {
    path: 'guide_url',
    kinds: 'SCENIC_TICKET',
    type: 'string',
    review: false,
    maxUtf8Bytes: 128,
    clear: '',
    source: 'managing-coupons',
  },
  {
    path: 'map_url',
    kinds: 'MEETING_TICKET',
    type: 'string',
    review: false,
    maxUtf8Bytes: 128,
    clear: '',
    source: 'managing-coupons',
  },
  {
    path: 'advanced_info.abstract.abstract',
    kinds: 'voucher',
    type: 'string',
    review: false,
    maxUtf8Bytes: 60,
    clear: '',
    source: 'friends-vouchers',
  },
  {
    path: 'advanced_info.abstract.icon_url_list',
    kinds: 'voucher',
    type: 'string[]',
    review: false,
    maxUtf8Bytes: 3072,
    max: 1,
    clear: [],
    source: 'friends-vouchers',
    note: 'one URL at most',
  },
  {
    path: 'advanced_info.text_image_list[].image_url',
    kinds: 'voucher',
    type: 'string',
    review: false,
    maxUtf8Bytes: 3072,
    host: 'mmbiz.qpic.cn',
    clear: [],
    source: 'friends-vouchers',
    note: "a URL from the platform's own upload, else 40141; a benefit voucher (general coupon) needs one entry at least",
  },
  {
    path: 'advanced_info.text_image_list[].text',
    kinds: 'voucher',
    type: 'string',
    review: false,
    maxCharacters: 5000,
    clear: [],
    source: 'friends-vouchers',
    note: 'at most 5,000 characters (the 3072 beside it is about bytes of other fields; the prose rules)',
  },
  {
    path: 'advanced_info.business_service',
    kinds: 'voucher',
    type: 'enum[]',
    review: false,
    values: BUSINESS_SERVICES,
    source: 'friends-vouchers',
    note: 'BIZ_SERVICE_DELIVER | BIZ_SERVICE_FREE_PARK | BIZ_SERVICE_WITH_PET | BIZ_SERVICE_FREE_WIFI',
  },
  {
    path: 'advanced_info.time_limit[].type',
    kinds: 'voucher',
    type: 'enum',
    review: true,
    values: WEEKDAYS,
    clear: [],
    source: 'friends-vouchers',
    note: 'MONDAY … SUNDAY, HOLIDAY',
  },
  {
    path: 'advanced_info.consume_share_self_num',
    kinds: 'voucher',
    type: 'int',
    review: true,
    min: 0,
    max: 1,
    source: 'friends-vouchers',
    note: "0 or 1; 1 excludes a non-empty consume_share_card_list; 0 beside a list is fine (the documents' own example)",
  },
  {
    path: 'advanced_info.consume_share_card_list[].card_id',
    kinds: 'voucher',
    type: 'string',
    review: true,
    maxUtf8Bytes: 32,
    maxEntries: 1,
    clear: [],
    source: 'friends-vouchers',
    note: 'one entry at most; the 24 of the document is shorter than a card_id',
  },
  {
    path: 'advanced_info.consume_share_card_list[].num',
    kinds: 'voucher',
    type: 'int',
    review: true,
    min: 1,
    max: 1,
    clear: [],
    source: 'friends-vouchers',
    note: 'only 1',
  },
];

/** One field of a pair, and the value with which it shuts out the other: this value, or any text or list but an empty one. */
export interface ExcludedField {
  readonly path: string;
  readonly when: true | 1 | 'filled';
}

/** Two fields that one request cannot hold together. What the card holds already does not count (assumed). */
export interface Exclusion {
  readonly fields: readonly [ExcludedField, ExcludedField];
  /** The errcode of a request with both; null: the platform takes both, and the first has no effect. */
  readonly errcode: 40145 | null;
  readonly source: string;
}

/** Coupons under a message, or a link, not both: the link wins (documented). */
const MESSAGE_EXCLUSIONS = ['activate_msg_operation', 'modify_msg_operation'].flatMap((operation) =>
  ['url', 'app_brand_id', 'app_brand_pass'].map(
    (link): Exclusion => ({
      fields: [
        { path: `${operation}.url_cell.card_id_list`, when: 'filled' },
        { path: `${operation}.url_cell.${link}`, when: 'filled' },
      ],
      errcode: null,
      source: 'member-cards 8.3',
    }),
  ),
);

/** Every pair of fields that exclude each other. That both are refused together is documented, the errcode is assumed. */
export const EXCLUSIONS: readonly Exclusion[] = [
  {
    // All stores, or these. That it needs a store to be a conflict is assumed.
    fields: [
      { path: 'base_info.location_id_list', when: 'filled' },
      { path: 'base_info.use_all_locations', when: true },
    ],
    errcode: 40145,
    source: 'member-cards 8.2',
  },
  {
    // Activated by the platform, or on the merchant's own page.
    fields: [
      { path: 'wx_activate', when: true },
      { path: 'activate_url', when: 'filled' },
    ],
    errcode: 40145,
    source: 'member-cards 8.2',
  },
  {
    // Who redeems gets this voucher again, or another; 0 beside a list is the documents' own example.
    fields: [
      { path: 'advanced_info.consume_share_self_num', when: 1 },
      { path: 'advanced_info.consume_share_card_list', when: 'filled' },
    ],
    errcode: 40145,
    source: 'friends-vouchers',
  },
  ...MESSAGE_EXCLUSIONS,
];

/** The pairs of EXCLUSIONS that an update (the object under the type key) holds. */
export function exclusionsIn(payload: object): Exclusion[] {
  return EXCLUSIONS.filter(({ fields }) => fields.every(({ path, when }) => shutsOut(valueAt(payload, path), when)));
}

function shutsOut(value: unknown, when: ExcludedField['when']): boolean {
  if (when !== 'filled') return value === when;
  // The text "0" empties the one list that is sent as text, and no link is "0".
  return Array.isArray(value) ? value.length > 0 : typeof value === 'string' && value !== '' && value !== '0';
}

function valueAt(payload: object, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => (isRecord(value) ? value[name] : undefined), payload);
}

/** Whether a field of these kinds belongs to a card of this type. */
export function belongsTo(kinds: FieldKinds, cardType: WireCardType): boolean {
  if (kinds === 'member') return cardType === 'MEMBER_CARD';
  if (kinds === 'coupon') return cardType !== 'MEMBER_CARD';
  if (kinds === 'voucher') return VOUCHER_TYPES.includes(cardType);
  return kinds === cardType;
}

/** The rows of one type of card. */
interface FieldTree {
  readonly fields: ReadonlyMap<string, UpdateField>;
  /** Paths that only lead to fields: of objects (`base_info`, `advanced_info.time_limit[]`) and of lists of objects. */
  readonly objects: ReadonlySet<string>;
  /** With a row of its entries: one with review=true where there is one. */
  readonly lists: ReadonlyMap<string, UpdateField>;
}

const TREES = new Map<WireCardType, FieldTree>();

/** The fields that an update of a card of this type may send, by path. */
export function updateFieldsOf(cardType: WireCardType): ReadonlyMap<string, UpdateField> {
  return treeOf(cardType).fields;
}

function treeOf(cardType: WireCardType): FieldTree {
  let tree = TREES.get(cardType);
  if (tree === undefined) {
    tree = growTree(UPDATE_FIELDS.filter(({ kinds }) => belongsTo(kinds, cardType)));
    TREES.set(cardType, tree);
  }
  return tree;
}

function growTree(rows: readonly UpdateField[]): FieldTree {
  const objects = new Set<string>();
  const lists = new Map<string, UpdateField>();
  for (const row of rows) {
    for (let dot = row.path.indexOf('.'); dot >= 0; dot = row.path.indexOf('.', dot + 1)) {
      const parent = row.path.slice(0, dot);
      objects.add(parent);
      if (!parent.endsWith('[]')) continue;
      const list = parent.slice(0, -2);
      if (!lists.has(list) || row.review) lists.set(list, row);
    }
  }
  return { fields: new Map(rows.map((row) => [row.path, row])), objects, lists };
}

/** One value that an update sends. */
export interface Leaf {
  /** As a row names it: `[]` stands for each entry of a list of objects. */
  readonly path: string;
  /** Where it stands below the payload: names and indexes. */
  readonly at: readonly (string | number)[];
  /** A list of texts or numbers is one value. So is whatever stands where no row leads, and an empty list of objects. */
  readonly value: unknown;
  /** Its row; of an empty list of objects a row of its entries; undefined: it cannot be updated. */
  readonly field: UpdateField | undefined;
}

/** Everything that an update (the object under the type key) sends, in its order. Properties that are undefined are not sent. */
export function leavesOf(cardType: WireCardType, payload: object): Leaf[] {
  const { fields, objects, lists } = treeOf(cardType);
  const leaves: Leaf[] = [];
  const walk = (value: unknown, path: string, at: Leaf['at']): void => {
    if (value === undefined) return;
    if (objects.has(path) && isRecord(value) && !isEmptyEntry(path, value)) {
      for (const name of Object.keys(value)) walk(value[name], `${path}.${name}`, [...at, name]);
    } else if (lists.has(path) && Array.isArray(value) && value.length > 0) {
      value.forEach((entry, index) => {
        walk(entry, `${path}[]`, [...at, index]);
      });
    } else {
      const field = Array.isArray(value) ? (fields.get(path) ?? lists.get(path)) : fields.get(path);
      leaves.push({ path, at, value, field });
    }
  };
  for (const [name, value] of Object.entries(payload)) walk(value, name, [name]);
  return leaves;
}

/** An object without fields says nothing; but as an entry of a list it is one that no row knows. */
function isEmptyEntry(path: string, value: object): boolean {
  return path.endsWith('[]') && Object.keys(value).length === 0;
}

/** The paths, as rows name them, of what is sent and puts the card back under review; each once. */
export function needsReview(cardType: WireCardType, payload: object): string[] {
  const paths = leavesOf(cardType, payload).flatMap(({ path, field }) => (field?.review ? [path] : []));
  return [...new Set(paths)];
}
