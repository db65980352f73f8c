// Writes the facts that the code knows into docs/, between `<!-- generated: name -->` and `<!-- end -->`. Run by `npm run docs`.
// `--check` writes nothing and fails if a page is not what it would write; `npm test` runs that. `--docs` names another folder.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { VARIABLES } from '../../dist/config/env.js';
import { SCOPES } from '../../dist/config/scopes.js';
import { CARD_ERROR_CODES } from '../../dist/graph/mutation/user-error.js';
import { ROOT_FIELDS } from '../../dist/graph/policies/root-fields.js';
import { TYPE_SCOPES } from '../../dist/graph/policies/scopes.js';
import { ERRCODES } from '../../dist/platform/errcodes.js';

const { values: options } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    docs: { type: 'string', default: join(import.meta.dirname, '../../docs') },
  },
});

const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
const code = (text) => `\`${text}\``;
const listed = (items) => (items.length === 0 ? '–' : items.join(', '));

const variable = ({ name, default: value, meaning }) => [name, value === undefined ? '–' : code(value), meaning];

/** The errcodes behind a CardErrorCode: those that mean it everywhere, then those that mean it at one path. */
function errcodesOf(name) {
  const entries = [...ERRCODES.values()];
  const everywhere = entries.filter((entry) => entry.code === name).map(({ errcode }) => String(errcode));
  const atPaths = entries.flatMap(({ errcode, byPath = {} }) =>
    Object.entries(byPath).flatMap(([path, named]) => (named === name ? [`${errcode} at ${code(path)}`] : [])),
  );
  return [...everywhere, ...atPaths];
}

const rootFields = Object.entries(ROOT_FIELDS);

function scope(name) {
  const fields = rootFields.flatMap(([field, row]) => (row.scope === name ? [code(field)] : []));
  const types = Object.keys(TYPE_SCOPES).filter((type) => TYPE_SCOPES[type] === name);
  return [code(name), listed(fields), listed(types.map(code))];
}

const irreversible = rootFields.flatMap(([field, row]) => (row.irreversible ? [code(field.split('.')[1])] : []));

/** By page, then by name of the block: its text. */
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
  'errors.md': {
    'card error codes': table(
      ['Code', 'Meaning', 'errcodes', 'Remedy', 'Retry'],
      Object.entries(CARD_ERROR_CODES).map(([name, { meaning, remedy, retry }]) => [
        ...[code(name), meaning, listed(errcodesOf(name)), remedy, retry],
      ]),
    ),
  },
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

/** The page with its blocks as they should be. @throws {Error} if a block is missing, or one is there that nothing generates */
function generated(page, text, blocks) {
  const missing = new Set(Object.keys(blocks));
  const result = text.replace(/<!-- generated: (.*?) -->\n[\s\S]*?<!-- end -->/g, (_, name) => {
    if (!Object.hasOwn(blocks, name)) throw new Error(`docs/${page}: nothing generates the block "${name}"`);
    missing.delete(name);
    return `<!-- generated: ${name} -->\n\n${blocks[name]}\n\n<!-- end -->`;
  });
  if (missing.size > 0) throw new Error(`docs/${page}: no block ${[...missing].join(', ')}`);
  return result;
}

const outdated = Object.entries(BLOCKS).filter(([page, blocks]) => {
  const path = join(options.docs, page);
  const text = readFileSync(path, 'utf8');
  const result = generated(page, text, blocks);
  if (result === text) return false;
  if (!options.check) writeFileSync(path, result);
  return true;
});
if (outdated.length > 0 && options.check) {
  process.stderr.write(`Not as generated: ${outdated.map(([page]) => `docs/${page}`).join(', ')}. Run npm run docs.\n`);
  process.exitCode = 1;
}
