/**
 * What graphql-js says about input, told again without the input: it quotes values, and a value may be a code or personal data.
 * An error then says where, which type was expected, and what came: its kind and its length.
 */
import {
  type ASTNode,
  coerceInputValue,
  type DocumentNode,
  GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  getNullableType,
  getVariableValues,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  isValueNode,
  Kind,
  type OperationDefinitionNode,
  TypeInfo,
  typeFromAST,
  type ValueNode,
  type VariableDefinitionNode,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { badUserInput, describeReceived } from '../graph/input/validation.js';

/** Characters of a text that names what was sent: names may be as long as the body that they came in. */
const MAX_TEXT = 500;

const short = (text: string) => (text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text);

/**
 * Takes the values out of the messages of errors that graphql-js made, and the rest of what is too long.
 * @param document undefined: the text could not be read
 */
export function withholdInput(
  errors: readonly GraphQLError[],
  schema: GraphQLSchema,
  document: DocumentNode | undefined,
): void {
  for (const error of errors) {
    const node = error.nodes?.[0];
    if (error.extensions.code === 'GRAPHQL_PARSE_FAILED') error.message = withoutToken(error.message);
    else if (node !== undefined && isValueNode(node) && quotes(error.message)) {
      const type = document && inputTypeAt(node, document, schema);
      error.message = `Expected ${type ?? 'another value'}, got ${literal(node)}`;
    }
    error.message = short(error.message);
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

/**
 * The variables of an operation as its resolvers get them.
 * @param most how many problems are told
 * @throws {GraphQLError} BAD_USER_INPUT: what is wrong with them, where graphql-js would quote them whole
 */
export function coerceVariables(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
  most: number,
): Record<string, unknown> {
  const { coerced } = getVariableValues(schema, variableDefinitions, variables, { maxErrors: 1 });
  if (coerced !== undefined) return coerced;
  throw wrongVariables(schema, variableDefinitions, variables, most);
}

function wrongVariables(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
  variables: Readonly<Record<string, unknown>>,
  most: number,
): GraphQLError {
  const problems: Problem[] = [];
  const tell = (path: readonly (string | number)[], message: string) => {
    problems.push({ field: path.map((key) => short(String(key))), message: short(message) });
    // Going on could take long: a list may have a hundred thousand problems.
    if (problems.length === most) throw ENOUGH;
  };
  try {
    for (const definition of definitions) tellProblems(definition, schema, variables, tell);
  } catch (error) {
    if (error !== ENOUGH) throw error;
  }
  const { message, extensions } = badUserInput(problems);
  return new GraphQLError(message, { extensions: { ...extensions, http: { status: 400 } } });
}

type Problem = Parameters<typeof badUserInput>[0][number];
type Tell = (path: readonly (string | number)[], message: string) => void;

function tellProblems(
  { variable, type: typeNode, defaultValue }: VariableDefinitionNode,
  schema: GraphQLSchema,
  variables: Readonly<Record<string, unknown>>,
  tell: Tell,
): void {
  const name = variable.name.value;
  const type = typeFromAST(schema, typeNode);
  if (!isInputType(type)) return; // validation has told
  const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
  if (value === undefined) {
    if (isNonNullType(type) && defaultValue === undefined) tell([`$${name}`], `expected ${type}, got nothing`);
    return;
  }
  const onError = (path: readonly (string | number)[], invalid: unknown, { message }: GraphQLError) => {
    const expected = `expected ${typeAt(type, path)}, got ${typeof invalid === 'number' ? 'a number' : describeReceived(invalid)}`;
    tell([`$${name}`, ...path], message.startsWith('Field "') ? message : expected);
  };
  coerceInputValue(value, type, onError, true);
}

/** Ends the search for problems. */
const ENOUGH = new Error('there are more problems than are told');

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
      return describeReceived(node.value);
    case Kind.LIST:
      return describeReceived(node.values);
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
