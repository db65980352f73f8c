import { randomBytes } from 'node:crypto';

/** A secret text that the platform issued. */
export interface IssuedText<Value> {
  readonly text: string;
  readonly value: Value;
  /** Unix seconds. */
  endsAt: number;
  /** Whether it was used. Texts that can be used once are then invalid. */
  isUsed: boolean;
}

/** Maximum number of texts of one kind, including expired ones. Older ones are unknown. */
const MAX_TEXTS = 10_000;

/** Texts that are valid for some time: the tickets, pre-authorization codes and authorization codes of a component. */
export class IssuedTexts<Value> {
  readonly #prefix: string;
  readonly #lifetimeSeconds: number;
  readonly #issued = new Map<string, IssuedText<Value>>();

  /** @param prefix such as `ticket`, in front of `@@@` */
  constructor(prefix: string, lifetimeSeconds: number) {
    this.#prefix = prefix;
    this.#lifetimeSeconds = lifetimeSeconds;
  }

  /** Issues a text. `now` is in Unix seconds. */
  issue(value: Value, now: number): IssuedText<Value> {
    const text = newText(this.#prefix);
    const issued = { text, value, endsAt: now + this.#lifetimeSeconds, isUsed: false };
    this.#issued.set(text, issued);
    if (this.#issued.size > MAX_TEXTS) {
      const [oldest = ''] = this.#issued.keys();
      this.#issued.delete(oldest);
    }
    return issued;
  }

  find(text: string): IssuedText<Value> | undefined {
    return this.#issued.get(text);
  }

  /** The texts, oldest first. */
  all(): IssuedText<Value>[] {
    return [...this.#issued.values()];
  }

  /** Keeps the remaining seconds of valid texts when the clock is set from `before` to `after`. */
  rebase(before: number, after: number): void {
    for (const issued of this.#issued.values()) {
      const endsAt = issued.endsAt > before ? issued.endsAt - before + after : issued.endsAt;
      issued.endsAt = Math.min(endsAt, after + this.#lifetimeSeconds);
    }
  }
}

/** Returns a new text with the form of the documents' examples. */
export function newText(prefix: string): string {
  return `${prefix}@@@${randomBytes(48).toString('base64url')}`;
}
