import { type GraphQLResolveInfo, responsePathAsArray } from 'graphql';
import type { CallOptions, Platform } from '../../platform/client.js';
import { card } from '../../platform/endpoints/card.js';
import { unusable } from '../../platform/envelope.js';
import { type Fetches, KeyedLoader } from '../fetching/keyed-loader.js';
import { Card } from './card.type.js';

/** A path in the response, as graphql-js passes it to resolvers. */
type ResponsePath = GraphQLResolveInfo['path'];

/** A path in the response whose value was served from the cache although it is stale. */
export interface StaleAnswer {
  readonly path: readonly (string | number)[];
  /** Seconds since the platform returned it. */
  readonly ageSeconds: number;
}

/** Maximum number of stale paths that are listed. Further ones are only counted, because a response may have a hundred thousand. */
const MAX_STALE = 100;

/** Loads cards by card_id. The result is null for a card that does not exist on the platform. */
export class CardLoader extends KeyedLoader<string, Card> {
  /** The first 100 paths that have stale cards. */
  readonly stale: StaleAnswer[] = [];
  /** Number of further paths that have stale cards. */
  staleOmitted = 0;

  constructor(platform: Platform, fetches: Fetches) {
    super(
      (id) => readCard(platform, id),
      (id) => id,
      fetches,
    );
  }

  /** Loads a card for a path in the response. */
  async show(id: string, path: ResponsePath): Promise<Card | null> {
    const card = await this.load(id);
    const ageSeconds = card?.staleSeconds;
    if (ageSeconds !== undefined) this.#recordStale(path, ageSeconds);
    return card;
  }

  /** Loads cards for a list in the response. Each card has its own promise, so a failure does not affect the others. */
  showAll(ids: readonly string[], list: ResponsePath): Promise<Card | null>[] {
    return ids.map((id, key) => this.show(id, { prev: list, key, typename: undefined }));
  }

  #recordStale(path: ResponsePath, ageSeconds: number): void {
    if (this.stale.length < MAX_STALE) this.stale.push({ path: responsePathAsArray(path), ageSeconds });
    else this.staleOmitted += 1;
  }
}

/** The call option for reads before and after a write, which bypass the cache. */
export const FRESH = { fresh: true } as const;

/**
 * Reads one card.
 * @throws {PlatformError} if the response has no card or the card does not exist
 */
export async function readCard(platform: Platform, id: string, options?: CallOptions): Promise<Card> {
  const response = await platform.call(card.get, { card_id: id }, options);
  const found = Card.from(id, response, platform.ageOf(response));
  if (found === null) throw unusable(card.get.path, 'card');
  return found;
}
