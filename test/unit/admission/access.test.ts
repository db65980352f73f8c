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

/** How a request is refused; one that is let in fails the test. */
async function refusalOf(asked: Promise<unknown>): Promise<HttpRefusal> {
  const outcome = await asked.catch((error: unknown) => error);
  if (outcome instanceof HttpRefusal) return outcome;
  throw new Error('expected a refusal');
}

describe('the account of a request', () => {
  const anyone = accessBy();
  const byKey = accessBy({ auth: KEYS });
  const of = (name: string, more: object = {}) => ({ 'x-api-key': keyOf(name), ...more });

  test('that names none: the first one that there is', async () => {
    expect(await anyone.admit({})).toMatchObject({ account: { appid: 'wxa' }, caller: { name: 'anonymous' } });
  });

  test('that names none: the first one that its caller may use', async () => {
    expect(await byKey.admit(of('two'))).toMatchObject({ account: { appid: 'wxb' }, caller: { name: 'two' } });
  });

  test('that names one: that one', async () => {
    expect((await anyone.admit({ 'x-wechat-appid': 'wxc' })).account).toBe(ACCOUNTS[2]);
    expect((await byKey.admit(of('two', { 'x-wechat-appid': 'wxc' }))).account).toBe(ACCOUNTS[2]);
  });

  test.each([
    ['the caller may not use', 'wxa'],
    ['there is not', 'wxnowhere'],
    ['the caller may use and there is not', 'wxgone'],
    ['in another case', 'WXC'],
    ['twice', 'wxc, wxb'],
    ['by nothing', ''],
  ])('that names one %s: refused, in the same words', async (_subject, appid) => {
    expect(await refusalOf(byKey.admit(of('two', { 'x-wechat-appid': appid })))).toMatchObject({
      status: 403,
      code: 'FORBIDDEN',
      message: 'The account that x-wechat-appid names is not one that you may use',
    });
  });

  test('whose caller may use none: refused', async () => {
    expect(await refusalOf(byKey.admit(of('none')))).toMatchObject({ status: 403, code: 'ACCOUNT_REQUIRED' });
    expect(await refusalOf(accessBy({ accounts: [] }).admit({}))).toMatchObject({ code: 'ACCOUNT_REQUIRED' });
  });

  test('is told to nobody without a credential', async () => {
    expect(await refusalOf(byKey.admit({ 'x-wechat-appid': 'wxnowhere' }))).toMatchObject({ status: 401 });
  });
});

describe('an API key', () => {
  const authenticate = createAuthenticate(KEYS, undefined);

  test.each([
    ['no header', {}],
    ['an empty one', { 'x-api-key': '' }],
    ['a bearer of it', { authorization: `Bearer ${keyOf('shop')}` }],
  ])('that is missing, %s: asked for', async (_subject, headers) => {
    expect(await refusalOf(authenticate(headers))).toMatchObject({
      status: 401,
      code: 'UNAUTHENTICATED',
      message: 'Send an API key in the header x-api-key',
      headers: { 'www-authenticate': 'ApiKey' },
      reason: 'no key',
    });
  });

  test.each([
    ['that nobody was given', 'PLANTED'],
    ['in another case', keyOf('shop').toLowerCase()],
    ['with more behind it', `${keyOf('shop')} `],
  ])('%s: refused', async (_subject, key) => {
    expect(await refusalOf(authenticate({ 'x-api-key': key }))).toMatchObject({
      status: 401,
      message: 'The API key is not valid',
      headers: { 'www-authenticate': 'ApiKey' },
      reason: 'unknown key',
    });
  });

  test('of 8 KB: taken; of more, though the 8 KB are good: refused', async () => {
    const key = 'k'.repeat(8192);
    const ask = createAuthenticate(apiKeys({ ...entryOf('long'), sha256: sha256(key) }), undefined);
    expect(await ask({ 'x-api-key': key })).toMatchObject({ name: 'long' });
    expect(await refusalOf(ask({ 'x-api-key': `${key}k` }))).toMatchObject({ reason: 'unknown key' });
  });
});

describe('the secret of the router', () => {
  const byRouter = accessBy({ auth: KEYS, routerSecret: new Secret(SECRET) });
  const credential = { 'x-api-key': keyOf('shop') };

  test('beside a credential: lets in, as the router', async () => {
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
    ['longer', { 'x-router-secret': `${SECRET}x` }],
    ['sent in two headers', { 'x-router-secret': [SECRET, SECRET] as never }],
  ])('%s: refused, however good the credential', async (_subject, headers) => {
    expect(await refusalOf(byRouter.admit({ ...credential, ...headers }))).toMatchObject({
      status: 401,
      message: 'Only the router of this company is let in',
      headers: { 'www-authenticate': 'RouterSecret' },
      reason: 'router secret',
    });
  });

  test('stands for no credential', async () => {
    expect(await refusalOf(byRouter.admit({ 'x-router-secret': SECRET }))).toMatchObject({ reason: 'no key' });
  });
});

describe('a reload', () => {
  const headers = { 'x-api-key': keyOf('shop') };
  const options = { accounts: ACCOUNTS, auth: KEYS, routerSecret: undefined };

  test('of keys: those of before are refused', async () => {
    const access = accessBy({ auth: KEYS });
    access.replace({ ...options, auth: apiKeys(entryOf('other', { appids: ['wxa'] })) });
    expect(await refusalOf(access.admit(headers))).toMatchObject({ status: 401 });
    expect(await access.admit({ 'x-api-key': keyOf('other') })).toMatchObject({ caller: { name: 'other' } });
  });

  test('of accounts alone: those count', async () => {
    const access = accessBy({ auth: KEYS });
    access.replace({ ...options, accounts: ACCOUNTS.slice(1) });
    expect(await refusalOf(access.admit(headers))).toMatchObject({ code: 'ACCOUNT_REQUIRED' });
  });

  test('of the secret of the router, to one and back to none: asked for in between', async () => {
    const access = accessBy({ auth: KEYS });
    access.replace({ ...options, routerSecret: new Secret(SECRET) });
    expect(await refusalOf(access.admit(headers))).toMatchObject({ reason: 'router secret' });
    access.replace(options);
    expect(await access.admit(headers)).toMatchObject({ isRouter: false });
  });
});
