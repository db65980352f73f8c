import { CardWrites, pathsCalled, refusalsOf, storedPayload } from '../../support/card-writes.js';
import type { Fault } from '../../support/emulator-control.js';
import { sendBytes, sendJson } from '../../support/raw-platform.js';
import { startStack, TRIES, WIDE_LIMITS } from '../../support/stack.js';
import { useProxiedStack, useStack } from '../../support/use-stack.js';
import type { AdvancedInfoChanges, UpdateCardInput } from '../generated/graphql.js';

const VOUCHER = 'pDEMO-groupon-0001';
const MEMBER = 'pDEMO-member-card-0001';
const THREE_CALLS = ['/card/get', '/card/update', '/card/get'];

const stack = useStack({ server: { limits: WIDE_LIMITS } });
let cards: CardWrites;

beforeAll(() => {
  cards = new CardWrites(stack.graph);
});

/** Refused alike by preview and update, after these calls each. */
async function expectRefused(input: UpdateCardInput, refusals: unknown, calls: readonly string[]): Promise<void> {
  const preview = await cards.preview(input);
  expect(await pathsCalled(stack.emulator)).toEqual(calls);
  await stack.emulator.clearLedger();
  const outcome = await cards.update(input);
  expect(await pathsCalled(stack.emulator)).toEqual(calls);
  expect(refusalsOf(outcome)).toEqual(refusals);
  expect(outcome.userErrors).toEqual(preview.userErrors);
  expect(outcome).toMatchObject({ card: null, reviewRequired: null, verified: null, replayed: false });
}

describe('fields that exclude each other: CONFLICTING_FIELDS before any call', () => {
  const cardIds = 'memberCard.activateMessageOperation.cardIds';
  test.each<[subject: string, changes: object, field: string, other: string]>([
    [
      'some shops and all',
      { baseInfo: { locationIds: ['1'], useAllLocations: true } },
      'baseInfo.locationIds',
      'baseInfo.useAllLocations',
    ],
    [
      "one tap and the merchant's own page",
      { memberCard: { wxActivate: true, activateUrl: 'https://a.example' } },
      'memberCard.wxActivate',
      'memberCard.activateUrl',
    ],
    [
      'this card again and another',
      { advancedInfo: { redeemGiftSelfCount: 1, redeemGifts: [{ cardId: 'a' }] } },
      'advancedInfo.redeemGiftSelfCount',
      'advancedInfo.redeemGifts',
    ],
    ...['url', 'appBrandId', 'appBrandPath'].map((name): [string, object, string, string] => [
      `cards under a message and ${name}`,
      { memberCard: { activateMessageOperation: { cardIds: ['a'], [name]: 'b' } } },
      cardIds,
      `memberCard.activateMessageOperation.${name}`,
    ]),
    [
      'cards under other messages and a link',
      { memberCard: { modifyMessageOperation: { url: 'b', cardIds: ['a'] } } },
      'memberCard.modifyMessageOperation.cardIds',
      'memberCard.modifyMessageOperation.url',
    ],
  ])('%s', async (_subject, changes, field, other) => {
    await expectRefused({ cardId: MEMBER, ...changes }, [['CONFLICTING_FIELDS', field]], []);
    const { userErrors } = await cards.preview({ cardId: MEMBER, ...changes });
    expect(userErrors[0]?.message).toContain(other);
  });

  test.each([
    ['no shop and all', { baseInfo: { locationIds: [], useAllLocations: true } }],
    ['some shops and not all', { baseInfo: { locationIds: ['1'], useAllLocations: false } }],
    ['no one tap and a page', { memberCard: { wxActivate: false, activateUrl: 'https://a.example' } }],
    ['one tap and the page emptied', { memberCard: { wxActivate: true, activateUrl: '' } }],
    ['cards and an emptied link', { memberCard: { modifyMessageOperation: { cardIds: ['a'], url: '' } } }],
    ['no cards and a link', { memberCard: { modifyMessageOperation: { cardIds: [], url: 'https://a.example' } } }],
    [
      'cards under one message and a link under the other',
      { memberCard: { activateMessageOperation: { cardIds: ['a'] }, modifyMessageOperation: { url: 'b' } } },
    ],
  ])('%s: taken', async (_subject, changes) => {
    expect(await cards.update({ cardId: MEMBER, ...changes })).toMatchObject({ verified: true, userErrors: [] });
  });

  test('this card not again, and another: taken', async () => {
    const advancedInfo = { redeemGiftSelfCount: 0, redeemGifts: [{ cardId: 'pDEMO-cash-0001' }] };
    expect(await cards.update({ cardId: VOUCHER, advancedInfo })).toMatchObject({
      reviewRequired: true,
      userErrors: [],
    });
  });
});

