import {
  BALANCE_CARD,
  callsOf,
  change,
  ForeignTill,
  POINTS_CARD,
  storedMember,
  UPDATE,
  USERINFO,
} from '../../support/member-writes.js';
import { sendJson } from '../../support/raw-platform.js';
import { until } from '../../support/time.js';
import { useProxiedStack, useStack } from '../../support/use-stack.js';

/** 460 points. */
const POINTS = { cardId: POINTS_CARD, code: '200000010001' };
/** No points, no stored value. */
const BALANCE = { cardId: BALANCE_CARD, code: '200000020002' };
const HOLDER = 'oDEMO-user-0005';

const stack = useStack();

let keys = 0;
const input = (more: object, member: object = POINTS) => {
  keys += 1;
  return { ...member, idempotencyKey: `key-${keys}`, ...more };
};
const calls = async () => Object.entries(await stack.emulator.calls());
const fault = (when: 'before' | 'after', times = 1) =>
  stack.emulator.fault({ path: UPDATE, kind: 'reset', when, times });
const codesIn = ({ userErrors }: { userErrors: { code: string; field: string[] | null }[] }) =>
  userErrors.map(({ code, field }) => [code, field?.join('.')]);
const sent = async () => (await callsOf(stack.emulator, UPDATE)).map(({ request }) => request);
const UNKNOWN = [['OUTCOME_UNKNOWN', undefined]];
const DEFAULT_NOTIFY = {
  is_notify_bonus: true,
  is_notify_balance: true,
  is_notify_custom_field1: false,
  is_notify_custom_field2: false,
  is_notify_custom_field3: false,
};

