import { ERRCODES, type ErrcodeKind, kindOfErrcode } from './errcodes.js';

/**
 * Why a call failed.
 * - The kinds of an errcode (see errcodes.ts): the platform responded and rejected the call.
 * - `transport`: no response or an unreadable one (connection lost, HTTP status, truncated or malformed body).
 * - `timeout`: the deadline of the request ended first.
 * - `cancelled`: the client disconnected.
 * - `overloaded`: too many calls are queued, or there is no memory for the response of a call that was sent.
 * - `rateLimited`: the caller has looked up too many codes, or this code was looked up too often.
 */
export type PlatformErrorKind = ErrcodeKind | 'transport' | 'timeout' | 'cancelled' | 'overloaded' | 'rateLimited';

export interface PlatformErrorFacts {
  readonly kind: PlatformErrorKind;
  /** Path of the call, for example `/card/get`. */
  readonly endpoint: string;
  /** The cause of the failure if the platform did not report it. Never contains a token, the query of a URL or a body. */
  readonly reason?: string;
  readonly errcode?: number;
  /** As sent by the platform. For 47001, which echoes the request body, only its hint and rid. */
  readonly errmsg?: string;
  /** The platform's request id, for inquiries to its support. */
  readonly rid?: string;
  /** HTTP status of the response if it is not 200. */
  readonly statusCode?: number;
  /** Whether bytes of the call may have reached the platform. */
  readonly sent?: boolean;
  /** A call before that time also fails. */
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

/** A failed platform call. Its message contains neither a token nor a body. */
export class PlatformError extends Error {
  override readonly name = 'PlatformError';
  readonly kind: PlatformErrorKind;
  readonly endpoint: string;
  readonly errcode: number | undefined;
  readonly errmsg: string | undefined;
  readonly rid: string | undefined;
  readonly statusCode: number | undefined;
  readonly sent: boolean;
  readonly retryAfterSeconds: number | undefined;

  constructor(facts: PlatformErrorFacts) {
    super(describe(facts), facts.cause === undefined ? undefined : { cause: facts.cause });
    this.kind = facts.kind;
    this.endpoint = facts.endpoint;
    this.errcode = facts.errcode;
    this.errmsg = facts.errmsg;
    this.rid = facts.rid;
    this.statusCode = facts.statusCode;
    this.sent = facts.sent ?? true;
    this.retryAfterSeconds = facts.retryAfterSeconds;
  }
}

/** Returns the error for a response with an errcode other than 0. */
export function refusal(endpoint: string, errcode: number, errmsg: string): PlatformError {
  const { hint, rid } = traceOf(errmsg);
  // The errmsg of 47001 echoes a part of the request body before its hint and rid.
  const shown = errcode === 47001 ? [hint, rid && `rid: ${rid}`].filter(Boolean).join(' ') : errmsg.slice(0, 512);
  return new PlatformError({
    kind: kindOfErrcode(errcode),
    endpoint,
    errcode,
    errmsg: shown,
    ...(rid === undefined ? {} : { rid }),
  });
}

/** The hint and rid at the end of an errmsg. Matches only there: an echo of the body before it may contain similar text. */
const TRACE = /(?:(hint: ?\[[^\]]{0,64}\])\s*)?(?:\brid: ?([\w-]{1,64})\s*)?$/;

function traceOf(errmsg: string): { hint: string | undefined; rid: string | undefined } {
  const [, hint, rid] = TRACE.exec(errmsg.slice(-256)) ?? [];
  return { hint, rid };
}

function describe({ kind, endpoint, reason, errcode, errmsg, sent }: PlatformErrorFacts): string {
  if (errcode !== undefined) {
    const meaning = ERRCODES.get(errcode)?.meaning ?? 'unknown errcode';
    if (reason !== undefined) return `${endpoint} was not called: ${reason}: errcode ${errcode}, ${meaning}`;
    return `${endpoint} was rejected: errcode ${errcode}, ${meaning}${errmsg ? ` (${errmsg})` : ''}`;
  }
  if (kind === 'timeout' && sent === false) return `${endpoint} was not called before the deadline of this request`;
  if (kind === 'timeout') return `${endpoint} did not respond before the deadline of this request`;
  if (kind === 'overloaded' && reason !== undefined) return `${endpoint} was called, but ${reason}`;
  if (kind === 'overloaded') return `${endpoint} was not called: too many calls are queued`;
  if (kind === 'rateLimited') return `${endpoint} was not called: too many code look-ups within a minute`;
  if (kind === 'cancelled') return `${endpoint} was cancelled: the client disconnected`;
  return `${endpoint} failed: ${reason ?? 'no response'}`;
}

/** Returns whether an immediate retry may succeed: the response was lost or unreadable, or the platform was busy (-1). */
export function isTransient({ kind, errcode }: PlatformError): boolean {
  return kind === 'transport' || (errcode !== undefined && ERRCODES.get(errcode)?.retry === 'reads');
}

/** Returns whether the platform reported that the requested entity does not exist. */
export const isNotFound = (error: unknown) => error instanceof PlatformError && error.kind === 'notFound';

/** Returns the result of a read, or null if the requested entity does not exist. */
export async function nullIfNotFound<T>(read: Promise<T>): Promise<T | null> {
  try {
    return await read;
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}
