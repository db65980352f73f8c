import type { AdvancedInfoChanges, UpdateCardInput } from '../../graph/generated/graphql.js';
import { CardWrites, pathsCalled, refusalsOf, storedPayload } from '../../support/card-writes.js';
import type { Fault } from '../../support/emulator-control.js';
import { sendBytes, sendJson } from '../../support/raw-platform.js';
import { startStack, TRIES, WIDE_LIMITS } from '../../support/stack.js';
import { useProxiedStack, useStack } from '../../support/use-stack.js';

const VOUCHER = 'pDEMO-groupon-0001';
const MEMBER = 'pDEMO-member-card-0001';
const THREE_CALLS = ['/card/get', '/card/update', '/card/get'];

const stack = useStack({ server: { limits: WIDE_LIMITS } });
let cards: CardWrites;

beforeAll(() => {
  cards = new CardWrites(stack.graph);
});

/** Expects that preview and update reject the input in the same way, each after these calls. */
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

describe('mutually exclusive fields', () => {
  const cardIds = 'memberCard.activateMessageOperation.cardIds';
  test.each<[subject: string, changes: object, field: string, other: string]>([
    [
      'some locations and all locations',
      { baseInfo: { locationIds: ['1'], useAllLocations: true } },
      'baseInfo.locationIds',
      'baseInfo.useAllLocations',
    ],
    [
      "one-tap activation and the merchant's own page",
      { memberCard: { wxActivate: true, activateUrl: 'https://a.example' } },
      'memberCard.wxActivate',
      'memberCard.activateUrl',
    ],
    [
      'this card and another card as gifts',
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
  ])('return CONFLICTING_FIELDS before any call for %s', async (_subject, changes, field, other) => {
    await expectRefused({ cardId: MEMBER, ...changes }, [['CONFLICTING_FIELDS', field]], []);
    const { userErrors } = await cards.preview({ cardId: MEMBER, ...changes });
    expect(userErrors[0]?.message).toContain(other);
  });

  test.each([
    ['no locations and all locations', { baseInfo: { locationIds: [], useAllLocations: true } }],
    ['some locations and not all locations', { baseInfo: { locationIds: ['1'], useAllLocations: false } }],
    ['no one-tap activation and a page', { memberCard: { wxActivate: false, activateUrl: 'https://a.example' } }],
    ['one-tap activation and an empty page', { memberCard: { wxActivate: true, activateUrl: '' } }],
    ['cards and an empty link', { memberCard: { modifyMessageOperation: { cardIds: ['a'], url: '' } } }],
    ['no cards and a link', { memberCard: { modifyMessageOperation: { cardIds: [], url: 'https://a.example' } } }],
    [
      'cards under one message and a link under the other',
      { memberCard: { activateMessageOperation: { cardIds: ['a'] }, modifyMessageOperation: { url: 'b' } } },
    ],
  ])('are accepted for %s', async (_subject, changes) => {
    expect(await cards.update({ cardId: MEMBER, ...changes })).toMatchObject({ verified: true, userErrors: [] });
  });

  test('are accepted when only another card is a gift', async () => {
    const advancedInfo = { redeemGiftSelfCount: 0, redeemGifts: [{ cardId: 'pDEMO-cash-0001' }] };
    expect(await cards.update({ cardId: VOUCHER, advancedInfo })).toMatchObject({
      reviewRequired: true,
      userErrors: [],
    });
  });
});

describe('a field that the kind of the card does not have', () => {
  const VOUCHERS = 'groupon, discount, gift, cash and general coupons';
  test.each<[subject: string, cardId: string, changes: object, code: string, message: string]>([
    [
      'a field of member cards on a groupon',
      VOUCHER,
      { memberCard: { wxActivate: true } },
      'WRONG_CARD_TYPE',
      'only member cards have this field, groupon coupons do not. Omit the field',
    ],
    [
      'a field of five kinds on a member card',
      MEMBER,
      { advancedInfo: { timeLimits: ['MONDAY'] } },
      'WRONG_CARD_TYPE',
      `only ${VOUCHERS} have this field, member cards do not. Omit the field`,
    ],
    [
      'a list of objects on a ticket',
      'pDEMO-movie-ticket-0001',
      { advancedInfo: { textImages: [{ text: 'a' }] } },
      'WRONG_CARD_TYPE',
      `only ${VOUCHERS} have this field, movie tickets do not. Omit the field`,
    ],
    [
      'a field of boarding passes on a cash coupon',
      'pDEMO-cash-0001',
      { boardingPass: { gate: '1' } },
      'WRONG_CARD_TYPE',
      'only boarding passes have this field, cash coupons do not. Omit the field',
    ],
    [
      'the title of a groupon',
      VOUCHER,
      { baseInfo: { title: '1' } },
      'FIELD_NOT_UPDATABLE',
      'only the title of member cards can be changed. Omit the field',
    ],
  ])('is rejected with the kinds that have it for %s', async (_subject, cardId, changes, code, message) => {
    const { userErrors } = await cards.preview({ cardId, ...changes });
    expect(userErrors).toMatchObject([{ code, message }]);
    expect((await cards.update({ cardId, ...changes })).userErrors).toEqual(userErrors);
  });
});

describe('updateCard', () => {
  test('reports no review for message operations, although the response does not mention it', async () => {
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

  test('sends ten cards under a message unchanged', async () => {
    const cardIds = Array.from({ length: 10 }, (_, n) => `p${n}`);
    const memberCard = { activateMessageOperation: { cardIds } };
    expect(await cards.update({ cardId: MEMBER, memberCard })).toMatchObject({ verified: true, userErrors: [] });
  });

  test('sends quickPay under pay_info and keeps the other switch', async () => {
    const baseInfo = { quickPay: { enabled: false } };
    expect(await cards.update({ cardId: MEMBER, baseInfo })).toMatchObject({ verified: true, userErrors: [] });
    const { recent } = await stack.emulator.ledger();
    expect(recent.find(({ path }) => path === '/card/update')?.request).toEqual({
      card_id: MEMBER,
      member_card: { base_info: { pay_info: { swipe_card: { is_swipe_card: false } } } },
    });
    const { base_info } = await storedPayload(stack.emulator, MEMBER);
    expect(base_info).toMatchObject({ pay_info: { swipe_card: { is_swipe_card: false } }, is_pay_and_qrcode: true });
  });

  test('sends is_pay_and_qrcode directly under base_info, and reads it there and under pay_info', async () => {
    const baseInfo = { quickPay: { withQrcode: false } };
    expect(await cards.update({ cardId: MEMBER, baseInfo })).toMatchObject({ verified: true, userErrors: [] });
    const { recent } = await stack.emulator.ledger();
    expect(recent.find(({ path }) => path === '/card/update')?.request).toEqual({
      card_id: MEMBER,
      member_card: { base_info: { is_pay_and_qrcode: false } },
    });
    const data = await stack.graph.data(`{
      here: card(id: "${MEMBER}") { quickPay { withQrcode } }
      nested: card(id: "pDEMO-member-card-0002") { quickPay { withQrcode } }
    }`);
    expect(data).toEqual({ here: { quickPay: { withQrcode: false } }, nested: { quickPay: { withQrcode: false } } });
  });
});

describe('an update with allowReview false', () => {
  const changes: Omit<UpdateCardInput, 'cardId'> = {
    baseInfo: { notice: '新', description: '新', servicePhone: '1', color: 'Color010' },
    advancedInfo: { timeLimits: ['MONDAY'], textImages: [] },
  };

  test('returns REVIEW_REQUIRED before the write for each field that needs review', async () => {
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

  test('is committed when no field needs review', async () => {
    const input = { cardId: MEMBER, allowReview: false, baseInfo: { notice: '新', color: 'Color010' } };
    expect(await cards.update(input)).toMatchObject({ reviewRequired: false, verified: true, userErrors: [] });
  });
});

describe('an update that depends on the card', () => {
  const range = async (id: string) => {
    const { begin_timestamp = 0, end_timestamp = 0 } = (await storedPayload(stack.emulator, id)).base_info.date_info;
    const at = (seconds: number) => new Date(seconds * 1000).toISOString();
    return { at, begin: begin_timestamp, end: end_timestamp };
  };

  test('returns INVALID_VALIDITY for a validity that shrinks at either end, and accepts one that stays or grows', async () => {
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
  ])('returns INVALID_VALIDITY for a range when the card has %s', async (_subject, cardId) => {
    const input = { cardId, baseInfo: { validity: { endsAt: '2040-01-01T00:00:00Z' } } };
    await expectRefused(input, [['INVALID_VALIDITY', 'baseInfo.validity.endsAt']], ['/card/get']);
  });

  test('returns SETTING_IRREVERSIBLE when pointsEnabled and balanceEnabled are turned off', async () => {
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

  test('is accepted when balanceEnabled is already off and sent as off', async () => {
    const outcome = await cards.update({ cardId: MEMBER, memberCard: { balanceEnabled: false } });
    expect(outcome).toMatchObject({ reviewRequired: true, userErrors: [] });
  });

  test('returns CARD_STATUS_CONFLICT for a deleted card', async () => {
    await expectRefused(
      { cardId: 'pDEMO-gift-0003', baseInfo: { servicePhone: '1' } },
      [['CARD_STATUS_CONFLICT']],
      ['/card/get'],
    );
  });

  test('returns CARD_NOT_FOUND with errcode 40073 for an unknown card', async () => {
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
  test('can be changed like any other card and is approved after the review time', async () => {
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

describe("the platform's rejection", () => {
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
  ])('with errcode %d is returned as %s with its errcode and errmsg', async (value, code) => {
    await stack.emulator.fault({ path: '/card/update', kind: 'errcode', value });
    const outcome = await cards.update(input);
    const errmsg = expect.stringMatching(/^\S.* rid: [\w-]+$/);
    const message = expect.stringContaining(`/card/update was rejected: errcode ${value}`);
    expect(outcome).toMatchObject({ card: null, reviewRequired: null, verified: null, unverifiedFields: [] });
    expect(outcome.userErrors).toEqual([{ code, field: null, errcode: value, errmsg, message }]);
    expect(await pathsCalled(stack.emulator)).toEqual(['/card/get', '/card/update']);
  });

  test('with errcode 45009 is a top-level error at the mutation, without a commit', async () => {
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
  ] as const)(
    'is a top-level error when the first card/get fails with %s, because nothing was sent',
    async (_, fault, code, tries) => {
      await stack.emulator.fault({ path: '/card/get', ...fault });
      const { data, errors } = await cards.askUpdate(input);
      expect(data).toEqual({ updateCard: null });
      expect(errors).toHaveLength(1);
      expect(errors?.[0]).toMatchObject({ path: ['updateCard'], extensions: { code } });
      expect(await pathsCalled(stack.emulator)).toEqual(Array(tries).fill('/card/get'));
    },
  );

  test('for an expired token renews the token and sends the write', async () => {
    await cards.update(input);
    await stack.emulator.expireTokens();
    expect(await cards.update(input)).toMatchObject({ verified: true, userErrors: [] });
  });
});

describe('an update with a lost response', () => {
  const input = { cardId: VOUCHER, baseInfo: { servicePhone: '020-12' } };
  const storedPhone = async () => (await storedPayload(stack.emulator, VOUCHER)).base_info.service_phone;
  const kinds = [
    ['a lost connection', { kind: 'reset' }],
    ['a truncated body', { kind: 'truncate' }],
    ['a garbled body', { kind: 'garbage' }],
    ['HTTP 502', { kind: 'http', value: 502 }],
  ] as const;

  test.each(kinds)('succeeds by reading back when %s follows the commit', async (_subject, fault) => {
    await stack.emulator.fault({ path: '/card/update', when: 'after', ...fault });
    const outcome = await cards.update(input);
    expect(outcome).toMatchObject({ reviewRequired: false, verified: true, unverifiedFields: [], userErrors: [] });
    expect(await storedPhone()).toBe('020-12');
    expect((await stack.emulator.calls())['/card/update']).toBe(1);
  });

  test.each(kinds)(
    'returns OUTCOME_UNKNOWN, never a rejection, when %s precedes the commit',
    async (_subject, fault) => {
      await stack.emulator.fault({ path: '/card/update', ...fault });
      const outcome = await cards.update(input);
      expect(refusalsOf(outcome)).toEqual([['OUTCOME_UNKNOWN']]);
      expect(outcome).toMatchObject({ card: null, reviewRequired: null, verified: null });
      expect(outcome.userErrors[0]).toMatchObject({ errcode: null, errmsg: null });
      expect(await storedPhone()).toBe('020-00000000');
    },
  );

  test('is resolved by reading back after errcode -1', async () => {
    await stack.emulator.fault({ path: '/card/update', kind: 'errcode', value: -1, when: 'before', times: 1 });
    expect((await cards.update(input)).userErrors).toMatchObject([{ code: 'OUTCOME_UNKNOWN', errcode: -1 }]);
    await stack.emulator.fault({ path: '/card/update', kind: 'errcode', value: -1, when: 'after', times: 1 });
    expect((await cards.update(input)).userErrors).toEqual([]);
  });

  test('returns OUTCOME_UNKNOWN when the card already had the values and its update time is unchanged', async () => {
    await cards.update(input);
    await stack.emulator.fault({ path: '/card/update', kind: 'reset', when: 'before', times: 1 });
    expect(refusalsOf(await cards.update(input))).toEqual([['OUTCOME_UNKNOWN']]);
  });

  test.each(['before', 'after'] as const)(
    'is resolved by reading back when the call hangs %s the commit',
    async (when) => {
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
    },
  );
});

describe('an update that cannot be read back', () => {
  const input = { cardId: VOUCHER, baseInfo: { servicePhone: '020-12' } };

  test.each<[string, Omit<Fault, 'path'>, string]>([
    ['a lost connection', { kind: 'reset' }, 'PLATFORM_UNAVAILABLE'],
    ['a daily quota', { kind: 'errcode', value: 45009 }, 'PLATFORM_QUOTA_EXCEEDED'],
    ['a rejection', { kind: 'errcode', value: 40073 }, 'PLATFORM_REJECTED'],
  ])('is committed with card null and an error at card after %s', async (_subject, fault, code) => {
    // The first card/get is complete while the write is in flight, so the fault affects the second.
    await stack.emulator.fault({ path: '/card/update', kind: 'latency', value: 150 });
    const pending = cards.askUpdate(input);
    while ((await pathsCalled(stack.emulator)).at(-1) !== '/card/update') await new Promise((go) => setTimeout(go, 5));
    await stack.emulator.fault({ path: '/card/get', ...fault });
    const { data, errors } = await pending;
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
  test('run one after the other, and each reads its own result', async () => {
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

describe('an input that no card accepts', () => {
  const change = { baseInfo: { servicePhone: '1' } };
  test.each([
    ['an empty idempotencyKey', { ...change, idempotencyKey: '' }, 'idempotencyKey'],
    ['an idempotencyKey of 65 bytes', { ...change, idempotencyKey: `${'字'.repeat(21)}ab` }, 'idempotencyKey'],
    ['an idempotencyKey with a line end', { ...change, idempotencyKey: 'a\nb' }, 'idempotencyKey'],
    ['an idempotencyKey with an unpaired surrogate', { ...change, idempotencyKey: '\udc00' }, 'idempotencyKey'],
    ['an empty cardId', { ...change, cardId: '' }, 'cardId'],
    ['a cardId of 33 bytes', { ...change, cardId: 'x'.repeat(33) }, 'cardId'],
    ['nothing to change', {}, undefined],
    ['groups without a field', { baseInfo: {}, memberCard: { customField1: {} } }, undefined],
  ])('returns INVALID_INPUT before any call for %s', async (_subject, rest, field) => {
    await expectRefused({ cardId: VOUCHER, ...rest }, [['INVALID_INPUT', ...(field ? [field] : [])]], []);
  });

  test('does not include an idempotencyKey of 64 bytes or none', async () => {
    for (const idempotencyKey of [`${'字'.repeat(21)}a`, null]) {
      expect(await cards.update({ cardId: VOUCHER, ...change, idempotencyKey })).toMatchObject({ userErrors: [] });
    }
  });

  test('returns an error for each invalid field, and no message contains a value', async () => {
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

describe('an unexpected platform response', () => {
  const proxied = useProxiedStack();
  let writes: CardWrites;
  beforeAll(() => {
    writes = new CardWrites(proxied.graph);
  });

  test('that reports success without the change returns verified false and each unverified field', async () => {
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

  test('with send_check as a string or number is read as a boolean', async () => {
    for (const [sendCheck, reviewRequired] of [
      ['true', true],
      [1, true],
      ['false', false],
      [null, false],
    ] as const) {
      proxied.answerNext('/card/update', (_, response) => sendJson(response, { errcode: '0', send_check: sendCheck }));
      const outcome = await writes.update({ cardId: VOUCHER, baseInfo: { servicePhone: '020-00000000' } });
      expect(outcome).toMatchObject({ reviewRequired, verified: reviewRequired ? null : true, userErrors: [] });
    }
  });

  test('with errcode 47001, which echoes the request, is returned with only its hint and rid', async () => {
    const errmsg = 'data format error: {"card_id":"pSECRET"} hint: [Ab1.2] rid: 65-x-1';
    proxied.answerNext('/card/update', (_, response) => sendJson(response, { errcode: 47001, errmsg }));
    const { userErrors } = await writes.update({ cardId: VOUCHER, baseInfo: { servicePhone: 'SECRET' } });
    expect(userErrors).toMatchObject([
      { code: 'PLATFORM_REJECTED', errcode: 47001, errmsg: 'hint: [Ab1.2] rid: 65-x-1', field: null },
    ]);
    expect(JSON.stringify(userErrors)).not.toContain('SECRET');
  });

  test('with status 200 and a body that is not a JSON object returns OUTCOME_UNKNOWN', async () => {
    for (const body of ['', '<html>', '[]', 'null']) {
      proxied.answerNext('/card/update', (_, response) => sendBytes(response, body));
      const outcome = await writes.update({ cardId: VOUCHER, baseInfo: { servicePhone: '1' } });
      expect(refusalsOf(outcome)).toEqual([['OUTCOME_UNKNOWN']]);
    }
  });

  test('to the token renewal before the write is a top-level error, not OUTCOME_UNKNOWN', async () => {
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

  test('with an unknown card type returns WRONG_CARD_TYPE for every field without a write', async () => {
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

  test('with values in other forms than sent still verifies the update', async () => {
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
