import { Access } from '../../../src/admission/access.js';
import { createAuthenticate } from '../../../src/admission/authenticate.js';
import { HttpRefusal } from '../../../src/admission/http-refusal.js';
import { SCOPES } from '../../../src/config/scopes.js';
import { Secret } from '../../../src/config/secret.js';
import { apiKeys, entryOf, keyOf } from '../../support/api-keys.js';
import { everyTextOf } from '../../support/direct-client.js';
import { encoded, Issuer } from '../../support/issuer.js';

let issuer: Issuer;

beforeEach(async () => {
  // The date alone: what waits for the issuer goes on by itself.
  jest.useFakeTimers({
    now: 1_900_000_000_000,
    doNotFake: [
      'nextTick',
      'queueMicrotask',
      'setImmediate',
      'setInterval',
      'setTimeout',
      'clearInterval',
      'clearTimeout',
    ],
  });
  issuer = await Issuer.start();
});
afterEach(async () => {
  jest.useRealTimers();
  await issuer.close();
});

const now = () => Math.floor(Date.now() / 1000);
const passes = (seconds: number) => jest.setSystemTime(Date.now() + seconds * 1000);

/** How a request is refused; one that is let in fails the test. */
async function refusalOf(asked: Promise<unknown>): Promise<HttpRefusal> {
  const outcome = await asked.catch((error: unknown) => error);
  if (outcome instanceof HttpRefusal) return outcome;
  throw new Error('expected a refusal');
}

describe('AUTH_MODE none', () => {
  test('everyone: anonymous, with every scope and every account', async () => {
    const caller = await createAuthenticate({ mode: 'none' }, undefined)({});
    expect(caller).toEqual({ name: 'anonymous', scopes: new Set(SCOPES), appids: 'all' });
  });
});

