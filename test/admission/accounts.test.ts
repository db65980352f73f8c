import { request } from 'node:http';
import { apiKeys, entryOf, keyOf } from '../support/api-keys.js';
import { answerOf, post, type RawAnswer } from '../support/raw-answer.js';
import { accountOf, startGraph } from '../support/stack.js';
import { useEmulator } from '../support/use-stack.js';

const ACCOUNTS = ['wxa', 'wxb', 'wxc'];
const ORIGIN = 'https://shop.example';

const emulator = useEmulator({ beforeEach: 'clearLedger' });
let url: string;
const closers: (() => Promise<void>)[] = [];

beforeAll(async () => {
  for (const appid of ACCOUNTS) await emulator.addAccount(appid, `secret-of-${appid}`);
  const server = await startGraph(emulator.url, {
    corsOrigins: [ORIGIN],
    accounts: ACCOUNTS.map((appid) => accountOf(emulator.url, appid, `secret-of-${appid}`)),
    auth: apiKeys(
      entryOf('all', { appids: ['wxc', 'wxb', 'wxa'] }),
      entryOf('last', { appids: ['wxc'] }),
      entryOf('two', { appids: ['wxgone', 'wxc', 'wxb'] }),
      entryOf('none', { appids: [] }),
    ),
  });
  url = server.url;
  closers.push(server.close);
});
afterAll(async () => {
  for (const close of closers) await close();
});

const postAs = (name: string, headers: Record<string, string> = {}, query?: string) =>
  post(url, { 'x-api-key': keyOf(name), ...headers }, query);

/** Returns the accounts for which the platform was called. */
async function accountsCalled(): Promise<(string | null)[]> {
  const { recent } = await emulator.ledger();
  return [...new Set(recent.map(({ appid }) => appid))];
}

const FORBIDDEN = {
  errors: [{ message: 'You may not use the account named in x-wechat-appid', extensions: { code: 'FORBIDDEN' } }],
};

describe('the account of a request', () => {
  it.each([
    ['all', 'wxa'],
    ['last', 'wxc'],
    ['two', 'wxb'],
  ])('is the first one of the server that the caller %s may use, %s, when none is named', async (name, appid) => {
    expect((await postAs(name)).status).toBe(200);
    expect(await accountsCalled()).toEqual([appid]);
  });

  it.each(ACCOUNTS)('is %s for every call when x-wechat-appid names it', async (appid) => {
    const query = '{ cards(first: 3) { nodes { title } } payGiftRules { totalCount } }';
    const { status, json } = await postAs('all', { 'x-wechat-appid': appid }, query);
    expect({ status, errors: json.errors }).toEqual({ status: 200, errors: undefined });
    expect(await accountsCalled()).toEqual([appid]);
  });

  it.each([
    ['forbidden', 'wxa'],
    ['unknown', 'wxnowhere'],
    ['not configured, although the caller may use it', 'wxgone'],
    ['in another case', 'WXC'],
    ['a list of two', 'wxc, wxb'],
    ['empty', ''],
    ['the name of a property of every object', '__proto__'],
  ])('is rejected with the same 403 body and without a call when x-wechat-appid is %s', async (_, appid) => {
    const { status, json } = await postAs('two', { 'x-wechat-appid': appid });
    expect({ status, json }).toEqual({ status: 403, json: FORBIDDEN });
    expect((await emulator.ledger()).total).toBe(0);
  });

  it('is rejected with ACCOUNT_REQUIRED for a caller without accounts, and with FORBIDDEN if one is named', async () => {
    const { status, json } = await postAs('none');
    expect({ status, json }).toEqual({
      status: 403,
      json: {
        errors: [{ message: 'You may not use any account of this server', extensions: { code: 'ACCOUNT_REQUIRED' } }],
      },
    });
    expect(await postAs('none', { 'x-wechat-appid': 'wxa' })).toMatchObject({ status: 403, json: FORBIDDEN });
    expect((await emulator.ledger()).total).toBe(0);
  });

  it('is not revealed to a caller without a valid credential', async () => {
    const { status, text } = await post(url, { 'x-api-key': 'wrong', 'x-wechat-appid': 'wxa' });
    expect(status).toBe(401);
    expect(text).not.toContain('wxa');
  });
});

