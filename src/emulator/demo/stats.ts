import { chinaDayAt } from '../../platform/china-time.js';
import { COND_SOURCES } from '../../platform/endpoints/datacube.js';
import type { CardSeed } from '../state/cards.js';
import type { DayCounts, StatsSeed } from '../state/stats.js';

/** Number of days with statistics before the emulator's first day. */
const DAYS_BEFORE_START = 200;

/**
 * Returns the statistics of the demo cards. The numbers of a day depend only on the card and on the day's distance from the emulator's
 * first day, so they are the same at every start. All cards lack the days 13, 60, 107 … before the first day. Each card also lacks every
 * nineteenth day, at its own offset. At startup, every card has the statistics of yesterday.
 */
export function demoStats(cards: readonly CardSeed[], startDay: number): StatsSeed[] {
  const first = chinaDayAt(startDay * 1000);
  return cards.map(({ cardType, payload }) => {
    const { id, pay_info } = payload.base_info;
    const number = Number(id.slice(-4));
    const salt = saltOf(id);
    const traits: Traits = {
      isMember: cardType === 'MEMBER_CARD',
      isQuickPay: pay_info?.swipe_card?.is_swipe_card === true,
      // New members per day.
      growth: 0.4 + (salt % 100) / 80,
    };
    return {
      cardId: id,
      cardType,
      // Cards with odd numbers were created by API, those with even numbers on the console.
      condSource: number % 2 === 0 ? COND_SOURCES.CONSOLE : COND_SOURCES.API,
      countsOn: (day) => (isGap(day - first, salt) ? undefined : countsOf(day - first, salt, traits)),
    };
  });
}

interface Traits {
  readonly isMember: boolean;
  readonly isQuickPay: boolean;
  readonly growth: number;
}

/** Whether a card has no statistics on a day. `index` is relative to the first day. */
function isGap(index: number, salt: number): boolean {
  if (index < -DAYS_BEFORE_START) return true;
  return modulo(index, 47) === 34 || modulo(index + 2 + (salt % 17), 19) === 0;
}

function countsOf(index: number, salt: number, { isMember, isQuickPay, growth }: Traits): DayCounts {
  let draw = 0;
  /** Returns an integer from 0 to `max`. */
  const upTo = (max: number) => {
    draw += 1;
    return mixed(salt, index, draw) % (max + 1);
  };
  const newUsers = isMember ? members(index, growth) - members(index - 1, growth) : 0;
  const receive_user = isMember ? newUsers + upTo(2) : upTo(30);
  const receive_cnt = receive_user + upTo(3);
  const view_user = receive_user + upTo(120);
  const verify_user = upTo(isMember ? 25 : receive_user);
  const verify_cnt = verify_user + upTo(4);
  const given_user = isMember ? 0 : upTo(3);
  const expire_user = isMember ? 0 : upTo(5);
  const payOriginalFee = isQuickPay ? verify_cnt * (1_800 + upTo(4_000)) : 0;
  return {
    view_cnt: view_user + upTo(80),
    view_user,
    receive_cnt,
    receive_user,
    verify_cnt,
    verify_user,
    given_cnt: given_user === 0 ? 0 : given_user + upTo(1),
    given_user,
    expire_cnt: expire_user === 0 ? 0 : expire_user + upTo(2),
    expire_user,
    active_cnt: newUsers,
    active_user: newUsers,
    new_user: newUsers,
    total_user: isMember ? members(index, growth) : 0,
    total_receive_user: isMember ? Math.floor(members(index, growth) * 1.1) + 3 : 0,
    payOriginalFee,
    fee: Math.floor(payOriginalFee * 0.93),
  };
}

/** Returns the number of members at the end of a day. It never decreases. */
function members(index: number, growth: number): number {
  return 40 + Math.floor((index + DAYS_BEFORE_START + 1) * growth);
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}

/** Returns a hash of the card id (FNV-1a). */
function saltOf(id: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(id)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/** Returns a pseudo-random unsigned 32-bit number (the finalizer of MurmurHash3). */
function mixed(salt: number, index: number, draw: number): number {
  let hash = salt ^ Math.imul(index, 0x9e3779b1) ^ Math.imul(draw, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
