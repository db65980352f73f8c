import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { buildClientSchema, getIntrospectionQuery, type IntrospectionQuery } from 'graphql';
import { ago } from '../support/china-days.js';
import { type EventStack, startEventStack } from '../support/event-stack.js';
import { EventStream } from '../support/event-stream.js';
import { answerIn, expectError, getFrom, send, sendBytes } from '../support/http.js';
import { startStack } from '../support/stack.js';
import { until } from '../support/time.js';
import { useStack } from '../support/use-stack.js';

const SANDBOX = 'https://studio.apollographql.com';
const EXAMPLES = readdirSync('src/explorer/examples')
  .filter((file) => file.endsWith('.graphql'))
  .sort();

/** The example that does not end with a response. */
const SUBSCRIPTION = '9-subscribe.graphql';

const stack = useStack({
  beforeEach: 'nothing',
  server: { explorerFiles: 'dist/explorer', corsOrigins: ['https://shop.example'] },
});

const get = (path: string, headers: Record<string, string> = {}, url = stack.graph.url) =>
  fetch(new URL(path, url), { headers, redirect: 'manual' });

/** The Accept header that Chromium sends when a person opens a URL. */
const BROWSER = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8' };

/** Every file that the page references, and the one that its script fetches. */
const PARTS = [
  ...['graphiql.css', 'explorer.css', 'react.js', 'react-dom.js', 'graphiql.js', 'subscribe.js', 'explorer.js'],
  'examples.json',
].map((name) => `/explorer/${name}`);

describe('/explorer', () => {
  test('references only files that are served and nothing of another host', async () => {
    const page = await (await get('/explorer')).text();
    const named = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url);
    expect(named).toEqual(['data:,', ...PARTS.slice(0, -1)]);
  });

  test.each(['/explorer', ...PARTS])('serves %s with a policy that allows only its own origin', async (path) => {
    const response = await get(path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self';/);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect((await response.text()).length).toBeGreaterThan(50);
  });

  test('returns 304 without a body for a file that the browser has cached', async () => {
    const etag = (await get('/explorer/graphiql.js')).headers.get('etag') ?? '';
    const again = await get('/explorer/graphiql.js', { 'if-none-match': etag });
    expect([again.status, await again.text()]).toEqual([304, '']);
  });

  test.each([
    ['made weak by a proxy', (etag: string) => `W/${etag}`],
    ['in a list', (etag: string) => `"other", W/${etag}`],
  ])('returns 304 for the ETag of a file %s', async (_, sent) => {
    const etag = (await get('/explorer/react.js')).headers.get('etag') ?? '';
    expect((await get('/explorer/react.js', { 'if-none-match': sent(etag) })).status).toBe(304);
  });

  test.each(['', '"other"', 'W/""'])('returns 200 for the ETag %j, which matches no file', async (sent) => {
    expect((await get('/explorer/react.js', { 'if-none-match': sent })).status).toBe(200);
  });

  test.each(['/explorer/', '/explorer/package.json', '/explorer/..%2fserver.js', '/explorer/LICENCES.txt'])(
    'returns 404 for %s',
    async (path) => {
      expect((await get(path)).status).toBe(404);
    },
  );

  test('returns 404 when it is not enabled', async () => {
    const plain = await startStack();
    expect((await fetch(new URL('/explorer', plain.graph.url))).status).toBe(404);
    await plain.close();
  });
});

describe('the example query', () => {
  let events: EventStack;
  beforeAll(async () => {
    events = await startEventStack();
    await events.connectEmulator();
  });
  afterAll(() => events.close());

  const run = (file: string) => {
    const path = `src/explorer/examples/${file}`;
    const query = readFileSync(path, 'utf8');
    const variablesPath = path.replace('.graphql', '.variables.json');
    const variables = existsSync(variablesPath) ? JSON.parse(readFileSync(variablesPath, 'utf8')) : {};
    const days = { from: ago(30), to: ago(1) };
    return events.graph.data(query, query.includes('$from') ? { ...variables, ...days } : variables);
  };

  test.each(EXAMPLES.filter((file) => file !== SUBSCRIPTION))('%s returns demo data without an error', async (file) => {
    expect(JSON.stringify(await run(file)).length).toBeGreaterThan(80);
  });

  test('8-events.graphql returns the redemption of 7-redeem.graphql', async () => {
    expect(await run('7-redeem.graphql')).toMatchObject({ redeemCode: { userErrors: [] } });
    await until(async () => (await run('8-events.graphql')).cardEvents.nodes.length > 0);
    const { nodes } = (await run('8-events.graphql')).cardEvents;
    expect(nodes).toEqual([
      {
        ...{ kind: 'REDEEMED', source: 'API', occurredAt: expect.any(String) },
        ...{ card: { title: expect.any(String) }, user: { openid: 'oDEMO-user-0004' } },
      },
    ]);
  });

  test('9-subscribe.graphql delivers a claim as it arrives', async () => {
    const stream = await EventStream.open(
      events.graph.url,
      readFileSync(`src/explorer/examples/${SUBSCRIPTION}`, 'utf8'),
    );
    await events.emulator.claim({ card_id: 'pDEMO-groupon-0002', openid: 'oDEMO-user-0002' });
    await stream.received(1);
    expect(stream.events).toEqual([
      {
        ...{ kind: 'CLAIMED', cursor: expect.any(String), occurredAt: expect.any(String) },
        ...{ card: { title: '四人茶宴' }, user: { openid: 'oDEMO-user-0002' } },
      },
    ]);
    stream.vanish();
  });
});

