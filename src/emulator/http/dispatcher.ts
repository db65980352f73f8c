import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Platform, ServedCall } from '../emulated-platform.js';
import { Refusal } from '../refusal.js';
import type { AccountState } from '../state/account-state.js';
import type { CallRecord } from './call-ledger.js';
import { refusalBody, successBody } from './envelope.js';
import type { Fault } from './faults.js';
import { checkFields, type Fields, parseBody } from './request-checks.js';
import { fail, send } from './responses.js';

/** One HTTP request at the platform: everything that is needed to answer it. */
interface Arrival {
  /** undefined: no such path. */
  readonly served: ServedCall | undefined;
  readonly method: string;
  /** The body or query as it could be read, or why it could not. */
  readonly request: Fields | Refusal;
  /** Why the token does not count; null where it does, or where none is needed. */
  readonly tokenRefusal: number | null;
  /** Taken at the arrival: after a reset a call that waited changes nothing that anyone sees. */
  readonly state: AccountState | undefined;
  readonly record: CallRecord;
}

/** Waits, then goes on; dropped when the server closes. */
export type Later = (milliseconds: number, go: () => void) => void;

/** Takes every request but the control calls: ledger, faults, checks, handler, answer. */
export class Front {
  readonly #platform: Platform;
  readonly #later: Later;

  constructor(platform: Platform, later: Later) {
    this.#platform = platform;
    this.#later = later;
  }

  /** `body` is the raw body as text; `query` the parsed query. */
  take(message: IncomingMessage, response: ServerResponse, path: string, query: Fields, body: string): void {
    const arrival = this.#arrive(message.method ?? '', path, query, body);
    const plan = this.#platform.faults.plan(path, arrival.record.appid);
    const proceed = () => {
      if (plan.before !== undefined) {
        // Nothing was answered yet that could be cut: what is cut is a "system error".
        this.#endWith(plan.before, arrival.record, response, () => this.#refusal(new Refusal(-1)));
        return;
      }
      const answer = this.#answer(arrival);
      const finish = () => {
        if (plan.after !== undefined) this.#endWith(plan.after, arrival.record, response, () => answer.body);
        else {
          arrival.record.errcode = answer.errcode;
          send(response, answer.status, answer.body);
        }
      };
      if (plan.afterMs > 0) this.#later(plan.afterMs, finish);
      else finish();
    };
    // A client that gave up in between changes nothing: a platform does not notice, and runs the call all the same.
    if (plan.beforeMs > 0) this.#later(plan.beforeMs, proceed);
    else proceed();
  }

  #arrive(method: string, path: string, query: Fields, body: string): Arrival {
    const { served, accounts, tokens, clock, calls } = this.#platform;
    const call = served.get(path);
    const request = call?.method === 'GET' ? query : readBody(body);
    const shown = request instanceof Refusal ? null : request;
    if (call !== undefined && !call.needsToken) {
      const appid = typeof shown?.appid === 'string' ? shown.appid : null;
      const record = calls.arrive(path, appid, shown);
      return { served: call, method, request, tokenRefusal: null, state: undefined, record };
    }
    const { appid, refusal } = tokens.check(query.access_token, clock.now());
    const state = appid === null ? undefined : accounts.get(appid)?.state;
    return { served: call, method, request, tokenRefusal: refusal, state, record: calls.arrive(path, appid, shown) };
  }

  /** What the platform would say, with its HTTP status; what the call changed is changed now. */
  #answer(arrival: Arrival): { status: number; errcode: number | null; body: Buffer | string } {
    const { served } = arrival;
    if (served === undefined) return { status: 404, errcode: null, body: '{"error":"no such path on the platform"}' };
    try {
      const answer = this.#run(served, arrival);
      return { status: 200, errcode: 0, body: successBody(answer, served.saysErrcode) };
    } catch (cause) {
      if (cause instanceof Refusal) return { status: 200, errcode: cause.errcode, body: this.#refusal(cause) };
      // A bug of the emulator: no errcode of the platform, so that nobody takes it for one.
      return { status: 500, errcode: null, body: JSON.stringify({ error: String(cause) }) };
    }
  }

  #run(served: ServedCall, arrival: Arrival): object {
    if (arrival.method !== served.method) throw new Refusal(served.method === 'POST' ? 43002 : 43001);
    if (arrival.tokenRefusal !== null) throw new Refusal(arrival.tokenRefusal);
    if (arrival.request instanceof Refusal) throw arrival.request;
    checkFields(served.rules, arrival.request);
    const now = this.#platform.clock.now();
    const { record, request, state } = arrival;
    state?.settle(now);
    const commit = () => {
      record.committed = true;
    };
    return served.handle({ request, now, state, commit });
  }

  #endWith(fault: Fault, record: CallRecord, response: ServerResponse, body: () => Buffer | string): void {
    if (fault.kind === 'errcode') {
      record.errcode = fault.value;
      send(response, 200, this.#refusal(new Refusal(fault.value)));
    } else fail(response, fault, body());
  }

  #refusal(refusal: Refusal): string {
    return refusalBody(refusal, this.#platform.clock.now());
  }
}

function readBody(body: string): Fields | Refusal {
  try {
    return parseBody(body);
  } catch (cause) {
    if (cause instanceof Refusal) return cause;
    throw cause;
  }
}
