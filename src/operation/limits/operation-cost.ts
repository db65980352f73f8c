import {
  type ArgumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isAbstractType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  type SelectionSetNode,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  type ValueNode,
  valueFromAST,
  visit,
} from 'graphql';
import {
  ASSUMED_COUPONS,
  ASSUMED_LENGTH,
  BOTH_ORIGINS_FIELDS,
  COSTS_BY_LENGTH,
  FIELD_COSTS,
  LENGTH_ARGUMENTS,
  LIST_SIZES,
  ONE_CARD_ARGUMENTS,
  ROW_FIELDS,
  ROWS_FIELD,
  TYPE_COSTS,
  WINDOW_DAYS,
  WINDOWED_FIELDS,
} from '../../graph/policies/costs.js';
import { DAY_MS } from '../../platform/china-time.js';
import { fragmentsOf } from '../fragments.js';
import type { Operation } from '../operation.js';
import { introspectionLengths } from './introspection-lengths.js';

type Variables = Readonly<Record<string, unknown>>;

/** Maximum length of a variable's value that is compared with that of the previous request, characters. */
const MAX_COMPARED = 200;

/** The maximum cost of an operation. */
export interface Cost {
  /** Upstream calls. */
  readonly calls: number;
  /** Fields of the response: those selected, times the lengths of the lists that hold them. */
  readonly fields: number;
  /** References in all `_entities` fields of the operation. */
  readonly representations: number;
}

/** A part of a cost. */
interface Weight {
  readonly calls: number;
  readonly fields: number;
}

const NOTHING: Weight = { calls: 0, fields: 0 };

/**
 * Estimates the cost of a valid operation from the arguments that its resolvers will receive. The last cost is cached with the values of
 * the variables that it depends on.
 */
export class OperationCost {
  readonly #schema: GraphQLSchema;
  readonly #operation: OperationDefinitionNode;
  readonly #fragments: ReturnType<typeof fragmentsOf>;
  /** Variables that costs depend on, found by the first estimate. */
  readonly #named = new Set<string>();
  #last: { readonly values: readonly unknown[]; readonly cost: Cost } | undefined;

  constructor({ schema, document, operation }: Omit<Operation, 'derived'>) {
    this.#schema = schema;
    this.#operation = operation;
    this.#fragments = fragmentsOf(document);
  }

