import { createHash } from 'node:crypto';
import type { AccountState } from './account-state.js';

/** Characters of an id that identify its account. */
const ACCOUNT_CHARACTERS = 6;
/** Characters of an id after the `p` with which every id begins (observed). */
const CHARACTERS = 27;

/** Returns the id of a new card: `p` and 27 characters, the first of them the account's. The sequence is the same after every reset. */
export function newCardId({ appid, cards }: Pick<AccountState, 'appid' | 'cards'>): string {
  for (let number = cards.size; ; number += 1) {
    const own = hashed(`${appid} ${number}`).slice(0, CHARACTERS - ACCOUNT_CHARACTERS);
    const id = `p${hashed(appid).slice(0, ACCOUNT_CHARACTERS)}${own}`;
    if (cards.find(id) === undefined) return id;
  }
}

function hashed(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
