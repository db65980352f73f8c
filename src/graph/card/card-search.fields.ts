import type { CardFields } from '../../search/card-fields.js';
import { Card } from './card.type.js';

/** Reads the fields by which a card is searched from a response of card/get. Returns undefined if the response has no card. */
export function searchFieldsOf(cardId: string, answer: Readonly<Record<string, unknown>>): CardFields | undefined {
  const card = Card.from(cardId, answer);
  if (card === null) return undefined;
  const { title, brandName, type, status, codeMode, stock, validity, createdAt, updatedAt } = card;
  const endsAt = validity?.type === 'FIXED_RANGE' ? validity.endsAt : null;
  return {
    ...{ title, brandName, type, status, codeMode },
    quantity: stock?.quantity ?? null,
    endsAt: endsAt?.getTime() ?? null,
    createdAt: createdAt?.getTime() ?? null,
    updatedAt: updatedAt?.getTime() ?? null,
  };
}
