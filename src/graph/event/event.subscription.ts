import { Args, ArgsType, Field, Resolver, Root, Subscription } from 'type-graphql';
import type { Context } from '../context.js';
import { leaveToResolver, validateArguments } from '../input/validation.js';
import { EventCursor } from '../types/scalars.js';
import { EventFilter, eventsOff } from './event.page.js';
import { EventFilterArgs } from './event.resolver.js';
import { CardEventSource } from './event.source.js';
import { CardEvent } from './event.type.js';

@ArgsType()
class EventSubscriptionArgs extends EventFilterArgs {
  @Field(() => EventCursor, {
    nullable: true,
    description: 'The place to continue after. If omitted, only events that arrive from now on are delivered.',
  })
  after?: string | null;
}

/** Opens the source of a subscription. type-graphql neither converts nor validates its arguments. */
async function subscribe({
  args,
  context,
}: {
  readonly args: object;
  readonly context: Context;
}): Promise<CardEventSource> {
  const given = Object.assign(new EventSubscriptionArgs(), args);
  validateArguments(given);
  const { eventTail: tail, caller } = context;
  const filter = new EventFilter(given.kinds ?? undefined, given.cardIds ?? undefined, caller.scopes);
  if (tail === undefined) throw eventsOff();
  return CardEventSource.open({ tail, filter, after: given.after ?? undefined });
}

@Resolver()
export class EventSubscriptions {
  @Subscription(() => CardEvent, {
    nullable: true,
    subscribe,
    description:
      'Delivers events as the platform reports them: at least once, in order of arrival. Continue with the `cursor` of the last event after a ' +
      'disconnect. Events of the kinds `GAP` and `CHECKPOINT` are delivered regardless of the filter. `EVENTS_OFF` if the account receives no ' +
      'events, `EVENTS_CURSOR_EXPIRED` if events after the cursor were already removed.',
  })
  cardEvents(
    @Root() event: CardEvent,
    // They were validated by `subscribe`. Otherwise they would be validated again for each event.
    @Args(() => EventSubscriptionArgs, { validateFn: leaveToResolver }) _filter: EventSubscriptionArgs,
  ): CardEvent {
    return event;
  }
}
