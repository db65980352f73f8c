import DataLoader from 'dataloader';
import type { Platform } from '../../platform/client.js';
import { card } from '../../platform/endpoints/card.js';
import { unusable } from '../../platform/envelope.js';
import { PlatformError } from '../../platform/errors.js';
import { Card } from './card.type.js';

/** Cards of one request by card_id: null for one that the platform does not know. */
export type CardLoader = DataLoader<string, Card | null>;

/**
 * The platform has no call for several cards. Without batches each card resolves as its own answer arrives; what the
 * loader adds is that one request fetches a card once.
 */
export function createCardLoader(platform: Platform): CardLoader {
  return new DataLoader(async (ids) => [await fetchCard(platform, ids[0] as string)], { batch: false });
}

async function fetchCard(platform: Platform, id: string): Promise<Card | null | Error> {
  try {
    return await readCard(platform, id);
  } catch (error) {
    if (error instanceof PlatformError && error.kind === 'notFound') return null;
    return error as Error;
  }
}

/**
 * Reads one card.
 * @throws {PlatformError} for whatever is no card, an unknown one included
 */
export async function readCard(platform: Platform, id: string): Promise<Card> {
  const found = Card.from(id, await platform.call(card.get, { card_id: id }));
  if (found === null) throw unusable(card.get.path, 'card');
  return found;
}
