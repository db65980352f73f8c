import type { WireCardType } from '../../platform/endpoints/card.wire.js';

/** The names of the card types in messages. Types with the same noun are listed together. */
const NAMES: Readonly<Record<WireCardType, readonly [kind: string, noun: string]>> = {
  GROUPON: ['groupon', 'coupons'],
  DISCOUNT: ['discount', 'coupons'],
  GIFT: ['gift', 'coupons'],
  CASH: ['cash', 'coupons'],
  GENERAL_COUPON: ['general', 'coupons'],
  MEMBER_CARD: ['member', 'cards'],
  SCENIC_TICKET: ['scenic', 'tickets'],
  MOVIE_TICKET: ['movie', 'tickets'],
  BOARDING_PASS: ['boarding', 'passes'],
  MEETING_TICKET: ['meeting', 'tickets'],
  BUS_TICKET: ['bus', 'tickets'],
};

const LIST = new Intl.ListFormat('en-GB', { type: 'conjunction' });

/** Returns the plural names of card types: `member cards`, or `groupon, gift and cash coupons`. */
export function namesOf(types: readonly WireCardType[]): string {
  const kindsByNoun = new Map<string, string[]>();
  for (const type of types) {
    const [kind, noun] = NAMES[type];
    kindsByNoun.set(noun, [...(kindsByNoun.get(noun) ?? []), kind]);
  }
  return LIST.format([...kindsByNoun].map(([noun, kinds]) => `${LIST.format(kinds)} ${noun}`));
}
