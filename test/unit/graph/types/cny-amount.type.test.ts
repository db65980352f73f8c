import fc from 'fast-check';
import { CnyAmount } from '../../../../src/graph/types/cny-amount.type.js';

describe('CnyAmount', () => {
  test.each([
    [0, '0.00'],
    [1, '0.01'],
    [10, '0.10'],
    [99, '0.99'],
    [100, '1.00'],
    [1250, '12.50'],
    [-1, '-0.01'],
    [-1250, '-12.50'],
    [Number.MAX_SAFE_INTEGER, '90071992547409.91'],
  ])('converts %i fen to %s yuan', (fen, yuan) => {
    expect(CnyAmount.from(fen)).toMatchObject({ fen, yuan });
  });

  test('converts any safe integer of fen to yuan without loss', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (fen) => {
        const yuan = new CnyAmount(fen).yuan;
        expect(yuan).toMatch(/^-?(0|[1-9]\d*)\.\d\d$/);
        expect(BigInt(yuan.replace('.', ''))).toBe(BigInt(fen));
      }),
    );
  });

  test.each([['12'], [' 12 ']])('reads fen from the text %j', (text) => {
    expect(CnyAmount.from(text)).toMatchObject({ fen: 12 });
  });

  test.each([null, undefined, '', 'x', 1.5, '1.5', 2 ** 53, Number.NaN, true, {}, [1]])(
    'returns null for %p',
    (wire) => {
      expect(CnyAmount.from(wire)).toBeNull();
    },
  );
});
