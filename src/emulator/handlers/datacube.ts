import { dateOfDay } from '../../platform/china-time.js';
import {
  type BizuinRow,
  type CardinfoRow,
  datacube,
  type MembercarddetailRow,
  type MembercardinfoRow,
  STATS_CARD_TYPES,
  type StatsCounts,
} from '../../platform/endpoints/datacube.js';
import type { HandlerGroup } from '../handler.js';
import { type DayCounts, rowsOf, type StatsSeed, sumsOf, windowOf } from '../state/stats.js';

/** Daily statistics, ordered by day and then by card. Numbers of users are summed over cards (assumed). */
export const datacubeCalls: HandlerGroup<typeof datacube> = {
  contract: datacube,
  needsToken: true,
  hasErrcode: false,
  handlers: {
    getcardbizuininfo: ({ request, state, now }) => {
      const window = windowOf(request, now);
      const cards = state.stats.all().filter(isFrom(request.cond_source));
      return { list: sumsOf(cards, window).map(({ day, counts }) => voucherRow(day, counts)) };
    },

    getcardcardinfo: ({ request, state, now }) => {
      const window = windowOf(request, now);
      const cards = request.card_id ? state.stats.of(state.cards.require(request.card_id).id) : state.stats.all();
      const vouchers = cards.filter(isFrom(request.cond_source)).filter((seed) => cardTypeOf(seed) >= 0);
      return { list: rowsOf(vouchers, window).map(({ day, seed, counts }) => couponRow(day, seed, counts)) };
    },

    getcardmembercardinfo: ({ request, state, now }) => {
      const window = windowOf(request, now);
      const cards = state.stats.all().filter(isMemberCard).filter(isFrom(request.cond_source));
      return { list: sumsOf(cards, window).map(({ day, counts }) => memberRow(day, counts)) };
    },

    getcardmembercarddetail: ({ request, state, now }) => {
      const window = windowOf(request, now);
      // The document specifies cards "made by API". The emulator also returns rows of cards created on the console (assumed).
      const cards = state.stats.of(state.cards.require(request.card_id).id).filter(isMemberCard);
      return { list: rowsOf(cards, window).map(({ day, seed, counts }) => memberDetailRow(day, seed, counts)) };
    },
  },
};

function isFrom(condSource: number): (seed: StatsSeed) => boolean {
  return (seed) => seed.condSource === condSource;
}

function isMemberCard({ cardType }: StatsSeed): boolean {
  return cardType === 'MEMBER_CARD';
}

/** Returns the number of a type of free coupon, or -1 for a type that the call does not cover. */
function cardTypeOf({ cardType }: StatsSeed): number {
  return STATS_CARD_TYPES.indexOf(cardType);
}

function commonCounts(day: number, counts: DayCounts): StatsCounts {
  const { view_cnt, view_user, receive_cnt, receive_user, verify_cnt, verify_user } = counts;
  return { ref_date: dateOfDay(day), view_cnt, view_user, receive_cnt, receive_user, verify_cnt, verify_user };
}

function voucherRow(day: number, counts: DayCounts): BizuinRow {
  const { given_cnt, given_user, expire_cnt, expire_user } = counts;
  return { ...commonCounts(day, counts), given_cnt, given_user, expire_cnt, expire_user };
}

function couponRow(day: number, seed: StatsSeed, counts: DayCounts): CardinfoRow {
  return { ...voucherRow(day, counts), card_id: seed.cardId, card_type: cardTypeOf(seed), is_pay: 0 };
}

function memberCounts(counts: DayCounts) {
  const { active_cnt, active_user, total_user, total_receive_user, new_user } = counts;
  return { active_cnt, active_user, total_user, total_receive_user, new_user };
}

function memberRow(day: number, counts: DayCounts): MembercardinfoRow {
  return { ...commonCounts(day, counts), ...memberCounts(counts) };
}

function memberDetailRow(day: number, { cardId }: StatsSeed, counts: DayCounts): MembercarddetailRow {
  const { payOriginalFee, fee } = counts;
  // The emulator has no sub-merchants. Both numbers are taken from the documents' example.
  const owner = { merchanttype: 2, cardid: cardId, submerchantid: 0 };
  return { ...commonCounts(day, counts), ...owner, ...memberCounts(counts), payOriginalFee, fee };
}
