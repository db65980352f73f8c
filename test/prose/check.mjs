// Checks the prose of the repository: spelling with cspell (cspell.json), and the phrases of phrases.mjs. Run by `npm run lint:prose`.
// Arguments name files or folders to check; the default is everything. `--phrases` leaves out the spelling.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { extractProse, hasProse } from './extract-prose.mjs';
import { findPhrases } from './find-phrases.mjs';

const { values: options, positionals: paths } = parseArgs({
  options: { phrases: { type: 'boolean', default: false } },
  allowPositionals: true,
});

/** Generated and released files, the list of phrases itself, and texts about people, whose verbs the list forbids to software. */
const EXCLUDED =
  /^(schema\/(released|supergraph|client)\.graphql|(test\/graph|src\/console)\/generated\/|test\/prose\/phrases\.mjs|CODE_OF_CONDUCT\.md|\.github\/)/;

const git = ['ls-files', '--cached', '--others', '--exclude-standard', '--', ...paths];
const listed = new Set(execFileSync('git', git, { encoding: 'utf8' }).split('\n'));
const files = [...listed].filter((file) => file !== '' && hasProse(file) && !EXCLUDED.test(file)).sort();
if (files.length === 0) {
  console.error(`No file with prose in ${paths.join(', ') || 'the repository'}`);
  process.exit(2);
}

const shortened = (found) => (found.length > 60 ? `${found.slice(0, 57)}…` : found);

let hits = 0;
for (const file of files) {
  for (const { line, found, instead } of findPhrases(file, extractProse(file, readFileSync(file, 'utf8')))) {
    console.log(`${file}:${line}: "${shortened(found)}": use ${instead}`);
    hits += 1;
  }
}
console.log(`${hits} phrases to replace in ${files.length} files`);

let misspelled = false;
if (!options.phrases) {
  const cspell = join(import.meta.dirname, '../../node_modules/cspell/bin.mjs');
  const args = [cspell, 'lint', '--no-progress', '--no-must-find-files', '--file-list', 'stdin'];
  misspelled =
    spawnSync(process.execPath, args, { input: files.join('\n'), stdio: ['pipe', 'inherit', 'inherit'] }).status !== 0;
}
process.exitCode = hits > 0 || misspelled ? 1 : 0;
