import type { WireCardType } from '../../platform/endpoints/card.wire.js';
import type { CodeSeed } from '../state/codes.js';
import { type DemoDays, demoCardId, demoOpenid } from './seed.js';

/** Custom codes of `pDEMO-general-coupon-0003` that the merchant deposited and that are not claimed. */
export const DEMO_DEPOSITED = ['QL-0101', 'QL-0102'].map((code) => ({
  cardId: demoCardId('GENERAL_COUPON', 3),
  code,
}));

/** Card types in the wallet of user 6, who holds two codes of each card. */
const MANY: readonly (readonly [WireCardType, number])[] = [
  ['GROUPON', 1],
  ['GROUPON', 2],
  ['DISCOUNT', 1],
  ['DISCOUNT', 2],
  ['GIFT', 1],
  ['CASH', 1],
  ['GENERAL_COUPON', 1],
  ['GENERAL_COUPON', 2],
  ['SCENIC_TICKET', 1],
  ['MOVIE_TICKET', 1],
  ['MEETING_TICKET', 1],
  ['BUS_TICKET', 1],
];

/**
 * Returns codes of coupons and tickets in every status, for users 1 to 6. Times are relative to the emulator's first day. The pending
 * gift is an exception: it starts when the account is created or reset, so that it is always pending.
 */
export function demoCodes(days: DemoDays): CodeSeed[] {
  const code = (
    number: number,
    [cardType, card]: readonly [WireCardType, number],
    user: number,
    receivedOn: number,
    rest: Partial<CodeSeed> = {},
  ): CodeSeed => ({
    code: String(100_000_000_000 + number),
    cardId: demoCardId(cardType, card),
    openid: demoOpenid(user),
    receivedAt: days.at(receivedOn),
    ...rest,
  });
  const custom = (name: string, user: number, rest: Partial<CodeSeed> = {}) =>
    code(0, ['GENERAL_COUPON', 3], user, -20, { code: name, ...rest });

  return [
    code(1, ['GROUPON', 1], 1, -12, { outerStr: 'store-tianhe', unionid: 'uDEMO-union-0001' }),
    code(2, ['CASH', 1], 1, -40, { status: 'CONSUMED', outerStr: '12b' }),
    // Valid for seven days from receipt, so it has expired.
    code(3, ['CASH', 2], 1, -30),
    code(4, ['GIFT', 1], 2, -5, { status: 'GIFTING' }),
    code(5, ['GIFT', 1], 2, -9, { status: 'GIFT_TIMEOUT' }),
    code(6, ['DISCOUNT', 1], 3, -15, { status: 'DELETE' }),
    code(7, ['GENERAL_COUPON', 1], 3, -25, { status: 'UNAVAILABLE' }),
    // Gifted to user 4, who holds the next code for it.
    code(8, ['GROUPON', 2], 3, -10, { status: 'GIFT_SUCC' }),
    code(9, ['GROUPON', 2], 4, -10),
    // A friends' voucher.
    code(10, ['DISCOUNT', 2], 2, -18, { outerStr: 'friends' }),
    // Valid from the day after the first, so not redeemable yet.
    code(11, ['GIFT', 1], 4, 0),
    code(12, ['SCENIC_TICKET', 1], 4, -3),
    code(13, ['MOVIE_TICKET', 1], 5, -6, { outerStr: 'box-office' }),
    code(14, ['BOARDING_PASS', 1], 5, -2),
    code(15, ['MEETING_TICKET', 1], 5, -8),
    code(16, ['BUS_TICKET', 1], 1, -1),
    // A code of a deleted card. Claimed codes stay valid; this one expired with the card's own range.
    code(17, ['GIFT', 3], 2, -210),
    custom('QL-0001', 1, { outerStr: 'key-account' }),
    custom('QL-0002', 2, { status: 'CONSUMED' }),
    custom('QL-0003', 5),
    custom('QL-0004', 3, { status: 'UNAVAILABLE' }),
    ...[...MANY, ...MANY].map((card, index) => code(101 + index, card, 6, -4 - (index % 3))),
  ];
}
