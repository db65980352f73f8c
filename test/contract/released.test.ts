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

/** Directives of federation are used and not defined in a subgraph. */
const schemaOf = (sdl: string): GraphQLSchema =>
  buildASTSchema(parse(sdl), { assumeValid: true, assumeValidSDL: true });

const released = readFileSync('schema/released.graphql', 'utf8');

/** Returns what the changesets say about the coming version. */
function comingChanges(): string {
  const files = readdirSync('.changeset').filter((file) => file.endsWith('.md') && file !== 'README.md');
  return files.map((file) => readFileSync(`.changeset/${file}`, 'utf8')).join('\n');
}

/** Breaking changes that are not named, by their place (`Card.title`) in backquotes, among those of the coming version. */
async function unnamedBreaks(before: string, after: string, coming: string): Promise<string[]> {
  const changes = await diff(schemaOf(before), schemaOf(after));
  return changes
    .filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking)
    .filter(({ path = '' }) => !coming.includes(`\`${path}\``))
    .map(({ path, message }) => `${path}: ${message}`);
}

test('the schema beside that of the last release: nothing breaks but what a changeset names', async () => {
  expect(await unnamedBreaks(released, printedSchema(), comingChanges())).toEqual([]);
});

/** The released schema with the field or enum value at `Type.name` left out, or of another type. */
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
    ['a field that is gone', 'Card.brandName', undefined],
    ['a field that may be null now', 'PageInfo.hasNextPage', 'Boolean'],
    ['an enum value that is gone', 'CardStatus.REJECTED', undefined],
  ])('%s: seen, until it is named', async (_subject, place, otherType) => {
    const after = without(place, otherType);
    const breaks = await unnamedBreaks(released, after, '');
    expect(breaks.map((line) => line.split(':')[0])).toEqual([place]);
    expect(await unnamedBreaks(released, after, `- \`${place}\` is another now.`)).toEqual([]);
  });

  test('a field more: nothing breaks', async () => {
    const after = released.replace('  hasNextPage: Boolean!\n', '  hasNextPage: Boolean!\n  another: Int\n');
    expect(await unnamedBreaks(released, after, '')).toEqual([]);
  });
});
