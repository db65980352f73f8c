import type { IncomingHttpHeaders } from 'node:http';
import { type Caller, mayUse } from '../config/caller.js';
import type { Account } from '../platform/client.js';
import { HttpRefusal } from './http-refusal.js';

/**
 * Returns the account of a request: the one named in x-wechat-appid, otherwise the first account that the caller may use. An unknown
 * account and a forbidden one get the same error. An empty header counts as an unknown account, so that a caller who meant to name one
 * does not end up in another.
 * @throws {HttpRefusal} 403 FORBIDDEN or ACCOUNT_REQUIRED
 */
export function accountOf(headers: IncomingHttpHeaders, caller: Caller, accounts: readonly Account[]): Account {
  const named = headers['x-wechat-appid'];
  if (named === undefined) {
    const first = accounts.find(({ appid }) => mayUse(caller, appid));
    if (first === undefined)
      throw new HttpRefusal(403, 'ACCOUNT_REQUIRED', 'You may not use any account of this server');
    return first;
  }
  const account = accounts.find(({ appid }) => appid === named);
  if (account === undefined || !mayUse(caller, account.appid)) {
    throw new HttpRefusal(403, 'FORBIDDEN', 'You may not use the account named in x-wechat-appid');
  }
  return account;
}
