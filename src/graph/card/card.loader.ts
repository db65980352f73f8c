import { type GraphQLResolveInfo, responsePathAsArray } from 'graphql';
import type { CallOptions, Platform } from '../../platform/client.js';
import { card } from '../../platform/endpoints/card.js';
import { unusable } from '../../platform/envelope.js';
import { type Fetches, KeyedLoader } from '../fetching/keyed-loader.js';
import { Card } from './card.type.js';

/** A place of the answer, as it is on its way to it. */
type Place = GraphQLResolveInfo['path'];

/** A place of the answer that shows what was read earlier, since the platform was not asked now. */
export interface StaleAnswer {
  readonly path: readonly (string | number)[];
  /** Seconds since the platform gave it. */
  readonly ageSeconds: number;
}

/** How many stale places are listed. The others are only counted: a response may have a hundred thousand. */
const MAX_STALE = 100;

/** Cards by card_id: null for one that the platform does not know. */
export class CardLoader extends KeyedLoader<string, Card> {
  /** Where stale cards were shown: the first 100 places. */
  readonly stale: StaleAnswer[] = [];
  /** Further places that show stale cards. */
  staleOmitted = 0;

  constructor(platform: Platform, fetches: Fetches) {
    super(
      (id) => readCard(platform, id),
      (id) => id,
      fetches,
    );
  }

  /** The card, for this place of the answer. */
  async show(id: string, place: Place): Promise<Card | null> {
    const card = await this.load(id);
    const ageSeconds = card?.staleSeconds;
    if (ageSeconds !== undefined) this.#noteStale(place, ageSeconds);
    return card;
  }

  /** The cards, for this list of the answer; one that fails is null alone. */
  showAll(ids: readonly string[], list: Place): Promise<Card | null>[] {
    return ids.map((id, key) => this.show(id, { prev: list, key, typename: undefined }));
  }

  #noteStale(place: Place, ageSeconds: number): void {
    if (this.stale.length < MAX_STALE) this.stale.push({ path: responsePathAsArray(place), ageSeconds });
    else this.staleOmitted += 1;
  }
}

/** How a card is read around a write: from no cache. */
export const FRESH = { fresh: true } as const;

/**
 * Reads one card.
 * @throws {PlatformError} for whatever is no card, an unknown one included
 */
export async function readCard(platform: Platform, id: string, options?: CallOptions): Promise<Card> {
  const answer = await platform.call(card.get, { card_id: id }, options);
  const found = Card.from(id, answer, platform.ageOf(answer));
  if (found === null) throw unusable(card.get.path, 'card');
  return found;
}
