import { once } from 'node:events';
import type { Merchant } from '../../../src/component/merchant.js';
import { createLog } from '../../../src/log.js';
import { StoreUnavailable } from '../../../src/store/store.js';
import { ComponentIntake } from '../../../src/webhooks/component-intake.js';
import { Intake } from '../../../src/webhooks/intake.js';
import {
  COMPONENT,
  COMPONENT_PUSH,
  MERCHANT,
  MemoryNotifications,
  merchantOf,
  merchantPushOf,
  notificationOf,
  notificationXml,
} from '../../support/component-pushes.js';
import { type Answer, send } from '../../support/http.js';
import { eventXml, MemorySink, PUSH, PUSH_ACCOUNT, type Pushed, pushOf, signedQuery } from '../../support/pushes.js';
import { startWebhooks, type WebhookServer } from '../../support/webhook-server.js';

const AUTHORIZATION = '/wechat/component/authorization';
const EVENTS = `/wechat/component/events/${MERCHANT.appid}`;
const OTHER = { appid: 'wxothermerchant01', originalId: 'gh_another' };

const written: string[] = [];
const log = createLog({ level: 'debug', destination: { write: (line) => void written.push(line) } });
const notifications = new MemoryNotifications();
const sink = new MemorySink();
const merchants = new Map<string, Merchant>();
const received: string[] = [];
const refusals: string[] = [];
const observer = {
  messageReceived: () => undefined,
  eventStored: () => undefined,
  requestRefused: (reason: string) => void refusals.push(reason),
  notificationReceived: (type: string, reception: string) => void received.push(`${type} ${reception}`),
};
let server: WebhookServer;

function start(): Promise<WebhookServer> {
  const component = new ComponentIntake({ component: COMPONENT_PUSH, merchants, sink: notifications, log, observer });
  const intake = new Intake({ accounts: [PUSH_ACCOUNT], sink, log, observer });
  return startWebhooks({ intake, component, log });
}

beforeAll(async () => {
  server = await start();
});
afterAll(() => server.close());

beforeEach(() => {
  notifications.clear();
  sink.clear();
  for (const list of [written, received, refusals]) list.length = 0;
  merchants.clear();
  for (const one of [MERCHANT, OTHER]) merchants.set(one.appid, merchantOf(one));
});

const seconds = () => Math.floor(Date.now() / 1000);

const post = ({ query, body }: Partial<Pushed>, path = AUTHORIZATION, url = server.url): Promise<Answer> =>
  send(url, `${path}?${new URLSearchParams(query)}`, { method: 'POST', body: body ?? '' });

function expectSuccess(answer: Answer): void {
  expect({ status: answer.status, text: answer.text }).toEqual({ status: 200, text: 'success' });
  expect(answer.headers['content-type']).toMatch(/^text\/plain(;|$)/);
}

function expectEmpty(answer: Answer, status: number): void {
  expect({ status: answer.status, text: answer.text }).toEqual({ status, text: '' });
  expect(answer.headers['content-type']).toBeUndefined();
  expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
}

const notify = (type: string, fields = {}, options = {}) =>
  post(notificationOf(notificationXml(type, fields), options));

const AUTHORIZED = {
  AuthorizerAppid: MERCHANT.appid,
  AuthorizationCode: 'queryauthcode@@@PLANTED',
  AuthorizationCodeExpiredTime: 1_795_004_300,
  PreAuthCode: 'preauthcode@@@PLANTED',
};
const TICKET = { ComponentVerifyTicket: 'ticket@@@PLANTED' };

