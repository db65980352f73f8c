import { createHmac, createPublicKey } from 'node:crypto';
import { SCOPES } from '../../src/config/scopes.js';
import { createLog } from '../../src/log.js';
import { encoded, Issuer } from '../support/issuer.js';
import { post } from '../support/raw-answer.js';
import { deafUrl } from '../support/raw-platform.js';
import { startStack } from '../support/stack.js';
import { useStack } from '../support/use-stack.js';

let issuer: Issuer;
beforeAll(async () => {
  issuer = await Issuer.start();
});
const stack = useStack(() => ({ server: { auth: issuer.jwt() } }), { beforeEach: 'clearLedger' });
afterAll(() => issuer.close());

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const postWith = (token: string, query?: string) => post(stack.graph.url, bearer(token), query);
const now = () => Math.floor(Date.now() / 1000);
const CARD = { data: { card: { title: expect.any(String) } } };

/** Returns a token whose payload was replaced after it was signed. */
async function tampered(): Promise<string> {
  const [header, , signature] = (await issuer.token()).split('.');
  return [header, encoded(issuer.claims({ scope: SCOPES.join(' ') })), signature].join('.');
}

/** Returns a token that is signed with the public key as if it were a shared secret. */
async function signedWithPublicKey(form: 'pem' | 'der'): Promise<string> {
  const pem = await issuer.publicPem();
  const secret = form === 'pem' ? pem : createPublicKey(pem).export({ type: 'spki', format: 'der' });
  const signed = `${encoded({ alg: 'HS256', kid: 'first' })}.${encoded(issuer.claims())}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

const parts = (header: object, signature?: string) =>
  [encoded(header), encoded(issuer.claims()), ...(signature === undefined ? [] : [signature])].join('.');

const BAD_TOKENS: [string, () => string | Promise<string>][] = [
  ['expired', () => issuer.token({ exp: now() - 60 })],
  ['not yet valid', () => issuer.token({ nbf: now() + 60 })],
  ['without exp', () => issuer.token({ exp: undefined })],
  ['with an exp that is not a number', () => issuer.token({ exp: 'PLANTED' as never })],
  ['without a subject', () => issuer.token({ sub: undefined })],
  ['with an empty subject', () => issuer.token({ sub: '' })],
  ['with a subject that is not a string', () => issuer.token({ sub: { PLANTED: 1 } as never })],
  ['of another issuer', () => issuer.token({ iss: 'https://PLANTED.example' })],
  ['without an issuer', () => issuer.token({ iss: undefined })],
  ['for another audience', () => issuer.token({ aud: 'PLANTED' })],
  ['without an audience', () => issuer.token({ aud: undefined })],
  ['with the algorithm none', () => parts({ alg: 'none', kid: 'first' }, '')],
  ['with the algorithm None', () => parts({ alg: 'None', kid: 'first' }, '')],
  ['with only two parts', () => parts({ alg: 'ES256', kid: 'first' })],
  ['with an empty signature', () => parts({ alg: 'ES256', kid: 'first' }, '')],
  ["signed with HS256 and the public key's PEM", () => signedWithPublicKey('pem')],
  ["signed with HS256 and the public key's DER", () => signedWithPublicKey('der')],
  ['with another algorithm than that of its key', () => parts({ alg: 'RS256', kid: 'first' }, encoded('PLANTED'))],
  ['signed with an unknown key', () => issuer.token({}, 'first', 'PLANTED-KID')],
  ['with a key of its own in the header', () => parts({ alg: 'ES256', jwk: {}, jku: 'http://PLANTED' }, 'AAAA')],
  ['with an unknown critical header', () => parts({ alg: 'ES256', kid: 'first', crit: ['PLANTED'] }, 'AAAA')],
  ['tampered with', tampered],
  ['that is not a token', () => 'PLANTED'],
  ['with three invalid parts', () => 'PLANTED.PLANTED.PLANTED'],
  ['with only dots', () => '..'],
  ['over 8 KB, even if it is otherwise valid', () => issuer.token({ PLANTED: 'x'.repeat(8192) })],
];

describe('a token', () => {
  it('admits its bearer regardless of the case of the scheme', async () => {
    const token = await issuer.token();
    expect(await postWith(token)).toMatchObject({ status: 200, json: CARD });
    expect(await post(stack.graph.url, { authorization: `bearer  ${token}` })).toMatchObject({ status: 200 });
    expect(await stack.emulator.calls()).toEqual({ '/card/get': 2 });
  });

  it('admits its bearer by GET too', async () => {
    const url = `${stack.graph.url}?query=${encodeURIComponent('{ __typename }')}`;
    const headers = { 'apollo-require-preflight': 'yes' };
    expect((await fetch(url, { headers })).status).toBe(401);
    expect((await fetch(url, { headers: { ...headers, ...bearer(await issuer.token()) } })).status).toBe(200);
  });

  it('just under 8 KB is accepted', async () => {
    const token = await issuer.token({ more: 'x'.repeat(5500) });
    expect(token.length).toBeGreaterThan(7500);
    expect((await postWith(token)).status).toBe(200);
  });

  it('that expired or becomes valid within the clock tolerance is accepted', async () => {
    expect((await postWith(await issuer.token({ exp: now() - 2 }))).status).toBe(200);
    expect((await postWith(await issuer.token({ nbf: now() + 3 }))).status).toBe(200);
  });

  it.each(BAD_TOKENS)('%s is rejected without details and without a call', async (_, make) => {
    const token = await make();
    const { status, headers, json, text } = await postWith(token);
    expect(status).toBe(401);
    expect(json).toEqual({
      errors: [{ message: 'The token is not valid', extensions: { code: 'UNAUTHENTICATED' } }],
    });
    expect(headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    const received = `${text}${JSON.stringify([...headers])}`;
    expect(received).not.toContain('PLANTED');
    if (token.length > 10) expect(received).not.toContain(token);
    expect((await stack.emulator.ledger()).total).toBe(0);
  });

  it.each([
    ['no header', {}],
    ['Basic', { authorization: 'Basic UExBTlRFRDpQTEFOVEVE' }],
    ['only the scheme', { authorization: 'Bearer' }],
    ['two tokens', { authorization: 'Bearer PLANTED PLANTED' }],
    ['an API key', { 'x-api-key': 'PLANTED' }],
  ])('that is missing (%s) results in 401 with the header to send, without a call', async (_, headers) => {
    const response = await post(stack.graph.url, headers as Record<string, string>);
    expect(response.status).toBe(401);
    expect(response.json).toEqual({
      errors: [
        {
          message: 'The token is missing. Send it in the header authorization: Bearer …',
          extensions: { code: 'UNAUTHENTICATED' },
        },
      ],
    });
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect((await stack.emulator.ledger()).total).toBe(0);
  });

  it('is required before the body is read', async () => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(stack.graph.url, { method: 'POST', headers, body: '{ no JSON' });
    expect(response.status).toBe(401);
  });
});

describe('the token claim', () => {
  const BOTH = '{ card(id: "pDEMO-groupon-0001") { title } payGiftRules { totalCount } }';

  it('scope grants the scopes that it lists', async () => {
    const { json } = await postWith(await issuer.token({ scope: 'card:read' }), BOTH);
    expect(json.data).toMatchObject({ card: {}, payGiftRules: null });
    expect(json.errors).toMatchObject([{ path: ['payGiftRules'], extensions: { code: 'FORBIDDEN' } }]);
    expect(
      (await postWith(await issuer.token({ scope: 'openid rule:read  card:read' }), BOTH)).json.errors,
    ).toBeUndefined();
  });

  it.each([
    ['missing', undefined],
    ['empty', ''],
    ['a JSON array, which is not supported', ['card:read']],
    ['a list of unknown names', 'card:* admin CARD:READ toString'],
  ])('scope grants nothing when it is %s', async (_, scope) => {
    const { status, json } = await postWith(await issuer.token({ scope }));
    expect(status).toBe(200);
    expect(json).toMatchObject({
      data: { card: null },
      errors: [{ path: ['card'], extensions: { code: 'FORBIDDEN' } }],
    });
    expect((await stack.emulator.ledger()).total).toBe(0);
  });

  it.each([
    ['missing', undefined],
    ['empty', []],
    ['a string', 'wxdemo'],
    ['a list of other accounts', ['wxother']],
    ['a list without strings', [['wxdemo'], { wxdemo: true }, null]],
  ])('wechat_appids results in 403 ACCOUNT_REQUIRED without a call when it is %s', async (_, wechat_appids) => {
    const { status, json } = await postWith(await issuer.token({ wechat_appids }));
    expect(status).toBe(403);
    expect(json.errors).toMatchObject([{ extensions: { code: 'ACCOUNT_REQUIRED' } }]);
    expect((await stack.emulator.ledger()).total).toBe(0);
  });
});

describe('issuer keys', () => {
  let own: Issuer;
  const statusOf = async (token: Promise<string>) => (await post(one.graph.url, bearer(await token))).status;

  beforeEach(async () => {
    own = await Issuer.start();
  });
  const one = useStack(() => ({ server: { auth: own.jwt() } }), { beforeEach: 'restart' });
  afterEach(() => own.close());

  /** Repeats the request until it returns the status. */
  async function becomes(status: number, token: Promise<string>): Promise<void> {
    for (const until = Date.now() + 10_000; (await statusOf(token)) !== status; ) {
      if (Date.now() > until) throw new Error(`never ${status}`);
      await new Promise((go) => setTimeout(go, 50));
    }
  }

  /** Returns the maximum number of fetches since then: one, and one per second. */
  const fetchesSince = (started: number) => 1 + Math.ceil((Date.now() - started) / 1000);

  it('rotate without a restart, so that a new one is accepted within a second and the old one is rejected', async () => {
    const old = own.token();
    expect(await statusOf(old)).toBe(200);
    await own.addKey('second', 'RS256');
    const signedAnew = own.token({}, 'second');
    own.removeKey('first');
    await becomes(200, signedAnew);
    expect(await statusOf(old)).toBe(401);
  });

  it('are fetched once for concurrent callers, and not for every unknown key id', async () => {
    const token = own.token();
    const started = Date.now();
    expect(new Set(await Promise.all(Array.from({ length: 20 }, () => statusOf(token))))).toEqual(new Set([200]));
    expect(own.fetches).toBe(1);
    const madeUp = Array.from({ length: 20 }, (_, n) => statusOf(own.token({}, 'first', `kid-${n}`)));
    expect(new Set(await Promise.all(madeUp))).toEqual(new Set([401]));
    expect(own.fetches).toBeLessThanOrEqual(fetchesSince(started));
  });

  it.each([
    ['an error', 500],
    ['a redirect', 302],
    ['a body that is not JSON', '<html>'],
    ['JSON without a key set', '{"PLANTED": 1}'],
    ['more than 256 KiB', JSON.stringify({ keys: [], PLANTED: 'x'.repeat(256 * 1024) })],
    ['more than 100 keys', JSON.stringify({ keys: Array(101).fill({ kty: 'RSA', kid: 'PLANTED' }) })],
  ])('result in 503 for every caller when the issuer returns %s', async (_, trouble) => {
    own.trouble = trouble;
    const { status, json, headers, text } = await post(one.graph.url, bearer(await own.token()));
    expect(status).toBe(503);
    expect(json).toEqual({
      errors: [{ message: 'Tokens cannot be verified at the moment', extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
    });
    expect(headers.get('cache-control')).toBe('private, no-store');
    expect(text).not.toContain('PLANTED');
  });

  it('result in 503 until they can be fetched, and are not fetched for every request', async () => {
    own.trouble = 500;
    const started = Date.now();
    const token = own.token();
    expect(new Set(await Promise.all(Array.from({ length: 20 }, () => statusOf(token))))).toEqual(new Set([503]));
    for (let n = 0; n < 10; n += 1) expect(await statusOf(token)).toBe(503);
    expect(own.fetches).toBeLessThanOrEqual(fetchesSince(started));
    own.trouble = undefined;
    await becomes(200, token);
  });

  it('result in 503 when the issuer is unreachable, and an invalid token still results in 401', async () => {
    const auth = { ...own.jwt(), keys: { jwksUrl: `${await deafUrl()}/jwks.json` } };
    const deaf = await startStack({ server: { auth } });
    expect((await post(deaf.graph.url, bearer(await own.token()))).status).toBe(503);
    expect((await post(deaf.graph.url, bearer('PLANTED'))).status).toBe(401);
    expect((await fetch(new URL('/health/live', deaf.graph.url))).status).toBe(200);
    await deaf.close();
  });

  it('remain valid while the issuer is unavailable, but a new key id results in 503', async () => {
    expect(await statusOf(own.token())).toBe(200);
    own.trouble = 500;
    await new Promise((go) => setTimeout(go, 1050));
    expect(await statusOf(own.token({}, 'first', 'new'))).toBe(503);
    expect(await statusOf(own.token())).toBe(200);
  });
});

describe('the log', () => {
  it('contains why a token was rejected or could not be verified, but not its content', async () => {
    const own = await Issuer.start();
    const lines: { msg: string; reason?: string; level: string }[] = [];
    const log = createLog({ level: 'debug', destination: { write: (line) => void lines.push(JSON.parse(line)) } });
    const one = await startStack({ server: { auth: own.jwt(), log } });
    const token = await own.token({ sub: 'PLANTED', exp: now() - 60 });
    await post(one.graph.url, bearer(token));
    const lastLine = () => lines.filter(({ msg }) => msg !== 'request').at(-1); // the access line may be there already
    expect(lastLine()).toMatchObject({
      level: 'debug',
      msg: 'The token is not valid',
      reason: 'ERR_JWT_EXPIRED exp',
    });
    await one.close();

    const other = await startStack({ server: { auth: own.jwt(), log } });
    own.trouble = 500;
    await post(other.graph.url, bearer(await own.token({ sub: 'PLANTED' })));
    expect(lastLine()).toMatchObject({ level: 'warn', msg: 'Tokens cannot be verified at the moment' });
    expect(JSON.stringify(lines)).not.toMatch(/PLANTED|eyJ/);
    await other.close();
    await own.close();
  });
});

describe('a public key instead of a key set', () => {
  it.each(['ES256', 'RS256', 'EdDSA'])(
    'verifies %s tokens regardless of their kid, and rejects others',
    async (alg) => {
      const own = await Issuer.start();
      await own.addKey('pem', alg);
      const auth = { ...own.jwt(), keys: { publicKey: await own.publicPem('pem') } };
      const one = await startStack({ server: { auth } });
      const statusOf = async (token: string) => (await post(one.graph.url, bearer(token))).status;
      expect(await statusOf(await own.token({}, 'pem'))).toBe(200);
      expect(await statusOf(await own.token({}, 'pem', null))).toBe(200);
      await own.addKey('other', alg);
      expect(await statusOf(await own.token({}, 'other'))).toBe(401);
      // The caller's error, although the library throws a TypeError for a key that does not match the algorithm.
      await own.addKey('foreign', alg === 'RS256' ? 'ES256' : 'RS256');
      expect(await statusOf(await own.token({}, 'foreign'))).toBe(401);
      expect(own.fetches).toBe(0);
      await one.close();
      await own.close();
    },
  );
});
