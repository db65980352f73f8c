import type { Deadline } from '../deadline.js';
import type { Endpoint } from './endpoint.js';
import type { CallStats } from './observer.js';

/** What a call asks for. */
export interface Question {
  /** Whose cards: base URL and appid, as `accountKey` writes them. */
  readonly account: string;
  readonly endpoint: Endpoint<unknown, unknown>;
  /** The body, as JSON. */
  readonly body: string;
  /** Of the request that asks; absent: nobody counts. */
  readonly stats?: CallStats | undefined;
  /** Absent: it stands for itself. */
  readonly asker?: Asker | undefined;
}

/** The request of a client that a call belongs to. */
export interface Asker {
  /** One of its calls has found a place, or may wait for one. */
  isLetIn: boolean;
}

/** One call on its way out. */
export interface Call extends Question {
  readonly deadline: Deadline;
  /** The platform itself is asked now: the answer comes from no cache, and from no call that began earlier. */
  readonly fresh: boolean;
  /** Of a write: whether it may still leave. Checked, beside the deadline, right before each sending. */
  readonly maySend?: (() => boolean) | undefined;
  /** Nobody waits for it: what is held is asked for again. */
  readonly isRefresh?: boolean;
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

export function accountKey({ baseUrl, appid }: { readonly baseUrl: string; readonly appid: string }): string {
  return `${baseUrl} ${appid}`;
}

/** Calls with one key ask the same. There is no key without an account. */
export function keyOf({ account, endpoint, body }: Question): string {
  return `${account} ${endpoint.path} ${body}`;
}

/** Puts rules around a call, the outermost first. */
export function stacked(rules: readonly Rule[], send: Send): Send {
  return rules.reduceRight((next, rule) => rule(next), send);
}
