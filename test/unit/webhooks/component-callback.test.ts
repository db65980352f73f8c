import { createHash } from 'node:crypto';
import { AuthorizationSessions } from '../../../src/component/sessions.js';
import { createLog } from '../../../src/log.js';
import { refusal } from '../../../src/platform/errors.js';
import { createMemoryStore } from '../../../src/store/memory.js';
import { StoreUnavailable } from '../../../src/store/store.js';
import { ComponentCallback } from '../../../src/webhooks/component-callback.js';
import { COMPONENT, MERCHANT } from '../../support/component-pushes.js';
import { type Answer, send } from '../../support/http.js';
import { startWebhooks, type WebhookServer } from '../../support/webhook-server.js';

const PATH = '/wechat/component/callback';
const CODE = 'queryauthcode@@@PLANTED';

const written: string[] = [];
const log = createLog({ level: 'debug', destination: { write: (line) => void written.push(line) } });
const store = createMemoryStore();
const sessions = new AuthorizationSessions(store.records, { baseUrl: 'http://127.0.0.1:1', appid: COMPONENT.appid });
const exchanged: string[] = [];
let exchange: () => Promise<{ readonly appid: string }>;
let enter: typeof sessions.enter;
let count = 0;
let preAuthCode: string;
let state: string;
let server: WebhookServer;

beforeAll(async () => {
  const callback = new ComponentCallback({
    sessions: { enter: (...given) => enter(...given), complete: (...given) => sessions.complete(...given) },
    exchange: (code) => {
      exchanged.push(code);
      return exchange();
    },
    log,
  });
  server = await startWebhooks({ intake: undefined, callback, log });
});
afterAll(() => server.close());

beforeEach(async () => {
  exchanged.length = 0;
  written.length = 0;
  exchange = async () => ({ appid: MERCHANT.appid });
  enter = (...given) => sessions.enter(...given);
  count += 1;
  preAuthCode = `preauthcode@@@PLANTED-${count}`;
  state = await sessions.begin(preAuthCode);
});

const open = (query: Readonly<Record<string, string>>, method = 'GET'): Promise<Answer> =>
  send(server.url, `${PATH}?${new URLSearchParams(query)}`, { method });

const returned = (fields = {}) => ({ state, auth_code: CODE, expires_in: '3600', ...fields });

function expectPage(answer: Answer, status: number, english: RegExp): void {
  expect(answer.status).toBe(status);
  expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(answer.headers).toMatchObject({
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
  expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
  expect(answer.text).toMatch(english);
  expect(answer.text).toMatch(/<p>\p{Script=Han}/u);
  expect(answer.text).not.toMatch(/PLANTED|<script|<a |src=|href=/);
  expect(answer.text).not.toContain(state);
}

describe('the callback', () => {
  test('exchanges the code, records the merchant and shows that the authorization is complete', async () => {
    expectPage(await open(returned()), 200, /authorization is complete/);
    expect(exchanged).toEqual([CODE]);
    expect(await sessions.read(state)).toEqual({ status: 'authorized', appid: MERCHANT.appid });
  });

  test('allows nothing but the style of its page', async () => {
    const { headers, text } = await open(returned());
    const [, style = ''] = /<style>([^<]*)<\/style>/.exec(text) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');
    expect(headers['content-security-policy']).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
  });

  test('exchanges no code again once it is complete', async () => {
    await open(returned());
    expectPage(await open(returned()), 403, /was used before/);
    expectPage(await open(returned({ auth_code: 'another' })), 403, /was used before/);
    expect(exchanged).toEqual([CODE]);
  });

  test('exchanges no code if the notification has completed the session', async () => {
    await sessions.completeByPreAuthCode(preAuthCode, MERCHANT.appid);
    expectPage(await open(returned()), 200, /authorization is complete/);
    expectPage(await open(returned()), 403, /was used before/);
    expect(exchanged).toEqual([]);
  });

  test.each<[string, Record<string, string>]>([
    ['no state', { state: '' }],
    ['an unknown state', { state: 'A'.repeat(43) }],
    ['a malformed state', { state: '<script>' }],
  ])('is refused with %s', async (_, fields) => {
    expectPage(await open(returned(fields)), 403, /is invalid/);
    expect(exchanged).toEqual([]);
  });

  test('is refused after the session was removed', async () => {
    await sessions.remove(state);
    expectPage(await open(returned()), 403, /is invalid/);
  });

  test('is refused with a repeated state or code', async () => {
    const query = `state=${state}&state=${state}&auth_code=${CODE}`;
    expectPage(await send(server.url, `${PATH}?${query}`), 403, /is invalid/);
    const codes = `state=${state}&auth_code=a&auth_code=b`;
    expectPage(await send(server.url, `${PATH}?${codes}`), 400, /no authorization code/);
  });

  test.each(['', 'c'.repeat(513), 'a b', '码'])('leaves the session pending with the code %j', async (auth_code) => {
    expectPage(await open(returned({ auth_code })), 400, /no authorization code/);
    expect(exchanged).toEqual([]);
    expect(await sessions.read(state)).toEqual({ status: 'pending' });
  });

  test.each([61009, 61010])('records that the platform rejected the code with %d', async (errcode) => {
    exchange = async () => {
      throw refusal('/cgi-bin/component/api_query_auth', errcode, 'code is invalid rid: 6a1b2c3d-1');
    };
    expectPage(await open(returned()), 400, /invalid or has expired/);
    expect(await sessions.read(state)).toEqual({ status: 'failed' });
    expectPage(await open(returned()), 403, /was used before/);
  });

  test('can be reloaded with the same code, and no other one, after a failure of the platform', async () => {
    exchange = async () => {
      throw refusal('/cgi-bin/component/api_query_auth', -1, 'system error');
    };
    expectPage(await open(returned()), 503, /Reload this page/);
    exchange = async () => ({ appid: MERCHANT.appid });
    expectPage(await open(returned({ auth_code: 'another' })), 403, /is invalid/);
    expectPage(await open(returned()), 200, /authorization is complete/);
    expect(exchanged).toEqual([CODE, CODE]);
  });

  test('requires a reload if the store is unavailable', async () => {
    enter = async () => {
      throw new StoreUnavailable('planted');
    };
    expectPage(await open(returned()), 503, /Reload this page/);
    enter = (...given) => sessions.enter(...given);
    expectPage(await open(returned()), 200, /authorization is complete/);
  });

  test('appears in no log line with its state or code', async () => {
    await open(returned());
    await open(returned({ state: 'A'.repeat(43) }));
    for (const errcode of [61009, -1]) {
      state = await sessions.begin(`preauthcode@@@PLANTED${errcode}`);
      exchange = async () => {
        throw refusal('/cgi-bin/component/api_query_auth', errcode, 'planted errmsg');
      };
      await open(returned());
      expect(written.join('')).not.toContain(state);
    }
    expect(written.join('')).toMatch(/was rejected by the platform/);
    expect(written.join('')).not.toMatch(/PLANTED|auth_code/);
  });

  test.each(['POST', 'HEAD', 'PUT'])('refuses %s with 405 and an empty body', async (method) => {
    const { status, text, headers } = await open(returned(), method);
    expect({ status, text, allow: headers.allow }).toEqual({ status: 405, text: '', allow: 'GET' });
    expect(await sessions.read(state)).toEqual({ status: 'pending' });
  });

  test('does not exist without a third-party platform', async () => {
    const without = await startWebhooks({ intake: undefined, log });
    const { status, text } = await send(without.url, `${PATH}?${new URLSearchParams(returned())}`);
    expect({ status, text }).toEqual({ status: 404, text: '' });
    await without.close();
  });
});
