import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServerOptions } from '../../src/http/server.js';
import { expectError, JSON_BODY, type Sent, send } from '../support/http.js';
import { scrape } from '../support/scrape.js';
import { startGraph, startStack } from '../support/stack.js';
import { until } from '../support/time.js';
import { useEmulator } from '../support/use-stack.js';

const folder = mkdtempSync(join(tmpdir(), 'cardgraph-console-'));
const PAGE = '<!doctype html><script type="module" src="/console/assets/index-a1B2c3D4.js"></script>';
const ASSETS: readonly (readonly [name: string, type: string])[] = [
  ['index-a1B2c3D4.js', 'text/javascript; charset=utf-8'],
  ['index-e5F6g7H8.css', 'text/css; charset=utf-8'],
  ['logo-i9J0k1L2.svg', 'image/svg+xml'],
  ['data-m3N4o5P6.bin', 'application/octet-stream'],
];
const SECRET = 'text outside of the assets';

beforeAll(() => {
  mkdirSync(join(folder, 'assets/nested'), { recursive: true });
  writeFileSync(join(folder, 'index.html'), PAGE);
  writeFileSync(join(folder, 'LICENCES.txt'), 'MIT');
  writeFileSync(join(folder, 'secret.txt'), SECRET);
  writeFileSync(join(folder, 'assets/nested/secret.txt'), SECRET);
  for (const [name] of ASSETS) writeFileSync(join(folder, 'assets', name), `content of ${name}`);
});
afterAll(() => rmSync(folder, { recursive: true }));

const emulator = useEmulator({ beforeEach: 'reset' });

/** Starts a server with the console in front of the emulator, and closes it after the function. */
async function withServer(options: Partial<ServerOptions>, run: (url: string) => Promise<void>): Promise<void> {
  const server = await startGraph(emulator.url, {
    consoleFiles: folder,
    emulatorUrl: emulator.url,
    loopbackOrigins: true,
    ...options,
  });
  try {
    await run(server.url);
  } finally {
    await server.close();
  }
}

let url: string;
let close: () => Promise<void>;
beforeAll(async () => {
  const server = await startGraph(emulator.url, {
    consoleFiles: folder,
    emulatorUrl: emulator.url,
    loopbackOrigins: true,
    allowedHosts: ['cards.internal'],
  });
  ({ url, close } = server);
});
afterAll(() => close());

const get = (path: string, headers: Record<string, string> = {}) => send(url, path, { headers });

