#!/usr/bin/env node
/**
 * `npm run bench:compare -- <folder>` compares this build with that of another checkout, which must be built as well (`git worktree add`,
 * `npm ci`, `npm run build`). The two take turns, for five rounds of each row. The exit code is 1 if a figure is worse by more than 5 %
 * beyond its own spread, that is, in every round. With `--node`, both run on that major version of Node.js.
 */
import { parseArgs } from 'node:util';
import { callerPath } from './caller-path.mjs';
import { figure, ratio } from './figures.mjs';
import { measure, WARM_UP } from './measure.mjs';
import { nodeVersions, onNode } from './node-versions.mjs';
import { stopAll } from './processes.mjs';
import { ROWS } from './rows.mjs';
import { SERVERS } from './servers.mjs';
import { table } from './table.mjs';

const PACE = { ...WARM_UP, rounds: 5, roundSeconds: 2, draws: 20_000 };
const ROW_NAMES = ['one-card', 'list-20', 'mutation'];
const OURS = ['cardgraph', 'cardgraph-off'];
const MAX_RATIO = 1.05;

/** Lower values are better for these figures, except requests a second. */
const KEYS = /** @type {const} */ (['cpuMicros', 'p50Ms', 'requestsPerSecond']);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string' }, node: { type: 'string' } },
});
const [folder] = positionals;
if (folder === undefined) {
  process.stderr.write(
    'Usage: npm run bench:compare -- <folder of another checkout> [--only <row>,…] [--node <version>,…]\n',
  );
  process.exit(64);
}
const otherCheckout = callerPath(folder);
const wanted = values.only?.split(',') ?? ROW_NAMES;

/** @param {import('./servers.mjs').Server} server @returns {import('./servers.mjs').Server} */
const before = (server) => ({
  ...server,
  name: `${server.name}-before`,
  async launch(setting) {
    const { args, env } = await server.launch(setting);
    return { args: args.map((arg) => (arg === 'dist/cli.js' ? `${otherCheckout}/dist/cli.js` : arg)), env };
  },
});

const lines = [['row', 'server', 'node', ...KEYS, 'worse by more than 5 %']];
const selected = ROWS.filter(({ name }) => wanted.includes(name));
for (const [node, row] of nodeVersions(values.node).flatMap((one) =>
  selected.map((row) => /** @type {const} */ ([one, row])),
)) {
  const ours = SERVERS.filter(({ name }) => OURS.includes(name) && row.servers.includes(name));
  const taking = ours.flatMap((server) => [server, before(server)]).map((server) => onNode(server, node));
  const report = {
    progress: (/** @type {string} */ line) => process.stderr.write(`${line}\n`),
    failed(/** @type {import('./servers.mjs').Server} */ { name }, /** @type {string} */ why) {
      process.stderr.write(`${row.name}: ${name} failed: ${why}\n`);
      process.exitCode = 1;
    },
  };
  const measured = await measure(row, taking, PACE, report);
  for (const one of measured.filter(({ server }) => OURS.includes(server))) {
    const other = measured.find(({ server }) => server === `${one.server}-before`);
    if (other === undefined) continue;
    let isWorse = false;
    const cells = KEYS.map((key) => {
      // Relative to the other build, so that a value over 1 is worse.
      const of = key === 'requestsPerSecond' ? ratio(other, one, key) : ratio(one, other, key);
      isWorse ||= of.min > MAX_RATIO;
      const [now, then] = [figure(one, key).median, figure(other, key).median];
      return `${of.median.toFixed(3)} (${of.min.toFixed(3)}–${of.max.toFixed(3)}): ${then.toFixed(1)} → ${now.toFixed(1)}`;
    });
    if (isWorse) process.exitCode = 1;
    lines.push([row.name, one.server, node.version, ...cells, isWorse ? 'yes' : 'no']);
  }
}
process.stdout.write(`\n${table(lines)}\n`);
await stopAll();
