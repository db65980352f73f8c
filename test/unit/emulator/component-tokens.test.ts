import { COMPONENT } from '../../support/component-receiver.js';
import { ComponentStack } from '../../support/component-stack.js';
import { until } from '../../support/time.js';

const MERCHANT = 'wxfedcba9876543210';

let stack: ComponentStack;

beforeEach(async () => {
  stack = await ComponentStack.start();
});
afterEach(() => stack.close());

describe('a component access token', () => {
  const fetchToken = (changes: object) =>
    stack.client.call('api_component_token', {
      ...{ component_appsecret: COMPONENT.secret, component_verify_ticket: stack.receiver.ticket },
      ...changes,
    });

  test('is valid for two hours and its response has no errcode', async () => {
    expect(await fetchToken({})).toEqual({ component_access_token: expect.any(String), expires_in: 7200 });
  });

  test.each([
    ['without the appid', 41018, { component_appid: undefined }],
    ['with an unknown appid', 40013, { component_appid: 'wxunknown' }],
    ['with the appid of an account', 61011, { component_appid: 'wxdemo' }],
    ['without the secret', 41004, { component_appsecret: undefined }],
    ['with a wrong secret', 40125, { component_appsecret: 'wrong' }],
    ['with an unknown ticket', 61006, { component_verify_ticket: 'ticket@@@unknown' }],
  ])('is refused %s', async (_, errcode, changes) => {
    expect(await fetchToken(changes)).toMatchObject({ errcode });
  });

  test('can be obtained with a ticket for twelve hours, although newer ones were pushed', async () => {
    const old = stack.receiver.ticket;
    await stack.control.pushTicket();
    await until(() => stack.receiver.ticket !== old);
    expect(await fetchToken({ component_verify_ticket: old })).not.toHaveProperty('errcode');
    await stack.advance(12 * 3600 - 60);
    expect(await fetchToken({ component_verify_ticket: old })).not.toHaveProperty('errcode');
    await stack.advance(60);
    expect(await fetchToken({ component_verify_ticket: old })).toMatchObject({ errcode: 61005 });
  });

  test('is accepted as component_access_token and as access_token', async () => {
    for (const parameter of ['component_access_token', 'access_token']) {
      const answer = await stack.client.call('api_create_preauthcode', {}, parameter);
      expect(answer).toEqual({ pre_auth_code: expect.stringMatching(/^preauthcode@@@/), expires_in: 1800 });
    }
  });

  test('expires, and cannot be replaced by the token of an account', async () => {
    await stack.advance(7200);
    expect(await stack.client.call('api_create_preauthcode')).toMatchObject({ errcode: 42001 });
    stack.client.accessToken = 'malformed';
    expect(await stack.client.call('api_create_preauthcode')).toMatchObject({ errcode: 40014 });
    stack.client.accessToken = '';
    expect(await stack.client.call('api_create_preauthcode')).toMatchObject({ errcode: 41001 });
    stack.client.accessToken = await stack.emulator.token();
    expect(await stack.client.call('api_create_preauthcode')).toMatchObject({ errcode: 61014 });
  });

  test('is not accepted by card calls', async () => {
    expect(await stack.client.card(stack.client.accessToken)).toMatchObject({ errcode: 61015 });
  });
});

describe('an access token of a merchant', () => {
  test('is accepted by card calls and reads the data of the merchant', async () => {
    const { accessToken } = await stack.authorized({ appid: MERCHANT });
    await stack.control.addCode({
      appid: MERCHANT,
      card_id: 'pDEMO-groupon-0001',
      openid: 'oMerchant',
      code: '424242424242',
    });
    const request = { code: '424242424242', check_consume: false };
    expect(await stack.client.card(accessToken, '/card/code/get', request)).toMatchObject({
      errcode: 0,
      openid: 'oMerchant',
    });
    const other = await stack.emulator.token();
    expect(await stack.client.card(other, '/card/code/get', request)).toMatchObject({ errcode: 40056 });
    const { recent } = await stack.control.ledger();
    expect(recent.filter(({ path }) => path === '/card/code/get').map(({ appid }) => appid)).toEqual([
      MERCHANT,
      'wxdemo',
    ]);
  });

  test('needs the permission set for cards', async () => {
    const { accessToken } = await stack.authorized({ appid: MERCHANT, funcs: [1] });
    expect(await stack.client.card(accessToken)).toMatchObject({ errcode: 61007 });
    await stack.control.authorize({ appid: MERCHANT, funcs: [1, 8] });
    expect(await stack.client.card(accessToken)).toMatchObject({ errcode: 0 });
  });

  test('needs an account with cards', async () => {
    const { accessToken } = await stack.authorized({ appid: MERCHANT });
    await stack.control.authorize({ appid: MERCHANT, open_card: 0 });
    expect(await stack.client.card(accessToken)).toMatchObject({ errcode: 48001 });
  });

  test('expires after two hours, and the refresh token stays the same', async () => {
    const merchant = await stack.authorized({ appid: MERCHANT });
    await stack.advance(7200);
    expect(await stack.client.card(merchant.accessToken)).toMatchObject({ errcode: 42001 });
    await stack.client.signIn(stack.receiver.ticket);
    const { authorizer_access_token: renewed, ...rest } = await stack.client.refresh(merchant);
    expect(rest).toEqual({ expires_in: 7200, authorizer_refresh_token: merchant.refreshToken });
    expect(await stack.client.card(String(renewed))).toMatchObject({ errcode: 0 });
  });

  test('ends with the authorization, also when the merchant authorizes again', async () => {
    const merchant = await stack.authorized({ appid: MERCHANT });
    await stack.control.unauthorize(MERCHANT);
    expect(await stack.client.card(merchant.accessToken)).toMatchObject({ errcode: 61003 });
    expect(await stack.client.refresh(merchant)).toMatchObject({ errcode: 61003 });
    expect(await stack.client.info(MERCHANT)).toMatchObject({ errcode: 61003 });
    const again = await stack.authorized({ appid: MERCHANT });
    expect(await stack.client.card(merchant.accessToken)).toMatchObject({ errcode: 61003 });
    expect(await stack.client.refresh(merchant)).toMatchObject({ errcode: 61023 });
    expect(await stack.client.card(again.accessToken)).toMatchObject({ errcode: 0 });
  });

  test('and that of the component expire with POST /_emulator/tokens/expire and survive a reset', async () => {
    const merchant = await stack.authorized({ appid: MERCHANT });
    await stack.control.reset();
    expect(await stack.client.card(merchant.accessToken)).toMatchObject({ errcode: 0 });
    expect(await stack.client.refresh(merchant)).not.toHaveProperty('errcode');
    await stack.control.expireTokens();
    expect(await stack.client.card(merchant.accessToken)).toMatchObject({ errcode: 42001 });
    expect(await stack.client.refresh(merchant)).toMatchObject({ errcode: 42001 });
  });
});

test('calls of the component are recorded with its appid', async () => {
  await stack.client.list();
  const { recent } = await stack.control.ledger();
  expect(recent.map(({ path, appid }) => [path.split('/').at(-1), appid])).toEqual([
    ['api_component_token', COMPONENT.appid],
    ['api_get_authorizer_list', COMPONENT.appid],
  ]);
});
