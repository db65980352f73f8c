import { Deadline } from '../../../../src/deadline.js';
import { startEmulator } from '../../../../src/emulator/server.js';
import { card } from '../../../../src/platform/endpoints/card.js';
import type { TokenMode } from '../../../../src/platform/token/token-source.js';
import { DirectClient, everyTextOf, failureOf, PLANTED_SECRET, until } from '../../../support/direct-client.js';
import { EmulatorControl } from '../../../support/emulator-control.js';
import {
  type Answerer,
  deafUrl,
  type RawPlatform,
  rawToken,
  sendBytes,
  sendJson,
  startRawPlatform,
} from '../../../support/raw-platform.js';
import { accountOf } from '../../../support/stack.js';

const STABLE = '/cgi-bin/stable_token';
const secret = { reveal: () => PLANTED_SECRET };

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  jest.useRealTimers();
  for (const close of closers.splice(0).reverse()) await close();
});

/** A platform that responds to every call with the token of the call. */
async function givenPlatform(answerToken?: Answerer): Promise<RawPlatform> {
  const platform = await startRawPlatform(
    ({ query }, response) => sendJson(response, { errcode: 0, token: query.access_token }),
    answerToken,
  );
  closers.push(() => platform.close());
  return platform;
}

function clientOf(platform: { url: string }, token?: TokenMode): DirectClient {
  const client = new DirectClient(platform.url, { connections: 200, ...(token ? { token } : {}) });
  closers.push(() => client.close());
  return client;
}

const fetchesOf = ({ paths }: RawPlatform) => paths.filter((path) => path.startsWith('/cgi-bin/')).length;

describe('mode stable', () => {
  test('sends the credentials as JSON, without a forced refresh', async () => {
    const platform = await givenPlatform();
    await clientOf(platform).get();
    expect(platform.arrivals[0]).toMatchObject({ method: 'POST', path: STABLE, query: {} });
    expect(JSON.parse(platform.arrivals[0]?.body ?? '')).toEqual({
      grant_type: 'client_credential',
      appid: 'wxtest',
      secret: PLANTED_SECRET,
    });
  });

  test('fetches a valid token from the emulator', async () => {
    const emulator = await startEmulator();
    closers.push(() => emulator.close());
    const client = new DirectClient(emulator.url, accountOf(emulator.url));
    closers.push(() => client.close());
    await expect(client.call(card.batchget, { offset: 0, count: 1 })).resolves.toMatchObject({ errcode: 0 });
  });
});

describe('mode classic', () => {
  test('sends a GET with the credentials in the query', async () => {
    const platform = await givenPlatform();
    await expect(clientOf(platform, { mode: 'classic', secret }).get()).resolves.toMatchObject({ token: rawToken(1) });
    expect(platform.arrivals[0]).toMatchObject({
      method: 'GET',
      path: '/cgi-bin/token',
      query: { grant_type: 'client_credential', appid: 'wxtest', secret: PLANTED_SECRET },
      body: '',
    });
  });

  test('fetches once from the emulator for 20 concurrent calls', async () => {
    const emulator = await startEmulator();
    closers.push(() => emulator.close());
    const token = { mode: 'classic', secret: { reveal: () => 'demo-secret' } } as const;
    const client = new DirectClient(emulator.url, { appid: 'wxdemo', token });
    closers.push(() => client.close());
    await Promise.all(Array.from({ length: 20 }, () => client.call(card.batchget, { offset: 0, count: 1 })));
    const { byPath, recent } = await new EmulatorControl(emulator.url).ledger();
    expect(byPath).toEqual({ '/cgi-bin/token': 1, '/card/batchget': 20 });
    expect(recent.map(({ errcode }) => errcode)).toEqual(Array(21).fill(0));
  });
});

