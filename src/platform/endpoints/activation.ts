import { CARD_ID, endpoint } from '../endpoint.js';
import type { EmptyAnswer } from './card.update.js';
import type { MemberFormField } from './member.js';
import { OUTER_STR_MAX_UTF8_BYTES } from './qrcode.js';

/**
 * The fields of a form that the platform defines. `_DETAIL_LOCATION` and `_CAREER` are older ones. The documents' `_EDUCATION_BACKGRO`
 * does not work (observed). userinfo/get may return others, such as `_POST_CODE` (observed).
 */
export const COMMON_FORM_FIELDS = [
  'USER_FORM_INFO_FLAG_MOBILE',
  'USER_FORM_INFO_FLAG_SEX',
  'USER_FORM_INFO_FLAG_NAME',
  'USER_FORM_INFO_FLAG_BIRTHDAY',
  'USER_FORM_INFO_FLAG_IDCARD',
  'USER_FORM_INFO_FLAG_EMAIL',
  'USER_FORM_INFO_FLAG_LOCATION',
  'USER_FORM_INFO_FLAG_DETAIL_LOCATION',
  'USER_FORM_INFO_FLAG_EDUCATION_BACKGROUND',
  'USER_FORM_INFO_FLAG_INDUSTRY',
  'USER_FORM_INFO_FLAG_INCOME',
  'USER_FORM_INFO_FLAG_HABIT',
  'USER_FORM_INFO_FLAG_CAREER',
] as const;

/** The kinds of a field with values to choose from. */
export const RICH_FORM_FIELD_TYPES = ['FORM_FIELD_RADIO', 'FORM_FIELD_SELECT', 'FORM_FIELD_CHECK_BOX'] as const;

/** Maximum UTF-8 bytes. Source: member-cards: One-tap activation. */
export const FORM_NAME_MAX_UTF8_BYTES = 32;
export const FORM_URL_MAX_UTF8_BYTES = 128;

/** Maximum UTF-8 bytes of an activation ticket (assumed). */
export const ACTIVATE_TICKET_MAX_UTF8_BYTES = 512;

export interface FormLink {
  name: string;
  url: string;
}

export interface RichFormField {
  /** One of RICH_FORM_FIELD_TYPES. */
  type: string;
  name: string;
  values: string[];
}

/** One half of a form: the required or the optional fields. An absent list is empty. null is 47001 (observed). */
export interface ActivationForm {
  /** Whether the member may change the values later. */
  can_modify?: boolean;
  /** Entries from COMMON_FORM_FIELDS. */
  common_field_id_list?: string[];
  /** Names of text fields. */
  custom_field_list?: string[];
  rich_field_list?: RichFormField[];
}

export interface ActivateuserformSetRequest {
  card_id: string;
  service_statement?: FormLink;
  bind_old_card?: FormLink;
  /** At least one of the two forms (assumed). A field in both is 40097 (assumed). */
  required_form?: ActivationForm;
  optional_form?: ActivationForm;
}

export interface ActivateGeturlRequest {
  card_id: string;
  /** The channel. */
  outer_str?: string;
}
export interface ActivateGeturlAnswer {
  /**
   * The page of the form. Its query has a doubled `&` and ends with a percent-encoded `=` of `biz`, followed by a fragment (observed):
   * read it with a URL parser. A mini program passes `encrypt_card_id`, `outer_str` and `biz` to the activation component.
   */
  url: string;
}

export interface ActivatetempinfoGetRequest {
  /** From the query of `wx_activate_after_submit_url`, percent-decoded exactly once. */
  activate_ticket: string;
}
export interface ActivatetempinfoGetAnswer {
  info: {
    common_field_list?: MemberFormField[];
    custom_field_list?: MemberFormField[];
  };
}

/** Endpoints for one-tap activation, in which a user fills in a form of the platform. The card needs `wx_activate` (else 72026). */
export const activation = {
  /** Replaces the whole form (assumed). */
  userformSet: endpoint<ActivateuserformSetRequest, EmptyAnswer>({
    path: '/card/membercard/activateuserform/set',
    method: 'POST',
    effect: 'write',
    request: {
      card_id: CARD_ID,
      service_statement: { type: 'object', rejectsNull: true },
      bind_old_card: { type: 'object', rejectsNull: true },
      required_form: { type: 'object', rejectsNull: true },
      optional_form: { type: 'object', rejectsNull: true },
    },
    errcodes: [40071, 40073, 40078, 40097, 41011, 41012, 45021, 72026],
    source: 'member-cards: One-tap activation: Set the form',
  }),
  geturl: endpoint<ActivateGeturlRequest, ActivateGeturlAnswer>({
    path: '/card/membercard/activate/geturl',
    method: 'POST',
    effect: 'read',
    request: {
      card_id: CARD_ID,
      outer_str: { type: 'string', maxUtf8Bytes: OUTER_STR_MAX_UTF8_BYTES },
    },
    errcodes: [40071, 40073, 40078, 40097, 41012, 72026],
    source: 'member-cards: One-tap activation: Get the URL',
  }),
  /** Returns what the user filled in, until the member is activated or the ticket expires. */
  tempinfoGet: endpoint<ActivatetempinfoGetRequest, ActivatetempinfoGetAnswer>({
    path: '/card/membercard/activatetempinfo/get',
    method: 'POST',
    effect: 'read',
    request: {
      activate_ticket: {
        type: 'string',
        missing: 41011,
        maxUtf8Bytes: ACTIVATE_TICKET_MAX_UTF8_BYTES,
        refused: 72011,
      },
    },
    errcodes: [41011, 72011, 72012],
    source: 'member-cards: One-tap activation: Get what the user filled in',
  }),
};
