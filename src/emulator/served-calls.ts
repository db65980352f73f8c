import type { FieldRule } from '../platform/endpoint.js';
import type { AccountCall, Call, ContractGroup, HandlerGroup, OpenCall } from './handler.js';
import { cardCalls } from './handlers/card.js';
import { codeCalls } from './handlers/code.js';
import { datacubeCalls } from './handlers/datacube.js';
import { memberCalls } from './handlers/member.js';
import { paygiftcardCalls } from './handlers/paygiftcard.js';
import { tokenCalls } from './handlers/token.js';
import { userCalls } from './handlers/user.js';

/** All handler groups. A new call changes only its contract file and its handlers file. A new handlers file is added here. */
const GROUPS = [cardCalls, codeCalls, userCalls, memberCalls, paygiftcardCalls, datacubeCalls, tokenCalls];

/** One call as the dispatcher serves it. */
export interface ServedCall {
  readonly path: string;
  readonly method: 'GET' | 'POST';
  readonly rules: Readonly<Record<string, FieldRule>>;
  /** Whether the call needs an access token and therefore belongs to an account. */
  readonly needsToken: boolean;
  /** Whether a success includes errcode 0 and errmsg "ok". */
  readonly hasErrcode: boolean;
  readonly handle: (call: ServedRequest) => object;
}

/** The input of any handler as the dispatcher passes it. `state` is present if the call needs a token. */
export interface ServedRequest extends Omit<OpenCall<unknown>, keyof Call<unknown>>, Call<unknown> {
  readonly state: AccountCall<unknown>['state'] | undefined;
}

/** Returns all calls by path. */
export function servedCalls(): ReadonlyMap<string, ServedCall> {
  return new Map(GROUPS.flatMap(callsOf).map((call) => [call.path, call]));
}

/**
 * Erases the types of the individual calls, because the list contains handlers of many request types. Each handler receives the request of
 * its contract entry, because the dispatcher checks the rules of that entry first.
 */
function callsOf(
  group: Pick<HandlerGroup<ContractGroup>, 'needsToken' | 'hasErrcode'> & { contract: ContractGroup; handlers: object },
): ServedCall[] {
  const handlers = new Map<string, ServedCall['handle']>(Object.entries(group.handlers));
  return Object.entries(group.contract).map(([name, { path, method, request: rules }]) => {
    const handle = handlers.get(name);
    if (handle === undefined) throw new Error(`${path} has no handler; add one to its handlers file`);
    return { path, method, rules, handle, needsToken: group.needsToken, hasErrcode: group.hasErrcode ?? true };
  });
}