describe('mode url', () => {
  /** Starts a token service of the merchant, whose URL contains a secret. */
  async function givenService(answer: Answerer) {
    const service = await startRawPlatform(answer);
    closers.push(() => service.close());
    return { service, token: modeOf(`${service.url}/wx/token?key=${encodeURIComponent(PLANTED_SECRET)}`) };
  }
  const modeOf = (url: string): TokenMode => ({ mode: 'url', url: { reveal: () => url } });

  test('sends a GET to the configured URL, and no token call to the platform', async () => {
    const { service, token } = await givenService((_, response) =>
      sendJson(response, { access_token: 'from the service', expires_in: 300 }),
    );
    const platform = await givenPlatform();
    await expect(clientOf(platform, token).get()).resolves.toMatchObject({ token: 'from the service' });
    expect(service.arrivals).toMatchObject([{ method: 'GET', path: '/wx/token', query: { key: PLANTED_SECRET } }]);
    expect(platform.paths).toEqual(['/card/get']);
  });

  test.each<[form: string, answer: Answerer, reason: RegExp]>([
    [
      'responds with a 503',
      ({ query }, response) => sendBytes(response, query.key ?? '', { status: 503 }),
      /HTTP status 503$/,
    ],
    [
      'responds with a redirect',
      (_, response) => void response.writeHead(302, { location: '/' }).end(),
      /HTTP status 302$/,
    ],
    ['responds with HTML', ({ query }, response) => sendBytes(response, `<p>${query.key}`), /the response is not JSON/],
    [
      'responds without a token',
      ({ query }, response) => sendJson(response, query),
      /the response contains no access_token$/,
    ],
    ['resets the connection', (_, response) => void response.socket?.resetAndDestroy(), /it did not respond$/],
    [
      'truncates the body',
      (_, response) => void response.writeHead(200, { 'content-length': 99 }).write('{', () => response.destroy()),
      /it did not respond$/,
    ],
  ])('fails with a transport error without the URL if the service %s', async (_, answer, reason) => {
    const { token, service } = await givenService(answer);
    const error = await failureOf(clientOf(await givenPlatform(), token).get());
    expect(error).toMatchObject({
      kind: 'transport',
      endpoint: 'token service',
      message: expect.stringMatching(reason),
    });
    expect(everyTextOf(error)).not.toContain('PLANTED');
    expect(service.arrivals).toHaveLength(1);
  });

  test('fails immediately with a transport error without the URL if the service is down', async () => {
    const token = modeOf(`${await deafUrl()}/PLANTED?key=${encodeURIComponent(PLANTED_SECRET)}`);
    const error = await failureOf(clientOf(await givenPlatform(), token).get());
    expect(error.message).toBe('token service failed: it did not respond');
    expect(everyTextOf(error)).not.toContain('PLANTED');
  });

  test('fails the call at its deadline if the service hangs, and the fetch at its own timeout', async () => {
    const { token, service } = await givenService(() => undefined);
    const platform = await givenPlatform();
    const client = new DirectClient(platform.url, { token, timeoutMs: 100 });
    closers.push(() => client.close());
    expect(await failureOf(client.get(new Deadline(30)))).toMatchObject({ kind: 'timeout', sent: false });
    await until(() => service.sockets.open === 0);
    expect(await failureOf(client.get())).toMatchObject({ kind: 'transport', endpoint: 'token service' });
  });
});

describe('a fetch', () => {
  test('is shared by 100 concurrent calls', async () => {
    const platform = await givenPlatform();
    const client = clientOf(platform);
    const answers = await Promise.all(Array.from({ length: 100 }, () => client.get()));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(fetchesOf(platform)).toBe(1);
  });

  test('is shared by consecutive calls', async () => {
    const platform = await givenPlatform();
    const client = clientOf(platform);
    for (let n = 0; n < 5; n += 1) await client.get();
    expect(fetchesOf(platform)).toBe(1);
  });

  test('is shared by 100 concurrent calls whose token is rejected', async () => {
    const platform = await startRawPlatform(({ query: { access_token: token } }, response) =>
      sendJson(response, token === rawToken(1) ? { errcode: 42001, errmsg: '' } : { errcode: 0 }),
    );
    closers.push(() => platform.close());
    const client = clientOf(platform);
    await Promise.all(Array.from({ length: 100 }, () => client.get()));
    expect(fetchesOf(platform)).toBe(2);
    expect(platform.calls).toBe(200);
  });

  test('that fails also fails every waiting call, and the next call fetches again', async () => {
    let fetches = 0;
    const platform = await givenPlatform((_, response) => {
      fetches += 1;
      if (fetches === 1) sendJson(response, { errcode: 40125, errmsg: 'invalid appsecret rid: 1a-2b' });
      else sendJson(response, { access_token: 'good', expires_in: 7200 });
    });
    const client = clientOf(platform);
    const errors = await Promise.all(Array.from({ length: 10 }, () => failureOf(client.get())));
    for (const error of errors) {
      expect(error).toMatchObject({ kind: 'config', errcode: 40125, endpoint: STABLE, rid: '1a-2b' });
      expect(everyTextOf(error)).not.toContain('PLANTED');
    }
    expect(platform.calls).toBe(0);
    await expect(client.get()).resolves.toMatchObject({ token: 'good' });
    expect(fetches).toBe(2);
  });

  test('is not affected by a cancelled waiter, and its token is cached', async () => {
    const platform = await givenPlatform((_, response) =>
      setTimeout(() => sendJson(response, { access_token: 'slow', expires_in: 7200 }), 120),
    );
    const client = clientOf(platform);
    const leaving = new Deadline(2000);
    const first = failureOf(client.get(leaving));
    const others = [client.get(), client.get()];
    await until(() => fetchesOf(platform) === 1);
    leaving.cancel();
    expect(await first).toMatchObject({ kind: 'cancelled', endpoint: '/card/get', sent: false });
    for (const other of others) await expect(other).resolves.toMatchObject({ token: 'slow' });
    await client.get();
    expect(fetchesOf(platform)).toBe(1);
    expect(platform.calls).toBe(3);
  });

  test('that fails after its only waiter has timed out is not an unhandled rejection', async () => {
    const platform = await givenPlatform((_, response) =>
      setTimeout(() => sendBytes(response, '', { status: 500 }), 60),
    );
    const error = await failureOf(clientOf(platform).get(new Deadline(20)));
    expect(error).toMatchObject({ kind: 'timeout', sent: false });
    // An unhandled rejection would fail this test.
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(platform.paths).toEqual([STABLE]);
  });

  test('is not started by a call whose deadline has already ended', async () => {
    const platform = await givenPlatform((_, response) => sendBytes(response, '', { status: 500 }));
    const deadline = new Deadline(1000);
    deadline.cancel();
    expect(await failureOf(clientOf(platform).get(deadline))).toMatchObject({ kind: 'cancelled', sent: false });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(platform.paths).toEqual([]);
  });

  test('that hangs ends at its timeout, after which the next call fetches again', async () => {
    let fetches = 0;
    const platform = await givenPlatform((_, response) => {
      fetches += 1;
      if (fetches > 1) sendJson(response, { access_token: 'good', expires_in: 7200 });
    });
    const client = new DirectClient(platform.url, { timeoutMs: 1000 });
    closers.push(() => client.close());
    expect(await failureOf(client.get(new Deadline(30)))).toMatchObject({ kind: 'timeout', endpoint: '/card/get' });
    expect(await failureOf(client.get())).toMatchObject({ kind: 'timeout', endpoint: STABLE });
    await expect(client.get()).resolves.toMatchObject({ token: 'good' });
  });
});

