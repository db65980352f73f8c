import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, FieldResolver, Info, Query, Resolver, Root } from 'type-graphql';
import { card } from '../../platform/endpoints/card.js';
import { BATCHGET_MAX_COUNT } from '../../platform/endpoints/card.wire.js';
import { unusable } from '../../platform/envelope.js';
import { int, texts } from '../../platform/wire.js';
import type { Context } from '../context.js';
import { PageRequest } from '../fetching/paging.js';
import { selects } from '../fetching/selection.js';
import { leaveToResolver } from '../input/validation.js';
import { readFirst } from '../mutation/perform-write.js';
import { RedeemGift } from './advanced-info.type.js';
import { CardArgs, CardConnection, CardEdge, CardsArgs, CardsByIdArgs } from './card.connection.js';
import { FRESH, readCard } from './card.loader.js';
import { CardUpdatePreview } from './card.payload.js';
import { referencedCard, referencedCards } from './card.reference.js';
import { Card } from './card.type.js';
import { cardStatuses } from './card-enums.type.js';
import { MemberMessageOperation } from './member-card.type.js';
import { UpdateCardInput } from './update/update-card.input.js';
import { planUpdate, validateUpdate } from './update/update-plan.js';

/** Coordinates on the way to the field that needs a read beyond the page. */
const HAS_NEXT_PAGE = ['CardConnection.pageInfo', 'PageInfo.hasNextPage'] as const;

const UPDATE = { validateFn: leaveToResolver, description: 'The card and the changes to preview.' };

@Resolver()
export class CardQueries {
  @Query(() => Card, {
    nullable: true,
    description: 'Returns a card by its id, or `null` if it does not exist on the platform. Calls `card/get`.',
  })
  card(
    @Args(() => CardArgs) { id }: CardArgs,
    @Ctx() { loaders }: Context,
    @Info() { path }: GraphQLResolveInfo,
  ): Promise<Card | null> {
    return loaders.card.show(id, path);
  }

  @Query(() => [Card], {
    nullable: 'itemsAndList',
    description:
      'Returns several cards in the order of `ids`. An entry is `null` if the card does not exist on the platform. Calls ' +
      '`card/get` once per distinct id. An empty list of ids returns an empty list without a call.',
  })
  cardsById(
    @Args(() => CardsByIdArgs) { ids }: CardsByIdArgs,
    @Ctx() { loaders }: Context,
    @Info() { path }: GraphQLResolveInfo,
  ): Promise<Card | null>[] {
    return loaders.card.showAll(ids, path);
  }

  @Query(() => CardConnection, {
    nullable: true,
    description:
      "Returns the merchant's cards in the platform's order. Calls `card/batchget` once per 50 cards, and `card/get` once " +
      'per node if the selection contains more than `id`. With `statuses` and `hasNextPage`, a full page of 50 or 100 ' +
      'needs one more `card/batchget`.',
  })
  async cards(
    @Args(() => CardsArgs) { statuses, ...pageArgs }: CardsArgs,
    @Ctx() { platform }: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<CardConnection> {
    const filter = statuses == null ? undefined : [...new Set(statuses)].sort();
    const page = new PageRequest(['cards', filter], pageArgs);
    const statusList = filter && { status_list: filter.map((status) => cardStatuses.write(status)) };
    // The platform's total ignores `statuses`, so only a card beyond the page proves that more follow.
    const readsBeyond = filter !== undefined && selects(HAS_NEXT_PAGE, info);
    const read = async (offset: number, count: number) => {
      const response = await platform.call(card.batchget, { offset: page.start + offset, count, ...statusList });
      if (!Array.isArray(response.card_id_list)) throw unusable(card.batchget.path, 'card_id_list');
      // Limit the result to the requested number of ids, because each may cost a call.
      return { cardIds: texts(response.card_id_list).slice(0, count), total: int(response.total_num) };
    };
    // One id more than the page, if the last call has room for it.
    const wanted = readsBeyond && page.first % BATCHGET_MAX_COUNT !== 0 ? page.first + 1 : page.first;
    const responses = await Promise.all(
      Array.from({ length: Math.ceil(wanted / BATCHGET_MAX_COUNT) }, (_, index) => {
        const offset = index * BATCHGET_MAX_COUNT;
        return read(offset, Math.min(BATCHGET_MAX_COUNT, wanted - offset));
      }),
    );
    const found = responses.flatMap(({ cardIds }) => cardIds);
    const total = responses[0]?.total ?? null;
    if (!readsBeyond) return new CardConnection(page, found, total);
    if (wanted === page.first && found.length === wanted) found.push(...(await read(wanted, 1)).cardIds);
    return new CardConnection(page, found.slice(0, page.first), total, found.length > page.first);
  }

  @Query(() => CardUpdatePreview, {
    nullable: true,
    description:
      'Previews an update without executing it: the fields that would send the card back to review, and the errors. Calls ' +
      '`card/get`. Ignores `idempotencyKey`.',
  })
  async previewCardUpdate(
    @Arg('input', () => UpdateCardInput, UPDATE) input: UpdateCardInput,
    @Ctx() { platform }: Context,
  ): Promise<CardUpdatePreview> {
    const plan = planUpdate(input);
    if (plan.errors.length > 0) return new CardUpdatePreview(plan.errors);
    const before = await readFirst(readCard(platform, input.cardId, FRESH));
    if (before.userErrors) return new CardUpdatePreview(before.userErrors);
    const { errors, reviewFields } = validateUpdate(plan, before.value.raw, input.allowReview);
    return new CardUpdatePreview(errors, reviewFields);
  }
}

@Resolver(() => CardConnection)
export class CardConnectionFields {
  @FieldResolver(() => [Card], {
    nullable: 'items',
    description:
      'The cards of the page, without cursors. An entry is `null` if that card cannot be read or no longer exists.',
  })
  nodes(@Root() { edges }: CardConnection, @Ctx() context: Context, @Info() info: GraphQLResolveInfo) {
    return referencedCards(
      edges.map(({ cardId }) => cardId),
      context,
      info,
    );
  }
}

@Resolver(() => CardEdge)
export class CardEdgeFields {
  @FieldResolver(() => Card, {
    nullable: true,
    description: 'The card, or `null` if it cannot be read or no longer exists.',
  })
  node(@Root() { cardId }: CardEdge, @Ctx() context: Context, @Info() info: GraphQLResolveInfo) {
    return referencedCard(cardId, context, info);
  }
}

@Resolver(() => RedeemGift)
export class RedeemGiftFields {
  @FieldResolver(() => Card, { nullable: true, description: 'The card that the friend receives.' })
  card(@Root() { cardId }: RedeemGift, @Ctx() context: Context, @Info() info: GraphQLResolveInfo) {
    return referencedCard(cardId, context, info);
  }
}

@Resolver(() => MemberMessageOperation)
export class MemberMessageOperationFields {
  @FieldResolver(() => [Card], {
    nullable: 'items',
    description: 'The cards that the member can claim, in the order of `cardIds`.',
  })
  cards(@Root() { cardIds }: MemberMessageOperation, @Ctx() context: Context, @Info() info: GraphQLResolveInfo) {
    return referencedCards(cardIds, context, info);
  }
}
