import type { UserError } from '../../../support/card-writes.js';
import { previewCreations } from '../../../support/creation-previews.js';
import { having, kindInput, minimalCard, NEW_CARD_TYPES, type NewCardJson } from '../../../support/new-cards.js';
import { useStack } from '../../../support/use-stack.js';

const stack = useStack({ beforeEach: 'nothing' });

async function errorsOf(card: NewCardJson): Promise<readonly UserError[]> {
  const [errors = []] = await previewCreations(stack.graph, [card]);
  return errors;
}

const refusalsOf = async (card: NewCardJson) =>
  (await errorsOf(card)).map(({ code, field }) => [code, field?.join('.') ?? null]);

const groupon = (...values: readonly (readonly [string, unknown])[]) => having(minimalCard('GROUPON'), ...values);
const member = (...values: readonly (readonly [string, unknown])[]) => having(minimalCard('MEMBER_CARD'), ...values);

describe('the type of a new card', () => {
  test('is refused if no input determines it', async () => {
    const { baseInfo } = minimalCard('GROUPON');
    expect(await refusalsOf({ baseInfo })).toEqual([['INVALID_INPUT', 'card']]);
    expect(await refusalsOf({ baseInfo, groupon: null })).toEqual([['INVALID_INPUT', 'card']]);
  });

  test.each(NEW_CARD_TYPES.filter((type) => type !== 'GIFT'))(
    'is refused if inputs determine both %s and GIFT',
    async (type) => {
      const [error, ...others] = await errorsOf({ ...minimalCard('GIFT'), ...minimalCard(type) });
      expect(error?.code).toBe('CONFLICTING_FIELDS');
      expect(error?.message).toContain(kindInput(type));
      expect(others).toEqual([]);
    },
  );
});

const RANGE = { beginsAt: '2030-01-01T00:00:00.000Z', endsAt: '2031-01-01T00:00:00.000Z' };
const VALIDITY = 'baseInfo.validity';

describe('the validity of a new card', () => {
  test.each<[string, object, string, string]>([
    ['it is empty', {}, 'INVALID_INPUT', ''],
    ['it is permanent: false', { permanent: false }, 'INVALID_INPUT', ''],
    ['it has two ranges', { fixedRange: RANGE, fixedTerm: { termDays: 1 } }, 'CONFLICTING_FIELDS', ''],
    ['it is permanent', { permanent: true }, 'WRONG_CARD_TYPE', '.permanent'],
    [
      'it ends when it begins',
      { fixedRange: { beginsAt: RANGE.endsAt, endsAt: RANGE.endsAt } },
      'INVALID_VALIDITY',
      '.fixedRange.endsAt',
    ],
    [
      'it is over',
      { fixedRange: { beginsAt: '2020-01-01T00:00:00Z', endsAt: '2021-01-01T00:00:00Z' } },
      'INVALID_VALIDITY',
      '.fixedRange.endsAt',
    ],
    [
      'its last moment is over',
      { fixedTerm: { termDays: 1, endsAt: '2021-01-01T00:00:00Z' } },
      'INVALID_VALIDITY',
      '.fixedTerm.endsAt',
    ],
    ['its term has no days', { fixedTerm: { termDays: 0 } }, 'INVALID_INPUT', '.fixedTerm.termDays'],
  ])('is refused for a coupon if %s', async (_, validity, code, below) => {
    expect(await refusalsOf(groupon([VALIDITY, validity]))).toEqual([[code, `card.${VALIDITY}${below}`]]);
  });

  test.each<[string, object]>([
    ['a range that has begun', { fixedRange: { beginsAt: '2020-01-01T00:00:00Z', endsAt: RANGE.endsAt } }],
    ['a range besides permanent: false', { fixedRange: RANGE, permanent: false, fixedTerm: null }],
    ['a term with a last moment', { fixedTerm: { termDays: 1, startsAfterDays: 2, endsAt: RANGE.endsAt } }],
  ])('is accepted as %s', async (_, validity) => {
    expect(await errorsOf(groupon([VALIDITY, validity]))).toEqual([]);
  });

  test('is accepted as permanent for a member card', async () => {
    expect(await errorsOf(member([VALIDITY, { permanent: true }]))).toEqual([]);
  });
});

