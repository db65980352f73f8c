import type { AccountSeed } from '../store.js';
import { demoCards } from './cards.js';

/** What every account begins with; `startDay` as for its cards. */
export function demoAccount(startDay: number): AccountSeed {
  return { cards: demoCards(startDay) };
}