describe('message operations and WeChat Pay', () => {
  test('a body of message operations alone: no review, though the answer says nothing of one', async () => {
    const operation = { text: '会员日', url: 'https://a.example', endsAt: '2030-01-01T00:00:00Z' };
    const changes = { activateMessageOperation: { cardIds: ['a', 'b'] }, modifyMessageOperation: operation };
    expect(await cards.update({ cardId: MEMBER, memberCard: changes })).toMatchObject({
      card: { status: 'APPROVED' },
      reviewRequired: false,
      verified: true,
      userErrors: [],
    });
    expect(await storedPayload(stack.emulator, MEMBER)).toMatchObject({
      activate_msg_operation: { url_cell: { card_id_list: ['a', 'b'], text: '开卡礼：领取优惠券' } },
      modify_msg_operation: { url_cell: { text: '会员日', url: 'https://a.example', end_time: 1893456000 } },
    });
  });

  test('ten cards under a message: sent as they are', async () => {
    const cardIds = Array.from({ length: 10 }, (_, n) => `p${n}`);
    const memberCard = { activateMessageOperation: { cardIds } };
    expect(await cards.update({ cardId: MEMBER, memberCard })).toMatchObject({ verified: true, userErrors: [] });
  });

  test('quickPay: stands under pay_info, and the other switch stays', async () => {
    const baseInfo = { quickPay: { enabled: false } };
    expect(await cards.update({ cardId: MEMBER, baseInfo })).toMatchObject({ verified: true, userErrors: [] });
    const { recent } = await stack.emulator.ledger();
    expect(recent.find(({ path }) => path === '/card/update')?.request).toEqual({
      card_id: MEMBER,
      member_card: { base_info: { pay_info: { swipe_card: { is_swipe_card: false } } } },
    });
    const { base_info } = await storedPayload(stack.emulator, MEMBER);
    expect(base_info.pay_info).toEqual({ swipe_card: { is_swipe_card: false, is_pay_and_qrcode: true } });
  });
});

describe('allowReview: false', () => {
  const changes: Omit<UpdateCardInput, 'cardId'> = {
    baseInfo: { notice: '新', description: '新', servicePhone: '1', color: 'Color010' },
    advancedInfo: { timeLimits: ['MONDAY'], textImages: [] },
  };

  test('with fields that need review: REVIEW_REQUIRED for each of them, before the write', async () => {
    const needed = ['baseInfo.notice', 'baseInfo.description', 'baseInfo.color', 'advancedInfo.timeLimits'];
    const input = { cardId: VOUCHER, allowReview: false, ...changes };
    await expectRefused(
      input,
      needed.map((field) => ['REVIEW_REQUIRED', field]),
      ['/card/get'],
    );
    expect(await cards.preview(input)).toMatchObject({
      reviewRequired: true,
      reviewFields: needed.map((field) => field.split('.')),
    });
  });

  test('with fields that need none: committed', async () => {
    const input = { cardId: MEMBER, allowReview: false, baseInfo: { notice: '新', color: 'Color010' } };
    expect(await cards.update(input)).toMatchObject({ reviewRequired: false, verified: true, userErrors: [] });
  });
});

