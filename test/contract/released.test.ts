import { readFileSync } from 'node:fs';
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

/** Federation's directives are used but not defined in a subgraph. */
const schemaOf = (sdl: string): GraphQLSchema =>
  buildASTSchema(parse(sdl), { assumeValid: true, assumeValidSDL: true });

const released = readFileSync('schema/released.graphql', 'utf8');

/** Returns the changelog's entries for the next version. */
function upcomingChanges(changelog: string): string {
  return /\n## Unreleased\n([\s\S]*?)(?=\n## |$)/.exec(changelog)?.[1] ?? '';
}

/** Returns breaking changes whose coordinate (`Card.title`, in backquotes) is missing from the changes of the next version. */
async function unnamedBreaks(before: string, after: string, upcoming: string): Promise<string[]> {
  const changes = await diff(schemaOf(before), schemaOf(after));
  return changes
    .filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking)
    .filter(({ path = '' }) => !upcoming.includes(`\`${path}\``))
    .map(({ path, message }) => `${path}: ${message}`);
}

test('the schema breaks the last release only where CHANGELOG.md names the change under Unreleased', async () => {
  const upcoming = upcomingChanges(readFileSync('CHANGELOG.md', 'utf8'));
  expect(await unnamedBreaks(released, printedSchema(), upcoming)).toEqual([]);
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

describe('the check', () => {
  test.each([
    ['a removed field', 'Card.brandName', undefined],
    ['a field that becomes nullable', 'PageInfo.hasNextPage', 'Boolean'],
    ['a removed enum value', 'CardStatus.REJECTED', undefined],
  ])('reports %s until it is named', async (_subject, place, otherType) => {
    const after = without(place, otherType);
    const breaks = await unnamedBreaks(released, after, '');
    expect(breaks.map((line) => line.split(':')[0])).toEqual([place]);
    expect(await unnamedBreaks(released, after, `- \`${place}\` is another now.`)).toEqual([]);
  });

  test('accepts an additional field', async () => {
    const after = released.replace('  hasNextPage: Boolean!\n', '  hasNextPage: Boolean!\n  another: Int\n');
    expect(await unnamedBreaks(released, after, '')).toEqual([]);
  });

  test('reads only the next version of the changelog', () => {
    expect(upcomingChanges('# Changelog\n\n## Unreleased\n\n- `A.a`\n\n## 0.1.0\n\n- `B.b`\n')).toBe('\n- `A.a`\n');
  });
});
