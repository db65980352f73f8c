import type { AnswerOf, RequestOf } from '../platform/endpoint.js';
import type { Prepared } from './refusal.js';
import type { AccountState } from './state/account-state.js';

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
