import { request } from 'node:http';
import { apiKeys, entryOf, keyOf } from '../../support/api-keys.js';
import { answerOf, post, type RawAnswer } from '../../support/raw-answer.js';
import { accountOf, startGraph } from '../../support/stack.js';
import { useEmulator } from '../../support/use-stack.js';

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

const ask = (name: string, headers: Record<string, string> = {}, query?: string) =>
  post(url, { 'x-api-key': keyOf(name), ...headers }, query);

/** Whose cards were asked for. */
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
  ])('that names none, of the caller %s: the first of the server that the caller may use, %s', async (name, appid) => {
    expect((await ask(name)).status).toBe(200);
    expect(await accountsCalled()).toEqual([appid]);
  });

  it.each(ACCOUNTS)('that names %s: that one, for every call', async (appid) => {
    const query = '{ cards(first: 3) { nodes { title } } payGiftRules { totalCount } }';
    const { status, json } = await ask('all', { 'x-wechat-appid': appid }, query);
    expect({ status, errors: json.errors }).toEqual({ status: 200, errors: undefined });
    expect(await accountsCalled()).toEqual([appid]);
  });

  it.each([
    ['forbidden', 'wxa'],
    ['unknown', 'wxnowhere'],
    ['the caller may use but the server does not have', 'wxgone'],
    ['named in another case', 'WXC'],
    ['two at once', 'wxc, wxb'],
    ['empty', ''],
    ['a name that every object has', '__proto__'],
  ])('that is %s: 403 with the same body, and nothing is called', async (_, appid) => {
    const { status, json } = await ask('two', { 'x-wechat-appid': appid });
    expect({ status, json }).toEqual({ status: 403, json: FORBIDDEN });
    expect((await emulator.ledger()).total).toBe(0);
  });

  it('that the caller has none of: 403 ACCOUNT_REQUIRED, and FORBIDDEN if one is named', async () => {
    const { status, json } = await ask('none');
    expect({ status, json }).toEqual({
      status: 403,
      json: {
        errors: [{ message: 'You may not use any account of this server', extensions: { code: 'ACCOUNT_REQUIRED' } }],
      },
    });
    expect(await ask('none', { 'x-wechat-appid': 'wxa' })).toMatchObject({ status: 403, json: FORBIDDEN });
    expect((await emulator.ledger()).total).toBe(0);
  });

  it('is told to nobody who is not let in', async () => {
    const { status, text } = await post(url, { 'x-api-key': 'wrong', 'x-wechat-appid': 'wxa' });
    expect(status).toBe(401);
    expect(text).not.toContain('wxa');
  });
});

describe('every answer under /graphql', () => {
  const good = { 'x-api-key': keyOf('all') };
  const json = { 'content-type': 'application/json', ...good };
  const send = (init: RequestInit, path = '/graphql') => fetch(new URL(path, url), init).then(answerOf);

  const ANSWERS: [string, number, () => Promise<RawAnswer>][] = [
    ['data', 200, () => ask('all')],
    ['an error of a field', 200, () => ask('all', {}, '{ cards(first: 0) { totalCount } }')],
    ['a query that is none', 400, () => ask('all', {}, '{')],
    ['a hash of a query that is not known', 200, () => persisted()],
    ['401', 401, () => post(url)],
    ['403 FORBIDDEN', 403, () => ask('all', { 'x-wechat-appid': 'wxnowhere' })],
    ['403 ACCOUNT_REQUIRED', 403, () => ask('none')],
    ['no JSON', 400, () => send({ method: 'POST', headers: json, body: '{' })],
    [
      'another content type',
      415,
      () => send({ method: 'POST', headers: { ...good, 'content-type': 'a/b' }, body: 'x' }),
    ],
    ['too large a body', 413, () => send({ method: 'POST', headers: json, body: 'x'.repeat(2_000_000) })],
    ['another method', 405, () => send({ method: 'DELETE' })],
    ['a path below', 404, () => send({ method: 'POST', headers: json, body: '{}' }, '/graphql/more')],
  ];
  const persisted = () => {
    const extensions = { persistedQuery: { version: 1, sha256Hash: '0'.repeat(64) } };
    return send({ method: 'POST', headers: json, body: JSON.stringify({ extensions }) });
  };

  it.each(ANSWERS)(
    '%s: %d in GraphQL JSON, private, not to be stored, and of this caller and account',
    async (name, status, answer) => {
      const { headers, ...answered } = await answer();
      expect(answered.status).toBe(status);
      if (name === 'data') expect(answered.json).toHaveProperty('data');
      else expect(answered.json.errors).toHaveLength(1);
      expect(headers.get('cache-control')).toBe('private, no-store');
      const vary = headers.get('vary')?.split(', ') ?? [];
      expect(vary).toEqual(expect.arrayContaining(['Origin', 'authorization', 'x-wechat-appid', 'x-api-key']));
      expect(new Set(vary).size).toBe(vary.length);
    },
  );

  it('405 names the methods that there are', async () => {
    expect((await send({ method: 'PUT' })).headers.get('allow')).toBe('GET, POST');
  });

  it.each(['/graphqlx', '/health/live'])('but not %s, which is no such path', async (path) => {
    expect((await send({}, path)).headers.get('vary')).not.toContain('x-wechat-appid');
  });
});

describe('a browser of an origin that is let in', () => {
  /** fetch sends no preflight of its own making. */
  const preflight = () =>
    new Promise<Record<string, unknown>>((resolve, reject) => {
      const headers = {
        origin: ORIGIN,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,authorization,x-api-key,x-wechat-appid',
      };
      request(url, { method: 'OPTIONS', headers }, (answer) => {
        answer.resume();
        answer.once('end', () => resolve({ status: answer.statusCode, ...answer.headers }));
      })
        .once('error', reject)
        .end();
    });

  it('asks before its request without a credential, and may send one', async () => {
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
    const answer = await post(url, { origin: ORIGIN, ...(headers as Record<string, string>) });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('access-control-allow-origin')).toBe(ORIGIN);
  });
});

describe('a caller who goes away while the body is on its way', () => {
  it('leaves no call behind', async () => {
    const sent = request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': keyOf('all') },
    });
    sent.on('error', () => {});
    sent.write('{"query":');
    await new Promise((go) => setTimeout(go, 50));
    sent.destroy();
    expect((await ask('last')).status).toBe(200);
    expect(await accountsCalled()).toEqual(['wxc']);
  });
});
