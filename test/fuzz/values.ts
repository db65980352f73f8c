import {
  type GraphQLInputField,
  type GraphQLInputType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  isScalarType,
} from 'graphql';
import { ago } from '../support/china-days.js';
import type { Tape } from './tape.js';

/** A name that is unquoted in the text of an operation and a string in JSON. */
export class EnumName {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  toJSON(): string {
    return this.name;
  }
}

const CARDS = [
  'pDEMO-groupon-0001',
  'pDEMO-member-card-0001',
  'pDEMO-general-coupon-0003',
  'pDEMO-cash-0002',
  'pDEMO-boarding-pass-0001',
  'pDEMO-nothing',
];
const CODES = ['100000000001', '200000010001', 'QL-0001', '100000000002', 'nothing'];

/** Plausible strings by the ending of the argument's or field's name. */
const TEXTS: readonly (readonly [name: RegExp, texts: readonly string[]])[] = [
  [/code$/i, CODES],
  [/^(id|ids|card_?id|cards)$/i, CARDS],
  [/ruleId/, ['1000001', '1000002', '9']],
  [/openid/i, ['oDEMO-user-0001', 'oDEMO-user-0002', 'oDEMO-nobody']],
  [/merchantIds/, ['1900000901', '1900000902', '1']],
  [/idempotencyKey/, ['key-1', 'key-2', 'k'.repeat(64), 'k'.repeat(65)]],
  [/url$/i, ['https://demo.example/a', 'demo', 'http://weixin.qq.com']],
  [/color/, ['Color010', '#AABBCC', 'Color200']],
  [/.*/, ['notice', '微信卡券', '', 'a\nb', 'x'.repeat(200)]],
];

/** Values that may occur anywhere and are usually invalid. */
const JUNK: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  2 ** 31,
  2 ** 53,
  1e300,
  '',
  'x',
  ' ',
  '0',
  'null',
  '\u0000',
  'a\u007fb',
  '\ud800',
  '𠮷🀄',
  '__proto__',
  'constructor',
  'x'.repeat(5000),
  '2026-02-30',
  '2026-01-01T00:00:60Z',
  '+275760-09-13T00:00:00.001Z',
  [],
  [[]],
  [null],
  {},
  { a: 1 },
  { __typename: 'Card' },
  { constructor: { prototype: 1 } },
];

const SCALARS: Readonly<Record<string, (tape: Tape, name: string) => unknown>> = {
  Int: (tape) => tape.pick([1, 0, 2, 20, 100, 101, -1, 2 ** 31 - 1, -(2 ** 31)]),
  Float: (tape) => tape.pick([1, 0.5]),
  SafeInt: (tape) => tape.pick([1, 2 ** 53 - 1]),
  Boolean: (tape) => tape.pick([true, false]),
  DateTime: (tape) =>
    tape.pick(['2030-01-01T00:00:00Z', '2031-02-28T12:00:00.5+08:00', '1969-12-31T23:59:59Z', '9999-12-31T23:59:59Z']),
  LocalDate: (tape) => ago(tape.pick([3, 1, 0, 2, 62, 63, 199, -5, 4000])),
  ID: textFor,
  String: textFor,
  _Any: (tape) =>
    tape.pick([
      { __typename: 'Card', id: tape.pick(CARDS) },
      { __typename: 'Code', cardId: tape.pick(CARDS), code: tape.pick(CODES) },
      { __typename: 'WechatUser', openid: 'oDEMO-user-0001' },
      { __typename: 'PayGiftRule', id: '1000001' },
      { __typename: 'Card' },
      { __typename: 'Query' },
      { __typename: 'Nothing', id: 1 },
      { id: CARDS[0] },
      { __typename: 'Card', id: { id: [] } },
    ]),
};

function textFor(tape: Tape, name: string): string {
  const [, texts = []] = TEXTS.find(([pattern]) => pattern.test(name)) ?? [];
  return tape.pick(texts);
}

/** Returns a value for an argument or an input field. Most values match its type. */
export function valueFor(tape: Tape, type: GraphQLInputType, name: string): unknown {
  if (tape.chance(3)) return tape.pick(JUNK);
  if (!isNonNullType(type) && tape.chance(5)) return null;
  const nullable = getNullableType(type);
  if (isListType(nullable)) {
    const item = () => valueFor(tape, nullable.ofType, name);
    return tape.chance(5) ? item() : tape.times(1, 4, item).slice(tape.chance(5) ? 1 : 0);
  }
  if (isEnumType(nullable)) return new EnumName(tape.pick(nullable.getValues()).name);
  if (isScalarType(nullable)) return SCALARS[nullable.name]?.(tape, name) ?? tape.pick(JUNK);
  return isInputObjectType(nullable) ? objectFor(tape, Object.values(nullable.getFields())) : undefined;
}

function objectFor(tape: Tape, fields: readonly GraphQLInputField[]): Readonly<Record<string, unknown>> {
  const given = fields.filter((field) => (isRequiredInputField(field) ? !tape.chance(2) : tape.chance(25)));
  const entries = given.map(({ name, type }) => [name, valueFor(tape, type, name)] as const);
  return Object.fromEntries(
    tape.chance(2) ? [...entries, [tape.pick(['nothing', '__proto__', 'cardID']), 1]] : entries,
  );
}

/** Returns a value in the syntax of an operation. */
export function literal(value: unknown): string {
  if (value instanceof EnumName) return value.name;
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  return `{ ${Object.entries(value)
    .map(([key, item]) => `${key}: ${literal(item)}`)
    .join(', ')} }`;
}
