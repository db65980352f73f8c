import type { IncomingHttpHeaders } from 'node:http';
import type { Caller } from '../config/caller.js';
import type { Account } from '../platform/client.js';
import type { Accounts } from './accounts.js';
import { HttpRefusal } from './http-refusal.js';

/**
 * Returns the account of a request: the one named in x-wechat-appid, otherwise the default of the caller. An unknown
 * account and a forbidden one get the same error. An empty header counts as an unknown account, so that a caller who meant to name one
 * does not end up in another.
 * @throws {HttpRefusal} 403 FORBIDDEN, ACCOUNT_REQUIRED or ACCOUNT_NOT_AUTHORIZED
 */
export function accountOf(headers: IncomingHttpHeaders, caller: Caller, accounts: Accounts): Account {
  const named = headers['x-wechat-appid'];
  const account = named === undefined ? defaultOf(caller, accounts) : namedBy(String(named), caller, accounts);
  // Other accounts that lack an authorization may recover with the next call.
  if (account.authorization?.status === 'UNAUTHORIZED') {
    throw new HttpRefusal(
      403,
      'ACCOUNT_NOT_AUTHORIZED',
      'The merchant of this account has withdrawn its authorization. Let the merchant authorize again, or name another account in x-wechat-appid',
    );
  }
  return account;
}

function defaultOf(caller: Caller, accounts: Accounts): Account {
  const account = accounts.defaultOf(caller);
  if (account === undefined) {
    throw new HttpRefusal(403, 'ACCOUNT_REQUIRED', 'You may not use any account of this server');
  }
  return account;
}

function namedBy(appid: string, caller: Caller, accounts: Accounts): Account {
  const account = accounts.find(appid);
  if (account === undefined || !accounts.mayUse(caller, account)) {
    throw new HttpRefusal(403, 'FORBIDDEN', 'You may not use the account named in x-wechat-appid');
  }
  return account;
}
