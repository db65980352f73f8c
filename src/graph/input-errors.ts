/**
 * What graphql-js says about input, told again without the input: it quotes values, and a value may be a code or personal data.
 * An error then says where, which type was expected, and what came: its kind and its length.
 */
import {
  type ASTNode,
  coerceInputValue,
  type DocumentNode,
  type GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  getNullableType,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  isValueNode,
  Kind,
  print,
  TypeInfo,
  typeFromAST,
  type ValueNode,
  type VariableDefinitionNode,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { came } from './validation.js';

/** What an operation was asked with, as far as it is known: where its text cannot be read there is no document. */
export interface Asked {
  readonly schema: GraphQLSchema;
  readonly document?: DocumentNode | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Characters of a message: names may be as long as the body that they came in. */
const MAX_MESSAGE = 500;

/** Takes the values out of the messages of errors that graphql-js made, and the rest of what is too long. */
export function withholdInput(errors: readonly GraphQLError[], { schema, document, variables }: Asked): void {
  /** Of each variable, what has not been told yet: it may have several errors. */
  const problems = new Map<VariableDefinitionNode, string[]>();
  for (const error of errors) {
    const node = error.nodes?.[0];
    if (error.extensions.code === 'GRAPHQL_PARSE_FAILED') error.message = withoutToken(error.message);
    else if (node?.kind === Kind.VARIABLE_DEFINITION && error.extensions.code === 'BAD_USER_INPUT') {
      const left = problems.get(node) ?? problemsOf(node, schema, variables);
      problems.set(node, left);
      error.message = left.shift() ?? `Variable "$${node.variable.name.value}" has more problems than are told`;
    } else if (node !== undefined && isValueNode(node) && quotes(error.message)) {
      const type = document && inputTypeAt(node, document, schema);
      error.message = `Expected ${type ?? 'another value'}, got ${literal(node)}`;
    }
    if (error.message.length > MAX_MESSAGE) error.message = `${error.message.slice(0, MAX_MESSAGE)}…`;
  }
}

/** A token that cannot stand where it does is quoted; of a text or a number only its kind is told. */
function withoutToken(message: string): string {
  return message.replace(/(String|BlockString|Int|Float) ".*"/s, '$1');
}

/** Other messages about a value name fields and types alone. */
function quotes(message: string): boolean {
  return !/^(?:Field "|Argument "[^"]*" of |Variable "|Enum value|There can be only one)/.test(message);
}

/** What is wrong with the value of a variable, in the order in which graphql-js finds it. */
function problemsOf(
  { variable, type: typeNode }: VariableDefinitionNode,
  schema: GraphQLSchema,
  variables: Readonly<Record<string, unknown>>,
): string[] {
  const name = variable.name.value;
  const type = typeFromAST(schema, typeNode);
  if (!isInputType(type)) return [];
  const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
  if (value === undefined || (value === null && isNonNullType(type))) {
    return [`Variable "$${name}": expected ${print(typeNode)}, got nothing`];
  }
  const problems: string[] = [];
  coerceInputValue(value, type, (path, invalid, error) => {
    const place = path.length === 0 ? '' : ` at "${[name, ...path].join('.')}"`;
    const problem = error.message.startsWith('Field "')
      ? withoutSuggestion(error.message)
      : `expected ${typeAt(type, path)}, got ${typeof invalid === 'number' ? 'a number' : came(invalid)}`;
    problems.push(`Variable "$${name}"${place}: ${problem}`);
  });
  return problems;
}

const withoutSuggestion = (message: string) => message.replace(/ Did you mean .*$/s, '');

/** The type of what stands below a type, by field names and places in lists. */
function typeAt(type: GraphQLInputType, path: readonly (string | number)[]): GraphQLInputType {
  return path.reduce<GraphQLInputType>((outer, key) => {
    const nullable = getNullableType(outer);
    if (isListType(nullable)) return typeof key === 'number' ? nullable.ofType : outer;
    return (isInputObjectType(nullable) && nullable.getFields()[key]?.type) || outer;
  }, type);
}

/** The type that is expected where a value stands in an operation. */
function inputTypeAt(node: ValueNode, document: DocumentNode, schema: GraphQLSchema): string | undefined {
  const info = new TypeInfo(schema);
  let found: string | undefined;
  const look = (here: ASTNode) => {
    if (here === node) found = info.getInputType()?.toString();
  };
  visit(document, visitWithTypeInfo(info, { enter: look }));
  return found;
}

/** What a value in the text of an operation is, without what it says. */
function literal(node: ValueNode): string {
  switch (node.kind) {
    case Kind.STRING:
      return came(node.value);
    case Kind.LIST:
      return came(node.values);
    case Kind.OBJECT:
      return 'an object';
    case Kind.NULL:
      return 'null';
    case Kind.BOOLEAN:
      return 'a boolean';
    case Kind.ENUM:
      return 'a name';
    case Kind.VARIABLE:
      return 'a variable';
    default:
      return 'a number';
  }
}
