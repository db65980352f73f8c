import { ERRCODES, type ErrcodeKind, kindOfErrcode } from './errcodes.js';

/**
 * Why a call failed.
 * - the kinds of an errcode (see errcodes.ts): the platform answered and refused;
 * - `transport`: no answer, or one that cannot be read (connection lost, HTTP status, cut or garbled body);
 * - `timeout`: the deadline of the request passed first;
 * - `cancelled`: the caller went away;
 * - `overloaded`: this server has too many calls waiting already, or no memory for the response of one that was sent;
 * - `rateLimited`: the caller has looked up too many codes, or somebody this one too often.
 */
export type PlatformErrorKind = ErrcodeKind | 'transport' | 'timeout' | 'cancelled' | 'overloaded' | 'rateLimited';

export interface PlatformErrorFacts {
  readonly kind: PlatformErrorKind;
  /** Path of the call, /card/get say. */
  readonly endpoint: string;
  /** What went wrong, where the platform did not say it: never a token, a URL's query or a body. */
  readonly reason?: string;
  readonly errcode?: number;
  /** As the platform sent it, but of 47001, which echoes the body, its hint and rid alone. */
  readonly errmsg?: string;
  /** The platform's request id: its operators can look it up. */
  readonly rid?: string;
  /** HTTP status of an answer other than 200. */
  readonly statusCode?: number;
  /** Whether bytes of the call may have reached the platform. */
  readonly sent?: boolean;
  /** A call before that fails all the same. */
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

/** A call of the platform that failed. Its text holds neither a token nor a body. */
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

/** The platform answered with an errcode other than 0. */
export function refusal(endpoint: string, errcode: number, errmsg: string): PlatformError {
  const { hint, rid } = traceOf(errmsg);
  // 47001 echoes a piece of the posted body before its hint and rid.
  const shown = errcode === 47001 ? [hint, rid && `rid: ${rid}`].filter(Boolean).join(' ') : errmsg.slice(0, 512);
  return new PlatformError({
    kind: kindOfErrcode(errcode),
    endpoint,
    errcode,
    errmsg: shown,
    ...(rid === undefined ? {} : { rid }),
  });
}

/** What an errmsg may end in. Only there: what stands before can be an echo of the body, which may hold the like. */
const TRACE = /(?:(hint: ?\[[^\]]{0,64}\])\s*)?(?:\brid: ?([\w-]{1,64})\s*)?$/;

function traceOf(errmsg: string): { hint: string | undefined; rid: string | undefined } {
  const [, hint, rid] = TRACE.exec(errmsg.slice(-256)) ?? [];
  return { hint, rid };
}

function describe({ kind, endpoint, reason, errcode, errmsg, sent }: PlatformErrorFacts): string {
  if (errcode !== undefined) {
    const meaning = ERRCODES.get(errcode)?.meaning ?? 'an errcode that this server does not know';
    if (reason !== undefined) return `${endpoint} was not called: ${reason}: errcode ${errcode}, ${meaning}`;
    return `${endpoint} was refused: errcode ${errcode}, ${meaning}${errmsg ? ` (${errmsg})` : ''}`;
  }
  if (kind === 'timeout' && sent === false) return `${endpoint} was not called before the deadline of this request`;
  if (kind === 'timeout') return `${endpoint} did not answer before the deadline of this request`;
  if (kind === 'overloaded' && reason !== undefined) return `${endpoint} was called, and ${reason}`;
  if (kind === 'overloaded') return `${endpoint} was not called: too many calls are waiting already`;
  if (kind === 'rateLimited') return `${endpoint} was not called: too many look-ups of codes in a minute`;
  if (kind === 'cancelled') return `${endpoint} was given up, the caller went away`;
  return `${endpoint} failed: ${reason ?? 'no answer'}`;
}

/** Whether the platform gave no answer, one that cannot be read, or that it is busy (-1): the same may work at once. */
export function isTransient({ kind, errcode }: PlatformError): boolean {
  return kind === 'transport' || (errcode !== undefined && ERRCODES.get(errcode)?.retry === 'reads');
}

/** Whether the platform said that it does not know the thing. */
export const isNotFound = (error: unknown) => error instanceof PlatformError && error.kind === 'notFound';

/** What a read answers, or null for a thing that the platform does not know. */
export async function nullIfNotFound<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}
