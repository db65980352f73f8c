/**
 * Redacts input in the messages of graphql-js. They quote values, and a value may be a code or personal data. A redacted message states
 * the location, the expected type with its allowed values or format, and the kind and length of the received value.
 */
import {
  type ASTNode,
  coerceInputValue,
  type DocumentNode,
  GRAPHQL_MAX_INT,
  GRAPHQL_MIN_INT,
  GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  getVariableValues,
  isEnumType,
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
import { suggestionList } from 'graphql/jsutils/suggestionList.js';
import { badUserInput, describeReceived } from '../graph/input/validation.js';

/** Maximum length of a text that contains names from the request, characters. A name may be as long as the body. */
const MAX_TEXT = 500;

const short = (text: string) => (text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text);

/** Replaces the message of Apollo Server, which names its own option. */
const INTROSPECTION_OFF =
  'Introspection is off in production. Use the schema files that are published with this version';

/**
 * Removes input values from the messages of graphql-js errors, and truncates long messages.
 * @param document undefined if the text could not be parsed
 */
export function redactInput(
  errors: readonly GraphQLError[],
  schema: GraphQLSchema,
  document: DocumentNode | undefined,
): void {
  for (const error of errors) {
    const node = error.nodes?.[0];
    if (error.extensions.validationErrorCode === 'INTROSPECTION_DISABLED') error.message = INTROSPECTION_OFF;
    else if (error.extensions.code === 'GRAPHQL_PARSE_FAILED') error.message = withoutToken(error.message);
    else if (node !== undefined && isValueNode(node) && quotes(error.message)) {
      const type = document && inputTypeAt(node, document, schema);
      const sent = node.kind === Kind.ENUM || node.kind === Kind.STRING ? node.value : undefined;
      const got = literal(node);
      error.message = type ? `Expected ${expectation(type, got, sent)}` : `Expected another value, got ${got}`;
    }
    error.message = short(error.message);
  }
}

/** Removes the quoted token from a syntax error if it is a string or a number. Its kind stays. */
function withoutToken(message: string): string {
  return message.replace(/(String|BlockString|Int|Float) ".*"/s, '$1');
}

/** Returns whether a message about a value quotes it. The others name only fields and types. */
function quotes(message: string): boolean {
  return !/^(?:Field "|Argument "[^"]*" of |Variable "|Enum value|There can be only one)/.test(message);
}

/**
 * Returns the variables of an operation as its resolvers receive them.
 * @param maxProblems how many problems are reported
 * @throws {GraphQLError} BAD_USER_INPUT with redacted messages; those of graphql-js would quote the values
 */
export function coerceVariables(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
  maxProblems: number,
): Record<string, unknown> {
  const { coerced } = getVariableValues(schema, variableDefinitions, variables, { maxErrors: 1 });
  if (coerced !== undefined) return coerced;
  throw invalidVariables(schema, variableDefinitions, variables, maxProblems);
}

function invalidVariables(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
  variables: Readonly<Record<string, unknown>>,
  maxProblems: number,
): GraphQLError {
  const problems: Problem[] = [];
  const report: Report = (path, message) => {
    problems.push({ field: path.map((key) => short(String(key))), message: short(message) });
    // Continuing could take long: a list may have a hundred thousand problems.
    if (problems.length === maxProblems) throw LIMIT_REACHED;
  };
  try {
    for (const definition of definitions) reportProblems(definition, schema, variables, report);
  } catch (error) {
    if (error !== LIMIT_REACHED) throw error;
  }
  const { message, extensions } = badUserInput(problems);
  return new GraphQLError(message, { extensions: { ...extensions, http: { status: 400 } } });
}

type Problem = Parameters<typeof badUserInput>[0][number];
type Report = (path: readonly (string | number)[], message: string) => void;

function reportProblems(
  { variable, type: typeNode, defaultValue }: VariableDefinitionNode,
  schema: GraphQLSchema,
  variables: Readonly<Record<string, unknown>>,
  report: Report,
): void {
  const name = variable.name.value;
  const type = typeFromAST(schema, typeNode);
  if (!isInputType(type)) return; // Validation has reported it.
  const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
  if (value === undefined) {
    if (isNonNullType(type) && defaultValue === undefined)
      report([`$${name}`], `expected ${expectation(type, 'nothing')}`);
    return;
  }
  const onError = (path: readonly (string | number)[], invalid: unknown, { message }: GraphQLError) => {
    const got = typeof invalid === 'number' ? 'a number' : describeReceived(invalid);
    const expected = `expected ${expectation(typeAt(type, path), got, invalid)}`;
    report([`$${name}`, ...path], message.startsWith('Field "') ? message : expected);
  };
  coerceInputValue(value, type, onError, true);
}

/** Thrown to end the search for problems. */
const LIMIT_REACHED = new Error('the limit of reported problems is reached');

/** Returns the type at a path of field names and list indices below a type. */
function typeAt(type: GraphQLInputType, path: readonly (string | number)[]): GraphQLInputType {
  return path.reduce<GraphQLInputType>((outer, key) => {
    const nullable = getNullableType(outer);
    if (isListType(nullable)) return typeof key === 'number' ? nullable.ofType : outer;
    return (isInputObjectType(nullable) && nullable.getFields()[key]?.type) || outer;
  }, type);
}

/** Returns the type that is expected at the position of a value in an operation. */
function inputTypeAt(node: ValueNode, document: DocumentNode, schema: GraphQLSchema): GraphQLInputType | undefined {
  const info = new TypeInfo(schema);
  let found: GraphQLInputType | undefined;
  const enter = (visited: ASTNode) => {
    if (visited === node) found = info.getInputType() ?? undefined;
  };
  visit(document, visitWithTypeInfo(info, { enter }));
  return found;
}

/** Formats of the scalars whose name does not define what is accepted. */
const FORMATS: Readonly<Record<string, string>> = {
  Int: `an integer from ${GRAPHQL_MIN_INT} to ${GRAPHQL_MAX_INT}`,
  SafeInt: `an integer from ${Number.MIN_SAFE_INTEGER} to ${Number.MAX_SAFE_INTEGER}`,
  LocalDate: 'a date in the form YYYY-MM-DD',
  DateTime: 'a date and time such as 2026-01-31T16:00:00Z',
};

/** Maximum number of enum values that are listed. */
const MAX_LISTED = 12;

/** Maximum length of a text that is compared with the names of an enum, characters. The comparison is quadratic. */
const MAX_COMPARED = 64;

/**
 * Describes what a type accepts and what was received: the type, its allowed values or format, and the nearest enum value.
 * @param got the received value, redacted
 * @param sent the received value. It is only compared with the names of an enum
 */
function expectation(type: GraphQLInputType, got: string, sent?: unknown): string {
  const named = getNamedType(type);
  const names = isEnumType(named) ? named.getValues().map(({ name }) => name) : undefined;
  const accepted = names ? listed(names) : FORMATS[named.name];
  const nearest =
    names && typeof sent === 'string' && sent.length <= MAX_COMPARED ? suggestionList(sent, names)[0] : undefined;
  const hint = nearest === undefined ? '' : `. Did you mean ${nearest}?`;
  return `${type}${accepted === undefined ? '' : ` (${accepted})`}, got ${got}${hint}`;
}

function listed(names: readonly string[]): string {
  const more = names.length - MAX_LISTED;
  return names.slice(0, MAX_LISTED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** Describes a value in the text of an operation without its content. */
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
