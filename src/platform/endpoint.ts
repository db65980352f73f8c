/**
 * The types with which the contract of a platform call is declared. The client uses the contract to make the call, the
 * emulator to imitate it. The calls themselves are declared in `endpoints/`, in one file per resource.
 */

/**
 * The effect of a call on the platform, which determines whether it may be retried when its response is lost.
 * - `read`: changes nothing and may be retried.
 * - `write`: may be retried after a read has shown that it had no effect.
 * - `once`: a repetition does harm, so it is never retried.
 */
export type Effect = 'read' | 'write' | 'once';

/** The constraints of one request field. Fields without a rule are not rejected: the platform ignores them. */
export interface FieldRule {
  /** A call with a `file` field is an upload: its request is multipart/form-data with that file as its only part. */
  readonly type: 'string' | 'int' | 'number' | 'bool' | 'string[]' | 'object' | 'object[]' | 'id' | 'file';
  /** The errcode of a request without the field. Absent: the field is optional, and null means absent (assumed). */
  readonly missing?: number;
  /** The field is optional, but null is rejected like a value of the wrong type. */
  readonly rejectsNull?: true;
  /** Maximum length in UTF-8 bytes. */
  readonly maxUtf8Bytes?: number;
  /** Bounds of a number, or of the length of a list. */
  readonly min?: number;
  readonly max?: number;
  /** The accepted values. */
  readonly values?: readonly string[];
  /** The errcode of a value outside these limits. Default: 40097. */
  readonly refused?: number;
}

/** The value of a `file` field. */
export interface UploadFile {
  readonly fileName: string;
  /** Media type, such as `image/png`. */
  readonly type: string;
  readonly bytes: Buffer;
}

/** How long the response to a read may be served from a cache, seconds. */
export interface CacheTimes {
  /** Time during which it is served as current. */
  readonly fresh: number;
  /** Time after `fresh` during which it is served immediately, marked as stale, while it is refreshed in the background. */
  readonly staleWhileRevalidate: number;
  /** Time after `fresh` during which it is served, marked as stale, if the platform cannot respond. */
  readonly staleIfError: number;
  /** Time during which a not-found response is served. */
  readonly notFound: number;
}

/** The facts of one call. */
export interface EndpointFacts<Request> {
  /** Path below the base URL. */
  readonly path: `/${string}`;
  /** GET sends the request, whose fields are texts, as a query string. */
  readonly method: 'GET' | 'POST';
  readonly effect: Effect;
  /** The query parameter of the access token. Default: `access_token`. */
  readonly tokenParameter?: 'component_access_token';
  /** One rule per request field. */
  readonly request: { readonly [Field in keyof Required<Request>]: FieldRule };
  /** Documented or observed errcodes of this call, in addition to those of every call (tokens, quotas, -1). */
  readonly errcodes: readonly number[];
  /** Absent: the response is not cached. */
  readonly cache?: CacheTimes;
  /** The document that describes the call. */
  readonly source: string;
}

/** The contract of one call: its facts and the types of its request and response. */
export interface Endpoint<Request, Answer> extends EndpointFacts<Request> {
  /** Carries the types only. Never set. */
  readonly types?: { readonly request: Request; readonly answer: Answer };
}

export type RequestOf<E> = E extends Endpoint<infer Request, infer _Answer> ? Request : never;
export type AnswerOf<E> = E extends Endpoint<infer _Request, infer Answer> ? Answer : never;

/** Declares one call: `endpoint<Request, Answer>({ path, … })`. */
export function endpoint<Request, Answer>(facts: EndpointFacts<Request>): Endpoint<Request, Answer> {
  return facts;
}

/** The rule of a required `card_id`. The documents specify 32 bytes. */
export const CARD_ID = { type: 'string', missing: 41012, maxUtf8Bytes: 32 } as const satisfies FieldRule;

/** The rule of an optional `card_id`. Public clients send an empty string for none (observed). */
export const OPTIONAL_CARD_ID: FieldRule = { type: 'string', maxUtf8Bytes: 32 };

/** The rule of a `code`. The documents specify 16 or 20 bytes for some calls and 64 for a new code. 64 is used for all. */
export const CODE = { type: 'string', missing: 41013, maxUtf8Bytes: 64 } as const satisfies FieldRule;
