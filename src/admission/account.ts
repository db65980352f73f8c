import type { IncomingHttpHeaders } from 'node:http';
import { type Caller, mayUse } from '../config/caller.js';
import type { Account } from '../platform/client.js';
import { HttpRefusal } from './http-refusal.js';

/**
 * The one account that a request is about: the one that x-wechat-appid names, else the only or first one that the caller
 * may use. One that is not there and one that the caller may not use read the same. An empty header names none that is
 * there: who meant to name an account must not end in another one.
 * @throws {HttpRefusal} 403 FORBIDDEN or ACCOUNT_REQUIRED
 */
export function accountOf(headers: IncomingHttpHeaders, caller: Caller, accounts: readonly Account[]): Account {
  const named = headers['x-wechat-appid'];
  if (named === undefined) {
    const first = accounts.find(({ appid }) => mayUse(caller, appid));
    if (first === undefined) throw new HttpRefusal(403, 'ACCOUNT_REQUIRED', 'There is no account that you may use');
    return first;
  }
  const account = accounts.find(({ appid }) => appid === named);
  if (account === undefined || !mayUse(caller, account.appid)) {
    throw new HttpRefusal(403, 'FORBIDDEN', 'The account that x-wechat-appid names is not one that you may use');
  }
  return account;
}
