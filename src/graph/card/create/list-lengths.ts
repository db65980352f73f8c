import { CREATE_FIELDS } from '../../../platform/endpoints/card.fields.js';
import { describeReceived } from '../../input/validation.js';
import type { Reject } from './creation.types.js';
import { objectAt } from './input-paths.js';
import type { NewCard } from './new-card.input.js';

/**
 * Maximum number of entries of a list for which the platform documents no limit. Each entry can have several errors, so without a limit
 * the input determines the number of errors and the time of the checks.
 */
export const MAX_ENTRIES = 100;

/** The lists of objects and of enums, by their paths in the input. The other lists have limits of the platform. */
const LISTS: ReadonlySet<string> = new Set(
  CREATE_FIELDS.flatMap(({ input, type }) => {
    if (input === null) return [];
    const [list = input, rest] = input.split('[]');
    return rest !== undefined || type === 'enum[]' ? [list] : [];
  }),
);

/** Rejects lists with too many entries. Returns false if there is one: its entries are not to be checked. */
export function checkListLengths(card: NewCard, reject: Reject): boolean {
  const tooLong = [...LISTS].filter((list) => {
    const entries = objectAt(card, list);
    return Array.isArray(entries) && entries.length > MAX_ENTRIES;
  });
  for (const list of tooLong) {
    reject(
      'TOO_MANY_ITEMS',
      list,
      `expected at most ${MAX_ENTRIES} entries, got ${describeReceived(objectAt(card, list))}`,
    );
  }
  return tooLong.length === 0;
}
