import { BUSINESS_SERVICES, WEEKDAYS } from '../card.wire.js';
import { type CardField, type CreateColumn, PICTURE_HOSTS } from './field.js';

const VOUCHER = ['voucher'] as const;

/** For fields that card/update accepts for vouchers only. */
const COMMON = { kinds: ['voucher', 'member'], createOnly: { except: 'voucher' } } as const satisfies CreateColumn;
const CREATE_ONLY = { kinds: ['voucher', 'member'], createOnly: true } as const satisfies CreateColumn;

/** Returns the row of an hour or minute of `time_limit`. */
function timeOfDay(end: 'begin' | 'end', unit: 'hour' | 'minute', input: string): CardField {
  return {
    path: `advanced_info.time_limit[].${end}_${unit}`,
    type: 'int',
    min: 0,
    max: unit === 'hour' ? 23 : 59,
    meaning: `${unit === 'hour' ? 'Hour' : 'Minute'} at which the period of use ${end === 'begin' ? 'begins' : 'ends'} on that day.`,
    input: `advancedInfo.timeLimits[].${input}`,
    create: CREATE_ONLY,
  };
}

/**
 * The fields of advanced_info: of vouchers and, in card/create, of member cards. The source of `update` columns is friends-vouchers. The
 * source of `create` columns is the official page about creating cards. A row can override either.
 */
