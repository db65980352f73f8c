import { createHmac, createPublicKey } from 'node:crypto';
import { SCOPES } from '../../../src/config/scopes.js';
import { createLog } from '../../../src/log.js';
import { encoded, Issuer } from '../../support/issuer.js';
import { post } from '../../support/raw-answer.js';
import { deafUrl } from '../../support/raw-platform.js';
import { startStack } from '../../support/stack.js';
import { useStack } from '../../support/use-stack.js';

let issuer: Issuer;
beforeAll(async () => {
  issuer = await Issuer.start();
});
const stack = useStack(() => ({ server: { auth: issuer.jwt() } }), { beforeEach: 'clearLedger' });
afterAll(() => issuer.close());

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const ask = (token: string, query?: string) => post(stack.graph.url, bearer(token), query);
const now = () => Math.floor(Date.now() / 1000);
const CARD = { data: { card: { title: expect.any(String) } } };

/** A token whose payload was exchanged after it was signed. */
async function tampered(): Promise<string> {
  const [header, , signature] = (await issuer.token()).split('.');
  return [header, encoded(issuer.claims({ scope: SCOPES.join(' ') })), signature].join('.');
}

/** Signed as if the public key, which everyone knows, were a shared secret. */
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
  ['without an end', () => issuer.token({ exp: undefined })],
  ['with an end that is no number', () => issuer.token({ exp: 'PLANTED' as never })],
  ['without a subject', () => issuer.token({ sub: undefined })],
  ['with an empty subject', () => issuer.token({ sub: '' })],
  ['with a subject that is no text', () => issuer.token({ sub: { PLANTED: 1 } as never })],
  ['of another issuer', () => issuer.token({ iss: 'https://PLANTED.example' })],
  ['without an issuer', () => issuer.token({ iss: undefined })],
  ['for another audience', () => issuer.token({ aud: 'PLANTED' })],
  ['without an audience', () => issuer.token({ aud: undefined })],
  ['of algorithm none', () => parts({ alg: 'none', kid: 'first' }, '')],
  ['of algorithm None', () => parts({ alg: 'None', kid: 'first' }, '')],
  ['of two parts', () => parts({ alg: 'ES256', kid: 'first' })],
  ['with an empty signature', () => parts({ alg: 'ES256', kid: 'first' }, '')],
  ["signed with HS256 and the public key's PEM", () => signedWithPublicKey('pem')],
  ["signed with HS256 and the public key's DER", () => signedWithPublicKey('der')],
  ['of an algorithm that is not that of its key', () => parts({ alg: 'RS256', kid: 'first' }, encoded('PLANTED'))],
  ['of a key that is not known', () => issuer.token({}, 'first', 'PLANTED-KID')],
  ['with a key of its own in the header', () => parts({ alg: 'ES256', jwk: {}, jku: 'http://PLANTED' }, 'AAAA')],
  ['with a critical header that nobody knows', () => parts({ alg: 'ES256', kid: 'first', crit: ['PLANTED'] }, 'AAAA')],
  ['tampered with', tampered],
  ['that is none', () => 'PLANTED'],
  ['of three parts that are none', () => 'PLANTED.PLANTED.PLANTED'],
  ['of dots', () => '..'],
  ['over 8 KB, however good', () => issuer.token({ PLANTED: 'x'.repeat(8192) })],
];