describe('the lifetime of a token', () => {
  const NOW = Date.UTC(2026, 0, 1);

  test.each<[expiresIn: unknown, goodForSeconds: number]>([
    [7200, 7140],
    ['7200', 7140],
    [300, 240],
    [999_999, 7140],
    [undefined, 7140],
    [null, 7140],
    ['soon', 7140],
    [30, 1],
    [0, 1],
    [-5, 1],
  ])('with expires_in %j lets it be cached for %i seconds', async (expiresIn, seconds) => {
    jest.useFakeTimers({ doNotFake: fakedButDate, now: NOW });
    const platform = await givenPlatform((_, response) =>
      sendJson(response, { access_token: `token ${fetchesOf(platform)}`, expires_in: expiresIn }),
    );
    const client = clientOf(platform);
    await client.get();
    jest.setSystemTime(NOW + seconds * 1000 - 1);
    await expect(client.get()).resolves.toMatchObject({ token: 'token 1' });
    jest.setSystemTime(NOW + seconds * 1000);
    await expect(client.get()).resolves.toMatchObject({ token: 'token 2' });
  });

  test.each([undefined, null, '', {}, []])(
    'does not start for access_token %j, which is a transport error',
    async (token) => {
      const platform = await givenPlatform((_, response) =>
        sendJson(response, { access_token: token, expires_in: 7200 }),
      );
      const error = await failureOf(clientOf(platform).get());
      expect(error).toMatchObject({ kind: 'transport', endpoint: STABLE });
      expect(error.message).toBe('/cgi-bin/stable_token failed: the response contains no access_token');
      expect(platform.calls).toBe(0);
    },
  );
});

/** Timers keep running while the clock is set. */
const fakedButDate = [
  ...(['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'clearImmediate'] as const),
  ...(['nextTick', 'queueMicrotask', 'hrtime', 'performance'] as const),
];

describe.each<[mode: string, token: TokenMode]>([
  ['stable', { mode: 'stable', secret }],
  ['classic', { mode: 'classic', secret }],
])('the error of a failed fetch in %s mode', (_, token) => {
  /** Returns everything from a request that a response could echo. */
  const echo = ({ body, query }: Parameters<Answerer>[0]) => `${body} ${JSON.stringify(query)} PLANTED`;

  test.each<[form: string, answer: Answerer]>([
    ['a 500 that echoes the request', (arrival, response) => sendBytes(response, echo(arrival), { status: 500 })],
    ['an echo that is not JSON', (arrival, response) => sendBytes(response, echo(arrival))],
    [
      'a 47001 that echoes the request',
      (arrival, response) => sendJson(response, { errcode: 47001, errmsg: echo(arrival) }),
    ],
    ['an errcode that echoes the request', (arrival, response) => sendJson(response, { errcode: echo(arrival) })],
    ['a connection reset', (_, response) => void response.socket?.resetAndDestroy()],
    [
      'a truncated echo',
      (arrival, response) =>
        void response.writeHead(200, { 'content-length': 9999 }).write(echo(arrival), () => response.destroy()),
    ],
  ])('contains no secret after %s', async (_, answer) => {
    const error = await failureOf(clientOf(await givenPlatform(answer), token).get());
    expect(error.endpoint).toMatch(/^\/cgi-bin\//);
    expect(everyTextOf(error)).not.toContain('PLANTED');
  });

  test('contains no secret after a refused connection', async () => {
    const error = await failureOf(clientOf({ url: await deafUrl() }, token).get());
    expect(error).toMatchObject({ kind: 'transport', sent: false });
    expect(everyTextOf(error)).not.toContain('PLANTED');
  });
});
