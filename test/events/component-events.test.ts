import { ThirdPartyPlatform } from '../../src/component/third-party-platform.js';
import { createLog } from '../../src/log.js';
import { OutageLog } from '../../src/platform/outage-log.js';
import { createMemoryStore } from '../../src/store/memory.js';
import { ComponentIntake } from '../../src/webhooks/component-intake.js';
import { Intake } from '../../src/webhooks/intake.js';
import { COMPONENT, COMPONENT_PUSH, merchantPushOf } from '../support/component-pushes.js';
import { until } from '../support/event-logs.js';
import { eventXml, MemorySink, shown } from '../support/pushes.js';
import { useEmulator } from '../support/use-stack.js';
import { startWebhooks, type WebhookServer } from '../support/webhook-server.js';

const SECRET = 'component-secret';
const [ONE, OTHER] = ['wxmerchant0000001', 'wxmerchant0000002'];
const emulator = useEmulator({ beforeEach: 'nothing' });
const log = createLog({ level: 'silent' });
const sink = new MemorySink();
const refusals: string[] = [];
let platform: ThirdPartyPlatform;
let server: WebhookServer;

beforeAll(async () => {
  const component = { ...COMPONENT_PUSH, baseUrl: emulator.url, secret: shown(SECRET) };
  const store = createMemoryStore();
  platform = new ThirdPartyPlatform({ component, store, timeoutMs: 5000, outages: new OutageLog(log) });
  await platform.start();
  const { merchants } = platform;
  const observer = {
    messageReceived: () => undefined,
    eventStored: () => undefined,
    requestRefused: (reason: string) => void refusals.push(reason),
    notificationReceived: () => undefined,
  };
  server = await startWebhooks({
    intake: new Intake({ accounts: [], sink, log, observer }),
    component: new ComponentIntake({ component, merchants, sink: platform, log, observer }),
    log,
  });
  await emulator.registerComponent({
    ...COMPONENT,
    secret: SECRET,
    authorizationUrl: `${server.url}/wechat/component/authorization`,
    eventsUrl: `${server.url}/wechat/component/events/$APPID$`,
  });
  await emulator.pushTicket();
  await until(async () => expect(await platform.newestTicketAt()).toBeDefined());
  for (const appid of [ONE, OTHER]) await emulator.authorize({ appid });
  for (const appid of [ONE, OTHER]) {
    await until(() => expect(platform.merchants.get(appid)?.originalId).toMatch(/^gh_/));
  }
});
afterAll(async () => {
  await server.close();
  await platform.close();
});

test('the events of merchants are stored, each for its merchant', async () => {
  const { cards, users } = await emulator.state(ONE);
  const card = cards.find(({ card_type: type }) => type === 'GENERAL_COUPON');
  const cardId = (card?.general_coupon as { base_info: { id: string } } | undefined)?.base_info.id ?? '';
  const openid = users[0]?.openid ?? '';
  for (const appid of [ONE, OTHER]) await emulator.claim({ appid, card_id: cardId, openid });
  await until(() => expect(sink.events).toHaveLength(2));
  expect(sink.events.map(({ appid, kind }) => [appid, kind]).sort()).toEqual([
    [ONE, 'CLAIMED'],
    [OTHER, 'CLAIMED'],
  ]);
  expect(refusals).toEqual([]);
});

test('the events of a merchant are refused after it has withdrawn its authorization', async () => {
  const toUserName = platform.merchants.get(OTHER)?.originalId ?? '';
  const push = async () => {
    const CreateTime = Math.floor(Date.now() / 1000);
    const message = eventXml('card_pass_check', { ToUserName: toUserName, CreateTime, CardId: 'pTest' });
    const { query, body } = merchantPushOf(message, { toUserName });
    const url = `${server.url}/wechat/component/events/${OTHER}?${new URLSearchParams(query)}`;
    return (await fetch(url, { method: 'POST', body })).status;
  };
  expect(await push()).toBe(200);
  await emulator.unauthorize(OTHER);
  await until(() => expect(platform.merchants.get(OTHER)?.status).toBe('UNAUTHORIZED'));
  expect(await push()).toBe(403);
  expect(refusals).toEqual(['recipient']);
});
