// Puts the explorer together in dist/explorer: GraphiQL and React as their packages bring them for browsers, our page, and the examples.
// Done when the server is built, so that a production install needs neither (120 MB, for 1.7 MB that a browser loads).
import { copyFileSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OURS = dirname(fileURLToPath(import.meta.url));
const OUT = join(OURS, '../../dist/explorer');

const { resolve } = createRequire(import.meta.url);
const inPackage = (name, file) => join(dirname(resolve(`${name}/package.json`)), file);

const FILES = {
  'index.html': join(OURS, 'index.html'),
  'explorer.css': join(OURS, 'explorer.css'),
  'explorer.js': join(OURS, 'explorer.js'),
  'graphiql.css': inPackage('graphiql', 'graphiql.min.css'),
  'graphiql.js': inPackage('graphiql', 'graphiql.min.js'),
  'react.js': inPackage('react', 'umd/react.production.min.js'),
  'react-dom.js': inPackage('react-dom', 'umd/react-dom.production.min.js'),
};

const examples = readdirSync(join(OURS, 'examples'))
  .sort()
  .map((file) => readFileSync(join(OURS, 'examples', file), 'utf8'));

const licences = ['graphiql', 'react', 'react-dom'].map((name) => {
  const text = readFileSync(inPackage(name, 'LICENSE'), 'utf8');
  return `${name}\n\n${text}`;
});

// Written aside and renamed: a server that runs from this folder never sees half a file.
mkdirSync(OUT, { recursive: true });
const put = (name, write) => {
  const aside = join(OUT, `.${name}.${process.pid}`);
  write(aside);
  renameSync(aside, join(OUT, name));
};
for (const [name, from] of Object.entries(FILES)) put(name, (to) => copyFileSync(from, to));
put('examples.json', (to) => writeFileSync(to, JSON.stringify(examples)));
put('LICENCES.txt', (to) => writeFileSync(to, licences.join('\n\n')));
