/** Compares names, for suggestions and near misses. */

/** Returns the name with the smallest distance, if that is at most a third of its length. */
export function nearestOf(name: string, names: readonly string[]): string | undefined {
  if (name.length > MAX_LENGTH) return undefined;
  const [best] = names
    .map((existing) => ({ existing, changes: distance(name.toLowerCase(), existing.toLowerCase()) }))
    .filter(({ existing, changes }) => changes <= existing.length / 3)
    .sort((a, b) => a.changes - b.changes);
  return best?.existing;
}

/** Longer names are not compared. Comparing takes time in proportion to the length. */
const MAX_LENGTH = 128;

/**
 * Returns whether a name almost certainly means another one: it is equal except for case and underscores, or differs by one letter or by
 * two swapped letters.
 */
export function isNearMiss(name: string, own: string): boolean {
  if (Math.abs(name.length - own.length) > MAX_DIFFERENCE) return false;
  return plain(name) === plain(own) || (own.length >= MIN_LENGTH && (isSwap(name, own) || distance(name, own) <= 1));
}

/** Maximum difference of the lengths of near misses. No variable of this server has more underscores. */
const MAX_DIFFERENCE = 5;

/** Shorter names are often one letter away from names of other programs. */
const MIN_LENGTH = 8;

const plain = (name: string) => name.replaceAll('_', '').toUpperCase();

function isSwap(name: string, own: string): boolean {
  if (name.length !== own.length) return false;
  const at = [...name].findIndex((letter, index) => letter !== own[index]);
  return at >= 0 && own === name.slice(0, at) + name.charAt(at + 1) + name.charAt(at) + name.slice(at + 2);
}

/** Returns the Levenshtein distance, computed row by row. */
function distance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const [index, letter] of [...a].entries()) {
    const row = [index + 1];
    for (const [column, other] of [...b].entries()) {
      const replaced = (above[column] ?? 0) + (letter === other ? 0 : 1);
      row.push(Math.min(replaced, (above[column + 1] ?? 0) + 1, (row[column] ?? 0) + 1));
    }
    above = row;
  }
  return above[b.length] ?? 0;
}
