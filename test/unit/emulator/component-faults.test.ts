import { COMPONENT } from '../../support/component-receiver.js';
import { ComponentStack } from '../../support/component-stack.js';

const MERCHANT = 'wxfedcba9876543210';
const OTHER = 'wx00000000000000dd';

let stack: ComponentStack;

beforeEach(async () => {
  stack = await ComponentStack.start();
});
afterEach(() => stack.close());

const refreshTokenOf = async (appid: string) => (await stack.client.list()).tokens[appid];

describe('a refresh token', () => {
  test('stays the same when it is used', async () => {
    const merchant = await stack.authorized({ appid: MERCHANT });
    for (const _ of [1, 2, 3]) {
      expect(await stack.client.refresh(merchant)).toMatchObject({ authorizer_refresh_token: merchant.refreshToken });
    }
  });

  test('is replaced when the merchant authorizes again, and the old one works for five more minutes', async () => {
    const merchant = await stack.authorized({ appid: MERCHANT });
    const { authorization_code: code } = await stack.control.authorize({ appid: MERCHANT });
    const current = await refreshTokenOf(MERCHANT);
    expect(current).not.toBe(merchant.refreshToken);
    expect(await stack.client.refresh(merchant)).toMatchObject({ authorizer_refresh_token: current });
    await stack.advance(300);
    expect(await stack.client.refresh(merchant)).toMatchObject({ errcode: 61023 });
    expect(await stack.client.exchange(code)).toMatchObject({ appid: MERCHANT, refreshToken: current });
  });

  test('belongs to one merchant', async () => {
    const merchant = await stack.authorized({ appid: MERCHANT });
    await stack.authorized({ appid: OTHER });
    const { refreshToken } = merchant;
    expect(await stack.client.refresh({ appid: OTHER, refreshToken })).toMatchObject({ errcode: 61023 });
    expect(await stack.client.refresh({ appid: 'wxunknown', refreshToken })).toMatchObject({ errcode: 61003 });
  });

  test('changes at a refresh with the fault refresh-changes', async () => {
    const merchant = await stack.authorized({ appid: MERCHANT });
    await stack.control.componentFault({ kind: 'refresh-changes' });
    const changed = await stack.client.refresh(merchant);
    expect(changed.authorizer_refresh_token).not.toBe(merchant.refreshToken);
    expect(await refreshTokenOf(MERCHANT)).toBe(changed.authorizer_refresh_token);
    await stack.advance(299);
    expect(await stack.client.refresh(merchant)).toMatchObject({
      authorizer_refresh_token: changed.authorizer_refresh_token,
    });
    await stack.advance(1);
    expect(await stack.client.refresh(merchant)).toMatchObject({ errcode: 61023 });
  });

  test('changes at a refresh whose response is lost', async () => {
    const merchant = await stack.authorized({ appid: MERCHANT });
    await stack.control.componentFault({ kind: 'refresh-changes' });
    await stack.control.componentFault({ kind: 'answer-lost', appid: MERCHANT });
    await expect(stack.client.refresh(merchant)).rejects.toThrow('fetch failed');
    expect(await refreshTokenOf(MERCHANT)).not.toBe(merchant.refreshToken);
    const { recent } = await stack.control.ledger();
    expect(recent.filter(({ path }) => path.endsWith('api_authorizer_token'))).toMatchObject([
      { appid: COMPONENT.appid, errcode: null, committed: true },
    ]);
    expect(await stack.client.refresh(merchant)).not.toHaveProperty('errcode');
  });

  test('is refused once with the fault refresh-invalid, for the named merchant', async () => {
    const merchant = await stack.authorized({ appid: MERCHANT });
    const other = await stack.authorized({ appid: OTHER });
    await stack.control.componentFault({ kind: 'refresh-invalid', appid: MERCHANT });
    expect(await stack.client.refresh(other)).not.toHaveProperty('errcode');
    expect(await stack.client.refresh(merchant)).toMatchObject({ errcode: 61023 });
    expect(await stack.client.refresh(merchant)).not.toHaveProperty('errcode');
  });
});

