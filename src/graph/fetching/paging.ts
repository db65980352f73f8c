import { createHash } from 'node:crypto';
import { ArgsType, Directive, Field, Int, ObjectType } from 'type-graphql';
import { badUserInput, IntegerBetween } from '../input/validation.js';
import { NonNull, Nullable } from '../types/field.decorators.js';

/** Entries of one page at the most. */
export const MAX_PAGE = 100;

const LAST_POSITION = 0x7fff_ffff;

@Directive('@shareable')
@ObjectType({ simpleResolvers: true, description: 'Where a page stands in its list.' })
export class PageInfo {
  @NonNull(() => Boolean, 'Whether more entries follow: the page is full and ends below the total.')
  readonly hasNextPage: boolean;

  @NonNull(() => Boolean, 'Whether entries stand before this page.')
  readonly hasPreviousPage: boolean;

  readonly #page: PageRequest;
  readonly #count: number;

  /**
   * @param count entries that came
   * @param total entries of the whole list; null when not told
   */
  constructor(page: PageRequest, count: number, total: number | null) {
    this.#page = page;
    this.#count = count;
    this.hasNextPage = count === page.first && (total === null || page.start + count < total);
    this.hasPreviousPage = page.start > 0;
  }

  @Nullable(() => String, 'Cursor of the first entry; null on an empty page.')
  get startCursor(): string | null {
    return this.#count > 0 ? this.#page.cursor(0) : null;
  }

  @Nullable(() => String, 'Cursor of the last entry: pass it as after for the next page. null on an empty page.')
  get endCursor(): string | null {
    return this.#count > 0 ? this.#page.cursor(this.#count - 1) : null;
  }
}

/** first and after, as every list takes them. */
@ArgsType()
export class PageArgs {
  @Field(() => Int, { defaultValue: 20, description: 'Entries on the page, 1 to 100.' })
  @IntegerBetween(1, MAX_PAGE)
  first!: number;

  @Field(() => String, {
    nullable: true,
    description: 'Continues after the entry with this cursor. Belongs to the arguments it was made with.',
  })
  after?: string | null;
}

/** Lists of the platform that page by position take a position as well. */
@ArgsType()
export class PageOrOffsetArgs extends PageArgs {
  @Field(() => Int, {
    nullable: true,
    description: 'Starts at this position, from 0, in place of after. The list can shift between two calls.',
  })
  @IntegerBetween(0, LAST_POSITION - MAX_PAGE)
  offset?: number | null;
}

/** A page that is asked for: from which position, how many, and how its cursors are written. */
export class PageRequest {
  readonly start: number;
  readonly first: number;
  readonly #name: string;
  #hash: string | undefined;

  /**
   * @param list what names the list and its filter: a cursor of another list or filter is refused
   * @throws {GraphQLError} BAD_USER_INPUT for a foreign cursor, and for after and offset together
   */
  constructor(list: readonly unknown[], { first, after, offset }: PageOrOffsetArgs | (PageArgs & { offset?: null })) {
    this.#name = JSON.stringify(list);
    this.first = first;
    if (after != null && offset != null) {
      throw badUserInput([{ field: ['after'], message: 'expected either after or offset, got both' }]);
    }
    this.start = after == null ? (offset ?? 0) : this.#positionAfter(after);
  }

  /** The cursor of an entry, by its place on the page from 0. */
  cursor(index: number): string {
    return Buffer.from(`${this.start + index}.${this.#list}`).toString('base64url');
  }

  /** The list in cursors. Many pages are asked for without any. */
  get #list(): string {
    this.#hash ??= createHash('sha256').update(this.#name).digest('base64url').slice(0, 12);
    return this.#hash;
  }

  #positionAfter(cursor: string): number {
    const match = /^(\d{1,10})\.([\w-]{12})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'));
    const position = Number(match?.[1]);
    if (match?.[2] !== this.#list || position > LAST_POSITION - MAX_PAGE) {
      const message = `expected a cursor that this field answered for the same arguments, got a text of ${cursor.length} characters`;
      throw badUserInput([{ field: ['after'], message }]);
    }
    return position + 1;
  }
}
