import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildSchema,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isUnionType,
} from 'graphql';
import { createSchema } from '../../src/schema.js';

/** The federation header is no part of what a plain schema can hold. */
const promised = buildSchema(
  readFileSync(join(__dirname, 'promised.graphql'), 'utf8').replace(/^extend schema\n(?: .*\n)*/m, ''),
  { assumeValidSDL: true },
);

/** Every promise as a line: `Type.field(argument: Type = default): Type`, enum values, members of unions, interfaces. */
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

describe('the emitted schema', () => {
  const kept = new Set(promises(createSchema()));

  it('holds everything that is promised, with the same names, arguments and nullability', () => {
    expect(promises(promised).filter((promise) => !kept.has(promise))).toEqual([]);
  });

  it('is held against more than 600 promises', () => {
    expect(promises(promised).length).toBeGreaterThan(600);
  });
});
