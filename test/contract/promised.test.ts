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

/** Returns every promise as a line: `Type.field(argument: Type = default): Type`, enum values, members of unions, interfaces. */
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

/** Returns every directive as a line with its coordinate, `Type.field @tag(name: "pii")`, and one line per import of @link. */
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
        if (url === undefined || imported?.kind !== Kind.LIST) throw new Error('expected @link(url, import)');
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
  const emitted = new Set(promises(createSchema()));

  it('contains every promised element with the same name, arguments and nullability', () => {
    expect(promises(promised).filter((promise) => !emitted.has(promise))).toEqual([]);
  });

  it('contains every promised directive', () => {
    const emitted = new Set(directives(parse(printedSchema())));
    expect(directives(promise).filter((line) => !emitted.has(line))).toEqual([]);
    expect(directives(promise).length).toBeGreaterThan(20);
  });

  it('has no additional key, shared type or tagged field', () => {
    const counted = (document: DocumentNode) =>
      directives(document).filter((line) => /^[A-Z].* @(key|shareable|tag)/.test(line));
    expect(counted(parse(printedSchema())).sort()).toEqual(counted(promise).sort());
  });

  it('is compared with more than 600 promises', () => {
    expect(promises(promised).length).toBeGreaterThan(600);
  });
});
