import { createHash, randomInt } from 'node:crypto';

/**
 * Signatures with which a page in WeChat adds or chooses cards (JS-SDK and mini programs). Not to be confused with the signature of
 * `wx.config`, which has another ticket and another format.
 */

/** Maximum number of cards in one `wx.addCard`. Source: public JS-SDK documents, which report time-outs for more. */
export const ADD_CARD_MAX_CARDS = 5;

/** Characters of a nonce. Documented maximum: 32. A nonce of that length cannot absorb characters of a neighbouring value. */
const NONCE_CHARACTERS = 32;

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const ALPHABET = `${LETTERS}0123456789`;

/** Maximum number of nonces that are tried until one separates two values. More than a few tries are needed only for unusual values. */
const MAX_TRIES = 100;

/** A card that a page adds. */
export interface AddedCard {
  readonly cardId: string;
  /** Only for custom codes. */
  readonly code?: string | null | undefined;
  /** Only for cards with `bind_openid`. */
  readonly openid?: string | null | undefined;
  /** The channel, which is not signed. */
  readonly outerStr?: string | null | undefined;
}

/** The cards from which a page lets the user choose. Absent fields do not restrict the choice. */
export interface CardChoice {
  readonly appid: string;
  readonly locationId?: string | null | undefined;
  readonly cardId?: string | null | undefined;
  readonly cardType?: string | null | undefined;
}

/** When a signature is made, and the text that makes it unique. */
export interface Moment {
  /** Unix seconds, as text. */
  readonly timestamp: string;
  readonly nonce: string;
}

type Value = string | null | undefined;

const isPresent = (value: Value): value is string => value !== undefined && value !== null && value !== '';

const inByteOrder = (values: readonly Value[]): string[] =>
  values.filter(isPresent).sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));

/** Signs values: those that are present, in byte order, joined without a separator, as SHA-1 in hexadecimal. */
function sign(values: readonly Value[]): string {
  return createHash('sha1').update(inByteOrder(values).join('')).digest('hex');
}

/** Returns the `signature` of `wx.addCard`. */
export function signAddCard(ticket: string, { cardId, code, openid }: AddedCard, { timestamp, nonce }: Moment): string {
  return sign([ticket, timestamp, nonce, cardId, code, openid]);
}

/** Returns the `cardSign` of `wx.chooseCard`. */
export function signChooseCard(ticket: string, choice: CardChoice, { timestamp, nonce }: Moment): string {
  const { appid, locationId, cardId, cardType } = choice;
  return sign([ticket, appid, timestamp, nonce, locationId, cardId, cardType]);
}

/** Returns the `cardExt` of `wx.addCard`, as JSON. Every use requires another moment: the platform rejects a repetition. */
export function cardExtOf(ticket: string, added: AddedCard, moment: Moment): string {
  const { code, openid, outerStr } = added;
  return JSON.stringify({
    ...(isPresent(code) && { code }),
    ...(isPresent(openid) && { openid }),
    timestamp: moment.timestamp,
    nonce_str: moment.nonce,
    ...(isPresent(outerStr) && { outer_str: outerStr }),
    signature: signAddCard(ticket, added, moment),
  });
}

/** Returns the moment of a new signature. */
export function newMoment(): Moment {
  return { timestamp: timestampNow(), nonce: randomNonce() };
}

/**
 * Returns the moment of a new `cardExt`, with a nonce that sorts next to the code.
 *
 * Because the values are joined without a separator, any user with a `cardExt` can move characters between neighbouring values without
 * breaking the signature, for example from the openid to the code, and so claim a code that was not signed. Users cannot change the
 * ticket, and a nonce of 32 characters cannot become longer. Therefore the nonce goes between the code and the openid or, if they are
 * not neighbours, between the code and another value that it would follow.
 */
export function momentFor(ticket: string, { cardId, code, openid }: AddedCard): Moment {
  const timestamp = timestampNow();
  const random = randomNonce();
  if (!isPresent(code)) return { timestamp, nonce: random };
  const values = inByteOrder([ticket, timestamp, cardId, code, openid]);
  const at = values.indexOf(code);
  const [before, after] = [values[at - 1], values[at + 1]];
  if (after !== undefined && after === openid) return { timestamp, nonce: nonceBetween(code, after) };
  if (before !== undefined && before !== ticket) return { timestamp, nonce: nonceBetween(before, code) };
  return { timestamp, nonce: random };
}

/** Returns a nonce that sorts between two values, or any nonce if there is none. */
function nonceBetween(low: string, high: string): string {
  let same = 0;
  while (same < low.length && low[same] === high[same]) same += 1;
  const starts = ['', low.slice(0, same + 1), high.slice(0, same + 1)];
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const nonce = nonceAfter(starts[tries % starts.length] ?? '');
    if (low < nonce && nonce < high) return nonce;
  }
  return randomNonce();
}

/**
 * Returns a random nonce that starts with a letter. From a nonce that starts with a digit, a user could move that digit to the timestamp and
 * so use a `cardExt` once more, with a nonce that the platform has not seen.
 */
const randomNonce = () => nonceAfter(LETTERS[randomInt(LETTERS.length)] ?? '');

/** Returns a random nonce that starts with a text. Half of it is random at least. */
function nonceAfter(start: string): string {
  let nonce = start.slice(0, NONCE_CHARACTERS / 2);
  while (nonce.length < NONCE_CHARACTERS) nonce += ALPHABET[randomInt(ALPHABET.length)];
  return nonce;
}

const timestampNow = () => String(Math.floor(Date.now() / 1000));
