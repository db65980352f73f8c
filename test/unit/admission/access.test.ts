import { Access, type AccessOptions } from '../../../src/admission/access.js';
import { createAuthenticate } from '../../../src/admission/authenticate.js';
import { HttpRefusal } from '../../../src/admission/http-refusal.js';
import { Secret } from '../../../src/config/secret.js';
import { apiKeys, entryOf, keyOf, sha256 } from '../../support/api-keys.js';

const SECRET = 'PLANTED-router-secret';
const ACCOUNTS = ['wxa', 'wxb', 'wxc'].map((appid) => ({
  appid,
  baseUrl: 'http://127.0.0.1:1',
  token: { mode: 'stable' as const, secret: new Secret('PLANTED') },
}));
const KEYS = apiKeys(
  entryOf('two', { appids: ['wxc', 'wxb', 'wxgone'] }),
  entryOf('none', { appids: ['wxgone'] }),
  entryOf('shop', { appids: ['wxa'] }),
);

const accessBy = (options: Partial<AccessOptions> = {}) =>
  new Access({ accounts: ACCOUNTS, auth: { mode: 'none' }, routerSecret: undefined, ...options });

/** Returns the rejection of a request. Throws if the request is admitted. */
async function refusalOf(admitted: Promise<unknown>): Promise<HttpRefusal> {
  const outcome = await admitted.catch((error: unknown) => error);
  if (outcome instanceof HttpRefusal) return outcome;
  throw new Error('the request was not rejected');
}

describe('the account of a request', () => {
  const anyone = accessBy();
  const byKey = accessBy({ auth: KEYS });
  const of = (name: string, more: object = {}) => ({ 'x-api-key': keyOf(name), ...more });

  test('is the first of all accounts if the header is absent and the caller may use all', async () => {
    expect(await anyone.admit({})).toMatchObject({ account: { appid: 'wxa' }, caller: { name: 'anonymous' } });
  });

  test('is the first account that the caller may use if the header is absent', async () => {
    expect(await byKey.admit(of('two'))).toMatchObject({ account: { appid: 'wxb' }, caller: { name: 'two' } });
  });

  test('is the one named in x-wechat-appid', async () => {
    expect((await anyone.admit({ 'x-wechat-appid': 'wxc' })).account).toBe(ACCOUNTS[2]);
    expect((await byKey.admit(of('two', { 'x-wechat-appid': 'wxc' }))).account).toBe(ACCOUNTS[2]);
  });

  test.each([
    ['is forbidden for the caller', 'wxa'],
    ['does not exist', 'wxnowhere'],
    ['is allowed for the caller and does not exist', 'wxgone'],
    ['is written in another case', 'WXC'],
    ['is a list of two', 'wxc, wxb'],
    ['is empty', ''],
  ])('is refused with the same message if the named account %s', async (_subject, appid) => {
    expect(await refusalOf(byKey.admit(of('two', { 'x-wechat-appid': appid })))).toMatchObject({
      status: 403,
      code: 'FORBIDDEN',
      message: 'You may not use the account named in x-wechat-appid',
    });
  });

  test('is refused with ACCOUNT_REQUIRED if the caller may use none', async () => {
    expect(await refusalOf(byKey.admit(of('none')))).toMatchObject({ status: 403, code: 'ACCOUNT_REQUIRED' });
    expect(await refusalOf(accessBy({ accounts: [] }).admit({}))).toMatchObject({ code: 'ACCOUNT_REQUIRED' });
  });

  test('is not checked before the credential', async () => {
    expect(await refusalOf(byKey.admit({ 'x-wechat-appid': 'wxnowhere' }))).toMatchObject({ status: 401 });
  });
});

