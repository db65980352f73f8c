import { ArgsType, Field, ID, Int, ObjectType } from 'type-graphql';
import { MAX_PAGE, PageInfo, PageOrOffsetArgs, type PageRequest } from '../fetching/paging.js';
import { IsIdentifier, ListLength } from '../input/validation.js';
import { NonNull, Nullable } from '../types/field.decorators.js';
import { CARD_ID_BYTES } from './card.type.js';
import { CardStatusFilter, type CardStatusFilterName } from './card-enums.type.js';

@ArgsType()
export class CardArgs {
  @Field(() => ID, { description: 'The card_id, at most 32 bytes.' })
  @IsIdentifier(CARD_ID_BYTES)
  id!: string;
}

@ArgsType()
export class CardsByIdArgs {
  @Field(() => [ID], { description: '1 to 100 card_ids. A repeated one is answered at each place and fetched once.' })
  @ListLength(1, MAX_PAGE)
  @IsIdentifier(CARD_ID_BYTES, { each: true })
  ids!: string[];
}

@ArgsType()
export class CardsArgs extends PageOrOffsetArgs {
  @Field(() => [CardStatusFilter], { nullable: true, description: 'Only cards in these statuses; absent: in any.' })
  statuses?: CardStatusFilterName[] | null;
}

@ObjectType({ simpleResolvers: true, description: 'A card in a list.' })
export class CardEdge {
  @NonNull(() => ID, 'The card_id: there also where the node failed.')
  readonly cardId: string;

  readonly #page: PageRequest;
  readonly #index: number;

  constructor(page: PageRequest, index: number, cardId: string) {
    this.#page = page;
    this.#index = index;
    this.cardId = cardId;
  }

  @NonNull(() => String, 'Pass it as after to continue behind this card.')
  get cursor(): string {
    return this.#page.cursor(this.#index);
  }
}

@ObjectType({ simpleResolvers: true, description: "A page of the merchant's cards." })
export class CardConnection {
  @NonNull(() => [CardEdge], 'The cards with their cursors.')
  readonly edges: CardEdge[];

  @NonNull(() => PageInfo, 'Where the page stands.')
  readonly pageInfo: PageInfo;

  @Nullable(() => Int, "The platform's count of the merchant's cards; it may ignore statuses.")
  readonly totalCount: number | null;

  constructor(page: PageRequest, cardIds: readonly string[], totalCount: number | null) {
    this.edges = cardIds.map((cardId, index) => new CardEdge(page, index, cardId));
    this.pageInfo = new PageInfo(page, cardIds.length, totalCount);
    this.totalCount = totalCount;
  }
}