describe('an authorization code', () => {
  const exchange = (code: string) => stack.client.call('api_query_auth', { authorization_code: code });

  test('can be exchanged once', async () => {
    const { authorization_code: code } = await stack.control.authorize({ appid: MERCHANT, funcs: [1, 8] });
    expect(await exchange(code)).toEqual({
      authorization_info: {
        authorizer_appid: MERCHANT,
        authorizer_access_token: expect.any(String),
        expires_in: 7200,
        authorizer_refresh_token: expect.stringMatching(/^refreshtoken@@@/),
        func_info: [{ funcscope_category: { id: 1 } }, { funcscope_category: { id: 8 } }],
      },
    });
    expect(await exchange(code)).toMatchObject({ errcode: 61009 });
    const { recent } = await stack.control.ledger();
    expect(recent.slice(-2)).toMatchObject([{ committed: true }, { committed: false }]);
  });

  test('expires after an hour and ends with the authorization', async () => {
    const { authorization_code: code } = await stack.control.authorize({ appid: MERCHANT });
    await stack.advance(3600);
    expect(await exchange(code)).toMatchObject({ errcode: 61010 });
    const { authorization_code: withdrawn } = await stack.control.authorize({ appid: MERCHANT });
    await stack.control.unauthorize(MERCHANT);
    expect(await exchange(withdrawn)).toMatchObject({ errcode: 61009 });
  });

  test('stays valid for its remaining time after a reset', async () => {
    await stack.advance(86_400);
    const { authorization_code: code } = await stack.control.authorize({ appid: MERCHANT });
    await stack.advance(1800);
    await stack.control.reset();
    await stack.advance(1790);
    expect(await exchange(code)).not.toHaveProperty('errcode');
  });

  test('was already used with the fault code-used-twice, and the list has the refresh token', async () => {
    await stack.control.componentFault({ kind: 'code-used-twice' });
    const { authorization_code: code } = await stack.control.authorize({ appid: MERCHANT });
    expect(await exchange(code)).toMatchObject({ errcode: 61009 });
    expect(await refreshTokenOf(MERCHANT)).toMatch(/^refreshtoken@@@/);
  });
});

describe('the list of merchants', () => {
  test('has pages, and an empty refresh token until the code was exchanged', async () => {
    const merchants = Array.from({ length: 5 }, (_, number) => `wxmerchant${number}`);
    for (const appid of merchants) await stack.control.authorize({ appid });
    expect(await stack.client.list(0, 2)).toEqual({ total: 5, tokens: { wxmerchant0: '', wxmerchant1: '' } });
    expect(await stack.client.list(4, 2)).toEqual({ total: 5, tokens: { wxmerchant4: '' } });
    expect(await stack.client.list(5, 2)).toEqual({ total: 5, tokens: {} });
    const { refreshToken } = await stack.authorized({ appid: 'wxmerchant1' });
    await stack.control.unauthorize('wxmerchant0');
    expect(await stack.client.list(0, 1)).toEqual({ total: 4, tokens: { wxmerchant1: refreshToken } });
  });

  test.each([0, 501])('rejects a count of %s', async (count) => {
    const answer = await stack.client.call('api_get_authorizer_list', { offset: 0, count });
    expect(answer).toMatchObject({ errcode: 40097 });
  });

  test('has replaced refresh tokens and lacks the newest merchant with the fault list-stale', async () => {
    const old = await stack.authorized({ appid: MERCHANT });
    const { refreshToken } = await stack.authorized({ appid: MERCHANT });
    await stack.advance(60);
    await stack.authorized({ appid: OTHER });
    await stack.control.componentFault({ kind: 'list-stale' });
    expect(await stack.client.list()).toEqual({ total: 1, tokens: { [MERCHANT]: old.refreshToken } });
    expect(await stack.client.list()).toMatchObject({ total: 2, tokens: { [MERCHANT]: refreshToken } });
    await stack.control.componentFault({ kind: 'list-stale', appid: MERCHANT });
    expect(await stack.client.list()).toMatchObject({ total: 2, tokens: { [MERCHANT]: old.refreshToken } });
  });
});

describe('a notice', () => {
  test('about a withdrawal arrives after the next authorization with the fault unauthorized-late', async () => {
    await stack.authorized({ appid: MERCHANT });
    await stack.control.componentFault({ kind: 'unauthorized-late' });
    await stack.control.unauthorize(MERCHANT);
    await stack.settled();
    expect(stack.receiver.notices('unauthorized')).toEqual([]);
    await stack.advance(120);
    await stack.control.authorize({ appid: MERCHANT });
    const [withdrawn] = await stack.notices('unauthorized', 1);
    const order = stack.receiver.received.map(({ fields }) => fields.InfoType);
    expect(order.slice(-2)).toEqual(['authorized', 'unauthorized']);
    const authorized = stack.receiver.notices('authorized').at(-1);
    expect(Number(authorized?.CreateTime) - Number(withdrawn?.CreateTime)).toBeGreaterThanOrEqual(119);
  });

  test('is never sent with the fault push-lost', async () => {
    await stack.control.componentFault({ kind: 'push-lost', appid: MERCHANT });
    await stack.control.authorize({ appid: OTHER });
    const { authorization_code: code } = await stack.control.authorize({ appid: MERCHANT });
    await stack.settled();
    expect(stack.receiver.notices('authorized').map((fields) => fields.AuthorizerAppid)).toEqual([OTHER]);
    expect(await stack.client.exchange(code)).toMatchObject({ appid: MERCHANT });
  });
});

test('faults end with DELETE and with a reset', async () => {
  const merchant = await stack.authorized({ appid: MERCHANT });
  for (const clear of [() => stack.control.clearComponentFaults(), () => stack.control.reset()]) {
    await stack.control.componentFault({ kind: 'refresh-invalid', times: 10 });
    await clear();
    expect(await stack.client.refresh(merchant)).not.toHaveProperty('errcode');
  }
});
