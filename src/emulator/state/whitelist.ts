/** The users who may claim cards of the account regardless of the cards' review: the test white list. */
export class Whitelist {
  #openids: ReadonlySet<string> = new Set();
  #usernames: ReadonlySet<string> = new Set();

  /** Replaces the whole list. */
  set(openids: readonly string[], usernames: readonly string[]): void {
    this.#openids = new Set(openids);
    this.#usernames = new Set(usernames);
  }

  has(openid: string): boolean {
    return this.#openids.has(openid);
  }

  /** Returns the list as `GET /_emulator/state` shows it. */
  toObject(): { openid: string[]; username: string[] } {
    return { openid: [...this.#openids], username: [...this.#usernames] };
  }
}
