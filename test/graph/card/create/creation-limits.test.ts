import { getNamedType, isInputObjectType } from 'graphql';
import { createSchema } from '../../../../src/graph/schema/schema.js';
import { CREATE_FIELDS } from '../../../../src/platform/endpoints/card.fields.js';
import DOCUMENTED from '../../../contract/create-fields.json' with { type: 'json' };
import { previewCreations } from '../../../support/creation-previews.js';
import { having, minimalCard, NEW_CARD_TYPES, type NewCardJson, sampleNewCards } from '../../../support/new-cards.js';
import { WIDE_LIMITS } from '../../../support/stack.js';
import { useStack } from '../../../support/use-stack.js';

/** A row of the documentation of card/create. */
interface Row {
  readonly path: string;
  readonly kinds: string;
  readonly type: string;
  readonly required: boolean | string;
  readonly maxUtf8Bytes?: number;
  readonly min?: number;
  readonly max?: number;
  readonly input: string;
}

const stack = useStack({ beforeEach: 'nothing', server: { limits: WIDE_LIMITS } });

/** Inputs that determine several fields of the request. Other tests have their rules. */
const DERIVED = ['baseInfo.validity', 'baseInfo.codeMode'];

const ROWS: readonly Row[] = DOCUMENTED;
const OFFERED = ROWS.filter(({ input }) => input !== 'not offered' && !DERIVED.includes(input));

const VOUCHERS = ['GROUPON', 'DISCOUNT', 'GIFT', 'CASH', 'GENERAL_COUPON'];

function typesOf({ kinds }: Row): readonly string[] {
  return kinds.split(', ').flatMap((kind) => {
    if (kind === '*') return NEW_CARD_TYPES;
    if (kind === 'member') return ['MEMBER_CARD'];
    return kind === 'voucher' ? VOUCHERS : [kind];
  });
}

/** Returns the path of the field in the input. Lists of objects have one entry. */
const fieldOf = ({ input }: Row) => input.replace(/(textImages|timeLimits)\./, '$1.0.');

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

function prefixOf({ input }: Row): string {
  if (PICTURE_INPUTS.includes(input)) return PICTURE;
  return input === 'memberCard.wxActivateAfterSubmitUrl' ? 'https://' : '';
}

const MAX_INT = 2 ** 31 - 1;
const LAST_INSTANT = '2106-02-07T06:28:15.000Z';
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

function valuesOf(row: Row): Values {
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

/** Returns the smallest card of a type that can have the field: the other fields of an input that needs them, and what a setting needs. */
function cardFor(type: string, { input }: Row): NewCardJson {
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

const named = (rows: readonly Row[]) => rows.map((row): [string, Row] => [`${row.kinds} ${row.input}`, row]);

describe('a new card', () => {
  test.each(named(OFFERED))('is accepted with the limit of %s in each of its types', async (_, row) => {
    const cards = typesOf(row).flatMap((type) =>
      valuesOf(row).accepted.map((value) => having(cardFor(type, row), [fieldOf(row), value])),
    );
    const errors = await previewCreations(stack.graph, cards);
    expect(errors.flat()).toEqual([]);
    expect(cards.length).toBeGreaterThan(0);
  });

  test.each(named(OFFERED.filter((row) => valuesOf(row).refused.length > 0)))(
    'is refused with a value outside the limit of %s in each of its types',
    async (_, row) => {
      const cases = typesOf(row).flatMap((type) =>
        valuesOf(row).refused.map(([value, code]) => ({
          card: having(cardFor(type, row), [fieldOf(row), value]),
          code,
        })),
      );
      const errors = await previewCreations(
        stack.graph,
        cases.map(({ card }) => card),
      );
      const field = ['card', ...fieldOf(row).split('.')];
      expect(errors.map((each) => each.map(({ code, field: at }) => ({ code, field: at })))).toEqual(
        cases.map(({ code }) => [{ code, field }]),
      );
    },
  );

  const shared = OFFERED.filter((row) => row.kinds !== '*' && /^(baseInfo|advancedInfo)\./.test(row.input));
  test.each(named(shared))('is refused with %s in every other type', async (_, row) => {
    const [value] = valuesOf(row).accepted.slice(-1);
    const others = NEW_CARD_TYPES.filter((type) => !typesOf(row).includes(type));
    const errors = await previewCreations(
      stack.graph,
      others.map((type) => having(cardFor(type, row), [fieldOf(row), value])),
    );
    errors.forEach((each) => {
      const error = each.find(({ field }) => field?.join('.') === `card.${fieldOf(row)}`);
      expect(error?.code).toBe('WRONG_CARD_TYPE');
      for (const type of typesOf(row)) expect(error?.message).toContain(type);
    });
    expect(errors).toHaveLength(others.length);
  });

  test.each(NEW_CARD_TYPES)('is accepted for random valid values of a %s', async (type) => {
    const cards = sampleNewCards(type, 60, 1);
    for (let start = 0; start < cards.length; start += 20) {
      const errors = await previewCreations(stack.graph, cards.slice(start, start + 20));
      expect(errors.flat()).toEqual([]);
    }
  });

  test('makes no call to the platform when it is previewed', async () => {
    await stack.emulator.clearLedger();
    await previewCreations(stack.graph, NEW_CARD_TYPES.map(minimalCard));
    expect(await stack.emulator.calls()).toEqual({});
  });
});

describe('the input of a new card', () => {
  test('offers exactly the documented inputs', () => {
    const schema = createSchema();
    const found: string[] = [];
    const walk = (typeName: string, path: string): void => {
      const type = schema.getType(typeName);
      if (!isInputObjectType(type)) return void found.push(path);
      for (const field of Object.values(type.getFields())) {
        walk(getNamedType(field.type).name, path === '' ? field.name : `${path}.${field.name}`);
      }
    };
    walk('NewCard', '');
    const documented = ROWS.map(({ input }) => input).filter(
      (input) => input !== 'not offered' && input !== 'baseInfo.validity',
    );
    const further = ['baseInfo.validity.fixedTerm.endsAt', 'baseInfo.validity.permanent'];
    expect(found.sort()).toEqual([...new Set([...documented, ...further])].sort());
  });

  test('does not offer the fields that only observations have', () => {
    const notOffered = ROWS.filter(({ input }) => input === 'not offered').map(({ path }) => path);
    expect(
      CREATE_FIELDS.filter(({ input }) => input === null)
        .map(({ path }) => path)
        .sort(),
    ).toEqual(notOffered.sort());
    expect(notOffered).toHaveLength(4);
  });
});
