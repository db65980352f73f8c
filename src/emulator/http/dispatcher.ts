import type { IncomingMessage, ServerResponse } from 'node:http';
import type { EmulatedPlatform } from '../emulated-platform.js';
import { PlatformRefusal } from '../refusal.js';
import type { ServedCall } from '../served-calls.js';
import type { AccountState } from '../state/account-state.js';
import type { TokenCheck } from '../state/tokens.js';
import type { CallRecord } from './call-ledger.js';
import { refusalBody, successBody } from './envelope.js';
import type { Fault } from './faults.js';
import { fileOf, parseUpload } from './multipart.js';
import { checkFields, type Fields, parseBody } from './request-checks.js';
import { fail, send } from './responses.js';

/** One HTTP request to the platform, with everything that its response depends on. */
interface IncomingCall {
  /** undefined if the path does not exist. */
  readonly served: ServedCall | undefined;
  readonly method: string;
  /** The parsed body or query, or the refusal if it could not be parsed. */
  readonly request: Fields | PlatformRefusal;
  /** The errcode of an invalid token; null if it is valid or not needed. */
  readonly tokenRefusal: number | null;
  /** The state when the request arrived: a delayed call that runs after a reset must not change the new state. */
  readonly state: AccountState | undefined;
  readonly record: CallRecord;
}

/** The response to a call. */
interface Answer {
  readonly status: number;
  readonly errcode: number | null;
  readonly body: Buffer | string;
  /** Whether the connection is closed instead. */
  readonly isLost?: boolean;
}

/** Schedules `go`. It is cancelled when the server closes. */
export type Later = (milliseconds: number, go: () => void) => void;

/** Handles every request except the control calls: ledger, faults, checks, handler, response. */
export class Dispatcher {
  readonly #platform: EmulatedPlatform;
  readonly #later: Later;

  constructor(platform: EmulatedPlatform, later: Later) {
    this.#platform = platform;
    this.#later = later;
  }

  /** Handles one request. `query` is the parsed query. */
  dispatch(message: IncomingMessage, response: ServerResponse, path: string, query: Fields, body: Buffer): void {
    const call = this.#receive(message, path, query, body);
    const plan = this.#platform.faults.plan(path, call.record.appid);
    const proceed = () => {
      if (plan.before !== undefined) {
        // There is no response to truncate yet, so the fault truncates a "system error".
        this.#endWith(plan.before, call.record, response, () => this.#refusal(new PlatformRefusal(-1)));
        return;
      }
      const reply = this.#replyTo(call);
      const finish = () => {
        if (reply.isLost) response.socket?.resetAndDestroy();
        else if (plan.after !== undefined) this.#endWith(plan.after, call.record, response, () => reply.body);
        else {
          call.record.errcode = reply.errcode;
          send(response, reply.status, reply.body);
        }
      };
      if (plan.afterMs > 0) this.#later(plan.afterMs, finish);
      else finish();
    };
    // A client that disconnects during the delay has no effect: like the platform, the emulator still runs the call.
    if (plan.beforeMs > 0) this.#later(plan.beforeMs, proceed);
    else proceed();
  }

  #receive(message: IncomingMessage, path: string, query: Fields, body: Buffer): IncomingCall {
    const { served, accounts, calls, clock } = this.#platform;
    const { method = '' } = message;
    const endpoint = served.get(path);
    const { request, shown } = read(endpoint, message, query, body);
    if (endpoint !== undefined && !endpoint.needsToken) {
      const named = shown?.appid ?? shown?.component_appid;
      const appid = typeof named === 'string' ? named : null;
      const record = calls.record(path, appid, shown, clock.now());
      return { served: endpoint, method, request, tokenRefusal: null, state: undefined, record };
    }
    const { appid, refusal } = checkToken(this.#platform, endpoint?.needsToken === 'component', query);
    const state = appid === null ? undefined : accounts.get(appid)?.state;
    return {
      served: endpoint,
      method,
      request,
      tokenRefusal: refusal,
      state,
      record: calls.record(path, appid, shown, clock.now()),
    };
  }

