import { Seal } from '../../../../src/platform/token/seal.js';

const seal = (secret = 'PLANTED-SECRET', place = 'token:stable:http://platform:wx1') =>
  new Seal({ reveal: () => secret }, place);

/** Created by version 0.1.0: replicas of both versions share a store during a rolling upgrade. */
const SEALED_BEFORE = 'mIeambGEt84ooihI1AChQiX5EiO0botLO/cghqe2bYZp1z7LjEjYzPJDyC3k4uc7rKYLk8mxmyI=';

test.each([['a token'], ['令牌 🎫'], [''], ['x'.repeat(10_000)]])(
  'a text opens with the same secret at the same place',
  (text) => {
    expect(seal().open(seal().close(text))).toBe(text);
  },
);

test('a text that an earlier version sealed opens', () => {
  expect(seal().open(SEALED_BEFORE)).toBe('令牌 of an earlier version');
});

test('the same text is sealed differently each time', () => {
  expect(seal().close('a token')).not.toBe(seal().close('a token'));
});

test('a sealed text does not contain the text', () => {
  const sealed = seal().close('PLANTED-TOKEN');
  expect(Buffer.from(sealed, 'base64').toString('latin1')).not.toContain('PLANTED');
});

describe('a seal does not open', () => {
  test('with another secret or at another place', () => {
    const sealed = seal().close('a token');
    expect(seal('another').open(sealed)).toBeUndefined();
    expect(seal(undefined, 'token:stable:http://platform:wx2').open(sealed)).toBeUndefined();
  });

  test('with any bit changed', () => {
    const bytes = Buffer.from(seal().close('a token'), 'base64');
    const changed = Array.from(bytes, (_, index) => {
      const copy = Buffer.from(bytes);
      copy.writeUInt8(copy.readUInt8(index) ^ 1, index);
      return seal().open(copy.toString('base64'));
    });
    expect(new Set(changed)).toEqual(new Set([undefined]));
  });

  test.each([
    ['if it is empty', () => ''],
    ['if it is plain text', () => 'a token'],
    ['if it is only a part of a seal', () => seal().close('a token').slice(0, 36)],
    ['if its end is missing', () => seal().close('a token').slice(0, -8)],
  ])('%s', (_what, make) => {
    expect(seal().open(make())).toBeUndefined();
  });
});
