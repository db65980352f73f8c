import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type ValidationRule,
} from 'graphql';
import type { OperationLimits } from '../../config/config.js';
import { IRREVERSIBLE_MUTATIONS, queryField } from '../../graph/policies/root-fields.js';
import type { Operation } from '../operation.js';
import { EVENT_FIELDS } from '../subscription/subscription-bounds.js';
import { hasConditionalRoot } from './conditional-root.js';
import { overLimit } from './limit-errors.js';
import { type Cost, OperationCost } from './operation-cost.js';
import { rootFieldsOf, Shapes } from './operation-shape.js';

/**
 * Maximum number of fields in a selection that have the name of another one. Validation compares them in quadratic time. Generated queries
 * have a few.
 */
const MAX_REPEATS = 100;

/** Maximum number of fragments in a document. The same validation compares them pairwise. */
const MAX_FRAGMENTS = 100;

/**
 * Returns a validation rule that rejects operations which are too large, based only on their text. Its errors are reported like those of other
 * rules. If it reports one, no other rule visits the document.
 */
export function shapeLimits(limits: OperationLimits): ValidationRule {
  return (context) => ({
    Document(document) {
      const errors = errorsIn(document, context.getSchema(), limits);
      for (const error of errors) context.reportError(error);
      // null removes the node from the visit for every rule.
      return errors.length > 0 ? null : undefined;
    },
  });
}

/** With a higher limit of tokens than the default, inline fragments may be nested deeper than the stack allows. */
function errorsIn(document: DocumentNode, schema: GraphQLSchema, limits: OperationLimits): GraphQLError[] {
  try {
    return errorsOf(document, schema, limits);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [overLimit('OPERATION_TOO_DEEP', 'The operation is nested too deeply', limits.depth)];
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
      ...conditionalRoot(operation, document),
    ];
    // One error is enough. Fixing it reveals the next.
    if (errors.length > 0) return errors.slice(0, 1);
  }
  // Validation compares the fields of unused fragments too.
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

/** Rejects a cycle of fragments. GraphQL's own rule takes long to find a large cycle and names all its fragments. */
function circle(fragment: string | undefined): GraphQLError[] {
  return fragment === undefined ? [] : [new GraphQLError(`Fragment "${fragment}" is spread within itself`)];
}

/** Rejects a kind of operation that the schema does not have. GraphQL has no rule for it and fails during execution. */
function unknownKind({ operation }: OperationDefinitionNode, schema: GraphQLSchema): GraphQLError[] {
  return schema.getRootType(operation) ? [] : [new GraphQLError(`The schema has no ${operation} type`)];
}

function conditionalRoot(operation: OperationDefinitionNode, document: DocumentNode): GraphQLError[] {
  if (operation.operation !== 'subscription' || !hasConditionalRoot(operation, document)) return [];
  return [new GraphQLError('A subscription must select its root field. Remove @skip and @include from it')];
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
  return found > limit ? [overLimit(code, `Expected at most ${limit} ${what}, got ${formatted(found)}`, limit)] : [];
}

/** Exponentially spread fragments lead to numbers that are too long to read. */
const formatted = (found: number) => (found > 1e6 ? 'more than a million' : String(found));

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

  /** @throws {GraphQLError} if a limit is exceeded, or if the operation must be sent by POST */
  admit(operation: Operation, { calls, fields, representations }: Cost, method: string | undefined): void {
    if (method === 'GET' && operation.derived.get(isPostOnly, () => isPostOnly(operation))) throw byPostOnly();
    const limits = this.#limits;
    const isSubscription = operation.operation.operation === OperationTypeNode.SUBSCRIPTION;
    const maxFields = isSubscription ? Math.min(limits.fields, EVENT_FIELDS) : limits.fields;
    const [error] = [
      ...tooMany('TOO_MANY_REPRESENTATIONS', 'references', representations, limits.representations),
      ...tooMany('OPERATION_TOO_COMPLEX', 'upstream calls (estimated)', calls, limits.cost),
      ...tooMany('OPERATION_TOO_COMPLEX', 'response fields (estimated)', fields, maxFields),
    ];
    if (error !== undefined) throw error;
  }
}

/** Returns whether a query must not be sent by GET. Apollo Server itself accepts mutations by POST only. */
function isPostOnly({ document, operation }: Operation): boolean {
  return [...rootFieldsOf(operation, document).keys()].some((name) => queryField(name)?.postOnly === true);
}

function byPostOnly(): GraphQLError {
  return new GraphQLError('Operations on codes and users must be sent by POST', {
    extensions: { code: 'BAD_REQUEST', http: { status: 405, headers: new Map([['allow', 'POST']]) } },
  });
}