describe('AUTH_MODE jwt', () => {
  const authenticate = (token: string, auth = issuer.jwt()) =>
    createAuthenticate(auth, undefined)({ authorization: `Bearer ${token}` });

  test('a token: its subject, the scopes that there are, and its accounts', async () => {
    const token = await issuer.token({
      sub: '中 shop',
      scope: 'card:read  openid code:write card:read __proto__',
      wechat_appids: ['wx1', 7, 'wx2'],
    });
    expect(await authenticate(token)).toEqual({
      name: '中 shop',
      scopes: new Set(['card:read', 'code:write']),
      appids: ['wx1', 'wx2'],
    });
  });

  test.each([
    ['no header', {}],
    ['another scheme', { authorization: 'Basic UExBTlRFRDpQTEFOVEVE' }],
    ['the scheme alone', { authorization: 'Bearer ' }],
    ['two tokens', { authorization: 'Bearer PLANTED PLANTED' }],
    ['a token behind another credential', { authorization: 'Basic PLANTED, Bearer PLANTED' }],
    ['an API key', { 'x-api-key': 'PLANTED' }],
  ])('no token but %s: one is asked for', async (_, headers) => {
    expect(await refusalOf(createAuthenticate(issuer.jwt(), undefined)(headers))).toMatchObject({
      status: 401,
      code: 'UNAUTHENTICATED',
      message: 'Send a token in the header authorization: Bearer …',
      headers: { 'www-authenticate': 'Bearer' },
      reason: 'no token',
    });
  });

  test('the scheme in another case, with more blanks: the same', async () => {
    const headers = { authorization: `bEARER   ${await issuer.token()}` };
    expect(await createAuthenticate(issuer.jwt(), undefined)(headers)).toMatchObject({ name: 'shop' });
  });

  test('a token of 8 KB: taken; a longer one: not looked at', async () => {
    const { length } = await issuer.token({ more: '' });
    const fitting = Math.floor(((8192 - length) * 3) / 4);
    const good = await issuer.token({ more: 'x'.repeat(fitting) });
    const long = await issuer.token({ more: 'x'.repeat(fitting + 2) });
    expect(good.length).toBeLessThanOrEqual(8192);
    expect(long.length).toBeGreaterThan(8192);
    expect(await authenticate(good)).toMatchObject({ name: 'shop' });
    expect(await refusalOf(authenticate(long))).toMatchObject({
      status: 401,
      message: 'The token is not valid',
      headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
      reason: 'longer than 8 KB',
    });
  });

  test.each([
    ['missing', undefined],
    ['empty', ''],
    ['a list, which is no list of scopes here', ['card:read']],
    ['of unknown names', 'card:* CARD:READ card:read,card:write toString'],
  ])('a scope that is %s: none', async (_, scope) => {
    expect(await authenticate(await issuer.token({ scope }))).toMatchObject({ scopes: new Set() });
  });

  test.each([
    ['missing', undefined],
    ['a text', 'wxdemo'],
    ['of no texts', [['wxdemo'], { wxdemo: true }, null]],
  ])('wechat_appids that are %s: no account', async (_, wechat_appids) => {
    expect(await authenticate(await issuer.token({ wechat_appids }))).toMatchObject({ appids: [] });
  });

  test('a key that is configured: takes what it signed, and asks the issuer for none', async () => {
    const auth = { ...issuer.jwt(), keys: { publicKey: await issuer.publicPem() } };
    expect(await authenticate(await issuer.token(), auth)).toMatchObject({ name: 'shop' });
    await issuer.addKey('second');
    expect(await refusalOf(authenticate(await issuer.token({}, 'second'), auth))).toMatchObject({
      reason: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
    });
    expect(issuer.fetches).toBe(0);
  });

  test.each([
    ['ended', { exp: -1 }, 'ERR_JWT_EXPIRED exp'],
    ['not begun', { nbf: 60 }, 'ERR_JWT_CLAIM_VALIDATION_FAILED nbf'],
  ])('a token that has %s: its reason is told to the log', async (_, times, reason) => {
    const claims = Object.fromEntries(Object.entries(times).map(([name, seconds]) => [name, now() + seconds]));
    const refusal = await refusalOf(
      authenticate(await issuer.token(claims), { ...issuer.jwt(), clockToleranceSeconds: 0 }),
    );
    expect(refusal).toMatchObject({ status: 401, code: 'UNAUTHENTICATED', reason });
  });

  test.each([
    ['an issuer', { iss: 'PLANTED' }, 'ERR_JWT_CLAIM_VALIDATION_FAILED iss'],
    ['an audience', { aud: 'PLANTED' }, 'ERR_JWT_CLAIM_VALIDATION_FAILED aud'],
    ['no end', { exp: undefined }, 'ERR_JWT_CLAIM_VALIDATION_FAILED exp'],
    ['no subject', { sub: undefined }, 'ERR_JWT_CLAIM_VALIDATION_FAILED sub'],
    ['an empty subject', { sub: '' }, 'sub is no text'],
    ['a subject of another type', { sub: ['PLANTED'] as never }, 'sub is no text'],
  ])(
    'a token with %s that is not taken: its reason names the claim, and nothing of it is in the error',
    async (_, claims, reason) => {
      const token = await issuer.token({ more: 'PLANTED', ...claims });
      const refusal = await refusalOf(authenticate(token));
      expect(refusal.reason).toBe(reason);
      expect(everyTextOf(refusal)).not.toMatch(/PLANTED|eyJ/);
    },
  );

  test.each([
    ['of algorithm none', () => `${encoded({ alg: 'none' })}.${encoded(issuer.claims())}.`, 'ERR_JOSE_ALG_NOT_ALLOWED'],
    [
      'of a shared secret',
      () => `${encoded({ alg: 'HS256' })}.${encoded(issuer.claims())}.AAAA`,
      'ERR_JOSE_ALG_NOT_ALLOWED',
    ],
    [
      'with a wrong signature',
      async () => (await issuer.token()).slice(0, -8).concat('AAAAAAAA'),
      'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
    ],
    ['of an unknown key', () => issuer.token({}, 'first', 'other'), 'ERR_JWKS_NO_MATCHING_KEY'],
    ['that is none', () => 'PLANTED', 'ERR_JWS_INVALID'],
    ['that is encrypted', () => 'a.b.c.d.e', 'ERR_JWS_INVALID'],
  ])('a token %s: refused for that reason', async (_, make, reason) => {
    expect((await refusalOf(authenticate(await make()))).reason).toBe(reason);
  });

  test('an algorithm that is not among those taken: refused, however good the signature', async () => {
    const auth = { ...issuer.jwt(), algorithms: ['RS256'] };
    expect((await refusalOf(authenticate(await issuer.token(), auth))).reason).toBe('ERR_JOSE_ALG_NOT_ALLOWED');
  });

  test.each([0, 5, 300])('clocks that differ by %d seconds: taken up to there, refused after', async (seconds) => {
    const auth = { ...issuer.jwt(), clockToleranceSeconds: seconds };
    await authenticate(await issuer.token({ exp: now() - seconds + 1 }), auth);
    await authenticate(await issuer.token({ nbf: now() + seconds }), auth);
    expect(await refusalOf(authenticate(await issuer.token({ exp: now() - seconds }), auth))).toBeInstanceOf(
      HttpRefusal,
    );
    expect(await refusalOf(authenticate(await issuer.token({ nbf: now() + seconds + 1 }), auth))).toBeInstanceOf(
      HttpRefusal,
    );
  });

  test('several keys in the set and none named: refused, since nobody knows which', async () => {
    await issuer.addKey('second');
    const refusal = await refusalOf(authenticate(await issuer.token({}, 'first', null)));
    expect(refusal).toMatchObject({ status: 401, reason: 'ERR_JWKS_MULTIPLE_MATCHING_KEYS' });
  });

  test('a key whose algorithm is not the one in the header: refused as the fault of the caller', async () => {
    const auth = { ...issuer.jwt(), keys: { publicKey: await issuer.publicPem() } };
    const token = `${encoded({ alg: 'RS256' })}.${encoded(issuer.claims())}.AAAA`;
    expect(await refusalOf(authenticate(token, auth))).toMatchObject({ status: 401 });
  });
});

