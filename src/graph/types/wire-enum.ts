import { registerEnumType } from 'type-graphql';
import { text } from '../../platform/wire.js';

interface WireValue<Wire extends string> {
  /** The platform's spelling. */
  readonly wire: Wire;
  readonly description: string;
}

/**
 * An enum whose values are spelled differently on the wire. One table serves both directions and both GraphQL enums: the output enum,
 * which has `UNKNOWN`, and the input enum.
 */
export class WireEnum<Name extends string, Wire extends string> {
  readonly #values: Readonly<Record<Name, WireValue<Wire>>>;
  readonly #byWire: ReadonlyMap<string, Name>;

  /** @param older older spellings that are read as well, with the current ones */
  constructor(values: Readonly<Record<Name, WireValue<Wire>>>, older: Readonly<Record<string, Wire>> = {}) {
    this.#values = values;
    const byWire = new Map<string, Name>(this.names().map((name) => [values[name].wire, name]));
    const byOlder = Object.entries(older).map(([spelling, wire]) => [spelling, byWire.get(wire)] as const);
    this.#byWire = new Map([...byWire, ...byOlder.filter((entry): entry is [string, Name] => entry[1] !== undefined)]);
  }

  /** Registers the output enum: every value and `UNKNOWN`. Returns the object that fields use as their type. */
  output(name: string, description: string): object {
    const values = Object.fromEntries([...this.names(), 'UNKNOWN'].map((value) => [value, value]));
    const unknown = {
      description:
        "A value that this server does not recognize. If there is a field with the suffix `Raw`, it holds the platform's text.",
    };
    registerEnumType(values, { name, description, valuesConfig: { ...this.#values, UNKNOWN: unknown } });
    return values;
  }

  /** Registers the input enum: the values that can be sent. */
  input(name: string, description: string): object {
    const values = Object.fromEntries(this.names().map((value) => [value, value]));
    registerEnumType(values, { name, description, valuesConfig: { ...this.#values } });
    return values;
  }

  /** Reads a value from the wire. Returns `UNKNOWN` for a text that is not in the table, and null if there is no text. */
  read(value: unknown): Name | 'UNKNOWN' | null {
    const raw = text(value);
    return raw === null ? null : (this.#byWire.get(raw) ?? 'UNKNOWN');
  }

  /** Returns the platform's spelling. */
  write(name: Name): Wire {
    return this.#values[name].wire;
  }

  /** Returns the GraphQL names that can be sent. */
  names(): Name[] {
    return Object.keys(this.#values) as Name[];
  }
}
