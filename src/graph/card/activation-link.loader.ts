import type { Platform } from '../../platform/client.js';
import { activation } from '../../platform/endpoints/activation.js';
import { unusable } from '../../platform/envelope.js';
import { PlatformError } from '../../platform/errors.js';
import { text } from '../../platform/wire.js';
import { type Fetches, KeyedLoader } from '../fetching/keyed-loader.js';
import { MemberActivationLink } from './activation-link.type.js';

/** A member card, optionally with a channel. */
interface LinkKey {
  readonly cardId: string;
  readonly channel?: string | undefined;
}

/** Loads the links to activation forms. The link of a card without one-tap activation is null. */
export type ActivationLinkLoader = KeyedLoader<LinkKey, MemberActivationLink | null>;

/** The errcode of a card whose `wx_activate` is off, which a cached card may not show yet. */
const NO_WX_ACTIVATE = 72026;

export function createActivationLinkLoader(platform: Platform, fetches: Fetches): ActivationLinkLoader {
  return new KeyedLoader(
    async ({ cardId, channel }: LinkKey) => {
      const request = { card_id: cardId, ...(channel === undefined ? {} : { outer_str: channel }) };
      try {
        const url = text((await platform.call(activation.geturl, request)).url)?.trim();
        if (!url) throw unusable(activation.geturl.path, 'url');
        return new MemberActivationLink(url);
      } catch (error) {
        if (error instanceof PlatformError && error.errcode === NO_WX_ACTIVATE) return null;
        throw error;
      }
    },
    ({ cardId, channel }) => JSON.stringify([cardId, channel]),
    fetches,
  );
}
