import { CardUserError } from '../mutation/user-error.js';
import { describeReceived } from './validation.js';

/** Returns the problem of a list that is empty or too long, if it is. Check it first: the entries of a longer list are not checked. */
export function lengthProblem(list: readonly unknown[], max: number, field: string): CardUserError | undefined {
  if (list.length >= 1 && list.length <= max) return undefined;
  const message = `expected a list of 1 to ${max} entries, got ${describeReceived(list)}`;
  return new CardUserError(list.length === 0 ? 'INVALID_INPUT' : 'TOO_MANY_ITEMS', message, [field]);
}

/** Returns the problems of entries whose card occurs before in the list. */
export function repeatedCards(list: readonly { readonly cardId: string }[], field: string): CardUserError[] {
  const ids = list.map(({ cardId }) => cardId);
  return ids.flatMap((id, index) => {
    const first = ids.indexOf(id);
    if (first === index) return [];
    const message = `expected distinct cards, got the one of entry ${first + 1} again as entry ${index + 1}`;
    return [new CardUserError('INVALID_INPUT', message, [field, String(index), 'cardId'])];
  });
}