describe('an update that the card does not allow: refused after card/get', () => {
  const range = async (id: string) => {
    const { begin_timestamp = 0, end_timestamp = 0 } = (await storedPayload(stack.emulator, id)).base_info.date_info;
    const at = (seconds: number) => new Date(seconds * 1000).toISOString();
    return { at, begin: begin_timestamp, end: end_timestamp };
  };

  test('a validity that shrinks at either end: INVALID_VALIDITY; one that stays or grows: taken', async () => {
    const { at, begin, end } = await range(VOUCHER);
    const validity = { beginsAt: at(begin + 1), endsAt: at(end - 1) };
    await expectRefused(
      { cardId: VOUCHER, baseInfo: { validity } },
      [
        ['INVALID_VALIDITY', 'baseInfo.validity.beginsAt'],
        ['INVALID_VALIDITY', 'baseInfo.validity.endsAt'],
      ],
      ['/card/get'],
    );
    for (const taken of [
      { endsAt: at(end) },
      { beginsAt: at(begin - 1) },
      { beginsAt: at(begin - 1), endsAt: at(end + 1) },
    ]) {
      const outcome = await cards.update({ cardId: VOUCHER, baseInfo: { validity: taken } });
      expect(outcome).toMatchObject({ reviewRequired: false, verified: true, userErrors: [] });
    }
    const { base_info } = await storedPayload(stack.emulator, VOUCHER);
    expect(base_info.date_info).toEqual({
      type: 'DATE_TYPE_FIX_TIME_RANGE',
      begin_timestamp: begin - 1,
      end_timestamp: end + 1,
    });
  });

  test.each([
    ['a fixed term', 'pDEMO-gift-0001'],
    ['a permanent validity', MEMBER],
  ])('%s: INVALID_VALIDITY for a range', async (_subject, cardId) => {
    const input = { cardId, baseInfo: { validity: { endsAt: '2040-01-01T00:00:00Z' } } };
    await expectRefused(input, [['INVALID_VALIDITY', 'baseInfo.validity.endsAt']], ['/card/get']);
  });

  test('pointsEnabled and balanceEnabled turned off: SETTING_IRREVERSIBLE', async () => {
    const memberCard = { pointsEnabled: false, balanceEnabled: false };
    await expectRefused(
      { cardId: 'pDEMO-member-card-0002', memberCard },
      [
        ['SETTING_IRREVERSIBLE', 'memberCard.pointsEnabled'],
        ['SETTING_IRREVERSIBLE', 'memberCard.balanceEnabled'],
      ],
      ['/card/get'],
    );
  });

  test('balanceEnabled that is off, sent as off: taken', async () => {
    const outcome = await cards.update({ cardId: MEMBER, memberCard: { balanceEnabled: false } });
    expect(outcome).toMatchObject({ reviewRequired: true, userErrors: [] });
  });

  test('a deleted card: CARD_STATUS_CONFLICT', async () => {
    await expectRefused(
      { cardId: 'pDEMO-gift-0003', baseInfo: { servicePhone: '1' } },
      [['CARD_STATUS_CONFLICT']],
      ['/card/get'],
    );
  });

  test('an unknown card: CARD_NOT_FOUND with errcode 40073', async () => {
    const input = { cardId: 'pDEMO-no-such-card', baseInfo: { servicePhone: '1' } };
    for (const { userErrors } of [await cards.preview(input), await cards.update(input)]) {
      expect(userErrors).toEqual([
        {
          code: 'CARD_NOT_FOUND',
          field: null,
          errcode: 40073,
          errmsg: expect.stringMatching(/ rid: [\w-]+$/),
          message: expect.stringContaining('/card/get'),
        },
      ]);
    }
    expect(await pathsCalled(stack.emulator)).toEqual(['/card/get', '/card/get']);
  });
});

describe('a card under review', () => {
  test('can be changed like any other, and settles by the clock', async () => {
    const reviewed = await startStack({ emulator: { reviewSeconds: 60 } });
    try {
      const writes = new CardWrites(reviewed.graph);
      const input = (description: string) => ({ cardId: VOUCHER, baseInfo: { description } });
      const first = await writes.update(input('一'));
      expect(first).toMatchObject({ card: { status: 'IN_REVIEW' }, reviewRequired: true, verified: null });
      const second = await writes.update({ cardId: VOUCHER, baseInfo: { servicePhone: '1' } });
      expect(second).toMatchObject({ card: { status: 'IN_REVIEW' }, reviewRequired: false, verified: true });
      const status = async () => (await reviewed.graph.data(`{ card(id: "${VOUCHER}") { status } }`)).card.status;
      await reviewed.emulator.setClock({ advanceSeconds: 30 });
      expect(await status()).toBe('IN_REVIEW');
      await reviewed.emulator.setClock({ advanceSeconds: 31 });
      expect(await status()).toBe('APPROVED');
    } finally {
      await reviewed.close();
    }
  });
});

