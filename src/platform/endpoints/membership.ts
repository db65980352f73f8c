import { CARD_ID, CODE, endpoint, type FieldRule, OPTIONAL_CARD_ID } from '../endpoint.js';
import type { EmptyAnswer } from './card.update.js';
import type { UnixSeconds } from './card.wire.js';

/** Maximum UTF-8 bytes. Source: member-cards: Activate a member card, Update a member. */
export const MEMBERSHIP_NUMBER_MAX_UTF8_BYTES = 20;
export const CUSTOM_FIELD_VALUE_MAX_UTF8_BYTES = 12;
export const INIT_RECORD_MAX_UTF8_BYTES = 32;
/** Fourteen Chinese characters. */
export const RECORD_MAX_UTF8_BYTES = 42;
export const MEMBER_PICTURE_URL_MAX_UTF8_BYTES = 128;

const CUSTOM_FIELD_VALUE: FieldRule = {
  type: 'string',
  maxUtf8Bytes: CUSTOM_FIELD_VALUE_MAX_UTF8_BYTES,
  refused: 45021,
};
const PICTURE_URL: FieldRule = { type: 'string', maxUtf8Bytes: MEMBER_PICTURE_URL_MAX_UTF8_BYTES, refused: 45021 };
const RECORD: FieldRule = { type: 'string', maxUtf8Bytes: RECORD_MAX_UTF8_BYTES, refused: 45021 };
/** Which errcode a negative total gets is assumed. */
const BONUS: FieldRule = { type: 'int', min: 0, refused: 45022 };
const BALANCE: FieldRule = { type: 'int', min: 0, refused: 45023 };
const TIME: FieldRule = { type: 'int', min: 1 };

export interface MembercardActivateRequest {
  /** The code of the claimed card. */
  code: string;
  /** Required for custom codes. */
  card_id?: string;
  /** The number that the card shows. A second call changes it (observed). */
  membership_number: string;
  /** Points. Defaults to the `init_increase_bonus` of the card (assumed). */
  init_bonus?: number;
  init_bonus_record?: string;
  /** In fen, by the note on updateuser. An integer in the table; public clients send decimals. */
  init_balance?: number;
  init_custom_field_value1?: string;
  init_custom_field_value2?: string;
  init_custom_field_value3?: string;
  /** Default to the validity of the card. */
  activate_begin_time?: UnixSeconds;
  activate_end_time?: UnixSeconds;
  /** From media/uploadimg. */
  background_pic_url?: string;
}

/** Which messages the member gets. Defaults: true, true, false (documented), or all false without the object (observed). Always sent. */
export interface NotifyOptional {
  is_notify_bonus?: boolean;
  is_notify_balance?: boolean;
  is_notify_custom_field1?: boolean;
  is_notify_custom_field2?: boolean;
  is_notify_custom_field3?: boolean;
}

export interface MembercardUpdateuserRequest {
  code: string;
  /** Optional in older clients. */
  card_id: string;
  /** The new total of points. It overrides `add_bonus`, which the message then still shows. Integer: 100.0 is -1 (observed). */
  bonus?: number;
  /** The difference of points. Integer, may be negative. */
  add_bonus?: number;
  record_bonus?: string;
  /** In fen, like `add_balance`, with the same rules as points. */
  balance?: number;
  add_balance?: number;
  record_balance?: string;
  /** Ignored if the card does not have the custom field (assumed). */
  custom_field_value1?: string;
  custom_field_value2?: string;
  custom_field_value3?: string;
  background_pic_url?: string;
  notify_optional?: NotifyOptional;
}
export interface MembercardUpdateuserAnswer {
  result_bonus: number;
  /** 0 without stored value. In fen. */
  result_balance: number;
  openid: string;
}

/** Errcodes of both calls. 43010 and 43011 depend on the account's privileges. */
const errcodes = [40056, 40071, 40073, 40110, 40127, 40141, 41013, 43010, 43011, 45021, 45022, 45023, 45061];

/** Endpoints that activate members and change their points, stored value and fields. */
export const membership = {
  /**
   * The effect is `once` as soon as `init_bonus` or `init_balance` is sent: a late repeat overwrites what the member earned since.
   * Without them a repeat does no harm.
   */
  activate: endpoint<MembercardActivateRequest, EmptyAnswer>({
    path: '/card/membercard/activate',
    method: 'POST',
    effect: 'once',
    request: {
      code: CODE,
      card_id: OPTIONAL_CARD_ID,
      membership_number: {
        type: 'string',
        missing: 41011,
        maxUtf8Bytes: MEMBERSHIP_NUMBER_MAX_UTF8_BYTES,
        refused: 45021,
      },
      init_bonus: BONUS,
      init_bonus_record: { type: 'string', maxUtf8Bytes: INIT_RECORD_MAX_UTF8_BYTES, refused: 45021 },
      init_balance: { type: 'number', min: 0, refused: 45023 },
      init_custom_field_value1: CUSTOM_FIELD_VALUE,
      init_custom_field_value2: CUSTOM_FIELD_VALUE,
      init_custom_field_value3: CUSTOM_FIELD_VALUE,
      activate_begin_time: TIME,
      activate_end_time: TIME,
      background_pic_url: PICTURE_URL,
    },
    errcodes: [-1, ...errcodes, 40097, 41011],
    source: 'member-cards: Activate a member card',
  }),
  /**
   * The effect is `once` as soon as a difference is sent without its total: a repeat adds it again. With totals only, a repeat does no harm.
   * A negative result is 45022 or 45023 (assumed).
   */
  updateuser: endpoint<MembercardUpdateuserRequest, MembercardUpdateuserAnswer>({
    path: '/card/membercard/updateuser',
    method: 'POST',
    effect: 'once',
    request: {
      code: CODE,
      card_id: CARD_ID,
      bonus: BONUS,
      add_bonus: { type: 'int' },
      record_bonus: RECORD,
      balance: BALANCE,
      add_balance: { type: 'int' },
      record_balance: RECORD,
      custom_field_value1: CUSTOM_FIELD_VALUE,
      custom_field_value2: CUSTOM_FIELD_VALUE,
      custom_field_value3: CUSTOM_FIELD_VALUE,
      background_pic_url: PICTURE_URL,
      notify_optional: { type: 'object' },
    },
    errcodes: [-1, ...errcodes, 41012],
    source: 'member-cards: Update a member',
  }),
};
