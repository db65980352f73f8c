import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLAbstractType,
  GraphQLBoolean,
  type GraphQLField,
  GraphQLID,
  GraphQLInt,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  GraphQLString,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
} from 'graphql';
// Internal to graphql-js, whose version is pinned. Its own functions guarantee that the same fields are selected.
import { collectFields, collectSubfields } from 'graphql/execution/collectFields.js';

/** The operation that a plan is created from. */
export interface PlannedOperation {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** At least the variables that @skip and @include read. */
  readonly conditions: Readonly<Record<string, unknown>>;
  /** Receives the approximate number of bytes by which the plans of the operation have grown. */
  readonly onGrow: (bytes: number) => void;
}

/** Estimated size of the plan of one field, bytes. Measured: 550. */
const FIELD_PLAN_BYTES = 640;

/** One field of the response, at one position and for one object type. */
export interface FieldPlan {
  /** The name in the response. */
  readonly name: string;
  readonly nodes: readonly [FieldNode, ...FieldNode[]];
  readonly parent: GraphQLObjectType;
  readonly definition: GraphQLField<unknown, unknown>;
  /** The arguments if all that are given are variables; undefined: graphql-js reads them. */
  readonly args: readonly ArgumentPlan[] | undefined;
  readonly value: ValuePlan;
  /** The selection below the field. */
  readonly below: Selection;
  /** The value of `__typename`, which does not depend on the object. */
  readonly constant: string | undefined;
  /** Present for a leaf that is a property of its object, which needs neither arguments nor a path. */
  readonly leaf: PropertyLeaf | undefined;
}

/** A leaf that graphql-js reads from a property. */
export interface PropertyLeaf {
  readonly property: string;
  readonly type: GraphQLLeafType;
  readonly isNullable: boolean;
  /** The type of the values that `serialize` returns as they are: of numbers, only integers of 32 bits. Undefined: it returns others. */
  readonly unchanged: 'string' | 'number' | 'boolean' | undefined;
}

/** The types whose `serialize` returns most values as they are. */
const UNCHANGED = new Map<GraphQLLeafType, PropertyLeaf['unchanged']>([
  [GraphQLString, 'string'],
  [GraphQLID, 'string'],
  [GraphQLInt, 'number'],
  [GraphQLBoolean, 'boolean'],
]);

/** An argument whose value is that of a variable. */
export interface ArgumentPlan {
  readonly name: string;
  readonly variable: string;
}

/** How a resolved value is completed to the value in the response. */
export type ValuePlan = { readonly isNullable: boolean } & (
  | { readonly kind: 'leaf'; readonly type: GraphQLLeafType }
  | { readonly kind: 'object'; readonly type: GraphQLObjectType }
  | { readonly kind: 'abstract'; readonly type: GraphQLAbstractType }
  | { readonly kind: 'list'; readonly item: ValuePlan }
);

/** The fields of an object, at one position of the response. */
export interface ObjectPlan {
  readonly fields: readonly FieldPlan[];
  /** Size of an object in the response without its values, bytes. */
  readonly bytes: number;
  /** Whether one of the names is `__proto__`, which is an ordinary property only on an object without a prototype. */
  readonly needsBareObject: boolean;
}

/** The selection of a field on each of its possible types. A type is planned when its first object occurs. */
export class Selection {
  readonly #operation: PlannedOperation;
  readonly #nodes: readonly FieldNode[];
  readonly #plans = new Map<GraphQLObjectType, ObjectPlan>();

  constructor(operation: PlannedOperation, nodes: readonly FieldNode[]) {
    this.#operation = operation;
    this.#nodes = nodes;
  }

  /** @throws {GraphQLError} on each call if a condition is null */
  of(type: GraphQLObjectType): ObjectPlan {
    const cached = this.#plans.get(type);
    if (cached !== undefined) return cached;
    const { schema, fragments, conditions } = this.#operation;
    const plan = planOf(this.#operation, type, collectSubfields(schema, fragments, conditions, type, this.#nodes));
    this.#plans.set(type, plan);
    return plan;
  }
}

/** @throws {GraphQLError} if a condition is null */
export function rootPlanOf(operation: PlannedOperation, root: GraphQLObjectType): ObjectPlan {
  const { schema, fragments, conditions } = operation;
  const { selectionSet } = operation.operation;
  return planOf(operation, root, collectFields(schema, fragments, conditions, root, selectionSet));
}

function planOf(
  operation: PlannedOperation,
  parent: GraphQLObjectType,
  selected: ReadonlyMap<string, readonly FieldNode[]>,
): ObjectPlan {
  const fields = [...selected].flatMap(([name, ofName]): FieldPlan[] => {
    const nodes = ofName as FieldPlan['nodes'];
    const definition = definitionOf(operation.schema, parent, nodes[0].name.value);
    if (definition === undefined) return [];
    const value = valuePlanOf(definition.type);
    const args = argumentPlansOf(definition, nodes[0]);
    const constant = definition === TypeNameMetaFieldDef ? parent.name : undefined;
    const leaf = propertyLeafOf(definition, value);
    return [{ name, nodes, parent, definition, args, value, below: new Selection(operation, nodes), constant, leaf }];
  });
  operation.onGrow((fields.length + 1) * FIELD_PLAN_BYTES);
  // Two quotes, a colon and a comma per name, and the braces.
  const bytes = fields.reduce((sum, { name }) => sum + name.length + 4, 2);
  return { fields, bytes, needsBareObject: selected.has('__proto__') };
}

function propertyLeafOf({ name, resolve }: GraphQLField<unknown, unknown>, value: ValuePlan): PropertyLeaf | undefined {
  if (resolve !== undefined || value.kind !== 'leaf') return undefined;
  const { type, isNullable } = value;
  return { property: name, type, isNullable, unchanged: UNCHANGED.get(type) };
}

function definitionOf(
  schema: GraphQLSchema,
  parent: GraphQLObjectType,
  name: string,
): GraphQLField<unknown, unknown> | undefined {
  if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef;
  if (parent === schema.getQueryType()) {
    if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
    if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  }
  return parent.getFields()[name];
}

/** Returns undefined if an argument has a literal value or a default. */
function argumentPlansOf(
  { args }: GraphQLField<unknown, unknown>,
  { arguments: given = [] }: FieldNode,
): readonly ArgumentPlan[] | undefined {
  const plans: ArgumentPlan[] = [];
  for (const { name, defaultValue } of args) {
    const value = given.find((argument) => argument.name.value === name)?.value;
    if (value?.kind === Kind.VARIABLE) plans.push({ name, variable: value.name.value });
    else if (value !== undefined || defaultValue !== undefined) return undefined;
  }
  return plans;
}

function valuePlanOf(type: GraphQLOutputType, isNullable = true): ValuePlan {
  if (isNonNullType(type)) return valuePlanOf(type.ofType, false);
  if (isListType(type)) return { kind: 'list', isNullable, item: valuePlanOf(type.ofType) };
  if (isLeafType(type)) return { kind: 'leaf', isNullable, type };
  return isObjectType(type) ? { kind: 'object', isNullable, type } : { kind: 'abstract', isNullable, type };
}
