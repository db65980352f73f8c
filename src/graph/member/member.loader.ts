import type { Platform } from '../../platform/client.js';
import { member } from '../../platform/endpoints/member.js';
import { type Fetches, KeyedLoader } from '../fetching/keyed-loader.js';
import { MemberInfo } from './member.type.js';

export interface MemberKey {
  readonly cardId: string;
  readonly code: string;
}

/** Loads member profiles. A profile is null if no user holds the card with that code. */
export type MemberLoader = KeyedLoader<MemberKey, MemberInfo>;

export function createMemberLoader(platform: Platform, fetches: Fetches): MemberLoader {
  return new KeyedLoader(
    ({ cardId, code }) => {
      const request = { card_id: cardId, code };
      return platform.call(member.userinfoGet, request).then((answer) => MemberInfo.from(request, answer));
    },
    ({ cardId, code }) => JSON.stringify([cardId, code]),
    fetches,
  );
}