describe('a notification of a third-party platform', () => {
  test('is confirmed with success once its ticket is stored', async () => {
    const CreateTime = seconds();
    expectSuccess(await notify('component_verify_ticket', { ...TICKET, CreateTime }));
    const ticket = { ticket: 'ticket@@@PLANTED', createdAt: CreateTime * 1000 };
    expect(notifications.received).toEqual([['ticket', ticket]]);
    expect(received).toEqual(['component_verify_ticket stored']);
  });

  test.each(['authorized', 'updateauthorized'])('is stored with its code if it is %s', async (type) => {
    const CreateTime = seconds();
    expectSuccess(await notify(type, { ...AUTHORIZED, CreateTime }));
    expect(notifications.received).toEqual([
      [
        'authorization',
        {
          appid: MERCHANT.appid,
          code: 'queryauthcode@@@PLANTED',
          codeExpiresAt: 1_795_004_300_000,
          preAuthCode: 'preauthcode@@@PLANTED',
          createdAt: CreateTime * 1000,
        },
      ],
    ]);
    expect(received).toEqual([`${type} stored`]);
  });

  test('needs no pre-authorization code', async () => {
    const { PreAuthCode: _, ...fields } = AUTHORIZED;
    expectSuccess(await notify('authorized', fields));
    expect(notifications.received).toMatchObject([['authorization', { preAuthCode: undefined }]]);
  });

  test('is stored as a revocation if it is unauthorized', async () => {
    const CreateTime = seconds();
    expectSuccess(await notify('unauthorized', { AuthorizerAppid: MERCHANT.appid, CreateTime }));
    expect(notifications.received).toEqual([['revocation', { appid: MERCHANT.appid, createdAt: CreateTime * 1000 }]]);
  });

  test.each(['notify_third_fasteregister', 'card_merchant_auth_check_result', '', 'toString', 'other'])(
    'is confirmed and ignored if its type is %j',
    async (type) => {
      expectSuccess(await notify(type, AUTHORIZED));
      expect(notifications.received).toEqual([]);
      expect(received).toEqual(['other ignored']);
    },
  );

  test.each<[string, string, Record<string, string | number>]>([
    ['a ticket of 513 bytes', 'component_verify_ticket', { ComponentVerifyTicket: 't'.repeat(513) }],
    ['no ticket', 'component_verify_ticket', {}],
    ['a ticket with a space', 'component_verify_ticket', { ComponentVerifyTicket: 'a b' }],
    ['a ticket with other characters', 'component_verify_ticket', { ComponentVerifyTicket: '票' }],
    ['a code of 513 bytes', 'authorized', { ...AUTHORIZED, AuthorizationCode: 'c'.repeat(513) }],
    ['a pre-authorization code of 513 bytes', 'authorized', { ...AUTHORIZED, PreAuthCode: 'c'.repeat(513) }],
    ['a malformed expiry', 'updateauthorized', { ...AUTHORIZED, AuthorizationCodeExpiredTime: '1e9' }],
    ['no merchant', 'authorized', { ...AUTHORIZED, AuthorizerAppid: '' }],
    ['a malformed merchant', 'unauthorized', { AuthorizerAppid: '../wx' }],
    ['a merchant of 65 characters', 'unauthorized', { AuthorizerAppid: 'w'.repeat(65) }],
  ])('is confirmed and ignored with %s', async (_, type, fields) => {
    expectSuccess(await notify(type, fields));
    expect(notifications.received).toEqual([]);
    expect(received).toEqual([`${type} unreadable`]);
  });

  test.each([
    ['is not XML', 'PLANTED'],
    ['has no CreateTime', '<xml><AppId>wxc0ffee0000000001</AppId><InfoType>unauthorized</InfoType></xml>'],
    [
      'has a field twice',
      notificationXml('unauthorized', { AuthorizerAppid: MERCHANT.appid }).replace(
        '</xml>',
        `<AuthorizerAppid>${OTHER.appid}</AuthorizerAppid></xml>`,
      ),
    ],
  ])('is confirmed and ignored if it %s', async (_, message) => {
    expectSuccess(await post(notificationOf(message)));
    expect(notifications.received).toEqual([]);
    expect(received).toEqual(['other unreadable']);
  });

  test.each<[string, string, Partial<Pushed>]>([
    ['signature', 'another token', notificationOf(notificationXml('authorized', AUTHORIZED), { token: PUSH.token })],
    ['padding', 'another key', notificationOf(notificationXml('authorized', AUTHORIZED), { aesKey: PUSH.aesKey })],
    ['appid', 'another appid at its end', notificationOf(notificationXml('authorized', AUTHORIZED), { appid: 'wx1' })],
    ['recipient', 'another AppId', notificationOf(notificationXml('authorized', { ...AUTHORIZED, AppId: 'wx1' }))],
    ['plain mode', 'no encryption', { query: signedQuery(undefined, COMPONENT), body: notificationXml('authorized') }],
    [
      'recipient',
      'a message of a merchant in it',
      merchantPushOf(eventXml('user_get_card', { CreateTime: seconds() })),
    ],
    ['age', 'a time of yesterday', notificationOf(notificationXml('authorized', { CreateTime: seconds() - 86_401 }))],
    ['age', 'a time in an hour', notificationOf(notificationXml('authorized', { CreateTime: seconds() + 3600 }))],
  ])('is refused for %s if it has %s', async (reason, _, pushed) => {
    expectEmpty(await post(pushed), 403);
    expect(refusals).toEqual([reason]);
    expect(notifications.received).toEqual([]);
  });

  test('is refused with 503 if it cannot be stored, so that the platform sends it again', async () => {
    notifications.before = async () => {
      throw new StoreUnavailable('planted');
    };
    expectEmpty(await notify('component_verify_ticket', TICKET), 503);
    expect(refusals).toEqual(['store']);
    notifications.before = async () => {};
    expectSuccess(await notify('component_verify_ticket', TICKET));
    expect(notifications.received).toHaveLength(1);
  });

  test('is refused with 503 after a second if storing takes longer', async () => {
    const stored = new AbortController();
    notifications.before = async () => void (await once(stored.signal, 'abort'));
    const startedAt = performance.now();
    expectEmpty(await notify('unauthorized', { AuthorizerAppid: MERCHANT.appid }), 503);
    expect(performance.now() - startedAt).toBeLessThan(3000);
    stored.abort();
  });

  test('is refused if it has more than 64 KiB', async () => {
    const pushed = notificationOf(notificationXml('authorized', { ...AUTHORIZED, More: 'x'.repeat(65_536) }));
    expectEmpty(await post(pushed), 413);
  });

  test('appears in no log line with any of its fields', async () => {
    const { url, close } = await start();
    const unreadable = { ...AUTHORIZED, PreAuthCode: 'PLANTED code' };
    await post(notificationOf(notificationXml('component_verify_ticket', TICKET)), AUTHORIZATION, url);
    await post(notificationOf(notificationXml('authorized', unreadable)), AUTHORIZATION, url);
    notifications.before = async () => {
      throw new StoreUnavailable('unavailable');
    };
    await post(notificationOf(notificationXml('authorized', AUTHORIZED)), AUTHORIZATION, url);
    await close();
    expect(written.join('')).toMatch(/cannot be read.*\n.*was not stored/);
    expect(written.join('')).not.toMatch(/PLANTED|@@@|agencyPushToken|msg_signature/);
  });
});

