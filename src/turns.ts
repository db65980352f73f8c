/** List items that are handled per turn of the event loop: about a millisecond of work. */
const ITEMS_PER_TURN = 1000;

/** Functions that wait for a turn, from all requests of the process, oldest first. */
const waiting: (() => void)[] = [];

/**
 * Runs a function in a later turn of the event loop. Each turn runs only one waiting function, so that other events are handled in
 * between, no matter how many requests have long work to do.
 */
export function inLaterTurn(run: () => void): void {
  if (waiting.push(run) === 1) setImmediate(runNext);
}

/** Resolves in a later turn of the event loop, see `inLaterTurn`. */
export function laterTurn(): Promise<void> {
  return new Promise(inLaterTurn);
}

function runNext(): void {
  waiting[0]?.();
  waiting.shift();
  if (waiting.length > 0) setImmediate(runNext);
}

/**
 * Maps a list. A long one is mapped in several turns of the event loop, so that other requests are served in between.
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
      await laterTurn();
    }
    results.push(map(item));
    handled += weight(item);
  }
  return results;
}
