import { formatNumber, formatTime, formatYuan } from '../format.js';
import { events as en } from '../words/en/events.js';
import { inLanguage } from '../words/words.js';
import { events as zh } from '../words/zh/events.js';
import type { LoggedEvent } from './event-rows.js';

export const eventTexts = () => inLanguage({ en, zh });

/** Returns what happened, in words. */
export function eventText(event: LoggedEvent): string {
  const texts = eventTexts();
  switch (event.__typename) {
    case 'CardReviewedEvent':
      return event.passed ? texts.passed : joined(texts.rejected, event.reason && texts.reason(event.reason));
    case 'CardStockLowEvent':
      return joined(texts.stockLow, event.detail);
    case 'CodeClaimedEvent':
      if (event.restored) return texts.restored;
      if (event.gifted) return texts.claimedGift;
      return event.recommended ? texts.claimedRecommended : texts.claimed;
    case 'CodeGiftedEvent':
      if (event.returned) return texts.giftReturned;
      return event.toGroup ? texts.giftedGroup : texts.gifted;
    case 'CodeDeletedEvent':
      return texts.deleted;
    case 'CodeRedeemedEvent':
      return texts.sentence(texts.redeemed, texts.redeemedBy[event.source], ...placeOf(event.locationName));
    case 'CodePaidEvent': {
      const paid = event.fee === null ? texts.paidUnknown : texts.paid(formatYuan(event.fee.fen));
      return texts.sentence(paid, ...placeOf(event.locationName));
    }
    case 'MemberChangedEvent': {
      const { pointsChange, balanceChange } = event;
      const changes = joined(
        pointsChange ? texts.points(signed(pointsChange, formatNumber)) : '',
        balanceChange?.fen ? texts.balance(signed(balanceChange.fen, formatYuan)) : '',
      );
      return changes || texts.memberChanged;
    }
    case 'MemberSubmittedEvent':
      return texts.memberSubmitted;
    case 'CardViewedEvent':
      return texts.viewed;
    case 'ChatEnteredEvent':
      return texts.chatEntered;
    case 'CardEventGap':
      return texts.gap(formatTime(event.from), formatTime(event.to));
    default:
      return event.kindRaw === null ? texts.encrypted : texts.unknown(event.kindRaw);
  }
}

const joined = (...parts: readonly (string | null)[]) => parts.filter((part) => part).join(' ');

const placeOf = (name: string | null) => (name ? [eventTexts().at(name)] : []);

const signed = (change: number, format: (value: number) => string) =>
  `${change < 0 ? '−' : '+'}${format(Math.abs(change))}`;

/** Returns the code and the openid of the user of an event, if it has them. */
export function personOf(event: LoggedEvent): {
  readonly code: string | undefined;
  readonly openid: string | undefined;
} {
  return {
    code: 'code' in event ? event.code?.code : undefined,
    openid: 'user' in event ? event.user?.openid : undefined,
  };
}
