import { CardWrites, pathsCalled, refusalsOf } from '../../support/card-writes.js';
import { TRIES } from '../../support/stack.js';
import { useProxiedStack, useStack } from '../../support/use-stack.js';

const CARD = 'pDEMO-groupon-0001';

const stack = useStack();
let cards: CardWrites;

beforeAll(() => {
  cards = new CardWrites(stack.graph);
});

describe('deleteCard', () => {
  test('returns the id after one call, and the card can still be read and listed', async () => {
    const outcome = { cardId: CARD, deletedCardId: CARD, replayed: false, userErrors: [] };
    expect(await cards.delete({ cardId: CARD, idempotencyKey: 'k' })).toEqual(outcome);
    expect(await pathsCalled(stack.emulator)).toEqual(['/card/delete']);
    const { card, cards: listed } = await stack.graph.data(
      `{ card(id: "${CARD}") { status title } cards(first: 100, statuses: [DELETED]) { nodes { id status } } }`,
    );
    expect(card).toEqual({ status: 'DELETED', title: '双人下午茶套餐' });
    expect(listed.nodes).toContainEqual({ id: CARD, status: 'DELETED' });
  });

  test('returns CARD_STATUS_CONFLICT with errcode 40078 the second time', async () => {
    await cards.delete({ cardId: CARD });
    const again = await cards.delete({ cardId: CARD });
    expect(again).toMatchObject({ cardId: CARD, deletedCardId: null });
    const errmsg = expect.stringMatching(/ rid: [\w-]+$/);
    expect(again.userErrors).toMatchObject([{ code: 'CARD_STATUS_CONFLICT', errcode: 40078, errmsg, field: null }]);
  });

  test('makes later changes of the card fail with CARD_STATUS_CONFLICT', async () => {
    await cards.delete({ cardId: CARD });
    const update = await cards.update({ cardId: CARD, baseInfo: { servicePhone: '1' } });
    const stock = await cards.stock({ cardId: CARD, increaseBy: 1, idempotencyKey: 'k' });
    expect([refusalsOf(update), refusalsOf(stock)]).toEqual([[['CARD_STATUS_CONFLICT']], [['CARD_STATUS_CONFLICT']]]);
  });
});

describe('a rejected deleteCard', () => {
  test('returns CARD_NOT_FOUND with errcode 40073 for an unknown card', async () => {
    const { deletedCardId, userErrors } = await cards.delete({ cardId: 'pDEMO-no-such-card' });
    expect(deletedCardId).toBeNull();
    expect(userErrors).toMatchObject([{ code: 'CARD_NOT_FOUND', errcode: 40073 }]);
  });

  test('returns CARD_NOT_CHANGEABLE when an advertisement uses the card', async () => {
    await stack.emulator.fault({ path: '/card/delete', kind: 'errcode', value: 72066 });
    const { userErrors } = await cards.delete({ cardId: CARD });
    expect(userErrors).toMatchObject([{ code: 'CARD_NOT_CHANGEABLE', errcode: 72066 }]);
  });

  test.each([
    ['an empty cardId', { cardId: '' }, 'cardId'],
    ['an empty idempotencyKey', { cardId: CARD, idempotencyKey: '' }, 'idempotencyKey'],
    ['an idempotencyKey of 65 bytes', { cardId: CARD, idempotencyKey: 'k'.repeat(65) }, 'idempotencyKey'],
    ['an idempotencyKey with a control character', { cardId: CARD, idempotencyKey: '\u007f' }, 'idempotencyKey'],
  ])('returns INVALID_INPUT before any call for %s', async (_subject, input, field) => {
    expect(refusalsOf(await cards.delete(input))).toEqual([['INVALID_INPUT', field]]);
    expect(await stack.emulator.calls()).toEqual({});
  });
});

describe('a deleteCard with a lost response', () => {
  test.each(['reset', 'truncate', 'garbage', 'http'] as const)('is resolved by reading back (%s)', async (kind) => {
    await stack.emulator.fault({ path: '/card/delete', kind, times: 1 });
    const lost = await cards.delete({ cardId: CARD });
    expect(refusalsOf(lost)).toEqual([['OUTCOME_UNKNOWN']]);
    expect(lost.deletedCardId).toBeNull();

    await stack.emulator.fault({ path: '/card/delete', kind, when: 'after', times: 1 });
    const committed = await cards.delete({ cardId: CARD });
    expect(committed).toMatchObject({ deletedCardId: CARD, replayed: false, userErrors: [] });
  });
});

describe('a deleteCard without a token', () => {
  const proxied = useProxiedStack({ beforeEach: 'nothing' });

  test.each([
    ['is lost', (response: { destroy(): void }) => response.destroy()],
    [
      'is -1',
      (response: { end(body: string): void }) => response.end('{"errcode":-1,"errmsg":"system error rid: 1-2-3"}'),
    ],
  ])('fails with a top-level error, not OUTCOME_UNKNOWN, when the token response %s', async (_subject, fail) => {
    proxied.answerNext('/cgi-bin/stable_token', (_, response) => fail(response), TRIES);
    const { data, errors } = await new CardWrites(proxied.graph).askDelete({ cardId: CARD });
    expect(data).toEqual({ deleteCard: null });
    expect(errors?.[0]).toMatchObject({ path: ['deleteCard'], extensions: { code: 'PLATFORM_UNAVAILABLE' } });
    expect(await proxied.emulator.calls()).toEqual({});
  });
});
