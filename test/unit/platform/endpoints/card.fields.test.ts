import {
  belongsTo,
  leavesOf,
  needsReview,
  UPDATE_FIELDS,
  type UpdateField,
  updateFieldsOf,
} from '../../../../src/platform/endpoints/card.fields.js';
import type { CardUpdateFields } from '../../../../src/platform/endpoints/card.update.js';
import { CARD_TYPES, VOUCHER_TYPES, type WireCardType } from '../../../../src/platform/endpoints/card.wire.js';
import { EXCLUSIONS, exclusionsIn } from '../../../../src/platform/endpoints/card-fields/exclusions.js';

/** A payload that sends one value at the path of a row. */
function sending(path: string, value: unknown): Record<string, unknown> {
  const [first = '', ...rest] = path.split('.');
  const below = rest.length === 0 ? value : sending(rest.join('.'), value);
  return first.endsWith('[]') ? { [first.slice(0, -2)]: [below] } : { [first]: below };
}

const inEachKind: [string, WireCardType, UpdateField][] = UPDATE_FIELDS.flatMap((field) =>
  CARD_TYPES.filter((cardType) => belongsTo(field.kinds, cardType)).map(
    (cardType): [string, WireCardType, UpdateField] => [field.path, cardType, field],
  ),
);

describe('UPDATE_FIELDS', () => {
  test('has 148 entries, one for each path and kind of card', () => {
    expect(UPDATE_FIELDS).toHaveLength(148);
    const keys = inEachKind.map(([path, cardType]) => `${cardType} ${path}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('assigns each group of kinds to its card types', () => {
    const typesOf = (kinds: UpdateField['kinds']) => CARD_TYPES.filter((cardType) => belongsTo(kinds, cardType));
    expect(typesOf('member')).toEqual(['MEMBER_CARD']);
    expect(typesOf('coupon')).toEqual(CARD_TYPES.filter((cardType) => cardType !== 'MEMBER_CARD'));
    expect(typesOf('voucher')).toEqual(VOUCHER_TYPES);
    expect(typesOf('BOARDING_PASS')).toEqual(['BOARDING_PASS']);
  });

  test('has the documented number of fields for each card type', () => {
    const counts = CARD_TYPES.map((cardType) => [cardType, updateFieldsOf(cardType).size]);
    expect(Object.fromEntries(counts)).toEqual({
      GROUPON: 37,
      DISCOUNT: 37,
      GIFT: 37,
      CASH: 37,
      GENERAL_COUPON: 37,
      MEMBER_CARD: 104,
      SCENIC_TICKET: 29,
      MOVIE_TICKET: 29,
      BOARDING_PASS: 32,
      MEETING_TICKET: 29,
      BUS_TICKET: 28,
    });
  });

  test.each(inEachKind)(
    'leavesOf and needsReview find %s of %s with its row and its review flag',
    (path, cardType, field) => {
      const payload = sending(path, 'x');
      expect(leavesOf(cardType, payload)).toEqual([{ path, at: expect.any(Array), value: 'x', field }]);
      expect(needsReview(cardType, payload)).toEqual(field.review ? [path] : []);
    },
  );
});

describe('leavesOf', () => {
  test('returns the values in order, each with its path', () => {
    const payload: CardUpdateFields = {
      base_info: { notice: 'n', location_id_list: [1, 2], date_info: { type: 'DATE_TYPE_FIX_TIME_RANGE' } },
      advanced_info: {
        time_limit: [{ type: 'MONDAY' }, { type: 'HOLIDAY' }],
        text_image_list: [{ text: 'a' }, { image_url: 'u', text: 'b' }],
      },
    };
    expect(leavesOf('CASH', payload).map(({ path, at, value }) => [path, at.join('.'), value])).toEqual([
      ['base_info.notice', 'base_info.notice', 'n'],
      ['base_info.location_id_list', 'base_info.location_id_list', [1, 2]],
      ['base_info.date_info.type', 'base_info.date_info.type', 'DATE_TYPE_FIX_TIME_RANGE'],
      ['advanced_info.time_limit[].type', 'advanced_info.time_limit.0.type', 'MONDAY'],
      ['advanced_info.time_limit[].type', 'advanced_info.time_limit.1.type', 'HOLIDAY'],
      ['advanced_info.text_image_list[].text', 'advanced_info.text_image_list.0.text', 'a'],
      ['advanced_info.text_image_list[].image_url', 'advanced_info.text_image_list.1.image_url', 'u'],
      ['advanced_info.text_image_list[].text', 'advanced_info.text_image_list.1.text', 'b'],
    ]);
  });

  test.each<[string, WireCardType, object, string]>([
    ['a name without a row', 'CASH', { base_info: { brand_name: 'b' } }, 'base_info.brand_name'],
    ['a field of another kind', 'CASH', { base_info: { title: 't' } }, 'base_info.title'],
    ['an object of another kind', 'MEMBER_CARD', { advanced_info: { abstract: {} } }, 'advanced_info'],
    ['an object at a path without rows', 'CASH', { base_info: { sku: { quantity: 1 } } }, 'base_info.sku'],
    ['null instead of an object', 'CASH', { base_info: null }, 'base_info'],
    ['a list instead of an object', 'CASH', { base_info: [] }, 'base_info'],
    ['a text instead of an object', 'CASH', { advanced_info: 'a' }, 'advanced_info'],
    ['an object instead of a list', 'CASH', { advanced_info: { time_limit: {} } }, 'advanced_info.time_limit'],
    ['a text instead of an entry', 'CASH', { advanced_info: { time_limit: ['MONDAY'] } }, 'advanced_info.time_limit[]'],
    ['an entry without fields', 'CASH', { advanced_info: { time_limit: [{}] } }, 'advanced_info.time_limit[]'],
    [
      'the hours of a day',
      'CASH',
      { advanced_info: { time_limit: [{ begin_hour: 1 }] } },
      'advanced_info.time_limit[].begin_hour',
    ],
    ['a name that every object inherits', 'CASH', { constructor: { name: 'x' } }, 'constructor'],
  ])('returns a leaf without a row for %s', (_, cardType, payload, path) => {
    expect(leavesOf(cardType, payload)).toEqual([expect.objectContaining({ path, field: undefined })]);
    expect(needsReview(cardType, payload)).toEqual([]);
  });

  test('returns the row of a field whose value is null', () => {
    const [leaf] = leavesOf('CASH', { base_info: { notice: null } });
    expect(leaf).toMatchObject({ value: null, field: { path: 'base_info.notice' } });
  });

  test('skips undefined values and empty objects', () => {
    expect(leavesOf('CASH', { base_info: { notice: undefined, date_info: {} }, advanced_info: undefined })).toEqual([]);
  });
});

describe('needsReview', () => {
  test.each<[string, object, string[]]>([
    ['an empty list of days, as for its entries', { time_limit: [] }, ['advanced_info.time_limit']],
    [
      'an empty list of gifts, as for its entries',
      { consume_share_card_list: [] },
      ['advanced_info.consume_share_card_list'],
    ],
    ['nothing for an empty list of pictures', { text_image_list: [] }, []],
    ['nothing for empty lists of texts', { business_service: [], abstract: { icon_url_list: [] } }, []],
    [
      'a field of several entries once',
      { time_limit: [{ type: 'MONDAY' }, { type: 'SUNDAY' }] },
      ['advanced_info.time_limit[].type'],
    ],
  ])('returns %s', (_, advancedInfo, paths) => {
    expect(needsReview('GROUPON', { advanced_info: advancedInfo })).toEqual(paths);
  });

  test('depends on the card type', () => {
    const payload: CardUpdateFields = { base_info: { notice: 'n', description: 'd', service_phone: '1' } };
    expect(needsReview('GIFT', payload)).toEqual(['base_info.notice', 'base_info.description']);
    expect(needsReview('MEMBER_CARD', payload)).toEqual(['base_info.description']);
  });
});

describe('exclusionsIn', () => {
  const pairs = (payload: CardUpdateFields) =>
    exclusionsIn(payload).map(({ fields: [one, other] }) => [one.path, other.path]);
  const urlCell = { card_id_list: ['p'], text: 't' };

  test('only has pairs of fields that have rows', () => {
    for (const { path } of EXCLUSIONS.flatMap(({ fields }) => fields)) {
      const isField = (name: string) =>
        UPDATE_FIELDS.some((row) => row.path === name || row.path.startsWith(`${name}[].`));
      expect([path, isField(path)]).toEqual([path, true]);
    }
  });

  test.each<[string, CardUpdateFields, string, string]>([
    [
      'a list of shops and all shops',
      { base_info: { location_id_list: [1], use_all_locations: true } },
      'base_info.location_id_list',
      'base_info.use_all_locations',
    ],
    [
      'one-tap activation and an activation page',
      { wx_activate: true, activate_url: 'u' },
      'wx_activate',
      'activate_url',
    ],
    [
      'the same voucher and another one as gifts',
      { advanced_info: { consume_share_self_num: 1, consume_share_card_list: [{ card_id: 'p', num: 1 }] } },
      'advanced_info.consume_share_self_num',
      'advanced_info.consume_share_card_list',
    ],
    [
      'coupons and a link',
      { activate_msg_operation: { url_cell: { ...urlCell, url: 'u' } } },
      'activate_msg_operation.url_cell.card_id_list',
      'activate_msg_operation.url_cell.url',
    ],
    [
      'coupons and a mini program',
      { modify_msg_operation: { url_cell: { ...urlCell, app_brand_id: 'a' } } },
      'modify_msg_operation.url_cell.card_id_list',
      'modify_msg_operation.url_cell.app_brand_id',
    ],
  ])('reports %s in the same update', (_, payload, one, other) => {
    expect(pairs(payload)).toEqual([[one, other]]);
  });

  test.each<[string, CardUpdateFields]>([
    ['a list of shops, and not all shops', { base_info: { location_id_list: [1], use_all_locations: false } }],
    ['an empty list of shops, and all shops', { base_info: { location_id_list: [], use_all_locations: true } }],
    ['a cleared list of shops, and all shops', { base_info: { location_id_list: '0', use_all_locations: true } }],
    ['one-tap activation and an empty activation page', { wx_activate: true, activate_url: '' }],
    ['an activation page and no one-tap activation', { wx_activate: false, activate_url: 'u' }],
    [
      'the gifts of the documents’ own example',
      { advanced_info: { consume_share_self_num: 0, consume_share_card_list: [{ card_id: 'p', num: 1 }] } },
    ],
    [
      'the same voucher as the only gift',
      { advanced_info: { consume_share_self_num: 1, consume_share_card_list: [] } },
    ],
    ['coupons and a cleared link', { activate_msg_operation: { url_cell: { ...urlCell, url: '' } } }],
    [
      'coupons and a link in different operations',
      { activate_msg_operation: { url_cell: urlCell }, modify_msg_operation: { url_cell: { url: 'u' } } },
    ],
    ['an empty update', {}],
  ])('accepts %s', (_, payload) => {
    expect(pairs(payload)).toEqual([]);
  });
});
