import { registerEnumType } from 'type-graphql';
import { text } from '../../platform/wire.js';

interface WireValue<Wire extends string> {
  /** The platform's spelling. */
  readonly wire: Wire;
  readonly description: string;
}

/**
 * An enum whose values have another spelling on the wire: one table for both directions and for both GraphQL enums, the
 * one in answers (with UNKNOWN) and the one in inputs.
 */
export class WireEnum<Name extends string, Wire extends string> {
  readonly #values: Readonly<Record<Name, WireValue<Wire>>>;
  readonly #byWire: ReadonlyMap<string, Name>;

  constructor(values: Readonly<Record<Name, WireValue<Wire>>>) {
    this.#values = values;
    this.#byWire = new Map(this.#names().map((name) => [values[name].wire, name]));
  }

  /** Registers the enum of answers: every value and UNKNOWN. Answers the object to name as a field's type. */
  output(name: string, description: string): object {
    const values = Object.fromEntries([...this.#names(), 'UNKNOWN'].map((value) => [value, value]));
    const unknown = { description: 'A value that this server does not know; the text beside it holds it.' };
    registerEnumType(values, { name, description, valuesConfig: { ...this.#values, UNKNOWN: unknown } });
    return values;
  }

  /** Registers the enum of inputs: what may be sent. */
  input(name: string, description: string): object {
    const values = Object.fromEntries(this.#names().map((value) => [value, value]));
    registerEnumType(values, { name, description, valuesConfig: { ...this.#values } });
    return values;
  }

  /** From the wire: UNKNOWN for a text that the table does not hold, null when there is none. */
  read(value: unknown): Name | 'UNKNOWN' | null {
    const raw = text(value);
    return raw === null ? null : (this.#byWire.get(raw) ?? 'UNKNOWN');
  }

  /** To the wire. */
  write(name: Name): Wire {
    return this.#values[name].wire;
  }

  #names(): Name[] {
    return Object.keys(this.#values) as Name[];
  }
}
