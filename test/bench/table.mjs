import { FLOOR } from './servers.mjs';

/** @typedef {import('./measure.mjs').Measured} Measured */
/** @typedef {{ median: number, min: number, max: number }} Spread */

/** @type {readonly { key: keyof import('./measure.mjs').Round, title: string, digits: number, ratio: boolean }[]} */
const COLUMNS = [
  { key: 'requestsPerSecond', title: 'requests/s', digits: 0, ratio: true },
  { key: 'p50Ms', title: 'p50 ms', digits: 1, ratio: true },
  { key: 'p99Ms', title: 'p99 ms', digits: 1, ratio: true },
  { key: 'cpuMicros', title: 'CPU µs/request', digits: 0, ratio: true },
  { key: 'emulatorCpuMicros', title: 'emulator µs/request', digits: 0, ratio: false },
  { key: 'callsPerRequest', title: 'calls/request', digits: 0, ratio: false },
];

/**
 * The results as a Markdown table: medians with the least and the greatest of the rounds, and each server's ratio to the
 * floor, taken round by round because the two rounds of a pair had the machine in the same mood.
 * @param {readonly { work: string, servers: readonly Measured[] }[]} rows
 */
export function table(rows) {
  const lines = [['work', 'server', ...COLUMNS.map(({ title }) => title), 'peak RSS MB']];
  for (const { work, servers } of rows) {
    const floor = servers.find(({ server }) => server === FLOOR);
    for (const { server, rounds, peakRssMb } of servers) {
      const cells = COLUMNS.map(({ key, digits }) => cell(spread(rounds.map((round) => round[key])), digits));
      lines.push([work, server, ...cells, peakRssMb.toFixed(0)]);
    }
    for (const { server, rounds, peakRssMb } of servers) {
      if (floor === undefined || server === FLOOR) continue;
      const cells = COLUMNS.map(({ key, ratio }) =>
        ratio
          ? cell(spread(rounds.map((round, index) => round[key] / (floor.rounds[index]?.[key] ?? Number.NaN))), 2)
          : '',
      );
      lines.push([work, `${server} ÷ ${FLOOR}`, ...cells, (peakRssMb / floor.peakRssMb).toFixed(2)]);
    }
  }
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const rule = widths.map((width) => '-'.repeat(width));
  const [head = [], ...body] = lines;
  return [head, rule, ...body]
    .map((line) => `| ${line.map((text, column) => text.padEnd(widths[column] ?? 0)).join(' | ')} |`)
    .join('\n');
}

/**
 * @param {readonly number[]} values one a round
 * @returns {Spread}
 */
function spread(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (/** @type {number} */ index) => sorted[index] ?? Number.NaN;
  const middle = sorted.length / 2;
  const median = sorted.length % 2 === 1 ? at(Math.floor(middle)) : (at(middle - 1) + at(middle)) / 2;
  return { median, min: at(0), max: at(sorted.length - 1) };
}

/** @param {Spread} spread @param {number} digits */
function cell({ median, min, max }, digits) {
  const [middle, least, most] = [median, min, max].map((value) => value.toFixed(digits));
  return least === most ? `${middle}` : `${middle} (${least}–${most})`;
}
