import { readdirSync, readFileSync } from 'node:fs';
import { CriticalityLevel, diff } from '@graphql-inspector/core';
import {
  type ASTNode,
  buildASTSchema,
  type EnumValueDefinitionNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  type NameNode,
  parse,
  parseType,
  print,
  visit,
} from 'graphql';
import { printedSchema } from '../../src/graph/schema/schema.js';

/** Builds a schema without validation, because a subgraph uses the directives of federation without defining them. */
const schemaOf = (sdl: string): GraphQLSchema =>
  buildASTSchema(parse(sdl), { assumeValid: true, assumeValidSDL: true });

const released = readFileSync('schema/released.graphql', 'utf8');

/** Returns the text of the changesets, which describe the next version. */
function unreleasedChanges(): string {
  const files = readdirSync('.changeset').filter((file) => file.endsWith('.md') && file !== 'README.md');
  return files.map((file) => readFileSync(`.changeset/${file}`, 'utf8')).join('\n');
}

/** Returns the breaking changes whose coordinate, such as `Card.title`, is not in backticks in a changeset. */
async function unnamedBreaks(before: string, after: string, unreleased: string): Promise<string[]> {
  const changes = await diff(schemaOf(before), schemaOf(after));
  return changes
    .filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking)
    .filter(({ path = '' }) => !unreleased.includes(`\`${path}\``))
    .map(({ path, message }) => `${path}: ${message}`);
}

test('the schema has no breaking changes since the last release except those that a changeset names', async () => {
  expect(await unnamedBreaks(released, printedSchema(), unreleasedChanges())).toEqual([]);
});

/** Returns the released schema without the field or enum value at `Type.name`, or with another type for it. */
function without(coordinate: string, otherType?: string): string {
  const [owner, member] = coordinate.split('.');
  const change = (node: FieldDefinitionNode | EnumValueDefinitionNode) => {
    if (node.name.value !== member) return undefined;
    return otherType === undefined ? null : { ...node, type: parseType(otherType) };
  };
  const inside = { FieldDefinition: change, EnumValueDefinition: change };
  const ofOwner = <Node extends ASTNode & { name: NameNode }>(node: Node) =>
    node.name.value === owner ? visit(node, inside) : false;
  return print(visit(parse(released), { ObjectTypeDefinition: ofOwner, EnumTypeDefinition: ofOwner }));
}

describe('the check for breaking changes', () => {
  test.each([
    ['a removed field', 'Card.brandName', undefined],
    ['a field that became nullable', 'PageInfo.hasNextPage', 'Boolean'],
    ['a removed enum value', 'CardStatus.REJECTED', undefined],
  ])('reports %s until the changelog lists it', async (_subject, place, otherType) => {
    const after = without(place, otherType);
    const breaks = await unnamedBreaks(released, after, '');
    expect(breaks.map((line) => line.split(':')[0])).toEqual([place]);
    expect(await unnamedBreaks(released, after, `- \`${place}\` has changed.`)).toEqual([]);
  });

  test('accepts a new field', async () => {
    const after = released.replace('  hasNextPage: Boolean!\n', '  hasNextPage: Boolean!\n  another: Int\n');
    expect(await unnamedBreaks(released, after, '')).toEqual([]);
  });
});
