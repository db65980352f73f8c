import type { ServerResponse } from 'node:http';
import { Deadline } from '../../../../src/deadline.js';
import { PlatformError } from '../../../../src/platform/errors.js';
import { fetchToken, type TokenMode } from '../../../../src/platform/token/fetch-token.js';
import { Transport } from '../../../../src/platform/transport.js';
import { type Answerer, type RawPlatform, sendJson, startRawPlatform } from '../../../support/raw-platform.js';
import { until } from '../../../support/time.js';

const LIMIT = 65_536;
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function givenService(answer: Answerer): Promise<RawPlatform> {
  const service = await startRawPlatform(answer, answer);
  closers.push(() => service.close());
  return service;
}

/** Fetches a token from the service in one of the modes. */
async function fetchFrom({ url }: RawPlatform, mode: Exclude<TokenMode['mode'], 'component'>, milliseconds = 5000) {
  const concealed = { reveal: () => (mode === 'url' ? `${url}/wx/token?key=PLANTED` : 'PLANTED') };
  const token: TokenMode = mode === 'url' ? { mode, url: concealed } : { mode, secret: concealed };
  const transport = new Transport({ baseUrl: url, timeoutMs: 5000 });
  const deadline = new Deadline(milliseconds);
  try {
    return await fetchToken({ appid: 'wx1', token, transport, deadline });
  } finally {
    deadline.close();
    await transport.close();
  }
}

async function failureOf(fetching: Promise<unknown>): Promise<PlatformError> {
  const outcome: unknown = await fetching.catch((error) => error);
  expect(outcome).toBeInstanceOf(PlatformError);
  return outcome as PlatformError;
}

/** Returns a token response of this size. */
const sized = (bytes: number) => {
  const empty = JSON.stringify({ access_token: 'good', expires_in: 300, padding: '' });
  return { access_token: 'good', expires_in: 300, padding: 'x'.repeat(bytes - empty.length) };
};

/** Sends an endless body until the connection is closed. */
function sendForever(response: ServerResponse): void {
  const write = () => {
    while (!response.destroyed && response.write('x'.repeat(16_384)));
  };
  response.on('drain', write);
  response.writeHead(200, { 'content-type': 'application/json' });
  write();
}

describe.each([
  ['url', 'token service'],
  ['stable', '/cgi-bin/stable_token'],
  ['classic', '/cgi-bin/token'],
] as const)('a token in %s mode', (mode, endpoint) => {
  test('is read from a response of 65536 bytes', async () => {
    const service = await givenService((_, response) => sendJson(response, sized(LIMIT)));
    expect(await fetchFrom(service, mode)).toEqual({ value: 'good', lifetimeSeconds: 300 });
  });

  test.each<[string, Answerer]>([
    ['of 65537 bytes', (_, response) => sendJson(response, sized(LIMIT + 1))],
    ['that never ends', (_, response) => sendForever(response)],
  ])('is not read from a response %s, and the connection is closed', async (_, answer) => {
    const service = await givenService(answer);
    const error = await failureOf(fetchFrom(service, mode));
    expect(error).toMatchObject({
      kind: 'transport',
      message: `${endpoint} failed: its response is larger than 65536 bytes`,
    });
    expect(`${error.stack}${JSON.stringify(error)}`).not.toContain('PLANTED');
    await until(() => service.sockets.open === 0);
  });

  test('fails at the deadline if the response stalls', async () => {
    const service = await givenService((_, response) => {
      response.writeHead(200, { 'content-length': 99 }).write('{');
    });
    const started = Date.now();
    await failureOf(fetchFrom(service, mode, 200));
    expect(Date.now() - started).toBeLessThan(4000);
    await until(() => service.sockets.open === 0);
  });

  test('is not fetched from the target of a redirect', async () => {
    const other = await givenService((_, response) => sendJson(response, sized(200)));
    const service = await givenService((_, response) => {
      response.writeHead(302, { location: `${other.url}/elsewhere` }).end();
    });
    await failureOf(fetchFrom(service, mode));
    expect(other.arrivals).toEqual([]);
  });
});