  /** Runs the call and returns the platform's response with its HTTP status. */
  #replyTo(call: IncomingCall): Answer {
    const { served } = call;
    if (served === undefined) return { status: 404, errcode: null, body: '{"error":"no such path on the platform"}' };
    let isLost = false;
    try {
      const result = this.#run(served, call, () => {
        isLost = true;
      });
      return { status: 200, errcode: 0, body: successBody(result, served.hasErrcode), isLost };
    } catch (cause) {
      if (cause instanceof PlatformRefusal) return { status: 200, errcode: cause.errcode, body: this.#refusal(cause) };
      // A bug in the emulator. No errcode, so that it is not mistaken for an error of the platform.
      return { status: 500, errcode: null, body: JSON.stringify({ error: String(cause) }) };
    }
  }

  #run(served: ServedCall, call: IncomingCall, loseAnswer: () => void): object {
    if (call.method !== served.method) throw new PlatformRefusal(served.method === 'POST' ? 43002 : 43001);
    if (call.tokenRefusal !== null) throw new PlatformRefusal(call.tokenRefusal);
    if (call.request instanceof PlatformRefusal) throw call.request;
    const request = checkFields(served.rules, call.request);
    const { clock, accounts, tokens, component } = this.#platform;
    const now = clock.now();
    const { record, state } = call;
    state?.settle(now);
    const commit = () => {
      record.committed = true;
    };
    return served.handle({ request, now, state, accounts, tokens, component, commit, loseAnswer });
  }

  #endWith(fault: Fault, record: CallRecord, response: ServerResponse, body: () => Buffer | string): void {
    if (fault.kind === 'errcode') {
      record.errcode = fault.value;
      send(response, 200, this.#refusal(new PlatformRefusal(fault.value)));
    } else fail(response, fault, body());
  }

  #refusal(refusal: PlatformRefusal): string {
    return refusalBody(refusal, this.#platform.clock.now());
  }
}

/** Reads a request. `shown` is what the ledger records: null if the request could not be parsed, and never the bytes of a file. */
function read(
  endpoint: ServedCall | undefined,
  { headersDistinct }: IncomingMessage,
  query: Fields,
  body: Buffer,
): { request: Fields | PlatformRefusal; shown: Fields | null } {
  if (endpoint?.file !== undefined) {
    const { file } = endpoint;
    const upload = parseUpload(headersDistinct['content-type']?.[0], body);
    const request = orRefusal(() => ({ [file]: fileOf(upload) }));
    return { request, shown: upload ? { part: upload.part, bytes: upload.bytes.length, type: upload.type } : null };
  }
  const request = endpoint?.method === 'GET' ? withoutToken(query) : orRefusal(() => parseBody(body.toString()));
  return { request, shown: request instanceof PlatformRefusal ? null : request };
}

/**
 * Returns the account or the component of a call's token, and the errcode if the token is not valid or does not permit the call. The calls of
 * a component accept both names of the parameter. The older one takes precedence (assumed).
 */
function checkToken({ tokens, component, clock }: EmulatedPlatform, isOfComponent: boolean, query: Fields): TokenCheck {
  const { access_token: text, component_access_token: older } = query;
  const checked = tokens.check(isOfComponent ? (older ?? text) : text, clock.now());
  const { appid, kind, refusal } = checked;
  if (refusal !== null || appid === null) return checked;
  if (isOfComponent) return kind === 'component' ? checked : { ...checked, refusal: 61014 };
  if (kind === 'component') return { ...checked, refusal: 61015 };
  return kind === 'authorizer' ? { ...checked, refusal: component?.refusalOfCardCall(appid) ?? null } : checked;
}

/** Returns the fields of a GET call. The access token is not one of them, and is not recorded. */
function withoutToken({ access_token: _, ...fields }: Fields): Fields {
  return fields;
}

function orRefusal(readFields: () => Fields): Fields | PlatformRefusal {
  try {
    return readFields();
  } catch (cause) {
    if (cause instanceof PlatformRefusal) return cause;
    throw cause;
  }
}
