import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../context.js';
import { selectsMoreThan } from '../fetching/selection.js';
import { Card } from './card.type.js';

/** A card that something else names: fetched only when the selection asks for more than the reference holds. */
export function referencedCard(id: string, context: Context, info: GraphQLResolveInfo): Card | Promise<Card | null> {
  return selectsMore(context, info) ? context.loaders.card.show(id, info.path) : Card.reference(id);
}

/** As `referencedCard`, for a list: its selection is looked at once, and one that fails is null alone. */
export function referencedCards(ids: readonly string[], context: Context, info: GraphQLResolveInfo) {
  return selectsMore(context, info)
    ? context.loaders.card.showAll(ids, info.path)
    : ids.map((id) => Card.reference(id));
}

/** A card's statistics need a scope of their own: for a caller without it they are no reason to fetch the card. */
function selectsMore({ caller }: Context, info: GraphQLResolveInfo): boolean {
  return selectsMoreThan(Card.keys, 'Card', info, caller.scopes);
}
