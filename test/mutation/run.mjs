/**
 * Changes what keeps writes, callers, requests and tokens safe, one little thing at a time, and sees whether a test fails: `npm run
 * mutation`, or with names of groups. With one process at a time (CONCURRENCY=1) it takes about 40 minutes, with the two by default
 * less; a third of it are changes of tokens that make tests wait. What did not change since the last run is not run again.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { GROUPS } from './groups.mjs';

/** Of a hundred changes, so many must be noticed. */
const LEAST = 80;

const asked = process.argv.slice(2);
const names = asked.length > 0 ? asked : Object.keys(GROUPS);

/** @param {readonly string[]} statuses of mutants */
function score(statuses) {
  const count = (/** @type {string[]} */ ...wanted) => statuses.filter((status) => wanted.includes(status)).length;
  const noticed = count('Killed', 'Timeout');
  const all = noticed + count('Survived', 'NoCoverage');
  const percent = all === 0 ? 100 : (100 * noticed) / all;
  return { noticed, all, percent, late: count('Timeout'), broken: count('RuntimeError', 'CompileError') };
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
  const { noticed, all, percent } = score(statuses);
  return `${percent.toFixed(1).padStart(6)} %  ${String(noticed).padStart(5)} of ${String(all).padStart(5)}  ${name}`;
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
Noticed by a test that went on for too long: ${late}. In no figure, since their tests could not begin: ${broken}.
`);
process.exitCode = percent < LEAST ? 1 : 0;
