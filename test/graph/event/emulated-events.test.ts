import { type EventStack, startEventStack } from '../../support/event-stack.js';
import { change } from '../../support/member-writes.js';
import { until } from '../../support/time.js';

const VOUCHER = 'pDEMO-groupon-0001';
const MEMBER_CARD = 'pDEMO-member-card-0001';
const UNDER_REVIEW = 'pDEMO-cash-0003';
const USER = 'oDEMO-user-0001';

const QUERY = `{ cardEvents { nodes {
  kind cardId
  ... on CardReviewedEvent { passed reason }
  ... on CardStockLowEvent { detail }
  ... on CodeClaimedEvent { gifted giver { openid } previousCode channel claimer: user { openid } code { code } }
  ... on CodeGiftedEvent { receiver { openid } toGroup returned }
  ... on CodeDeletedEvent { deleter: user { openid } }
  ... on CodeRedeemedEvent { source staff { openid } }
  ... on CodePaidEvent { transactionId fee { fen } originalFee { fen } }
  ... on MemberChangedEvent { pointsChange balanceChange { fen } }
  ... on MemberSubmittedEvent { member: user { openid } }
  ... on CardViewedEvent { viewer: user { openid } }
  ... on ChatEnteredEvent { visitor: user { openid } }
} } }`;

let stack: EventStack;
beforeEach(async () => {
  stack = await startEventStack();
  await stack.connectEmulator();
});
afterEach(() => stack.close());

/** Returns the events once the emulator has pushed this number of them. */
async function events(count: number): Promise<Record<string, unknown>[]> {
  await until(async () => (await stack.emulator.pushes()).answered >= count);
  return (await stack.graph.data(QUERY)).cardEvents.nodes;
}

const act = (code: string, action: string, body = {}) => stack.emulator.act(code, action, body);

describe('cardEvents behind the emulator', () => {
  test.each([
    { passed: false, reason: 'blurred' },
    { passed: true, reason: null },
  ])('returns the review of a card with the result %j', async ({ passed, reason }) => {
    await stack.emulator.review({ card_id: UNDER_REVIEW, passed, ...(reason === null ? {} : { reason }) });
    expect(await events(1)).toEqual([{ kind: 'REVIEWED', cardId: UNDER_REVIEW, passed, reason }]);
  });

  test('returns a low stock when a user claims the card', async () => {
    const mutation = 'mutation ($input: ModifyStockInput!) { modifyStock(input: $input) { userErrors { code } } }';
    const input = { cardId: VOUCHER, reduceBy: 9780, idempotencyKey: 'stock' };
    expect(await stack.graph.data(mutation, { input })).toEqual({ modifyStock: { userErrors: [] } });
    await stack.emulator.claim({ card_id: VOUCHER, openid: 'oTaker' });
    const low = { kind: 'STOCK_LOW', cardId: VOUCHER, detail: expect.stringMatching(/quantity/) };
    expect(await events(2)).toEqual(expect.arrayContaining([low]));
  });

  test('returns the activation form that a member sent', async () => {
    const mutation =
      'mutation ($input: SetMemberActivationFormInput!) { setMemberActivationForm(input: $input) { userErrors { code } } }';
    const input = { cardId: MEMBER_CARD, requiredPart: { commonFields: ['MOBILE'] } };
    expect(await stack.graph.data(mutation, { input })).toEqual({ setMemberActivationForm: { userErrors: [] } });
    const fields = { USER_FORM_INFO_FLAG_MOBILE: '13800000009' };
    await stack.emulator.sendForm({ card_id: MEMBER_CARD, code: '200000010004', fields });
    const submitted = { kind: 'MEMBER_SUBMITTED', cardId: MEMBER_CARD, member: { openid: 'oDEMO-user-0004' } };
    expect(await events(1)).toEqual(expect.arrayContaining([submitted]));
  });

  test('returns a claim, and a gift with the claim of its receiver', async () => {
    const { code } = await stack.emulator.claim({ card_id: VOUCHER, openid: 'oTaker', outer_str: 'shop' });
    await events(1);
    await act(String(code), 'gift', { friend_openid: 'oFriend' });
    await events(2);
    const accepted = await act(String(code), 'accept', { friend_openid: 'oFriend' });
    expect(await events(3)).toEqual([
      {
        ...{ kind: 'CLAIMED', cardId: VOUCHER, gifted: false, giver: null, previousCode: null, channel: 'shop' },
        ...{ claimer: { openid: 'oTaker' }, code: { code } },
      },
      { kind: 'GIFTED', cardId: VOUCHER, receiver: { openid: 'oFriend' }, toGroup: false, returned: false },
      expect.objectContaining({
        ...{ kind: 'CLAIMED', gifted: true, giver: { openid: 'oTaker' }, previousCode: code },
        ...{ claimer: { openid: 'oFriend' }, code: { code: accepted.code } },
      }),
    ]);
  });

  test('returns a gift to a group and its return', async () => {
    await act('100000000001', 'gift');
    await events(1);
    await act('100000000001', 'return');
    expect(await events(2)).toMatchObject([
      { kind: 'GIFTED', receiver: null, toGroup: true, returned: false },
      { kind: 'GIFTED', receiver: null, returned: true },
    ]);
  });

  test('returns redemptions by this server and by another till', async () => {
    const mutation = 'mutation ($input: RedeemCodeInput!) { redeemCode(input: $input) { userErrors { code } } }';
    const { redeemCode } = await stack.graph.data(mutation, {
      input: { code: '100000000001', idempotencyKey: 'sale' },
    });
    expect(redeemCode).toEqual({ userErrors: [] });
    await events(1);
    await act('100000000012', 'redeem', { source: 'FROM_MOBILE_HELPER' });
    expect(await events(2)).toEqual([
      { kind: 'REDEEMED', cardId: VOUCHER, source: 'API', staff: null },
      { kind: 'REDEEMED', cardId: expect.any(String), source: 'MOBILE_HELPER', staff: { openid: expect.any(String) } },
    ]);
  });

  test('returns changed points as a difference', async () => {
    const input = { cardId: MEMBER_CARD, code: '200000010001', addPoints: -7, idempotencyKey: 'points' };
    expect(await change(stack.graph, input)).toMatchObject({ userErrors: [] });
    expect(await events(1)).toEqual([
      { kind: 'MEMBER_CHANGED', cardId: MEMBER_CARD, pointsChange: -7, balanceChange: { fen: 0 } },
    ]);
  });

  test('returns a payment, a view of a member card, a chat and a deletion', async () => {
    await act('100000000001', 'pay');
    await events(1);
    await act('200000010001', 'view');
    await events(2);
    await act('100000000001', 'enter');
    await events(3);
    await act('100000000012', 'delete');
    const nodes = await events(4);
    expect(nodes).toHaveLength(4);
    expect(nodes).toEqual(
      expect.arrayContaining([
        {
          ...{ kind: 'PAID', cardId: VOUCHER, transactionId: expect.any(String) },
          ...{ fee: { fen: 10_000 }, originalFee: { fen: 12_000 } },
        },
        { kind: 'VIEWED', cardId: MEMBER_CARD, viewer: { openid: USER } },
        { kind: 'CHAT_ENTERED', cardId: VOUCHER, visitor: { openid: USER } },
        { kind: 'DELETED', cardId: 'pDEMO-scenic-ticket-0001', deleter: { openid: 'oDEMO-user-0004' } },
      ]),
    );
  });
});