describe("the platform's refusal: passed on with errcode, errmsg and code", () => {
  const input = { cardId: MEMBER, memberCard: { pointsUrl: 'https://a.example/SECRET' } };

  test.each([
    [43008, 'PAYMENT_NOT_ENABLED'],
    [72019, 'TOO_MANY_ITEMS'],
    [43010, 'NOT_PERMITTED'],
    [40151, 'CONTENT_REJECTED'],
    [40078, 'CARD_STATUS_CONFLICT'],
    [40079, 'INVALID_VALIDITY'],
    [40145, 'CONFLICTING_FIELDS'],
    [73210, 'CARD_NOT_CHANGEABLE'],
    [99999, 'PLATFORM_REJECTED'],
  ])('%d: %s', async (value, code) => {
    await stack.emulator.fault({ path: '/card/update', kind: 'errcode', value });
    const outcome = await cards.update(input);
    const errmsg = expect.stringMatching(/^\S.* rid: [\w-]+$/);
    const message = expect.stringContaining(`/card/update was rejected: errcode ${value}`);
    expect(outcome).toMatchObject({ card: null, reviewRequired: null, verified: null, unverifiedFields: [] });
    expect(outcome.userErrors).toEqual([{ code, field: null, errcode: value, errmsg, message }]);
    expect(await pathsCalled(stack.emulator)).toEqual(['/card/get', '/card/update']);
  });

  test('45009: no refusal but a top-level error at the mutation, with nothing committed', async () => {
    for (const path of ['/card/update', '/card/get']) {
      await stack.emulator.fault({ path, kind: 'errcode', value: 45009, times: 1 });
      const { data, errors } = await cards.askUpdate(input);
      expect(data).toEqual({ updateCard: null });
      expect(errors).toHaveLength(1);
      expect(errors?.[0]).toMatchObject({
        path: ['updateCard'],
        extensions: { code: 'PLATFORM_QUOTA_EXCEEDED', platform: { errcode: 45009, endpoint: path } },
      });
      await stack.emulator.clearFaults();
    }
  });

  test.each([
    ['HTTP 502', { kind: 'http', value: 502 }, 'PLATFORM_UNAVAILABLE', TRIES],
    ['-1', { kind: 'errcode', value: -1 }, 'PLATFORM_UNAVAILABLE', TRIES],
    ['an IP that is not allowed', { kind: 'errcode', value: 40164 }, 'PLATFORM_CONFIG', 1],
  ] as const)('%s to the first card/get: a top-level error, since nothing was sent', async (_, fault, code, tries) => {
    await stack.emulator.fault({ path: '/card/get', ...fault });
    const { data, errors } = await cards.askUpdate(input);
    expect(data).toEqual({ updateCard: null });
    expect(errors).toHaveLength(1);
    expect(errors?.[0]).toMatchObject({ path: ['updateCard'], extensions: { code } });
    expect(await pathsCalled(stack.emulator)).toEqual(Array(tries).fill('/card/get'));
  });

  test('a token that has expired: renewed, and the write is sent', async () => {
    await cards.update(input);
    await stack.emulator.expireTokens();
    expect(await cards.update(input)).toMatchObject({ verified: true, userErrors: [] });
  });
});