describe('updateMember', () => {
  test('sends totals as totals in one call, with every message setting', async () => {
    expect(await change(stack.graph, input({ setPoints: 10, setBalanceFen: 2550 }, BALANCE))).toEqual({
      ...{ cardId: BALANCE.cardId, codeValue: BALANCE.code, replayed: false, userErrors: [] },
      ...{ points: 10, balance: { fen: 2550 }, holder: { openid: HOLDER } },
    });
    expect(await calls()).toEqual([[UPDATE, 1]]);
    const { cardId: card_id, code } = BALANCE;
    expect(await sent()).toEqual([{ card_id, code, bonus: 10, balance: 2550, notify_optional: DEFAULT_NOTIFY }]);
  });

  test('sends differences as differences, after a read', async () => {
    const added = { addPoints: 7, pointsRecord: 'Tea', addBalanceFen: 500, balanceRecord: 'Cash' };
    expect(await change(stack.graph, input(added, BALANCE))).toMatchObject({ points: 7, balance: { fen: 500 } });
    expect(await calls()).toEqual([
      [USERINFO, 1],
      [UPDATE, 1],
    ]);
    const { cardId: card_id, code } = BALANCE;
    const records = { record_bonus: 'Tea', record_balance: 'Cash' };
    expect(await sent()).toEqual([
      { card_id, code, add_bonus: 7, add_balance: 500, ...records, notify_optional: DEFAULT_NOTIFY },
    ]);
  });

  test('takes points away with a negative difference', async () => {
    expect(await change(stack.graph, input({ addPoints: -60 }))).toMatchObject({ points: 400, userErrors: [] });
  });

  test('sends custom values, the picture and the message settings of the input', async () => {
    const notify = { points: false, customField2: true };
    const more = { customFieldValue1: '', customFieldValue2: 'Gold', backgroundPicUrl: 'https://mmbiz.qpic.cn/a.png' };
    expect(await change(stack.graph, input({ ...more, notify }))).toMatchObject({ points: 460, userErrors: [] });
    expect(await sent()).toMatchObject([
      {
        custom_field_value1: '',
        custom_field_value2: 'Gold',
        background_pic_url: more.backgroundPicUrl,
        notify_optional: { ...DEFAULT_NOTIFY, is_notify_bonus: false, is_notify_custom_field2: true },
      },
    ]);
  });

  test('replays points and stored value from the record, and reads only the holder', async () => {
    const once = input({ addPoints: 1, addBalanceFen: 2 }, BALANCE);
    await change(stack.graph, once);
    await stack.emulator.clearLedger();
    const replay = { points: 1, balance: { fen: 2 }, holder: { openid: HOLDER }, replayed: true, userErrors: [] };
    expect(await change(stack.graph, once)).toMatchObject(replay);
    expect(await calls()).toEqual([[USERINFO, 1]]);
  });

  test('returns the changed member', async () => {
    const query = `mutation ($input: UpdateMemberInput!) {
      before: updateMember(input: { cardId: "${POINTS.cardId}", code: "${POINTS.code}", addPoints: 1, idempotencyKey: "first" }) { member { points } }
      after: updateMember(input: $input) { member { points card { id } } }
    }`;
    expect(await stack.graph.data(query, { input: input({ addPoints: 1 }) })).toEqual({
      before: { member: { points: 461 } },
      after: { member: { points: 462, card: { id: POINTS.cardId } } },
    });
  });

  test.each([
    ['no change', { pointsRecord: 'Tea', setPoints: null }, 'INVALID_INPUT', undefined],
    ['a total and a difference of points', { setPoints: 1, addPoints: 1 }, 'CONFLICTING_FIELDS', 'addPoints'],
    [
      'a total and a difference of value',
      { setBalanceFen: 1, addBalanceFen: 1 },
      'CONFLICTING_FIELDS',
      'addBalanceFen',
    ],
    ['a difference of 0', { addPoints: 0 }, 'INVALID_INPUT', 'addPoints'],
    ['a difference of -2^31', { addBalanceFen: -(2 ** 31) }, 'INVALID_INPUT', 'addBalanceFen'],
    ['a negative total', { setPoints: -1 }, 'INVALID_INPUT', 'setPoints'],
    ['a negative stored value', { setBalanceFen: -1 }, 'INVALID_INPUT', 'setBalanceFen'],
    ['a record of 45 bytes', { addPoints: 1, pointsRecord: '茶'.repeat(15) }, 'FIELD_TOO_LONG', 'pointsRecord'],
    ['a custom value of 15 bytes', { customFieldValue2: '金'.repeat(5) }, 'FIELD_TOO_LONG', 'customFieldValue2'],
  ])('rejects %s before any call', async (_subject, more, code, field) => {
    const refused = await change(stack.graph, input(more));
    expect(codesIn(refused)).toEqual([[code, field]]);
    expect(refused).toMatchObject({ points: null, balance: null, holder: null });
    expect(await calls()).toEqual([]);
  });

  test('names both fields that exclude each other', async () => {
    const { userErrors } = await change(stack.graph, input({ setPoints: 1, addPoints: 1 }));
    expect(userErrors[0].message).toBe('setPoints excludes addPoints. Send only one of them');
  });

  test('rejects decimals before any call, because the platform responds to them with -1', async () => {
    const query = 'mutation ($input: UpdateMemberInput!) { updateMember(input: $input) { replayed } }';
    const { errors } = await stack.graph.ask(query, { input: input({ addPoints: 1.5 }) });
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(await calls()).toEqual([]);
  });

  test.each([
    ['an unknown code', { addPoints: 1 }, { ...POINTS, code: '999' }, 'MEMBER_NOT_FOUND', 'code'],
    ['an unknown code of a total', { setPoints: 1 }, { ...POINTS, code: '999' }, 'MEMBER_NOT_FOUND', 'code'],
    [
      'a card of another type',
      { setPoints: 1 },
      { cardId: 'pDEMO-groupon-0001', code: '100000000001' },
      'WRONG_CARD_TYPE',
      'cardId',
    ],
    ['an unavailable code', { addPoints: 1 }, { ...POINTS, code: '200000010005' }, 'CODE_STATUS_CONFLICT', 'code'],
    ['too few points', { addPoints: -461 }, POINTS, 'INVALID_INPUT', 'addPoints'],
    ['too little stored value', { addBalanceFen: -1 }, BALANCE, 'INVALID_INPUT', 'addBalanceFen'],
  ])('rejects %s and names the field', async (_subject, more, member, code, field) => {
    expect(codesIn(await change(stack.graph, input(more, member)))).toEqual([[code, field]]);
    expect((await callsOf(stack.emulator, UPDATE)).filter(({ committed }) => committed)).toEqual([]);
  });

  test.each([
    [43011, { setPoints: 1 }, 'NOT_PERMITTED', 'setPoints'],
    [43010, { addBalanceFen: 1 }, 'NOT_PERMITTED', 'addBalanceFen'],
    [45021, { customFieldValue1: 'a' }, 'FIELD_TOO_LONG', undefined],
    [40141, { backgroundPicUrl: 'https://demo.example' }, 'INVALID_INPUT', 'backgroundPicUrl'],
    [45061, { addPoints: 1 }, 'TOO_FREQUENT', undefined],
    [41011, { addPoints: 1 }, 'INVALID_INPUT', undefined],
  ])('explains errcode %s', async (value, more, code, field) => {
    await stack.emulator.fault({ path: UPDATE, kind: 'errcode', value, times: 1 });
    expect(codesIn(await change(stack.graph, input(more)))).toEqual([[code, field]]);
  });
});

