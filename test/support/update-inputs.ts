import fc from 'fast-check';
import type { UpdateCardInput } from '../graph/generated/graphql.js';

/**
 * Every field of card/update in the form of the graph, written by hand from the documents' tables and the schema's descriptions. It is an
 * independent second source, which does not use src/graph/card.
 */

export type Kinds =
  | 'coupon'
  | 'member'
  | 'voucher'
  | 'MOVIE_TICKET'
  | 'BOARDING_PASS'
  | 'SCENIC_TICKET'
  | 'MEETING_TICKET';

/** A type of value: a valid value, its stored form, and a generator of valid values. */
interface Form {
  readonly value: unknown;
  readonly stored: unknown;
  readonly some: fc.Arbitrary<unknown>;
  /** The value that clears the field, in addition to null. */
  readonly empty?: '' | readonly [];
  readonly text?: TextForm;
  /** The parts of a value that is sent as several fields. Each has its own error. */
  readonly parts?: readonly string[];
}

/** Describes the text of a value that is or contains one text. */
interface TextForm {
  readonly maxBytes?: number;
  readonly maxCharacters?: number;
  /** The beginning of every text, for instance of a URL. */
  readonly prefix: string;
  readonly within: (text: string) => unknown;
  /** Path from the field to the text, as in an error. */
  readonly below: readonly string[];
}

export interface UpdateInput {
  /** Name of the field in the contract. */
  readonly path: string;
  readonly kinds: Kinds;
  /** Dotted path in UpdateCardInput. */
  readonly field: string;
  readonly form: Form;
  readonly review: boolean;
  /** The wire value that clears the field. */
  readonly clear: '' | '0' | readonly [] | 'refused';
}

/** Generates non-empty texts of at most `maxBytes` bytes, with characters of one to four bytes. */
function someText(maxBytes: number, prefix = ''): fc.Arbitrary<string> {
  const unit = fc.constantFrom('a', 'Z', '7', ' ', '"', '\\', '/', '\n', '\t', 'é', '字', '券', '券', '😀', '\u2028');
  return fc
    .string({ unit, minLength: 1, maxLength: 40 })
    .map((text) => clipped(prefix + text, maxBytes))
    .filter((text) => text !== '');
}

function clipped(text: string, maxBytes: number): string {
  const characters = [...text];
  while (Buffer.byteLength(characters.join('')) > maxBytes) characters.pop();
  return characters.join('');
}

function text(maxBytes?: number): Form {
  return {
    value: '新A1',
    stored: '新A1',
    some: someText(maxBytes ?? 200),
    empty: '',
    text: { ...(maxBytes === undefined ? {} : { maxBytes }), prefix: '', within: (inner) => inner, below: [] },
  };
}

const flag = (value: boolean): Form => ({ value, stored: value, some: fc.boolean() });
const integer = (value: number, min: number, max: number): Form => ({
  value,
  stored: value,
  some: fc.integer({ min, max }),
});
/** Returns the form of one half of a page in a mini program. The field is the page, which needs both halves. */
function half(name: 'userName' | 'path'): Form {
  const page = (inner: string) => ({ userName: 'gh_0123456789ab@app', path: 'pages/index', [name]: inner });
  return {
    value: page('新A1'),
    stored: '新A1',
    some: fc.record({ userName: someText(128), path: someText(128) }),
    text: { maxBytes: 128, prefix: '', within: page, below: [name] },
    parts: ['userName', 'path'],
  };
}
const amount = integer(120, 0, 1_000_000);

/** Returns the form of an instant, which is stored in whole seconds. */
function instant(value: string): Form {
  const at = fc.integer({ min: 1_500_000_000_000, max: 2_500_000_000_000 });
  return {
    value,
    stored: Date.parse(value) / 1000,
    some: at.map((milliseconds) => new Date(milliseconds).toISOString()),
  };
}

function oneOf(spellings: Readonly<Record<string, string>>, value: string): Form {
  return { value, stored: spellings[value], some: fc.constantFrom(...Object.keys(spellings)) };
}

const CARD_ID = fc.stringMatching(/^p[A-Za-z0-9_-]{1,31}$/);

