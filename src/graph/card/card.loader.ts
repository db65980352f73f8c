import type { CallOptions, Platform } from '../../platform/client.js';
import { card } from '../../platform/endpoints/card.js';
import { unusable } from '../../platform/envelope.js';
import { nullIfNotFound } from '../../platform/errors.js';
import { type Fetches, SingleLoader } from '../single-loader.js';
import { Card } from './card.type.js';

/** Cards by card_id: null for one that the platform does not know. */
export type CardLoader = SingleLoader<string, Card | null>;

export function createCardLoader(platform: Platform, fetches: Fetches): CardLoader {
  return new SingleLoader(
    (id) => nullIfNotFound(readCard(platform, id)),
    (id) => id,
    fetches,
  );
}

/** How a card is read around a write: from no cache. */
export const FRESH = { fresh: true } as const;

/**
 * Reads one card.
 * @throws {PlatformError} for whatever is no card, an unknown one included
 */
export async function readCard(platform: Platform, id: string, options?: CallOptions): Promise<Card> {
  const found = Card.from(id, await platform.call(card.get, { card_id: id }, options));
  if (found === null) throw unusable(card.get.path, 'card');
  return found;
}
