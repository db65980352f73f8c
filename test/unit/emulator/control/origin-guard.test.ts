import { send } from '../../../support/http.js';
import { EmulatorClient } from '../emulator-client.js';

let client: EmulatorClient;
beforeAll(async () => {
  client = await EmulatorClient.start();
});
beforeEach(() => client.control('POST', '/reset'));
afterAll(() => client.close());

/** Adds a card, sends a reset, and returns the response and whether the reset removed the card. */
async function sendReset(headers: Readonly<Record<string, string>>) {
  await client.control('POST', '/cards', { count: 1 });
  const { status, text } = await send(client.url, '/_emulator/reset', { method: 'POST', headers });
  const { cards } = await client.control('GET', '/state');
  await client.control('POST', '/reset');
  const { cards: before } = await client.control('GET', '/state');
  return { status, body: JSON.parse(text), isReset: (cards as unknown[]).length === (before as unknown[]).length };
}

const DONE = { status: 200, body: {}, isReset: true };
const refused = (name: string) => ({
  status: 403,
  body: { error: expect.stringMatching(new RegExp(`^${name}: expected .+, got `)) },
  isReset: false,
});

describe('a control call from a web page', () => {
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
    const response = await sendReset({ origin });
    expect(response).toEqual(refused('origin'));
    expect(JSON.stringify(response)).not.toContain('evil');
  });

  test.each(['http://localhost:3000', 'http://127.0.0.1:3000', 'https://[::1]', 'http://shop.localhost:8080'])(
    'from the loopback origin %s is accepted, even if it is cross-site',
    async (origin) => {
      expect(await sendReset({ origin })).toEqual(DONE);
      expect(await sendReset({ origin, 'sec-fetch-site': 'cross-site' })).toEqual(DONE);
    },
  );

  test('without an origin is refused if it is cross-site, and accepted otherwise', async () => {
    expect(await sendReset({ 'sec-fetch-site': 'cross-site' })).toEqual(refused('sec-fetch-site'));
    for (const site of ['same-site', 'same-origin', 'none']) {
      expect(await sendReset({ 'sec-fetch-site': site })).toEqual(DONE);
    }
  });

  test('cannot read the state by DNS rebinding', async () => {
    for (const host of ['rebound.example', 'rebound.example:4100', 'localhost.rebound.example', 'a b']) {
      const { status, text } = await send(client.url, '/_emulator/state', { headers: { host } });
      expect({ status, text }).toEqual({
        status: 403,
        text: '{"error":"host: expected a loopback host name, got another name"}',
      });
      expect(await sendReset({ host })).toEqual(refused('host'));
    }
  });
});

test('a control call without origin and sec-fetch-site is accepted under each loopback host name', async () => {
  for (const host of ['localhost', 'localhost:4100', '127.0.0.1', '[::1]:4100']) {
    expect(await sendReset({ host })).toEqual(DONE);
  }
});

test('platform calls are accepted with any host and origin', async () => {
  const headers = { host: 'api.weixin.qq.com', origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
  const { status, text } = await send(client.url, '/card/get', { method: 'POST', headers, body: '{}' });
  expect({ status, errcode: JSON.parse(text).errcode }).toEqual({ status: 200, errcode: 41001 });
});

test('an emulator that does not listen on loopback accepts control calls with any host, but not from other origins', async () => {
  const open = await EmulatorClient.start({ host: '0.0.0.0' });
  try {
    const { port } = new URL(open.url);
    const get = (headers: Readonly<Record<string, string>>) =>
      send(`http://127.0.0.1:${port}`, '/_emulator/calls', { headers });
    expect((await get({ host: 'emulator.internal' })).status).toBe(200);
    expect((await get({ host: 'emulator.internal', origin: 'https://evil.example' })).status).toBe(403);
  } finally {
    await open.close();
  }
});