describe('an event of a merchant', () => {
  const event = (fields = {}) =>
    eventXml('card_pass_check', { ToUserName: MERCHANT.originalId, CreateTime: seconds(), CardId: 'pTest', ...fields });

  test('is stored for the merchant of the path', async () => {
    expectSuccess(await post(merchantPushOf(event()), EVENTS));
    expect(sink.events).toMatchObject([{ appid: MERCHANT.appid, kind: 'REVIEWED', cardId: 'pTest' }]);
  });

  test.each<[string, string, Pushed]>([
    ['the path of another merchant', `/wechat/component/events/${OTHER.appid}`, merchantPushOf(event())],
    ['a message that names another merchant', EVENTS, merchantPushOf(event({ ToUserName: OTHER.originalId }))],
    ['a message that names no merchant', EVENTS, merchantPushOf(event({ ToUserName: '' }))],
    ['a notification', EVENTS, notificationOf(notificationXml('authorized', AUTHORIZED))],
    ['a message that cannot be read', EVENTS, merchantPushOf('<xml><!DOCTYPE')],
    ['the path of an unknown merchant', '/wechat/component/events/wxunknown', merchantPushOf(event())],
    ['the path of the third-party platform', `/wechat/component/events/${COMPONENT.appid}`, merchantPushOf(event())],
    ['the path of an own account', `/wechat/component/events/${PUSH.appid}`, merchantPushOf(event())],
  ])('is refused for recipient with %s', async (_, path, pushed) => {
    expectEmpty(await post(pushed, path), 403);
    expect(refusals).toEqual(['recipient']);
    expect([sink.events, sink.unreadable]).toEqual([[], []]);
  });

  test('is refused if the merchant has withdrawn its authorization', async () => {
    merchants.set(MERCHANT.appid, merchantOf({ ...MERCHANT, status: 'UNAUTHORIZED' }));
    expectEmpty(await post(merchantPushOf(event()), EVENTS), 403);
    merchants.set(MERCHANT.appid, merchantOf({ ...MERCHANT, status: 'NEEDS_AUTHORIZATION' }));
    expectSuccess(await post(merchantPushOf(event()), EVENTS));
  });

  test('is refused with 503 until the original id of the merchant is known', async () => {
    merchants.set(MERCHANT.appid, merchantOf({ appid: MERCHANT.appid }));
    expectEmpty(await post(merchantPushOf(event()), EVENTS), 503);
    expect(refusals).toEqual(['merchant']);
    merchants.set(MERCHANT.appid, merchantOf(MERCHANT));
    expectSuccess(await post(merchantPushOf(event()), EVENTS));
  });

  test('is refused with a wrong signature before the merchant is looked up', async () => {
    for (const path of [EVENTS, '/wechat/component/events/wxunknown']) {
      expectEmpty(await post(merchantPushOf(event(), { token: PUSH.token }), path), 403);
    }
    expect(refusals).toEqual(['signature', 'signature']);
  });

  test('is not accepted at the path of accounts, nor theirs at its path', async () => {
    expectEmpty(await post(merchantPushOf(event()), `/wechat/events/${MERCHANT.appid}`), 403);
    const own = eventXml('card_pass_check', { CreateTime: seconds(), CardId: 'pTest' });
    expectEmpty(await post(pushOf(own), EVENTS), 403);
    expectSuccess(await post(pushOf(own), `/wechat/events/${PUSH.appid}`));
    expect(sink.events).toMatchObject([{ appid: PUSH.appid }]);
  });

  test('has a URL that passes the check of the platform', async () => {
    const query = { ...signedQuery(undefined, COMPONENT), echostr: '7788990011223344556' };
    const answer = await send(server.url, `${EVENTS}?${new URLSearchParams(query)}`);
    expect({ status: answer.status, text: answer.text }).toEqual({ status: 200, text: '7788990011223344556' });
    const wrong = { ...signedQuery(undefined, { token: PUSH.token }), echostr: '1' };
    expectEmpty(await send(server.url, `${EVENTS}?${new URLSearchParams(wrong)}`), 403);
  });
});