describe('the keys of the issuer', () => {
  const authenticator = () => {
    const ask = createAuthenticate(issuer.jwt(), undefined);
    return async (token: string | Promise<string>) => {
      const headers = { authorization: `Bearer ${await token}` };
      return ask(headers).then(
        () => 200,
        ({ status }: HttpRefusal) => status,
      );
    };
  };

  test('a new one: not asked for within a second of the last fetch, taken after it', async () => {
    const statusOf = authenticator();
    expect(await statusOf(issuer.token())).toBe(200);
    await issuer.addKey('second');
    passes(0.9);
    expect(await statusOf(issuer.token({}, 'second'))).toBe(401);
    passes(0.1);
    expect(await statusOf(issuer.token({}, 'second'))).toBe(200);
    expect(issuer.fetches).toBe(2);
  });

  test('one that left the set: refused once the set is fetched again, after ten minutes at the latest', async () => {
    const statusOf = authenticator();
    const token = issuer.token({ exp: now() + 3600 });
    expect(await statusOf(token)).toBe(200);
    await issuer.addKey('second');
    issuer.removeKey('first');
    passes(599);
    expect(await statusOf(token)).toBe(200);
    expect(issuer.fetches).toBe(1);
    passes(1);
    expect(await statusOf(token)).toBe(401);
  });

  test('an issuer in trouble: asked once a second, and the keys from before hold for ten minutes', async () => {
    const statusOf = authenticator();
    const token = issuer.token({ exp: now() + 3600 });
    expect(await statusOf(token)).toBe(200);
    issuer.trouble = 500;
    passes(10);
    for (let n = 0; n < 5; n += 1) expect(await statusOf(issuer.token({}, 'first', `kid-${n}`))).toBe(503);
    expect(issuer.fetches).toBe(2);
    expect(await statusOf(token)).toBe(200);
    passes(590);
    for (let n = 0; n < 5; n += 1) expect(await statusOf(token)).toBe(503);
    expect(issuer.fetches).toBe(3);
    issuer.trouble = undefined;
    expect(await statusOf(token)).toBe(503);
    passes(1);
    expect(await statusOf(token)).toBe(200);
  });

  test.each([
    ['an error', 500],
    ['a redirect', 302],
    ['no JSON', '<html>'],
    ['no key set', '{"PLANTED": 1}'],
  ])('an issuer that answers %s: nobody can tell, and it is no fault of the caller', async (_, trouble) => {
    issuer.trouble = trouble;
    const ask = createAuthenticate(issuer.jwt(), undefined);
    expect(await refusalOf(ask({ authorization: `Bearer ${await issuer.token()}` }))).toMatchObject({
      status: 503,
      code: 'INTERNAL_SERVER_ERROR',
      message: 'Tokens cannot be verified at the moment',
    });
    expect(await refusalOf(ask({ authorization: 'Bearer PLANTED' }))).toMatchObject({ status: 401 });
  });

  test('what is wrong with them: in the cause, for the log', async () => {
    issuer.trouble = 500;
    const ask = createAuthenticate(issuer.jwt(), undefined);
    const refusal = await refusalOf(ask({ authorization: `Bearer ${await issuer.token()}` }));
    expect(refusal).toMatchObject({ status: 503, headers: {} });
    expect(String(refusal.cause)).toContain('200 OK');
    expect(everyTextOf(refusal)).not.toContain('eyJ');
  });

  test('after a reload that left them as they were: kept, though the issuer is away', async () => {
    const options = { accounts: [], auth: issuer.jwt(), routerSecret: undefined };
    const access = new Access(options);
    const headers = { authorization: `Bearer ${await issuer.token()}` };
    expect(await refusalOf(access.admit(headers))).toMatchObject({ code: 'ACCOUNT_REQUIRED' });
    issuer.trouble = 500;
    passes(10);
    access.replace({ ...options, auth: issuer.jwt() });
    expect(await refusalOf(access.admit(headers))).toMatchObject({ code: 'ACCOUNT_REQUIRED' });
    access.replace({ ...options, auth: { ...issuer.jwt(), audience: 'other' } });
    expect(await refusalOf(access.admit(headers))).toMatchObject({ status: 503 });
  });
});