const color: Form = {
  value: 'Color101',
  stored: '#cf3e36',
  some: fc.oneof(
    fc.constantFrom('Color010', 'Color020', 'Color050', 'Color081', 'Color100', 'Color102'),
    fc.stringMatching(/^#[0-9a-fA-F]{6}$/),
  ),
  empty: '',
};

const locationIds: Form = {
  value: ['402521601', '7'],
  stored: [402521601, 7],
  some: fc.array(
    fc.integer({ min: 1, max: 999_999_999 }).map((id) => String(id)),
    { minLength: 1, maxLength: 5 },
  ),
  empty: [],
};

const cardIds: Form = {
  value: ['pDEMO-gift-0002', 'pDEMO-cash-0001'],
  stored: ['pDEMO-gift-0002', 'pDEMO-cash-0001'],
  some: fc.array(CARD_ID, { minLength: 1, maxLength: 10 }),
  empty: [],
};

const PICTURE = 'https://mmbiz.qpic.cn/mmbiz/';
const somePicture = fc.webPath().map((path) => PICTURE + path.slice(1));

const iconUrls: Form = {
  value: [`${PICTURE}icon`],
  stored: [`${PICTURE}icon`],
  some: somePicture.map((url) => [url]),
  empty: [],
  text: { maxBytes: 3072, prefix: PICTURE, within: (url) => [url], below: [] },
};

const someEntries = fc.array(
  fc.oneof(
    fc.record({ imageUrl: somePicture, text: someText(200) }),
    fc.record({ imageUrl: somePicture, text: fc.constantFrom(null, '') }),
    fc.record({ text: someText(200) }),
  ),
  { minLength: 1, maxLength: 3 },
);

const imageUrl: Form = {
  value: [{ imageUrl: `${PICTURE}a` }, { imageUrl: `${PICTURE}b`, text: '甲' }],
  stored: [{ image_url: `${PICTURE}a` }, { image_url: `${PICTURE}b`, text: '甲' }],
  some: someEntries,
  empty: [],
  text: { maxBytes: 3072, prefix: PICTURE, within: (url) => [{ imageUrl: url }], below: ['0', 'imageUrl'] },
};

const imageText: Form = {
  value: [{ text: '只有文字' }],
  stored: [{ text: '只有文字' }],
  some: someEntries,
  empty: [],
  text: { maxCharacters: 5000, prefix: '', within: (inner) => [{ text: inner }], below: ['0', 'text'] },
};

const businessServices: Form = {
  value: ['WITH_PET', 'DELIVER'],
  stored: ['BIZ_SERVICE_WITH_PET', 'BIZ_SERVICE_DELIVER'],
  some: fc.subarray(['DELIVER', 'FREE_PARK', 'WITH_PET', 'FREE_WIFI'], { minLength: 1 }),
  empty: [],
};

const timeLimits: Form = {
  value: ['SATURDAY', 'HOLIDAY'],
  stored: [{ type: 'SATURDAY' }, { type: 'HOLIDAY' }],
  some: fc.subarray(['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY', 'HOLIDAY'], {
    minLength: 1,
  }),
  empty: [],
};

const someShare = fc.oneof(
  CARD_ID.map((cardId) => [{ cardId }]),
  CARD_ID.map((cardId) => [{ cardId, count: 1 }]),
);
const sharedCard: Form = {
  value: [{ cardId: 'pDEMO-cash-0002' }],
  stored: [{ card_id: 'pDEMO-cash-0002', num: 1 }],
  some: someShare,
  empty: [],
  text: { maxBytes: 32, prefix: '', within: (cardId) => [{ cardId }], below: ['0', 'cardId'] },
};
const sharedCount: Form = {
  value: [{ cardId: 'pDEMO-gift-0001', count: 1 }],
  stored: [{ card_id: 'pDEMO-gift-0001', num: 1 }],
  some: someShare,
  empty: [],
};

const codeType = oneOf(
  {
    TEXT: 'CODE_TYPE_TEXT',
    BARCODE: 'CODE_TYPE_BARCODE',
    QRCODE: 'CODE_TYPE_QRCODE',
    ONLY_QRCODE: 'CODE_TYPE_ONLY_QRCODE',
    ONLY_BARCODE: 'CODE_TYPE_ONLY_BARCODE',
    NONE: 'CODE_TYPE_NONE',
  },
  'ONLY_BARCODE',
);
const nameType = oneOf(
  {
    LEVEL: 'FIELD_NAME_TYPE_LEVEL',
    COUPON: 'FIELD_NAME_TYPE_COUPON',
    STAMP: 'FIELD_NAME_TYPE_STAMP',
    DISCOUNT: 'FIELD_NAME_TYPE_DISCOUNT',
    ACHIEVEMENT: 'FIELD_NAME_TYPE_ACHIEVEMEN',
    MILEAGE: 'FIELD_NAME_TYPE_MILEAGE',
    SET_POINTS: 'FIELD_NAME_TYPE_SET_POINTS',
    TIMES: 'FIELD_NAME_TYPE_TIMS',
  },
  'ACHIEVEMENT',
);

const begins = instant('2019-03-04T05:06:07.000Z');
const ends = instant('2041-03-04T05:06:07.000Z');
/** The type of the range, which is sent together with either of its ends. */
const rangeType: Form = { ...ends, stored: 'DATE_TYPE_FIX_TIME_RANGE' };

type Kind = Kinds | 'both';
type Row = readonly [
  path: string,
  field: string,
  form: Form,
  clear: UpdateInput['clear'],
  kind: Kind,
  review?: 'review' | 'coupons reviewed',
];

/** Returns the rows of a page in a mini program. `prefix` precedes `app_brand_` in their paths. */
const miniProgram = (prefix: string, field: string, kind: Kind = 'member'): Row[] => [
  [`${prefix}app_brand_user_name`, field, half('userName'), '', kind],
  [`${prefix}app_brand_pass`, field, half('path'), '', kind],
];

const ROWS: readonly Row[] = [
  ['base_info.title', 'baseInfo.title', text(27), 'refused', 'member', 'review'],
  ['base_info.logo_url', 'baseInfo.logoUrl', text(128), 'refused', 'both', 'coupons reviewed'],
  ['base_info.notice', 'baseInfo.notice', text(48), '', 'both', 'coupons reviewed'],
  ['base_info.description', 'baseInfo.description', text(3072), '', 'both', 'review'],
  ['base_info.service_phone', 'baseInfo.servicePhone', text(24), '', 'both'],
  ['base_info.color', 'baseInfo.color', color, 'refused', 'both', 'coupons reviewed'],
  ['base_info.location_id_list', 'baseInfo.locationIds', locationIds, '0', 'both'],
  ['base_info.use_all_locations', 'baseInfo.useAllLocations', flag(true), 'refused', 'member'],
  ['base_info.center_title', 'baseInfo.center.name', text(18), '', 'both'],
  ['base_info.center_sub_title', 'baseInfo.center.subTitle', text(24), '', 'both'],
  ['base_info.center_url', 'baseInfo.center.url', text(128), '', 'both'],
  ['base_info.custom_url_name', 'baseInfo.customLink.name', text(16), '', 'both'],
  ['base_info.custom_url', 'baseInfo.customLink.url', text(128), '', 'both'],
  ['base_info.custom_url_sub_title', 'baseInfo.customLink.subTitle', text(18), '', 'both'],
  ['base_info.promotion_url_name', 'baseInfo.promotionLink.name', text(16), '', 'both'],
  ['base_info.promotion_url', 'baseInfo.promotionLink.url', text(128), '', 'both'],
  ['base_info.promotion_url_sub_title', 'baseInfo.promotionLink.subTitle', text(18), '', 'both'],
  ...miniProgram('base_info.center_', 'baseInfo.center.miniProgram', 'both'),
  ...miniProgram('base_info.custom_', 'baseInfo.customLink.miniProgram', 'both'),
  ...miniProgram('base_info.promotion_', 'baseInfo.promotionLink.miniProgram', 'both'),
  ['base_info.need_push_on_view', 'memberCard.needPushOnView', flag(true), 'refused', 'member'],
  ['base_info.code_type', 'baseInfo.codeType', codeType, 'refused', 'both'],
  ['base_info.pay_info.swipe_card.is_swipe_card', 'baseInfo.quickPay.enabled', flag(true), 'refused', 'member'],
  ['base_info.is_pay_and_qrcode', 'baseInfo.quickPay.withQrcode', flag(true), 'refused', 'member'],
  ['base_info.get_limit', 'baseInfo.claimLimit', integer(7, 1, 50), 'refused', 'both'],
  ['base_info.can_share', 'baseInfo.canShare', flag(false), 'refused', 'both'],
  ['base_info.can_give_friend', 'baseInfo.canGift', flag(true), 'refused', 'both'],
  ['base_info.date_info.type', 'baseInfo.validity.endsAt', rangeType, 'refused', 'both'],
  ['base_info.date_info.begin_timestamp', 'baseInfo.validity.beginsAt', begins, 'refused', 'both'],
  ['base_info.date_info.end_timestamp', 'baseInfo.validity.endsAt', ends, 'refused', 'both'],

  ['background_pic_url', 'memberCard.backgroundPicUrl', text(128), '', 'member'],
  ['supply_bonus', 'memberCard.pointsEnabled', flag(true), 'refused', 'member', 'review'],
  ['supply_balance', 'memberCard.balanceEnabled', flag(true), 'refused', 'member', 'review'],
  ['bonus_cleared', 'memberCard.pointsExpiryText', text(3072), '', 'member'],
  ['bonus_rules', 'memberCard.pointsRulesText', text(3072), '', 'member', 'review'],
  ['bonus_url', 'memberCard.pointsUrl', text(128), '', 'member'],
  ['balance_url', 'memberCard.balanceUrl', text(128), '', 'member'],
  ['balance_rules', 'memberCard.balanceRulesText', text(3072), '', 'member'],
  ['prerogative', 'memberCard.benefits', text(3072), '', 'member'],
  ['wx_activate', 'memberCard.wxActivate', flag(true), 'refused', 'member'],
  ['auto_activate', 'memberCard.autoActivate', flag(true), 'refused', 'member'],
  ['activate_url', 'memberCard.activateUrl', text(128), '', 'member'],
  ['wx_activate_after_submit', 'memberCard.wxActivateAfterSubmit', flag(false), 'refused', 'member'],
  ['wx_activate_after_submit_url', 'memberCard.wxActivateAfterSubmitUrl', text(128), '', 'member'],
  ...miniProgram('activate_', 'memberCard.activateMiniProgram'),
  ...miniProgram('bonus_', 'memberCard.pointsMiniProgram'),
  ...miniProgram('balance_', 'memberCard.balanceMiniProgram'),
  ...[1, 2, 3].flatMap((number): Row[] => [
    [`custom_field${number}.name_type`, `memberCard.customField${number}.nameType`, nameType, 'refused', 'member'],
    [`custom_field${number}.name`, `memberCard.customField${number}.name`, text(24), '', 'member'],
    [`custom_field${number}.url`, `memberCard.customField${number}.url`, text(128), '', 'member'],
    ...miniProgram(`custom_field${number}.`, `memberCard.customField${number}.miniProgram`),
  ]),
  ...[1, 2, 3].flatMap((number): Row[] => [
    [
      `custom_cell${number}.name`,
      `memberCard.customCell${number}.name`,
      text(number === 1 ? undefined : 15),
      '',
      'member',
    ],
    [
      `custom_cell${number}.tips`,
      `memberCard.customCell${number}.tips`,
      text(number === 1 ? undefined : 18),
      '',
      'member',
    ],
    [`custom_cell${number}.url`, `memberCard.customCell${number}.url`, text(128), '', 'member'],
    ...miniProgram(`custom_cell${number}.`, `memberCard.customCell${number}.miniProgram`),
  ]),
  ['bonus_rule.cost_money_unit', 'memberCard.pointsRule.spendUnitFen', amount, 'refused', 'member'],
  ['bonus_rule.increase_bonus', 'memberCard.pointsRule.pointsPerUnit', amount, 'refused', 'member'],
  ['bonus_rule.max_increase_bonus', 'memberCard.pointsRule.maxPointsPerPayment', amount, 'refused', 'member'],
  ['bonus_rule.init_increase_bonus', 'memberCard.pointsRule.initialPoints', amount, 'refused', 'member'],
  ['bonus_rule.cost_bonus_unit', 'memberCard.pointsRule.redeemUnitPoints', amount, 'refused', 'member'],
  ['bonus_rule.reduce_money', 'memberCard.pointsRule.amountOffPerUnitFen', amount, 'refused', 'member'],
  ['bonus_rule.least_money_to_use_bonus', 'memberCard.pointsRule.minimumSpendFen', amount, 'refused', 'member'],
  ['bonus_rule.max_reduce_bonus', 'memberCard.pointsRule.maxPointsPerRedemption', amount, 'refused', 'member'],
  ['discount', 'memberCard.discountPercentOff', integer(25, 0, 99), 'refused', 'member', 'review'],
  ...(
    [
      ['activate_msg_operation.url_cell', 'memberCard.activateMessageOperation'],
      ['modify_msg_operation.url_cell', 'memberCard.modifyMessageOperation'],
    ] as const
  ).flatMap(([path, field]): Row[] => [
    [`${path}.card_id_list`, `${field}.cardIds`, cardIds, [], 'member'],
    [`${path}.end_time`, `${field}.endsAt`, ends, 'refused', 'member'],
    [`${path}.text`, `${field}.text`, text(), '', 'member'],
    [`${path}.url`, `${field}.url`, text(), '', 'member'],
    [`${path}.app_brand_id`, `${field}.appBrandId`, text(), '', 'member'],
    [`${path}.app_brand_pass`, `${field}.appBrandPath`, text(), '', 'member'],
  ]),

  ['detail', 'movieTicket.detail', text(3072), '', 'MOVIE_TICKET', 'review'],
  ['departure_time', 'boardingPass.departureAt', ends, 'refused', 'BOARDING_PASS'],
  ['landing_time', 'boardingPass.landingAt', ends, 'refused', 'BOARDING_PASS'],
  ['gate', 'boardingPass.gate', text(12), '', 'BOARDING_PASS'],
  ['boarding_time', 'boardingPass.boardingAt', begins, 'refused', 'BOARDING_PASS'],
  ['guide_url', 'scenicTicket.guideUrl', text(128), '', 'SCENIC_TICKET'],
  ['map_url', 'meetingTicket.mapUrl', text(128), '', 'MEETING_TICKET'],

  ['advanced_info.abstract.abstract', 'advancedInfo.cover.text', text(60), '', 'voucher'],
  ['advanced_info.abstract.icon_url_list', 'advancedInfo.cover.iconUrls', iconUrls, [], 'voucher'],
  ['advanced_info.text_image_list[].image_url', 'advancedInfo.textImages', imageUrl, [], 'voucher'],
  ['advanced_info.text_image_list[].text', 'advancedInfo.textImages', imageText, [], 'voucher'],
  ['advanced_info.business_service', 'advancedInfo.businessServices', businessServices, 'refused', 'voucher'],
  ['advanced_info.time_limit[].type', 'advancedInfo.timeLimits', timeLimits, [], 'voucher', 'review'],
  [
    'advanced_info.consume_share_self_num',
    'advancedInfo.redeemGiftSelfCount',
    integer(1, 0, 1),
    'refused',
    'voucher',
    'review',
  ],
  ['advanced_info.consume_share_card_list[].card_id', 'advancedInfo.redeemGifts', sharedCard, [], 'voucher', 'review'],
  ['advanced_info.consume_share_card_list[].num', 'advancedInfo.redeemGifts', sharedCount, [], 'voucher', 'review'],
];

/** One entry for each path and card type, like the rows of the contract. */
export const UPDATE_INPUTS: readonly UpdateInput[] = ROWS.flatMap(([path, field, form, clear, kind, review]) =>
  (kind === 'both' ? (['coupon', 'member'] as const) : [kind]).map((kinds): UpdateInput => {
    const isReviewed = review === 'review' || (review === 'coupons reviewed' && kinds === 'coupon');
    return { path, kinds, field, form, clear, review: isReviewed };
  }),
);

const VOUCHERS = ['GROUPON', 'DISCOUNT', 'GIFT', 'CASH', 'GENERAL_COUPON'];
const TICKETS = ['SCENIC_TICKET', 'MOVIE_TICKET', 'BOARDING_PASS', 'MEETING_TICKET', 'BUS_TICKET'];

/** The card types of the platform. */
export const TYPES: readonly string[] = [...VOUCHERS, 'MEMBER_CARD', ...TICKETS];

/** Returns the card types that a field belongs to. */
export function typesOf(kinds: Kinds): readonly string[] {
  if (kinds === 'member') return ['MEMBER_CARD'];
  if (kinds === 'coupon') return [...VOUCHERS, ...TICKETS];
  return kinds === 'voucher' ? VOUCHERS : [kinds];
}

/** Returns an input that changes fields of a card, by their dotted paths. */
export function changing(
  cardId: string,
  ...changes: readonly (readonly [field: string, value: unknown])[]
): UpdateCardInput {
  const input: Record<string, unknown> = { cardId };
  for (const [field, value] of changes) {
    const names = field.split('.');
    const last = names.pop() ?? field;
    const parent = names.reduce((object, name) => {
      object[name] ??= {};
      return object[name] as Record<string, unknown>;
    }, input);
    parent[last] = value;
  }
  return { ...input, cardId };
}
