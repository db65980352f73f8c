import { createHash } from 'node:crypto';

/** Digits of the number of an account. */
const DIGITS = 10;

/** Returns the id of an account in URLs: a number in base64, which ends in `==` (observed). */
export function bizOf(appid: string): string {
  const number = createHash('sha256').update(appid).digest().readUInt32BE();
  return Buffer.from(
    `3${String(number)
      .padStart(DIGITS - 1, '0')
      .slice(1 - DIGITS)}`,
  ).toString('base64');
}
