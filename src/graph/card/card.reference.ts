import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../context.js';
import { selectsMoreThan } from '../fetching/selection.js';
import { Card } from './card.type.js';

/** Resolves a reference to a card. The card is fetched only if the selection contains more than its keys. */
export function referencedCard(id: string, context: Context, info: GraphQLResolveInfo): Card | Promise<Card | null> {
  return selectsMore(context, info) ? context.loaders.card.show(id, info.path) : Card.reference(id);
}

/** Resolves the card of a mutation's payload. Returns null if the change was not committed. */
export function cardAfter(
  { cardId, userErrors }: { readonly cardId: string; readonly userErrors: readonly unknown[] },
  context: Context,
  info: GraphQLResolveInfo,
): Card | Promise<Card | null> | null {
  return userErrors.length > 0 ? null : referencedCard(cardId, context, info);
}

/** Resolves a list of references. The selection is inspected once. A card that fails does not affect the others. */
export function referencedCards(ids: readonly string[], context: Context, info: GraphQLResolveInfo) {
  return selectsMore(context, info)
    ? context.loaders.card.showAll(ids, info.path)
    : ids.map((id) => Card.reference(id));
}

/** Statistics require a separate scope. For a caller without it, selecting them does not fetch the card. */
function selectsMore({ caller }: Context, info: GraphQLResolveInfo): boolean {
  return selectsMoreThan(Card.keys, 'Card', info, caller.scopes);
}
