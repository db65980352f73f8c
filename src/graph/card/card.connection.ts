import { ArgsType, Field, ID, Int, ObjectType } from 'type-graphql';
import { MAX_PAGE, PageInfo, PageOrOffsetArgs, type PageRequest } from '../fetching/paging.js';
import { Constraint, IsIdentifier, ListLength } from '../input/validation.js';
import { NonNull, Nullable } from '../types/field.decorators.js';
import { CARD_ID_BYTES } from './card.type.js';
import { CardStatusFilter, type CardStatusFilterName, cardStatuses } from './card-enums.type.js';

@ArgsType()
export class CardArgs {
  @Field(() => ID, { description: 'Id of the card. At most 32 bytes of UTF-8. Platform: `card_id`.' })
  @IsIdentifier(CARD_ID_BYTES)
  id!: string;
}

@ArgsType()
export class CardsByIdArgs {
  @Field(() => [ID], {
    description:
      'At most 100 card ids of at most 32 bytes of UTF-8 each. A repeated id is fetched once and returned at each of its ' +
      'positions. Platform: `card_id`.',
  })
  @ListLength(0, MAX_PAGE)
  @IsIdentifier(CARD_ID_BYTES, { each: true })
  ids!: string[];
}

@ArgsType()
export class CardsArgs extends PageOrOffsetArgs {
  @Field(() => [CardStatusFilter], {
    nullable: true,
    description:
      'Statuses of the cards to return: one or more. All statuses if omitted. An empty list is rejected. Platform: `status_list`.',
  })
  @Constraint({
    name: 'notEmpty',
    code: 'INVALID_INPUT',
    expected: `one or more of ${cardStatuses.names().join(', ')}, or no list for all statuses`,
    holds: (value) => value === null || (Array.isArray(value) && value.length > 0),
  })
  statuses?: CardStatusFilterName[] | null;
}

@ObjectType({ simpleResolvers: true, description: 'A card in a page, with its cursor.' })
export class CardEdge {
  @NonNull(() => ID, 'Id of the card, available even if `node` failed.')
  readonly cardId: string;

  readonly #page: PageRequest;
  readonly #index: number;

  constructor(page: PageRequest, index: number, cardId: string) {
    this.#page = page;
    this.#index = index;
    this.cardId = cardId;
  }

  @NonNull(() => String, 'Cursor of this card. Pass it as `after` to continue after the card.')
  get cursor(): string {
    return this.#page.cursor(this.#index);
  }
}

@ObjectType({ simpleResolvers: true, description: "A page of the merchant's cards." })
export class CardConnection {
  @NonNull(() => [CardEdge], 'The cards of the page, with their cursors.')
  readonly edges: CardEdge[];

  @NonNull(() => PageInfo, 'Position of the page in the list.')
  readonly pageInfo: PageInfo;

  @Nullable(
    () => Int,
    "Number of the merchant's cards, as counted by the platform. It may ignore `statuses`. Platform: `total_num`.",
  )
  readonly totalCount: number | null;

  /** @param isFollowed whether a card was found beyond a full page; undefined if the total count decides */
  constructor(page: PageRequest, cardIds: readonly string[], totalCount: number | null, isFollowed?: boolean) {
    this.edges = cardIds.map((cardId, index) => new CardEdge(page, index, cardId));
    this.pageInfo = new PageInfo(page, cardIds.length, totalCount, isFollowed);
    this.totalCount = totalCount;
  }
}
