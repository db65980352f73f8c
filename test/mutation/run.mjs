/**
 * Mutates the code that protects writes, callers, requests and tokens, one change at a time, and checks whether a test fails: `npm run
 * mutation`, or with names of groups. With one process (CONCURRENCY=1) it takes about 40 minutes, with the default of two less. A third of
 * the time is spent on mutations of tokens that make tests wait. Unchanged code is not tested again.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { GROUPS } from './groups.mjs';

/** Minimum percentage of detected mutations. */
const MIN_PERCENT = 80;

const requested = process.argv.slice(2);
const names = requested.length > 0 ? requested : Object.keys(GROUPS);

/** @param {readonly string[]} statuses of mutants */
function score(statuses) {
  const count = (/** @type {string[]} */ ...wanted) => statuses.filter((status) => wanted.includes(status)).length;
  const detected = count('Killed', 'Timeout');
  const all = detected + count('Survived', 'NoCoverage');
  const percent = all === 0 ? 100 : (100 * detected) / all;
  return { detected, all, percent, late: count('Timeout'), broken: count('RuntimeError', 'CompileError') };
}

/** @type {Map<string, string[]>} */
const byFile = new Map();
for (const GROUP of names) {
  const run = spawnSync('npx', ['stryker', 'run', 'test/mutation/stryker.config.mjs'], {
    env: { ...process.env, GROUP },
    stdio: 'inherit',
  });
  if (run.status !== 0) process.exit(1);
  const report = JSON.parse(readFileSync(new URL(`results/${GROUP}.json`, import.meta.url), 'utf8'));
  for (const [file, { mutants }] of Object.entries(report.files)) {
    byFile.set(
      file,
      mutants.map((/** @type {{ status: string }} */ { status }) => status),
    );
  }
}

const row = (/** @type {string} */ name, /** @type {readonly string[]} */ statuses) => {
  const { detected, all, percent } = score(statuses);
  return `${percent.toFixed(1).padStart(6)} %  ${String(detected).padStart(5)} of ${String(all).padStart(5)}  ${name}`;
};
const folderOf = (/** @type {string} */ file) => file.replace(/\/[^/]*$/, '');
const folders = [...new Set([...byFile.keys()].map(folderOf))];
const rows = folders.flatMap((folder) => {
  const files = [...byFile].filter(([file]) => folderOf(file) === folder);
  return [
    ...files.map(([file, statuses]) => row(file, statuses)),
    row(
      `${folder}/`,
      files.flatMap(([, all]) => all),
    ),
    '',
  ];
});
const all = [...byFile.values()].flat();
const { percent, late, broken } = score(all);
process.stdout.write(`${rows.join('\n')}${row('all', all)}
Detected by a timeout: ${late}. Not counted, because their tests could not start: ${broken}.
`);
process.exitCode = percent < MIN_PERCENT ? 1 : 0;
