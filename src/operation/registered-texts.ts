import { LRUCache } from 'lru-cache';

/** Bytes of all texts together: two for each character. */
const MAX_BYTES = 8 * 1024 * 1024;

/** Bytes that an entry takes beside its text. */
const ENTRY_BYTES = 200;

/**
 * Texts of operations that clients registered by their hash (automatic persisted queries), for Apollo Server. Anyone may register one,
 * so they are bounded in bytes; a client whose text was evicted sends it again.
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