describe('an API key', () => {
  const authenticate = createAuthenticate(KEYS, undefined);

  test.each([
    ['there is no header', {}],
    ['the header is empty', { 'x-api-key': '' }],
    ['the key is sent as a bearer token', { authorization: `Bearer ${keyOf('shop')}` }],
  ])('is reported as missing if %s', async (_subject, headers) => {
    expect(await refusalOf(authenticate(headers))).toMatchObject({
      status: 401,
      code: 'UNAUTHENTICATED',
      message: 'The API key is missing. Send it in the header x-api-key',
      headers: { 'www-authenticate': 'ApiKey' },
      reason: 'no key',
    });
  });

  test.each([
    ['is unknown', 'PLANTED'],
    ['is written in another case', keyOf('shop').toLowerCase()],
    ['has a trailing space', `${keyOf('shop')} `],
  ])('is rejected if it %s', async (_subject, key) => {
    expect(await refusalOf(authenticate({ 'x-api-key': key }))).toMatchObject({
      status: 401,
      message: 'The API key is not valid',
      headers: { 'www-authenticate': 'ApiKey' },
      reason: 'unknown key',
    });
  });

  test('is accepted up to 8 KB and rejected beyond, even if its first 8 KB are a valid key', async () => {
    const key = 'k'.repeat(8192);
    const ask = createAuthenticate(apiKeys({ ...entryOf('long'), sha256: sha256(key) }), undefined);
    expect(await ask({ 'x-api-key': key })).toMatchObject({ name: 'long' });
    expect(await refusalOf(ask({ 'x-api-key': `${key}k` }))).toMatchObject({ reason: 'unknown key' });
  });
});

describe('the router secret', () => {
  const byRouter = accessBy({ auth: KEYS, routerSecret: new Secret(SECRET) });
  const credential = { 'x-api-key': keyOf('shop') };

  test('admits a request with a credential as one from the router', async () => {
    expect(await byRouter.admit({ ...credential, 'x-router-secret': SECRET })).toMatchObject({
      isRouter: true,
      caller: { name: 'shop' },
    });
    expect((await accessBy().admit({})).isRouter).toBe(false);
  });

  test.each([
    ['missing', {}],
    ['empty', { 'x-router-secret': '' }],
    ['wrong', { 'x-router-secret': 'PLANTED' }],
    ['too long', { 'x-router-secret': `${SECRET}x` }],
    ['sent in two headers', { 'x-router-secret': [SECRET, SECRET] as never }],
  ])('causes a rejection if it is %s, even with a valid credential', async (_subject, headers) => {
    expect(await refusalOf(byRouter.admit({ ...credential, ...headers }))).toMatchObject({
      status: 401,
      message: 'Requests are accepted only from the router. Send this request to the router',
      headers: { 'www-authenticate': 'RouterSecret' },
      reason: 'router secret',
    });
  });

  test('does not replace a credential', async () => {
    expect(await refusalOf(byRouter.admit({ 'x-router-secret': SECRET }))).toMatchObject({ reason: 'no key' });
  });
});

describe('a reload of access options', () => {
  const headers = { 'x-api-key': keyOf('shop') };
  const options = { accounts: ACCOUNTS, auth: KEYS, routerSecret: undefined };

  test('makes the previous API keys invalid', async () => {
    const access = accessBy({ auth: KEYS });
    access.replace({ ...options, auth: apiKeys(entryOf('other', { appids: ['wxa'] })) });
    expect(await refusalOf(access.admit(headers))).toMatchObject({ status: 401 });
    expect(await access.admit({ 'x-api-key': keyOf('other') })).toMatchObject({ caller: { name: 'other' } });
  });

  test('replaces the accounts', async () => {
    const access = accessBy({ auth: KEYS });
    access.replace({ ...options, accounts: ACCOUNTS.slice(1) });
    expect(await refusalOf(access.admit(headers))).toMatchObject({ code: 'ACCOUNT_REQUIRED' });
  });

  test('can set and remove the router secret', async () => {
    const access = accessBy({ auth: KEYS });
    access.replace({ ...options, routerSecret: new Secret(SECRET) });
    expect(await refusalOf(access.admit(headers))).toMatchObject({ reason: 'router secret' });
    access.replace(options);
    expect(await access.admit(headers)).toMatchObject({ isRouter: false });
  });
});