describe('a token', () => {
  it('lets its bearer in, whatever the case of the scheme', async () => {
    const token = await issuer.token();
    expect(await ask(token)).toMatchObject({ status: 200, json: CARD });
    expect(await post(stack.graph.url, { authorization: `bearer  ${token}` })).toMatchObject({ status: 200 });
    expect(await stack.emulator.calls()).toEqual({ '/card/get': 2 });
  });

  it('lets in with a GET as well', async () => {
    const url = `${stack.graph.url}?query=${encodeURIComponent('{ __typename }')}`;
    const headers = { 'apollo-require-preflight': 'yes' };
    expect((await fetch(url, { headers })).status).toBe(401);
    expect((await fetch(url, { headers: { ...headers, ...bearer(await issuer.token()) } })).status).toBe(200);
  });

  it('of a little under 8 KB lets in', async () => {
    const token = await issuer.token({ more: 'x'.repeat(5500) });
    expect(token.length).toBeGreaterThan(7500);
    expect((await ask(token)).status).toBe(200);
  });

  it('that ended, or begins, within the tolerance of the clocks lets in', async () => {
    expect((await ask(await issuer.token({ exp: now() - 2 }))).status).toBe(200);
    expect((await ask(await issuer.token({ nbf: now() + 3 }))).status).toBe(200);
  });

  it.each(BAD_TOKENS)('%s is refused, told nothing, and nothing is called', async (_, make) => {
    const token = await make();
    const { status, headers, json, text } = await ask(token);
    expect(status).toBe(401);
    expect(json).toEqual({
      errors: [{ message: 'The token is not valid', extensions: { code: 'UNAUTHENTICATED' } }],
    });
    expect(headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    const told = `${text}${JSON.stringify([...headers])}`;
    expect(told).not.toContain('PLANTED');
    if (token.length > 10) expect(told).not.toContain(token);
    expect((await stack.emulator.ledger()).total).toBe(0);
  });

  it.each([
    ['no header', {}],
    ['Basic', { authorization: 'Basic UExBTlRFRDpQTEFOVEVE' }],
    ['the scheme alone', { authorization: 'Bearer' }],
    ['two tokens', { authorization: 'Bearer PLANTED PLANTED' }],
    ['an API key', { 'x-api-key': 'PLANTED' }],
  ])('that is missing (%s) is asked for, and nothing is called', async (_, headers) => {
    const answer = await post(stack.graph.url, headers as Record<string, string>);
    expect(answer.status).toBe(401);
    expect(answer.json).toEqual({
      errors: [
        {
          message: 'The token is missing. Send it in the header authorization: Bearer …',
          extensions: { code: 'UNAUTHENTICATED' },
        },
      ],
    });
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    expect((await stack.emulator.ledger()).total).toBe(0);
  });

  it('is asked for before the body is read', async () => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(stack.graph.url, { method: 'POST', headers, body: '{ no JSON' });
    expect(answer.status).toBe(401);
  });
});

describe('the claims of a token', () => {
  const BOTH = '{ card(id: "pDEMO-groupon-0001") { title } payGiftRules { totalCount } }';

  it('scope says what its bearer may read', async () => {
    const { json } = await ask(await issuer.token({ scope: 'card:read' }), BOTH);
    expect(json.data).toMatchObject({ card: {}, payGiftRules: null });
    expect(json.errors).toMatchObject([{ path: ['payGiftRules'], extensions: { code: 'FORBIDDEN' } }]);
    expect((await ask(await issuer.token({ scope: 'openid rule:read  card:read' }), BOTH)).json.errors).toBeUndefined();
  });

  it.each([
    ['missing', undefined],
    ['empty', ''],
    ['a list, which is no list of scopes here', ['card:read']],
    ['of unknown names', 'card:* admin CARD:READ toString'],
  ])('scope %s allows nothing', async (_, scope) => {
    const { status, json } = await ask(await issuer.token({ scope }));
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
    ['a text', 'wxdemo'],
    ['of other accounts', ['wxother']],
    ['of no texts', [['wxdemo'], { wxdemo: true }, null]],
  ])('wechat_appids %s: 403 ACCOUNT_REQUIRED, and nothing is called', async (_, wechat_appids) => {
    const { status, json } = await ask(await issuer.token({ wechat_appids }));
    expect(status).toBe(403);
    expect(json.errors).toMatchObject([{ extensions: { code: 'ACCOUNT_REQUIRED' } }]);
    expect((await stack.emulator.ledger()).total).toBe(0);
  });
});

