import { type ClassicTokenRequest, token } from '../../platform/endpoints/token.js';
import type { HandlerGroup } from '../handler.js';
import { PlatformRefusal } from '../refusal.js';
import type { Accounts } from '../state/accounts.js';

/** Handlers of the two calls that return an access token. */
export const tokenCalls: HandlerGroup<typeof token> = {
  contract: token,
  needsToken: false,
  hasErrcode: false,
  handlers: {
    stable: ({ request, now, accounts, tokens }) => {
      checkCredentials(accounts, request);
      return tokens.stable(request.appid, request.force_refresh ?? false, now);
    },

    classic: ({ request, now, accounts, tokens }) => {
      checkCredentials(accounts, request);
      return tokens.classic(request.appid, now);
    },
  },
};

function checkCredentials(accounts: Accounts, request: ClassicTokenRequest): void {
  if (request.grant_type !== 'client_credential') throw new PlatformRefusal(40002);
  const account = accounts.get(request.appid);
  if (account === undefined) throw new PlatformRefusal(40013);
  if (account.secret !== request.secret) throw new PlatformRefusal(40125);
}
