import fc from 'fast-check';

/**
 * Numbers from which something is made, choice by choice. Past their end there are only zeros, and every choice has its plainest
 * outcome at 0: so a shorter tape, or one with smaller numbers, makes something plainer, and fast-check finds the plainest that fails.
 */
export class Tape {
  readonly #numbers: readonly number[];
  #at = 0;

  constructor(numbers: readonly number[]) {
    this.#numbers = numbers;
  }

  /** A number from 0 to one less than `count`. */
  below(count: number): number {
    const number = this.#numbers[this.#at] ?? 0;
    this.#at += 1;
    return number % count;
  }

  /** True so many times in a hundred. */
  chance(percent: number): boolean {
    return this.below(100) >= 100 - percent;
  }

  /** One of these, the first if in doubt. */
  pick<T>(items: readonly [T, ...T[]] | readonly T[]): T {
    return items[this.below(items.length)] as T;
  }

  /** What is made `least` to `most` times. */
  times<T>(least: number, most: number, make: (index: number) => T): T[] {
    return Array.from({ length: least + this.below(most - least + 1) }, (_, index) => make(index));
  }
}

/** Tapes long enough for a large operation. */
export const tapes: fc.Arbitrary<readonly number[]> = fc.array(fc.nat(9_999), {
  minLength: 20,
  maxLength: 400,
  size: 'max',
});
