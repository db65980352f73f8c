import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const CONSOLE = join(__dirname, '../../../src/console');
const PACKAGES = ['@preact/signals', '@urql/core', 'preact', 'preact/hooks'];

const names = readdirSync(CONSOLE, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tsx'));

test.each(names)('%s imports only files of the console and its packages', (name) => {
  const path = join(CONSOLE, name);
  const imports = [...readFileSync(path, 'utf8').matchAll(/\b(?:from|import)\s*\(?\s*'([^'\n]+)'/g)];
  const foreign = imports.flatMap(([, target = '']) => {
    const isOwn = target.startsWith('.') && !relative(CONSOLE, join(dirname(path), target)).startsWith('..');
    return isOwn || PACKAGES.includes(target) ? [] : [target];
  });
  expect(foreign).toEqual([]);
});

test('a production install contains no package that only the console needs', () => {
  const { packages } = JSON.parse(readFileSync(join(CONSOLE, '../../package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean }>;
  };
  const installed = PACKAGES.map((name) => name.replace('preact/hooks', 'preact'));
  expect(installed.filter((name) => packages[`node_modules/${name}`]?.dev !== true)).toEqual([]);
});
