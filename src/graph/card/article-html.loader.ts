import type { Platform } from '../../platform/client.js';
import { mpnews } from '../../platform/endpoints/mpnews.js';
import { text } from '../../platform/wire.js';
import { type Fetches, KeyedLoader } from '../fetching/keyed-loader.js';

/** Loads the HTML of cards for articles, by card_id. */
export type ArticleHtmlLoader = KeyedLoader<string, string | null>;

export function createArticleHtmlLoader(platform: Platform, fetches: Fetches): ArticleHtmlLoader {
  return new KeyedLoader(
    async (cardId: string) => text((await platform.call(mpnews.gethtml, { card_id: cardId })).content),
    (cardId) => cardId,
    fetches,
  );
}
