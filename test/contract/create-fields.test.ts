import {
  belongsTo,
  CREATE_FIELDS,
  type CreateField,
  createFieldsOf,
  isRequired,
  updateFieldsOf,
} from '../../src/platform/endpoints/card.fields.js';
import { CARD_TYPES, type WireCardType } from '../../src/platform/endpoints/card.wire.js';
import type { CreateKinds, FieldKinds } from '../../src/platform/endpoints/card-fields/field.js';
import DOCUMENTED from './create-fields.json' with { type: 'json' };
import UPDATED from './update-fields.json' with { type: 'json' };

/** A row of create-fields.json: the documentation of one field of card/create. */
interface Documented {
  readonly path: string;
  readonly kinds: string;
  readonly type: string;
  readonly required: boolean | string;
  readonly createOnly?: boolean | string;
  readonly maxItems?: number;
  readonly max?: number;
  readonly input: string;
  readonly mark?: string;
}

/** Maps requirements in the words of the documents to those in the table. */
const CONDITIONS: Readonly<Record<string, unknown>> = {
  'if type is DATE_TYPE_FIX_TIME_RANGE': { when: { path: 'base_info.date_info.type', is: 'DATE_TYPE_FIX_TIME_RANGE' } },
  'if type is DATE_TYPE_FIX_TERM': { when: { path: 'base_info.date_info.type', is: 'DATE_TYPE_FIX_TERM' } },
  'GENERAL_COUPON: at least one entry': { when: { kind: 'GENERAL_COUPON' } },
  'in each entry': { when: { sent: 'advanced_info.time_limit[]' } },
  'if wx_activate_after_submit and no activate_app_brand_*': {
    when: { path: 'wx_activate_after_submit', is: true },
    unless: ['activate_app_brand_user_name', 'activate_app_brand_pass'],
  },
  // The card is created, but its users cannot activate it themselves.
  'none of the three: the user cannot activate by himself': false,
  ...Object.fromEntries(
    [1, 2, 3].flatMap((n) => [
      [
        `name_type or name, if custom_field${n} is sent`,
        { when: { sent: `custom_field${n}` }, unless: [`custom_field${n}.name`] },
      ],
      [`if custom_cell${n} is sent`, { when: { sent: `custom_cell${n}` } }],
    ]),
  ),
};

const requiredOf = ({ required }: Documented) => (typeof required === 'string' ? CONDITIONS[required] : required);

/** `enum CodeType` is `enum` in the table, whose rows contain the values. */
const typeOf = ({ type }: Documented) => (type === 'unix seconds' ? 'unixSeconds' : (type.split(' ')[0] ?? ''));

const createOnlyOf = ({ createOnly = false }: Documented) =>
  typeof createOnly === 'string' ? { except: createOnly === 'except voucher' ? 'voucher' : 'member' } : createOnly;

function expectedOf(row: Documented & Readonly<Record<string, unknown>>) {
  return {
    ...{
      path: row.path,
      kinds: row.kinds,
      type: typeOf(row),
      required: requiredOf(row),
      createOnly: createOnlyOf(row),
    },
    ...{ maxUtf8Bytes: row.maxUtf8Bytes, min: row.min, max: row.max ?? row.maxItems, default: row.default },
    input: row.input === 'not offered' ? null : row.input,
    mark: row.mark ?? 'documented',
  };
}

function columnsOf({ kinds, input, ...row }: CreateField) {
  return {
    ...{ path: row.path, kinds: kinds.join(', '), type: row.type, required: row.required, createOnly: row.createOnly },
    ...{ maxUtf8Bytes: row.maxUtf8Bytes, min: row.min, max: row.max, default: row.default },
    // The documents write paths of list entries without brackets.
    input: input?.replaceAll('[]', '') ?? null,
    mark: row.mark,
  };
}

const keyOf = ({ path, kinds }: { readonly path: string; readonly kinds: string }) => `${path} of ${kinds}`;

