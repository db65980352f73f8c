import { testwhitelist, WHITELIST_MAX_PEOPLE } from '../../platform/endpoints/testwhitelist.js';
import type { HandlerGroup } from '../handler.js';
import { PlatformRefusal } from '../refusal.js';

/** The format of a WeChat id. The emulator has no usernames: every well-formed one counts as known (assumed). */
const USERNAME = /^[A-Za-z][\w-]{3,19}$/;

/** Handlers for the users who can claim cards under review. */
export const testwhitelistCalls: HandlerGroup<typeof testwhitelist> = {
  contract: testwhitelist,
  needsToken: true,
  handlers: {
    set: ({ request: { openid = [], username = [] }, state, commit }) => {
      if (openid.length + username.length > WHITELIST_MAX_PEOPLE) throw new PlatformRefusal(40097);
      const { codes, whitelist } = state;
      whitelist.set(
        openid.filter((each) => codes.of(each) !== undefined),
        username.filter((each) => USERNAME.test(each)),
      );
      commit();
      return {
        white_list_size: whitelist.size,
        success_openid: whitelist.openids,
        success_username: whitelist.usernames,
      };
    },
  },
};
