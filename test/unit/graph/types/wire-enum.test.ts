import { WireEnum } from '../../../../src/graph/types/wire-enum.js';

const statuses = new WireEnum<'EXPIRED' | 'NORMAL', 'EXPIRE' | 'NORMAL'>({
  NORMAL: { wire: 'NORMAL', description: 'Good.' },
  EXPIRED: { wire: 'EXPIRE', description: 'Over.' },
});

describe('WireEnum', () => {
  test.each([
    ['NORMAL', 'NORMAL'],
    ['EXPIRE', 'EXPIRED'],
    ['EXPIRED', 'UNKNOWN'],
    ['normal', 'UNKNOWN'],
    ['', 'UNKNOWN'],
    ['constructor', 'UNKNOWN'],
    ['__proto__', 'UNKNOWN'],
    [5, 'UNKNOWN'],
    [null, null],
    [undefined, null],
    [{}, null],
    [['NORMAL'], null],
  ])('reads %j as %s', (wire, name) => {
    expect(statuses.read(wire)).toBe(name);
  });

  test('reads an older spelling as the current value and writes the current spelling', () => {
    const renamed = new WireEnum<'OVER', 'EXPIRE'>(
      { OVER: { wire: 'EXPIRE', description: 'Over.' } },
      { 2: 'EXPIRE', EXPIRED_OLD: 'EXPIRE' },
    );
    expect(['EXPIRED_OLD', 2, '2', 3].map((wire) => renamed.read(wire))).toEqual(['OVER', 'OVER', 'OVER', 'UNKNOWN']);
    expect(renamed.write('OVER')).toBe('EXPIRE');
  });

  test('reads back the value that it writes', () => {
    for (const name of ['NORMAL', 'EXPIRED'] as const) expect(statuses.read(statuses.write(name))).toBe(name);
  });

  test('has UNKNOWN in the output enum and not in the input enum', () => {
    expect(statuses.output('TestStatus', 'A test.')).toEqual({
      NORMAL: 'NORMAL',
      EXPIRED: 'EXPIRED',
      UNKNOWN: 'UNKNOWN',
    });
    expect(statuses.input('TestStatusInput', 'A test.')).toEqual({ NORMAL: 'NORMAL', EXPIRED: 'EXPIRED' });
  });
});
