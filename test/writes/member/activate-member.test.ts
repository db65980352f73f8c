import {
  ACTIVATE,
  activate,
  BALANCE_CARD,
  callsOf,
  ForeignTill,
  POINTS_CARD,
  storedMember,
  USERINFO,
} from '../../support/member-writes.js';
import { useStack } from '../../support/use-stack.js';

/** Claimed, and never activated. */
const NEW = { cardId: POINTS_CARD, code: '200000010004' };
/** Active, with 460 points and the number 316510891298. */
const ACTIVE = { cardId: POINTS_CARD, code: '200000010001' };

const stack = useStack();

let keys = 0;
const input = (more: object = {}, member: object = NEW) => {
  keys += 1;
  return { ...member, membershipNumber: 'M-1', idempotencyKey: `key-${keys}`, ...more };
};
const calls = async () => Object.entries(await stack.emulator.calls());
const fault = (when: 'before' | 'after', times = 1) =>
  stack.emulator.fault({ path: ACTIVATE, kind: 'reset', when, times });
const codesIn = ({ userErrors }: { userErrors: { code: string; field: string[] | null }[] }) =>
  userErrors.map(({ code, field }) => [code, field?.join('.')]);

describe('activateMember', () => {
  test('activates a claimed card with every value, after a read', async () => {
    const sent = {
      initialPoints: 100,
      initialPointsRecord: 'Welcome',
      customFieldValue1: 'Gold',
      beginsAt: '2026-01-01T00:00:00.900Z',
      endsAt: '2030-01-01T00:00:00Z',
      backgroundPicUrl: 'https://mmbiz.qpic.cn/a.png',
    };
    expect(await activate(stack.graph, input(sent))).toEqual({
      cardId: NEW.cardId,
      codeValue: NEW.code,
      member: { membershipNumber: 'M-1', points: 100, balance: null, activated: true },
      replayed: false,
      userErrors: [],
    });
    expect(await calls()).toEqual([
      [USERINFO, 2],
      [ACTIVATE, 1],
    ]);
    const [call] = await callsOf(stack.emulator, ACTIVATE);
    expect(call?.request).toEqual({
      code: NEW.code,
      card_id: NEW.cardId,
      membership_number: 'M-1',
      init_bonus: 100,
      init_bonus_record: 'Welcome',
      init_custom_field_value1: 'Gold',
      activate_begin_time: 1_767_225_600,
      activate_end_time: 1_893_456_000,
      background_pic_url: 'https://mmbiz.qpic.cn/a.png',
    });
  });

  test('rejects an active member without a write', async () => {
    const refused = await activate(stack.graph, input({}, ACTIVE));
    expect(codesIn(refused)).toEqual([['MEMBER_ALREADY_ACTIVE', 'code']]);
    expect(refused.userErrors[0].message).toContain('set overwrite to true');
    expect(refused.member).toBeNull();
    expect(await calls()).toEqual([[USERINFO, 1]]);
  });

  test('returns one outcome to two requests with the same key, never MEMBER_ALREADY_ACTIVE to the second', async () => {
    await stack.emulator.fault({ path: USERINFO, kind: 'latency', value: 200, times: 1 });
    const once = input({ initialPoints: 5 });
    const outcomes = await Promise.all([once, once].map((each) => activate(stack.graph, each)));
    expect(outcomes.map(codesIn)).toEqual([[], []]);
    expect(outcomes.map(({ replayed }) => replayed).sort()).toEqual([false, true]);
    expect(await callsOf(stack.emulator, ACTIVATE)).toHaveLength(1);
  });

  test('rejects a member whose activation the platform does not report', async () => {
    const refused = await activate(stack.graph, input({}, { ...NEW, code: '200000010003' }));
    expect(codesIn(refused)).toEqual([['MEMBER_ALREADY_ACTIVE', 'code']]);
    expect(await calls()).toEqual([[USERINFO, 1]]);
  });

  test('replaces the data of an active member with overwrite, without a read first', async () => {
    const query = `mutation ($input: ActivateMemberInput!) { activateMember(input: $input) { replayed userErrors { code } } }`;
    const data = await stack.graph.data(query, { input: input({ overwrite: true, initialPoints: 7 }, ACTIVE) });
    expect(data.activateMember).toEqual({ replayed: false, userErrors: [] });
    expect(await calls()).toEqual([[ACTIVATE, 1]]);
    expect(await storedMember(stack.emulator, ACTIVE.code, ACTIVE.cardId)).toMatchObject({
      membership_number: 'M-1',
      bonus: 7,
    });
  });

  test.each([
    ['an unknown code', { code: '999' }, [['MEMBER_NOT_FOUND', 'code']]],
    ['a card of another type', { cardId: 'pDEMO-groupon-0001' }, [['WRONG_CARD_TYPE', 'cardId']]],
    ['an unknown card', { cardId: 'pNONE' }, [['CARD_NOT_FOUND', 'cardId']]],
    ['an unavailable code', { code: '200000010005' }, [['CODE_STATUS_CONFLICT', 'code']]],
    [
      'an unavailable code, with overwrite',
      { code: '200000010005', overwrite: true },
      [['CODE_STATUS_CONFLICT', 'code']],
    ],
    ['an unknown code, with overwrite', { code: '999', overwrite: true }, [['MEMBER_NOT_FOUND', 'code']]],
  ])('rejects %s and names the field', async (_subject, more, expected) => {
    expect(codesIn(await activate(stack.graph, input(more)))).toEqual(expected);
  });

  test.each([
    ['a code of 21 bytes', { code: '1'.repeat(21) }, 'INVALID_INPUT', 'code'],
    ['a membership number of 21 bytes', { membershipNumber: '会'.repeat(7) }, 'INVALID_INPUT', 'membershipNumber'],
    ['an empty membership number', { membershipNumber: '' }, 'INVALID_INPUT', 'membershipNumber'],
    ['a record of 33 bytes', { initialPointsRecord: '会'.repeat(11) }, 'FIELD_TOO_LONG', 'initialPointsRecord'],
    ['a custom value of 13 bytes', { customFieldValue3: '1'.repeat(13) }, 'FIELD_TOO_LONG', 'customFieldValue3'],
    [
      'a picture URL of 129 bytes',
      { backgroundPicUrl: `http://${'a'.repeat(122)}` },
      'FIELD_TOO_LONG',
      'backgroundPicUrl',
    ],
    ['negative points', { initialPoints: -1 }, 'INVALID_INPUT', 'initialPoints'],
    ['a negative stored value', { initialBalanceFen: -1 }, 'INVALID_INPUT', 'initialBalanceFen'],
    ['a start before 1970', { beginsAt: '1969-12-31T23:59:59Z' }, 'INVALID_INPUT', 'beginsAt'],
    [
      'an end in the second of the start',
      { beginsAt: '2030-01-01T00:00:00.100Z', endsAt: '2030-01-01T00:00:00.900Z' },
      'INVALID_INPUT',
      'endsAt',
    ],
  ])('rejects %s before any call', async (_subject, more, code, field) => {
    expect(codesIn(await activate(stack.graph, input(more)))).toEqual([[code, field]]);
    expect(await calls()).toEqual([]);
  });

  test('rejects decimals before any call, because the platform responds to them with -1', async () => {
    const query = 'mutation ($input: ActivateMemberInput!) { activateMember(input: $input) { replayed } }';
    const { errors } = await stack.graph.ask(query, { input: input({ initialBalanceFen: 0.5 }) });
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(await calls()).toEqual([]);
  });

  test('returns TOO_FREQUENT as data and releases the key, so that a retry sends the call again', async () => {
    await stack.emulator.fault({ path: ACTIVATE, kind: 'errcode', value: 45061, times: 1 });
    const sent = input();
    expect(codesIn(await activate(stack.graph, sent))).toEqual([['TOO_FREQUENT', undefined]]);
    expect(await activate(stack.graph, sent)).toMatchObject({ replayed: false, userErrors: [] });
  });

  test('lets later fields of the same request see the change of the member and of its code', async () => {
    const query = `mutation ($input: ActivateMemberInput!) {
      first: updateMember(input: { cardId: "${NEW.cardId}", code: "${NEW.code}", setPoints: 1, idempotencyKey: "seen-${keys}" }) { member { points activated } }
      second: activateMember(input: $input) { member { points activated card { id } } }
    }`;
    expect(await stack.graph.data(query, { input: input({ initialPoints: 2 }) })).toMatchObject({
      first: { member: { points: 1, activated: false } },
      second: { member: { points: 2, activated: true } },
    });
  });
});

