import { createHash, randomBytes } from 'node:crypto';

/** Characters of an id that identify its account. */
const ACCOUNT_CHARACTERS = 6;
/** Characters of an id after the `p` with which every id begins (observed). */
const CHARACTERS = 27;

/**
 * Returns the id of a new card: `p` and 27 characters, the first of them the account's. The others are random, because a server may have
 * records of the cards that existed before a reset.
 */
export function newCardId(appid: string): string {
  const account = createHash('sha256').update(appid).digest('base64url').slice(0, ACCOUNT_CHARACTERS);
  return `p${account}${randomBytes(CHARACTERS)
    .toString('base64url')
    .slice(0, CHARACTERS - ACCOUNT_CHARACTERS)}`;
}
