import type { FieldRule } from '../platform/endpoint.js';
import type { AccountCall, ComponentCall, ContractGroup, HandlerGroup } from './handler.js';
import { activationCalls } from './handlers/activation.js';
import { cardCalls } from './handlers/card.js';
import { cellsCalls } from './handlers/cells.js';
import { codeCalls } from './handlers/code.js';
import { componentAccessCalls, componentCalls } from './handlers/component.js';
import { datacubeCalls } from './handlers/datacube.js';
import { depositCalls } from './handlers/deposit.js';
import { landingpageCalls } from './handlers/landingpage.js';
import { mediaCalls } from './handlers/media.js';
import { memberCalls } from './handlers/member.js';
import { membershipCalls } from './handlers/membership.js';
import { mpnewsCalls } from './handlers/mpnews.js';
import { paygiftcardCalls } from './handlers/paygiftcard.js';
import { qrcodeCalls } from './handlers/qrcode.js';
import { redemptionCalls } from './handlers/redemption.js';
import { specialTicketsCalls } from './handlers/special-tickets.js';
import { testwhitelistCalls } from './handlers/testwhitelist.js';
import { ticketCalls } from './handlers/ticket.js';
import { tokenCalls } from './handlers/token.js';
import { userCalls } from './handlers/user.js';

/** Every handlers file. A new call changes only its contract file and its handlers file. A new handlers file adds a line here. */
const GROUPS = [
  cardCalls,
  codeCalls,
  redemptionCalls,
  userCalls,
  memberCalls,
  membershipCalls,
  activationCalls,
  cellsCalls,
  specialTicketsCalls,
  paygiftcardCalls,
  datacubeCalls,
  mediaCalls,
  testwhitelistCalls,
  depositCalls,
  qrcodeCalls,
  landingpageCalls,
  mpnewsCalls,
  ticketCalls,
  tokenCalls,
  componentAccessCalls,
  componentCalls,
];

/** One emulated call, in the form that the dispatcher uses. */
export interface ServedCall {
  readonly path: string;
  readonly method: 'GET' | 'POST';
  readonly rules: Readonly<Record<string, FieldRule>>;
  /** Name of the file in the request of an upload. Absent: the request is JSON or a query. */
  readonly file?: string | undefined;
  /** Whether the call needs an access token and therefore belongs to an account, or to a component. */
  readonly needsToken: boolean | 'component';
  /** Whether a success carries errcode 0 and errmsg "ok". */
  readonly hasErrcode: boolean;
  readonly handle: (call: ServedRequest) => object;
}

/** The input that the dispatcher passes to every handler. `state` is present if the call needs the token of an account. */
export interface ServedRequest extends ComponentCall<unknown> {
  readonly state: AccountCall<unknown>['state'] | undefined;
}

/** Returns all calls by path. */
export function servedCalls(): ReadonlyMap<string, ServedCall> {
  return new Map(GROUPS.flatMap(callsOf).map((call) => [call.path, call]));
}

/**
 * Returns the calls of one group. The request type of each handler is erased here, because the list contains handlers of many types.
 * This is safe: the dispatcher checks a request against the contract entry of its handler first.
 */
function callsOf(
  group: Pick<HandlerGroup<ContractGroup>, 'needsToken' | 'hasErrcode'> & { contract: ContractGroup; handlers: object },
): ServedCall[] {
  const handlers = new Map<string, ServedCall['handle']>(Object.entries(group.handlers));
  return Object.entries(group.contract).map(([name, { path, method, request: rules }]) => {
    const handle = handlers.get(name);
    if (handle === undefined) throw new Error(`No handler for ${path}. Add one to the handlers file of its contract`);
    const file = Object.keys(rules).find((field) => rules[field]?.type === 'file');
    return { path, method, rules, file, handle, needsToken: group.needsToken, hasErrcode: group.hasErrcode ?? true };
  });
}
