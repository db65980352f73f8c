/** The codes that were deposited for one card. Adding, claiming and drawing a code take constant time. */
export class Deposits {
  /** Every deposited code in order, claimed or not. */
  readonly #all = new Set<string>();
  /** The unclaimed codes in any order, and the index of each. */
  readonly #unclaimed: string[] = [];
  readonly #indexes = new Map<string, number>();

  /** Number of codes that were ever deposited. */
  get count(): number {
    return this.#all.size;
  }

  has(code: string): boolean {
    return this.#all.has(code);
  }

  isUnclaimed(code: string): boolean {
    return this.#indexes.has(code);
  }

  add(code: string): void {
    this.#all.add(code);
    this.#indexes.set(code, this.#unclaimed.length);
    this.#unclaimed.push(code);
  }

  /** Marks a code as claimed. Does nothing for any other code. */
  claim(code: string): void {
    const index = this.#indexes.get(code);
    const last = this.#unclaimed.at(-1);
    if (index === undefined || last === undefined) return;
    this.#unclaimed[index] = last;
    this.#indexes.set(last, index);
    this.#unclaimed.pop();
    this.#indexes.delete(code);
  }

  /** Returns the unclaimed code that a number in 0..1 selects, or undefined if none is left. */
  draw(random: number): string | undefined {
    return this.#unclaimed[Math.floor(random * this.#unclaimed.length)];
  }

  /** Returns the unclaimed codes in the order in which they were deposited. */
  unclaimed(): string[] {
    return [...this.#all].filter((code) => this.#indexes.has(code));
  }
}
