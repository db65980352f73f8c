import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildASTSchema,
  type ConstDirectiveNode,
  type DocumentNode,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  Kind,
  parse,
  print,
  visit,
} from 'graphql';
import { createSchema, printedSchema } from '../../src/graph/schema/schema.js';

const promise = parse(readFileSync(join(__dirname, 'promised.graphql'), 'utf8'));
const promised = buildASTSchema(promise, { assumeValidSDL: true });

/** Returns each promise as a line, such as `Type.field(argument: Type = default): Type`, an enum value or a union member. */
function promises(schema: GraphQLSchema): string[] {
  return Object.values(schema.getTypeMap())
    .filter(({ name }) => !name.startsWith('__'))
    .flatMap((type) => {
      if (isObjectType(type) || isInterfaceType(type)) {
        const fields = Object.values(type.getFields()).map((field) => `${type.name}.${signature(field)}`);
        return [...fields, ...type.getInterfaces().map(({ name }) => `${type.name} implements ${name}`)];
      }
      if (isInputObjectType(type))
        return Object.values(type.getFields()).map((field) => `${type.name}.${input(field)}`);
      if (isEnumType(type)) return type.getValues().map(({ name }) => `${type.name} ${name}`);
      if (isUnionType(type)) return type.getTypes().map(({ name }) => `${type.name} | ${name}`);
      return [`scalar ${type.name}`];
    });
}

function signature({ name, args, type }: GraphQLField<unknown, unknown>): string {
  const list = args.map(input).sort().join(', ');
  return `${name}${list ? `(${list})` : ''}: ${type}`;
}

function input({ name, type, defaultValue }: GraphQLArgument | GraphQLInputField): string {
  return `${name}: ${type}${defaultValue === undefined ? '' : ` = ${JSON.stringify(defaultValue)}`}`;
}

/** Returns each directive as a line with its coordinate, such as `Type.field @tag(name: "pii")`. @link has one line per import. */
function directives(document: DocumentNode): string[] {
  const lines: string[] = [];
  let type = '';
  const add = (coordinate: string, applied: readonly ConstDirectiveNode[] = []) => {
    lines.push(...applied.map((directive) => `${coordinate} ${print(directive)}`));
  };
  visit(document, {
    SchemaExtension({ directives: links = [] }) {
      for (const link of links) {
        const argument = (name: string) => link.arguments?.find((each) => each.name.value === name)?.value;
        const [url, imported] = [argument('url'), argument('import')];
        if (url === undefined || imported?.kind !== Kind.LIST)
          throw new Error('A @link needs the arguments url and import');
        lines.push(...imported.values.map((name) => `@${link.name.value} ${print(url)} ${print(name)}`));
      }
    },
    ObjectTypeDefinition(node) {
      type = node.name.value;
      add(type, node.directives);
    },
    FieldDefinition(node) {
      add(`${type}.${node.name.value}`, node.directives);
    },
  });
  return lines;
}

describe('the emitted schema', () => {
  const provided = new Set(promises(createSchema()));

  it('contains everything that is promised, with the same names, arguments and nullability', () => {
    expect(promises(promised).filter((promise) => !provided.has(promise))).toEqual([]);
  });

  it('contains every directive that is promised', () => {
    const present = new Set(directives(parse(printedSchema())));
    expect(directives(promise).filter((line) => !present.has(line))).toEqual([]);
    expect(directives(promise).length).toBeGreaterThan(20);
  });

  it('has no keys, shareable types and tags other than those that are promised', () => {
    const counted = (document: DocumentNode) =>
      directives(document).filter((line) => /^[A-Z].* @(key|shareable|tag)/.test(line));
    expect(counted(parse(printedSchema())).sort()).toEqual(counted(promise).sort());
  });

  it('is compared with more than 600 promises', () => {
    expect(promises(promised).length).toBeGreaterThan(600);
  });
});
