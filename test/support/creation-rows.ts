import DOCUMENTED from '../contract/create-fields.json' with { type: 'json' };
import { having, minimalCard, NEW_CARD_TYPES, type NewCardJson } from './new-cards.js';

/** A row of the documentation of card/create. */
export interface CreationRow {
  readonly path: string;
  readonly kinds: string;
  readonly type: string;
  readonly required: boolean | string;
  readonly maxUtf8Bytes?: number;
  readonly min?: number;
  readonly max?: number;
  readonly input: string;
}

/** Inputs that determine several fields of the request. Other tests have their rules. */
const DERIVED = ['baseInfo.validity', 'baseInfo.codeMode'];

export const CREATION_ROWS: readonly CreationRow[] = DOCUMENTED;
export const OFFERED_ROWS = CREATION_ROWS.filter(({ input }) => input !== 'not offered' && !DERIVED.includes(input));

const VOUCHERS = ['GROUPON', 'DISCOUNT', 'GIFT', 'CASH', 'GENERAL_COUPON'];

export function typesOf({ kinds }: CreationRow): readonly string[] {
  return kinds.split(', ').flatMap((kind) => {
    if (kind === '*') return NEW_CARD_TYPES;
    if (kind === 'member') return ['MEMBER_CARD'];
    return kind === 'voucher' ? VOUCHERS : [kind];
  });
}

/** Returns the path of the field in the input. Lists of objects have one entry. */
export const fieldOf = ({ input }: CreationRow) => input.replace(/(textImages|timeLimits)\./, '$1.0.');

const PICTURE = 'https://mmbiz.qpic.cn/';
const PICTURE_INPUTS = [
  'memberCard.backgroundPicUrl',
  'advancedInfo.textImages.imageUrl',
  'advancedInfo.cover.iconUrls',
];

/** Returns a text of as many bytes, mostly in characters of three bytes. */
function textOf(bytes: number, prefix = ''): string {
  const left = bytes - Buffer.byteLength(prefix);
  return prefix + '字'.repeat(Math.floor(left / 3)) + 'a'.repeat(left % 3);
}

function prefixOf({ input }: CreationRow): string {
  if (PICTURE_INPUTS.includes(input)) return PICTURE;
  return input === 'memberCard.wxActivateAfterSubmitUrl' ? 'https://' : '';
}

const MAX_INT = 2 ** 31 - 1;
/** The last instant that fits the wire format. */
export const LAST_INSTANT = '2106-02-07T06:28:15.000Z';
const AFTER_LAST = '2106-02-07T06:28:16.000Z';

interface Values {
  readonly accepted: readonly unknown[];
  readonly refused: readonly (readonly [value: unknown, code: string])[];
}

/** The accepted and refused values of fields that a limit of the documents does not describe. */
const OTHER_VALUES: Readonly<Record<string, Values>> = {
  'baseInfo.color': {
    accepted: ['Color010', 'Color102', '#63b359', '#5E6671'],
    refused: [
      ['Color103', 'INVALID_INPUT'],
      ['#123456', 'INVALID_INPUT'],
      ['', 'INVALID_INPUT'],
    ],
  },
  'baseInfo.codeType': { accepted: ['TEXT', 'BARCODE', 'QRCODE', 'ONLY_QRCODE', 'ONLY_BARCODE', 'NONE'], refused: [] },
  'baseInfo.subMerchantId': {
    accepted: ['1', '9'.repeat(15)],
    refused: [
      ['9'.repeat(16), 'INVALID_INPUT'],
      ['1900x', 'INVALID_INPUT'],
    ],
  },
  'baseInfo.locationIds': {
    accepted: [[], ['1', '9'.repeat(15)]],
    refused: [[['1', '9'.repeat(16)], 'INVALID_INPUT']],
  },
  'baseInfo.validity.fixedRange.beginsAt': {
    accepted: ['1970-01-01T00:00:01.000Z', '2106-02-07T06:28:14.000Z'],
    refused: [['1970-01-01T00:00:00.000Z', 'INVALID_INPUT']],
  },
  'advancedInfo.cover.iconUrls': {
    accepted: [[], [textOf(128, PICTURE)]],
    refused: [
      [[textOf(129, PICTURE)], 'FIELD_TOO_LONG'],
      [[`${PICTURE}a`, `${PICTURE}b`], 'TOO_MANY_ITEMS'],
      [['https://shop.example/a'], 'INVALID_INPUT'],
    ],
  },
  'advancedInfo.textImages.text': {
    accepted: ['字'.repeat(5000), '😀'.repeat(5000)],
    refused: [['字'.repeat(5001), 'FIELD_TOO_LONG']],
  },
  'advancedInfo.businessServices': { accepted: [[], ['DELIVER', 'FREE_PARK', 'WITH_PET', 'FREE_WIFI']], refused: [] },
  'advancedInfo.timeLimits.day': { accepted: ['MONDAY', 'HOLIDAY'], refused: [] },
  ...Object.fromEntries(
    [1, 2, 3].map((n) => [`memberCard.customField${n}.nameType`, { accepted: ['LEVEL', 'MILEAGE'], refused: [] }]),
  ),
};

