import fc from 'fast-check';
import { type CreationRow, fieldOf, OFFERED_ROWS, typesOf, valuesOf } from '../support/creation-rows.js';
import { having, kindInput, minimalCard, NEW_CARD_TYPES, type NewCardJson, newCards } from '../support/new-cards.js';

/** Values at dotted paths of a new card. */
type Change = readonly (readonly [path: string, value: unknown])[];

const URL = 'https://shop.example/a';
const PAGE = { userName: 'gh_1@app', path: 'pages/a' };
const SOON = '2031-01-01T00:00:00.000Z';
const LATE = '2032-01-01T00:00:00.000Z';
const PAST = '2021-01-01T00:00:00.000Z';

/** The emulator has a single sub-merchant. No check before a call can determine whether it exists. */
const ROWS = OFFERED_ROWS.filter(({ input }) => input !== 'baseInfo.subMerchantId');

const KINDS = NEW_CARD_TYPES.map(kindInput);

/** Returns the fields that the schema requires together with a field, and the mode of codes with which a quantity has its usual limits. */
function companions(field: string): Change {
  const group = field.slice(0, field.lastIndexOf('.'));
  if (/miniProgram$/i.test(group)) return Object.entries(PAGE).map(([name, value]) => [`${group}.${name}`, value]);
  if (field.startsWith('advancedInfo.timeLimits.')) return [['advancedInfo.timeLimits.0.day', 'MONDAY']];
  if (field.startsWith('baseInfo.validity.fixedRange.')) {
    return [['baseInfo.validity', { fixedRange: { beginsAt: SOON, endsAt: LATE } }]];
  }
  if (field === 'baseInfo.quantity') return [['baseInfo.codeMode', 'PLATFORM']];
  return field.startsWith('baseInfo.validity.') ? [['baseInfo.validity', { fixedTerm: { termDays: 1 } }]] : [];
}

function setting(row: CreationRow, value: unknown): Change {
  const field = fieldOf(row);
  return [...companions(field), [field, value]];
}

/** Generates a card that has exactly one value outside the limit of its field, with the code and the field of its error. */
export function cardsOverALimit(type: string) {
  const own = ROWS.filter((row) => typesOf(row).includes(type));
  const cases = own.flatMap((row) => valuesOf(row).refused.map(([value, code]) => ({ row, value, code })));
  return fc.tuple(newCards(type), fc.constantFrom(...cases)).map(([card, { row, value, code }]) => ({
    card: having(card, ...setting(row, value)),
    error: { code, field: ['card', ...fieldOf(row).split('.')] },
  }));
}

const oneOf = (path: string, ...values: unknown[]): fc.Arbitrary<Change> =>
  fc.constantFrom(...values).map((value) => [[path, value]]);

const TEXTS = ['', ' ', '0', '\n', 'a\u0001', 'a\u007f', '\u2028', 'a\ud800', '字'.repeat(5001), '😀'.repeat(12)];
const URLS = ['', URL, 'HTTPS://shop.example/', 'https:/shop.example', ' https://shop.example/', '字'.repeat(43)];
const PICTURES = [
  'https://mmbiz.qpic.cn/a',
  'HTTPS://MMBIZ.QPIC.CN/a',
  'https://mmbiz.qpic.cn:8443/a',
  'https://mmbiz.qlogo.cn/a',
  'ftp://mmbiz.qpic.cn/a',
  '//mmbiz.qpic.cn/a',
  'https://mmbiz.qpic.cn@shop.example/a',
  ' https://mmbiz.qpic.cn/a',
];
const INTEGERS = [-(2 ** 31), -1, 0, 1, 50, 51, 99, 100, 100_000_001, 2 ** 31 - 1];
const IDS = [[], ['0'], ['007'], [''], ['x'], ['1e3'], ['-1'], ['1', '1'], ['9'.repeat(15)], ['9'.repeat(16)]];
const COLORS = [
  'Color010',
  'color010',
  'Color011',
  '#63B359',
  '#5e6671',
  '63b359',
  '#fff',
  '',
  'toString',
  '__proto__',
];
const TIMES = ['1970-01-01T00:00:00.000Z', '1970-01-01T00:00:00.999Z', PAST, SOON, '2106-02-07T06:28:15.999Z', LATE];

/** Returns values of a field that the schema accepts, whether or not they keep the limits. */
function strange(row: CreationRow): readonly unknown[] {
  const { type, input, required } = row;
  // The schema does not accept null for a required field.
  const nulls = required === true || companions(fieldOf(row)).length > 0 ? [] : [null];
  if (input === 'baseInfo.color') return COLORS;
  if (type === 'bool') return [true, false, ...nulls];
  if (type === 'int') return [...INTEGERS, ...nulls];
  if (type === 'int[]') return [...IDS, ...nulls];
  if (type === 'unix seconds') return [...TIMES, ...nulls];
  if (type === 'string[]') return [[], [''], ...PICTURES.map((url) => [url]), ...nulls];
  if (type === 'string') return [...TEXTS, ...URLS, ...PICTURES, ...nulls];
  return [...valuesOf(row).accepted, ...nulls];
}

