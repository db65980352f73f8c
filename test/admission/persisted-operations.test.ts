import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { Secret } from '../../src/config/secret.js';
import type { RunningServer, ServerOptions } from '../../src/http/server.js';
import { createLog } from '../../src/log.js';
import { Child } from '../support/child.js';
import { startGraph } from '../support/stack.js';
import { useEmulator } from '../support/use-stack.js';

const LISTED = { id: 'card-1', name: 'Card', body: 'query Card($id: ID!) { card(id: $id) { id } }' };
const OTHER = '{ cards(first: 1) { nodes { id } } }';
const CARD = 'pDEMO-cash-0001';
const EXPECTED = { data: { card: { id: CARD } }, extensions: { cardgraph: { cost: 1 } } };
const PREFLIGHTED = { 'apollo-require-preflight': 'true' };
const ROUTER = 'a secret of the router'.replaceAll(' ', '-');

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const persisted = (sha256Hash: unknown) => ({ persistedQuery: { version: 1, sha256Hash } });

const emulator = useEmulator({ beforeEach: 'nothing' });
const servers: RunningServer[] = [];
afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
});

async function start(options: Partial<ServerOptions> = {}): Promise<RunningServer> {
  const server = await startGraph(emulator.url, options);
  servers.push(server);
  return server;
}

interface Answer {
  readonly status: number;
  readonly body: { readonly data?: unknown; readonly errors?: readonly { extensions: { code: string } }[] };
}

async function post(
  { url }: Pick<RunningServer, 'url'>,
  body: object,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ variables: { id: CARD }, ...body }),
  });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

async function get({ url }: RunningServer, params: Record<string, unknown>): Promise<Answer> {
  const texts = Object.entries({ variables: { id: CARD }, ...params }).map(([name, value]): [string, string] => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  const response = await fetch(`${url}?${new URLSearchParams(texts)}`, { headers: PREFLIGHTED });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

const outcome = ({ status, body }: Answer) => [status, body.errors?.[0]?.extensions.code ?? body.data];
const REFUSED = [400, 'PERSISTED_QUERY_NOT_IN_LIST'];

describe('automatic persisted queries', () => {
  test('return not found for a new hash, register it with its text, and then execute the hash by POST and GET', async () => {
    const server = await start();
    const extensions = persisted(sha256(LISTED.body));
    expect(outcome(await post(server, { extensions }))).toEqual([200, 'PERSISTED_QUERY_NOT_FOUND']);
    expect((await post(server, { extensions, query: LISTED.body })).body).toEqual(EXPECTED);
    expect((await post(server, { extensions })).body).toEqual(EXPECTED);
    expect((await get(server, { extensions })).body).toEqual(EXPECTED);
  });

  test.each([
    ["another text's hash", persisted(sha256(OTHER))],
    ['another version', { persistedQuery: { version: 2, sha256Hash: sha256(LISTED.body) } }],
  ])('reject a text with %s with BAD_REQUEST', async (_subject, extensions) => {
    const server = await start();
    expect(outcome(await post(server, { extensions, query: LISTED.body }))).toEqual([400, 'BAD_REQUEST']);
  });
});

describe('an enforced manifest', () => {
  const persistedOperations = { mode: 'enforce' as const, operations: [LISTED] };
  let server: RunningServer;
  beforeAll(async () => {
    server = await start({ persistedOperations });
  });
  afterEach(() => server.replaceOperations(persistedOperations));

  test.each([
    ['its id', { extensions: persisted(LISTED.id) }],
    ['its text', { query: LISTED.body }],
    ['its text with its hash', { query: LISTED.body, extensions: persisted(sha256(LISTED.body)) }],
  ])('executes an operation by %s, by POST and GET', async (_subject, body) => {
    expect((await post(server, body)).body).toEqual(EXPECTED);
    expect((await get(server, body)).body).toEqual(EXPECTED);
  });

  test.each([
    ['another text', { query: OTHER }],
    ['another text with the id of a listed one', { query: OTHER, extensions: persisted(LISTED.id) }],
    ['a listed text with an additional space', { query: `${LISTED.body} ` }],
    ['an empty text with a listed id', { query: '', extensions: persisted(LISTED.id) }],
    ['an unknown id', { extensions: persisted('card-2') }],
    ['an id that is a property of every object', { extensions: persisted('constructor') }],
    ['a listed id in a list', { extensions: persisted([LISTED.id]) }],
    ['introspection', { query: '{ __schema { queryType { name } } }' }],
    ['a document that does not parse', { query: '{' }],
    ['nothing', {}],
  ])('rejects %s before it is parsed, by POST and GET', async (_subject, body) => {
    expect(outcome(await post(server, body))).toEqual(REFUSED);
    expect(outcome(await get(server, body))).toEqual(REFUSED);
  });

  test('rejects a second text in a URL', async () => {
    const { url } = server;
    const texts = new URLSearchParams([
      ['query', LISTED.body],
      ['query', OTHER],
    ]);
    expect((await fetch(`${url}?${texts}`, { headers: PREFLIGHTED })).status).toBe(400);
  });

  test('rejects a list of operations', async () => {
    const { url } = server;
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify([{ query: OTHER }]) });
    expect(response.status).toBe(400);
  });

  test('rejects the hash of a text that was registered before, even in a list', async () => {
    server.replaceOperations({ ...persistedOperations, mode: 'audit' });
    const hash = sha256(OTHER);
    expect((await post(server, { query: OTHER, extensions: persisted(hash) })).status).toBe(200);
    server.replaceOperations(persistedOperations);
    for (const id of [hash, [hash]]) {
      expect(outcome(await post(server, { extensions: persisted(id) }))).toEqual(REFUSED);
    }
  });

  test('never executes a registered text instead of the listed one with the same id', async () => {
    server.replaceOperations({ mode: 'audit', operations: [{ ...LISTED, id: sha256(OTHER) }] });
    await post(server, { query: OTHER, extensions: persisted(sha256(OTHER)) });
    expect((await post(server, { extensions: persisted(sha256(OTHER)) })).body).toEqual(EXPECTED);
  });

  test('can be replaced while the server runs', async () => {
    server.replaceOperations({ mode: 'enforce', operations: [{ id: 'cards-1', name: 'Cards', body: OTHER }] });
    expect(outcome(await post(server, { extensions: persisted(LISTED.id) }))).toEqual(REFUSED);
    expect((await post(server, { extensions: persisted('cards-1') })).status).toBe(200);
    server.replaceOperations(undefined);
    expect((await post(server, { query: LISTED.body })).body).toEqual(EXPECTED);
  });

  test('executes the new text of an id after it was replaced while the server runs', async () => {
    const extensions = persisted(LISTED.id);
    await post(server, { extensions });
    server.replaceOperations({ mode: 'enforce', operations: [{ ...LISTED, body: '{ __typename }' }] });
    expect((await post(server, { extensions })).body).toMatchObject({ data: { __typename: 'Query' } });
    expect((await get(server, { extensions })).body).toMatchObject({ data: { __typename: 'Query' } });
  });

  test('does not apply to the router with its secret, and other callers are not admitted', async () => {
    const behind = await start({ persistedOperations, routerSecret: new Secret(ROUTER) });
    expect((await post(behind, { query: OTHER }, { 'x-router-secret': ROUTER })).status).toBe(200);
    expect(outcome(await post(behind, { query: OTHER }, { 'x-router-secret': 'x' }))).toEqual([401, 'UNAUTHENTICATED']);
  });
});

