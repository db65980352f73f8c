import { setImmediate as nextTurn } from 'node:timers/promises';

/** Items of a list that are handled in one turn of the event loop: about a millisecond of work. */
const ITEMS_PER_TURN = 1000;

/**
 * Maps a long list in several turns of the event loop, so that other requests are served between them; a short one at once.
 * @param weight items that one item of the list counts for, default 1
 */
export async function mapInTurns<Item, Result>(
  list: readonly Item[],
  map: (item: Item) => Result,
  weight: (item: Item) => number = () => 1,
): Promise<Result[]> {
  const results: Result[] = [];
  let handled = 0;
  for (const item of list) {
    if (handled >= ITEMS_PER_TURN) {
      handled = 0;
      await nextTurn();
    }
    results.push(map(item));
    handled += weight(item);
  }
  return results;
}
