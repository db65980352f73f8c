import { codesIn, firstColumnIn } from '../../../src/console/acting/codes-in.js';

describe('the codes in a text', () => {
  test('are those of the first column, without empty lines, quotes and a heading', () => {
    const text = '\u{FEFF}Code,shop\r\nA-1,north\r\n\r\n"B_2";south\r\n C3 \tx\r\n';
    expect(codesIn(text)).toEqual({ codes: ['A-1', 'B_2', 'C3'], problems: [] });
  });

  test('are named with their lines if they cannot be deposited', () => {
    const { problems } = codesIn('A\n"B ""2"""\nA\n123456789012345678901\n券码一');
    expect(problems).toEqual([
      { line: 2, kind: 'characters' },
      { line: 3, kind: 'repeated', first: 1 },
      { line: 4, kind: 'length' },
      { line: 5, kind: 'characters' },
    ]);
  });

  test('have the same lines after other columns were removed', () => {
    const text = 'code,name\n\n"A,1",x\nB,y\n';
    expect(firstColumnIn(text)).toBe('code\n\n"A,1"\nB');
    expect(codesIn(firstColumnIn(text))).toEqual(codesIn(text));
  });
});