describe('an answer that was lost', () => {
  const input = { cardId: VOUCHER, baseInfo: { servicePhone: '020-12' } };
  const held = async () => (await storedPayload(stack.emulator, VOUCHER)).base_info.service_phone;
  const kinds = [
    ['a lost connection', { kind: 'reset' }],
    ['a cut body', { kind: 'truncate' }],
    ['a garbled body', { kind: 'garbage' }],
    ['HTTP 502', { kind: 'http', value: 502 }],
  ] as const;

  test.each(kinds)('by %s after the commit: read back, and a success', async (_subject, fault) => {
    await stack.emulator.fault({ path: '/card/update', when: 'after', ...fault });
    const outcome = await cards.update(input);
    expect(outcome).toMatchObject({ reviewRequired: false, verified: true, unverifiedFields: [], userErrors: [] });
    expect(await held()).toBe('020-12');
    expect((await stack.emulator.calls())['/card/update']).toBe(1);
  });

  test.each(kinds)('by %s before it: OUTCOME_UNKNOWN, never a refusal', async (_subject, fault) => {
    await stack.emulator.fault({ path: '/card/update', ...fault });
    const outcome = await cards.update(input);
    expect(refusalsOf(outcome)).toEqual([['OUTCOME_UNKNOWN']]);
    expect(outcome).toMatchObject({ card: null, reviewRequired: null, verified: null });
    expect(outcome.userErrors[0]).toMatchObject({ errcode: null, errmsg: null });
    expect(await held()).toBe('020-00000000');
  });

  test('by errcode -1, which tells neither: read back', async () => {
    await stack.emulator.fault({ path: '/card/update', kind: 'errcode', value: -1, when: 'before', times: 1 });
    expect((await cards.update(input)).userErrors).toMatchObject([{ code: 'OUTCOME_UNKNOWN', errcode: -1 }]);
    await stack.emulator.fault({ path: '/card/update', kind: 'errcode', value: -1, when: 'after', times: 1 });
    expect((await cards.update(input)).userErrors).toEqual([]);
  });

  test('of an update to what the card showed already: only its time of change tells', async () => {
    await cards.update(input);
    await stack.emulator.fault({ path: '/card/update', kind: 'reset', when: 'before', times: 1 });
    expect(refusalsOf(await cards.update(input))).toEqual([['OUTCOME_UNKNOWN']]);
  });

  test.each(['before', 'after'] as const)('since the call hangs, %s the commit', async (when) => {
    const quick = await startStack({ server: { requestTimeoutMs: 2000 } });
    try {
      await quick.graph.data(`{ card(id: "${VOUCHER}") { title } }`);
      await quick.emulator.fault({ path: '/card/update', kind: 'hang', when });
      const settled = when === 'after' ? [] : [['OUTCOME_UNKNOWN']];
      expect(refusalsOf(await new CardWrites(quick.graph).update(input))).toEqual(settled);
      await quick.emulator.clearFaults();
      await quick.emulator.fault({ path: '/card/get', kind: 'hang' });
      const { data, errors } = await new CardWrites(quick.graph).askUpdate(input);
      expect(data).toEqual({ updateCard: null });
      expect(errors?.[0]).toMatchObject({ path: ['updateCard'], extensions: { code: 'PLATFORM_TIMEOUT' } });
    } finally {
      await quick.close();
    }
  });
});

describe('reading back', () => {
  const input = { cardId: VOUCHER, baseInfo: { servicePhone: '020-12' } };

  test.each<[string, Omit<Fault, 'path'>, string]>([
    ['a lost connection', { kind: 'reset' }, 'PLATFORM_UNAVAILABLE'],
    ['a daily quota', { kind: 'errcode', value: 45009 }, 'PLATFORM_QUOTA_EXCEEDED'],
    ['a refusal', { kind: 'errcode', value: 40073 }, 'PLATFORM_REJECTED'],
  ])('that fails by %s: committed, with card null and an error at it', async (_subject, fault, code) => {
    // While the write is on its way the first card/get is over: the fault meets the second.
    await stack.emulator.fault({ path: '/card/update', kind: 'latency', value: 150 });
    const asking = cards.askUpdate(input);
    while ((await pathsCalled(stack.emulator)).at(-1) !== '/card/update') await new Promise((go) => setTimeout(go, 5));
    await stack.emulator.fault({ path: '/card/get', ...fault });
    const { data, errors } = await asking;
    expect(data.updateCard).toMatchObject({
      cardId: VOUCHER,
      card: null,
      reviewRequired: false,
      verified: null,
      unverifiedFields: [],
      userErrors: [],
    });
    expect(errors).toHaveLength(1);
    expect(errors?.[0]).toMatchObject({ path: ['updateCard', 'card'], extensions: { code } });
  });
});

