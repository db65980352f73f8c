import { ObjectType } from 'type-graphql';
import { NonNull } from '../types/field.decorators.js';
import { EventCursor } from '../types/scalars.js';
import { CardEvent } from './event.type.js';

@ObjectType({ simpleResolvers: true, description: 'A page of events, oldest first.' })
export class CardEventPage {
  @NonNull(() => [CardEvent], 'The events of this page.')
  readonly nodes: readonly CardEvent[];

  @NonNull(() => EventCursor, 'The place after this page, even if it is empty: pass it as `after` to continue.')
  readonly endCursor: string;

  @NonNull(
    () => Boolean,
    'Whether there may be more events now. If so, continue immediately, even if this page is short or empty because of the filter.',
  )
  readonly hasMore: boolean;

  constructor({ nodes, endCursor, hasMore }: Pick<CardEventPage, 'nodes' | 'endCursor' | 'hasMore'>) {
    this.nodes = nodes;
    this.endCursor = endCursor;
    this.hasMore = hasMore;
  }
}
