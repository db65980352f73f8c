import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { CARD_TYPES, MAX_STOCK } from '../../platform/endpoints/card.wire.js';
import type { FoundCard } from '../../search/card-index.js';
import type { CoveredResult } from '../../search/card-indexes.js';
import type { Direction, Sort, SortKey } from '../../search/card-order.js';
import type { SearchCursors } from '../../search/search-cursor.js';
import { PageArgs, PageInfo } from '../fetching/paging.js';
import { Constraint, FilterLength, IntegerBetween } from '../input/validation.js';
import { ListOfNullable, NonNull, Nullable } from '../types/field.decorators.js';
import { DateTime } from '../types/scalars.js';
import { Card } from './card.type.js';
import {
  CardStatusFilter,
  type CardStatusFilterName,
  CardTypeFilter,
  type CardTypeName,
  cardStatuses,
} from './card-enums.type.js';
import { CardCodeModeInput, type CodeModeName } from './create/code-mode.input.js';

/** Maximum length of the text of a search, characters. */
const MAX_TEXT = 256;

export const CardSortBy = {
  CREATED_AT: 'CREATED_AT',
  UPDATED_AT: 'UPDATED_AT',
  TITLE: 'TITLE',
  STOCK: 'STOCK',
  ENDS_AT: 'ENDS_AT',
} as const satisfies Record<SortKey, SortKey>;
registerEnumType(CardSortBy, {
  name: 'CardSortBy',
  description: 'Value by which cards are sorted. Cards without the value come last in both directions.',
  valuesConfig: {
    CREATED_AT: { description: 'By `createdAt`.' },
    UPDATED_AT: { description: 'By `updatedAt`.' },
    TITLE: {
      description:
        'By the first 64 characters of `title`, by code point, ignoring case and width. Chinese titles are not sorted by pronunciation.',
    },
    STOCK: { description: 'By `stock.quantity`.' },
    ENDS_AT: { description: 'By `validity.endsAt` of a fixed range.' },
  },
});

export const CardSortDirection = {
  ASCENDING: 'ASCENDING',
  DESCENDING: 'DESCENDING',
} as const satisfies Record<Direction, Direction>;
registerEnumType(CardSortDirection, {
  name: 'CardSortDirection',
  description: 'Direction in which cards are sorted.',
  valuesConfig: {
    ASCENDING: { description: 'Smallest or earliest first.' },
    DESCENDING: { description: 'Largest or latest first.' },
  },
});

@InputType({ description: 'Order of the cards of a search. Cards with equal values are sorted by their id.' })
export class CardSortInput implements Sort {
  @Field(() => CardSortBy, { description: 'Value by which cards are sorted.' })
  by!: SortKey;

  @Field(() => CardSortDirection, { defaultValue: CardSortDirection.ASCENDING, description: 'Direction.' })
  direction!: Direction;
}

@ArgsType()
export class SearchCardsArgs extends PageArgs {
  @Field(() => String, {
    nullable: true,
    description:
      'Words that a card must contain in `title`, `brandName` or `id`, separated by spaces, at most 256 characters. Each is found as a ' +
      'substring in any script, ignoring case and width. If omitted or empty, all cards.',
  })
  @Constraint({
    name: 'textLimit',
    code: 'FIELD_TOO_LONG',
    expected: `text of at most ${MAX_TEXT} characters`,
    holds: (value) => value === null || (typeof value === 'string' && value.length <= MAX_TEXT),
  })
  text?: string | null;

  @Field(() => [CardTypeFilter], {
    nullable: true,
    description: 'Types of the cards to find. If omitted, all types. An empty list is rejected.',
  })
  @FilterLength(CARD_TYPES.length, 'types')
  types?: CardTypeName[] | null;

