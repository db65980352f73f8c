import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parse } from '@babel/parser';

const BUILT = join(__dirname, '../../../dist/console');

/** Limits in bytes after gzip: what a browser loads to show any page first, and everything. */
const FIRST_VIEW = 60_000;
const EVERYTHING = 180_000;

interface Loaded {
  /** Modules that a module imports statically. */
  readonly imports: readonly string[];
  /** Modules that it loads when they are needed. */
  readonly later: readonly string[];
  /** Names of other files in it, such as style sheets. */
  readonly names: readonly string[];
}

interface Node {
  readonly type: string;
  /** A string, or a template without expressions: the bundler writes both. */
  readonly source?: {
    readonly value?: unknown;
    readonly quasis?: readonly { readonly value: { readonly cooked: string } }[];
  } | null;
}

if (!existsSync(join(BUILT, 'index.html'))) throw new Error('dist contains no console; run npm run build');
const assets = readdirSync(join(BUILT, 'assets'));
const page = readFileSync(join(BUILT, 'index.html'), 'utf8');
const contents = new Map([
  ...assets.map((name) => [name, readFileSync(join(BUILT, 'assets', name))] as const),
  ...['index.html', 'LICENCES.txt'].map((name) => [name, readFileSync(join(BUILT, name))] as const),
]);
const sizeOf = (names: Iterable<string>) =>
  [...names].reduce((sum, name) => sum + gzipSync(contents.get(name) ?? fail(name)).length, 0);
const modules = new Map(assets.filter((name) => name.endsWith('.js')).map((name) => [name, loadedBy(name)]));

function fail(name: string): never {
  throw new Error(`dist/console/assets does not contain ${name}`);
}

/** Returns all nodes of a syntax tree. */
function nodesOf(value: unknown): Node[] {
  if (Array.isArray(value)) return value.flatMap(nodesOf);
  if (typeof value !== 'object' || value === null) return [];
  const below = Object.values(value).flatMap(nodesOf);
  return 'type' in value ? [value as Node, ...below] : below;
}

function loadedBy(name: string): Loaded {
  const text = String(contents.get(name));
  const nodes = nodesOf(parse(text, { sourceType: 'module', createImportExpressions: true }).program);
  const of = (...types: string[]) =>
    nodes.flatMap(({ type, source }) => {
      const target = source?.value ?? source?.quasis?.[0]?.value.cooked;
      return types.includes(type) && typeof target === 'string' ? [basename(target)] : [];
    });
  return {
    imports: of('ImportDeclaration', 'ExportNamedDeclaration', 'ExportAllDeclaration'),
    later: of('ImportExpression'),
    names: assets.filter((other) => other !== name && text.includes(other)),
  };
}

/** Returns modules and everything that they import statically. */
function withImports(names: readonly string[], found = new Set<string>()): Set<string> {
  for (const name of names) {
    if (found.has(name)) continue;
    found.add(name);
    withImports((modules.get(name) ?? fail(name)).imports, found);
  }
  return found;
}

const named = [...page.matchAll(/(?:src|href)="\/console\/assets\/([^"]+)"/g)].map(([, name = '']) => name);
const entries = [...page.matchAll(/<script [^>]*src="\/console\/assets\/([^"]+)"/g)].map(([, name = '']) => name);
const frame = withImports(entries);
/** All are counted for each page, because the names do not show which page loads which. */
const styleSheets = assets.filter((name) => name.endsWith('.css'));
const pages = [...frame].flatMap((name) => modules.get(name)?.later ?? []);

test('the entry of the console loads each page when it is needed', () => {
  expect(entries).toHaveLength(1);
  expect(named.filter((name) => name.endsWith('.css'))).toHaveLength(1);
  expect(pages.length).toBeGreaterThanOrEqual(9);
});

test('the built console contains no file that another one does not name', () => {
  const reached = new Set(named);
  for (const name of reached) for (const other of modules.get(name)?.names ?? []) reached.add(other);
  expect(assets.filter((name) => !reached.has(name))).toEqual([]);
});

test(`the first view of each page has at most ${FIRST_VIEW} bytes after gzip, and the console ${EVERYTHING}`, () => {
  const views = pages.map((entry): [name: string, bytes: number] => {
    const files = withImports([...entries, entry]);
    return [entry, sizeOf(new Set(['index.html', ...named, ...styleSheets, ...files]))];
  });
  const total = sizeOf(contents.keys());
  const lines = [...views, ['everything', total] as const].map(([name, bytes]) => `${bytes} ${name}`);
  process.stdout.write(`dist/console, bytes after gzip:\n${lines.join('\n')}\n`);
  expect(views.filter(([, bytes]) => bytes > FIRST_VIEW || bytes < 10_000)).toEqual([]);
  expect(total).toBeLessThanOrEqual(EVERYTHING);
});