describe('the paths of third-party mode', () => {
  test.each([
    ['GET', AUTHORIZATION, 'POST'],
    ['PUT', AUTHORIZATION, 'POST'],
    ['DELETE', EVENTS, 'GET, POST'],
  ])('refuse %s %s with 405', async (method, path, allow) => {
    const answer = await send(server.url, path, { method });
    expectEmpty(answer, 405);
    expect(answer.headers.allow).toBe(allow);
  });

  test.each([
    '/wechat/component',
    '/wechat/component/events',
    '/wechat/component/events/',
    `${EVENTS}/a`,
    `${AUTHORIZATION}/a`,
  ])('do not include %s', async (path) => {
    expectEmpty(await send(server.url, path, { method: 'POST' }), 404);
  });

  test('do not exist without a third-party platform', async () => {
    const intake = new Intake({ accounts: [PUSH_ACCOUNT], sink, log });
    const without = await startWebhooks({ intake, log });
    for (const path of [AUTHORIZATION, EVENTS]) {
      expectEmpty(await post(notificationOf(notificationXml('authorized', AUTHORIZED)), path, without.url), 404);
    }
    await without.close();
  });

  test('receive notifications if the log of events is off', async () => {
    const component = new ComponentIntake({ component: COMPONENT_PUSH, merchants, sink: notifications, log, observer });
    const without = await startWebhooks({ intake: undefined, component, log });
    const ticket = notificationOf(notificationXml('component_verify_ticket', TICKET));
    expectSuccess(await post(ticket, AUTHORIZATION, without.url));
    expectEmpty(await post({ ...ticket, query: signedQuery(undefined) }, AUTHORIZATION, without.url), 403);
    expect(refusals).toEqual(['signature']);
    expectEmpty(await post(ticket, EVENTS, without.url), 404);
    await without.close();
  });
});
