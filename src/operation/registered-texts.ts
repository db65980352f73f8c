import { LRUCache } from 'lru-cache';

/** Maximum size of all texts together, bytes. A character takes two. */
const MAX_BYTES = 8 * 1024 * 1024;

/** Bytes of an entry besides its text. */
const ENTRY_BYTES = 200;

/**
 * Stores the texts of operations that clients registered by their hash (automatic persisted queries), for Apollo Server. Anyone may
 * register one, so the size of the store is bounded. A client whose text was evicted sends it again.
 */
export class RegisteredTexts {
  readonly #texts = new LRUCache<string, string>({
    maxSize: MAX_BYTES,
    sizeCalculation: (text) => text.length * 2 + ENTRY_BYTES,
  });

  async get(hash: string): Promise<string | undefined> {
    return this.#texts.get(hash);
  }

  async set(hash: string, text: string): Promise<void> {
    this.#texts.set(hash, text);
  }

  async delete(hash: string): Promise<boolean> {
    return this.#texts.delete(hash);
  }
}
