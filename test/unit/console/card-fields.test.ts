import {
  type FormField,
  fieldProblems,
  formFieldsOf,
  inputOf,
  textOf,
} from '../../../src/console/acting/card/form-fields.js';
import { EMPTY, KINDS, type Kind, newCardOf, newCardProblems } from '../../../src/console/acting/card/new-card.js';
import { base64Of, formatOf } from '../../../src/console/acting/card/pictures.js';
import { CREATE_FIELDS, UPDATE_FIELDS } from '../../../src/console/generated/card-fields.js';
import { acting } from '../../../src/console/words/en/acting.js';
import { fieldNames, form } from '../../../src/console/words/en/card-form.js';
import { create } from '../../../src/console/words/en/create-card.js';

const TYPES = [...new Set(UPDATE_FIELDS.flatMap(({ types }) => types))];
const CHANGEABLE = new Map(
  TYPES.flatMap((type) => formFieldsOf(UPDATE_FIELDS, type)).map((field) => [field.name, field] as const),
);
const changeable = (name: string) => CHANGEABLE.get(name) as FormField;
const words = { ...acting, ...form, ...create };

test('every field that a form shows has a name', () => {
  const names = [
    ...CHANGEABLE.keys(),
    ...Object.keys(KINDS).flatMap((kind) => formFieldsOf(CREATE_FIELDS, kind).map(({ name }) => name)),
  ];
  const unnamed = names.filter((name) => !Object.keys(fieldNames).some((end) => name.endsWith(`.${end}`)));
  expect([...new Set(unnamed)]).toEqual(['baseInfo.validity', 'baseInfo.codeMode']);
});

test.each([
  ['baseInfo.canShare', true, 'true'],
  ['baseInfo.canShare', false, ''],
  ['baseInfo.claimLimit', 3, '3'],
  ['baseInfo.locationIds', ['1', '2'], '1\n2'],
  ['baseInfo.validity.endsAt', '2026-03-01T23:59:59+08:00', '2026-03-01T23:59:59'],
  ['baseInfo.validity.endsAt', '2026-03-01T00:00:00+08:00', '2026-03-01T00:00'],
  ['memberCard.pointsRule.spendUnitFen', 1999, '19.99'],
  ['advancedInfo.cover.iconUrls', ['https://mmbiz.qpic.cn/a'], 'https://mmbiz.qpic.cn/a'],
  ['advancedInfo.timeLimits', ['FRIDAY', 'MONDAY'], 'FRIDAY,MONDAY'],
  ['advancedInfo.textImages', [{ imageUrl: 'https://mmbiz.qpic.cn/a', text: '茶' }], undefined],
  ['advancedInfo.redeemGifts', [{ cardId: 'pCard' }], 'pCard'],
])('%s with the value %j is the same after it was shown in a form', (name, value, text) => {
  const shown = textOf(changeable(name), value);
  if (text !== undefined) expect(shown).toBe(text);
  const sent = inputOf(changeable(name), shown);
  const isTime = name.endsWith('At');
  expect(isTime ? Date.parse(String(sent)) : sent).toEqual(isTime ? Date.parse(String(value)) : value);
});

test.each([
  ['baseInfo.servicePhone', '', '1', undefined],
  ['baseInfo.claimLimit', '', '3', form.notCleared],
  ['baseInfo.claimLimit', '3.5', '3', acting.notInteger],
  ['baseInfo.locationIds', '218384742\nA1', '', acting.notInteger],
  ['memberCard.pointsRule.spendUnitFen', '1.999', '', acting.notAmount],
  ['memberCard.activateMessageOperation.cardIds', 'a b c d e f g h i j k', '', form.tooManyEntries(10)],
  ['baseInfo.center.miniProgram.path', '', '', undefined],
])('%s with the text “%s” after “%s” has the problem %s', (name, text, initial, problem) => {
  const problems = fieldProblems(changeable(name), { [name]: text }, { [name]: initial }, words);
  expect(problems[name]).toBe(problem);
});

test('a picture with text has to be on a host of the platform', () => {
  const name = 'advancedInfo.textImages';
  const text = JSON.stringify([
    { imageUrl: 'https://other.example/a.png', text: '' },
    { imageUrl: '', text: '' },
  ]);
  const problems = fieldProblems(changeable(name), { [name]: text }, {}, words);
  expect(problems).toEqual({ [`${name}.0.imageUrl`]: form.otherHost, [`${name}.1.imageUrl`]: form.emptyEntry });
});

test.each(Object.keys(KINDS) as Kind[])('a new %s contains its own fields and nothing of another kind', (kind) => {
  const values = { ...EMPTY, kind, 'groupon.dealDetail': 'a', 'cash.amountOffFen': '5', 'gift.gift': 'b' };
  const { baseInfo, ...own } = newCardOf(values);
  expect(Object.keys(own).filter((name) => name !== KINDS[kind])).toEqual([]);
  expect(newCardProblems(values, words)['baseInfo.title']).toBe(acting.required);
});

test('only what differs from the defaults of the platform is sent', () => {
  const { baseInfo } = newCardOf({ ...EMPTY, 'baseInfo.canShare': '', 'baseInfo.quantity': '5' });
  expect(baseInfo).toMatchObject({ canShare: false, quantity: 5 });
  expect(baseInfo).not.toHaveProperty('canGift');
});

test('pictures are recognized by their first bytes', () => {
  expect(formatOf(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0))).toBe('jpg');
  expect(formatOf(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a))).toBe('png');
  expect(formatOf(new TextEncoder().encode('GIF89a'))).toBeUndefined();
  const bytes = new Uint8Array(100_000).fill(7);
  expect(base64Of(bytes)).toBe(Buffer.from(bytes).toString('base64'));
});
