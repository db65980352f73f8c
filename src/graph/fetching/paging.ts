import { createHash } from 'node:crypto';
import { ArgsType, Directive, Field, Int, ObjectType } from 'type-graphql';
import { badUserInput, IntegerBetween } from '../input/validation.js';
import { NonNull, Nullable } from '../types/field.decorators.js';

/** Maximum entries of one page. */
export const MAX_PAGE = 100;

const LAST_POSITION = 0x7fff_ffff;

@Directive('@shareable')
@ObjectType({ simpleResolvers: true, description: 'Position of a page in its list.' })
export class PageInfo {
  @NonNull(
    () => Boolean,
    'Whether more entries follow: true if the page is full and ends before the total count. In `cards` with `statuses`, ' +
      'which the total count ignores, the server reads one entry beyond the page instead.',
  )
  readonly hasNextPage: boolean;

  @NonNull(() => Boolean, 'Whether there are entries before this page.')
  readonly hasPreviousPage: boolean;

  readonly #page: PageRequest;
  readonly #count: number;

  /**
   * @param count entries on the page
   * @param total entries in the list; null if the platform does not report it
   * @param isFollowed whether an entry was found beyond a full page; undefined if the total decides
   */
  constructor(page: PageRequest, count: number, total: number | null, isFollowed?: boolean) {
    this.#page = page;
    this.#count = count;
    this.hasNextPage = count === page.first && (isFollowed ?? (total === null || page.start + count < total));
    this.hasPreviousPage = page.start > 0;
  }

  @Nullable(() => String, 'Cursor of the first entry. Null if the page is empty.')
  get startCursor(): string | null {
    return this.#count > 0 ? this.#page.cursor(0) : null;
  }

  @Nullable(
    () => String,
    'Cursor of the last entry: pass it as `after` to get the next page. Null if the page is empty.',
  )
  get endCursor(): string | null {
    return this.#count > 0 ? this.#page.cursor(this.#count - 1) : null;
  }
}

/** The arguments `first` and `after` of every list. */
@ArgsType()
export class PageArgs {
  @Field(() => Int, { defaultValue: 20, description: 'Maximum number of entries to return, 1 to 100.' })
  @IntegerBetween(1, MAX_PAGE)
  first!: number;

  @Field(() => String, {
    nullable: true,
    description: 'Cursor of the entry to continue after. Valid only with the arguments that it was returned for.',
  })
  after?: string | null;
}

/** The arguments of lists that the platform pages by position. */
@ArgsType()
export class PageOrOffsetArgs extends PageArgs {
  @Field(() => Int, {
    nullable: true,
    description:
      'Position of the first entry to return, from 0. Use instead of `after`. The list can shift between two calls.',
  })
  @IntegerBetween(0, LAST_POSITION - MAX_PAGE)
  offset?: number | null;
}

/** The requested page: its start, its length, and the format of its cursors. */
export class PageRequest {
  readonly start: number;
  readonly first: number;
  readonly #name: string;
  #hash: string | undefined;

  /**
   * @param list identifies the list and its filter: a cursor of another list or filter is rejected
   * @throws {GraphQLError} BAD_USER_INPUT for a cursor of another list, and for `after` and `offset` together
   */
  constructor(list: readonly unknown[], { first, after, offset }: PageOrOffsetArgs | (PageArgs & { offset?: null })) {
    this.#name = JSON.stringify(list);
    this.first = first;
    if (after != null && offset != null) {
      throw badUserInput([{ field: ['after'], message: 'expected either after or offset, got both' }]);
    }
    this.start = after == null ? (offset ?? 0) : this.#positionAfter(after);
  }

  /** Returns the cursor of an entry by its index on the page, from 0. */
  cursor(index: number): string {
    return Buffer.from(`${this.start + index}.${this.#list}`).toString('base64url');
  }

  /** The hash of the list in its cursors. Computed on first use, because many requests select no cursor. */
  get #list(): string {
    this.#hash ??= createHash('sha256').update(this.#name).digest('base64url').slice(0, 12);
    return this.#hash;
  }

  #positionAfter(cursor: string): number {
    const match = /^(\d{1,10})\.([\w-]{12})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'));
    const position = Number(match?.[1]);
    if (match?.[2] !== this.#list || position > LAST_POSITION - MAX_PAGE) {
      const message = `expected a cursor that this field returned for the same arguments, got a string of ${cursor.length} characters`;
      throw badUserInput([{ field: ['after'], message }]);
    }
    return position + 1;
  }
}
