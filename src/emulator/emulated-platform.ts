import type { FieldRule } from '../platform/endpoint.js';
import { card } from '../platform/endpoints/card.js';
import { code } from '../platform/endpoints/code.js';
import { datacube } from '../platform/endpoints/datacube.js';
import { member } from '../platform/endpoints/member.js';
import { paygiftcard } from '../platform/endpoints/paygiftcard.js';
import { token } from '../platform/endpoints/token.js';
import { user } from '../platform/endpoints/user.js';
import { demoAccount } from './demo/account.js';
import type { Call, Handlers, OpenHandlers } from './handler.js';
import { cardHandlers } from './handlers/card.js';
import { codeHandlers } from './handlers/code.js';
import { datacubeHandlers } from './handlers/datacube.js';
import { memberHandlers } from './handlers/member.js';
import { paygiftcardHandlers } from './handlers/paygiftcard.js';
import { tokenHandlers } from './handlers/token.js';
import { userHandlers } from './handlers/user.js';
import { Calls } from './http/call-ledger.js';
import { Faults } from './http/faults.js';
import type { AccountSeed, AccountSettings, AccountState } from './state/account-state.js';
import { Accounts } from './state/accounts.js';
import { Clock, startOfChinaDay } from './state/clock.js';
import { Tokens } from './state/tokens.js';

/** One call as the server serves it. */
export interface ServedCall {
  readonly path: string;
  readonly method: 'GET' | 'POST';
  readonly rules: Readonly<Record<string, FieldRule>>;
  /** A card call belongs to the account of its token; a token call comes before any. */
  readonly needsToken: boolean;
  /** Whether a success says errcode 0 and "ok"; token calls and statistics say neither (documented by example). */
  readonly saysErrcode: boolean;
  /** `state` is there wherever a token is needed. */
  readonly handle: (call: Call<unknown> & { readonly state: AccountState | undefined }) => object;
}

/** What accounts are like. */
export interface PlatformSettings extends Omit<AccountSettings, 'seed'> {
  /** Absent: the demo data. */
  readonly seed?: AccountSeed | undefined;
}

/** The emulated platform without HTTP: accounts, tokens, the call ledger, faults and the clock. */
export class EmulatedPlatform {
  readonly clock = new Clock();
  readonly tokens = new Tokens();
  readonly calls = new Calls();
  readonly faults = new Faults();
  readonly accounts: Accounts;
  /** By path. */
  readonly served: ReadonlyMap<string, ServedCall>;

  constructor({ seed, ...settings }: PlatformSettings = {}) {
    // Fixed at the start, so that a reset weeks later gives the same data again.
    const begin = seed ?? demoAccount(startOfChinaDay(this.clock.now()));
    this.accounts = new Accounts({ ...settings, seed: begin }, this.clock);
    const calls = [
      ...accountCalls(card, cardHandlers),
      ...accountCalls(code, codeHandlers),
      ...accountCalls(user, userHandlers),
      ...accountCalls(member, memberHandlers),
      ...accountCalls(paygiftcard, paygiftcardHandlers),
      ...accountCalls(datacube, datacubeHandlers, false),
      ...openCalls(token, tokenHandlers(this.accounts, this.tokens)),
    ];
    this.served = new Map(calls.map((call) => [call.path, call]));
  }

  /** Demo data, an empty ledger, no faults, real time. Tokens stay valid. */
  reset(): void {
    const before = this.clock.now();
    this.clock.reset();
    this.tokens.rebase(before, this.clock.now());
    this.accounts.reset();
    this.calls.clear();
    this.faults.clear();
  }
}

type Contract = Readonly<
  Record<string, Pick<ServedCall, 'path' | 'method'> & { readonly request: ServedCall['rules'] }>
>;

function accountCalls<Group extends Contract>(
  group: Group,
  handlers: Handlers<Group>,
  saysErrcode = true,
): ServedCall[] {
  return served(group, handlers, { needsToken: true, saysErrcode });
}

function openCalls<Group extends Contract>(group: Group, handlers: OpenHandlers<Group>): ServedCall[] {
  return served(group, handlers, { needsToken: false, saysErrcode: false });
}

/**
 * Here the types part: the list holds handlers of many request types. A handler gets what its own contract entry says,
 * since `rules` of the same entry are checked before it runs.
 */
function served(
  group: Contract,
  handlers: object,
  manner: Pick<ServedCall, 'needsToken' | 'saysErrcode'>,
): ServedCall[] {
  const byName = new Map<string, ServedCall['handle']>(Object.entries(handlers));
  return Object.entries(group).map(([name, { path, method, request: rules }]) => {
    const handle = byName.get(name);
    if (handle === undefined) throw new Error(`expected a handler for ${path}, got none`);
    return { path, method, rules, handle, ...manner };
  });
}