describe('several mutations in one request', () => {
  test('run one after the other, and each reads what it did itself', async () => {
    const update = (phone: string) =>
      `updateCard(input: { cardId: "${VOUCHER}", baseInfo: { servicePhone: "${phone}" } }) { card { servicePhone } verified }`;
    const data = await stack.graph.data(`mutation {
      a: ${update('1')}
      b: modifyStock(input: { cardId: "${VOUCHER}", increaseBy: 5, idempotencyKey: "k" }) { quantityBefore quantityAfter }
      c: ${update('3')}
      d: deleteCard(input: { cardId: "${VOUCHER}" }) { deletedCardId }
      e: ${update('5')}
    }`);
    expect(data).toEqual({
      a: { card: { servicePhone: '1' }, verified: true },
      b: { quantityBefore: 9880, quantityAfter: 9885 },
      c: { card: { servicePhone: '3' }, verified: true },
      d: { deletedCardId: VOUCHER },
      e: { card: null, verified: null },
    });
    expect(await pathsCalled(stack.emulator)).toEqual([
      ...THREE_CALLS,
      '/card/get',
      '/card/modifystock',
      '/card/get',
      ...THREE_CALLS,
      '/card/delete',
      '/card/get',
    ]);
  });
});

describe('an input that no card could take: INVALID_INPUT before any call', () => {
  const change = { baseInfo: { servicePhone: '1' } };
  test.each([
    ['an empty idempotencyKey', { ...change, idempotencyKey: '' }, 'idempotencyKey'],
    ['an idempotencyKey of 65 bytes', { ...change, idempotencyKey: `${'字'.repeat(21)}ab` }, 'idempotencyKey'],
    ['an idempotencyKey with a line end', { ...change, idempotencyKey: 'a\nb' }, 'idempotencyKey'],
    ['an idempotencyKey with half of a surrogate pair', { ...change, idempotencyKey: '\udc00' }, 'idempotencyKey'],
    ['an empty cardId', { ...change, cardId: '' }, 'cardId'],
    ['a cardId of 33 bytes', { ...change, cardId: 'x'.repeat(33) }, 'cardId'],
    ['nothing to change', {}, undefined],
    ['groups without a field', { baseInfo: {}, memberCard: { customField1: {} } }, undefined],
  ])('%s', async (_subject, rest, field) => {
    await expectRefused({ cardId: VOUCHER, ...rest }, [['INVALID_INPUT', ...(field ? [field] : [])]], []);
  });

  test('an idempotencyKey of 64 bytes, or none: taken', async () => {
    for (const idempotencyKey of [`${'字'.repeat(21)}a`, null]) {
      expect(await cards.update({ cardId: VOUCHER, ...change, idempotencyKey })).toMatchObject({ userErrors: [] });
    }
  });

  test('several at once: each is named, and no message holds a value', async () => {
    const baseInfo = { title: '机密'.repeat(9), claimLimit: 77, color: '机密' };
    const { userErrors } = await cards.update({ cardId: VOUCHER, baseInfo });
    expect(refusalsOf({ userErrors })).toEqual([
      ['FIELD_TOO_LONG', 'baseInfo.title'],
      ['INVALID_INPUT', 'baseInfo.color'],
      ['INVALID_INPUT', 'baseInfo.claimLimit'],
    ]);
    expect(JSON.stringify(userErrors)).not.toMatch(/机密|77/);
  });
});

