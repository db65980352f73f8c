import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** A text that is revealed only explicitly. */
export interface Concealed {
  reveal(): string;
}

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts texts in the store with AES-256-GCM and a key derived from a secret. Without the secret they cannot be read. */
export class Seal {
  readonly #secret: Concealed;
  readonly #place: string;
  #derived: Buffer | undefined;

  /** @param place where the text is stored. A text copied from another place cannot be decrypted. */
  constructor(secret: Concealed, place: string) {
    this.#secret = secret;
    this.#place = place;
  }

  close(text: string): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, this.#key(), iv).setAAD(Buffer.from(this.#place));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64');
  }

  /** Returns undefined for a text that was encrypted with another secret or has another format. */
  open(sealed: string): string | undefined {
    const bytes = Buffer.from(sealed, 'base64');
    if (bytes.length < IV_BYTES + TAG_BYTES) return undefined;
    const decipher = createDecipheriv(CIPHER, this.#key(), bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
      .setAAD(Buffer.from(this.#place))
      .setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    try {
      return decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
    } catch {
      return undefined;
    }
  }

  #key(): Buffer {
    this.#derived ??= Buffer.from(hkdfSync('sha256', this.#secret.reveal(), '', 'cardgraph access token', 32));
    return this.#derived;
  }
}
