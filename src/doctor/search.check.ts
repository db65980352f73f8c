/** The doctor's check of the limits of the search index. Makes no call: how many cards an account has is unknown here. */
import type { IndexConfig } from '../config/config.js';
import type { Finding } from './finding.js';

/** Memory of a typical card in an index, bytes. Measured by `npm run faults:search`. */
const CARD_BYTES = 1700;

const MIB = 1_048_576;

/** Time in which the sweep reads all cards, above which a change that the platform does not announce is found too late, minutes. */
const MAX_SWEEP_MINUTES = 24 * 60;

/** Checks whether an account with as many cards as allowed fits into the memory, and is read in a reasonable time. */
export function checkSearch({ maxCards, maxBytes, callsPerMinute }: IndexConfig): Finding {
  const name = 'search';
  const bytes = maxCards * CARD_BYTES;
  const minutes = Math.ceil(maxCards / callsPerMinute);
  const found =
    `${maxCards} cards of an account take about ${(bytes / MIB).toFixed(0)} of ${(maxBytes / MIB).toFixed(0)} MiB ` +
    `and ${minutes} minutes to be read`;
  if (bytes > maxBytes) {
    return { state: 'warn', name, found, fix: 'raise INDEX_MAX_BYTES, or lower INDEX_MAX_CARDS' };
  }
  if (minutes > MAX_SWEEP_MINUTES) {
    return {
      state: 'warn',
      name,
      found,
      fix: 'raise INDEX_CALLS_PER_MINUTE, as far as the quota of the account allows',
    };
  }
  return { state: 'ok', name, found };
}
