import { originalIdOf } from '../../../src/emulator/push/message.js';
import { COMPONENT } from '../../support/component-receiver.js';
import { ComponentStack } from '../../support/component-stack.js';
import { PushReceiver, RECEIVER_KEYS } from '../../support/push-receiver.js';
import { until } from '../../support/time.js';

const MERCHANT = 'wxfedcba9876543210';
const VOUCHER = 'pDEMO-groupon-0001';

let stack: ComponentStack;

beforeEach(async () => {
  stack = await ComponentStack.start();
});
afterEach(() => stack.close());

describe('a ticket', () => {
  test('is pushed at the registration, with AppId and Encrypt in the envelope', () => {
    expect(stack.receiver.received).toEqual([
      {
        path: '/authorization',
        envelope: ['AppId', 'Encrypt'],
        fields: {
          AppId: COMPONENT.appid,
          CreateTime: expect.stringMatching(/^\d{10}$/),
          InfoType: 'component_verify_ticket',
          ComponentVerifyTicket: expect.stringMatching(/^ticket@@@/),
        },
      },
    ]);
  });

  test('is pushed every ten minutes, one for a clock that passes several', async () => {
    await stack.advance(600);
    await stack.notices('component_verify_ticket', 2);
    await stack.advance(3600);
    const tickets = await stack.notices('component_verify_ticket', 3);
    expect(new Set(tickets.map((fields) => fields.ComponentVerifyTicket)).size).toBe(3);
    await stack.settled();
    expect(stack.receiver.received).toHaveLength(3);
  });

  test('is not pushed after a stop, until the component starts the push again', async () => {
    const start = () => stack.client.call('api_start_push_ticket', { component_secret: COMPONENT.secret });
    expect(await start()).toEqual({ errcode: 0, errmsg: 'in a normal state' });
    await stack.control.stopTickets();
    await stack.advance(1200);
    await stack.settled();
    expect(stack.receiver.received).toHaveLength(1);
    expect(await start()).toEqual({ errcode: 0, errmsg: 'ok' });
    await stack.notices('component_verify_ticket', 2);
    expect(await start()).toEqual({ errcode: 0, errmsg: 'in a normal state' });
  });
});

describe('a notice', () => {
  test('is pushed when a merchant authorizes, changes and withdraws the authorization', async () => {
    const { pre_auth_code: preAuthCode } = await stack.client.call('api_create_preauthcode');
    const first = await stack.control.authorize({ appid: MERCHANT, pre_auth_code: String(preAuthCode) });
    expect(first.redirect).toBe(`auth_code=${encodeURIComponent(first.authorization_code)}&expires_in=3600`);
    const [authorized] = await stack.notices('authorized', 1);
    expect(authorized).toMatchObject({
      AppId: COMPONENT.appid,
      AuthorizerAppid: MERCHANT,
      AuthorizationCode: first.authorization_code,
      PreAuthCode: preAuthCode,
    });
    const { CreateTime, AuthorizationCodeExpiredTime } = authorized ?? {};
    expect(Number(AuthorizationCodeExpiredTime) - Number(CreateTime)).toBe(3600);

    const second = await stack.control.authorize({ appid: MERCHANT, funcs: [1, 8] });
    const [updated] = await stack.notices('updateauthorized', 1);
    expect(updated).toMatchObject({ AuthorizerAppid: MERCHANT, AuthorizationCode: second.authorization_code });

    await stack.control.unauthorize(MERCHANT);
    const [withdrawn] = await stack.notices('unauthorized', 1);
    expect(withdrawn).toEqual({
      AppId: COMPONENT.appid,
      CreateTime: expect.any(String),
      InfoType: 'unauthorized',
      AuthorizerAppid: MERCHANT,
    });
    await stack.control.authorize({ appid: MERCHANT });
    await stack.notices('authorized', 2);
  });

  test.each(['', 'success ', 'ok'])('is sent three times, 5 s apart, if the response is "%s"', async (reply) => {
    stack.receiver.reply = reply;
    await stack.control.authorize({ appid: MERCHANT });
    for (const tries of [1, 2, 3]) {
      const sent = await stack.notices('authorized', tries);
      expect(new Set(sent.map(({ AuthorizationCode }) => AuthorizationCode)).size).toBe(1);
      await stack.advance(5);
    }
    await stack.settled();
    const { recent = [] } = (await stack.control.state()).component.pushes ?? {};
    expect(recent.at(-1)).toEqual({ event: 'authorized', status: 'failed', tries: 3 });
  });

  test('is not sent again after the response success', async () => {
    await stack.control.authorize({ appid: MERCHANT });
    await stack.settled();
    await stack.advance(20);
    await stack.settled();
    expect(stack.receiver.notices('authorized')).toHaveLength(1);
  });
});

