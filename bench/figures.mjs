/** @typedef {import('./measure.mjs').Measured} Measured */
/** @typedef {import('./measure.mjs').Round} Round */
/** @typedef {keyof Round} Key */
/** @typedef {{ median: number, min: number, max: number }} Spread */
/** @typedef {{ row: import('./rows.mjs').Row, servers: readonly Measured[] }} MeasuredRow */

/**
 * Returns one figure of a server over its rounds.
 * @param {Measured} measured
 * @param {Key} key
 */
export function figure({ rounds }, key) {
  return spread(rounds.map((round) => round[key]));
}

/**
 * Returns a server's figure as a multiple of another's, round by round, because the two of a pair ran under the same conditions.
 * @param {Measured} measured
 * @param {Measured} by
 * @param {Key} key
 */
export function ratio(measured, by, key) {
  return spread(measured.rounds.map((round, index) => round[key] / (by.rounds[index]?.[key] ?? Number.NaN)));
}

/**
 * @param {readonly number[]} values one per round
 * @returns {Spread}
 */
export function spread(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (/** @type {number} */ index) => sorted[index] ?? Number.NaN;
  const middle = sorted.length / 2;
  const median = sorted.length % 2 === 1 ? at(Math.floor(middle)) : (at(middle - 1) + at(middle)) / 2;
  return { median, min: at(0), max: at(sorted.length - 1) };
}

/**
 * Returns a figure as text: the median, with the minimum and the maximum if they differ.
 * @param {Spread} spread
 * @param {number} digits
 */
export function inSpread({ median, min, max }, digits) {
  const [middle, least, most] = [median, min, max].map((value) => value.toFixed(digits));
  return least === most ? `${middle}` : `${middle} (${least}–${most})`;
}
