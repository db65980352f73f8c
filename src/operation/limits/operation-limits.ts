import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type ValidationRule,
} from 'graphql';
import type { OperationLimits } from '../../config/config.js';
import { IRREVERSIBLE_MUTATIONS, queryField } from '../../graph/policies/root-fields.js';
import type { Operation } from '../operation.js';
import { overLimit } from './limit-errors.js';
import { type Cost, OperationCost } from './operation-cost.js';
import { rootFieldsOf, Shapes } from './operation-shape.js';

/** Fields of one selection that have the name of another one: comparing them takes GraphQL quadratic time. Generated queries have a few. */
const MAX_REPEATS = 100;

/** Fragments of a text: for the same comparison GraphQL takes them two by two. */
const MAX_FRAGMENTS = 100;

/**
 * Refuses what is too large on its text alone. It stands among the rules of validation, since its errors are answered like theirs, and
 * takes the document away from all others: none of them looks at what is too large.
 */
export function shapeLimits(limits: OperationLimits): ValidationRule {
  return (context) => ({
    Document(document) {
      const errors = errorsIn(document, context.getSchema(), limits);
      for (const error of errors) context.reportError(error);
      // null takes the node out of the walk, for every rule.
      return errors.length > 0 ? null : undefined;
    },
  });
}

/** With more tokens than by default, inline fragments may have more levels than the stack. */
function errorsIn(document: DocumentNode, schema: GraphQLSchema, limits: OperationLimits): GraphQLError[] {
  try {
    return errorsOf(document, schema, limits);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [overLimit('OPERATION_TOO_DEEP', 'The operation has more levels than can be counted', limits.depth)];
  }
}

function errorsOf(document: DocumentNode, schema: GraphQLSchema, limits: OperationLimits): GraphQLError[] {
  const fragments = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  const { length } = fragments;
  if (length > MAX_FRAGMENTS) return tooMany('OPERATION_TOO_COMPLEX', 'fragments', length, MAX_FRAGMENTS);
  const shapes = new Shapes(document);
  for (const operation of document.definitions) {
    if (operation.kind !== Kind.OPERATION_DEFINITION) continue;
    const { depth, aliases, directives, repeats } = shapes.of(operation);
    const errors = [
      ...circle(shapes.circle),
      ...unknownKind(operation, schema),
      ...tooMany('OPERATION_TOO_DEEP', 'levels of fields', depth, limits.depth),
      ...tooMany('TOO_MANY_ALIASES', 'aliases', aliases, limits.aliases),
      ...tooMany('TOO_MANY_DIRECTIVES', 'directives', directives, limits.directives),
      ...tooMany('OPERATION_TOO_COMPLEX', 'repeated fields', repeats, MAX_REPEATS),
      ...rootErrors(operation, document, limits),
    ];
    // The first is enough: whoever mends it meets the next.
    if (errors.length > 0) return errors.slice(0, 1);
  }
  // One that no operation spreads is compared field by field all the same.
  for (const fragment of fragments) {
    const { repeats } = shapes.ofFragment(fragment);
    const errors = [
      ...circle(shapes.circle),
      ...tooMany('OPERATION_TOO_COMPLEX', 'repeated fields', repeats, MAX_REPEATS),
    ];
    if (errors.length > 0) return errors.slice(0, 1);
  }
  return [];
}

/** GraphQL has a rule of its own, which takes long to find a large one and names all of it. */
function circle(fragment: string | undefined): GraphQLError[] {
  return fragment === undefined ? [] : [new GraphQLError(`Fragment "${fragment}" is spread within itself`)];
}

/** GraphQL has no rule about a kind that the schema has not, and fails as it executes one. */
function unknownKind({ operation }: OperationDefinitionNode, schema: GraphQLSchema): GraphQLError[] {
  return schema.getRootType(operation) ? [] : [new GraphQLError(`There is no ${operation} in this schema`)];
}

function rootErrors(
  operation: OperationDefinitionNode,
  document: DocumentNode,
  { rootFields, mutations, irreversible }: OperationLimits,
): GraphQLError[] {
  const fields = rootFieldsOf(operation, document);
  const all = [...fields.values()].reduce((sum, times) => sum + times, 0);
  if (operation.operation !== 'mutation') return tooMany('TOO_MANY_ROOT_FIELDS', 'root fields', all, rootFields);
  const undoable = IRREVERSIBLE_MUTATIONS.reduce((sum, name) => sum + (fields.get(name) ?? 0), 0);
  return [
    ...tooMany('TOO_MANY_ROOT_FIELDS', 'mutations', all, mutations),
    ...tooMany(
      'TOO_MANY_ROOT_FIELDS',
      `mutations that cannot be undone (${IRREVERSIBLE_MUTATIONS.join(', ')})`,
      undoable,
      irreversible,
    ),
  ];
}

function tooMany(code: Parameters<typeof overLimit>[0], what: string, found: number, limit: number): GraphQLError[] {
  return found > limit ? [overLimit(code, `At most ${limit} ${what} are taken, got ${figure(found)}`, limit)] : [];
}

/** Doubling fragments come to numbers that nobody can read. */
const figure = (found: number) => (found > 1e6 ? 'more than a million' : String(found));

/** Checks what depends on the schema and the variables: upstream calls, fields, references, and whether GET is allowed. */
export class OperationAdmission {
  readonly #limits: OperationLimits;

  constructor(limits: OperationLimits) {
    this.#limits = limits;
  }

  /** @param variables as graphql-js coerced them */
  costOf(operation: Operation, variables: Readonly<Record<string, unknown>>): Cost {
    return operation.derived.get(OperationCost, () => new OperationCost(operation)).costFor(variables);
  }

  /** @throws {GraphQLError} what is too much, or sent in another way than it must be */
  admit(operation: Operation, { calls, fields, representations }: Cost, method: string | undefined): void {
    if (method === 'GET' && operation.derived.get(isPostOnly, () => isPostOnly(operation))) throw byPostOnly();
    const limits = this.#limits;
    const [error] = [
      ...tooMany('TOO_MANY_REPRESENTATIONS', 'references', representations, limits.representations),
      ...tooMany('OPERATION_TOO_COMPLEX', 'upstream calls', calls, limits.cost),
      ...tooMany('OPERATION_TOO_COMPLEX', 'fields of the response, by estimate,', fields, limits.fields),
    ];
    if (error !== undefined) throw error;
  }
}

/** Whether a query may not be sent by GET. Apollo Server itself accepts mutations by POST only. */
function isPostOnly({ document, operation }: Operation): boolean {
  return [...rootFieldsOf(operation, document).keys()].some((name) => queryField(name)?.postOnly === true);
}

function byPostOnly(): GraphQLError {
  return new GraphQLError('Operations on codes and users are taken by POST only', {
    extensions: { code: 'BAD_REQUEST', http: { status: 405, headers: new Map([['allow', 'POST']]) } },
  });
}