  /** @param variables as graphql-js coerced them */
  costFor(variables: Variables): Cost {
    const last = this.#last;
    if (last !== undefined && this.#values(variables).every((value, index) => value === last.values[index])) {
      return last.cost;
    }
    const root = this.#schema.getRootType(this.#operation.operation);
    const walk = new CostWalk(this.#schema, this.#fragments, variables, this.#named);
    const { calls, fields } = root ? walk.costOfSelections(this.#operation.selectionSet, root) : NOTHING;
    const cost = { calls, fields, representations: walk.representations };
    const values = this.#values(variables);
    // Large values are not retained, because their size is the caller's choice.
    this.#last = values.every(isComparable) ? { values, cost } : undefined;
    return cost;
  }

  #values(variables: Variables): readonly unknown[] {
    return [...this.#named].map((name) => (Object.hasOwn(variables, name) ? variables[name] : undefined));
  }
}

function isComparable(value: unknown): boolean {
  return typeof value === 'string' ? value.length <= MAX_COMPARED : typeof value !== 'object' || value === null;
}

/** Lists of a field's result whose length is given by its arguments. */
interface SizedFields {
  readonly names: ReadonlySet<string>;
  /** Entries that the response holds. */
  readonly length: number;
  /** Distinct objects that the entries refer to. Each may need an upstream call. */
  readonly distinct: number;
}

/** One walk over an operation, with the variables of one request. */
class CostWalk {
  representations = 0;
  readonly #schema: GraphQLSchema;
  readonly #fragments: ReturnType<typeof fragmentsOf>;
  readonly #variables: Variables;
  readonly #named: Set<string>;
  readonly #introspection: Readonly<Record<string, number>>;
  /** Weights by selection set, so that a fragment which is spread twice is walked once. */
  readonly #cached = new Map<SelectionSetNode, Map<string, Weight>>();

  /** @param named collects the names of the variables that the weights depend on */
  constructor(
    schema: GraphQLSchema,
    fragments: ReturnType<typeof fragmentsOf>,
    variables: Variables,
    named: Set<string>,
  ) {
    this.#schema = schema;
    this.#fragments = fragments;
    this.#variables = variables;
    this.#named = named;
    this.#introspection = introspectionLengths(schema);
  }

  costOfSelections(set: SelectionSetNode, type: GraphQLNamedType, sized?: SizedFields): Weight {
    // Assume the most expensive of the possible types.
    if (isAbstractType(type)) {
      const weights = this.#schema
        .getPossibleTypes(type)
        .map((possible) => this.costOfSelections(set, possible, sized));
      return {
        calls: weights.reduce((most, { calls }) => Math.max(most, calls), 0),
        fields: weights.reduce((most, { fields }) => Math.max(most, fields), 0),
      };
    }
    if (!isObjectType(type)) return NOTHING;
    const key = `${type.name} ${sized?.length ?? ''} ${sized?.distinct ?? ''}`;
    const cached = this.#cached.get(set) ?? new Map<string, Weight>();
    this.#cached.set(set, cached);
    const weight = cached.get(key) ?? this.#sum(set, type, sized);
    cached.set(key, weight);
    return weight;
  }

  #sum({ selections }: SelectionSetNode, type: GraphQLObjectType, sized: SizedFields | undefined): Weight {
    let calls = 0;
    let fields = 0;
    const add = (weight: Weight) => {
      calls += weight.calls;
      fields += weight.fields;
    };
    for (const node of selections) {
      if (node.kind === Kind.FIELD) {
        const field = this.#fieldOf(type, node.name.value);
        if (field !== undefined) add(this.#costOfField(node, type, field, sized));
        continue;
      }
      const fragment = node.kind === Kind.FRAGMENT_SPREAD ? this.#fragments[node.name.value] : node;
      const condition = fragment?.typeCondition?.name.value;
      if (fragment !== undefined && this.#applies(condition, type))
        add(this.costOfSelections(fragment.selectionSet, type, sized));
    }
    return { calls, fields };
  }

  #fieldOf(type: GraphQLObjectType, name: string): GraphQLField<unknown, unknown> | undefined {
    if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef;
    if (type === this.#schema.getQueryType()) {
      if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
      if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
    }
    return type.getFields()[name];
  }

  #applies(condition: string | undefined, type: GraphQLObjectType): boolean {
    if (condition === undefined || condition === type.name) return true;
    const abstract = this.#schema.getType(condition);
    return isAbstractType(abstract) && this.#schema.isSubType(abstract, type);
  }

  #costOfField(
    node: FieldNode,
    parent: GraphQLObjectType,
    field: GraphQLField<unknown, unknown>,
    sized: SizedFields | undefined,
  ): Weight {
    const coordinate = `${parent.name}.${field.name}`;
    if (coordinate === 'Query._entities') return this.#costOfEntities(node, field);
    const type = getNamedType(field.type);
    const days = WINDOWED_FIELDS.has(coordinate) ? this.#daysOf(node, field) : undefined;
    const windows = days === undefined ? 1 : Math.max(1, Math.ceil(days / WINDOW_DAYS));
    const isHalved = BOTH_ORIGINS_FIELDS.has(coordinate) && this.#argument(node, field, 'origin') != null;
    const maximum = FIELD_COSTS[coordinate] ?? TYPE_COSTS[type.name] ?? 0;
    const ownCalls = (Math.min(maximum, this.#callsByLength(node, field, coordinate)) * windows) / (isHalved ? 2 : 1);
    const size = LIST_SIZES[coordinate];
    const requested = size && this.#sizeOf(node, field, coordinate);
    const sizedBelow = this.#sizedBelow(node, field, coordinate, days, requested);
    const below = node.selectionSet ? this.costOfSelections(node.selectionSet, type, sizedBelow) : NOTHING;
    const rows = days === undefined ? 0 : (sizedBelow?.length ?? 0);
    const own = { calls: ownCalls + below.calls, fields: 1 + Math.max(below.fields, rows * ROW_FIELDS) };
    if (!isListType(getNullableType(field.type))) return own;
    if (sized?.names.has(field.name)) return times(own, sized.distinct, sized.length);
    const length = requested ?? size?.assumedSize ?? this.#introspection[coordinate] ?? ASSUMED_LENGTH;
    return times(own, size === undefined ? 1 : length, length);
  }

  /** Returns the calls of a field whose cost depends on the length of a list in its input; infinite for other fields. */
  #callsByLength(node: FieldNode, field: GraphQLField<unknown, unknown>, coordinate: string): number {
    const byLength = COSTS_BY_LENGTH[coordinate];
    if (byLength === undefined) return Number.POSITIVE_INFINITY;
    const input = this.#argument(node, field, 'input') as Readonly<Record<string, unknown>> | null | undefined;
    const list = input?.[byLength.list];
    return Array.isArray(list) ? byLength.callsFor(list.length) : Number.POSITIVE_INFINITY;
  }

  /** Returns the lists in the result of a field whose length its arguments determine. */
  #sizedBelow(
    node: FieldNode,
    field: GraphQLField<unknown, unknown>,
    coordinate: string,
    days: number | undefined,
    requested: number | undefined,
  ): SizedFields | undefined {
    if (days !== undefined) {
      const cardArgument = ONE_CARD_ARGUMENTS[coordinate];
      const cards =
        cardArgument === undefined || this.#argument(node, field, cardArgument) != null ? 1 : ASSUMED_COUPONS;
      return { names: new Set([ROWS_FIELD]), length: Math.max(days, 1) * cards, distinct: cards };
    }
    const size = LIST_SIZES[coordinate];
    if (size?.sizedFields === undefined) return undefined;
    const length = requested ?? size.assumedSize ?? ASSUMED_LENGTH;
    return { names: new Set(size.sizedFields), length, distinct: length };
  }