describe('AUTH_MODE api-key', () => {
  const authenticate = createAuthenticate(
    apiKeys(entryOf('reader', { scopes: ['card:read'], appids: ['wx1'] }), entryOf('writer')),
    undefined,
  );

  test('a key: the name, scopes and accounts of its entry', async () => {
    expect(await authenticate({ 'x-api-key': keyOf('reader') })).toEqual({
      name: 'reader',
      scopes: new Set(['card:read']),
      appids: ['wx1'],
    });
    expect(await authenticate({ 'x-api-key': keyOf('writer') })).toMatchObject({ name: 'writer' });
  });

  test('its hash in capitals: the same key', async () => {
    const { sha256, ...entry } = entryOf('reader');
    const ask = createAuthenticate(apiKeys({ ...entry, sha256: sha256.toUpperCase() }), undefined);
    expect(await ask({ 'x-api-key': keyOf('reader') })).toMatchObject({ name: 'reader' });
  });

  test.each([
    ['its hash', entryOf('reader').sha256],
    ['two keys', `${keyOf('reader')}, ${keyOf('writer')}`],
    ['a good one and 8 KB', keyOf('reader') + 'x'.repeat(8192)],
  ])('%s in place of a key: refused, and nothing of it is in the error', async (_, given) => {
    const refusal = await refusalOf(authenticate({ 'x-api-key': given }));
    expect(refusal).toMatchObject({ status: 401, message: 'The API key is not valid' });
    expect(everyTextOf(refusal)).not.toContain(given);
  });
});

describe('a router secret', () => {
  const secret = new Secret('PLANTED-router-secret');

  test('a reload with another one: the other one is asked for', async () => {
    const options = { accounts: [], auth: { mode: 'none' as const }, routerSecret: secret };
    const access = new Access(options);
    access.replace({ ...options, routerSecret: new Secret('PLANTED-another-secret') });
    expect(await refusalOf(access.admit({ 'x-router-secret': secret.reveal() }))).toMatchObject({ status: 401 });
    expect(await refusalOf(access.admit({ 'x-router-secret': 'PLANTED-another-secret' }))).toMatchObject({
      code: 'ACCOUNT_REQUIRED',
    });
  });
});

test('accounts that are replaced while a token is verified: those of afterwards count', async () => {
  const account = {
    appid: 'wxdemo',
    baseUrl: 'http://127.0.0.1:1',
    token: { mode: 'stable' as const, secret: new Secret('PLANTED') },
  };
  const options = { accounts: [account], auth: issuer.jwt(), routerSecret: undefined };
  const access = new Access(options);
  const headers = { authorization: `Bearer ${await issuer.token()}` };
  expect((await access.admit(headers)).account).toBe(account);
  const asked = access.admit(headers);
  access.replace({ ...options, accounts: [{ ...account, appid: 'wxother' }] });
  expect(await refusalOf(asked)).toMatchObject({ status: 403, code: 'ACCOUNT_REQUIRED' });
});
