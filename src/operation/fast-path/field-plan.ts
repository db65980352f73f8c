import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLAbstractType,
  type GraphQLField,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
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
// Internal to graphql-js, whose version is an exact one here: what is selected must be what it would select.
import { collectFields, collectSubfields } from 'graphql/execution/collectFields.js';

/** What a plan is made of. */
export interface PlannedOperation {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** The variables that @skip and @include read, at the least. */
  readonly conditions: Readonly<Record<string, unknown>>;
  /** Receives by how many bytes, about, the plans of the operation have grown. */
  readonly onGrow: (bytes: number) => void;
}

/** Bytes that the plan of one field takes: 550, measured. */
const FIELD_PLAN_BYTES = 640;

/** One field of the answer, at one place and of one type of object. */
export interface FieldPlan {
  /** As the answer names it. */
  readonly name: string;
  readonly nodes: readonly [FieldNode, ...FieldNode[]];
  readonly parent: GraphQLObjectType;
  readonly definition: GraphQLField<unknown, unknown>;
  /** Its arguments, where those that are given are variables; undefined: graphql-js reads them. */
  readonly args: readonly ArgumentPlan[] | undefined;
  readonly value: ValuePlan;
  /** What is selected below it. */
  readonly below: Selection;
  /** Of `__typename`, which is known before. */
  readonly constant: string | undefined;
}

/** An argument whose value is that of a variable. */
export interface ArgumentPlan {
  readonly name: string;
  readonly variable: string;
}

/** How a value of a type becomes what the answer holds. */
export type ValuePlan = { readonly isNullable: boolean } & (
  | { readonly kind: 'leaf'; readonly type: GraphQLLeafType }
  | { readonly kind: 'object'; readonly type: GraphQLObjectType }
  | { readonly kind: 'abstract'; readonly type: GraphQLAbstractType }
  | { readonly kind: 'list'; readonly item: ValuePlan }
);

/** The fields of an object, at one place of the answer. */
export interface ObjectPlan {
  readonly fields: readonly FieldPlan[];
  /** Bytes that an object takes in the response without its values. */
  readonly bytes: number;
  /** One of their names is `__proto__`, which only an object without prototype holds as any other. */
  readonly needsBareObject: boolean;
}

/** What a field selects of each type that it may lead to, planned when an object of the type is first seen there. */
export class Selection {
  readonly #operation: PlannedOperation;
  readonly #nodes: readonly FieldNode[];
  readonly #plans = new Map<GraphQLObjectType, ObjectPlan>();

  constructor(operation: PlannedOperation, nodes: readonly FieldNode[]) {
    this.#operation = operation;
    this.#nodes = nodes;
  }

  /** @throws {GraphQLError} where a condition is null, each time */
  of(type: GraphQLObjectType): ObjectPlan {
    const known = this.#plans.get(type);
    if (known !== undefined) return known;
    const { schema, fragments, conditions } = this.#operation;
    const plan = planOf(this.#operation, type, collectSubfields(schema, fragments, conditions, type, this.#nodes));
    this.#plans.set(type, plan);
    return plan;
  }
}

/** @throws {GraphQLError} where a condition is null */
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
    return [{ name, nodes, parent, definition, args, value, below: new Selection(operation, nodes), constant }];
  });
  operation.onGrow((fields.length + 1) * FIELD_PLAN_BYTES);
  // Two quotes, a colon and a comma beside each name; the braces.
  const bytes = fields.reduce((sum, { name }) => sum + name.length + 4, 2);
  return { fields, bytes, needsBareObject: selected.has('__proto__') };
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

/** Undefined where an argument has a value of its own, or one by default. */
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
