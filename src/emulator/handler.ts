import type { AnswerOf, RequestOf } from '../platform/endpoint.js';
import type { AccountState } from './state/cards.js';

/** What a handler is given of one call. The request has passed the rules of its contract entry. */
export interface Call<Request> {
  readonly request: Request;
  /** Unix seconds by the emulator's clock. */
  readonly now: number;
  /** To be called by a handler that changed something: the ledger's `committed`. */
  readonly commit: () => void;
}

/** A call with an access token: it belongs to one account. */
export interface AccountCall<Request> extends Call<Request> {
  readonly state: AccountState;
}

/** One handler per call of a contract group: a call without a handler does not compile. */
export type Handlers<Group> = {
  readonly [Name in keyof Group]: (call: AccountCall<RequestOf<Group[Name]>>) => Reply<AnswerOf<Group[Name]>>;
};

/** The same for calls that come before a token: they have no account yet. */
export type OpenHandlers<Group> = {
  readonly [Name in keyof Group]: (call: Call<RequestOf<Group[Name]>>) => Reply<AnswerOf<Group[Name]>>;
};

/** A success: what the call answers beside errcode and errmsg, or the same as bytes made earlier. */
export type Reply<Answer> = Answer | Prepared<Answer>;

/** The whole body of a success as bytes, for answers that are given often and change seldom. */
export class Prepared<Answer> {
  /** Types only: an answer of one call is not taken for another's. */
  declare readonly answer?: Answer;
  readonly body: Buffer;

  /** `raw`: bytes to stand in the body in place of a text of the answer, whether they are JSON and UTF-8 or not. */
  constructor(answer: Answer, raw?: { readonly text: string; readonly bytes: Uint8Array }) {
    const body = Buffer.from(JSON.stringify({ errcode: 0, errmsg: 'ok', ...answer }));
    const at = raw === undefined ? -1 : body.indexOf(raw.text);
    if (raw === undefined || at < 0) this.body = body;
    else {
      const after = body.subarray(at + Buffer.byteLength(raw.text));
      this.body = Buffer.concat([body.subarray(0, at), raw.bytes, after]);
    }
  }
}

/** The platform says no. Thrown by handlers and checks; answered as `{errcode, errmsg, …extra}` with HTTP 200. */
export class Refusal extends Error {
  readonly errcode: number;
  /** What to say in place of the errcode's usual text; hint and rid are added to it. */
  readonly errmsg: string | undefined;
  /** Fields that this refusal carries beside errcode and errmsg. */
  readonly extra: object | undefined;

  constructor(errcode: number, errmsg?: string, extra?: object) {
    super(errmsg ?? `errcode ${errcode}`);
    this.name = 'Refusal';
    this.errcode = errcode;
    this.errmsg = errmsg;
    this.extra = extra;
  }
}