  /** Returns the number of entries that the arguments of a field request; undefined if they do not determine it. */
  #sizeOf(node: FieldNode, field: GraphQLField<unknown, unknown>, coordinate: string): number | undefined {
    const lengthArgument = LENGTH_ARGUMENTS[coordinate];
    const list = lengthArgument === undefined ? undefined : this.#argument(node, field, lengthArgument);
    if (Array.isArray(list)) return list.length;
    for (const name of LIST_SIZES[coordinate]?.slicingArguments ?? []) {
      const value = this.#argument(node, field, name);
      // The field itself rejects an out-of-range value.
      if (Number.isInteger(value)) return Math.max(0, value as number);
    }
    return undefined;
  }

  /** Returns the days from the argument `from` to `to`, both included; 0 or less for a range that the field rejects. */
  #daysOf(node: FieldNode, field: GraphQLField<unknown, unknown>): number {
    const timeOf = (name: string) => Date.parse(String(this.#argument(node, field, name)));
    const days = Math.round((timeOf('to') - timeOf('from')) / DAY_MS) + 1;
    return Number.isFinite(days) ? days : 0;
  }

  /** Returns the argument that the resolver will receive; undefined if graphql-js rejects it, in which case the field calls nothing. */
  #argument(node: FieldNode, field: GraphQLField<unknown, unknown>, name: string): unknown {
    const definition = field.args.find((argument) => argument.name === name);
    if (definition === undefined) return undefined;
    const given: ValueNode | undefined = node.arguments?.find(
      (argument: ArgumentNode) => argument.name.value === name,
    )?.value;
    if (given === undefined) return definition.defaultValue;
    if (given.kind === Kind.VARIABLE) {
      const variable = given.name.value;
      this.#named.add(variable);
      return Object.hasOwn(this.#variables, variable) ? this.#variables[variable] : definition.defaultValue;
    }
    visit(given, { Variable: ({ name: variable }) => void this.#named.add(variable.value) });
    return valueFromAST(given, definition.type, this.#variables);
  }

  /** Returns the cost of `_entities`: one call per reference, plus what is selected on its type. */
  #costOfEntities(node: FieldNode, field: GraphQLField<unknown, unknown>): Weight {
    const given = this.#argument(node, field, 'representations');
    const representations: readonly unknown[] = Array.isArray(given) ? given : [];
    this.representations += representations.length;
    let calls = 0;
    let fields = 0;
    for (const representation of representations) {
      const name = typeNameOf(representation);
      const type = name === undefined ? undefined : this.#schema.getType(name);
      const below = type && node.selectionSet ? this.costOfSelections(node.selectionSet, type) : NOTHING;
      calls += 1 + below.calls;
      fields += 1 + below.fields;
    }
    return { calls, fields };
  }
}

function typeNameOf(representation: unknown): string | undefined {
  if (typeof representation !== 'object' || representation === null) return undefined;
  if (!Object.hasOwn(representation, '__typename')) return undefined;
  const { __typename: name } = representation as { readonly __typename: unknown };
  return typeof name === 'string' ? name : undefined;
}

const times = ({ calls, fields }: Weight, distinct: number, length: number): Weight => ({
  calls: calls * distinct,
  fields: fields * length,
});
