// Runs the examples of README.md and docs/clients.md from an empty project against the packed server: `npm run ship:clients`. The project
// compiles under the settings of Vite's TypeScript template. Needs the registry.
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ENV, install, pack, run } from './packed.mjs';
import { startServer } from './running.mjs';

const ROOT = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'cardgraph-clients-'));
const read = (path) => readFileSync(join(ROOT, path), 'utf8');

/** The fenced blocks of a Markdown file whose info string matches. */
const blocks = (path, info) =>
  [...read(path).matchAll(new RegExp(`^\`\`\`${info}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map((match) => match.slice(1));

function write(path, text) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** Throws unless both values are equal as JSON. */
function expectEqual(what, actual, expected) {
  const [one, other] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (one !== other) throw new Error(`${what}: expected ${other}, got ${one}`);
}

try {
  cpSync(join(ROOT, 'test/ship/clients'), folder, { recursive: true });
  const { filename } = pack(folder);
  install(folder, join(folder, filename));

  const schema = join(folder, 'node_modules/cardgraph/schema');
  copyFileSync(join(schema, 'client.graphql'), join(folder, 'schema.graphql'));
  for (const file of ['cacheKeys.json', 'possibleTypes.json']) copyFileSync(join(schema, file), join(folder, file));

  const files = blocks('docs/clients.md', '\\w+ file=(\\S+)');
  for (const [path, text] of files) write(path, text);
  // The README's example imports the generated documents and a copy of possibleTypes.json from its own folder.
  const [[readme]] = blocks('README.md', 'ts');
  write('src/readme.ts', readme);
  write('src/possibleTypes.json', readFileSync(join(schema, 'possibleTypes.json'), 'utf8'));
  write(
    'src/main.ts',
    `import { gql } from '@apollo/client';
import { firstTitles as apollo, createClient as createApollo } from './apollo';
import { createClient, fetchCards } from './readme';
import { firstTitles as tada } from './tada';
import { createClient as createUrql, firstTitles as urql } from './urql';

interface Titles {
  readonly cards: { readonly nodes: readonly { readonly title: string }[] };
}

const uri = process.argv[2] ?? '';
const { data } = await fetchCards(createClient(uri));
const readme = data?.cards?.edges.map(({ node }) => node?.title);
// A normalized cache must not reject or merge objects whose key is not selected.
const query = gql\`{ cards(first: 10) { nodes { title } } }\`;
const titlesOf = (titles?: Titles) => titles?.cards.nodes.map(({ title }) => title);
const apolloWithoutKeys = titlesOf((await createApollo(uri).query<Titles>({ query })).data);
const urqlWithoutKeys = titlesOf((await createUrql(uri).query<Titles>(query, {}).toPromise()).data);
const withKeys = { readme, apollo: await apollo(uri), urql: await urql(uri), tada: await tada(uri) };
console.log(JSON.stringify({ ...withKeys, apolloWithoutKeys, urqlWithoutKeys }));
`,
  );
  write('src/node.d.ts', 'declare const process: { readonly argv: readonly string[] };\n');

  const config = JSON.parse(readFileSync(join(folder, 'tsconfig.json'), 'utf8'));
  const [[plugins]] = blocks('docs/clients.md', 'json');
  Object.assign(config.compilerOptions, JSON.parse(plugins).compilerOptions);
  write('tsconfig.json', JSON.stringify(config));

  const bin = (name) => join(folder, 'node_modules/.bin', name);
  run(folder, bin('graphql-codegen'));
  run(folder, bin('gql.tada'), 'generate-output');
  mkdirSync(join(folder, 'src/relay/artifacts'));
  run(folder, bin('relay-compiler'));
  const artifacts = readdirSync(join(folder, 'src/relay/artifacts')).length;
  if (artifacts < 3) throw new Error(`relay-compiler wrote ${artifacts} artifacts`);
  run(folder, bin('tsc'));
  run(folder, bin('vite'), 'build', '--ssr', 'src/main.ts', '--logLevel', 'warn');

  const server = await startServer('npx', ['--no', '--', 'cardgraph', 'serve'], {
    cwd: folder,
    env: { ...ENV, OVERLOAD_EVENT_LOOP_DELAY_MS: '0' }, // a busy machine must not shed the examples' requests
  });
  try {
    const query = '{ cards(first: 10) { nodes { title } } }';
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${response.status} ${text}`);
    const titles = JSON.parse(text).data.cards.nodes.map(({ title }) => title);
    expectEqual('titles', titles.length, 10);
    const printed = JSON.parse(run(folder, process.execPath, 'dist/main.js', server.url));
    for (const client of ['readme', 'apollo', 'urql', 'tada', 'apolloWithoutKeys', 'urqlWithoutKeys'])
      expectEqual(client, printed[client], titles);

    const [[example]] = blocks('README.md', 'js');
    const code = example.replace('http://127.0.0.1:4000/graphql', server.url);
    const line = run(folder, process.execPath, '--input-type=module', '--eval', code);
    if (!/: \d+ left\n$/.test(line)) throw new Error(`the README's fetch example printed ${line}`);
  } finally {
    server.kill();
  }
  console.log(`${files.length} files of docs/clients.md and the README's examples: compiled, run, same titles`);
} catch (error) {
  console.error(`ship:clients: ${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
