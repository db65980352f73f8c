import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, type GraphQLSchema, isEnumType, isInputObjectType, isInterfaceType, isObjectType } from 'graphql';

const ROOT = join(__dirname, '../../..');
const PAGE = readFileSync(join(ROOT, 'docs/glossary.md'), 'utf8');
const CHANGELOG = readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8');
const SCHEMA = buildSchema(readFileSync(join(ROOT, 'schema/schema.graphql'), 'utf8'), { assumeValid: true });

const inBackticks = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);

const rowsOf = (markdown: string) =>
  markdown
    .split('\n')
    .filter((line) => line.startsWith('| ') && !/^\| -/.test(line))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

const ROWS = rowsOf(PAGE).filter(([platform]) => platform !== 'Platform');

/** The names of the column "In this API": `Type` or `Type.member`. */
const API_NAMES = ROWS.flatMap(([, , , api = '']) => inBackticks(api));

/** Names of fields or values of a type; none for a type that does not exist. */
function membersOf(schema: GraphQLSchema, name: string): readonly string[] {
  const type = schema.getType(name);
  if (isEnumType(type)) return type.getValues().map((value) => value.name);
  if (isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)) return Object.keys(type.getFields());
  return [];
}

function isInSchema(name: string): boolean {
  const [type = '', member] = name.split('.');
  return member === undefined ? SCHEMA.getType(type) !== undefined : membersOf(SCHEMA, type).includes(member);
}

/** The names of the column "New" in the changelog's table of renames. */
function newNames(): string[] {
  const [table = ''] = CHANGELOG.slice(CHANGELOG.indexOf('| Old | New |')).split('\n\n', 1);
  return rowsOf(table).flatMap(([, name = '']) => inBackticks(name));
}

describe('docs/glossary.md', () => {
  test('has five cells in every row, none of them empty', () => {
    expect(ROWS.length).toBeGreaterThan(100);
    expect(ROWS.filter((row) => row.length !== 5 || row.includes(''))).toEqual([]);
  });

  test('names at least one element of the API in every row', () => {
    expect(ROWS.filter(([, , , api = '']) => inBackticks(api).length === 0)).toEqual([]);
  });

  test('names only types, fields and values that exist in the schema', () => {
    const elsewhere = inBackticks(PAGE).filter((name) => /^[A-Z][a-z]\w*\.\w+$/.test(name));
    expect([...API_NAMES, ...elsewhere].filter((name) => !isInSchema(name))).toEqual([]);
  });

  test.each(['CardStatus', 'CodeStatus', 'CardType', 'CodeType'])('has a row for every value of %s', (type) => {
    const values = membersOf(SCHEMA, type);
    expect(values.length).toBeGreaterThan(5);
    expect(values.filter((value) => !API_NAMES.includes(`${type}.${value}`))).toEqual([]);
  });

  test('has every new name of the table of renames in the changelog', () => {
    const parts = new Set(API_NAMES.flatMap((name) => [name, ...name.split('.')]));
    expect(newNames().length).toBeGreaterThan(60);
    expect(newNames().filter((name) => !parts.has(name))).toEqual([]);
  });
});
