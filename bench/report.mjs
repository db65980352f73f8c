import { SERVERS } from './servers.mjs';
import { resultTable, table } from './table.mjs';
import { WORKS } from './works.mjs';

/**
 * @typedef {Awaited<ReturnType<typeof import('./circumstances.mjs').circumstances>> & {
 *   leftOut: readonly string[],
 *   rows: readonly import('./figures.mjs').MeasuredRow[],
 *   goals: readonly import('./goals.mjs').Goal[],
 * }} Results
 */

/**
 * Returns the results in the format of docs/performance.md.
 * @param {Results} results
 */
export function markdown({ date, commit, command, machine, node, versions, load1, leftOut, rows, goals }) {
  const packages = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const reached = goals.map(({ aim, figures, reached: is }) => [
    aim,
    figures,
    is === undefined ? 'not measured' : is ? 'yes' : 'no',
  ]);
  const rowNames = new Set(rows.map(({ row }) => row.work));
  const serverNames = new Set(rows.flatMap(({ servers }) => servers.map(({ server }) => server)));
  const parts = [
    `${date}, commit ${commit}, \`${command}\`, ${machine}, load ${load1.toFixed(1)} at the end, Node ${node}.`,
    `${packages.join(', ')}.`,
    table([['aim', 'measured', 'reached'], ...reached]),
    `Workloads: ${WORKS.filter(({ name }) => rowNames.has(name))
      .map(({ name, title }) => `\`${name}\`: ${title}`)
      .join('; ')}.`,
    table([
      ['server', 'configuration', 'guarantees'],
      ...SERVERS.filter(({ name }) => serverNames.has(name)).map(({ name, title, guarantees }) => [
        name,
        title,
        guarantees,
      ]),
    ]),
    resultTable(rows),
    ...(leftOut.length > 0 ? [leftOut.map((line) => `- Left out: ${line}`).join('\n')] : []),
  ];
  return `${parts.join('\n\n')}\n`;
}
