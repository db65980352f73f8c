// Writes facts from the code into docs/, between `<!-- generated: name -->` and `<!-- end -->`, and the texts of errors and the fields of
// cards into the console. Run by `npm run docs`. `--check` writes nothing and fails if a file is outdated; `npm test` runs it. `--docs` and `--console`
// name other folders.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { VARIABLES } from '../../dist/config/env.js';
import { SCOPES } from '../../dist/config/scopes.js';
import { ROOT_FIELDS } from '../../dist/graph/policies/root-fields.js';
import { TYPE_SCOPES } from '../../dist/graph/policies/scopes.js';
import { cardFields } from './card-fields.mjs';
import { BLOCKS_OF_ERRORS, errorWords } from './errors.mjs';
import { code, listed, table } from './markdown.mjs';

const { values: options } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    docs: { type: 'string', default: join(import.meta.dirname, '../../docs') },
    console: { type: 'string', default: join(import.meta.dirname, '../../src/console') },
  },
});

const variable = ({ name, default: value, meaning }) => [name, value === undefined ? '–' : code(value), meaning];

const rootFields = Object.entries(ROOT_FIELDS);

function scope(name) {
  const fields = rootFields.flatMap(([field, row]) => (row.scope === name ? [code(field)] : []));
  const types = Object.keys(TYPE_SCOPES).filter((type) => TYPE_SCOPES[type] === name);
  return [code(name), listed(fields), listed(types.map(code))];
}

const irreversible = rootFields.flatMap(([field, row]) => (row.irreversible ? [code(field.split('.')[1])] : []));

/** The text of each block, by page and name of the block. */
const BLOCKS = {
  'auth.md': { scopes: table(['Scope', 'Root fields', 'Types'], SCOPES.map(scope)) },
  'audit.md': {
    targets: table(
      ['Mutation', 'Target'],
      rootFields.flatMap(([field, { auditTarget }]) =>
        auditTarget === undefined ? [] : [[code(field.split('.')[1]), code(auditTarget)]],
      ),
    ),
  },
  'config.md': { variables: table(['Name', 'Default', 'Meaning'], VARIABLES.map(variable)) },
  'errors.md': BLOCKS_OF_ERRORS.en,
  'errors.zh-CN.md': BLOCKS_OF_ERRORS.zh,
  'limits.md': {
    'irreversible mutations': `Mutations that the platform cannot undo: ${irreversible.join(', ')}.`,
    'operation limits': table(
      ['Limit', 'Default', 'Meaning'],
      VARIABLES.filter(({ name }) => name.startsWith('LIMIT_')).map((one) => [
        code(one.name),
        ...variable(one).slice(1),
      ]),
    ),
  },
};

/** Returns the page with current blocks. @throws {Error} if a block is missing or unknown */
function generated(page, text, blocks) {
  const missing = new Set(Object.keys(blocks));
  const result = text.replace(/<!-- generated: (.*?) -->\n[\s\S]*?<!-- end -->/g, (_, name) => {
    if (!Object.hasOwn(blocks, name)) throw new Error(`docs/${page}: unknown block "${name}"`);
    missing.delete(name);
    return `<!-- generated: ${name} -->\n\n${blocks[name]}\n\n<!-- end -->`;
  });
  if (missing.size > 0) throw new Error(`docs/${page}: missing block ${[...missing].join(', ')}`);
  return result;
}

const pages = Object.entries(BLOCKS).map(([page, blocks]) => {
  const path = join(options.docs, page);
  const text = readFileSync(path, 'utf8');
  return { name: `docs/${page}`, path, text, result: generated(page, text, blocks) };
});
const modules = [
  { name: 'words/en/errors.ts', result: errorWords('en') },
  { name: 'words/zh/errors.ts', result: errorWords('zh') },
  { name: 'generated/card-fields.ts', result: cardFields() },
].map(({ name, result }) => {
  const path = join(options.console, name);
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  return { name: `src/console/${name}`, path, text, result };
});

const outdated = [...pages, ...modules].filter(({ text, result }) => text !== result);
if (options.check && outdated.length > 0) {
  process.stderr.write(`Outdated: ${outdated.map(({ name }) => name).join(', ')}. Run npm run docs.\n`);
  process.exitCode = 1;
}
if (!options.check) for (const { path, result } of outdated) writeFileSync(path, result);
