import type { SharedCard } from './account-sharing.js';
import { DELETED, type ReadFields } from './card-fields.js';
import type { CardIndex } from './card-index.js';

/** Returns whether a card was announced by a replica that had not been notified of a change of it. Deleted cards are never restored. */
export function isOutdated({ id, readAt, card }: SharedCard, cards: CardIndex, readFields: ReadFields): boolean {
  if (!cards.isStale(id)) return readAt < (cards.readAt(id) ?? 0);
  if (!cards.isDeleted(id) || card === undefined) return false;
  return readFields(id, { card: JSON.parse(card) })?.status !== DELETED;
}
