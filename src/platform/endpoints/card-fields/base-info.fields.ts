import { CODE_TYPES, MAX_STOCK } from '../card.wire.js';
import { type CardField, miniProgram } from './field.js';

/** The only validity type that card/update accepts. Source: managing-coupons. */
export const UPDATABLE_DATE_TYPES = ['DATE_TYPE_FIX_TIME_RANGE'] as const;

/** All validity types. Source: the official page about creating cards. */
export const DATE_TYPES = ['DATE_TYPE_FIX_TIME_RANGE', 'DATE_TYPE_FIX_TERM', 'DATE_TYPE_PERMANENT'] as const;

const BOTH = ['coupon', 'member'] as const;
const MEMBER = ['member'] as const;

const NOTICE_NOTE =
  'at most 16 Chinese characters; the documents also mention 32 English ones, but the byte count decides (assumed)';
const WEB_LINK_NOTE = '73211 for accounts that may no longer link to web pages (since about 2020)';

/** Returns the rows of a button or link on the card: its text, its subtitle, and a web page or a page of a mini program. */
function link(
  input: string,
  name: { path: string; maxUtf8Bytes: number; createBytes?: number; note?: string },
  prefix: string,
  subTitleBytes: number,
): CardField[] {
  const { path, maxUtf8Bytes, createBytes = maxUtf8Bytes, note } = name;
  const noted = note === undefined ? {} : { note };
  return [
    {
      path,
      type: 'string',
      meaning: 'Text of the button or link.',
      input: `${input}.name`,
      update: { kinds: BOTH, maxUtf8Bytes, clear: '', ...noted },
      create: { maxUtf8Bytes: createBytes },
    },
    {
      path: `${prefix}_url`,
      type: 'string',
      maxUtf8Bytes: 128,
      meaning: 'URL that the button or link opens.',
      input: `${input}.url`,
      update: { kinds: BOTH, clear: '' },
      create: { note: WEB_LINK_NOTE },
    },
    {
      path: name.path.endsWith('_name') ? `${prefix}_url_sub_title` : `${prefix}_sub_title`,
      type: 'string',
      maxUtf8Bytes: subTitleBytes,
      meaning: 'Subtitle of the button or link.',
      input: `${input}.subTitle`,
      update: { kinds: BOTH, clear: '' },
      create: {},
    },
    ...miniProgram(`${prefix}_`, `${input}.miniProgram`, { kinds: BOTH, create: {} }),
  ];
}

const FIXED_RANGE = { when: { path: 'base_info.date_info.type', is: 'DATE_TYPE_FIX_TIME_RANGE' } } as const;
const FIXED_TERM = { when: { path: 'base_info.date_info.type', is: 'DATE_TYPE_FIX_TERM' } } as const;

/**
 * The fields of base_info. The source of `update` columns is SOURCES (card.fields.ts). The source of `create` columns is the official page
 * about creating cards. A row can override either.
 */