/** Sends the preflight of a browser before a query of a page on another origin. */
const preflight = (origin: string, url = stack.graph.url) =>
  fetch(url, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type,x-api-key,cache-control',
    },
  });

describe('a browser that opens the URL of the endpoint', () => {
  test.each(['/graphql', '/graphql?', '/graphql?operationName=A'])(
    'is redirected from %s to the explorer',
    async (path) => {
      const response = await get(path, BROWSER);
      expect([response.status, response.headers.get('location')]).toEqual([302, '/explorer']);
      expect(response.headers.get('cache-control')).toBe('private, no-store');
      expect(await response.text()).toBe('');
    },
  );

  test('is redirected to the landing page if the explorer is off', async () => {
    const plain = await startStack();
    const response = await get('/graphql', BROWSER, plain.graph.url);
    expect([response.status, response.headers.get('location')]).toEqual([302, '/']);
    await plain.close();
  });

  test('is redirected without a credential if callers must authenticate', async () => {
    const keyed = await startStack({
      server: { auth: { mode: 'api-key', keys: [] }, explorerFiles: 'dist/explorer' },
    });
    expect((await get('/graphql', BROWSER, keyed.graph.url)).headers.get('location')).toBe('/explorer');
    expect((await get('/graphql', {}, keyed.graph.url)).status).toBe(401);
    await keyed.close();
  });

  test('gets GraphQL JSON if the URL has an operation', async () => {
    for (const parameters of ['query=%7B__typename%7D', 'query=', 'extensions=%7B%7D']) {
      expectError(await send(stack.graph.url, `/graphql?${parameters}`, { headers: BROWSER }), 400, 'BAD_REQUEST');
    }
    const headers = { ...BROWSER, 'apollo-require-preflight': 'true' };
    const response = await getFrom(stack.graph.url, { query: '{ __typename }' }, headers);
    expect(JSON.parse(response.text)).toMatchObject({ data: { __typename: 'Query' } });
  });

  test('gets GraphQL JSON in production', async () => {
    const live = await startStack({ server: { production: true, explorerFiles: 'dist/explorer' } });
    expectError(await send(live.graph.url, '/graphql', { headers: BROWSER }), 400, 'BAD_REQUEST');
    await live.close();
  });

  test('is the only client that is redirected', async () => {
    for (const accept of ['*/*', 'application/json', 'application/graphql-response+json']) {
      expectError(await send(stack.graph.url, '/graphql', { headers: { accept } }), 400, 'BAD_REQUEST');
    }
    const headers = { ...BROWSER, 'content-type': 'application/json' };
    const post = await send(stack.graph.url, '/graphql', {
      method: 'POST',
      headers,
      body: '{"query":"{ __typename }"}',
    });
    expect(post.status).toBe(200);
  });
});