export function valuesOf(row: CreationRow): Values {
  const { type, min, max, maxUtf8Bytes, input } = row;
  const other = OTHER_VALUES[input];
  if (other !== undefined) return other;
  if (type === 'bool') return { accepted: [true, false], refused: [] };
  if (type === 'unix seconds') return { accepted: [LAST_INSTANT], refused: [[AFTER_LAST, 'INVALID_INPUT']] };
  if (type === 'int') {
    const out = [min === undefined ? [] : [min - 1], max === undefined ? [] : [max + 1]].flat();
    return {
      accepted: [min ?? 0, max ?? MAX_INT],
      refused: out.map((value) => [value, 'INVALID_INPUT'] as const),
    };
  }
  if (maxUtf8Bytes === undefined) throw new Error(`${input} has no limit, and no values here`);
  const refused: [unknown, string][] = [[textOf(maxUtf8Bytes + 1, prefixOf(row)), 'FIELD_TOO_LONG']];
  if (prefixOf(row) !== '') refused.push(['ftp://shop.example/', 'INVALID_INPUT']);
  if (row.required === true) refused.push(['', 'INVALID_INPUT']);
  refused.push([`${prefixOf(row)}a\u0001`, 'INVALID_INPUT']);
  return { accepted: [textOf(maxUtf8Bytes, prefixOf(row))], refused };
}

/** Returns the smallest card of a type that can have the field, with the other fields that the field requires. */
export function cardFor(type: string, { input }: CreationRow): NewCardJson {
  const group = input.slice(0, input.lastIndexOf('.'));
  const page: [string, unknown][] = [
    [`${group}.userName`, 'gh_1@app'],
    [`${group}.path`, 'pages/a'],
  ];
  const owner = group.endsWith('.miniProgram') ? group.slice(0, -'.miniProgram'.length) : group;
  const values: [string, unknown][] = [];
  if (/MiniProgram$|\.miniProgram$/.test(group)) values.push(...page);
  if (/customField\d$/.test(owner) && !input.endsWith('nameType')) values.push([`${owner}.name`, '等级']);
  if (/customCell\d$/.test(owner)) {
    values.push([`${owner}.name`, '更多'], [`${owner}.tips`, '提示'], [`${owner}.url`, 'https://shop.example/']);
  }
  if (input.includes('wxActivateAfterSubmit')) {
    values.push(['memberCard.wxActivate', true], ['memberCard.wxActivateAfterSubmit', true]);
    values.push(['memberCard.wxActivateAfterSubmitUrl', 'https://shop.example/']);
  }
  if (group === 'advancedInfo.timeLimits') values.push(['advancedInfo.timeLimits.0.day', 'MONDAY']);
  if (group === 'baseInfo.validity.fixedRange') {
    const range = { beginsAt: '2030-01-01T00:00:00.000Z', endsAt: LAST_INSTANT };
    values.push(['baseInfo.validity', { fixedRange: range }]);
  }
  return having(minimalCard(type), ...values);
}