export const ADVANCED_INFO_FIELDS: readonly CardField[] = [
  {
    path: 'advanced_info.use_condition.accept_category',
    type: 'string',
    maxUtf8Bytes: 512,
    meaning: 'Goods for which the card can be used.',
    input: 'advancedInfo.useCondition.acceptCategory',
    create: { kinds: ['CASH'], createOnly: true },
  },
  {
    path: 'advanced_info.use_condition.reject_category',
    type: 'string',
    maxUtf8Bytes: 512,
    meaning: 'Goods for which the card cannot be used.',
    input: 'advancedInfo.useCondition.rejectCategory',
    create: { kinds: ['CASH'], createOnly: true },
  },
  {
    path: 'advanced_info.use_condition.least_cost',
    type: 'int',
    meaning: 'Minimum spend, in fen (1/100 yuan).',
    input: 'advancedInfo.useCondition.minimumSpendFen',
    create: { kinds: ['CASH', 'GIFT'], createOnly: true },
  },
  {
    path: 'advanced_info.use_condition.object_use_for',
    type: 'string',
    maxUtf8Bytes: 512,
    meaning: 'Goods that the user must buy.',
    input: 'advancedInfo.useCondition.objectUseFor',
    create: { kinds: ['GIFT'], createOnly: true },
  },
  {
    path: 'advanced_info.use_condition.can_use_with_other_discount',
    type: 'bool',
    meaning: 'Whether the card can be combined with other discounts.',
    input: 'advancedInfo.useCondition.canUseWithOtherDiscount',
    create: { ...CREATE_ONLY, default: true },
  },
  {
    path: 'advanced_info.abstract.abstract',
    type: 'string',
    maxUtf8Bytes: 60,
    meaning: 'Short text on the cover.',
    input: 'advancedInfo.cover.text',
    update: { kinds: VOUCHER, input: 'advancedInfo.cover.text', clear: '' },
    create: {
      ...COMMON,
      note: 'documented as 24 bytes for card/create, but the documented example has 57; the 60 of card/update applies',
    },
  },
  {
    path: 'advanced_info.abstract.icon_url_list',
    type: 'string[]',
    max: 1,
    meaning: 'URL of the cover picture.',
    input: 'advancedInfo.cover.iconUrls',
    update: {
      kinds: VOUCHER,
      input: 'advancedInfo.cover.iconUrls',
      maxUtf8Bytes: 3072,
      clear: [],
      note: 'at most one URL',
    },
    create: {
      ...COMMON,
      maxUtf8Bytes: 128,
      hosts: PICTURE_HOSTS,
      note: '850 x 350 pixels are recommended; a URL that is too long is 45044',
    },
  },
  {
    path: 'advanced_info.text_image_list[].image_url',
    type: 'string',
    meaning: 'URL of a picture that was uploaded to the platform.',
    input: 'advancedInfo.textImages[].imageUrl',
    update: {
      kinds: VOUCHER,
      maxUtf8Bytes: 3072,
      hosts: ['mmbiz.qpic.cn'],
      clear: [],
      note: 'a URL of an uploaded picture, otherwise 40141; a benefit voucher (general coupon) needs at least one entry',
    },
    create: {
      ...COMMON,
      required: { when: { kind: 'GENERAL_COUPON' } },
      maxUtf8Bytes: 128,
      hosts: PICTURE_HOSTS,
      note: 'a general coupon without an entry is 41026 (assumed)',
    },
  },
  {
    path: 'advanced_info.text_image_list[].text',
    type: 'string',
    maxCharacters: 5000,
    meaning: 'Text for the picture.',
    input: 'advancedInfo.textImages[].text',
    update: {
      kinds: VOUCHER,
      clear: [],
      note: 'at most 5,000 characters (the 3072 in the same table is the byte limit of other fields; the prose takes precedence)',
    },
    create: { ...COMMON, note: 'documented as 512 bytes for card/create; the higher limit of card/update applies' },
  },
  {
    path: 'advanced_info.business_service',
    type: 'enum[]',
    values: BUSINESS_SERVICES,
    meaning: 'Services that the shops offer.',
    input: 'advancedInfo.businessServices',
    update: { kinds: VOUCHER, hint: 'Replaces the list, which cannot be cleared.' },
    create: COMMON,
  },
  {
    path: 'advanced_info.time_limit[].type',
    type: 'enum',
    values: WEEKDAYS,
    meaning: 'Day on which the coupon can be used.',
    input: 'advancedInfo.timeLimits[].day',
    update: {
      kinds: VOUCHER,
      input: 'advancedInfo.timeLimits[]',
      meaning: 'Days on which the coupon can be used.',
      review: true,
      clear: [],
      hint: 'Replaces the list, including the hours and minutes that the platform stores.',
    },
    create: {
      ...COMMON,
      required: { when: { sent: 'advanced_info.time_limit[]' } },
      note: 'for display only: the platform does not enforce it when a code is redeemed; other values are 40149 (assumed)',
    },
  },
  timeOfDay('begin', 'hour', 'beginHour'),
  timeOfDay('begin', 'minute', 'beginMinute'),
  timeOfDay('end', 'hour', 'endHour'),
  timeOfDay('end', 'minute', 'endMinute'),
  {
    path: 'advanced_info.consume_share_self_num',
    type: 'int',
    min: 0,
    max: 1,
    meaning: 'Number of copies of the same card that a friend receives when this one is redeemed.',
    input: 'advancedInfo.redeemGiftSelfCount',
    update: {
      kinds: VOUCHER,
      review: true,
      hint: '1 excludes a non-empty `redeemGifts`.',
      note: "0 or 1; 1 excludes a non-empty consume_share_card_list; 0 is accepted together with a list (the documents' own example)",
    },
  },
  {
    path: 'advanced_info.consume_share_card_list[].card_id',
    type: 'string',
    maxUtf8Bytes: 32,
    maxEntries: 1,
    meaning: 'Id of the card that the friend receives.',
    input: 'advancedInfo.redeemGifts[].cardId',
    update: {
      kinds: VOUCHER,
      review: true,
      inEachEntry: true,
      clear: [],
      note: 'at most one entry; the documented limit of 24 bytes is shorter than a card_id',
    },
  },
  {
    path: 'advanced_info.consume_share_card_list[].num',
    type: 'int',
    min: 1,
    max: 1,
    meaning: 'Number of cards that the friend receives.',
    input: 'advancedInfo.redeemGifts[].count',
    update: { kinds: VOUCHER, review: true, inEachEntry: true, clear: [], note: 'must be 1' },
  },
  {
    path: 'advanced_info.share_friends',
    type: 'bool',
    create: {
      kinds: VOUCHER,
      input: null,
      createOnly: true,
      mark: 'observed',
      note: "friends' vouchers can no longer be created (73205)",
    },
  },
];
