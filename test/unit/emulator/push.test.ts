import { EmulatorControl, type PushTarget } from '../../support/emulator-control.js';
import { PushReceiver, RECEIVER_KEYS } from '../../support/push-receiver.js';
import { until } from '../../support/time.js';
import { EmulatorClient } from './emulator-client.js';

const VOUCHER = 'pDEMO-groupon-0001';
const MEMBER_CARD = 'pDEMO-member-card-0001';
const UNDER_REVIEW = 'pDEMO-cash-0003';

let emulator: EmulatorClient;
let control: EmulatorControl;
let receiver: PushReceiver;

const connect = (target: Partial<PushTarget> = {}) =>
  control.connectPush({ url: receiver.url, ...RECEIVER_KEYS, ...target });

/** Returns the fields of all pushes once this number has arrived. */
async function received(count: number) {
  await until(() => receiver.pushes.length >= count);
  return receiver.pushes.map(({ fields }) => fields);
}

beforeAll(async () => {
  emulator = await EmulatorClient.start({ reviewSeconds: 60 });
  control = new EmulatorControl(emulator.url);
  receiver = await PushReceiver.start();
});

beforeEach(async () => {
  await control.disconnectPush();
  await control.reset();
  receiver.pushes.length = 0;
  Object.assign(receiver, { status: 200, reply: 'success', echo: undefined });
});

afterAll(async () => {
  await emulator.close();
  await receiver.close();
});

describe('the URL check', () => {
  test('verifies a URL that returns the echo', async () => {
    expect(await connect()).toEqual({ verified: true });
  });

  test('does not verify a URL that returns more than the echo', async () => {
    receiver.echo = 'success';
    expect(await connect()).toEqual({ verified: false });
    await control.claim({ card_id: VOUCHER, openid: 'oPush' });
    expect(await control.pushes()).toEqual({ sent: 0, answered: 0, pending: 0, failed: 0, recent: [] });
  });

  test('does not verify a URL with another token', async () => {
    expect(await connect({ token: 'anotherToken' })).toEqual({ verified: false });
  });

  test('does not verify a URL without a server', async () => {
    expect(await connect({ url: 'http://127.0.0.1:1/' })).toEqual({ verified: false });
  });

  test.each([
    ['url', { url: 'ftp://127.0.0.1/' }],
    ['token', { token: 'with blank' }],
    ['aesKey', { aesKey: 'short' }],
    ['mode', { mode: 'clear' }],
  ])('rejects an invalid %s and does not repeat it', async (name, invalid) => {
    const body = JSON.stringify({ url: receiver.url, ...RECEIVER_KEYS, ...invalid });
    const response = await emulator.raw('POST', '/_emulator/push', body);
    expect(response.status).toBe(400);
    const { error } = (await response.json()) as { error: string };
    expect(error).toMatch(new RegExp(`^${name}: expected `));
    expect(error).not.toContain(Object.values(invalid)[0]);
  });
});

describe('pushed events', () => {
  test('carry a claim with the query string of the URL', async () => {
    await connect();
    const { code } = await control.claim({ card_id: VOUCHER, openid: 'oPush', outer_str: 'a]]>b<&' });
    const [fields] = await received(1);
    expect(fields).toMatchObject({
      ...{ Event: 'user_get_card', CardId: VOUCHER, UserCardCode: code, FromUserName: 'oPush' },
      ...{ OuterStr: 'a]]>b<&', IsGiveByFriend: '0', IsRestoreMemberCard: '0' },
    });
    expect(receiver.pushes[0]?.query).toMatchObject({ from: 'test', encrypt_type: 'aes', openid: 'oPush' });
  });

  test('carry reviews with the reason of a refusal', async () => {
    await connect();
    await control.review({ card_id: UNDER_REVIEW, passed: false, reason: 'blurred' });
    const [fields] = await received(1);
    expect(fields).toMatchObject({ Event: 'card_not_pass_check', CardId: UNDER_REVIEW, RefuseReason: 'blurred' });
  });

  test('carry a gift with giver, receiver and both codes', async () => {
    await connect();
    await control.act('100000000001', 'gift', { friend_openid: 'oFriend' });
    await received(1);
    const { code } = await control.act('100000000001', 'accept', { friend_openid: 'oFriend' });
    const [given, taken] = await received(2);
    expect(given).toMatchObject({
      ...{ Event: 'user_gifting_card', FromUserName: 'oDEMO-user-0001', FriendUserName: 'oFriend' },
      ...{ IsReturnBack: '0', IsChatRoom: '0' },
    });
    expect(taken).toMatchObject({
      ...{ Event: 'user_get_card', FromUserName: 'oFriend', FriendUserName: 'oDEMO-user-0001' },
      ...{ IsGiveByFriend: '1', OldUserCardCode: '100000000001', UserCardCode: code },
    });
  });

  test('carry the return of a gift that was not accepted within 24 hours', async () => {
    await connect();
    await control.act('100000000001', 'gift', { friend_openid: 'oFriend' });
    await received(1);
    await control.setClock({ advanceSeconds: 86_400 });
    const [, returned] = await received(2);
    expect(returned).toMatchObject({ Event: 'user_gifting_card', IsReturnBack: '1', UserCardCode: '100000000001' });
  });

  test('carry a redemption by API and one by another till with their sources', async () => {
    await connect();
    const token = await emulator.token();
    await emulator.call('/card/code/consume', token, { code: '100000000001' });
    await received(1);
    await control.act('100000000012', 'redeem', { source: 'FROM_MP' });
    const redeemed = await received(2);
    expect(redeemed.map((fields) => [fields?.Event, fields?.UserCardCode, fields?.ConsumeSource])).toEqual([
      ['user_consume_card', '100000000001', 'FROM_API'],
      ['user_consume_card', '100000000012', 'FROM_MP'],
    ]);
  });

  test('carry the difference of points, not the total', async () => {
    await connect();
    const token = await emulator.token();
    await emulator.call('/card/membercard/updateuser', token, {
      ...{ card_id: MEMBER_CARD, code: '200000010001', add_bonus: 7 },
    });
    const [fields] = await received(1);
    expect(fields).toMatchObject({ Event: 'update_member_card', ModifyBonus: '7', ModifyBalance: '0' });
  });

  test.each([
    ['delete', 'user_del_card'],
    ['pay', 'user_pay_from_pay_cell'],
    ['enter', 'user_enter_session_from_card'],
  ])('carry %s as %s', async (action, event) => {
    await connect();
    await control.act('100000000001', action);
    expect((await received(1))[0]).toMatchObject({ Event: event, UserCardCode: '100000000001' });
  });

  test('are not caused by refused claims', async () => {
    await connect();
    expect(await control.claim({ card_id: UNDER_REVIEW, openid: 'oPush' })).toMatchObject({ errcode: 40078 });
    await control.claim({ card_id: VOUCHER, openid: 'oPush' });
    expect(await received(1)).toHaveLength(1);
    expect((await control.pushes()).recent).toHaveLength(1);
  });

  test('are not sent after DELETE', async () => {
    await connect();
    await control.disconnectPush();
    await control.claim({ card_id: VOUCHER, openid: 'oPush' });
    expect((await control.pushes()).recent).toEqual([]);
  });
});
