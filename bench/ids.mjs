/**
 * The cards that requests select. They are the same in every run, because the generator has a fixed seed.
 *
 * @typedef {'each' | 'hot' | 'uniform' | 'zipf'} Spread
 */

/** The number of equally likely cards of `hot`. */
export const HOT = 10;

const SEED = 20_261_121;

/**
 * Draws ids for a number of requests.
 * @param {Spread} spread `each` in order, without repeats until all are drawn, `hot` from the first ten, `uniform` with equal probability,
 *   `zipf`
 * with 1/r of the first card's probability for rank r
 * @param {readonly string[]} ids by rank
 * @param {number} requests
 * @param {number} perRequest
 * @returns {string[][]}
 */
export function drawIds(spread, ids, requests, perRequest) {
  const draw = DRAWS[spread](ids, generator(SEED));
  return Array.from({ length: requests }, () => Array.from({ length: perRequest }, draw));
}

/** @type {Record<Spread, (ids: readonly string[], random: () => number) => () => string>} */
const DRAWS = {
  each: inOrder,
  hot: (ids, random) => uniform(ids.slice(0, HOT), random),
  uniform,
  zipf,
};

/** @param {readonly string[]} ids */
function inOrder(ids) {
  let next = 0;
  return () => {
    next += 1;
    return /** @type {string} */ (ids[(next - 1) % ids.length]);
  };
}

/** @param {readonly string[]} ids @param {() => number} random */
function uniform(ids, random) {
  return () => /** @type {string} */ (ids[Math.floor(random() * ids.length)]);
}

/** @param {readonly string[]} ids @param {() => number} random */
function zipf(ids, random) {
  let sum = 0;
  const sums = ids.map((_, index) => {
    sum += 1 / (index + 1);
    return sum;
  });
  return () => {
    const at = random() * sum;
    let low = 0;
    let high = sums.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (/** @type {number} */ (sums[middle]) > at) high = middle;
      else low = middle + 1;
    }
    return /** @type {string} */ (ids[low]);
  };
}

/**
 * Returns numbers from 0 up to 1 (mulberry32, which is small and good enough).
 * @param {number} seed
 */
function generator(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
