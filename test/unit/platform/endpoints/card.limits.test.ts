import { brokenLimit, keepsLimit, type Limit } from '../../../../src/platform/endpoints/card.limits.js';
import type { FieldLimits } from '../../../../src/platform/endpoints/card-fields/field.js';

type Row = Partial<FieldLimits>;
type Value = Parameters<typeof brokenLimit>[1];

const rowOf = (row: Row): FieldLimits => ({ type: 'string', ...row });
const PICTURE = { hosts: ['mmbiz.qpic.cn'] };
const LIST = { type: 'string[]' } as const;

describe('keepsLimit and brokenLimit', () => {
  test.each<[Limit, Row, valid: Value, invalid: Value]>([
    ['maxUtf8Bytes', { maxUtf8Bytes: 4 }, '券a', '券ab'],
    ['maxUtf8Bytes', { type: 'int[]', maxUtf8Bytes: 6 }, [12, 345], [12, 3456]],
    ['maxCharacters', { maxCharacters: 3 }, '券🎫a', '券🎫ab'],
    ['range', { type: 'int', min: 1, max: 50 }, 1, 0],
    ['range', { type: 'int', min: 1, max: 50 }, 50, 51],
    ['range', { ...LIST, max: 2 }, ['a', 'b'], ['a', 'b', 'c']],
    ['range', { ...LIST, min: 1 }, ['a'], []],
    ['unixSeconds', { type: 'unixSeconds' }, 1, 0],
    ['unixSeconds', { type: 'unixSeconds' }, 4_294_967_295, 4_294_967_296],
    ['unixSeconds', { type: 'unixSeconds' }, 1_780_000_000.5, Number.NaN],
    ['values', { type: 'enum', values: ['A', 'B'] }, 'B', 'C'],
    ['values', { type: 'enum[]', values: ['A', 'B'] }, ['A', 'B'], ['A', 'C']],
    ['color', { color: true }, 'Color010', 'Color011'],
    ['color', { color: true }, '#63b359', '#63b35'],
    ['color', { color: true }, '#63B359', 'toString'],
    ['host', PICTURE, 'https://mmbiz.qpic.cn/a', 'https://mmbiz.qpic.cn.a.example/'],
    ['host', PICTURE, 'http://mmbiz.qpic.cn', 'ftp://mmbiz.qpic.cn'],
    ['host', PICTURE, 'https://mmbiz.qpic.cn:443/a', 'https://mmbiz.qpic.cn:8443/a'],
    ['host', PICTURE, 'https://mmbiz.qpic.cn?a', 'mmbiz.qpic.cn'],
  ])('apply %s of %j, accepting %j and rejecting %j', (limit, limits, valid, invalid) => {
    const row = rowOf(limits);
    expect([keepsLimit(row, limit, valid), brokenLimit(row, valid)]).toEqual([true, undefined]);
    expect([keepsLimit(row, limit, invalid), brokenLimit(row, invalid)]).toEqual([false, limit]);
  });

  test('accept every value if the row sets no limit', () => {
    const rows = [rowOf({}), rowOf({ type: 'int' }), rowOf(LIST)];
    const values: Value[] = ['', 'a'.repeat(10_000), -1, Number.MAX_SAFE_INTEGER, [], Array(1000).fill('a')];
    for (const row of rows) expect(values.map((value) => brokenLimit(row, value))).toEqual(values.map(() => undefined));
  });

  test('report the first broken limit, with bytes before the host and the length of a list before its bytes', () => {
    expect(brokenLimit(rowOf({ ...PICTURE, maxUtf8Bytes: 3 }), 'abcd')).toBe('maxUtf8Bytes');
    expect(brokenLimit(rowOf({ ...LIST, max: 1, maxUtf8Bytes: 1 }), ['a', 'b'])).toBe('range');
  });
});
