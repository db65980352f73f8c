/** Addresses that are counted. Further addresses displace the oldest. */
const MAX_ADDRESSES = 1000;

/** Length of the interval in which an address is counted, milliseconds. */
const INTERVAL_MS = 60_000;

/** Wrong signatures of an address per interval after which its connections are closed. */
const MAX_WRONG = 60;

/**
 * Counts requests with a wrong signature by address. An address is never blocked, because behind a proxy the platform has the same one as
 * everybody else: only the connection of a wrong request is closed, so that the next one needs a new connection.
 */
export class WrongSignatures {
  readonly #now: () => number;
  readonly #byAddress = new Map<string, { readonly since: number; count: number }>();

  /** @param now a monotonic clock, milliseconds */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Counts a request and returns whether its connection must be closed. */
  count(address: string): boolean {
    const now = this.#now();
    const entry = this.#byAddress.get(address);
    if (entry !== undefined && now - entry.since < INTERVAL_MS) {
      entry.count += 1;
      return entry.count > MAX_WRONG;
    }
    this.#byAddress.delete(address);
    const [oldest] = this.#byAddress.keys();
    if (oldest !== undefined && this.#byAddress.size >= MAX_ADDRESSES) this.#byAddress.delete(oldest);
    this.#byAddress.set(address, { since: now, count: 1 });
    return false;
  }
}