describe('the keys of the issuer', () => {
  let own: Issuer;
  const statusOf = async (token: Promise<string>) => (await post(one.graph.url, bearer(await token))).status;

  beforeEach(async () => {
    own = await Issuer.start();
  });
  const one = useStack(() => ({ server: { auth: own.jwt() } }), { beforeEach: 'restart' });
  afterEach(() => own.close());

  /** Asks until the status comes. */
  async function becomes(status: number, token: Promise<string>): Promise<void> {
    for (const until = Date.now() + 10_000; (await statusOf(token)) !== status; ) {
      if (Date.now() > until) throw new Error(`never ${status}`);
      await new Promise((go) => setTimeout(go, 50));
    }
  }

  /** How many fetches there may be since then: one, and one a second. */
  const fetchesSince = (started: number) => 1 + Math.ceil((Date.now() - started) / 1000);

  it('rotate without a restart: a new one is taken within a second, and the old one is refused from then on', async () => {
    const old = own.token();
    expect(await statusOf(old)).toBe(200);
    await own.addKey('second', 'RS256');
    const signedAnew = own.token({}, 'second');
    own.removeKey('first');
    await becomes(200, signedAnew);
    expect(await statusOf(old)).toBe(401);
  });

  it('are fetched once for many callers at once, and not for every made-up key id', async () => {
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
    ['no JSON', '<html>'],
    ['no key set', '{"PLANTED": 1}'],
    ['more than 256 KiB', JSON.stringify({ keys: [], PLANTED: 'x'.repeat(256 * 1024) })],
    ['more than 100 keys', JSON.stringify({ keys: Array(101).fill({ kty: 'RSA', kid: 'PLANTED' }) })],
  ])('that come as %s: 503 for everyone, told as such', async (_, trouble) => {
    own.trouble = trouble;
    const { status, json, headers, text } = await post(one.graph.url, bearer(await own.token()));
    expect(status).toBe(503);
    expect(json).toEqual({
      errors: [{ message: 'Tokens cannot be verified at the moment', extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
    });
    expect(headers.get('cache-control')).toBe('private, no-store');
    expect(text).not.toContain('PLANTED');
  });

  it('that cannot be fetched: 503 until they can, and the issuer is not asked for every request', async () => {
    own.trouble = 500;
    const started = Date.now();
    const token = own.token();
    expect(new Set(await Promise.all(Array.from({ length: 20 }, () => statusOf(token))))).toEqual(new Set([503]));
    for (let n = 0; n < 10; n += 1) expect(await statusOf(token)).toBe(503);
    expect(own.fetches).toBeLessThanOrEqual(fetchesSince(started));
    own.trouble = undefined;
    await becomes(200, token);
  });

  it('that nobody serves: 503, and a token that is none is still 401', async () => {
    const auth = { ...own.jwt(), keys: { jwksUrl: `${await deafUrl()}/jwks.json` } };
    const deaf = await startStack({ server: { auth } });
    expect((await post(deaf.graph.url, bearer(await own.token()))).status).toBe(503);
    expect((await post(deaf.graph.url, bearer('PLANTED'))).status).toBe(401);
    expect((await fetch(new URL('/health/live', deaf.graph.url))).status).toBe(200);
    await deaf.close();
  });

  it('that were fetched hold while the issuer is away, but not for a key id that is new', async () => {
    expect(await statusOf(own.token())).toBe(200);
    own.trouble = 500;
    await new Promise((go) => setTimeout(go, 1050));
    expect(await statusOf(own.token({}, 'first', 'new'))).toBe(503);
    expect(await statusOf(own.token())).toBe(200);
  });
});

describe('the log', () => {
  it('says why a token was refused or could not be verified, and nothing that it says', async () => {
    const own = await Issuer.start();
    const lines: { msg: string; reason?: string; level: string }[] = [];
    const log = createLog({ level: 'debug', destination: { write: (line) => void lines.push(JSON.parse(line)) } });
    const one = await startStack({ server: { auth: own.jwt(), log } });
    const token = await own.token({ sub: 'PLANTED', exp: now() - 60 });
    await post(one.graph.url, bearer(token));
    const told = () => lines.filter(({ msg }) => msg !== 'request').at(-1); // the access line may be there already
    expect(told()).toMatchObject({
      level: 'debug',
      msg: 'The token is not valid',
      reason: 'ERR_JWT_EXPIRED exp',
    });
    await one.close();

    const other = await startStack({ server: { auth: own.jwt(), log } });
    own.trouble = 500;
    await post(other.graph.url, bearer(await own.token({ sub: 'PLANTED' })));
    expect(told()).toMatchObject({ level: 'warn', msg: 'Tokens cannot be verified at the moment' });
    expect(JSON.stringify(lines)).not.toMatch(/PLANTED|eyJ/);
    await other.close();
    await own.close();
  });
});

describe('a public key in place of a key set', () => {
  it.each(['ES256', 'RS256', 'EdDSA'])(
    '%s: verifies tokens, whatever kid they name, and refuses the rest',
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
      // A fault of the caller, though the library throws a TypeError for a key that does not go with the algorithm.
      await own.addKey('foreign', alg === 'RS256' ? 'ES256' : 'RS256');
      expect(await statusOf(await own.token({}, 'foreign'))).toBe(401);
      expect(own.fetches).toBe(0);
      await one.close();
      await own.close();
    },
  );
});
