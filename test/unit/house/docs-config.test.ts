import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { VARIABLES, type Variable } from '../../../src/config.js';

const DOCUMENT = readFileSync(join(__dirname, '../../../docs/config.md'), 'utf8');

const rowOf = (variable: Variable) =>
  `| ${variable.name} | ${variable.default === undefined ? '–' : `\`${variable.default}\``} | ${variable.meaning} |`;

/** The rows of the document's tables of variables: those whose first cell is a name in capitals. */
function rowsOf(markdown: string): string[] {
  return markdown.split('\n').filter((line) => /^\| [A-Z][A-Z0-9_]* \|/.test(line));
}

describe('docs/config.md', () => {
  // A failure prints the rows as they must stand: they can be copied into the document.
  test('its table: a row per variable of src/config.ts with its default and meaning, and no other', () => {
    expect(rowsOf(DOCUMENT)).toEqual(VARIABLES.map(rowOf));
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
  const [first, second] = VARIABLES;
  if (!first || !second) throw new Error('expected two variables');
  const table = (...rows: string[]) => rowsOf(['| Name | Default | Meaning |', '|---|---|---|', ...rows].join('\n'));
  expect(table(rowOf(first), rowOf(second))).toEqual([first, second].map(rowOf));
  expect(table(rowOf(first))).not.toEqual([first, second].map(rowOf));
  expect(table(rowOf(first), rowOf(second), '| OLD | – | Gone. |')).not.toEqual([first, second].map(rowOf));
  expect(table(rowOf(first), rowOf({ ...second, default: 'other' }))).not.toEqual([first, second].map(rowOf));
});
