import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';

/** A text that is revealed only explicitly. */
export interface Concealed {
  reveal(): string;
}

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Separates the keys of different uses that are derived from one secret. */
export type SealPurpose = 'cardgraph access token' | 'cardgraph event' | 'cardgraph component record';

/** Encrypts texts in the store with AES-256-GCM and a key derived from a secret. Without the secret they cannot be read. */
export class Seal {
  readonly #secret: Concealed;
  readonly #place: string;
  readonly #purpose: SealPurpose;
  /** Node 24 takes 20 to 30 µs longer for a key in a `Buffer`. */
  #derived: KeyObject | undefined;

  /** @param place where the text is stored. A text copied from another place cannot be decrypted. */
  constructor(secret: Concealed, place: string, purpose: SealPurpose = 'cardgraph access token') {
    this.#secret = secret;
    this.#place = place;
    this.#purpose = purpose;
  }

  /** @param context stored in clear with the text. If it is changed, the text cannot be decrypted. */
  close(text: string, context?: string): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, this.#key(), iv).setAAD(this.#bound(context));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64');
  }

  /** Returns undefined for a text that was encrypted with another secret or context, or has another format. */
  open(sealed: string, context?: string): string | undefined {
    const bytes = Buffer.from(sealed, 'base64');
    if (bytes.length < IV_BYTES + TAG_BYTES) return undefined;
    const decipher = createDecipheriv(CIPHER, this.#key(), bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
      .setAAD(this.#bound(context))
      .setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    try {
      return decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
    } catch {
      return undefined;
    }
  }

  #bound(context: string | undefined): Buffer {
    return Buffer.from(context === undefined ? this.#place : JSON.stringify([this.#place, context]));
  }

  #key(): KeyObject {
    this.#derived ??= createSecretKey(Buffer.from(hkdfSync('sha256', this.#secret.reveal(), '', this.#purpose, 32)));
    return this.#derived;
  }
}
