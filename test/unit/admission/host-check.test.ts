import type { AddressInfo } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import { checkHosts, type HostOptions } from '../../../src/admission/host-check.js';
import { addErrorHandlers } from '../../../src/http/error-responses.js';
import { createLog } from '../../../src/log.js';
import { answerIn, expectError, sendBytes } from '../../support/http.js';

let http: FastifyInstance;
let url: string;

async function start(options: HostOptions): Promise<void> {
  http = fastify({ http: { requireHostHeader: false } });
  checkHosts(http, options);
  for (const path of ['/graphql', '/health/live']) http.get(path, async () => ({ data: 'answered' }));
  addErrorHandlers(http, createLog({ level: 'silent' }));
  // The option decides, not the address on which this server listens.
  await http.listen({ host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${(http.server.address() as AddressInfo).port}`;
}
afterEach(() => http.close());

/** @param host the values of Host headers, each on a separate line */
async function ask(host: readonly string[], { target = '/graphql', version = '1.1' } = {}) {
  const lines = host.map((value) => `host: ${value}\r\n`).join('');
  return answerIn(await sendBytes(url, `GET ${target} HTTP/${version}\r\n${lines}connection: close\r\n\r\n`));
}

const LOOPBACK = [
  'localhost',
  'LocalHost:4000',
  'localhost.',
  'shop.localhost:80',
  '127.0.0.1',
  '127.0.0.1:4000',
  '127.8.9.10:1',
  '[::1]',
  '[::1]:4000',
  '[0:0:0:0:0:0:0:1]:4000',
];
const STRANGE = [
  'rebound.example',
  'rebound.example:4000',
  'localhost.rebound.example',
  'notlocalhost',
  '127.0.0.1.rebound.example',
  '128.0.0.1',
  '0.0.0.0:4000',
  '[::]',
  '[::ffff:127.0.0.1]',
  'cards.internal.rebound.example',
];
const INVALID = [
  '',
  '[',
  ':80',
  'a b',
  'a/b',
  'a?b',
  'a#b',
  'a\\b',
  'localhost:x',
  'localhost:99999',
  'x@localhost',
  '::1',
];

describe('a server on loopback', () => {
  beforeEach(() => start({ host: '127.0.0.1', allowedHosts: [] }));

  test.each(LOOPBACK)('accepts the Host %s', async (host) => {
    expect(await ask([host])).toMatchObject({ status: 200 });
    expect(await ask([host])).toMatchObject({ status: 200 });
  });

  test.each(STRANGE)('rejects the Host %s on every route, also after one that it accepted', async (host) => {
    await ask(['localhost']);
    for (const target of ['/graphql', '/%67raphql', '/health/live', '/nowhere']) {
      const answer = await ask([host], { target });
      expectError(answer, 403, 'FORBIDDEN');
      expect(answer.text).toContain('ALLOWED_HOSTS');
      expect(answer.text).not.toMatch(/rebound|example|0\.0\.0|128/);
    }
  });

  test.each(INVALID)('rejects the Host %p as invalid', async (host) => {
    expectError(await ask([host]), 400, 'BAD_REQUEST');
  });

  test('rejects another host in an absolute-form target, regardless of the Host header', async () => {
    expectError(await ask(['localhost'], { target: 'http://rebound.example/graphql' }), 403, 'FORBIDDEN');
    expectError(await ask(['localhost'], { target: 'HTTPS://rebound.example:80/health/live' }), 403, 'FORBIDDEN');
    expectError(await ask(['localhost'], { target: 'http://a@localhost/graphql' }), 400, 'BAD_REQUEST');
    expectError(await ask(['rebound.example'], { target: 'http://localhost/graphql' }), 403, 'FORBIDDEN');
    expectError(await ask([], { target: 'http://rebound.example/health/live', version: '1.0' }), 403, 'FORBIDDEN');
    expect(await ask(['localhost'], { target: 'http://127.0.0.1:4000/graphql' })).toMatchObject({ status: 200 });
  });

  test('accepts HTTP/1.0 without a Host only outside /graphql, and never HTTP/1.1 without one', async () => {
    expect(await ask([], { target: '/health/live', version: '1.0' })).toMatchObject({ status: 200 });
    expectError(await ask([], { version: '1.0' }), 400, 'BAD_REQUEST');
    expectError(await ask([], { target: '/health/live' }), 400, 'BAD_REQUEST');
  });
});

describe('a server on loopback with allowed hosts', () => {
  beforeEach(() => start({ host: 'localhost', allowedHosts: ['cards.internal', '[fd00::1]', '10.0.0.7'] }));

  test.each(['cards.internal', 'CARDS.internal:8080', '[fd00:0::1]:80', '10.0.0.7', ...LOOPBACK])(
    'accepts the Host %s',
    async (host) => expect(await ask([host])).toMatchObject({ status: 200 }),
  );

  test.each(STRANGE)('rejects the Host %s', async (host) => {
    expectError(await ask([host]), 403, 'FORBIDDEN');
  });
});

describe.each(['0.0.0.0', '::', '10.0.0.7', 'cards.internal'])('a server on %s', (host) => {
  beforeEach(() => start({ host, allowedHosts: [] }));

  test('accepts any valid Host, and rejects invalid ones', async () => {
    for (const name of [...LOOPBACK, ...STRANGE]) expect(await ask([name])).toMatchObject({ status: 200 });
    for (const name of INVALID) expectError(await ask([name]), 400, 'BAD_REQUEST');
  });
});
