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
  // Fakes only the date, so that timers continue while the issuer is called.
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

/** Returns the rejection of a request. Throws if the request is admitted. */
async function refusalOf(admitted: Promise<unknown>): Promise<HttpRefusal> {
  const outcome = await admitted.catch((error: unknown) => error);
  if (outcome instanceof HttpRefusal) return outcome;
  throw new Error('the request was not rejected');
}

describe('AUTH_MODE none', () => {
  test('makes every caller anonymous, with all scopes and all accounts', async () => {
    const caller = await createAuthenticate({ mode: 'none' }, undefined)({});
    expect(caller).toEqual({ name: 'anonymous', scopes: new Set(SCOPES), appids: 'all' });
  });
});

describe('AUTH_MODE jwt', () => {
  const authenticate = (token: string, auth = issuer.jwt()) =>
    createAuthenticate(auth, undefined)({ authorization: `Bearer ${token}` });

  test('reads the subject, the existing scopes with those they include, and the accounts of a token', async () => {
    const token = await issuer.token({
      sub: '中 shop',
      scope: 'card:read  openid code:write card:read __proto__',
      wechat_appids: ['wx1', 7, 'wx2'],
    });
    expect(await authenticate(token)).toEqual({
      name: '中 shop',
      scopes: new Set(['card:read', 'code:write', 'code:redeem']),
      appids: ['wx1', 'wx2'],
      expiresAt: expect.any(Number),
    });
  });

  test.each([
    ['no header', {}],
    ['another scheme', { authorization: 'Basic UExBTlRFRDpQTEFOVEVE' }],
    ['only the scheme', { authorization: 'Bearer ' }],
    ['two tokens', { authorization: 'Bearer PLANTED PLANTED' }],
    ['a token after another credential', { authorization: 'Basic PLANTED, Bearer PLANTED' }],
    ['an API key', { 'x-api-key': 'PLANTED' }],
  ])('reports a missing token for a request with %s', async (_, headers) => {
    expect(await refusalOf(createAuthenticate(issuer.jwt(), undefined)(headers))).toMatchObject({
      status: 401,
      code: 'UNAUTHENTICATED',
      message: 'The token is missing. Send it in the header authorization: Bearer …',
      headers: { 'www-authenticate': 'Bearer' },
      reason: 'no token',
    });
  });

  test('accepts the scheme in another case and with several spaces', async () => {
    const headers = { authorization: `bEARER   ${await issuer.token()}` };
    expect(await createAuthenticate(issuer.jwt(), undefined)(headers)).toMatchObject({ name: 'shop' });
  });

  test('accepts a token of 8 KB and rejects a longer one without verifying it', async () => {
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
    ['a list instead of a string', ['card:read']],
    ['made of unknown names', 'card:* CARD:READ card:read,card:write toString'],
  ])('grants no scopes if the claim scope is %s', async (_, scope) => {
    expect(await authenticate(await issuer.token({ scope }))).toMatchObject({ scopes: new Set() });
  });

  test.each([
    ['missing', undefined],
    ['a string', 'wxdemo'],
    ['a list without strings', [['wxdemo'], { wxdemo: true }, null]],
  ])('grants no account if wechat_appids is %s', async (_, wechat_appids) => {
    expect(await authenticate(await issuer.token({ wechat_appids }))).toMatchObject({ appids: [] });
  });

  test('verifies tokens by a configured public key without calling the issuer', async () => {
    const auth = { ...issuer.jwt(), keys: { publicKey: await issuer.publicPem() } };
    expect(await authenticate(await issuer.token(), auth)).toMatchObject({ name: 'shop' });
    await issuer.addKey('second');
    expect(await refusalOf(authenticate(await issuer.token({}, 'second'), auth))).toMatchObject({
      reason: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
    });
    expect(issuer.fetches).toBe(0);
  });

  test.each([
    ['has expired', { exp: -1 }, 'ERR_JWT_EXPIRED exp'],
    ['is not valid yet', { nbf: 60 }, 'ERR_JWT_CLAIM_VALIDATION_FAILED nbf'],
  ])('rejects a token that %s, with the reason for the log', async (_, times, reason) => {
    const claims = Object.fromEntries(Object.entries(times).map(([name, seconds]) => [name, now() + seconds]));
    const refusal = await refusalOf(
      authenticate(await issuer.token(claims), { ...issuer.jwt(), clockToleranceSeconds: 0 }),
    );
    expect(refusal).toMatchObject({ status: 401, code: 'UNAUTHENTICATED', reason });
  });

  test.each([
    ['another issuer', { iss: 'PLANTED' }, 'ERR_JWT_CLAIM_VALIDATION_FAILED iss'],
    ['another audience', { aud: 'PLANTED' }, 'ERR_JWT_CLAIM_VALIDATION_FAILED aud'],
    ['no expiry', { exp: undefined }, 'ERR_JWT_CLAIM_VALIDATION_FAILED exp'],
    ['no subject', { sub: undefined }, 'ERR_JWT_CLAIM_VALIDATION_FAILED sub'],
    ['an empty subject', { sub: '' }, 'sub is not a non-empty string'],
    ['a subject of another type', { sub: ['PLANTED'] as never }, 'sub is not a non-empty string'],
  ])(
    'rejects a token with %s, with a reason that names the claim and an error without values of the token',
    async (_, claims, reason) => {
      const token = await issuer.token({ more: 'PLANTED', ...claims });
      const refusal = await refusalOf(authenticate(token));
      expect(refusal.reason).toBe(reason);
      expect(everyTextOf(refusal)).not.toMatch(/PLANTED|eyJ/);
    },
  );

  test.each([
    [
      'with the algorithm none',
      () => `${encoded({ alg: 'none' })}.${encoded(issuer.claims())}.`,
      'ERR_JOSE_ALG_NOT_ALLOWED',
    ],
    [
      'signed with a shared secret',
      () => `${encoded({ alg: 'HS256' })}.${encoded(issuer.claims())}.AAAA`,
      'ERR_JOSE_ALG_NOT_ALLOWED',
    ],
    [
      'with a wrong signature',
      async () => (await issuer.token()).slice(0, -8).concat('AAAAAAAA'),
      'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
    ],
    ['signed by an unknown key', () => issuer.token({}, 'first', 'other'), 'ERR_JWKS_NO_MATCHING_KEY'],
    ['that is not a JWT', () => 'PLANTED', 'ERR_JWS_INVALID'],
    ['that is encrypted', () => 'a.b.c.d.e', 'ERR_JWS_INVALID'],
  ])('rejects a token %s for that reason', async (_, make, reason) => {
    expect((await refusalOf(authenticate(await make()))).reason).toBe(reason);
  });

  test('rejects a valid signature by an algorithm that is not accepted', async () => {
    const auth = { ...issuer.jwt(), algorithms: ['RS256'] };
    expect((await refusalOf(authenticate(await issuer.token(), auth))).reason).toBe('ERR_JOSE_ALG_NOT_ALLOWED');
  });

  test.each([0, 5, 300])('tolerates clock differences up to the configured %d seconds', async (seconds) => {
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

  test('rejects a token without a key id if the set has several matching keys', async () => {
    await issuer.addKey('second');
    const refusal = await refusalOf(authenticate(await issuer.token({}, 'first', null)));
    expect(refusal).toMatchObject({ status: 401, reason: 'ERR_JWKS_MULTIPLE_MATCHING_KEYS' });
  });

  test('rejects a token whose algorithm does not match the configured key with 401', async () => {
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

  test('are fetched again for a new key, but not within a second of the last fetch', async () => {
    const statusOf = authenticator();
    expect(await statusOf(issuer.token())).toBe(200);
    await issuer.addKey('second');
    passes(0.9);
    expect(await statusOf(issuer.token({}, 'second'))).toBe(401);
    passes(0.1);
    expect(await statusOf(issuer.token({}, 'second'))).toBe(200);
    expect(issuer.fetches).toBe(2);
  });

  test('are fetched again after ten minutes, which makes a removed key invalid', async () => {
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

  test('stay valid for ten minutes while the issuer fails, which is called at most once a second', async () => {
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
    ['text that is not JSON', '<html>'],
    ['JSON that is not a key set', '{"PLANTED": 1}'],
  ])('cause a 503 for valid tokens if the issuer responds with %s', async (_, trouble) => {
    issuer.trouble = trouble;
    const ask = createAuthenticate(issuer.jwt(), undefined);
    expect(await refusalOf(ask({ authorization: `Bearer ${await issuer.token()}` }))).toMatchObject({
      status: 503,
      code: 'INTERNAL_SERVER_ERROR',
      message: 'Tokens cannot be verified at the moment',
    });
    expect(await refusalOf(ask({ authorization: 'Bearer PLANTED' }))).toMatchObject({ status: 401 });
  });

  test('are reported as unavailable with the cause for the log', async () => {
    issuer.trouble = 500;
    const ask = createAuthenticate(issuer.jwt(), undefined);
    const refusal = await refusalOf(ask({ authorization: `Bearer ${await issuer.token()}` }));
    expect(refusal).toMatchObject({ status: 503, headers: {} });
    expect(String(refusal.cause)).toContain('200 OK');
    expect(everyTextOf(refusal)).not.toContain('eyJ');
  });

  test('stay cached after a reload without changes, even if the issuer is unavailable', async () => {
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

  test('grants a key the name, scopes and accounts of its entry', async () => {
    expect(await authenticate({ 'x-api-key': keyOf('reader') })).toEqual({
      name: 'reader',
      scopes: new Set(['card:read']),
      appids: ['wx1'],
    });
    expect(await authenticate({ 'x-api-key': keyOf('writer') })).toMatchObject({ name: 'writer' });
  });

  test('accepts a hash in capital letters', async () => {
    const { sha256, ...entry } = entryOf('reader');
    const ask = createAuthenticate(apiKeys({ ...entry, sha256: sha256.toUpperCase() }), undefined);
    expect(await ask({ 'x-api-key': keyOf('reader') })).toMatchObject({ name: 'reader' });
  });

  test.each([
    ['the hash of a key', entryOf('reader').sha256],
    ['two keys', `${keyOf('reader')}, ${keyOf('writer')}`],
    ['a valid key followed by 8 KB', keyOf('reader') + 'x'.repeat(8192)],
  ])('rejects %s without repeating it in the error', async (_, given) => {
    const refusal = await refusalOf(authenticate({ 'x-api-key': given }));
    expect(refusal).toMatchObject({ status: 401, message: 'The API key is not valid' });
    expect(everyTextOf(refusal)).not.toContain(given);
  });
});

describe('a router secret', () => {
  const secret = new Secret('PLANTED-router-secret');

  test('is replaced by a reload', async () => {
    const options = { accounts: [], auth: { mode: 'none' as const }, routerSecret: secret };
    const access = new Access(options);
    access.replace({ ...options, routerSecret: new Secret('PLANTED-another-secret') });
    expect(await refusalOf(access.admit({ 'x-router-secret': secret.reveal() }))).toMatchObject({ status: 401 });
    expect(await refusalOf(access.admit({ 'x-router-secret': 'PLANTED-another-secret' }))).toMatchObject({
      code: 'ACCOUNT_REQUIRED',
    });
  });
});

test('accounts that are replaced while a token is verified apply to that request', async () => {
  const account = {
    appid: 'wxdemo',
    baseUrl: 'http://127.0.0.1:1',
    token: { mode: 'stable' as const, secret: new Secret('PLANTED') },
  };
  const options = { accounts: [account], auth: issuer.jwt(), routerSecret: undefined };
  const access = new Access(options);
  const headers = { authorization: `Bearer ${await issuer.token()}` };
  expect((await access.admit(headers)).account).toBe(account);
  const admitted = access.admit(headers);
  access.replace({ ...options, accounts: [{ ...account, appid: 'wxother' }] });
  expect(await refusalOf(admitted)).toMatchObject({ status: 403, code: 'ACCOUNT_REQUIRED' });
});
