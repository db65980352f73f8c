import type { CallOptions, Platform } from '../../platform/client.js';
import { type MemberUserinfoGetRequest, member } from '../../platform/endpoints/member.js';
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
    ({ cardId, code }) => readMember(platform, { card_id: cardId, code }),
    ({ cardId, code }) => JSON.stringify([cardId, code]),
    fetches,
  );
}

/**
 * Reads one member.
 * @throws {PlatformError} also if no user holds the card with that code
 */
export async function readMember(
  platform: Platform,
  request: MemberUserinfoGetRequest,
  options?: CallOptions,
): Promise<MemberInfo> {
  return MemberInfo.from(request, await platform.call(member.userinfoGet, request, options));
}
