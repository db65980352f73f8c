import fc from 'fast-check';

/**
 * A sequence of numbers from which a value is generated, choice by choice. After its end there are only zeros, and every choice has its
 * simplest outcome at 0. A shorter tape or smaller numbers therefore generate a simpler value, and fast-check finds the simplest failing
 * one.
 */
export class Tape {
  readonly #numbers: readonly number[];
  #at = 0;

  constructor(numbers: readonly number[]) {
    this.#numbers = numbers;
  }

  /** Returns a number from 0 to `count` - 1. */
  below(count: number): number {
    const number = this.#numbers[this.#at] ?? 0;
    this.#at += 1;
    return number % count;
  }

  /** Returns true with a probability in percent. */
  chance(percent: number): boolean {
    return this.below(100) >= 100 - percent;
  }

  /** Returns one of the items, by default the first. */
  pick<T>(items: readonly [T, ...T[]] | readonly T[]): T {
    return items[this.below(items.length)] as T;
  }

  /** Returns `least` to `most` generated values. */
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
