import type { AnswerOf, FieldRule, RequestOf } from '../platform/endpoint.js';
import type { EmulatedComponent } from './component/emulated-component.js';
import type { Prepared } from './refusal.js';
import type { AccountState } from './state/account-state.js';
import type { Accounts } from './state/accounts.js';
import type { Tokens } from './state/tokens.js';

/** The input of a handler. The request has passed the field rules of its contract entry. */
export interface Call<Request> {
  readonly request: Request;
  /** Unix seconds by the emulator's clock. */
  readonly now: number;
  /** Sets `committed` in the ledger. Called by handlers that changed something. */
  readonly commit: () => void;
}

/** A call with an access token. It belongs to one account. */
export interface AccountCall<Request> extends Call<Request> {
  readonly state: AccountState;
}

/** A call without an access token. It belongs to no account yet. */
export interface OpenCall<Request> extends Call<Request> {
  readonly accounts: Accounts;
  readonly tokens: Tokens;
  /** undefined if no third-party platform is registered. */
  readonly component: EmulatedComponent | undefined;
}

/** A call with the access token of a component. */
export interface ComponentCall<Request> extends OpenCall<Request> {
  /** Closes the connection instead of sending the response. */
  readonly loseAnswer: () => void;
}

/** A successful result: the response fields without errcode and errmsg, or the complete body as bytes. */
export type Reply<Answer> = Answer | Prepared<Answer>;

/** The calls of one contract file and their handlers. An endpoint without a handler is a compile error. */
export type HandlerGroup<Contract extends ContractGroup> =
  | AccountGroup<Contract>
  | ComponentGroup<Contract>
  | OpenGroup<Contract>;

interface AccountGroup<Contract> {
  readonly contract: Contract;
  readonly needsToken: true;
  /** false: a success carries neither errcode nor errmsg, as the documents' examples show. Absent: errcode 0 and "ok". */
  readonly hasErrcode?: false;
  readonly handlers: {
    readonly [Name in keyof Contract]: (
      call: AccountCall<RequestOf<Contract[Name]>>,
    ) => Reply<AnswerOf<Contract[Name]>>;
  };
}

interface ComponentGroup<Contract> {
  readonly contract: Contract;
  readonly needsToken: 'component';
  /** false: a success carries neither errcode nor errmsg, as the documents' examples show. Absent: errcode 0 and "ok". */
  readonly hasErrcode?: false;
  readonly handlers: {
    readonly [Name in keyof Contract]: (
      call: ComponentCall<RequestOf<Contract[Name]>>,
    ) => Reply<AnswerOf<Contract[Name]>>;
  };
}

interface OpenGroup<Contract> {
  readonly contract: Contract;
  readonly needsToken: false;
  /** false: a success carries neither errcode nor errmsg, as the documents' examples show. Absent: errcode 0 and "ok". */
  readonly hasErrcode?: false;
  readonly handlers: {
    readonly [Name in keyof Contract]: (call: OpenCall<RequestOf<Contract[Name]>>) => Reply<AnswerOf<Contract[Name]>>;
  };
}

/** The endpoints of one contract file by name. */
export type ContractGroup = Readonly<Record<string, EndpointShape>>;

interface EndpointShape {
  readonly path: string;
  readonly method: 'GET' | 'POST';
  readonly request: Readonly<Record<string, FieldRule>>;
}
