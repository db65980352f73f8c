import type { Deadline } from './deadline.js';
import type { Endpoint } from './endpoint.js';

/** One call on its way out. */
export interface Call {
  readonly endpoint: Endpoint<unknown, unknown>;
  /** The body, as JSON. */
  readonly body: string;
  readonly deadline: Deadline;
  /** The platform itself is asked now: the answer comes from no cache, and from no call that began earlier. */
  readonly fresh: boolean;
}

/** What came back. Shared by all who asked the same: nobody changes it. */
export interface Reply {
  readonly answer: Readonly<Record<string, unknown>>;
  /** Length of its body. */
  readonly bytes: number;
  /** When the platform answered, Unix milliseconds. */
  readonly answeredAt: number;
}

/** @throws {PlatformError} for whatever is no success */
export type Send = (call: Call) => Promise<Reply>;

/** What holds for every call: it looks at the call, at what became of it, or sends it on otherwise. */
export type Rule = (next: Send) => Send;

/** Puts rules around a call, the outermost first. */
export function stacked(rules: readonly Rule[], send: Send): Send {
  return rules.reduceRight((next, rule) => rule(next), send);
}