describe('a card event of a merchant', () => {
  const claim = (appid = MERCHANT) => stack.control.claim({ appid, card_id: VOUCHER, openid: 'oComponent' });

  test('is pushed to the events URL with its appid and names its original id', async () => {
    await stack.control.authorize({ appid: MERCHANT });
    await claim();
    await until(() => stack.receiver.events(MERCHANT).length === 1);
    const { authorizer_info: info } = await stack.client.info(MERCHANT);
    expect(stack.receiver.events(MERCHANT)[0]).toMatchObject({
      Event: 'user_get_card',
      CardId: VOUCHER,
      ToUserName: (info as { user_name: string }).user_name,
    });
    expect(originalIdOf(MERCHANT)).toBe((info as { user_name: string }).user_name);
    expect(stack.receiver.rejected).toEqual([]);
  });

  test('is also pushed to the own URL of the account', async () => {
    const own = await PushReceiver.start(MERCHANT);
    try {
      await stack.control.authorize({ appid: MERCHANT });
      await stack.control.connectPush({ appid: MERCHANT, url: own.url, ...RECEIVER_KEYS });
      await claim();
      await until(() => own.pushes.length === 1 && stack.receiver.events(MERCHANT).length === 1);
      expect(own.events).toEqual(['user_get_card']);
    } finally {
      await own.close();
    }
  });

  test('is not pushed without an authorization that includes cards', async () => {
    await stack.control.authorize({ appid: MERCHANT, funcs: [1] });
    await claim();
    await stack.control.authorize({ appid: MERCHANT, funcs: [8] });
    await stack.control.unauthorize(MERCHANT);
    await claim();
    await claim('wxdemo');
    await stack.settled();
    expect(stack.receiver.received.filter(({ path }) => path !== '/authorization')).toEqual([]);
  });

  test('is pushed with the settings of a second registration', async () => {
    await stack.control.authorize({ appid: MERCHANT });
    const eventsUrl = `${stack.receiver.url}/moved/$APPID$`;
    await stack.control.registerComponent({ ...stack.receiver.registration, eventsUrl });
    await claim();
    await until(() => stack.receiver.received.some(({ path }) => path === `/moved/${MERCHANT}`));
    expect((await stack.client.list()).total).toBe(1);
  });
});

describe('a third-party platform with another appid', () => {
  test('replaces the first one with its merchants and tokens', async () => {
    const { accessToken } = await stack.authorized({ appid: MERCHANT });
    await stack.control.registerComponent({ ...stack.receiver.registration, appid: 'wxc0ffee0000000002' });
    expect(await stack.client.card(accessToken)).toMatchObject({ errcode: 61003 });
    expect(await stack.client.call('api_create_preauthcode')).toMatchObject({ errcode: 40001 });
    expect((await stack.control.state()).component).toMatchObject({ appid: 'wxc0ffee0000000002', merchants: [] });
  });
});

describe('a control call of the third-party platform', () => {
  const post = async (path: string, body: object) => {
    const response = await stack.emulator.raw('POST', `/_emulator/component${path}`, JSON.stringify(body));
    return { status: response.status, ...((await response.json()) as { error?: string }) };
  };

  test.each([
    ['appid', { appid: 'wxdemo' }],
    ['eventsUrl', { eventsUrl: 'http://127.0.0.1/events' }],
    ['eventsUrl', { eventsUrl: 'ftp://127.0.0.1/$APPID$' }],
    ['authorizationUrl', { authorizationUrl: 'none' }],
    ['token', { token: 'a b' }],
    ['aesKey', { aesKey: 'short' }],
    ['secret', { secret: 'x'.repeat(129) }],
  ])('rejects a registration with an invalid %s', async (name, invalid) => {
    const { status, error } = await post('', { ...stack.receiver.registration, ...invalid });
    expect({ status, error }).toEqual({ status: 400, error: expect.stringMatching(new RegExp(`^${name}: expected `)) });
    expect(error).not.toContain(Object.values(invalid)[0]);
  });

  test.each([
    ['funcs', { funcs: [0] }],
    ['funcs', { funcs: 8 }],
    ['pre_auth_code', { pre_auth_code: 'preauthcode@@@unknown' }],
    ['open_card', { open_card: 2 }],
    ['appid', { appid: COMPONENT.appid }],
  ])('rejects an authorization with an invalid %s', async (name, invalid) => {
    const { status, error } = await post('/authorize', { appid: MERCHANT, ...invalid });
    expect({ status, error }).toEqual({ status: 400, error: expect.stringMatching(new RegExp(`^${name}: expected `)) });
  });

  test('rejects a pre-authorization code that was used or has expired', async () => {
    const newCode = async () => String((await stack.client.call('api_create_preauthcode')).pre_auth_code);
    const used = await newCode();
    await stack.control.authorize({ appid: MERCHANT, pre_auth_code: used });
    expect(await post('/authorize', { appid: MERCHANT, pre_auth_code: used })).toMatchObject({ status: 400 });
    const expired = await newCode();
    await stack.advance(1800);
    expect(await post('/authorize', { appid: MERCHANT, pre_auth_code: expired })).toMatchObject({ status: 400 });
  });

  test('rejects the withdrawal of an authorization that does not exist', async () => {
    expect(await post('/unauthorize', { appid: MERCHANT })).toMatchObject({ status: 400 });
  });
});
