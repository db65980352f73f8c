import { BUSINESS_SERVICES, WEEKDAYS } from '../card.wire.js';
import { type CardField, type CreateColumn, PICTURE_HOSTS } from './field.js';

const VOUCHER = ['voucher'] as const;

/** card/update accepts it for vouchers only. */
const COMMON = { kinds: ['voucher', 'member'], createOnly: { except: 'voucher' } } as const satisfies CreateColumn;
const CREATE_ONLY = { kinds: ['voucher', 'member'], createOnly: true } as const satisfies CreateColumn;

/** An hour or a minute of a day of use. */
function timeOfDay(end: 'begin' | 'end', unit: 'hour' | 'minute', input: string): CardField {
  return {
    path: `advanced_info.time_limit[].${end}_${unit}`,
    type: 'int',
    min: 0,
    max: unit === 'hour' ? 23 : 59,
    meaning: unit === 'hour' ? 'Hour of the day.' : 'Minute of the hour.',
    input: `advancedInfo.timeLimits[].${input}`,
    create: CREATE_ONLY,
  };
}

/**
 * advanced_info, of vouchers and, on card/create, of member cards. Sources: of `update` friends-vouchers, of `create` the official page
 * about creating cards, unless a row says otherwise.
 */
export const ADVANCED_INFO_FIELDS: readonly CardField[] = [
  {
    path: 'advanced_info.use_condition.accept_category',
    type: 'string',
    maxUtf8Bytes: 512,
    meaning: 'Goods that it may be used on.',
    input: 'advancedInfo.useCondition.acceptCategory',
    create: { kinds: ['CASH'], createOnly: true },
  },
  {
    path: 'advanced_info.use_condition.reject_category',
    type: 'string',
    maxUtf8Bytes: 512,
    meaning: 'Goods that it may not be used on.',
    input: 'advancedInfo.useCondition.rejectCategory',
    create: { kinds: ['CASH'], createOnly: true },
  },
  {
    path: 'advanced_info.use_condition.least_cost',
    type: 'int',
    meaning: 'The least that must be spent, in fen.',
    input: 'advancedInfo.useCondition.minimumSpendFen',
    create: { kinds: ['CASH', 'GIFT'], createOnly: true },
  },
  {
    path: 'advanced_info.use_condition.object_use_for',
    type: 'string',
    maxUtf8Bytes: 512,
    meaning: 'What must be bought.',
    input: 'advancedInfo.useCondition.objectUseFor',
    create: { kinds: ['GIFT'], createOnly: true },
  },
  {
    path: 'advanced_info.use_condition.can_use_with_other_discount',
    type: 'bool',
    meaning: 'Whether it may be used together with other discounts.',
    input: 'advancedInfo.useCondition.canUseWithOtherDiscount',
    create: { ...CREATE_ONLY, default: true },
  },
  {
    path: 'advanced_info.abstract.abstract',
    type: 'string',
    maxUtf8Bytes: 60,
    meaning: 'A short text.',
    input: 'advancedInfo.cover.text',
    update: { kinds: VOUCHER, input: 'advancedInfo.cover.text', clear: '' },
    create: {
      ...COMMON,
      note: "the documents say 24 bytes for card/create; their own example has 57: update's 60 rules",
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
      note: 'one URL at most',
    },
    create: {
      ...COMMON,
      maxUtf8Bytes: 128,
      hosts: PICTURE_HOSTS,
      note: '850 x 350 pixels are advised; a URL that is too long is 45044',
    },
  },
  {
    path: 'advanced_info.text_image_list[].image_url',
    type: 'string',
    meaning: "URL of the picture, from the platform's own upload: on mmbiz.qpic.cn.",
    input: 'advancedInfo.textImages[].imageUrl',
    update: {
      kinds: VOUCHER,
      maxUtf8Bytes: 3072,
      hosts: ['mmbiz.qpic.cn'],
      clear: [],
      note: "a URL from the platform's own upload, else 40141; a benefit voucher (general coupon) needs one entry at least",
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
    meaning: 'The text.',
    input: 'advancedInfo.textImages[].text',
    update: {
      kinds: VOUCHER,
      clear: [],
      note: 'at most 5,000 characters (the 3072 beside it is about bytes of other fields; the prose rules)',
    },
    create: { ...COMMON, note: '512 bytes in the documents of card/create; the looser limit of card/update rules' },
  },
  {
    path: 'advanced_info.business_service',
    type: 'enum[]',
    values: BUSINESS_SERVICES,
    meaning: 'Services of the shops.',
    input: 'advancedInfo.businessServices',
    update: { kinds: VOUCHER, hint: 'Cannot be emptied.' },
    create: COMMON,
  },
  {
    path: 'advanced_info.time_limit[].type',
    type: 'enum',
    values: WEEKDAYS,
    meaning: 'Days of use.',
    input: 'advancedInfo.timeLimits[].day',
    update: {
      kinds: VOUCHER,
      input: 'advancedInfo.timeLimits[]',
      review: true,
      clear: [],
      hint: 'Replaces the list, hours and minutes that the platform holds included.',
    },
    create: {
      ...COMMON,
      required: { when: { sent: 'advanced_info.time_limit[]' } },
      note: 'for display only: it does not decide whether a code can be redeemed; another value is 40149 (assumed)',
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
    meaning: 'How many of this same card a friend receives when one is used.',
    input: 'advancedInfo.redeemGiftSelfCount',
    update: {
      kinds: VOUCHER,
      review: true,
      hint: '1 excludes a non-empty redeemGifts.',
      note: "0 or 1; 1 excludes a non-empty consume_share_card_list; 0 beside a list is fine (the documents' own example)",
    },
  },
  {
    path: 'advanced_info.consume_share_card_list[].card_id',
    type: 'string',
    maxUtf8Bytes: 32,
    maxEntries: 1,
    meaning: 'The card_id.',
    input: 'advancedInfo.redeemGifts[].cardId',
    update: {
      kinds: VOUCHER,
      review: true,
      inEachEntry: true,
      clear: [],
      note: 'one entry at most; the 24 of the document is shorter than a card_id',
    },
  },
  {
    path: 'advanced_info.consume_share_card_list[].num',
    type: 'int',
    min: 1,
    max: 1,
    meaning: 'How many of it.',
    input: 'advancedInfo.redeemGifts[].count',
    update: { kinds: VOUCHER, review: true, inEachEntry: true, clear: [], note: 'only 1' },
  },
  {
    path: 'advanced_info.share_friends',
    type: 'bool',
    create: {
      kinds: VOUCHER,
      input: null,
      createOnly: true,
      mark: 'observed',
      note: 'friend vouchers can no longer be created (73205)',
    },
  },
];
