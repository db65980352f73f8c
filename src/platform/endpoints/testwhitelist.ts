import { endpoint } from '../endpoint.js';

/** Maximum number of people on both lists together. Source: creating-cards: Set the test white list. */
export const WHITELIST_MAX_PEOPLE = 10;

export interface TestWhitelistSetRequest {
  openid?: string[];
  /** WeChat ids. */
  username?: string[];
}
/** All fields are observed. */
export interface TestWhitelistSetAnswer {
  white_list_size: number;
  /** The people who are on the list now. Unknown ones are left out. */
  success_openid: string[];
  success_username: string[];
}

/** Endpoints for the users who can claim cards that are under review. */
export const testwhitelist = {
  /** Replaces both lists. A repeat does no harm, and no call reads the lists. */
  set: endpoint<TestWhitelistSetRequest, TestWhitelistSetAnswer>({
    path: '/card/testwhitelist/set',
    method: 'POST',
    effect: 'write',
    request: { openid: { type: 'string[]' }, username: { type: 'string[]' } },
    errcodes: [40003, 40097],
    source: 'creating-cards: Set the test white list',
  }),
};
