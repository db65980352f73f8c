import type { GraphQLResolveInfo } from 'graphql';
import { Args, ArgsType, Ctx, Field, FieldResolver, ID, Info, Int, Query, Resolver, Root } from 'type-graphql';
import { CARD_EVENT_KINDS, type CardEventKind } from '../../events/kinds.js';
import { referencedCard } from '../card/card.reference.js';
import { CARD_ID_BYTES, Card } from '../card/card.type.js';
import { referencedCode } from '../code/code.reference.js';
import { Code } from '../code/code.type.js';
import type { Context } from '../context.js';
import { MAX_PAGE } from '../fetching/paging.js';
import { FilterLength, IntegerBetween, IsIdentifier } from '../input/validation.js';
import { EventCursor } from '../types/scalars.js';
import { EventFilter, readPage } from './event.page.js';
import { CardEvent, CodeEvent } from './event.type.js';
import { CardEventKindFilter } from './event-kinds.type.js';
import { CardEventPage } from './event-page.type.js';

/** Maximum number of cards by which events can be filtered. */
const MAX_CARD_IDS = 100;

/** The arguments that select events. */
@ArgsType()
export class EventFilterArgs {
  @Field(() => [CardEventKindFilter], {
    nullable: true,
    description:
      'Kinds of the events to return. Rejected with `FORBIDDEN` if the caller lacks a scope for one of them. If omitted, all kinds that ' +
      'the caller has the scopes for. An empty list is rejected.',
  })
  @FilterLength(CARD_EVENT_KINDS.length, 'kinds')
  kinds?: CardEventKind[] | null;

  @Field(() => [ID], {
    nullable: true,
    description: 'The `card_id` of the cards whose events to return, 1 to 100. If omitted, all cards.',
  })
  @FilterLength(MAX_CARD_IDS, 'cards')
  @IsIdentifier(CARD_ID_BYTES, { each: true })
  cardIds?: string[] | null;
}

@ArgsType()
class CardEventsArgs extends EventFilterArgs {
  @Field(() => EventCursor, {
    nullable: true,
    description: 'The place to continue after. If omitted, the page begins with the oldest event of the log.',
  })
  after?: string | null;

  @Field(() => Int, {
    defaultValue: 50,
    description:
      'Maximum number of events to return, 0 to 100. 0 returns no events, and the place after the newest event as `endCursor`.',
  })
  @IntegerBetween(0, MAX_PAGE)
  first!: number;
}

@Resolver()
export class EventQueries {
  @Query(() => CardEventPage, {
    nullable: true,
    description:
      'The events that the platform reported after a cursor, oldest first. Makes no upstream call. Events of the kind `GAP` are returned ' +
      'regardless of the filter. To combine events with a read of the present state, first take the cursor of `first: 0`, then read the state. ' +
      '`EVENTS_OFF` if the account receives no events, `EVENTS_CURSOR_EXPIRED` if events after the cursor were already removed.',
  })
  cardEvents(
    @Args(() => CardEventsArgs) { after, first, kinds, cardIds }: CardEventsArgs,
    @Ctx() { events, caller }: Context,
  ): Promise<CardEventPage> {
    const filter = new EventFilter(kinds ?? undefined, cardIds ?? undefined, caller.scopes);
    return readPage(events, { after: after ?? undefined, first, filter });
  }
}

@Resolver(() => CardEvent)
export class CardEventFields {
  @FieldResolver(() => Card, {
    nullable: true,
    description: 'The card that the event is about. Calls `card/get` if the selection needs more than `id`.',
  })
  card(@Root() { cardId }: CardEvent, @Ctx() context: Context, @Info() info: GraphQLResolveInfo) {
    return cardId === null ? null : referencedCard(cardId, context, info);
  }
}

@Resolver(() => CodeEvent)
export class CodeEventFields {
  @FieldResolver(() => Code, {
    nullable: true,
    description:
      'The code that the event is about, as it is now. Null if the event does not name it. Calls `code/get` if the selection needs more ' +
      'than the keys. Platform: `UserCardCode`.',
  })
  code(@Root() { cardId, codeValue }: CodeEvent, @Ctx() context: Context, @Info() info: GraphQLResolveInfo) {
    return cardId === null || codeValue === null ? null : referencedCode(cardId, codeValue, context, info);
  }
}