describe('the quantity of a new card', () => {
  test.each([
    ['PLATFORM', 0],
    ['PLATFORM', 100_000_001],
    ['CUSTOM', 0],
    ['DEPOSITED', 1],
    ['DEPOSITED', -1],
  ])('is refused with the code mode %s if it is %i', async (codeMode, quantity) => {
    expect(await refusalsOf(groupon(['baseInfo.codeMode', codeMode], ['baseInfo.quantity', quantity]))).toEqual([
      ['INVALID_INPUT', 'card.baseInfo.quantity'],
    ]);
  });

  test('is accepted as 0 for deposited codes', async () => {
    expect(await errorsOf(groupon(['baseInfo.codeMode', 'DEPOSITED'], ['baseInfo.quantity', 0]))).toEqual([]);
  });
});

const PAGE = { userName: 'gh_1@app', path: 'pages/a' };
const URL = 'https://shop.example/';

describe('the activation of a new member card', () => {
  const ways = { autoActivate: true, wxActivate: true, activateUrl: URL, activateMiniProgram: PAGE };
  const names = Object.keys(ways) as (keyof typeof ways)[];
  const pairs = names.flatMap((one, index) => names.slice(index + 1).map((other) => [one, other] as const));

  test.each(pairs)('is refused in two ways, %s and %s', async (one, other) => {
    const card = member([`memberCard.${one}`, ways[one]], [`memberCard.${other}`, ways[other]]);
    expect(await refusalsOf(card)).toEqual([['CONFLICTING_FIELDS', `card.memberCard.${other}`]]);
  });

  test.each(names)('is accepted in one way, %s, if the others are off', async (way) => {
    const off = { autoActivate: false, wxActivate: false, activateUrl: '', activateMiniProgram: null };
    const values = Object.entries({ ...off, [way]: ways[way] });
    expect(await errorsOf(member(...values.map(([name, value]) => [`memberCard.${name}`, value] as const)))).toEqual(
      [],
    );
  });

  test('is refused after a form without the form', async () => {
    const card = member(['memberCard.wxActivateAfterSubmit', true], ['memberCard.wxActivateAfterSubmitUrl', URL]);
    expect(await refusalsOf(card)).toEqual([['ACTIVATION_REQUIRED', 'card.memberCard.wxActivateAfterSubmit']]);
  });

  test('needs a page that opens after a form', async () => {
    const form = member(['memberCard.wxActivate', true], ['memberCard.wxActivateAfterSubmit', true]);
    expect(await refusalsOf(form)).toEqual([['INVALID_INPUT', 'card.memberCard.wxActivateAfterSubmitUrl']]);
    expect(await errorsOf(having(form, ['memberCard.wxActivateAfterSubmitUrl', URL]))).toEqual([]);
    expect(await errorsOf(having(form, ['memberCard.activateMiniProgram', PAGE]))).toEqual([]);
  });
});