describe('the fields of card/create', () => {
  const rows = new Map(CREATE_FIELDS.map(columnsOf).map((row) => [keyOf(row), row]));

  test('are those of the documents', () => {
    expect([...rows.keys()].sort()).toEqual(DOCUMENTED.map(keyOf).sort());
  });

  test.each(DOCUMENTED.map((row) => [keyOf(row), row] as const))('%s has each column of the documents', (key, row) => {
    expect(rows.get(key)).toEqual(expectedOf(row));
  });

  test('are as many as in the documents for each type, and none for a type that cannot be created', () => {
    const counts = CARD_TYPES.map((cardType) => [cardType, createFieldsOf(cardType).size]);
    expect(Object.fromEntries(counts)).toEqual({
      GROUPON: 54,
      DISCOUNT: 54,
      GIFT: 56,
      CASH: 58,
      GENERAL_COUPON: 54,
      MEMBER_CARD: 115,
      SCENIC_TICKET: 43,
      MOVIE_TICKET: 42,
      BOARDING_PASS: 50,
      MEETING_TICKET: 43,
      BUS_TICKET: 0,
    });
  });

  test('have the limits of card/create, or the limits of the row if it has none', () => {
    const lengths = (path: string) => [
      updateFieldsOf('MEMBER_CARD').get(path)?.maxUtf8Bytes,
      createFieldsOf('MEMBER_CARD').get(path)?.maxUtf8Bytes,
    ];
    expect(lengths('base_info.custom_url_name')).toEqual([16, 15]);
    expect(lengths('base_info.notice')).toEqual([48, 48]);
    expect(lengths('custom_cell1.name')).toEqual([undefined, 15]);
  });

  test('can differ between types for the same path', () => {
    expect(createFieldsOf('DISCOUNT').get('discount')).toMatchObject({ required: true, max: 99 });
    expect(createFieldsOf('MEMBER_CARD').get('discount')).toMatchObject({ required: false });
  });

  test('have a meaning if the input offers them, and none otherwise', () => {
    const offered = CREATE_FIELDS.filter(({ input }) => input !== null);
    expect(offered.filter(({ meaning }) => !/^[A-Z0-9].*[.]$/.test(meaning)).map(({ path }) => path)).toEqual([]);
    expect(CREATE_FIELDS.filter(({ input, meaning }) => input === null && meaning !== '')).toEqual([]);
  });
});

/** Returns whether a type is among these kinds, as the documents write them. */
const isAmong = (kinds: string, cardType: WireCardType) =>
  kinds.split(', ').some((each) => belongsTo(each as FieldKinds | CreateKinds, cardType));

const CREATABLE = CARD_TYPES.filter((cardType) => cardType !== 'BUS_TICKET');

/** Each documented field of card/create in one of its types, and whether card/update rejects it for that type. */
const byType = DOCUMENTED.flatMap((row) =>
  CREATABLE.filter((cardType) => isAmong(row.kinds, cardType)).map((cardType) => {
    const createOnly = createOnlyOf(row);
    const isException = typeof createOnly === 'object' && isAmong(createOnly.except, cardType);
    return { path: row.path, cardType, isCreateOnly: createOnly !== false && !isException };
  }),
);

const isDocumentedInUpdate = (path: string, cardType: WireCardType) =>
  UPDATED.some((row) => row.path === path && isAmong(row.kinds, cardType));

describe('a field of card/create', () => {
  const named = (isCreateOnly: boolean) =>
    byType
      .filter((each) => each.isCreateOnly === isCreateOnly)
      .map(({ path, cardType }): [string, WireCardType] => [path, cardType]);

  test.each(named(true))('%s of a %s is rejected by card/update, because it is only for creation', (path, cardType) => {
    expect(isDocumentedInUpdate(path, cardType)).toBe(false);
    expect(updateFieldsOf(cardType).has(path)).toBe(false);
  });

  test.each(named(false))('%s of a %s is accepted by card/update', (path, cardType) => {
    expect(isDocumentedInUpdate(path, cardType)).toBe(true);
    expect(updateFieldsOf(cardType).get(path)).toMatchObject({ path });
  });
});

describe('isRequired', () => {
  const requirementOf = (path: string) => {
    const field = createFieldsOf('MEMBER_CARD').get(path);
    if (field === undefined) throw new Error(`card/create has no field ${path}`);
    return field.required;
  };

  test.each<[path: string, payload: object, required: boolean]>([
    ['base_info.title', {}, true],
    ['base_info.sub_title', {}, false],
    ['base_info.date_info.fixed_term', { base_info: { date_info: { type: 'DATE_TYPE_FIX_TERM' } } }, true],
    ['base_info.date_info.fixed_term', { base_info: { date_info: { type: 'DATE_TYPE_PERMANENT' } } }, false],
    ['custom_cell1.url', { custom_cell1: { name: 'a' } }, true],
    ['custom_cell1.url', {}, false],
    ['custom_field1.name_type', { custom_field1: { url: 'https://a.example' } }, true],
    ['custom_field1.name_type', { custom_field1: { name: 'a' } }, false],
    ['custom_field1.name_type', { custom_field1: { name: '' } }, true],
    ['wx_activate_after_submit_url', { wx_activate_after_submit: true }, true],
    ['wx_activate_after_submit_url', { wx_activate_after_submit: false }, false],
    ['wx_activate_after_submit_url', { wx_activate_after_submit: true, activate_app_brand_pass: 'p' }, false],
    ['advanced_info.time_limit[].type', { advanced_info: { time_limit: [{}] } }, true],
    ['advanced_info.time_limit[].type', { advanced_info: { time_limit: [] } }, false],
  ])('for %s with the payload %j returns %s', (path, payload, required) => {
    expect(isRequired(requirementOf(path), 'MEMBER_CARD', payload)).toBe(required);
  });

  test('depends on the card type for the pictures of a general coupon', () => {
    const required = requirementOf('advanced_info.text_image_list[].image_url');
    expect(isRequired(required, 'GENERAL_COUPON', {})).toBe(true);
    expect(isRequired(required, 'MEMBER_CARD', {})).toBe(false);
  });
});
