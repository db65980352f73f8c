import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
} from 'graphql';
import { createSchema } from '../../src/graph/schema/schema.js';

/** Returns the old names in the changelog's table of renames: `Type.member`, a member of any type, or a type. */
function renamed(): string[] {
  const changelog = readFileSync(join(__dirname, '../../CHANGELOG.md'), 'utf8');
  const table = changelog.slice(changelog.indexOf('| Old | New |')).split('\n\n', 1)[0] ?? '';
  return table.split('\n').flatMap((row) => {
    const names = [...(row.split('|')[1] ?? '').matchAll(/`([\w.]+)`/g)].map(([, name = '']) => name);
    const type = names[0]?.includes('.') ? names[0].split('.')[0] : undefined;
    return names.map((name) => (name.includes('.') || type === undefined ? name : `${type}.${name}`));
  });
}

/** Returns the names of all types and members of the schema, and the coordinates of the members. */
function namesOf(schema: GraphQLSchema): Set<string> {
  const types = Object.values(schema.getTypeMap()).filter((type) => !isIntrospectionType(type));
  const members = types.flatMap((type) => {
    if (isEnumType(type)) return type.getValues().map(({ name }) => [type.name, name]);
    if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) return [];
    return Object.keys(type.getFields()).map((name) => [type.name, name]);
  });
  return new Set([
    ...types.map(({ name }) => name),
    ...members.flatMap(([type = '', name = '']) => [name, `${type}.${name}`]),
  ]);
}

describe('renamed schema elements', () => {
  test('are listed in the changelog', () => {
    expect(renamed().length).toBeGreaterThan(60);
    expect(renamed()).toContain('StatsRow.verifyUsers');
  });

  test('leave no alias of their old name in the schema', () => {
    const names = namesOf(createSchema());
    expect(names).toContain('StatsRow.redeemUsers');
    expect(renamed().filter((name) => names.has(name))).toEqual([]);
  });
});
