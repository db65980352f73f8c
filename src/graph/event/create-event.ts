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
  return new CLASSES[kind](kind, event, EventFields.parse(event.body));
}

/** A newer version of the server may have stored other kinds. */
export function isLoggedKind(kind: string): kind is LoggedKind {
  return Object.hasOwn(CLASSES, kind);
}