export const BASE_INFO_FIELDS: readonly CardField[] = [
  {
    path: 'base_info.title',
    type: 'string',
    maxUtf8Bytes: 27,
    meaning: 'Name of the card.',
    input: 'baseInfo.title',
    update: { kinds: MEMBER, review: true, hint: 'Member cards only.', note: 'at most nine Chinese characters' },
    create: { required: true, createOnly: { except: 'member' } },
  },
  {
    path: 'base_info.sub_title',
    type: 'string',
    create: {
      input: null,
      maxUtf8Bytes: 54,
      createOnly: true,
      mark: 'observed',
      note: 'no longer documented; a live card/get of 2016 shows it',
    },
  },
  {
    path: 'base_info.brand_name',
    type: 'string',
    maxUtf8Bytes: 36,
    meaning: 'Name of the merchant.',
    input: 'baseInfo.brandName',
    create: { required: true, createOnly: true, note: 'at most 12 Chinese characters' },
  },
  {
    path: 'base_info.logo_url',
    type: 'string',
    maxUtf8Bytes: 128,
    meaning: "URL of the merchant's logo.",
    input: 'baseInfo.logoUrl',
    update: { kinds: BOTH, review: ['coupon'] },
    create: {
      required: true,
      note: 'recommended: an uploaded picture of 300 x 300 pixels; other hosts are accepted (assumed)',
    },
  },
  {
    path: 'base_info.notice',
    type: 'string',
    maxUtf8Bytes: 48,
    meaning: 'Short instruction for using the card at the till.',
    input: 'baseInfo.notice',
    update: { kinds: BOTH, review: ['coupon'], clear: '', note: NOTICE_NOTE },
    create: { required: true },
  },
  {
    path: 'base_info.description',
    type: 'string',
    maxUtf8Bytes: 3072,
    meaning: 'Instructions and terms of use. May contain line breaks.',
    input: 'baseInfo.description',
    update: { kinds: BOTH, review: true, clear: '' },
    create: { required: true },
  },
  {
    path: 'base_info.service_phone',
    type: 'string',
    maxUtf8Bytes: 24,
    meaning: 'Customer service phone number.',
    input: 'baseInfo.servicePhone',
    update: { kinds: BOTH, clear: '' },
    create: {},
  },
  {
    path: 'base_info.color',
    type: 'string',
    color: true,
    meaning: 'Background colour.',
    input: 'baseInfo.color',
    update: {
      kinds: BOTH,
      review: ['coupon'],
      maxUtf8Bytes: 3072,
      hint: 'Accepts a colour name from `Color010` to `Color102`, or `#RRGGBB`.',
    },
    create: {
      required: true,
      maxUtf8Bytes: 16,
      note: '#RRGGBB is not documented for card/create: send the colour name with this hex value',
    },
  },
  {
    path: 'base_info.location_id_list',
    type: 'int[]',
    meaning: 'Ids of the shops that accept the card.',
    input: 'baseInfo.locationIds',
    update: {
      kinds: BOTH,
      maxUtf8Bytes: 3072,
      clear: '0',
      hint: 'Replaces the list; an empty list clears it. Excludes `useAllLocations: true`.',
      note: 'the string "0" clears the list; excludes use_all_locations=true',
    },
    create: {
      note: 'excludes use_all_locations (40097, assumed); "required for merchants with physical stores" is not enforced',
    },
  },
  {
    path: 'base_info.use_all_locations',
    type: 'bool',
    meaning: 'Whether all shops of the merchant accept the card, instead of only those in `locationIds`.',
    input: 'baseInfo.useAllLocations',
    update: { kinds: MEMBER, hint: 'Member cards only. `true` excludes a non-empty `locationIds`.' },
    create: { default: false, createOnly: { except: 'member' } },
  },
  ...link(
    'baseInfo.center',
    { path: 'base_info.center_title', maxUtf8Bytes: 18, note: 'at most six Chinese characters' },
    'base_info.center',
    24,
  ),
  ...link(
    'baseInfo.customLink',
    { path: 'base_info.custom_url_name', maxUtf8Bytes: 16, createBytes: 15 },
    'base_info.custom',
    18,
  ),
  ...link(
    'baseInfo.promotionLink',
    { path: 'base_info.promotion_url_name', maxUtf8Bytes: 16, createBytes: 15 },
    'base_info.promotion',
    18,
  ),
  {
    path: 'base_info.code_type',
    type: 'enum',
    values: CODE_TYPES,
    meaning: 'How the code is displayed at the till.',
    input: 'baseInfo.codeType',
    update: { kinds: BOTH, note: "the enum decides, not the documents' 16 bytes" },
    create: {
      required: true,
      note: 'other values are 40072; CODE_TYPE_NONE should have center_url or custom_url (not enforced)',
    },
  },
  {
    path: 'base_info.get_limit',
    type: 'int',
    min: 1,
    max: 50,
    meaning: 'Maximum number of codes of this card that one user may claim.',
    input: 'baseInfo.claimLimit',
    update: {
      kinds: BOTH,
      input: 'baseInfo.claimLimit',
      note: '1..50 (assumed; so is 72009, which may belong to pay coupons)',
    },
    create: {
      default: 50,
      note: 'the default is sku.quantity in older documents; the newer ones take precedence',
    },
  },
  {
    path: 'base_info.use_limit',
    type: 'int',
    min: 1,
    max: 50,
    meaning: 'Maximum number of codes of this card that one user may redeem.',
    input: 'baseInfo.redeemLimit',
    create: { default: 50, createOnly: true, note: 'maximum assumed; a redemption beyond it is 72020' },
  },
  {
    path: 'base_info.can_share',
    type: 'bool',
    meaning: 'Whether the page on which users claim the card can be shared.',
    input: 'baseInfo.canShare',
    update: { kinds: BOTH },
    create: { default: true },
  },
  {
    path: 'base_info.can_give_friend',
    type: 'bool',
    meaning: 'Whether a user may give the card to a friend.',
    input: 'baseInfo.canGift',
    update: { kinds: BOTH, input: 'baseInfo.canGift' },
    create: { default: true },
  },
  {
    path: 'base_info.sku.quantity',
    type: 'int',
    min: 1,
    max: MAX_STOCK,
    meaning: 'Number of cards that can be claimed.',
    input: 'baseInfo.quantity',
    create: {
      required: true,
      createOnly: true,
      note: 'must be 0 in deposit mode (otherwise 40136, observed); in other modes 0 or too many is 40122 (assumed)',
    },
  },
  {
    path: 'base_info.date_info.type',
    type: 'enum',
    meaning: 'When the card can be used.',
    input: 'baseInfo.validity',
    update: {
      kinds: BOTH,
      input: null,
      values: UPDATABLE_DATE_TYPES,
      note: 'the older spelling is the integer 1; the server adds the type if the beginning or the end is sent',
    },
    create: {
      required: true,
      values: DATE_TYPES,
      note: 'DATE_TYPE_PERMANENT is for member cards only, otherwise 40079 (assumed); 1 and 2 are older spellings',
    },
  },
  {
    path: 'base_info.date_info.begin_timestamp',
    type: 'unixSeconds',
    meaning: 'Beginning of the validity range.',
    input: 'baseInfo.validity.fixedRange.beginsAt',
    update: {
      kinds: BOTH,
      input: 'baseInfo.validity.beginsAt',
      hint: 'Must not be later than the current value: the range may only be extended.',
      note: 'the range may only be extended',
    },
    create: { required: FIXED_RANGE, note: '47001 with another type of validity (observed)' },
  },
  {
    path: 'base_info.date_info.end_timestamp',
    type: 'unixSeconds',
    meaning: 'End of the validity range.',
    input: 'baseInfo.validity.fixedRange.endsAt',
    update: {
      kinds: BOTH,
      input: 'baseInfo.validity.endsAt',
      hint: 'Must not be earlier than the current value: the range may only be extended.',
      note: "may only move later; for friends' vouchers by at most three months (responses do not distinguish them)",
    },
    create: {
      required: FIXED_RANGE,
      note: 'optional with a fixed term, as the last moment of all codes; a time in the past or not after the beginning is 40079 (assumed)',
    },
  },
  {
    path: 'base_info.date_info.fixed_term',
    type: 'int',
    min: 1,
    meaning: 'Number of days for which a claimed card is valid.',
    input: 'baseInfo.validity.fixedTerm.termDays',
    create: { required: FIXED_TERM, createOnly: true },
  },
  {
    path: 'base_info.date_info.fixed_begin_term',
    type: 'int',
    min: 0,
    meaning:
      'Number of days between claiming the card and the first day on which it is valid; 0 means the day of claiming.',
    input: 'baseInfo.validity.fixedTerm.startsAfterDays',
    create: { required: FIXED_TERM, createOnly: true, note: 'a missing one is read as 0 (assumed)' },
  },
  {
    path: 'base_info.use_custom_code',
    type: 'bool',
    meaning: 'Source of the codes.',
    input: 'baseInfo.codeMode',
    create: { default: false, createOnly: true, note: '43009 if the account lacks the privilege' },
  },
  {
    path: 'base_info.get_custom_code_mode',
    type: 'enum',
    values: ['GET_CUSTOM_CODE_MODE_DEPOSIT'],
    meaning: 'Source of the codes.',
    input: 'baseInfo.codeMode',
    create: { maxUtf8Bytes: 32, createOnly: true, note: 'requires use_custom_code=true, otherwise 40097 (assumed)' },
  },
  {
    path: 'base_info.bind_openid',
    type: 'bool',
    meaning: 'Whether only users specified by the merchant may claim the card.',
    input: 'baseInfo.bindOpenid',
    create: { default: false, createOnly: true },
  },
  {
    path: 'base_info.source',
    type: 'string',
    create: {
      input: null,
      maxUtf8Bytes: 36,
      createOnly: true,
      mark: 'observed',
      note: 'no longer documented; a live card/get shows it',
    },
  },
  {
    path: 'base_info.sub_merchant_info.merchant_id',
    type: 'int',
    meaning: 'Id of the sub-merchant for whom the card is created.',
    input: 'baseInfo.subMerchantId',
    create: { createOnly: true, note: '40139 if unknown, 40140 if not approved, 45042 if not for this kind' },
  },
  {
    path: 'base_info.need_push_on_view',
    type: 'bool',
    meaning: 'Whether the platform notifies the merchant each time a user opens the card.',
    input: 'memberCard.needPushOnView',
    update: { kinds: MEMBER, source: 'observed', note: 'review and clear are assumed' },
    create: { kinds: MEMBER, default: false },
  },
  {
    path: 'base_info.pay_info.swipe_card.is_swipe_card',
    type: 'bool',
    meaning: 'Whether using the card opens WeChat Pay.',
    input: 'baseInfo.quickPay.enabled',
    update: {
      kinds: MEMBER,
      input: 'baseInfo.quickPay.enabled',
      note: '43008 if the merchant has no WeChat Pay (assumed for this field)',
    },
    create: { kinds: MEMBER },
  },
  {
    path: 'base_info.is_pay_and_qrcode',
    type: 'bool',
    meaning: "Whether the central button supports both WeChat Pay and the member card's QR code.",
    input: 'baseInfo.quickPay.withQrcode',
    update: {
      kinds: MEMBER,
      note: 'observed here; card/get may have it in pay_info.swipe_card. The server reads both',
    },
    create: { kinds: MEMBER, mark: 'observed' },
  },
];