describe('/console', () => {
  test.each([
    ...['/console', '/console/', '/console?from=mail', '/console/cards', '/console/cards/pDEMO-cash-0001'],
    ...['/console/cards/a%2Fb', '/console/cards.js', '/console/assets-of-a-card'],
  ])('serves the page for %s with a strict policy', async (path) => {
    const response = await get(path);
    expect([response.status, response.text]).toEqual([200, PAGE]);
    expect(response.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob: mmbiz.qpic.cn mmbiz.qlogo.cn; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(response.headers['set-cookie']).toBeUndefined();
  });

  test.each(ASSETS)('serves the asset %s as %s for a year', async (name, type) => {
    const response = await get(`/console/assets/${name}`);
    expect([response.status, response.text]).toEqual([200, `content of ${name}`]);
    expect(response.headers).toMatchObject({
      'content-type': type,
      'cache-control': 'public, max-age=31536000, immutable',
      'content-security-policy': expect.stringMatching(/^default-src 'none'; script-src 'self';/),
      'x-content-type-options': 'nosniff',
    });
  });

  test('serves the licences of its packages as text', async () => {
    const response = await get('/console/LICENCES.txt');
    expect([response.text, response.headers['content-type']]).toEqual(['MIT', 'text/plain; charset=utf-8']);
  });

  test.each(['/console', '/console/cards', `/console/assets/${ASSETS[0]?.[0]}`])(
    'returns 304 for %s with its ETag, also if a proxy made it weak',
    async (path) => {
      const etag = String((await get(path)).headers.etag);
      for (const sent of [etag, `W/${etag}`, `"other", ${etag}`]) {
        const response = await get(path, { 'if-none-match': sent });
        expect([response.status, response.text, response.headers.etag]).toEqual([304, '', etag]);
      }
      expect((await get(path, { 'if-none-match': '"other"' })).status).toBe(200);
    },
  );

  test.each(['/console', '/console/cards', `/console/assets/${ASSETS[0]?.[0]}`])(
    'returns the headers of %s without a body for HEAD',
    async (path) => {
      const [head, full] = await Promise.all([send(url, path, { method: 'HEAD' }), get(path)]);
      expect([head.status, head.text]).toEqual([200, '']);
      for (const name of ['etag', 'content-type', 'content-length', 'content-security-policy']) {
        expect([name, head.headers[name]]).toEqual([name, full.headers[name]]);
      }
    },
  );

  test.each([
    ...['/console/assets', '/console/assets/', '/console/assets/missing.js', '/console/assets/nested/secret.txt'],
    ...['/console/assets/../secret.txt', '/console/assets/..%2fsecret.txt', '/console/assets/..%2Findex.html'],
    ...['/console/assets/%2e%2e/secret.txt', '/console/assets/%2e%2e%2fsecret.txt', '/console/assets/..%5csecret.txt'],
    ...['/console/assets/..%252fsecret.txt', '/console/assets/nested%2fsecret.txt', '/console/assets/%00'],
    ...['/console/assets//etc/passwd', '/console/assets/%2fetc%2fpasswd', '/console/assets/__proto__'],
    ...['/console/%61ssets/missing.js', '/consoles', '/Console'],
  ])('returns 404 for %s', async (path) => {
    const response = await get(path);
    expect(response.status).toBe(404);
    expect(response.text).not.toContain(SECRET);
  });

  test.each(['/console/../secret.txt', '/console/..%2fsecret.txt', '/console/secret.txt', '/console/%2e%2e/graphql'])(
    'serves no file of the folder for %s',
    async (path) => {
      const response = await get(path);
      expect([200, 404]).toContain(response.status);
      if (response.status === 200) expect(response.text).toBe(PAGE);
    },
  );

  test.each(['POST', 'PUT', 'DELETE'])('returns 404 for %s', async (method) => {
    expect((await send(url, '/console', { method })).status).toBe(404);
  });

  test('returns 400 for a path with invalid percent-encoding', async () => {
    expect((await get('/console/%zz')).status).toBe(400);
  });

  test('needs no credential and no router secret', async () => {
    const secured = { auth: { mode: 'api-key', keys: [] }, routerSecret: { reveal: () => 'r'.repeat(32) } } as const;
    await withServer(secured as unknown as Partial<ServerOptions>, async (at) => {
      expect((await send(at, '/console')).text).toBe(PAGE);
    });
  });

  test('has a URL in every mode, if it is served', async () => {
    for (const production of [false, true]) {
      const server = await startGraph(emulator.url, { consoleFiles: folder, production });
      expect(server.consoleUrl).toBe(new URL('/console', server.url).href);
      await server.close();
    }
    const plain = await startGraph(emulator.url, { consoleFiles: join(folder, 'missing') });
    expect(plain.consoleUrl).toBeUndefined();
    await plain.close();
  });

  test('is linked from the landing page only if it is served', async () => {
    expect((await get('/')).text).toContain('<a href="/console">');
    await withServer({ consoleFiles: undefined }, async (at) => {
      expect((await send(at, '/')).text).not.toContain('/console');
    });
  });

  test('is served in production if it is enabled', async () => {
    await withServer({ production: true, emulatorUrl: undefined, loopbackOrigins: false }, async (at) => {
      expect((await send(at, '/console')).text).toBe(PAGE);
      expect((await send(at, '/console/emulator/state', { headers: SAME_ORIGIN })).status).toBe(404);
    });
  });

  test.each([
    ['it is off', undefined],
    ['the build does not contain it', join(folder, 'missing')],
  ])('returns 404 for all of its paths if %s', async (_, consoleFiles) => {
    await withServer({ consoleFiles }, async (at) => {
      for (const path of ['/console', '/console/', '/console/cards', `/console/assets/${ASSETS[0]?.[0]}`]) {
        expect((await send(at, path)).status).toBe(404);
      }
      expect((await send(at, '/console/emulator/state', { headers: SAME_ORIGIN })).status).toBe(404);
    });
  });

  test.each([
    ['with the embedded emulator', {}, '<html data-emulator lang="en">'],
    ['without it', { emulatorUrl: undefined }, '<html lang="en">'],
  ])('states in the page whether there is an emulator, %s', async (_, options, start) => {
    const other = mkdtempSync(join(tmpdir(), 'cardgraph-console-'));
    mkdirSync(join(other, 'assets'));
    writeFileSync(join(other, 'index.html'), '<html lang="en"></html>');
    await withServer({ consoleFiles: other, ...options }, async (at) => {
      expect((await send(at, '/console')).text).toBe(`${start}</html>`);
    });
    rmSync(other, { recursive: true });
  });

  test('adds no labels to the metrics', async () => {
    await get('/console/planted-path');
    await call('planted-call');
    expect((await scrape(url)).text).not.toContain('planted');
  });
});

const SAME_ORIGIN = { 'sec-fetch-site': 'same-origin' };

/** Sends a control call as the console does. */
const call = (path: string, sent: Sent = {}) =>
  send(url, `/console/emulator/${path}`, { ...sent, headers: { ...SAME_ORIGIN, ...sent.headers } });
const ownOrigin = () => new URL(url).origin;

describe('/console/emulator', () => {
  test('forwards control calls with query, body and status', async () => {
    const issued = await call('codes', {
      method: 'POST',
      headers: JSON_BODY,
      body: JSON.stringify({ card_id: 'pDEMO-cash-0001', openid: 'o-console', code: '123456789012' }),
    });
    expect(issued.status).toBe(200);
    const { codes } = (await emulator.state()) as { readonly codes: readonly object[] };
    expect(codes).toContainEqual(expect.objectContaining({ openid: 'o-console', code: '123456789012' }));
    const state = await call('state?appid=wxDEMO-missing');
    expect([state.status, JSON.parse(state.text)]).toEqual([400, { error: expect.stringContaining('appid') }]);
    expect(state.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
    });
  });

  test('forwards a POST without a body and a DELETE', async () => {
    expect((await call('tokens/expire', { method: 'POST' })).status).toBe(200);
    expect((await call('calls', { method: 'DELETE' })).status).toBe(200);
    expect(JSON.parse((await call('calls')).text)).toMatchObject({ total: 0 });
  });

  test('accepts the own origin from a browser that sends no sec-fetch-site', async () => {
    const headers = { origin: ownOrigin() };
    expect((await send(url, '/console/emulator/calls', { method: 'DELETE', headers })).status).toBe(200);
    const behindProxy = { origin: 'https://cards.internal', host: 'cards.internal' };
    expect((await send(url, '/console/emulator/calls', { headers: behindProxy })).status).toBe(200);
  });

  test.each([
    ['without headers of a browser', {}],
    ['from another site', { 'sec-fetch-site': 'cross-site' }],
    ['from another port of this machine', { 'sec-fetch-site': 'same-site', origin: 'http://localhost:3000' }],
    ['from the address bar or another program', { 'sec-fetch-site': 'none' }],
    ['with a foreign origin', { origin: 'https://attacker.example' }],
    ['with a foreign origin on loopback', { origin: 'http://127.0.0.1:1' }],
    ['with the origin null', { origin: 'null' }],
    ['with headers that contradict each other', { ...SAME_ORIGIN, origin: 'https://attacker.example' }],
  ])('returns 403 for requests %s, and forwards none', async (_, headers) => {
    const before = await emulator.state();
    for (const [method, path] of [
      ['POST', 'reset'],
      ['POST', 'tokens/expire'],
      ['DELETE', 'faults'],
      ['GET', 'state'],
      ['GET', 'missing'],
    ] as const) {
      const response = await send(url, `/console/emulator/${path}`, { method, headers });
      expectError(response, 403, 'FORBIDDEN');
      expect(response.text).not.toContain('cards');
    }
    expect(await emulator.state()).toEqual(before);
  });

  test('returns 403 for a page whose name is rebound to loopback', async () => {
    const headers = { host: 'rebound.example:4000', origin: 'http://rebound.example:4000', ...SAME_ORIGIN };
    expectError(await send(url, '/console/emulator/state', { headers }), 403, 'FORBIDDEN');
    expectError(await send(url, '/console', { headers }), 403, 'FORBIDDEN');
  });

  test.each([
    ...['../card/get', '..%2fcard%2fget', '%2e%2e/card/get', '%2E%2E/cgi-bin/token', '..\\card\\get', './../card/get'],
    ...['', 'missing', '//127.0.0.1:1/state', '@127.0.0.1:1/', 'http://127.0.0.1:1/'],
  ])('reaches no call of the platform and no other host by %j', async (path) => {
    const response = await call(path, { method: 'POST', headers: JSON_BODY, body: '{}' });
    expect(response.status).toBe(404);
    expect(await emulator.calls()).toEqual({});
  });

  test.each(['PUT', 'PATCH', 'HEAD'])('returns 404 for %s', async (method) => {
    expect((await call('state', { method })).status).toBe(404);
  });

  test('accepts only JSON, up to 1 MiB', async () => {
    const body = JSON.stringify({ padding: ' '.repeat(1024 * 1024) });
    expectError(await call('reset', { method: 'POST', headers: JSON_BODY, body }), 413, 'BODY_TOO_LARGE');
    const text = { 'content-type': 'text/plain' };
    expectError(await call('reset', { method: 'POST', headers: text, body: '{}' }), 415, 'BAD_REQUEST');
  });

  test('returns 502 if the emulator cannot be reached', async () => {
    await withServer({ emulatorUrl: 'http://127.0.0.1:1' }, async (at) => {
      const response = await send(at, '/console/emulator/state', { headers: SAME_ORIGIN });
      expect([response.status, response.text]).toEqual([502, expect.not.stringContaining('127.0.0.1')]);
    });
  });

  test('returns 502 for a response over 64 MiB, and reads no more of it', async () => {
    const chunk = Buffer.alloc(1024 * 1024, ' ');
    let sent = 0;
    let isCut = false;
    const endless = createServer((_request, response) => {
      const write = () => {
        while (!response.destroyed && response.write(chunk)) sent += 1;
      };
      response.on('drain', write).on('close', () => {
        isCut = true;
      });
      write();
    }).listen(0, '127.0.0.1');
    await once(endless, 'listening');
    const { port } = endless.address() as AddressInfo;
    await withServer({ emulatorUrl: `http://127.0.0.1:${port}` }, async (at) => {
      expect((await send(at, '/console/emulator/state', { headers: SAME_ORIGIN })).status).toBe(502);
    });
    await until(() => isCut);
    expect(sent).toBeLessThan(200);
    endless.close();
  });

  test('returns 404 without an embedded emulator', async () => {
    const plain = await startStack({ server: { consoleFiles: folder } });
    expect((await send(plain.graph.url, '/console/emulator/state', { headers: SAME_ORIGIN })).status).toBe(404);
    await plain.close();
  });
});