describe('a difference with a lost response', () => {
  test('succeeds when the total is the former one plus the difference', async () => {
    await fault('after');
    const once = input({ addPoints: 5, addBalanceFen: 70 }, BALANCE);
    const outcome = { points: 5, balance: { fen: 70 }, holder: { openid: HOLDER }, userErrors: [] };
    expect(await change(stack.graph, once)).toMatchObject({ ...outcome, replayed: false });
    expect(await change(stack.graph, once)).toMatchObject({ ...outcome, replayed: true });
    expect(await sent()).toHaveLength(1);
  });

  test('is sent once more when the total is the former one', async () => {
    await fault('before');
    expect(await change(stack.graph, input({ addPoints: 5 }))).toMatchObject({ points: 465, replayed: false });
    expect(await sent()).toHaveLength(2);
  });

  test('is settled by a retry with the key', async () => {
    await fault('before', 2);
    const once = input({ addPoints: 5 });
    expect(codesIn(await change(stack.graph, once))).toEqual(UNKNOWN);
    expect(await change(stack.graph, once)).toMatchObject({ points: 465, userErrors: [] });
    expect(await change(stack.graph, once)).toMatchObject({ points: 465, replayed: true });
    expect((await callsOf(stack.emulator, UPDATE)).filter(({ committed }) => committed)).toHaveLength(1);
  });

  test('stays unknown when another key changed the total to the expected one', async () => {
    await fault('before', 2);
    const lost = input({ addPoints: 5 });
    expect(codesIn(await change(stack.graph, lost))).toEqual(UNKNOWN);
    expect(await change(stack.graph, input({ addPoints: 5 }))).toMatchObject({ points: 465 });
    expect(codesIn(await change(stack.graph, lost))).toEqual(UNKNOWN);
    expect(await storedMember(stack.emulator, POINTS.code, POINTS.cardId)).toMatchObject({ bonus: 465 });
  });

  test('needs both differences to show', async () => {
    await fault('before', 2);
    const both = input({ addPoints: 5, addBalanceFen: 70 }, BALANCE);
    expect(codesIn(await change(stack.graph, both))).toEqual(UNKNOWN);
    const till = await ForeignTill.open(stack.emulator);
    await till.update({ card_id: BALANCE.cardId, code: BALANCE.code, add_bonus: 5 });
    expect(codesIn(await change(stack.graph, both))).toEqual(UNKNOWN);
    expect((await callsOf(stack.emulator, UPDATE)).filter(({ committed }) => committed)).toHaveLength(1);
  });

  test('compares decimals that the platform reports', async () => {
    const decimal = { cardId: BALANCE_CARD, code: '200000020001' };
    await fault('after');
    // A CnyAmount has no fractions of a fen.
    const booked = { balance: null, userErrors: [] };
    expect(await change(stack.graph, input({ addBalanceFen: 100 }, decimal))).toMatchObject(booked);
    expect(await storedMember(stack.emulator, decimal.code, decimal.cardId)).toMatchObject({ balance: 288.5 });
  });
});

describe('a change whose response is not that of membercard/updateuser', () => {
  const proxied = useProxiedStack();

  test.each([
    ['a difference', { addPoints: 5 }, 465],
    ['a total', { setPoints: 9 }, 9],
  ])('is not reported as a success before a read shows the effect of %s', async (_subject, more, points) => {
    proxied.answerNext(UPDATE, (_, response) => sendJson(response, {}));
    expect(await change(proxied.graph, input(more))).toMatchObject({ points, userErrors: [] });
    expect(await storedMember(proxied.emulator, POINTS.code, POINTS.cardId)).toMatchObject({ bonus: points });
  });
});

