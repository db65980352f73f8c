/** Cards whose texts are stored in one string. */
const BLOCK_SLOTS = 64;

/** Ends the text of each card. Texts and words do not contain it. */
const END = '\n';

/**
 * The texts of cards by slot. The texts of a block are one string, because one search in a long string takes much less time than a search in
 * each of many short ones.
 */
export class CardTexts {
  readonly #blocks: string[] = [];
  /** Where the text of each slot ends in its block. */
  readonly #ends: number[] = [];

  /** Replaces the text of a slot: one that exists, or the next one. */
  set(slot: number, text: string): void {
    const block = Math.floor(slot / BLOCK_SLOTS);
    const first = block * BLOCK_SLOTS;
    const texts = (this.#blocks[block] ?? '').split(END).slice(0, -1);
    texts[slot - first] = text;
    this.#blocks[block] = `${texts.join(END)}${END}`;
    let end = -1;
    texts.forEach(({ length }, index) => {
      end += length + 1;
      this.#ends[first + index] = end;
    });
  }

  /** Clears the marks of all slots whose text does not contain each of the words. */
  match(words: readonly string[], marks: Uint8Array): void {
    this.#blocks.forEach((text, block) => {
      const first = block * BLOCK_SLOTS;
      const end = Math.min(first + BLOCK_SLOTS, this.#ends.length);
      for (const word of words) if (!this.#matchBlock(text, word, first, end, marks)) break;
    });
  }

  /** Returns whether any slot from `first` to before `end` is still marked. */
  #matchBlock(text: string, word: string, first: number, end: number, marks: Uint8Array): boolean {
    const ends = this.#ends;
    let isAnyMarked = false;
    let found = -1;
    let start = 0;
    for (let slot = first; slot < end; slot += 1) {
      const textEnd = ends[slot] as number;
      if (marks[slot] === 1) {
        if (found < start) found = text.indexOf(word, start);
        if (found === -1) found = text.length;
        if (found < textEnd) isAnyMarked = true;
        else marks[slot] = 0;
      }
      start = textEnd + 1;
    }
    return isAnyMarked;
  }
}
