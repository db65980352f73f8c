import { SessionSink } from '../../../src/component/session-sink.js';
import { AuthorizationSessions } from '../../../src/component/sessions.js';
import { createMemoryStore } from '../../../src/store/memory.js';
import { StoreUnavailable } from '../../../src/store/store.js';
import { MERCHANT, MemoryNotifications } from '../../support/component-pushes.js';
import { until } from '../../support/event-logs.js';

const AUTHORIZATION = {
  appid: MERCHANT.appid,
  code: 'queryauthcode@@@PLANTED',
  codeExpiresAt: 1,
  preAuthCode: 'preauthcode@@@PLANTED',
  createdAt: 1,
};

/** A platform that records notifications, and its sessions. */
function start(exchange: (code: string) => Promise<{ readonly appid: string }>) {
  const notifications = new MemoryNotifications();
  const sessions = new AuthorizationSessions(createMemoryStore().records, { baseUrl: 'http://a', appid: 'wxc' });
  const sink = new SessionSink({ platform: Object.assign(notifications, { exchange }), sessions });
  return { notifications, sessions, sink };
}

const exchanged = async () => ({ appid: MERCHANT.appid });

test('a notification completes the session of its page once its code was exchanged', async () => {
  const { notifications, sessions, sink } = start(exchanged);
  const state = await sessions.begin(AUTHORIZATION.preAuthCode);
  await sink.receiveAuthorization(AUTHORIZATION);
  expect(notifications.received).toEqual([['authorization', AUTHORIZATION]]);
  await until(async () => expect(await sessions.read(state)).toEqual({ status: 'authorized', appid: MERCHANT.appid }));
});

test('a notification is stored although its code cannot be exchanged, and leaves the session pending', async () => {
  const { notifications, sessions, sink } = start(async () => {
    throw new Error('planted');
  });
  const state = await sessions.begin(AUTHORIZATION.preAuthCode);
  await sink.receiveAuthorization(AUTHORIZATION);
  expect(notifications.received).toHaveLength(1);
  expect(await sessions.read(state)).toEqual({ status: 'pending' });
});

test('a notification is not confirmed and exchanges no code if it cannot be stored', async () => {
  let exchanges = 0;
  const { notifications, sink } = start(async () => {
    exchanges += 1;
    return exchanged();
  });
  notifications.before = async () => {
    throw new StoreUnavailable('planted');
  };
  await expect(sink.receiveAuthorization(AUTHORIZATION)).rejects.toThrow(StoreUnavailable);
  expect(exchanges).toBe(0);
});

test('notifications without a page, tickets and revocations are passed on', async () => {
  let exchanges = 0;
  const { notifications, sink } = start(async () => {
    exchanges += 1;
    return exchanged();
  });
  const ticket = { ticket: 'ticket@@@PLANTED', createdAt: 1 };
  const revocation = { appid: MERCHANT.appid, createdAt: 2 };
  await sink.receiveTicket(ticket);
  await sink.receiveRevocation(revocation);
  await sink.receiveAuthorization({ ...AUTHORIZATION, preAuthCode: undefined });
  expect(notifications.received.map(([kind]) => kind)).toEqual(['ticket', 'revocation', 'authorization']);
  expect(exchanges).toBe(0);
});
