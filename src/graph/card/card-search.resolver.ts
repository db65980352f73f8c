import { Args, Ctx, Query, Resolver } from 'type-graphql';
import type { Place } from '../../search/card-order.js';
import type { SearchFilter } from '../../search/card-table.js';
import { SearchCursors, SearchCursorUnknown } from '../../search/search-cursor.js';
import type { Context } from '../context.js';
import { badUserInput } from '../input/validation.js';
import { CardSearchConnection, SearchCardsArgs } from './card-search.type.js';

@Resolver()
export class CardSearchQueries {
  @Query(() => CardSearchConnection, {
    nullable: true,
    description:
      "Finds cards by text and filters in this server's index of the account's cards. Makes no upstream call, and neither do the nodes: the " +
      'server builds the index in the background, starting with the first search, and updates it after writes and events. `asOf` and `complete` state ' +
      'how recent and how complete it is.',
  })
  async searchCards(
    @Args(() => SearchCardsArgs) { first, after, sort, ...args }: SearchCardsArgs,
    @Ctx() { cardSearch, platform }: Context,
  ): Promise<CardSearchConnection> {
    const filter: SearchFilter = {
      text: args.text ?? undefined,
      types: distinct(args.types),
      statuses: distinct(args.statuses),
      codeModes: distinct(args.codeModes),
      stockAtMost: args.stockAtMost ?? undefined,
      endsBefore: args.endsBefore?.getTime(),
    };
    const cursors = new SearchCursors([filter, sort.by, sort.direction]);
    const page = { sort, first, after: after == null ? undefined : placeOf(cursors, after) };
    return new CardSearchConnection(await cardSearch.search(filter, page, platform.deadline), cursors);
  }
}

/** Returns the entries of a list once each, in a fixed order: lists with the same entries have the same cursors. */
function distinct<Entry extends string>(entries: readonly Entry[] | null | undefined): readonly Entry[] | undefined {
  return entries == null ? undefined : [...new Set(entries)].sort();
}

/** @throws {GraphQLError} BAD_USER_INPUT for a cursor of another search */
function placeOf(cursors: SearchCursors, cursor: string): Place {
  try {
    return cursors.parse(cursor);
  } catch (error) {
    if (!(error instanceof SearchCursorUnknown)) throw error;
    const message = `expected a cursor that this field returned for the same arguments, got a string of ${cursor.length} characters`;
    throw badUserInput([{ field: ['after'], message }]);
  }
}
