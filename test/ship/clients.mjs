// Runs the examples of README.md and docs/clients.md from an empty project against the packed server: `npm run ship:clients`. The project
// compiles under the settings of Vite's TypeScript template. The subscriptions run in a real browser too. Needs the registry and Chromium.
import { once } from 'node:events';
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
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { chromium } from 'playwright-core';
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

/** Opens the built page in a real browser, from another origin than the server, and returns the title that it sets when it is done. */
async function titleOfPage({ url, emulator }) {
  const pages = createServer(({ url: path }, response) => {
    const file = path.startsWith('/assets/') ? path : '/index.html';
    response.setHeader('content-type', file.endsWith('.js') ? 'text/javascript' : 'text/html');
    response.end(readFileSync(join(folder, 'page', file)));
  });
  await once(pages.listen(0, '127.0.0.1'), 'listening');
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const page = await browser.newPage();
    const parameters = new URLSearchParams([url, emulator].map((value) => ['url', value]));
    await page.goto(`http://127.0.0.1:${pages.address().port}/?${parameters}`);
    await page.waitForFunction("document.title.startsWith('{')", undefined, { timeout: 60_000 });
    return await page.title();
  } finally {
    await browser.close();
    pages.close();
  }
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
  write(
    'src/events-main.ts',
    `import { Environment, RecordSource, Store } from 'relay-runtime';
import { apolloEvents, createHttpClient, createSocketClient } from './apollo-events';
import { type EventClient, follow } from './follow';
import page from './relay/artifacts/CardEventsPageQuery.graphql';
import stream from './relay/artifacts/CardEventsStreamSubscription.graphql';
import { relayEvents } from './relay/events';
import { createNetwork } from './relay/network';
import { createEventClient, urqlEvents } from './urql-events';

const inBrowser = 'location' in globalThis;
const [uri = '', emulator = ''] = inBrowser ? new URLSearchParams(location.search).getAll('url') : process.argv.slice(2);
const claim = (openid: string) =>
  fetch(new URL('/_emulator/claims', emulator), {
    method: 'POST',
    mode: 'no-cors',
    body: JSON.stringify({ card_id: 'pDEMO-groupon-0002', openid }),
  });
const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Receives a claim in a stream, misses one, and continues after the cursor of the first. */
async function run(client: EventClient, openid: string): Promise<string[]> {
  const received: string[] = [];
  let cursor: string | undefined;
  const handlers = {
    onEvent: (event: { kind: string; cursor: string }) => {
      received.push(event.kind);
      cursor = event.cursor;
    },
    onLoss: () => received.push('loss'),
  };
  const waitFor = async (count: number) => {
    for (let n = 0; received.length < count && n < 100; n += 1) await wait(50);
  };
  const stop = follow(client, handlers);
  await wait(1000);
  await claim(openid);
  await waitFor(1);
  stop();
  await claim(openid);
  await wait(500);
  const stopAgain = follow(client, handlers, cursor);
  await waitFor(2);
  await wait(500);
  await claim(openid);
  await waitFor(3);
  stopAgain();
  return received;
}

// Users who may still claim three cards.
const relay = new Environment({ network: createNetwork(uri), store: new Store(new RecordSource()) });
const received = JSON.stringify({
    apollo: await run(apolloEvents(createHttpClient(uri)), 'oDEMO-user-0002'),
    apolloSocket: await run(apolloEvents(createSocketClient(uri)), 'oDEMO-user-0003'),
    urql: await run(urqlEvents(createEventClient(uri)), 'oDEMO-user-0005'),
    relay: await run(relayEvents(relay, page, stream), 'oDEMO-user-0007'),
});
if (inBrowser) document.title = received;
else {
  console.log(received);
  process.exit();
}
`,
  );
  write('src/node.d.ts', 'declare const process: { readonly argv: readonly string[]; exit(): void };\n');

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
  for (const main of ['src/main.ts', 'src/events-main.ts'])
    run(folder, bin('vite'), 'build', '--ssr', main, '--emptyOutDir', 'false', '--logLevel', 'warn');

  write('index.html', '<script type="module" src="/src/events-main.ts"></script>');
  run(folder, bin('vite'), 'build', '--outDir', 'page', '--target', 'esnext', '--logLevel', 'warn');

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

    const events = JSON.parse(
      run(folder, process.execPath, '--experimental-websocket', 'dist/events-main.js', server.url, server.emulator),
    );
    await fetch(new URL('/_emulator/reset', server.emulator), { method: 'POST' });
    const eventsInBrowser = JSON.parse(await titleOfPage(server));
    for (const client of ['apollo', 'apolloSocket', 'urql', 'relay']) {
      expectEqual(`events of ${client}`, events[client], ['CLAIMED', 'CLAIMED', 'CLAIMED']);
      expectEqual(`events of ${client} in a browser`, eventsInBrowser[client], ['CLAIMED', 'CLAIMED', 'CLAIMED']);
    }

    const [[example]] = blocks('README.md', 'js');
    const code = example.replace('http://127.0.0.1:4000/graphql', server.url);
    const line = run(folder, process.execPath, '--input-type=module', '--eval', code);
    if (!/: \d+ left\n$/.test(line)) throw new Error(`the README's fetch example printed ${line}`);
  } finally {
    server.kill();
  }
  console.log(
    `${files.length} files of docs/clients.md and the README's examples: compiled, run, same titles; events in Node.js and in a browser`,
  );
} catch (error) {
  console.error(`ship:clients: ${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
