import type { CardSeed } from '../state/cards.js';
import { demoMemberCards } from './member-cards.js';
import { demoDays } from './seed.js';
import { demoTickets } from './tickets.js';
import { demoVouchers } from './vouchers.js';

/**
 * Returns the initial cards of every account, in order of creation. Ids, texts and numbers never change. Times are relative to
 * `startDay`, which is 00:00 in UTC+8 of the emulator's first day, in Unix seconds.
 */
export function demoCards(startDay: number): readonly CardSeed[] {
  const days = demoDays(startDay);
  const cards = [...demoVouchers(days), ...demoMemberCards(days), ...demoTickets(days)];
  return cards.sort((one, other) => one.payload.base_info.create_time - other.payload.base_info.create_time);
}
