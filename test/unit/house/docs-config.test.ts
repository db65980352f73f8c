import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { VARIABLES } from '../../../src/config/env.js';
import { GUARDED } from '../../../src/config/unknown-variables.js';

const DOCUMENT = readFileSync(join(__dirname, '../../../docs/config.md'), 'utf8');

describe('docs/config.md', () => {
  test('lists the prefixes of src/config/unknown-variables.ts', () => {
    const [, listed = ''] = /with one of our prefixes \(([^)]*)\)/.exec(DOCUMENT) ?? [];
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