describe('activateMember with a lost response', () => {
  test('succeeds by reading back when the call took effect', async () => {
    await fault('after');
    const sent = input({ initialPoints: 30 });
    expect(await activate(stack.graph, sent)).toMatchObject({
      replayed: false,
      userErrors: [],
      member: { points: 30, activated: true },
    });
    expect(await activate(stack.graph, sent)).toMatchObject({ replayed: true, userErrors: [] });
    expect(await callsOf(stack.emulator, ACTIVATE)).toHaveLength(1);
  });

  test('sends the call once more while the member reads inactive', async () => {
    await fault('before');
    expect(await activate(stack.graph, input({ initialPoints: 30 }))).toMatchObject({ userErrors: [] });
    expect(await callsOf(stack.emulator, ACTIVATE)).toHaveLength(2);
  });

  test('never repeats a call that sets points once the member is active, so that nothing earned since is lost', async () => {
    await fault('before', 2);
    const sent = input({ initialPoints: 30 });
    expect(codesIn(await activate(stack.graph, sent))).toEqual([['OUTCOME_UNKNOWN', undefined]]);
    const till = await ForeignTill.open(stack.emulator);
    const foreign = { code: NEW.code, card_id: NEW.cardId, membership_number: 'OTHER', init_bonus: 500 };
    expect(await till.activate(foreign)).toMatchObject({ errcode: 0 });
    await stack.emulator.clearFaults();
    const repeated = await activate(stack.graph, sent);
    expect(codesIn(repeated)).toEqual([['OUTCOME_UNKNOWN', undefined]]);
    expect(repeated.replayed).toBe(true);
    expect(await storedMember(stack.emulator, NEW.code, NEW.cardId)).toMatchObject({
      membership_number: 'OTHER',
      bonus: 500,
    });
  });

  test('is settled by a retry with the key while the member reads inactive', async () => {
    await fault('before', 2);
    const sent = input({ initialPoints: 30 });
    expect(codesIn(await activate(stack.graph, sent))).toEqual([['OUTCOME_UNKNOWN', undefined]]);
    expect(await activate(stack.graph, sent)).toMatchObject({ userErrors: [], member: { points: 30 } });
  });

  test('stays unknown when another key activated the member with the same values', async () => {
    await fault('before', 2);
    const sent = input({ initialPoints: 30 });
    expect(codesIn(await activate(stack.graph, sent))).toEqual([['OUTCOME_UNKNOWN', undefined]]);
    expect(await activate(stack.graph, input({ initialPoints: 30 }))).toMatchObject({ userErrors: [] });
    expect(codesIn(await activate(stack.graph, sent))).toEqual([['OUTCOME_UNKNOWN', undefined]]);
  });

  test('is sent again with overwrite and without totals, because a repetition does no harm', async () => {
    await fault('before');
    const sent = input({ overwrite: true, customFieldValue1: 'Gold' }, ACTIVE);
    expect(await activate(stack.graph, sent)).toMatchObject({ userErrors: [], member: { points: 460 } });
    expect(await callsOf(stack.emulator, ACTIVATE)).toHaveLength(2);
  });

  test.each([
    ['took effect', 'after'],
    ['had none', 'before'],
  ] as const)('is unknown with overwrite and totals if no read shows that it %s', async (_subject, when) => {
    await fault(when);
    const sent = input({ overwrite: true, initialPoints: 5, customFieldValue1: 'Gold' }, ACTIVE);
    for (const replayed of [false, true]) {
      const outcome = await activate(stack.graph, sent);
      expect(codesIn(outcome)).toEqual([['OUTCOME_UNKNOWN', undefined]]);
      expect(outcome.replayed).toBe(replayed);
    }
    expect(await callsOf(stack.emulator, ACTIVATE)).toHaveLength(1);
  });

  test('succeeds with overwrite if the read shows every sent value, the stored value in fen', async () => {
    const member = { cardId: BALANCE_CARD, code: '200000020002' };
    await fault('after');
    const sent = input({ overwrite: true, initialBalanceFen: 1250 }, member);
    expect(await activate(stack.graph, sent)).toMatchObject({ userErrors: [], member: { balance: '1250' } });
    expect(await callsOf(stack.emulator, ACTIVATE)).toHaveLength(1);
  });
});
