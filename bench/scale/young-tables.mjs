import { table } from '../table.mjs';

/**
 * Returns the generated block of docs/deploy.md.
 * @param {readonly YoungResult[]} young
 *
 * @typedef {import('./young-generation.mjs').YoungGeneration & { date: string, machine: string }} YoungResult
 */
export function youngBlocks(young) {
  const rows = young.map(({ node, size, idleRssMb, rows: measured }) => {
    const [one, list] = [measured['one-card'], measured['list-20']];
    return [
      node,
      size === 'default' ? "V8's default" : `${size} MB`,
      idleRssMb.toFixed(0),
      ...[one, list].flatMap((row) => (row === undefined ? ['', ''] : [spread(row.ratio), row.peakRssMb.toFixed(0)])),
    ];
  });
  const [first] = young;
  return {
    'young generation': [
      table([
        ['Node', 'semi-space', 'idle, MB', 'one card: CPU ÷ 64 MB', 'peak, MB', 'list of 20: CPU ÷ 64 MB', 'peak, MB'],
        ...rows,
      ]),
      ...(first === undefined ? [] : [`Measured ${first.date.slice(0, 10)}, ${first.machine}, with 16 connections.`]),
    ].join('\n\n'),
  };
}

/** @param {import('../figures.mjs').Spread} ratio */
function spread({ median, min, max }) {
  return min === max ? median.toFixed(2) : `${median.toFixed(2)} (${min.toFixed(2)}–${max.toFixed(2)})`;
}
