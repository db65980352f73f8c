/** Parts of an interval. Clients of one part are served one after the other, without waking the process for each. */
const PARTS = 20;

/** Calls functions at an interval, some in each part of it. It costs a fraction of a timer for each. */
export class Heartbeats {
  readonly #partMs: number;
  readonly #parts: readonly Set<() => void>[] = Array.from({ length: PARTS }, () => new Set<() => void>());
  #timer: NodeJS.Timeout | undefined;
  #part = 0;
  #size = 0;

  constructor(intervalMs: number) {
    this.#partMs = intervalMs / PARTS;
  }

  /** @returns a function that removes it */
  add(beat: () => void): () => void {
    // The part before the next one has its turn last.
    const smallest = Math.min(...this.#parts.map(({ size }) => size));
    let index = (this.#part + PARTS - 1) % PARTS;
    while (this.#parts[index]?.size !== smallest) index = (index + PARTS - 1) % PARTS;
    const part = this.#parts[index] as Set<() => void>;
    part.add(beat);
    this.#size += 1;
    this.#timer ??= setInterval(() => this.#beat(), this.#partMs).unref();
    return () => {
      if (!part.delete(beat)) return;
      this.#size -= 1;
      if (this.#size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  }

  #beat(): void {
    const part = this.#parts[this.#part];
    this.#part = (this.#part + 1) % PARTS;
    for (const beat of [...(part ?? [])]) beat();
  }
}