describe('every response under /graphql', () => {
  const good = { 'x-api-key': keyOf('all') };
  const json = { 'content-type': 'application/json', ...good };
  const send = (init: RequestInit, path = '/graphql') => fetch(new URL(path, url), init).then(answerOf);

  const RESPONSES: [string, number, () => Promise<RawAnswer>][] = [
    ['data', 200, () => postAs('all')],
    ['an error of a field', 200, () => postAs('all', {}, '{ cards(first: 0) { totalCount } }')],
    ['a query that does not parse', 400, () => postAs('all', {}, '{')],
    ['the hash of an unknown query', 200, () => persisted()],
    ['401', 401, () => post(url)],
    ['403 FORBIDDEN', 403, () => postAs('all', { 'x-wechat-appid': 'wxnowhere' })],
    ['403 ACCOUNT_REQUIRED', 403, () => postAs('none')],
    ['malformed JSON', 400, () => send({ method: 'POST', headers: json, body: '{' })],
    [
      'another content type',
      415,
      () => send({ method: 'POST', headers: { ...good, 'content-type': 'a/b' }, body: 'x' }),
    ],
    ['a body that is too large', 413, () => send({ method: 'POST', headers: json, body: 'x'.repeat(3_000_000) })],
    ['another method', 405, () => send({ method: 'DELETE' })],
    ['a path below', 404, () => send({ method: 'POST', headers: json, body: '{}' }, '/graphql/more')],
  ];
  const persisted = () => {
    const extensions = { persistedQuery: { version: 1, sha256Hash: '0'.repeat(64) } };
    return send({ method: 'POST', headers: json, body: JSON.stringify({ extensions }) });
  };

  it.each(RESPONSES)(
    'is GraphQL JSON, private, not cacheable and specific to caller and account (%s, %d)',
    async (name, status, response) => {
      const { headers, ...rest } = await response();
      expect(rest.status).toBe(status);
      if (name === 'data') expect(rest.json).toHaveProperty('data');
      else expect(rest.json.errors).toHaveLength(1);
      expect(headers.get('cache-control')).toBe('private, no-store');
      const vary = headers.get('vary')?.split(', ') ?? [];
      expect(vary).toEqual(expect.arrayContaining(['Origin', 'authorization', 'x-wechat-appid', 'x-api-key']));
      expect(new Set(vary).size).toBe(vary.length);
    },
  );

  it('lists the allowed methods when the status is 405', async () => {
    expect((await send({ method: 'PUT' })).headers.get('allow')).toBe('GET, POST');
  });

  it.each(['/graphqlx', '/health/live'])('excludes %s, which does not vary by account', async (path) => {
    expect((await send({}, path)).headers.get('vary')).not.toContain('x-wechat-appid');
  });
});

describe('a browser with an allowed origin', () => {
  /** Sends a preflight through node:http, because fetch in Node sends none. */
  const preflight = () =>
    new Promise<Record<string, unknown>>((resolve, reject) => {
      const headers = {
        origin: ORIGIN,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,authorization,x-api-key,x-wechat-appid',
      };
      request(url, { method: 'OPTIONS', headers }, (response) => {
        response.resume();
        response.once('end', () => resolve({ status: response.statusCode, ...response.headers }));
      })
        .once('error', reject)
        .end();
    });

  it('sends its preflight without a credential and may send one afterwards', async () => {
    expect(await preflight()).toMatchObject({
      status: 204,
      'access-control-allow-origin': ORIGIN,
      'access-control-allow-headers': 'content-type,authorization,x-api-key,x-wechat-appid',
    });
    expect((await emulator.ledger()).total).toBe(0);
  });

  it.each([
    ['401', {}, 401],
    ['403', { 'x-api-key': keyOf('none') }, 403],
    ['data', { 'x-api-key': keyOf('all') }, 200],
  ])('can read %s', async (_, headers, status) => {
    const response = await post(url, { origin: ORIGIN, ...(headers as Record<string, string>) });
    expect(response.status).toBe(status);
    expect(response.headers.get('access-control-allow-origin')).toBe(ORIGIN);
  });
});

describe('a client that disconnects while it sends the body', () => {
  it('causes no upstream call', async () => {
    const sent = request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': keyOf('all') },
    });
    sent.on('error', () => {});
    sent.write('{"query":');
    await new Promise((go) => setTimeout(go, 50));
    sent.destroy();
    expect((await postAs('last')).status).toBe(200);
    expect(await accountsCalled()).toEqual(['wxc']);
  });
});
