import { EmulatorControl, type PushFault, type PushTarget } from '../../support/emulator-control.js';
import { PushReceiver, RECEIVER_KEYS } from '../../support/push-receiver.js';
import { pushedMessages, shown } from '../../support/pushes.js';
import { until } from '../../support/time.js';
import { EmulatorClient } from './emulator-client.js';

const CARD = 'pDEMO-groupon-0001';
const CODE = '100000000001';
const OLD_KEYS = { token: 'oldPushToken', aesKey: `${'b'.repeat(42)}E` };

let emulator: EmulatorClient;
let control: EmulatorControl;
let receiver: PushReceiver;

const connect = (target: Partial<PushTarget> = {}) =>
  control.connectPush({ url: receiver.url, ...RECEIVER_KEYS, ...target });

const arrived = (count: number) => until(() => receiver.pushes.length >= count);
const enter = () => control.act(CODE, 'enter');
const pay = () => control.act(CODE, 'pay');
const nextTry = () => control.setClock({ advanceSeconds: 5 });
const noneIsPending = () => until(async () => (await control.pushes()).pending === 0);

async function withFault(kind: PushFault['kind'], times = 1) {
  await connect();
  await control.pushFault({ kind, times });
}

beforeAll(async () => {
  emulator = await EmulatorClient.start();
  control = new EmulatorControl(emulator.url);
  receiver = await PushReceiver.start('wxdemo', { token: shown(OLD_KEYS.token), aesKey: shown(OLD_KEYS.aesKey) });
});

beforeEach(async () => {
  await control.disconnectPush();
  await control.reset();
  receiver.pushes.length = 0;
  Object.assign(receiver, { status: 200, reply: 'success' });
});

afterAll(async () => {
  await emulator.close();
  await receiver.close();
});

describe('retries', () => {
  test('follow after five seconds by the emulator clock, three tries in total', async () => {
    await connect();
    receiver.status = 503;
    await enter();
    await arrived(1);
    await nextTry();
    await arrived(2);
    await nextTry();
    await arrived(3);
    await noneIsPending();
    expect(await control.pushes()).toEqual({
      ...{ sent: 1, answered: 0, pending: 0, failed: 1 },
      recent: [{ event: 'user_enter_session_from_card', status: 'failed', tries: 3 }],
    });
  });

  test('bring the same message in a new envelope', async () => {
    await connect();
    receiver.reply = 'error';
    await enter();
    await arrived(1);
    receiver.reply = '';
    await nextTry();
    await noneIsPending();
    const [first, second] = receiver.pushes;
    expect(second?.fields).toEqual(first?.fields);
    expect(second?.body).not.toBe(first?.body);
    expect(second?.query.nonce).not.toBe(first?.query.nonce);
    expect((await control.pushes()).recent).toMatchObject([{ status: 'answered', tries: 2 }]);
  });

  test('follow a try that gets no response', async () => {
    await connect();
    receiver.status = undefined;
    await enter();
    await arrived(1);
    receiver.status = 200;
    await nextTry();
    await noneIsPending();
    expect((await control.pushes()).recent).toMatchObject([{ status: 'answered', tries: 2 }]);
  });
});

