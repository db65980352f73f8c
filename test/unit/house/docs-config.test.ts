import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { VARIABLES, type Variable } from '../../../src/config/env.js';
import { GUARDED } from '../../../src/config/unknown-variables.js';

const DOCUMENT = readFileSync(join(__dirname, '../../../docs/config.md'), 'utf8');

type Row = readonly [name: string, defaultValue: string, meaning: string];

const rowOf = ({ name, default: value, meaning }: Variable): Row => [
  name,
  value === undefined ? '–' : `\`${value}\``,
  meaning,
];

/** The rows of the document's tables of variables: those whose first cell is a name in capitals, without the padding. */
function rowsOf(markdown: string): string[][] {
  const cells = markdown.split('\n').map((line) => line.split('|').slice(1, -1));
  return cells.map((row) => row.map((cell) => cell.trim())).filter(([name]) => /^[A-Z][A-Z0-9_]*$/.test(name ?? ''));
}

describe('docs/config.md', () => {
  test('its table: a row per variable of src/config/load-config.ts with its default and meaning, and no other', () => {
    expect(rowsOf(DOCUMENT)).toEqual(VARIABLES.map(rowOf));
  });

  test('the beginnings of names that it calls guarded: those of src/config/unknown-variables.ts', () => {
    const [, listed = ''] = /unless it begins with ([^:]*):/.exec(DOCUMENT) ?? [];
    expect(listed.match(/[A-Z]+_/g)).toEqual(GUARDED.map((word) => `${word}_`));
  });

  test('variables named in its text: all exist', () => {
    const known = VARIABLES.map(({ name }) => name);
    const named = DOCUMENT.matchAll(/`([A-Z]+(?:_[A-Z]+)+)(?:=[^`]*)?`/g);
    expect([...named].map(([, name]) => name).filter((name) => !known.includes(name ?? ''))).toEqual([]);
  });
});

test('every variable: a meaning that is a sentence', () => {
  expect(VARIABLES.filter(({ meaning }) => !/^[`A-Z].*\.$/.test(meaning))).toEqual([]);
});

test('the check of rows: sees a missing, a surplus and an outdated one', () => {
  const [first, second] = VARIABLES.map(rowOf);
  if (!first || !second) throw new Error('expected two variables');
  const table = (...rows: Row[]) =>
    rowsOf(
      ['| Name | Default | Meaning |', '|---|---|---|', ...rows.map((row) => `| ${row.join(' | ')}   |`)].join('\n'),
    );
  expect(table(first, second)).toEqual([first, second]);
  expect(table(first)).not.toEqual([first, second]);
  expect(table(first, second, ['OLD', '–', 'Gone.'])).not.toEqual([first, second]);
  expect(table(first, [second[0], 'other', second[2]])).not.toEqual([first, second]);
});
