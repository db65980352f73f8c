import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { ago } from '../../support/china-days.js';
import { startStack } from '../../support/stack.js';
import { useStack } from '../../support/use-stack.js';

const SANDBOX = 'https://studio.apollographql.com';
const EXAMPLES = readdirSync('src/explorer/examples')
  .filter((file) => file.endsWith('.graphql'))
  .sort();

const stack = useStack({
  beforeEach: 'nothing',
  server: { explorerFiles: 'dist/explorer', corsOrigins: ['https://shop.example'] },
});

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(new URL(path, stack.graph.url), { headers, redirect: 'manual' });

/** Every file that the page references, and the one that its script fetches. */
const PARTS = [
  ...['graphiql.css', 'explorer.css', 'react.js', 'react-dom.js', 'graphiql.js', 'explorer.js'],
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
  test.each(EXAMPLES)('%s returns demo data without an error', async (file) => {
    const path = `src/explorer/examples/${file}`;
    const query = readFileSync(path, 'utf8');
    const variablesPath = path.replace('.graphql', '.variables.json');
    const variables = existsSync(variablesPath) ? JSON.parse(readFileSync(variablesPath, 'utf8')) : {};
    const days = { from: ago(30), to: ago(1) };
    const data = await stack.graph.data(query, query.includes('$from') ? { ...variables, ...days } : variables);
    expect(JSON.stringify(data).length).toBeGreaterThan(80);
  });
});

describe('Sandbox', () => {
  /** Sends the preflight of a browser before Sandbox's query. */
  const preflight = (origin: string, url = stack.graph.url) =>
    fetch(url, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,x-api-key,cache-control',
      },
    });

  test('is the target of the redirect from / in a browser, with this endpoint', async () => {
    const response = await get('/', { accept: 'text/html' });
    expect(response.status).toBe(302);
    const endpoint = encodeURIComponent(stack.graph.url);
    expect(response.headers.get('location')).toBe(`${SANDBOX}/sandbox/explorer?endpoint=${endpoint}`);
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

  test('is not supported in production, neither by / nor by a preflight', async () => {
    const live = await startStack({ server: { production: true } });
    const response = await fetch(new URL('/', live.graph.url), { headers: { accept: 'text/html' } });
    expect(response.status).toBe(404);
    expect((await preflight(SANDBOX, live.graph.url)).headers.get('access-control-allow-origin')).toBeNull();
    await live.close();
  });
});