  @Field(() => [CardStatusFilter], {
    nullable: true,
    description: 'Statuses of the cards to find. If omitted, all statuses except `DELETED`. An empty list is rejected.',
  })
  @FilterLength(cardStatuses.names().length, 'statuses except DELETED')
  statuses?: CardStatusFilterName[] | null;

  @Field(() => [CardCodeModeInput], {
    nullable: true,
    description: 'Sources of the codes of the cards to find. If omitted, all sources. An empty list is rejected.',
  })
  @FilterLength(Object.keys(CardCodeModeInput).length, 'code modes')
  codeModes?: CodeModeName[] | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Finds cards whose `stock.quantity` is at most this, 0 to 100,000,000.',
  })
  @IntegerBetween(0, MAX_STOCK)
  stockAtMost?: number | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Finds cards with a fixed range of validity that ends before this.',
  })
  endsBefore?: Date | null;

  @Field(() => CardSortInput, {
    defaultValue: { by: CardSortBy.UPDATED_AT, direction: CardSortDirection.DESCENDING },
    description: 'Order of the cards.',
  })
  sort!: CardSortInput;
}

@ObjectType({ simpleResolvers: true, description: 'A card that a search found, with its cursor.' })
export class CardSearchEdge {
  readonly #found: FoundCard;
  readonly #cursors: SearchCursors;
  #node: Card | null | undefined;

  constructor(found: FoundCard, cursors: SearchCursors) {
    this.#found = found;
    this.#cursors = cursors;
  }

  @NonNull(
    () => String,
    'Cursor of this card. Pass it as `after` to continue after the card. It stays valid if the card changes.',
  )
  get cursor(): string {
    return this.#cursors.format(this.#found.place);
  }

  @NonNull(() => ID, 'Id of the card.')
  get cardId(): string {
    return this.#found.id;
  }

  @Nullable(() => Card, 'The card from the index. Its fields make no call unless their description states one.')
  get node(): Card | null {
    this.#node ??= Card.from(this.#found.id, { card: JSON.parse(this.#found.json.toString()) });
    return this.#node;
  }
}

@ObjectType({ simpleResolvers: true, description: 'A page of the cards that a search found.' })
export class CardSearchConnection {
  @NonNull(() => [CardSearchEdge], 'The cards of the page, with their cursors.')
  readonly edges: CardSearchEdge[];

  @NonNull(() => Int, 'Number of the cards that the search found, on all pages.')
  readonly totalCount: number;

  @NonNull(
    () => DateTime,
    'The cards are at least as recent as this: when the oldest part of the index was read, the listing or a card.',
  )
  readonly asOf: Date;

  @NonNull(
    () => Boolean,
    'Whether the index has all cards of the account. False while it is being built, and if the account has more cards than the index may ' +
      'hold: the search does not find the missing cards.',
  )
  readonly complete: boolean;

  @NonNull(() => Int, 'Number of cards in the index, including deleted ones.')
  readonly indexedCards: number;

  readonly #result: CoveredResult;

  constructor(result: CoveredResult, cursors: SearchCursors) {
    this.edges = result.cards.map((found) => new CardSearchEdge(found, cursors));
    this.totalCount = result.totalCount;
    this.asOf = new Date(result.asOf);
    this.complete = result.isComplete;
    this.indexedCards = result.indexedCards;
    this.#result = result;
  }

  @ListOfNullable(() => [Card], 'The cards of the page, without cursors.')
  get nodes(): (Card | null)[] {
    return this.edges.map(({ node }) => node);
  }

  @NonNull(() => PageInfo, 'Position of the page among the cards that the search found.')
  get pageInfo(): Pick<PageInfo, 'hasNextPage' | 'hasPreviousPage' | 'startCursor' | 'endCursor'> {
    const { hasNextPage, hasPreviousPage } = this.#result;
    const startCursor = this.edges[0]?.cursor ?? null;
    return { hasNextPage, hasPreviousPage, startCursor, endCursor: this.edges.at(-1)?.cursor ?? null };
  }
}
