import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../..');
const PAGE = readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8');

/** Returns the paths below src that a text names in backticks: `src/http/`, `http/`, `http/server.ts`. Skips names without a slash. */
const pathsIn = (text: string) =>
  [...text.matchAll(/`(?:src\/)?([a-z][\w-]*(?:\/[\w.-]*)+|[a-z-]+\.ts)`/g)].map(([, path = '']) => path);

const [, table = ''] = PAGE.split('\n## Folders\n');
const rows = (table.split('\n| Outside')[0] ?? '').split('\n').filter((line) => line.startsWith('| `src/'));
const described = rows.flatMap((row) => pathsIn(row.split('|')[1] ?? '').map((path) => path.replace(/\/$/, '')));

test('ARCHITECTURE.md has one row for each folder and file directly in src', () => {
  const entries = readdirSync(join(ROOT, 'src')).filter((name) => !name.startsWith('.'));
  expect([...described].sort()).toEqual(entries.sort());
});

test('ARCHITECTURE.md names only files and folders that exist', () => {
  const top = readdirSync(join(ROOT, 'src'));
  const bases = ['src', 'src/platform', 'src/graph', 'test', '.', ...top.map((name) => `src/${name}`)];
  const missing = pathsIn(PAGE).filter((path) => !bases.some((base) => existsSync(join(ROOT, base, path))));
  expect(missing).toEqual([]);
});

test('ARCHITECTURE.md shows the folders in the order of a request', () => {
  const drawn = ['http', 'admission', 'operation', 'graph', 'safety', 'platform', 'store'];
  expect(PAGE).toContain(`**${drawn.join(' → ')}**`);
  const [, drawing = ''] = PAGE.split('```');
  const order = drawing.split('\n').flatMap((line) => /^ ([a-z]+) /.exec(line)?.[1] ?? []);
  expect(order).toEqual(drawn);
});