/** The rules between fields: their fields with values that keep a rule and with values that break it. */
const RULES: readonly fc.Arbitrary<Change>[] = [
  oneOf(
    'baseInfo.validity',
    ...[{}, { permanent: true }, { permanent: false }, { permanent: true, fixedTerm: { termDays: 1 } }],
    ...[
      [SOON, LATE],
      [LATE, SOON],
      [SOON, SOON],
      [PAST, SOON],
      [PAST, PAST],
      ['2031-01-01T00:00:00.100Z', '2031-01-01T00:00:00.900Z'],
    ].map(([beginsAt, endsAt]) => ({ fixedRange: { beginsAt, endsAt } })),
    { fixedRange: { beginsAt: SOON, endsAt: LATE }, fixedTerm: { termDays: 1 } },
    ...[PAST, SOON].map((endsAt) => ({ fixedTerm: { termDays: 1, startsAfterDays: 0, endsAt } })),
  ),
  fc
    .tuple(fc.constantFrom('PLATFORM', 'CUSTOM', 'DEPOSITED'), fc.constantFrom(-1, 0, 1, 100_000_000, 100_000_001))
    .map(([codeMode, quantity]) => [
      ['baseInfo.codeMode', codeMode],
      ['baseInfo.quantity', quantity],
    ]),
  fc
    .tuple(fc.constantFrom(null, [], ['1']), fc.constantFrom(null, true, false))
    .map(([locationIds, useAllLocations]) => [
      ['baseInfo.locationIds', locationIds],
      ['baseInfo.useAllLocations', useAllLocations],
    ]),
  ...['center', 'customLink', 'promotionLink'].flatMap((link) => [
    oneOf(`baseInfo.${link}`, null, {}, { name: '' }),
    oneOf(`baseInfo.${link}.miniProgram`, null, PAGE, { ...PAGE, path: '' }, { userName: '', path: '' }),
  ]),
];

const ADVANCED_RULES: readonly fc.Arbitrary<Change>[] = [
  oneOf('advancedInfo', null, {}, { cover: {} }, { useCondition: {} }, { textImages: [] }, { timeLimits: [] }),
  oneOf('advancedInfo.textImages', null, [], [{}], [{ text: '' }], [{ imageUrl: '', text: 'a' }], [{ text: 'a' }, {}]),
  oneOf(
    'advancedInfo.timeLimits',
    null,
    [],
    [{ day: 'MONDAY' }],
    [{ day: 'MONDAY', beginHour: 0 }, { day: 'HOLIDAY' }],
  ),
  oneOf('advancedInfo.cover', null, {}, { text: '' }, { iconUrls: [] }),
  oneOf('advancedInfo.useCondition', null, {}, { canUseWithOtherDiscount: null }),
];

const MEMBER_RULES: readonly fc.Arbitrary<Change>[] = [
  fc
    .record(
      {
        autoActivate: fc.constantFrom(null, true, false),
        wxActivate: fc.constantFrom(null, true, false),
        wxActivateAfterSubmit: fc.constantFrom(null, true, false),
        wxActivateAfterSubmitUrl: fc.constantFrom(null, ...URLS),
        activateUrl: fc.constantFrom(null, '', URL),
        activateMiniProgram: fc.constantFrom(null, PAGE, { ...PAGE, userName: '' }),
      },
      { requiredKeys: [] },
    )
    .map((ways) => Object.entries(ways).map(([name, value]) => [`memberCard.${name}`, value] as const)),
  ...['pointsEnabled', 'balanceEnabled'].map((flag) => oneOf(`memberCard.${flag}`, true, false)),
  ...[1, 2, 3].flatMap((n) => [
    oneOf(
      `memberCard.customField${n}`,
      ...[null, {}, { name: '' }, { name: '等级' }, { nameType: 'TIMES' }, { nameType: null, name: 'a' }],
      ...[{ url: URL }, { miniProgram: PAGE }, { miniProgram: { userName: '', path: '' } }],
    ),
    oneOf(
      `memberCard.customCell${n}`,
      ...[null, {}, { name: '更多' }, { name: '更多', tips: '提示', url: '' }, { miniProgram: PAGE }],
      { name: '更多', tips: '提示', url: URL },
    ),
  ]),
  oneOf('memberCard.pointsRule', null, {}, { initialPoints: 0 }),
  oneOf('baseInfo.quickPay', null, {}, { enabled: false, withQrcode: false }),
];

/** Generates changes of a new card: values of a single field of any type, and of several fields that depend on each other. */
function changes(type: string): fc.Arbitrary<Change> {
  const own = ROWS.filter((row) => typesOf(row).includes(type));
  // A field below the input of another type would determine a second type.
  const foreign = ROWS.filter((row) => !own.includes(row) && !KINDS.includes(row.input.split('.')[0] ?? ''));
  const strangeOf = (rows: readonly CreationRow[]) =>
    fc.constantFrom(...rows).chain((row) => fc.constantFrom(...strange(row)).map((value) => setting(row, value)));
  const otherKind = fc
    .constantFrom(...NEW_CARD_TYPES)
    .map((other): Change => [[kindInput(other), minimalCard(other)[kindInput(other)]]]);
  return fc.oneof(
    { arbitrary: strangeOf(own), weight: 12 },
    { arbitrary: fc.oneof(...RULES, ...ADVANCED_RULES, ...(type === 'MEMBER_CARD' ? MEMBER_RULES : [])), weight: 12 },
    { arbitrary: foreign.length === 0 ? fc.constant([]) : strangeOf(foreign), weight: 1 },
    { arbitrary: otherKind, weight: 1 },
    { arbitrary: fc.constant<Change>([[kindInput(type), null]]), weight: 1 },
  );
}

/** Generates valid cards with a few changes. Many of the changed cards are valid too. */
export function changedCards(type: string): fc.Arbitrary<NewCardJson> {
  return fc
    .tuple(newCards(type), fc.array(changes(type), { minLength: 1, maxLength: 3 }))
    .map(([card, all]) => having(card, ...all.flat().sort(wholeKindsLast)));
}

/** Puts the input of a whole type last: fields below it would be incomplete without the others. */
function wholeKindsLast([one]: Change[number], [other]: Change[number]): number {
  return Number(KINDS.includes(one)) - Number(KINDS.includes(other));
}
