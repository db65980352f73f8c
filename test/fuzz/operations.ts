import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';
import type { Tape } from './tape.js';
import { literal, valueFor } from './values.js';

/** An operation for a GraphQL server. */
export interface Operation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName?: string | undefined;
}

/** Depth below which only leaf fields are selected. */
const MAX_LEVELS = 7;

type AnyField = GraphQLField<unknown, unknown>;

/** Returns an operation of the schema. Most of it is valid, with occasional errors. */
export function operationFrom(tape: Tape, schema: GraphQLSchema): Operation {
  return new Writer(tape, schema).operation();
}

class Writer {
  readonly #tape: Tape;
  readonly #schema: GraphQLSchema;
  readonly #variables = new Map<string, { readonly type: string; readonly value: unknown }>();
  /** By name: the text and the type condition. */
  readonly #fragments = new Map<string, { readonly on: string; readonly text: string }>();

  constructor(tape: Tape, schema: GraphQLSchema) {
    this.#tape = tape;
    this.#schema = schema;
  }

  operation(): Operation {
    const tape = this.#tape;
    const names = tape.chance(8) ? ['A', 'B'] : tape.chance(30) ? ['A'] : [''];
    const written = names.map((name) => this.#written(name));
    const texts = [...written, ...[...this.#fragments.values()].map(({ text }) => text)];
    const variables = [...this.#variables]
      .filter(() => !tape.chance(4))
      .map(([name, { value }]) => [name, value] as const);
    return {
      query: texts.join('\n'),
      variables: Object.fromEntries(variables),
      operationName: tape.chance(4)
        ? tape.pick(['C', '', '__proto__'])
        : names.length > 1 || tape.chance(5)
          ? 'A'
          : undefined,
    };
  }

  #written(name: string): string {
    const tape = this.#tape;
    const kind = tape.chance(30) ? 'mutation' : tape.chance(2) ? 'subscription' : 'query';
    const root = kind === 'mutation' ? this.#schema.getMutationType() : this.#schema.getQueryType();
    const selection = this.#selection(root as GraphQLObjectType, 1);
    const defined = [...this.#variables].map(([variable, { type }]) => `$${variable}: ${type}`);
    const head = defined.length > 0 ? `(${defined.join(', ')})` : '';
    return `${kind} ${name}${head}${this.#directives()} ${selection}`;
  }

  #selection(type: GraphQLNamedType, level: number): string {
    const most = level === 1 ? 2 : 5;
    return `{ ${this.#tape.times(1, most, () => this.#selected(type, level)).join(' ')} }`;
  }

  #selected(type: GraphQLNamedType, level: number): string {
    const tape = this.#tape;
    if (tape.chance(4)) return '__typename';
    if (tape.chance(1) && tape.chance(50))
      return tape.pick(['nothing', 'id { id }', '__schema { queryType { name } }', '__type(name: "Card") { name }']);
    if (tape.chance(8)) return this.#inline(type, level);
    if (tape.chance(6)) return this.#spread(type, level);
    if (!isObjectType(type) && !isInterfaceType(type))
      return isAbstractType(type) ? this.#inline(type, level) : '__typename';
    const fields: readonly AnyField[] = Object.values(type.getFields());
    const open = level < MAX_LEVELS ? fields : fields.filter((field) => isLeafType(getNamedType(field.type)));
    return open.length === 0 ? '__typename' : this.#field(tape.pick(open), level);
  }

  #field(field: AnyField, level: number): string {
    const tape = this.#tape;
    const alias = tape.chance(12)
      ? `${tape.chance(10) ? tape.pick(['a', 'title', '__proto__']) : `a${tape.below(1000)}`}: `
      : '';
    const type = getNamedType(field.type);
    const below = isCompositeType(type) !== (tape.chance(1) && tape.chance(30)) ? this.#selection(type, level + 1) : '';
    return `${alias}${field.name}${this.#arguments(field.args)}${this.#directives()} ${below}`;
  }

  #arguments(args: readonly GraphQLArgument[]): string {
    const tape = this.#tape;
    const given = args
      .filter((arg) => (isRequiredArgument(arg) ? !tape.chance(2) : tape.chance(30)))
      .map(({ name, type }) => `${name}: ${this.#value(type, name)}`);
    if (tape.chance(1) && tape.chance(50)) given.push(tape.pick(['nothing: 1', 'id: "x"', 'first: null']));
    return given.length > 0 ? `(${given.join(', ')})` : '';
  }

  #value(type: GraphQLInputType, name: string): string {
    const tape = this.#tape;
    const value = valueFor(tape, type, name);
    if (!tape.chance(30)) return literal(value);
    if (tape.chance(3)) return '$missing';
    const variable = tape.chance(2) ? '__proto__' : `v${this.#variables.size}`;
    this.#variables.set(variable, {
      type: tape.chance(4) ? tape.pick(['String', 'ID!', '[Int]', 'Card', 'Nothing!']) : String(type),
      value,
    });
    return `$${variable}`;
  }

  #inline(type: GraphQLNamedType, level: number): string {
    const on = this.#condition(type);
    return `... ${on ? `on ${on.name} ` : ''}${this.#directives()} ${this.#selection(on ?? type, level + 1)}`;
  }

  /** Returns a type that an object of this type may have, or occasionally any other type. */
  #condition(type: GraphQLNamedType): GraphQLNamedType | undefined {
    const tape = this.#tape;
    if (tape.chance(3))
      return tape.pick(Object.values(this.#schema.getTypeMap()).filter((other) => isCompositeType(other)));
    if (isAbstractType(type)) return tape.pick(this.#schema.getPossibleTypes(type));
    return tape.chance(50) ? type : undefined;
  }

  #spread(type: GraphQLNamedType, level: number): string {
    const tape = this.#tape;
    const existing = [...this.#fragments].filter(([, { on }]) => on === type.name).map(([name]) => name);
    if (tape.chance(3)) return '...Missing';
    if (existing.length > 0 && tape.chance(50)) return `...${tape.pick(existing)}`;
    const name = `F${this.#fragments.size}`;
    // Registered before its text exists, so that it may be spread inside itself.
    this.#fragments.set(name, { on: tape.chance(80) ? '' : type.name, text: '' });
    const text = `fragment ${name} on ${type.name} ${this.#selection(type, level + 1)}`;
    this.#fragments.set(name, { on: type.name, text });
    return `...${name}${this.#directives()}`;
  }

  #directives(): string {
    const tape = this.#tape;
    if (!tape.chance(4)) return '';
    return ` ${tape.pick(tape.chance(20) ? WRONG_DIRECTIVES : ['@include(if: true)', '@skip(if: false)', '@include(if: false)'])}`;
  }
}

const WRONG_DIRECTIVES = [
  '@skip',
  '@nothing',
  '@include(if: "a")',
  '@include(if: true) @include(if: true)',
  '@deprecated',
  '@cost(weight: 1)',
  '@defer',
];
