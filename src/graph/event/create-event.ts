import type { LoggedEvent } from '../../events/event-log.js';
import type { CardEventKind as LoggedKind } from '../../events/kinds.js';
import {
  type CardEvent,
  CardEventGap,
  CardReviewedEvent,
  CardStockLowEvent,
  CardViewedEvent,
  ChatEnteredEvent,
  CodeClaimedEvent,
  CodeDeletedEvent,
  CodeGiftedEvent,
  CodePaidEvent,
  CodeRedeemedEvent,
  MemberChangedEvent,
  MemberSubmittedEvent,
  UnknownCardEvent,
} from './event.type.js';
import { EventFields } from './event-fields.js';

type CardEventClass = new (...parameters: ConstructorParameters<typeof CodeDeletedEvent>) => CardEvent;

const CLASSES: Readonly<Record<LoggedKind, CardEventClass>> = {
  REVIEWED: CardReviewedEvent,
  STOCK_LOW: CardStockLowEvent,
  CLAIMED: CodeClaimedEvent,
  GIFTED: CodeGiftedEvent,
  DELETED: CodeDeletedEvent,
  REDEEMED: CodeRedeemedEvent,
  PAID: CodePaidEvent,
  MEMBER_CHANGED: MemberChangedEvent,
  MEMBER_SUBMITTED: MemberSubmittedEvent,
  VIEWED: CardViewedEvent,
  CHAT_ENTERED: ChatEnteredEvent,
  UNKNOWN: UnknownCardEvent,
};

/** Creates the event of an entry of the log. */
export function cardEventFrom(event: LoggedEvent): CardEvent {
  if (event.gap !== undefined) return new CardEventGap(event, event.gap);
  if (event.body === undefined) return new UnknownCardEvent('UNKNOWN', event);
  const kind = isLoggedKind(event.kind) ? event.kind : 'UNKNOWN';
  return new CLASSES[kind](kind, event, fieldsOf(event, event.body));
}

/** The fields of events that are still referenced. All subscriptions of an account receive the same objects from its tail. */
const PARSED = new WeakMap<LoggedEvent, EventFields>();

function fieldsOf(event: LoggedEvent, body: string): EventFields {
  const parsed = PARSED.get(event) ?? EventFields.parse(body);
  PARSED.set(event, parsed);
  return parsed;
}

/** A newer version of the server may have stored other kinds. */
export function isLoggedKind(kind: string): kind is LoggedKind {
  return Object.hasOwn(CLASSES, kind);
}
