import {
  type ExecutionResult,
  type GraphQLAbstractType,
  GraphQLError,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  getArgumentValues,
  isObjectType,
  locatedError,
  responsePathAsArray,
} from 'graphql';
import type { ArgumentPlan, FieldPlan, ObjectPlan, PlannedOperation, PropertyLeaf, ValuePlan } from './field-plan.js';
import type { ResponseMeter } from './response-meter.js';

type Path = GraphQLResolveInfo['path'];
type Fields = Record<string, unknown>;

/** Approximate size of a leaf that is not a string, bytes. */
const LEAF_BYTES = 4;

/** The arguments of a field that has none. */
const NO_ARGUMENTS = Object.freeze({});

/**
 * One execution of a planned query or mutation. It behaves like graphql-js, with the same resolvers and the same errors. It reads
 * everything that is the same for all objects (fields, types, whether a field has arguments) from the plan. Promises and paths are created
 * only if needed.
 */
export class Execution {
  readonly #planned: PlannedOperation;
  readonly #variables: Fields;
  readonly #context: unknown;
  readonly #meter: ResponseMeter;
  readonly #errors: GraphQLError[] = [];
  /** Paths nulled by an error. Later errors below them are dropped. */
  readonly #nulled = new Set<Path | undefined>();

  constructor(planned: PlannedOperation, variables: Fields, context: unknown, meter: ResponseMeter) {
    this.#planned = planned;
    this.#variables = variables;
    this.#context = context;
    this.#meter = meter;
  }

  /**
   * @param plan returns the plan of the root. An error that it throws is reported as an error of the whole operation.
   * @param isSerial whether a root field starts only after the previous one has ended, as those of a mutation do
   */
  async run(plan: () => ObjectPlan, isSerial: boolean): Promise<ExecutionResult<Fields>> {
    let data: Fields | null = null;
    try {
      const root = plan();
      data = await (isSerial ? this.#executeSerially(root) : this.#executeFields(root, undefined, undefined));
    } catch (error) {
      this.#reportError(error as GraphQLError, undefined);
    }
    return this.#errors.length === 0 ? { data } : { errors: this.#errors, data };
  }

  #executeFields(
    { fields, bytes, needsBareObject }: ObjectPlan,
    source: unknown,
    path: Path | undefined,
  ): Fields | Promise<Fields> {
    this.#meter.add(bytes);
    if (this.#meter.isExceeded) return {};
    const results: Fields = needsBareObject ? Object.create(null) : {};
    const isObject = typeof source === 'object' && source !== null;
    let waiting: Promise<void>[] | undefined;
    try {
      for (const field of fields) {
        const { name, leaf } = field;
        const result =
          leaf !== undefined && isObject
            ? this.#executeLeaf(field, leaf, source as Fields, path)
            : (field.constant ?? this.#executeField(field, source, path));
        results[name] = result;
        if (!isPromise(result)) continue;
        waiting ??= [];
        waiting.push(assign(results, name, result));
      }
    } catch (error) {
      if (waiting === undefined) throw error;
      // Handle rejections of the other fields, as graphql-js does, without reporting them.
      return Promise.all(waiting).finally(() => {
        throw error;
      }) as Promise<never>;
    }
    return waiting === undefined ? results : Promise.all(waiting).then(() => results);
  }

  /** Executes the root fields of a mutation. After an error that nulls the whole response, the others are not executed. */
  async #executeSerially({ fields, bytes, needsBareObject }: ObjectPlan): Promise<Fields> {
    this.#meter.add(bytes);
    const results: Fields = needsBareObject ? Object.create(null) : {};
    for (const field of fields) {
      const result = field.constant ?? this.#executeField(field, undefined, undefined);
      results[field.name] = isPromise(result) ? await result : result;
    }
    return results;
  }

  /** Executes a leaf that is a property. Most are a string, a number, a boolean or null, which need nothing of `#executeField`. */
  #executeLeaf(field: FieldPlan, leaf: PropertyLeaf, source: Fields, above: Path | undefined): unknown {
    let path: Path | undefined;
    try {
      let value = source[leaf.property];
      if (value === null || value === undefined) {
        if (leaf.isNullable) return null;
      } else if (typeof value === 'string') {
        const text = leaf.unchanged === 'string' ? value : leaf.type.serialize(value);
        if (typeof text === 'string') {
          this.#meter.add(text.length);
          return text;
        }
      } else if (typeof value === 'number') {
        // Other numbers are errors, or of a type that writes them differently.
        if (leaf.unchanged === 'number' && (value | 0) === value) {
          this.#meter.add(LEAF_BYTES);
          return value;
        }
      } else if (typeof value === 'boolean' && leaf.unchanged === 'boolean') {
        this.#meter.add(LEAF_BYTES);
        return value;
      } else if (value instanceof Date) {
        return this.#serialize(leaf.type, value);
      }
      path = pathOf(field, above);
      if (typeof value === 'function') {
        value = value.call(source, this.#arguments(field), this.#context, this.#buildResolveInfo(field, path));
      }
      return this.#completeRead(value, field, path);
    } catch (error) {
      return this.#handleFieldError(error, field.value, field, path ?? pathOf(field, above));
    }
  }

  #executeField(field: FieldPlan, source: unknown, above: Path | undefined): unknown {
    const { definition } = field;
    const path = pathOf(field, above);
    try {
      const value =
        definition.resolve === undefined
          ? this.#readProperty(source, field, path)
          : definition.resolve(source, this.#arguments(field), this.#context, this.#buildResolveInfo(field, path));
      return this.#completeRead(value, field, path);
    } catch (error) {
      return this.#handleFieldError(error, field.value, field, path);
    }
  }

  /** Reads a field as the default resolver of graphql-js does. */
  #readProperty(source: unknown, field: FieldPlan, path: Path): unknown {
    const value = typeof source === 'object' && source !== null ? (source as Fields)[field.definition.name] : undefined;
    if (typeof value !== 'function') return value;
    return value.call(source, this.#arguments(field), this.#context, this.#buildResolveInfo(field, path));
  }

  /** Completes what a field was resolved to. */
  #completeRead(value: unknown, field: FieldPlan, path: Path): unknown {
    if (isPromise(value)) return this.#completePromisedValue(value, field.value, field, path);
    return this.#handleRejection(this.#completeValue(value, field.value, field, path), field.value, field, path);
  }

