/**
 * Reads the first-level fields of a JSON object. `JSON.parse` would hide repeated fields and round integers above 2^53, such as a 64-bit
 * `OuterId`.
 */

export interface JsonBounds {
  /** Maximum nesting, the outermost object included. */
  readonly depth: number;
  /** Maximum number of values. */
  readonly values: number;
}

/** A field of the outermost object: strings decoded, numbers and nested values as written. */
export type Field = readonly [name: string, value: string];

const SPACE = /[ \t\r\n]*/y;
const STRING = /"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/uy;
const SCALAR = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;

/** @returns the fields in their order, without those that are null, or undefined if the text is not such an object within the bounds */
export function readJsonFields(text: string, bounds: JsonBounds): readonly Field[] | undefined {
  const reader = new JsonReader(text, bounds);
  try {
    return reader.read();
  } catch (error) {
    if (error instanceof Invalid) return undefined;
    throw error;
  }
}

class Invalid extends Error {}

class JsonReader {
  readonly #text: string;
  readonly #bounds: JsonBounds;
  #at = 0;
  #values = 0;

  constructor(text: string, bounds: JsonBounds) {
    this.#text = text;
    this.#bounds = bounds;
  }

  read(): readonly Field[] {
    const fields: Field[] = [];
    this.#skipSpace();
    this.#members(1, (name, from) => {
      const value = this.#text.slice(from, this.#at);
      if (value !== 'null') fields.push([name, value.startsWith('"') ? JSON.parse(value) : value]);
    });
    this.#skipSpace();
    if (this.#at < this.#text.length) throw new Invalid();
    return fields;
  }

  /** Reads an object. `onMember` is called after each value with the offset of its start. */
  #members(depth: number, onMember?: (name: string, from: number) => void): void {
    this.#expect('{');
    this.#enter(depth);
    if (this.#accept('}')) return;
    do {
      this.#skipSpace();
      const name: string = JSON.parse(this.#match(STRING));
      this.#expect(':');
      this.#skipSpace();
      const from = this.#at;
      this.#value(depth + 1);
      onMember?.(name, from);
    } while (this.#accept(','));
    this.#expect('}');
  }

  #elements(depth: number): void {
    this.#expect('[');
    this.#enter(depth);
    if (this.#accept(']')) return;
    do {
      this.#skipSpace();
      this.#value(depth + 1);
    } while (this.#accept(','));
    this.#expect(']');
  }

  #value(depth: number): void {
    this.#values += 1;
    if (this.#values > this.#bounds.values) throw new Invalid();
    const first = this.#text[this.#at];
    if (first === '{') this.#members(depth);
    else if (first === '[') this.#elements(depth);
    else this.#match(first === '"' ? STRING : SCALAR);
  }

  #enter(depth: number): void {
    if (depth > this.#bounds.depth) throw new Invalid();
  }

  #accept(sign: string): boolean {
    this.#skipSpace();
    if (this.#text[this.#at] !== sign) return false;
    this.#at += 1;
    return true;
  }

  #expect(sign: string): void {
    if (!this.#accept(sign)) throw new Invalid();
  }

  #skipSpace(): void {
    SPACE.lastIndex = this.#at;
    this.#at += SPACE.exec(this.#text)?.[0].length ?? 0;
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [found] = pattern.exec(this.#text) ?? [];
    if (found === undefined) throw new Invalid();
    this.#at += found.length;
    return found;
  }
}