describe('the landing page', () => {
  test.each([BROWSER, { accept: '*/*' }])(
    'is a page without scripts and without other files for %j',
    async (headers) => {
      const response = await get('/', headers);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
      const page = await response.text();
      expect(page).toMatch(/^<!doctype html>/);
      expect(page).not.toMatch(/<script|\son\w+=|javascript:|url\(|@import|https?:/i);
    },
  );

  test('has a policy that allows only its own style', async () => {
    const response = await get('/');
    const [, style = ''] = /<style>([^<]*)<\/style>/.exec(await response.text()) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');
    expect(response.headers.get('content-security-policy')).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
  });

  test('links to Sandbox and the explorer, and states what Sandbox sends to Apollo', async () => {
    const page = await (await get('/')).text();
    const links = [...page.matchAll(/<a href="([^"]+)"/g)].map(([, path]) => path);
    expect(links).toEqual(['/explorer', '/sandbox']);
    expect(page).toMatch(/Sandbox sends the URL of this endpoint to Apollo/);
  });

  test('does not link to an explorer that is off', async () => {
    const plain = await startStack();
    const page = await (await get('/', {}, plain.graph.url)).text();
    expect([...page.matchAll(/<a href="([^"]+)"/g)].map(([, path]) => path)).toEqual(['/sandbox']);
    expect(page).toContain('<code>EXPLORER</code> is <code>off</code>');
    await plain.close();
  });

  test.each(['/', '/sandbox'])('returns 404 in production for %s', async (path) => {
    const live = await startStack({ server: { production: true, explorerFiles: 'dist/explorer' } });
    expect((await get(path, BROWSER, live.graph.url)).status).toBe(404);
    await live.close();
  });
});

describe('Sandbox', () => {
  test('is the target of the redirect from /sandbox, with this endpoint', async () => {
    const response = await get('/sandbox', BROWSER);
    expect(response.status).toBe(302);
    const endpoint = encodeURIComponent(stack.graph.url);
    expect(response.headers.get('location')).toBe(`${SANDBOX}/sandbox/explorer?endpoint=${endpoint}`);
  });

  test('is not the target without a Host header, because the URL of the endpoint is unknown', async () => {
    const response = answerIn(await sendBytes(stack.graph.url, 'GET /sandbox HTTP/1.0\r\n\r\n'));
    expect(response.status).toBe(400);
    expect(response.headers.location).toBeUndefined();
  });

  test.each([SANDBOX, 'https://shop.example'])('preflight from %s is allowed with its headers', async (origin) => {
    const response = await preflight(origin);
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toBe(origin);
    expect(response.headers.get('access-control-allow-methods')).toBe('GET, POST');
    expect(response.headers.get('access-control-allow-headers')).toBe('content-type,x-api-key,cache-control');
    expect(response.headers.get('access-control-allow-credentials')).toBeNull();
    expect(response.headers.get('vary')).toMatch(/\borigin\b/i);
  });

  test.each(['https://shop.example.evil.example', 'http://shop.example', 'null'])(
    'preflight from %s is not allowed',
    async (origin) => {
      expect((await preflight(origin)).headers.get('access-control-allow-origin')).toBeNull();
    },
  );

  test('reads the schema by introspection, and the headers of the response', async () => {
    const response = await fetch(stack.graph.url, {
      method: 'POST',
      headers: { origin: SANDBOX, 'content-type': 'application/json' },
      body: JSON.stringify({ query: getIntrospectionQuery(), operationName: 'IntrospectionQuery' }),
    });
    const { data } = (await response.json()) as { data: IntrospectionQuery };
    const fields = Object.keys(buildClientSchema(data).getQueryType()?.getFields() ?? {});
    expect(fields).toEqual(expect.arrayContaining(['card', 'cards', 'code']));
    expect(response.headers.get('access-control-allow-origin')).toBe(SANDBOX);
    expect(response.headers.get('access-control-expose-headers')).toContain('x-request-id');
  });

  test('is not allowed by the preflight in production', async () => {
    const live = await startStack({ server: { production: true } });
    expect((await preflight(SANDBOX, live.graph.url)).headers.get('access-control-allow-origin')).toBeNull();
    await live.close();
  });
});

describe('a page on loopback', () => {
  const open = useStack({
    beforeEach: 'nothing',
    server: { loopbackOrigins: true, corsOrigins: ['https://shop.example'] },
  });
  const LOOPBACK = ['http://localhost:3000', 'http://127.0.0.1:5173', 'http://[::1]:8080', 'http://localhost'];

  test.each(LOOPBACK)('may query from %s with the embedded emulator', async (origin) => {
    const allowed = await preflight(origin, open.graph.url);
    expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([204, origin]);
    expect(allowed.headers.get('access-control-allow-headers')).toBe('content-type,x-api-key,cache-control');
    expect(allowed.headers.get('vary')).toMatch(/\borigin\b/i);
    const headers = { origin, 'content-type': 'application/json' };
    const response = await fetch(open.graph.url, { method: 'POST', headers, body: '{"query":"{ __typename }"}' });
    expect(response.headers.get('access-control-allow-origin')).toBe(origin);
  });

  test.each(LOOPBACK)('may not query from %s without the embedded emulator', async (origin) => {
    expect((await preflight(origin)).headers.get('access-control-allow-origin')).toBeNull();
  });

  test.each([SANDBOX, 'https://shop.example'])('does not exclude the listed origin %s', async (origin) => {
    expect((await preflight(origin, open.graph.url)).headers.get('access-control-allow-origin')).toBe(origin);
  });

  test.each([
    ...['https://evil.example', 'http://localhost.evil.example:3000', 'http://127.0.0.1.evil.example', 'null'],
    ...['http://evil.example#localhost', 'http://localhost@evil.example', 'file://localhost', 'http://10.0.0.1:3000'],
  ])('does not include the origin %s', async (origin) => {
    const response = await preflight(origin, open.graph.url);
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([204, null]);
  });
});
