// Checks the result of `npm pack` in an empty folder: whether `npx cardgraph serve` responds. Needs the registry, for its dependencies.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { ENV, install, pack, run } from './packed.mjs';
import { query, startServer, terminate } from './running.mjs';

const ROOT = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'cardgraph-pack-'));
const problems = [];
const expect = (what, isSo) => {
  if (!isSo) problems.push(what);
};

/** Whether another file of the console names an asset, so that a browser can load it. */
function isNamedInConsole(asset) {
  const built = join(ROOT, 'dist/console');
  const others = readdirSync(built, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && entry.name !== asset,
  );
  return others.some(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8').includes(asset));
}

try {
  const { filename, paths } = pack(folder);

  const foreign = paths.filter(
    (path) => !/^(dist|schema|deploy|docs)\/|^(README(\.zh-CN)?|CHANGELOG)\.md$|^LICENSE$|^package\.json$/.test(path),
  );
  expect(`the tarball contains no unrelated files, got ${foreign}`, foreign.length === 0);
  // A build never empties dist, so that servers may run from it. Leftovers of an older build must not be shipped.
  const modules = paths.filter((path) => /^dist\/(?!(explorer|console)\/).*\.js$/.test(path));
  const orphans = modules.filter((path) => !existsSync(join(ROOT, path.replace(/^dist(.*)\.js$/, 'src$1.ts'))));
  expect(`no modules without a source, got ${orphans}; remove dist and build`, orphans.length === 0);
  const unnamed = paths.filter((path) => /^dist\/console\/assets\//.test(path) && !isNamedInConsole(basename(path)));
  expect(`no assets that no file of the console names, got ${unnamed}`, unnamed.length === 0);
  const needed = [
    'dist/cli.js',
    'dist/explorer/graphiql.js',
    'dist/explorer/LICENCES.txt',
    'dist/console/index.html',
    'dist/console/LICENCES.txt',
    'schema/schema.graphql',
    'schema/client.graphql',
    'schema/cacheKeys.json',
    'docs/config.md',
  ];
  expect(
    `missing: ${needed}`,
    needed.every((path) => paths.includes(path)),
  );

  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  install(folder, join(folder, filename));

  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  expect('npx cardgraph --version', run(folder, 'npx', '--no', '--', 'cardgraph', '--version') === `${version}\n`);
  const schema = run(folder, 'npx', '--no', '--', 'cardgraph', 'schema');
  expect('npx cardgraph schema', schema === readFileSync(join(ROOT, 'schema/schema.graphql'), 'utf8'));

  const server = await startServer('npx', ['--no', '--', 'cardgraph', 'serve'], { cwd: folder, env: ENV });
  try {
    await query(server.url);
    const explorer = await fetch(new URL('/explorer', server.url));
    expect('/explorer of the package', explorer.ok && (await explorer.text()).includes('graphiql'));
    const page = await fetch(new URL('/console', server.url));
    const assets = Array.from((await page.text()).matchAll(/="(\/console\/assets\/[^"]+)"/g), ([, asset]) => asset);
    const served = await Promise.all(assets.map(async (asset) => (await fetch(new URL(asset, server.url))).ok));
    expect(`/console of the package with its assets, ${assets}`, page.ok && served.length > 2 && served.every(Boolean));
    const developed = ['preact', '@preact/signals', '@urql/core', 'uplot', 'vite'].filter((name) =>
      existsSync(join(folder, 'node_modules', name)),
    );
    expect(`an install without the packages that the console is built from, got ${developed}`, developed.length === 0);
  } finally {
    server.kill();
  }
  // npx and its shell do not forward SIGTERM. A service therefore starts the command directly (docs/deploy.md).
  const service = await startServer(join(folder, 'node_modules/.bin/cardgraph'), ['serve'], { cwd: folder, env: ENV });
  const end = await terminate(service);
  expect(`SIGTERM ends cardgraph serve with 0, got ${end}`, end === 0);
  if (problems.length === 0) console.log(`${filename}: ${paths.length} files; installed, queried, stopped`);
} catch (error) {
  problems.push(error.message);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
for (const problem of problems) console.error(`ship:pack: ${problem}`);
process.exitCode = problems.length === 0 ? 0 : 1;