describe('an audited manifest', () => {
  test('executes an unlisted operation and logs one line with its hash or truncated id, without its text', async () => {
    const lines: string[] = [];
    const destination = new Writable({
      write(chunk, _encoding, done) {
        lines.push(String(chunk));
        done();
      },
    });
    const log = createLog({ level: 'info', destination });
    const server = await start({ persistedOperations: { mode: 'audit', operations: [LISTED] }, log });
    const query = '{ card(id: "pDEMO-cash-0001") { id } }';
    expect((await post(server, { query })).body).toEqual(EXPECTED);
    await post(server, { query: LISTED.body });
    await post(server, { extensions: persisted(LISTED.id) });
    await post(server, { extensions: persisted('x'.repeat(100_000)) });
    const logged = lines
      .filter((line) => line.includes('not in the persisted operations list'))
      .map((line) => JSON.parse(line));
    expect(logged).toMatchObject([
      { operation: sha256(query), requestId: expect.any(String) },
      { operation: 'x'.repeat(100), requestId: expect.any(String) },
    ]);
    expect(lines.join()).not.toContain(CARD);
  });
});

describe('SIGHUP', () => {
  test('replaces the manifest with the changed file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cardgraph-'));
    const file = join(folder, 'manifest.json');
    const write = (id: string, body: string) => {
      const operations = [{ id, name: 'Any', type: 'query', body }];
      writeFileSync(file, JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations }));
    };
    write('before', '{ __typename }');
    const env = { PORT: '0', EMULATOR_PORT: '0', STATE_DIR: folder, PERSISTED_OPERATIONS_FILE: file };
    const child = new Child(['serve'], env);
    const url = await child.announced('GraphQL');
    const idOf = async (id: string) => outcome(await post({ url }, { extensions: persisted(id) }));
    expect(await idOf('before')).toEqual([200, { __typename: 'Query' }]);
    expect(await idOf('after')).toEqual(REFUSED);

    write('after', '{ __typename }');
    child.signal('SIGHUP');
    while (!child.stderr.includes('Reloaded accounts and keys')) await new Promise((go) => setTimeout(go, 20));
    expect(await idOf('after')).toEqual([200, { __typename: 'Query' }]);
    expect(await idOf('before')).toEqual(REFUSED);
    await child.stop();
    rmSync(folder, { recursive: true });
  });
});
