import {
  type DocumentNode,
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
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import { fragmentsOf } from '../fragments.js';
import { FIELD_COSTS, LENGTH_ARGUMENTS, LIST_SIZES, TYPE_COSTS, WINDOW_DAYS, WINDOWED_FIELDS } from './costs.js';

type Variables = Readonly<Record<string, unknown>>;

const DAY_MS = 86_400_000;

/** What an operation costs, in upstream calls at the most. */
export interface Cost {
  readonly calls: number;
  /** References in all its `_entities` together. */
  readonly representations: number;
}

/** Reckons the costs of one valid operation. What does not depend on variables, or on the same ones as before, is not reckoned again. */
export class OperationCost {
  readonly #schema: GraphQLSchema;
  readonly #operation: OperationDefinitionNode;
  readonly #fragments: ReturnType<typeof fragmentsOf>;
  /** Variables that costs depend on, found when they were first reckoned. */
  readonly #named = new Set<string>();
  #last: { readonly values: readonly unknown[]; readonly cost: Cost } | undefined;

  constructor(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) {
    this.#schema = schema;
    this.#operation = operation;
    this.#fragments = fragmentsOf(document);
  }

  /** @param variables as they were sent: what is no number where one belongs counts as the default */
  with(variables: Variables): Cost {
    const last = this.#last;
    if (last !== undefined && this.#values(variables).every((value, index) => value === last.values[index])) {
      return last.cost;
    }
    const root = this.#schema.getRootType(this.#operation.operation);
    const reckoning = new Reckoning(this.#schema, this.#fragments, (node) => this.#valueOf(node, variables));
    const calls = root ? reckoning.ofSelections(this.#operation.selectionSet, root) : 0;
    const cost = { calls, representations: reckoning.representations };
    this.#last = { values: this.#values(variables), cost };
    return cost;
  }

  #values(variables: Variables): readonly unknown[] {
    return [...this.#named].map((name) => variables[name]);
  }

  /** The value of an argument, as far as costs depend on it: integers, lists, and objects in them. */
  #valueOf(node: ValueNode, variables: Variables): unknown {
    switch (node.kind) {
      case Kind.VARIABLE: {
        const name = node.name.value;
        this.#named.add(name);
        if (variables[name] !== undefined) return variables[name];
        const definition = this.#operation.variableDefinitions?.find(({ variable }) => variable.name.value === name);
        return definition?.defaultValue && this.#valueOf(definition.defaultValue, variables);
      }
      case Kind.INT:
        return Number(node.value);
      case Kind.STRING:
        return node.value;
      case Kind.LIST:
        return node.values.map((value) => this.#valueOf(value, variables));
      case Kind.OBJECT:
        return Object.fromEntries(node.fields.map(({ name, value }) => [name.value, this.#valueOf(value, variables)]));
      default:
        return undefined;
    }
  }
}

/** One walk over an operation, with the variables of one request. */
class Reckoning {
  representations = 0;
  readonly #schema: GraphQLSchema;
  readonly #fragments: ReturnType<typeof fragmentsOf>;
  readonly #read: (node: ValueNode) => unknown;
  /** A fragment that is spread twice is looked at once. */
  readonly #known = new Map<SelectionSetNode, Map<string, number>>();

  constructor(schema: GraphQLSchema, fragments: ReturnType<typeof fragmentsOf>, read: (node: ValueNode) => unknown) {
    this.#schema = schema;
    this.#fragments = fragments;
    this.#read = read;
  }

  /** @param size of the lists that the field before names as sized by its arguments */
  ofSelections(set: SelectionSetNode, type: GraphQLNamedType, sized?: SizedFields): number {
    // An object is of one of the types: the one that costs most.
    if (isAbstractType(type)) {
      return Math.max(
        0,
        ...this.#schema.getPossibleTypes(type).map((possible) => this.ofSelections(set, possible, sized)),
      );
    }
    if (!isObjectType(type)) return 0;
    const key = `${type.name} ${sized?.size ?? ''}`;
    const known = this.#known.get(set) ?? new Map<string, number>();
    this.#known.set(set, known);
    const reckoned = known.get(key) ?? this.#sum(set, type, sized);
    known.set(key, reckoned);
    return reckoned;
  }

  #sum({ selections }: SelectionSetNode, type: GraphQLObjectType, sized: SizedFields | undefined): number {
    let sum = 0;
    for (const node of selections) {
      if (node.kind === Kind.FIELD) {
        const field = type.getFields()[node.name.value];
        if (field !== undefined) sum += this.#ofField(node, type, field, sized);
        continue;
      }
      const fragment = node.kind === Kind.FRAGMENT_SPREAD ? this.#fragments[node.name.value] : node;
      const condition = fragment?.typeCondition?.name.value;
      if (fragment !== undefined && this.#applies(condition, type))
        sum += this.ofSelections(fragment.selectionSet, type, sized);
    }
    return sum;
  }

  #applies(condition: string | undefined, type: GraphQLObjectType): boolean {
    if (condition === undefined || condition === type.name) return true;
    const abstract = this.#schema.getType(condition);
    return isAbstractType(abstract) && this.#schema.isSubType(abstract, type);
  }

  #ofField(
    node: FieldNode,
    parent: GraphQLObjectType,
    field: GraphQLField<unknown, unknown>,
    sized: SizedFields | undefined,
  ): number {
    const coordinate = `${parent.name}.${field.name}`;
    if (coordinate === 'Query._entities') return this.#ofEntities(node);
    const type = getNamedType(field.type);
    const weight = (FIELD_COSTS[coordinate] ?? TYPE_COSTS[type.name] ?? 0) * this.#windowsOf(node, coordinate);
    const size = LIST_SIZES[coordinate];
    const asked = size === undefined ? undefined : this.#sizeOf(node, field, coordinate);
    const length = !isListType(getNullableType(field.type))
      ? 1
      : sized?.fields.has(field.name)
        ? sized.size
        : (asked ?? size?.assumedSize ?? 1);
    const below = size?.sizedFields && { fields: new Set(size.sizedFields), size: asked ?? size.assumedSize };
    return length * (weight + (node.selectionSet ? this.ofSelections(node.selectionSet, type, below) : 0));
  }

  /** How many a field's arguments ask for; undefined where they do not say. */
  #sizeOf(node: FieldNode, field: GraphQLField<unknown, unknown>, coordinate: string): number | undefined {
    const lengthArgument = LENGTH_ARGUMENTS[coordinate];
    const list = lengthArgument === undefined ? undefined : this.#argument(node, lengthArgument);
    if (Array.isArray(list)) return list.length;
    for (const name of LIST_SIZES[coordinate]?.slicingArguments ?? []) {
      const asked = this.#argument(node, name) ?? field.args.find((argument) => argument.name === name)?.defaultValue;
      // One that is out of range is refused by its field.
      if (Number.isInteger(asked)) return Math.max(0, asked as number);
    }
    return undefined;
  }

  /** How often a field costs what one window of days does; once for what is no range, which is refused. */
  #windowsOf(node: FieldNode, coordinate: string): number {
    if (!WINDOWED_FIELDS.has(coordinate)) return 1;
    const timeOf = (name: string) => Date.parse(String(this.#argument(node, name)));
    const days = (timeOf('to') - timeOf('from')) / DAY_MS + 1;
    return days > WINDOW_DAYS ? Math.ceil(days / WINDOW_DAYS) : 1;
  }

  #argument(node: FieldNode, name: string): unknown {
    const value = node.arguments?.find((argument) => argument.name.value === name)?.value;
    return value && this.#read(value);
  }

  /** A call for each reference, and what is asked of its type. */
  #ofEntities(node: FieldNode): number {
    const given = this.#argument(node, 'representations');
    const representations = Array.isArray(given) ? given : [given];
    this.representations += representations.length;
    return representations.reduce<number>((sum, representation) => {
      const name: unknown = Object(representation).__typename;
      const type = typeof name === 'string' ? this.#schema.getType(name) : undefined;
      return sum + 1 + (type && node.selectionSet ? this.ofSelections(node.selectionSet, type) : 0);
    }, 0);
  }
}

/** Fields whose lists are as long as an argument of the field before them says. */
interface SizedFields {
  readonly fields: ReadonlySet<string>;
  readonly size: number;
}
