import { cardSignature } from '../../../src/emulator/card-signature.js';
import { readSignatures } from '../../contract/replay.js';

/** Fields of the examples that are not signed. */
const UNSIGNED = ['wx', 'outer_str'];

describe('cardSignature', () => {
  test.each(readSignatures().map((exchange, index) => ({ ...exchange, number: index + 1 })))(
    'returns the signature of the documented example $number',
    ({ request, response }) => {
      const values = Object.entries(request).flatMap(([name, value]) => (UNSIGNED.includes(name) ? [] : String(value)));
      expect(cardSignature(values)).toBe(response.signature ?? response.cardSign);
    },
  );

  test('ignores absent and empty values', () => {
    expect(cardSignature(['b', undefined, '', 'a'])).toBe(cardSignature(['a', 'b']));
  });

  test('sorts capitals before small letters, and both after digits', () => {
    // The SHA-1 of "1A_a".
    expect(cardSignature(['a', 'A', '_', '1'])).toBe('c6c32b198d87563a77e037de25b7d452815e9cfe');
  });
});