describe('a platform that does not do as it says', () => {
  const proxied = useProxiedStack();
  let writes: CardWrites;
  beforeAll(() => {
    writes = new CardWrites(proxied.graph);
  });

  test('success without the change: verified false, with each field that the card does not show', async () => {
    proxied.answerNext('/card/update', (_, response) =>
      sendJson(response, { errcode: 0, errmsg: 'ok', send_check: false }),
    );
    const baseInfo = { notice: '使用时向服务员出示此券', servicePhone: '1', color: 'Color010', locationIds: ['3'] };
    const advancedInfo: AdvancedInfoChanges = {
      timeLimits: ['MONDAY', 'TUESDAY', 'WEDNESDAY'],
      cover: { text: '新' },
    };
    expect(await writes.update({ cardId: VOUCHER, baseInfo, advancedInfo })).toMatchObject({
      reviewRequired: false,
      verified: false,
      unverifiedFields: [
        ['baseInfo', 'servicePhone'],
        ['baseInfo', 'locationIds'],
        ['advancedInfo', 'cover', 'text'],
      ],
      userErrors: [],
    });
  });

  test('send_check as text or number: read as the boolean that it says', async () => {
    for (const [said, reviewRequired] of [
      ['true', true],
      [1, true],
      ['false', false],
      [null, false],
    ] as const) {
      proxied.answerNext('/card/update', (_, response) => sendJson(response, { errcode: '0', send_check: said }));
      const outcome = await writes.update({ cardId: VOUCHER, baseInfo: { servicePhone: '020-00000000' } });
      expect(outcome).toMatchObject({ reviewRequired, verified: reviewRequired ? null : true, userErrors: [] });
    }
  });

  test('47001, which echoes what was sent: its hint and rid alone are passed on', async () => {
    const errmsg = 'data format error: {"card_id":"pSECRET"} hint: [Ab1.2] rid: 65-x-1';
    proxied.answerNext('/card/update', (_, response) => sendJson(response, { errcode: 47001, errmsg }));
    const { userErrors } = await writes.update({ cardId: VOUCHER, baseInfo: { servicePhone: 'SECRET' } });
    expect(userErrors).toMatchObject([
      { code: 'PLATFORM_REJECTED', errcode: 47001, errmsg: 'hint: [Ab1.2] rid: 65-x-1', field: null },
    ]);
    expect(JSON.stringify(userErrors)).not.toContain('SECRET');
  });

  test('a body after 200 that is no JSON, or of no object: OUTCOME_UNKNOWN', async () => {
    for (const body of ['', '<html>', '[]', 'null']) {
      proxied.answerNext('/card/update', (_, response) => sendBytes(response, body));
      const outcome = await writes.update({ cardId: VOUCHER, baseInfo: { servicePhone: '1' } });
      expect(refusalsOf(outcome)).toEqual([['OUTCOME_UNKNOWN']]);
    }
  });

  test('a token that cannot be renewed before the write: a top-level error, not OUTCOME_UNKNOWN', async () => {
    await proxied.graph.data(`{ card(id: "${VOUCHER}") { title } }`);
    proxied.answerNext('/card/update', (_, response) => {
      proxied.answerNext('/cgi-bin/stable_token', (_arrival, lost) => lost.destroy(), TRIES);
      sendJson(response, { errcode: 42001, errmsg: 'access_token expired' });
    });
    const { data, errors } = await writes.askUpdate({ cardId: VOUCHER, baseInfo: { servicePhone: '1' } });
    expect(data).toEqual({ updateCard: null });
    expect(errors?.[0]).toMatchObject({ path: ['updateCard'], extensions: { code: 'PLATFORM_UNAVAILABLE' } });
    expect((await proxied.emulator.calls())['/card/update']).toBeUndefined();
  });

  test('a card of a kind that nobody knows: WRONG_CARD_TYPE for every field, and no write', async () => {
    proxied.answerNext('/card/get', (_, response) =>
      sendJson(response, { errcode: 0, card: { card_type: 'GENERAL_CARD', general_card: { base_info: {} } } }),
    );
    const outcome = await writes.update({ cardId: VOUCHER, baseInfo: { servicePhone: '1', notice: '2' } });
    expect(refusalsOf(outcome)).toEqual([
      ['WRONG_CARD_TYPE', 'baseInfo.notice'],
      ['WRONG_CARD_TYPE', 'baseInfo.servicePhone'],
    ]);
    expect(await proxied.emulator.calls()).toEqual({});
  });

  test('values in other forms than they were sent: seen all the same', async () => {
    const validity = { beginsAt: '2019-01-01T00:00:00Z', endsAt: '2041-01-01T00:00:00Z' };
    const baseInfo = { validity, color: 'Color050', claimLimit: 3, canShare: true, locationIds: ['5', '4'] };
    proxied.answerNext('/card/update', (_, response) => {
      const date_info = { type: 1, begin_timestamp: '1546300800', end_timestamp: '2240611200' };
      const base_info = { date_info, color: '#9062C0', get_limit: '3', can_share: 1, location_id_list: ['4', '5'] };
      const card = { card_type: 'GROUPON', groupon: { base_info } };
      proxied.answerNext('/card/get', (_arrival, read) => sendJson(read, { errcode: 0, card }));
      sendJson(response, { errcode: 0, send_check: false });
    });
    expect(await writes.update({ cardId: VOUCHER, baseInfo })).toMatchObject({ verified: true, unverifiedFields: [] });
  });
});