  #arguments({ definition, nodes, args }: FieldPlan): Fields {
    if (definition.args.length === 0) return NO_ARGUMENTS;
    return (args && this.#argumentsFromVariables(args)) ?? getArgumentValues(definition, nodes[0], this.#variables);
  }

  /** Returns undefined if one of the variables is missing or null, because its meaning depends on the argument's type. */
  #argumentsFromVariables(args: readonly ArgumentPlan[]): Fields | undefined {
    const values: Fields = {};
    for (const { name, variable } of args) {
      const value = Object.hasOwn(this.#variables, variable) ? this.#variables[variable] : undefined;
      if (value === undefined || value === null) return undefined;
      values[name] = value;
    }
    return values;
  }

  #buildResolveInfo({ definition, nodes, parent }: FieldPlan, path: Path): GraphQLResolveInfo {
    const { schema, fragments, operation } = this.#planned;
    return {
      fieldName: definition.name,
      fieldNodes: nodes,
      returnType: definition.type,
      parentType: parent,
      path,
      schema,
      fragments,
      rootValue: undefined,
      operation,
      variableValues: this.#variables,
    };
  }

  /** Returns the response value of a resolved value, or a promise of it. Throws if it is an error, or null in a non-null position. */
  #completeValue(value: unknown, plan: ValuePlan, field: FieldPlan, path: Path): unknown {
    if (value instanceof Error) throw value;
    if (value === null || value === undefined) {
      if (plan.isNullable) return null;
      throw new Error(`Cannot return null for non-nullable field ${nameOf(field)}.`);
    }
    switch (plan.kind) {
      case 'leaf':
        return this.#serialize(plan.type, value);
      case 'object':
        return this.#executeFields(field.below.of(plan.type), value, path);
      case 'abstract':
        return this.#executeFields(field.below.of(this.#resolveType(value, plan.type, field, path)), value, path);
      case 'list':
        return this.#completeListValue(value, plan.item, field, path);
    }
  }

  /** Returns the response value of a leaf that is not null. */
  #serialize(type: GraphQLLeafType, value: unknown): unknown {
    const serialized = type.serialize(value);
    if (serialized === null || serialized === undefined) {
      throw new Error(`Expected ${type.name}.serialize to return a non-null value.`);
    }
    this.#meter.add(typeof serialized === 'string' ? serialized.length : LEAF_BYTES);
    return serialized;
  }

  #completeListValue(value: unknown, plan: ValuePlan, field: FieldPlan, list: Path): unknown {
    if (typeof value !== 'object' || value === null || !(Symbol.iterator in value)) {
      throw new GraphQLError(`Expected Iterable, but did not find one for field "${nameOf(field)}".`);
    }
    const completed: CompletedItems = { items: [], isWaiting: false, guarded: 0 };
    return this.#completeListItems((value as Iterable<unknown>)[Symbol.iterator](), completed, plan, field, list);
  }

  /** Completes the remaining items of a list, those of a large one in several turns of the event loop. */
  #completeListItems(
    source: Iterator<unknown>,
    completed: CompletedItems,
    plan: ValuePlan,
    field: FieldPlan,
    list: Path,
  ): unknown {
    const { items } = completed;
    try {
      for (let next = source.next(); next.done !== true && !this.#meter.isExceeded; next = source.next()) {
        const item = this.#completeListItem(next.value, plan, field, {
          prev: list,
          key: items.length,
          typename: undefined,
        });
        items.push(item);
        completed.isWaiting ||= isPromise(item);
        if (this.#meter.isTurnOver) {
          // Nothing else handles their rejections until the last item is completed.
          for (; completed.guarded < items.length; completed.guarded += 1) ignoreRejection(items[completed.guarded]);
          return this.#meter.later(() => this.#completeListItems(source, completed, plan, field, list));
        }
      }
    } catch (error) {
      // Handle rejections of the other items, because nothing awaits them any more.
      items.forEach(ignoreRejection);
      throw error;
    }
    return completed.isWaiting ? Promise.all(items) : items;
  }

  #completeListItem(item: unknown, plan: ValuePlan, field: FieldPlan, path: Path): unknown {
    try {
      if (isPromise(item)) return this.#completePromisedValue(item, plan, field, path);
      return this.#handleRejection(this.#completeValue(item, plan, field, path), plan, field, path);
    } catch (error) {
      return this.#handleFieldError(error, plan, field, path);
    }
  }

  #completePromisedValue(promise: Promise<unknown>, plan: ValuePlan, field: FieldPlan, path: Path): Promise<unknown> {
    const fail = (error: unknown) => this.#handleFieldError(error, plan, field, path);
    const complete = (value: unknown) => {
      try {
        return this.#handleRejection(this.#completeValue(value, plan, field, path), plan, field, path);
      } catch (error) {
        return fail(error);
      }
    };
    return promise.then(
      (value) => (this.#meter.isTurnOver ? this.#meter.later(() => complete(value)) : complete(value)),
      fail,
    );
  }

  /** Returns a completed value. If it is a promise, its rejection is handled as an error of this field. */
  #handleRejection(completed: unknown, plan: ValuePlan, field: FieldPlan, path: Path): unknown {
    if (plan.kind === 'leaf' || !isPromise(completed)) return completed;
    return completed.then(undefined, (error) => this.#handleFieldError(error, plan, field, path));
  }

  /** Returns the object type of a value of an abstract type. */
  #resolveType(value: unknown, type: GraphQLAbstractType, field: FieldPlan, path: Path): GraphQLObjectType {
    const { schema } = this.#planned;
    const name = type.resolveType?.(value, this.#context, this.#buildResolveInfo(field, fieldOf(path)), type);
    const found = typeof name === 'string' ? schema.getType(name) : undefined;
    if (isObjectType(found) && schema.isSubType(type, found)) return found;
    throw new GraphQLError(`Abstract type "${type.name}" must resolve to an object type for field "${nameOf(field)}".`);
  }

  /** Reports the error and returns null. In a non-null position throws the error instead, which nulls the parent. */
  #handleFieldError(rawError: unknown, { isNullable }: ValuePlan, { nodes }: FieldPlan, path: Path): null {
    const error = locatedError(rawError, nodes, responsePathAsArray(path));
    if (!isNullable) throw error;
    this.#reportError(error, path);
    return null;
  }

  #reportError(error: GraphQLError, path: Path | undefined): void {
    for (let above = path; above !== undefined; above = above.prev) if (this.#nulled.has(above)) return;
    if (this.#nulled.has(undefined)) return;
    this.#nulled.add(path);
    this.#errors.push(error);
  }
}

interface CompletedItems {
  readonly items: unknown[];
  /** Some of them are promises. */
  isWaiting: boolean;
  /** How many of the items, from the first on, have a handler for their rejection. */
  guarded: number;
}

/** Sets a field when its value arrives. */
function assign(results: Fields, name: string, promise: Promise<unknown>): Promise<void> {
  return promise.then((value) => {
    results[name] = value;
  });
}

function ignoreRejection(item: unknown): void {
  if (isPromise(item)) item.then(undefined, () => undefined);
}

function pathOf({ name, parent }: FieldPlan, above: Path | undefined): Path {
  return { prev: above, key: name, typename: parent.name };
}

/** Returns the path of the field that a path belongs to. For an item of a list, it is the path of the list. */
function fieldOf(path: Path): Path {
  return typeof path.key === 'number' && path.prev ? fieldOf(path.prev) : path;
}

const nameOf = ({ parent, definition }: FieldPlan) => `${parent.name}.${definition.name}`;

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as Promise<unknown>).then === 'function';
}