describe('the fault', () => {
  test('lost sends nothing', async () => {
    await withFault('lost');
    await enter();
    await pay();
    await arrived(1);
    await noneIsPending();
    expect(receiver.events).toEqual(['user_pay_from_pay_cell']);
    expect(await control.pushes()).toMatchObject({ sent: 1, answered: 1, failed: 1 });
  });

  test('unanswered repeats a push that arrived', async () => {
    await withFault('unanswered');
    await enter();
    await arrived(1);
    expect(await control.pushes()).toMatchObject({ answered: 0, pending: 1 });
    await nextTry();
    await noneIsPending();
    expect(receiver.events).toHaveLength(2);
    expect(await control.pushes()).toMatchObject({ sent: 1, answered: 1 });
  });

  test('duplicate sends a message twice in different envelopes', async () => {
    await withFault('duplicate');
    await enter();
    await arrived(2);
    await noneIsPending();
    expect(receiver.pushes[1]?.fields).toEqual(receiver.pushes[0]?.fields);
    expect(receiver.pushes[1]?.body).not.toBe(receiver.pushes[0]?.body);
  });

  test('late sends a message a minute after its creation', async () => {
    await withFault('late');
    await enter();
    await control.setClock({ advanceSeconds: 50 });
    expect(receiver.pushes).toEqual([]);
    await control.setClock({ advanceSeconds: 10 });
    await arrived(1);
    const [push] = receiver.pushes;
    expect(Number(push?.query.timestamp) - Number(push?.fields?.CreateTime)).toBeGreaterThanOrEqual(60);
  });

  test('unordered lets the next message overtake', async () => {
    await withFault('unordered');
    await enter();
    await pay();
    await arrived(2);
    expect(receiver.events).toEqual(['user_pay_from_pay_cell', 'user_enter_session_from_card']);
  });

  test('previous-key uses the keys before the last change', async () => {
    await connect(OLD_KEYS);
    await withFault('previous-key');
    const strict = await PushReceiver.start();
    await connect({ url: strict.url });
    await enter();
    await until(async () => (await control.pushes()).recent[0]?.tries === 1);
    expect(strict.events).toEqual([]);
    await connect();
    await nextTry();
    await arrived(1);
    await strict.close();
    expect(receiver.events).toEqual(['user_enter_session_from_card']);
  });

  test('previous-key is rejected before any change of keys', async () => {
    await connect();
    await expect(control.pushFault({ kind: 'previous-key' })).rejects.toThrow('expected previous-key after a second');
  });

  test.each([
    ['other-key', 'padding'],
    ['broken', 'unreadable'],
  ] as const)('%s sends a signed message that the receiver classifies as %s', async (kind, outcome) => {
    await withFault(kind);
    await enter();
    await arrived(1);
    expect(receiver.pushes.map((push) => push.outcome)).toEqual([outcome]);
  });

  test('unknown sends an event with a new name', async () => {
    await withFault('unknown');
    await enter();
    await arrived(1);
    expect(receiver.pushes[0]?.fields).toMatchObject({ Event: 'user_emulated_card', CardId: CARD });
  });

  test('lying-plain sends other values in plain text than in the encrypted text', async () => {
    await withFault('lying-plain');
    await enter();
    await arrived(1);
    const [push] = receiver.pushes;
    expect(push?.fields).toMatchObject({ CardId: CARD, UserCardCode: CODE });
    expect(push?.body).toContain('<CardId><![CDATA[pEMULATOR-lie]]></CardId>');
    expect(push?.body).not.toContain(CARD);
  });

  test('affects as many pushes as `times` states', async () => {
    await withFault('unknown', 2);
    for (let count = 1; count <= 3; count += 1) {
      await enter();
      await arrived(count);
    }
    const other = 'user_emulated_card';
    expect(receiver.events).toEqual([other, other, 'user_enter_session_from_card']);
  });
});

describe('a wave of claims', () => {
  test('is pushed completely and exactly once', async () => {
    await connect();
    await Promise.all(Array.from({ length: 100 }, (_, n) => control.claim({ card_id: CARD, openid: `oWave${n}` })));
    await noneIsPending();
    expect(await control.pushes()).toMatchObject({ sent: 100, answered: 100, failed: 0 });
    expect(new Set(receiver.pushes.map(({ fields }) => fields?.UserCardCode)).size).toBe(100);
    expect(receiver.pushes).toHaveLength(100);
  });
});

describe('the modes', () => {
  test('compatible shows the fields in plain text as well', async () => {
    await connect({ mode: 'compatible' });
    await enter();
    await arrived(1);
    expect(receiver.pushes[0]).toMatchObject({ outcome: 'authentic', fields: { CardId: CARD } });
    expect(receiver.pushes[0]?.body).toContain(`<CardId><![CDATA[${CARD}]]></CardId>`);
  });

  test('plain is signed without the body', async () => {
    await connect({ mode: 'plain' });
    await enter();
    await arrived(1);
    expect(receiver.pushes[0]?.outcome).toBe('plain mode');
    expect(receiver.pushes[0]?.body).toContain('<Event><![CDATA[user_enter_session_from_card]]></Event>');
    expect(receiver.pushes[0]?.query).not.toHaveProperty('encrypt_type');
  });
});

/** Fields that the platform does not always send. */
const OPTIONAL = ['UnionId', 'SourceScene'];

test('messages have the fields of the contract', async () => {
  await connect();
  const member = 'pDEMO-member-card-0001';
  const token = await emulator.token();
  await control.claim({ card_id: CARD, openid: 'oFields' });
  await control.act(CODE, 'gift', { friend_openid: 'oFriend' });
  await control.act(CODE, 'return');
  await enter();
  await control.act(CODE, 'redeem');
  await control.act('200000010001', 'pay');
  await control.act('100000000012', 'delete');
  await control.review({ card_id: 'pDEMO-cash-0003', passed: true });
  await emulator.call('/card/membercard/updateuser', token, { card_id: member, code: '200000010001', add_bonus: 1 });
  await arrived(9);
  const namesOf = (names: readonly string[]) => names.filter((name) => !OPTIONAL.includes(name)).sort();
  const contract = new Map(
    pushedMessages()
      .filter(([name]) => name.endsWith('.xml'))
      .map(([name, text]) => [name.split('.')[0], [...text.matchAll(/<(\w+)>/g)].map(([, tag]) => String(tag))]),
  );
  for (const { fields = {} } of receiver.pushes) {
    const expected = contract.get(fields.Event)?.filter((tag) => tag !== 'xml') ?? [];
    expect({ event: fields.Event, names: namesOf(Object.keys(fields)) }).toEqual({
      event: fields.Event,
      names: namesOf(expected),
    });
  }
});