describe('totals with a lost response', () => {
  test('succeed when they read as set', async () => {
    await fault('after');
    const totals = input({ setPoints: 9, setBalanceFen: 30 }, BALANCE);
    expect(await change(stack.graph, totals)).toMatchObject({ points: 9, balance: { fen: 30 }, userErrors: [] });
    expect(await sent()).toHaveLength(1);
  });

  test('are sent again when they do not read as set', async () => {
    await fault('before');
    expect(await change(stack.graph, input({ setPoints: 9 }))).toMatchObject({ points: 9, userErrors: [] });
    expect(await sent()).toHaveLength(2);
  });

  test('are sent again by a retry with the key', async () => {
    await fault('before', 2);
    const totals = input({ setPoints: 9 });
    expect(codesIn(await change(stack.graph, totals))).toEqual(UNKNOWN);
    expect(await change(stack.graph, totals)).toMatchObject({ points: 9, userErrors: [] });
  });

  test('are not sent again by a retry after another key changed the member, so that its booking is not erased', async () => {
    await fault('before', 2);
    const totals = input({ setPoints: 9 });
    expect(codesIn(await change(stack.graph, totals))).toEqual(UNKNOWN);
    expect(await change(stack.graph, input({ addPoints: 5 }))).toMatchObject({ points: 465, userErrors: [] });
    expect(codesIn(await change(stack.graph, totals))).toEqual(UNKNOWN);
    expect(await storedMember(stack.emulator, POINTS.code, POINTS.cardId)).toMatchObject({ bonus: 465 });
  });

  test('are sent again when no read shows another value of the same call', async () => {
    await fault('before');
    const unchanged = input({ setPoints: 460, customFieldValue1: 'Gold' });
    expect(await change(stack.graph, unchanged)).toMatchObject({ points: 460, userErrors: [] });
    expect(await sent()).toHaveLength(2);
  });
});

describe('a difference while a foreign till books', () => {
  const hasty = useStack({ server: { requestTimeoutMs: 2000 } });

  /** Loses the response to a difference while the foreign till books 3 points. Returns the input, whose outcome is unknown. */
  async function loseBeside(when: 'before' | 'after') {
    const till = await ForeignTill.open(hasty.emulator);
    await hasty.emulator.fault({ path: UPDATE, kind: 'hang', when, times: 1 });
    const lost = input({ addPoints: 50 });
    const pending = change(hasty.graph, lost);
    await until(async () => (await callsOf(hasty.emulator, UPDATE)).length === 1);
    expect(await till.update({ card_id: POINTS.cardId, code: POINTS.code, add_bonus: 3 })).toMatchObject({
      errcode: 0,
    });
    expect(codesIn(await pending)).toEqual(UNKNOWN);
    return lost;
  }
  const bonus = async () => (await storedMember(hasty.emulator, POINTS.code, POINTS.cardId)).bonus;

  test.each([
    ['had no effect', 'before', 463],
    ['took effect', 'after', 513],
  ] as const)(
    'stays unknown and is not sent again when the till booked since and the call %s',
    async (_, when, total) => {
      const lost = await loseBeside(when);
      expect(codesIn(await change(hasty.graph, lost))).toEqual(UNKNOWN);
      expect(await bonus()).toBe(total);
    },
  );

  test('is not sent again when another key brought the total back to the former one', async () => {
    const lost = await loseBeside('after');
    expect(await change(hasty.graph, input({ addPoints: -53 }))).toMatchObject({ points: 460, userErrors: [] });
    expect(codesIn(await change(hasty.graph, lost))).toEqual(UNKNOWN);
    expect(await bonus()).toBe(460);
  });

  test('waits for another difference of the same member, so that both are added', async () => {
    await hasty.emulator.fault({ path: UPDATE, kind: 'latency', value: 100 });
    const outcomes = await Promise.all([1, 2, 3].map((addPoints) => change(hasty.graph, input({ addPoints }))));
    expect(outcomes.map(({ userErrors }) => userErrors)).toEqual([[], [], []]);
    expect(await bonus()).toBe(466);
  });
});