describe('the front of a new member card', () => {
  const fields = [1, 2, 3].map((n) => [`memberCard.customField${n}`, { nameType: 'LEVEL' }] as const);

  test('is refused with more than three of points, balance and custom fields', async () => {
    const card = member(['memberCard.pointsEnabled', true], ...fields);
    expect(await refusalsOf(card)).toEqual([['TOO_MANY_ITEMS', 'card.memberCard']]);
    expect(await errorsOf(member(...fields))).toEqual([]);
  });

  test('is refused with a custom field that has no name', async () => {
    const field = 'card.memberCard.customField2.nameType';
    expect(await refusalsOf(member(['memberCard.customField2', {}]))).toEqual([['INVALID_INPUT', field]]);
    expect(await refusalsOf(member(['memberCard.customField2', { url: URL }]))).toEqual([['INVALID_INPUT', field]]);
    expect(await errorsOf(member(['memberCard.customField2', { name: '等级' }]))).toEqual([]);
  });

  test.each([1, 2, 3])('is refused with custom entry %i if it lacks a text', async (n) => {
    const cell = `memberCard.customCell${n}`;
    expect(await refusalsOf(member([cell, { name: '更多', url: '' }]))).toEqual([
      ['INVALID_INPUT', `card.${cell}.tips`],
      ['INVALID_INPUT', `card.${cell}.url`],
    ]);
  });

  test('is refused with a page in a mini program that lacks a text', async () => {
    const page = { userName: '', path: 'pages/a' };
    expect(await refusalsOf(member(['memberCard.pointsMiniProgram', page]))).toEqual([
      ['INVALID_INPUT', 'card.memberCard.pointsMiniProgram.userName'],
    ]);
  });
});

describe('a new card with fields that depend on others', () => {
  test('is refused with both its shops and all shops', async () => {
    const card = groupon(['baseInfo.locationIds', ['1']], ['baseInfo.useAllLocations', true]);
    expect(await refusalsOf(card)).toEqual([['CONFLICTING_FIELDS', 'card.baseInfo.locationIds']]);
    expect(await errorsOf(having(card, ['baseInfo.locationIds', []]))).toEqual([]);
    expect(await errorsOf(having(card, ['baseInfo.useAllLocations', false]))).toEqual([]);
  });

  test.each(NEW_CARD_TYPES.filter((type) => type.endsWith('_TICKET') || type === 'BOARDING_PASS'))(
    'is refused with advancedInfo as a %s',
    async (type) => {
      expect(await refusalsOf({ ...minimalCard(type), advancedInfo: {} })).toEqual([
        ['WRONG_CARD_TYPE', 'card.advancedInfo'],
      ]);
      expect(await refusalsOf({ ...minimalCard(type), advancedInfo: { cover: { text: 'a' } } })).toEqual([
        ['WRONG_CARD_TYPE', 'card.advancedInfo.cover.text'],
      ]);
    },
  );

  test.each([
    null,
    {},
    { textImages: [] },
    { textImages: null },
    { textImages: [{ text: 'a' }, { text: 'b', imageUrl: '' }] },
  ])('is refused as a general coupon if advancedInfo is %j', async (advancedInfo) => {
    expect(await refusalsOf({ ...minimalCard('GENERAL_COUPON'), advancedInfo })).toEqual([
      ['INVALID_INPUT', 'card.advancedInfo.textImages'],
    ]);
  });

  test('is refused with an entry of a list that is empty', async () => {
    const card = groupon(['advancedInfo.textImages', [{ text: 'a' }, {}, { text: '' }]]);
    expect(await refusalsOf(card)).toEqual([
      ['INVALID_INPUT', 'card.advancedInfo.textImages.1'],
      ['INVALID_INPUT', 'card.advancedInfo.textImages.2'],
    ]);
  });

  test('is refused for each of its problems, without the values', async () => {
    const card = groupon(
      ['baseInfo.title', '秘'.repeat(10)],
      ['baseInfo.claimLimit', 51],
      ['baseInfo.color', 'secret'],
    );
    const errors = await errorsOf(card);
    expect(errors.map(({ code, message }) => [code, message])).toEqual([
      ['FIELD_TOO_LONG', 'expected at most 27 bytes of UTF-8, got a string of 30 bytes'],
      [
        'INVALID_INPUT',
        'expected a colour name from Color010 to Color102, or the hex value of one of them, got a string of 6 bytes',
      ],
      ['INVALID_INPUT', 'expected an integer from 1 to 50, got an out-of-range integer'],
    ]);
  });
});
