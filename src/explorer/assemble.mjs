// Assembles the explorer in dist/explorer: the browser builds of GraphiQL and React, the page, and the example queries. Runs when the server
// is built, so that a production install needs neither package (120 MB; a browser loads 1.7 MB of them).
// GraphiQL 4 is used because it has a browser build. GraphiQL 5 was tried: its workers run offline under the explorer's content security
// policy, but it needs a bundler and Monaco (110 MB) in each build, a browser loads 6.6 MB, and it has no subscriptions over HTTP either.
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCE = dirname(fileURLToPath(import.meta.url));
const OUT = join(SOURCE, '../../dist/explorer');

const { resolve } = createRequire(import.meta.url);
const inPackage = (name, file) => join(dirname(resolve(`${name}/package.json`)), file);

const FILES = {
  'index.html': join(SOURCE, 'index.html'),
  'explorer.css': join(SOURCE, 'explorer.css'),
  'explorer.js': join(SOURCE, 'explorer.js'),
  'subscribe.js': join(SOURCE, 'subscribe.js'),
  'graphiql.css': inPackage('graphiql', 'graphiql.min.css'),
  'graphiql.js': inPackage('graphiql', 'graphiql.min.js'),
  'react.js': inPackage('react', 'umd/react.production.min.js'),
  'react-dom.js': inPackage('react-dom', 'umd/react-dom.production.min.js'),
};

const examples = readdirSync(join(SOURCE, 'examples'))
  .filter((file) => file.endsWith('.graphql'))
  .sort()
  .map((file) => {
    const path = join(SOURCE, 'examples', file);
    const variables = path.replace(/\.graphql$/, '.variables.json');
    const text = existsSync(variables) ? readFileSync(variables, 'utf8') : '{}';
    return { query: readFileSync(path, 'utf8'), variables: JSON.parse(text) };
  });

const licences = ['graphiql', 'react', 'react-dom'].map((name) => {
  const text = readFileSync(inPackage(name, 'LICENSE'), 'utf8');
  return `${name}\n\n${text}`;
});

// Writes to a temporary file and renames it, so that a server running from this folder never reads a partial file.
mkdirSync(OUT, { recursive: true });
const put = (name, write) => {
  const temporary = join(OUT, `.${name}.${process.pid}`);
  write(temporary);
  renameSync(temporary, join(OUT, name));
};
for (const [name, from] of Object.entries(FILES)) put(name, (to) => copyFileSync(from, to));
put('examples.json', (to) => writeFileSync(to, JSON.stringify(examples)));
put('LICENCES.txt', (to) => writeFileSync(to, licences.join('\n\n')));
