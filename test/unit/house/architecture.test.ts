import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../..');
const PAGE = readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8');

/** Returns the paths below src in backquotes: `src/http/`, `http/`, `http/server.ts`. A name without a slash may be something else. */
const pathsIn = (text: string) =>
  [...text.matchAll(/`(?:src\/)?([a-z][\w-]*(?:\/[\w.-]*)+|[a-z-]+\.ts)`/g)].map(([, path = '']) => path);

const [, table = ''] = PAGE.split('\n## The folders\n');
const rows = (table.split('\n| Beside')[0] ?? '').split('\n').filter((line) => line.startsWith('| `src/'));
const described = rows.flatMap((row) => pathsIn(row.split('|')[1] ?? '').map((path) => path.replace(/\/$/, '')));

test('ARCHITECTURE.md has one row for each folder and file directly in src, and no other', () => {
  const entries = readdirSync(join(ROOT, 'src')).filter((name) => !name.startsWith('.'));
  expect([...described].sort()).toEqual(entries.sort());
});

test('ARCHITECTURE.md names only existing files and folders', () => {
  const top = readdirSync(join(ROOT, 'src'));
  const bases = ['src', 'src/platform', 'src/graph', 'test', '.', ...top.map((name) => `src/${name}`)];
  const missing = pathsIn(PAGE).filter((path) => !bases.some((base) => existsSync(join(ROOT, base, path))));
  expect(missing).toEqual([]);
});

test('ARCHITECTURE.md draws the folders in the order of a request', () => {
  const drawn = ['http', 'admission', 'operation', 'graph', 'safety', 'platform', 'store'];
  expect(PAGE).toContain(`**${drawn.join(' → ')}**`);
  const [, drawing = ''] = PAGE.split('```');
  const order = drawing.split('\n').flatMap((line) => /^ ([a-z]+) /.exec(line)?.[1] ?? []);
  expect(order).toEqual(drawn);
});
