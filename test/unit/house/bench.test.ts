import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, posix } from 'node:path';
import bench from '../../../bench/package.json' with { type: 'json' };
import hiveGateway from '../../../bench/peers/hive-gateway/package.json' with { type: 'json' };
import root from '../../../package.json' with { type: 'json' };
import { parseModules } from './modules.js';

const ROOT = join(__dirname, '../../..');

type Dependencies = Readonly<Record<string, string>>;

/** Modules of a folder by their path from the root, without installed packages and results. */
function sourcesOf(folder: string, suffix: RegExp): Record<string, string> {
  const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => posix.join(folder, file.replaceAll('\\', '/')))
    .filter((file) => suffix.test(file) && !file.includes('/node_modules/') && !file.includes('/results/'));
  return Object.fromEntries(files.map((file) => [file, readFileSync(join(ROOT, file), 'utf8')]));
}

/** Imports as `<file>: <specifier>`, except those that are allowed. */
function importsOf(sources: Record<string, string>, isAllowed: (file: string, specifier: string) => boolean): string[] {
  return parseModules(sources).flatMap(({ name: file, imports }) =>
    imports
      .map(({ specifier = 'a computed specifier' }) => specifier)
      .filter((specifier) => !isAllowed(file, specifier))
      .map((specifier) => `${file}: ${specifier}`),
  );
}

const isInside = (folder: string, file: string, specifier: string) =>
  specifier.startsWith('.') && posix.join(posix.dirname(file), specifier).startsWith(folder);

const packageOf = (specifier: string) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

describe('the package of the bench', () => {
  it('imports its own modules, modules of Node and packages that its package.json lists', () => {
    const sources = sourcesOf('bench', /\.mjs$/);
    const dependenciesOf = (file: string): Dependencies =>
      file.startsWith('bench/peers/hive-gateway/') ? hiveGateway.dependencies : bench.dependencies;
    const foreign = importsOf(
      sources,
      (file, specifier) =>
        isBuiltin(specifier) || isInside('bench/', file, specifier) || packageOf(specifier) in dependenciesOf(file),
    );
    expect(Object.keys(sources)).toContain('bench/bench.mjs');
    expect(foreign).toEqual([]);
  });

  it.each([
    ['src', /\.ts$/],
    ['test', /\.(ts|mjs)$/],
  ])('has no module that %s imports', (folder, suffix) => {
    // Parsing every test takes seconds.
    const mentioning = Object.entries(sourcesOf(folder, suffix)).filter(([, text]) => text.includes('bench/'));
    const imported = importsOf(
      Object.fromEntries(mentioning),
      (file, specifier) => !isInside('bench/', file, specifier) || specifier.endsWith('/package.json'),
    );
    expect(imported).toEqual([]);
  });

  it.each([
    ['bench', bench.dependencies],
    ['bench/peers/hive-gateway', hiveGateway.dependencies],
  ])('pins in %s the versions that the server has of the same packages', (_, dependencies: Dependencies) => {
    const server: Dependencies = root.dependencies;
    const shared = Object.keys(dependencies).filter((name) => name in server);
    expect(shared).toContain('graphql');
    expect(shared.map((name) => [name, dependencies[name]])).toEqual(shared.map((name) => [name, server[name]]));
  });

  it('is no workspace of the server, whose install leaves it out', () => {
    expect(root).not.toHaveProperty('workspaces');
  });
});
