import fc from 'fast-check';
import { isRecord } from '../../../src/platform/is-record.js';
import { bool, instant, int, list, record, safeInt, text, texts } from '../../../src/platform/wire.js';

describe('a response field', () => {
  test.each([
    ['a', 'a'],
    ['', ''],
    [0, '0'],
    [188.5, '188.5'],
    [true, 'true'],
    [null, null],
    [undefined, null],
    [{}, null],
    [['a'], null],
  ])('%j reads as the text %j', (wire, expected) => {
    expect(text(wire)).toBe(expected);
  });

  test('texts omits the values of a list that are neither strings, numbers nor booleans', () => {
    expect(texts(['a', 1, null, {}, ['b'], '', false])).toEqual(['a', '1', '', 'false']);
    for (const wire of ['abc', null, { 0: 'a', length: 1 }]) expect(texts(wire)).toEqual([]);
  });

  test.each([
    [5, 5],
    ['5', 5],
    [' 5 ', 5],
    ['+5', 5],
    ['-5', -5],
    [4_294_967_295, 4_294_967_295],
    ['4294967295', 4_294_967_295],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
    ['9007199254740993', null],
    ['9'.repeat(40), null],
    [1.5, null],
    ['1.5', null],
    ['1e3', null],
    ['0x10', null],
    ['', null],
    [' ', null],
    [true, null],
    [null, null],
    [[5], null],
    [Number.POSITIVE_INFINITY, null],
  ])('%j reads as the integer %j', (wire, expected) => {
    expect(safeInt(wire)).toBe(expected);
  });

  test.each([
    [2 ** 31 - 1, 2 ** 31 - 1],
    [2 ** 31, null],
    [-(2 ** 31), -(2 ** 31)],
    [-(2 ** 31) - 1, null],
    ['7', 7],
  ])('%j reads as the 32-bit integer %j', (wire, expected) => {
    expect(int(wire)).toBe(expected);
  });

  test.each([
    [true, true],
    ['true', true],
    [1, true],
    ['1', true],
    [false, false],
    ['false', false],
    [0, false],
    ['0', false],
    ['', null],
    ['yes', null],
    [2, null],
    [null, null],
    [[], null],
  ])('%j reads as the boolean %j', (wire, expected) => {
    expect(bool(wire)).toBe(expected);
  });

  test.each([
    [1, '1970-01-01T00:00:01.000Z'],
    ['1767225600', '2026-01-01T00:00:00.000Z'],
    [4_294_967_295, '2106-02-07T06:28:15.000Z'],
    [253_402_300_799, '9999-12-31T23:59:59.000Z'],
    [253_402_300_800, null],
    [0, null],
    [-1, null],
    [1.5, null],
    ['soon', null],
    [null, null],
  ])('%j reads as the instant %j', (wire, expected) => {
    expect(instant(wire)?.toISOString() ?? null).toBe(expected);
  });

  test('an object reads as a record and an array as a list, and any other value as an empty one', () => {
    expect(record({ a: 1 })).toEqual({ a: 1 });
    for (const wire of [null, undefined, [], [1], 'a', 1]) expect([isRecord(wire), record(wire)]).toEqual([false, {}]);
    expect(list([1])).toEqual([1]);
    for (const wire of [null, { 0: 1 }, 'a']) expect(list(wire)).toEqual([]);
  });

  test('is read without an exception for any value', () => {
    fc.assert(
      fc.property(fc.anything(), (wire) => {
        for (const read of [text, safeInt, int, bool, instant, texts, list, record]) read(wire);
      }),
    );
  });
});
