/** A read under way. */
export interface Reading {
  /** Its place among all reads, in the order in which they began. */
  readonly turn: number;
  /** What it reads was changed, or may have been, since it began: its answer is not kept. */
  readonly isVoid: boolean;
}

/**
 * The reads under way by key, so that an invalidation wins over a read that began before it. It stands for a generation
 * number per key, and needs no memory of keys that nobody is reading.
 */
export class Readings {
  readonly #underWay = new Map<string, Set<{ turn: number; isVoid: boolean }>>();
  #turn = 0;

  begin(key: string): Reading {
    this.#turn += 1;
    const reading = { turn: this.#turn, isVoid: false };
    const others = this.#underWay.get(key);
    if (others === undefined) this.#underWay.set(key, new Set([reading]));
    else others.add(reading);
    return reading;
  }

  end(key: string, reading: Reading): void {
    const underWay = this.#underWay.get(key);
    if (underWay?.delete(reading) && underWay.size === 0) this.#underWay.delete(key);
  }

  void(key: string): void {
    for (const reading of this.#underWay.get(key) ?? []) reading.isVoid = true;
    this.#underWay.delete(key);
  }

  voidAll(): void {
    for (const key of this.#underWay.keys()) this.void(key);
  }
}
