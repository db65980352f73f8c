import { figure, inSpread, ratio } from './figures.mjs';
import { DURABLE_FLOOR, FLOOR } from './servers.mjs';

const FLOORS = [FLOOR, DURABLE_FLOOR];

/** @type {readonly { key: keyof import('./measure.mjs').Round, title: string, digits: number, ratio: boolean }[]} */
const COLUMNS = [
  { key: 'requestsPerSecond', title: 'requests/s', digits: 0, ratio: true },
  { key: 'p50Ms', title: 'p50 ms', digits: 1, ratio: true },
  { key: 'p99Ms', title: 'p99 ms', digits: 1, ratio: true },
  { key: 'cpuMicros', title: 'CPU µs/request', digits: 0, ratio: true },
  { key: 'callsPerRequest', title: 'calls/request', digits: 2, ratio: false },
];

/**
 * Returns the results as a Markdown table: medians with the minimum and maximum of the rounds, and Cardgraph's figures as a multiple of the
 * floor's.
 * @param {readonly import('./figures.mjs').MeasuredRow[]} rows
 */
export function resultTable(rows) {
  const lines = [['row', 'server', ...COLUMNS.map(({ title }) => title), 'peak RSS MB']];
  for (const { row, servers } of rows) {
    for (const measured of servers) {
      const cells = COLUMNS.map(({ key, digits }) => inSpread(figure(measured, key), digits));
      lines.push([row.name, measured.server, ...cells, measured.peakRssMb.toFixed(0)]);
    }
    for (const floor of servers.filter(({ server }) => FLOORS.includes(server))) {
      for (const measured of servers.filter(({ server }) => server.startsWith('cardgraph'))) {
        const cells = COLUMNS.map(({ key, ...column }) =>
          column.ratio ? inSpread(ratio(measured, floor, key), 2) : '',
        );
        const rss = (measured.peakRssMb / floor.peakRssMb).toFixed(2);
        lines.push([row.name, `${measured.server} ÷ ${floor.server}`, ...cells, rss]);
      }
    }
  }
  return table(lines);
}

/**
 * @param {readonly (readonly string[])[]} lines the first line is the header
 * @returns {string} Markdown
 */
export function table(lines) {
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const rule = widths.map((width) => '-'.repeat(width));
  const [head = [], ...body] = lines;
  return [head, rule, ...body]
    .map((line) => `| ${line.map((text, column) => text.padEnd(widths[column] ?? 0)).join(' | ')} |`)
    .join('\n');
}
