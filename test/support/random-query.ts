import fc from 'fast-check';
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';

/** A valid query with its variables. */
export interface RandomQuery {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface RandomQueryOptions {
  readonly schema: GraphQLSchema;
  /** Maximum depth of fields. */
  readonly depth: number;
  /** Maximum number of fields in one selection. */
  readonly fields: number;
  /** Returns the possible values of an argument, as JSON. If undefined, the argument is omitted, and the field too if it requires it. */
  readonly valuesOf: (argument: GraphQLArgument, field: string) => readonly unknown[] | undefined;
  /** Name of a field that is not selected. */
  readonly without?: string;
}

/**
 * Generates valid queries over a schema: fields with and without aliases, repeated, conditional, in named and inline fragments, with
 * literal arguments and with variables.
 */
export function randomQueries(options: RandomQueryOptions): fc.Arbitrary<RandomQuery> {
  return fc.gen().map((g) => new Writer(options, g).query());
}

class Writer {
  readonly #options: RandomQueryOptions;
  readonly #g: fc.GeneratorValue;
  readonly #declared: string[] = [];
  readonly #variables: Record<string, unknown> = {};
  readonly #fragments: string[] = [];
  #names = 0;
  #hasProto = false;

  constructor(options: RandomQueryOptions, g: fc.GeneratorValue) {
    this.#options = options;
    this.#g = g;
  }

  query(): RandomQuery {
    const root = this.#selection(this.#options.schema.getQueryType() as GraphQLObjectType, this.#options.depth, true);
    const declared = this.#declared.length > 0 ? `(${this.#declared.join(', ')})` : '';
    return { query: `query Random${declared} ${root}\n${this.#fragments.join('\n')}`, variables: this.#variables };
  }

  /** @param ownNames whether fields may have no alias: the members of a union may have one field with several types */
  #selection(type: unknown, depth: number, ownNames: boolean): string {
    if (!isCompositeType(type)) return '';
    const parts = isObjectType(type)
      ? Array.from({ length: 1 + this.#upTo(this.#options.fields - 1) }, () => this.#part(type, depth, ownNames))
      : [];
    if (isAbstractType(type)) {
      for (const member of this.#options.schema.getPossibleTypes(type)) {
        if (this.#chance(2))
          parts.push(`... on ${member.name}${this.#condition()} ${this.#selection(member, depth, false)}`);
      }
    }
    if (parts.length === 0 || this.#chance(4)) parts.push('__typename');
    return `{ ${parts.join(' ')} }`;
  }

  #part(type: GraphQLObjectType, depth: number, ownNames: boolean): string {
    if (depth > 0 && this.#chance(8)) {
      const on = this.#chance(2) ? ` on ${type.name}` : '';
      return `...${on}${this.#condition()} ${this.#selection(type, depth - 1, ownNames)}`;
    }
    if (depth > 0 && this.#chance(10)) {
      const name = this.#name('F');
      this.#fragments.push(`fragment ${name} on ${type.name} ${this.#selection(type, depth - 1, ownNames)}`);
      return `...${name}${this.#condition()}`;
    }
    const field = this.#field(type, depth);
    if (field === undefined) return '__typename';
    const values = this.#arguments(type, field);
    const isOwn = ownNames && values === '' && this.#chance(2);
    const alias = isOwn ? '' : `${this.#alias()}: `;
    const below = this.#selection(getNamedType(field.type), depth - 1, ownNames);
    return `${alias}${field.name}${values}${this.#condition()} ${below}`;
  }

  #field(type: GraphQLObjectType, depth: number): GraphQLField<unknown, unknown> | undefined {
    const possible = Object.values(type.getFields()).filter(
      (field) =>
        field.name !== this.#options.without &&
        (depth > 0 || !isCompositeType(getNamedType(field.type))) &&
        field.args.every((argument) => !isRequiredArgument(argument) || this.#valuesOf(argument, type, field)),
    );
    return possible.length === 0 ? undefined : this.#oneOf(possible);
  }

  #arguments(type: GraphQLObjectType, field: GraphQLField<unknown, unknown>): string {
    const given = field.args.flatMap((argument) => {
      const values = this.#valuesOf(argument, type, field);
      if (values === undefined || (!isRequiredArgument(argument) && this.#chance(2))) return [];
      const value = this.#oneOf(values);
      // Enums are not strings in the text of a query, so they are passed as variables.
      if (this.#chance(2) && (typeof value === 'number' || typeof value === 'boolean'))
        return [`${argument.name}: ${value}`];
      return [`${argument.name}: ${this.#variable(`${argument.type}`, value)}`];
    });
    return given.length > 0 ? `(${given.join(', ')})` : '';
  }

  #valuesOf(argument: GraphQLArgument, type: GraphQLObjectType, field: GraphQLField<unknown, unknown>) {
    return this.#options.valuesOf(argument, `${type.name}.${field.name}`);
  }

  #condition(): string {
    if (!this.#chance(8)) return '';
    const condition = this.#chance(2) ? this.#variable('Boolean!', this.#chance(2)) : String(this.#chance(2));
    return ` @${this.#chance(2) ? 'skip' : 'include'}(if: ${condition})`;
  }

  #variable(type: string, value: unknown): string {
    const name = this.#name('v');
    this.#declared.push(`$${name}: ${type}`);
    this.#variables[name] = value;
    return `$${name}`;
  }

  /** Returns an alias. At most once in a query it is `__proto__`, which most objects cannot have as an own property. */
  #alias(): string {
    if (this.#hasProto || !this.#chance(20)) return this.#name('a');
    this.#hasProto = true;
    return '__proto__';
  }

  #name(prefix: string): string {
    this.#names += 1;
    return `${prefix}${this.#names}`;
  }

  #upTo(max: number): number {
    return this.#g(fc.nat, { max });
  }

  /** Returns true once in `times` times. */
  #chance(times: number): boolean {
    return this.#upTo(times - 1) === 0;
  }

  #oneOf<T>(values: readonly T[]): T {
    return values[this.#upTo(values.length - 1)] as T;
  }
}
