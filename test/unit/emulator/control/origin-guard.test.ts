import { send } from '../../../support/http.js';
import { EmulatorClient } from '../emulator-client.js';

let client: EmulatorClient;
beforeAll(async () => {
  client = await EmulatorClient.start();
});
beforeEach(() => client.control('POST', '/reset'));
afterAll(() => client.close());

/** Adds a card and requests a reset. Returns the response and whether the card still exists. */
async function requestReset(headers: Readonly<Record<string, string>>) {
  await client.control('POST', '/cards', { count: 1 });
  const { status, text } = await send(client.url, '/_emulator/reset', { method: 'POST', headers });
  const { cards } = await client.control('GET', '/state');
  await client.control('POST', '/reset');
  const { cards: before } = await client.control('GET', '/state');
  return { status, answer: JSON.parse(text), isReset: (cards as unknown[]).length === (before as unknown[]).length };
}

const DONE = { status: 200, answer: {}, isReset: true };
const refused = (name: string) => ({
  status: 403,
  answer: { error: expect.stringMatching(new RegExp(`^${name}: expected .+, got `)) },
  isReset: false,
});

describe('a control call of a web page', () => {
  test.each([
    'https://evil.example',
    'http://localhost.evil.example',
    'http://127.0.0.1.evil.example',
    'http://localhost@evil.example',
    'http://0.0.0.0:4100',
    'null',
    '',
    'file://',
    'chrome-extension://abcdef',
  ])('from the origin %p is refused and changes nothing', async (origin) => {
    const answered = await requestReset({ origin });
    expect(answered).toEqual(refused('origin'));
    expect(JSON.stringify(answered)).not.toContain('evil');
  });

  test.each(['http://localhost:3000', 'http://127.0.0.1:3000', 'https://[::1]', 'http://shop.localhost:8080'])(
    'from the loopback origin %s is accepted, even under another loopback name',
    async (origin) => {
      expect(await requestReset({ origin })).toEqual(DONE);
      expect(await requestReset({ origin, 'sec-fetch-site': 'cross-site' })).toEqual(DONE);
    },
  );

  test('without an origin is refused if it is cross-site, and accepted otherwise', async () => {
    expect(await requestReset({ 'sec-fetch-site': 'cross-site' })).toEqual(refused('sec-fetch-site'));
    for (const site of ['same-site', 'same-origin', 'none']) {
      expect(await requestReset({ 'sec-fetch-site': site })).toEqual(DONE);
    }
  });

  test('cannot read the state through DNS rebinding', async () => {
    for (const host of ['rebound.example', 'rebound.example:4100', 'localhost.rebound.example', 'a b']) {
      const { status, text } = await send(client.url, '/_emulator/state', { headers: { host } });
      expect({ status, text }).toEqual({
        status: 403,
        text: '{"error":"host: expected a loopback host name, got another"}',
      });
      expect(await requestReset({ host })).toEqual(refused('host'));
    }
  });
});

test('a control call of a client that sends neither origin nor sec-fetch-site is accepted under each loopback name', async () => {
  for (const host of ['localhost', 'localhost:4100', '127.0.0.1', '[::1]:4100']) {
    expect(await requestReset({ host })).toEqual(DONE);
  }
});

test('platform calls accept any host and origin, as the platform does', async () => {
  const headers = { host: 'api.weixin.qq.com', origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
  const { status, text } = await send(client.url, '/card/get', { method: 'POST', headers, body: '{}' });
  expect({ status, errcode: JSON.parse(text).errcode }).toEqual({ status: 200, errcode: 41001 });
});

test('an emulator that does not listen on loopback accepts control calls under any host, but from no foreign origin', async () => {
  const open = await EmulatorClient.start({ host: '0.0.0.0' });
  try {
    const { port } = new URL(open.url);
    const ask = (headers: Readonly<Record<string, string>>) =>
      send(`http://127.0.0.1:${port}`, '/_emulator/calls', { headers });
    expect((await ask({ host: 'emulator.internal' })).status).toBe(200);
    expect((await ask({ host: 'emulator.internal', origin: 'https://evil.example' })).status).toBe(403);
  } finally {
    await open.close();
  }
});
