/**
 * The form in which one call of the platform is written down, once. The client calls it, the emulator behaves like it.
 * One file per resource stands in `endpoints/`; this file knows no call by name.
 */

/**
 * What a call does to the platform, and so what may be done when its answer is lost.
 * - `read`: nothing changes; it may be sent again.
 * - `write`: it may be sent again once a read showed that it took no effect.
 * - `once`: a repeat does harm; it is never sent again.
 */
export type Effect = 'read' | 'write' | 'once';

/** What one field of a request may hold. A field that no rule names is refused by nobody: the platform ignores it. */
export interface FieldRule {
  readonly type: 'string' | 'int' | 'bool' | 'string[]' | 'object' | 'id';
  /** The errcode of a request without the field; absent: the field is optional. */
  readonly missing?: number;
  /** UTF-8 bytes. */
  readonly maxUtf8Bytes?: number;
  /** Smallest and largest integer; a list's shortest and longest length. */
  readonly min?: number;
  readonly max?: number;
  /** The only texts taken. */
  readonly values?: readonly string[];
  /** The errcode of a value that is out of these limits; absent: 40097. */
  readonly refused?: number;
}

/** How long the answer of a read may be shown again, seconds. */
export interface CacheTimes {
  /** As if it came now. */
  readonly fresh: number;
  /** After that: at once, marked as stale, while the platform is asked again. */
  readonly staleWhileRevalidate: number;
  /** After it was fresh: marked as stale, where the platform cannot be asked. */
  readonly staleIfError: number;
  /** That the platform does not know the thing. */
  readonly notFound: number;
}

/** The facts of one call. */
export interface EndpointFacts<Request> {
  /** Path below the base URL. */
  readonly path: `/${string}`;
  /** GET sends the request as a query string; only the older token call does. */
  readonly method: 'GET' | 'POST';
  readonly effect: Effect;
  /** One rule per request field. */
  readonly request: { readonly [Field in keyof Required<Request>]: FieldRule };
  /** errcodes that its documents or its observed behaviour name, beside those of every call (tokens, quotas, -1). */
  readonly errcodes: readonly number[];
  /** Absent: every read asks the platform. */
  readonly cache?: CacheTimes;
  /** The document it comes from. */
  readonly source: string;
}

/** One call: its facts, and the types of what goes out and what comes back. */
export interface Endpoint<Request, Answer> extends EndpointFacts<Request> {
  /** Types only: never set. */
  readonly types?: { readonly request: Request; readonly answer: Answer };
}

export type RequestOf<E> = E extends Endpoint<infer Request, infer _Answer> ? Request : never;
export type AnswerOf<E> = E extends Endpoint<infer _Request, infer Answer> ? Answer : never;

/** Declares one call: `endpoint<Request, Answer>({ path, … })`. */
export function endpoint<Request, Answer>(facts: EndpointFacts<Request>): Endpoint<Request, Answer> {
  return facts;
}

/** The rule of a `card_id` that a call needs. The documents say 32 bytes. */
export const CARD_ID = { type: 'string', missing: 41012, maxUtf8Bytes: 32 } as const satisfies FieldRule;

/** The rule of a `card_id` that a call can do without. Public clients send an empty text for none (observed). */
export const OPTIONAL_CARD_ID: FieldRule = { type: 'string', maxUtf8Bytes: 32 };

/** The rule of a `code`. The documents say 16 or 20 bytes in places, and 64 for a new one: 64 holds everywhere. */
export const CODE = { type: 'string', missing: 41013, maxUtf8Bytes: 64 } as const satisfies FieldRule;
