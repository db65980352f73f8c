/** The users who can claim cards under review. */
export class Whitelist {
  #openids: ReadonlySet<string> = new Set();
  #usernames: ReadonlySet<string> = new Set();

  /** Replaces both lists. */
  set(openids: readonly string[], usernames: readonly string[]): void {
    this.#openids = new Set(openids);
    this.#usernames = new Set(usernames);
  }

  has(openid: string): boolean {
    return this.#openids.has(openid);
  }

  get openids(): string[] {
    return [...this.#openids];
  }

  get usernames(): string[] {
    return [...this.#usernames];
  }

  get size(): number {
    return this.#openids.size + this.#usernames.size;
  }
}
