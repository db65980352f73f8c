import { ago } from '../../support/china-days.js';
import type { LedgerCall } from '../../support/emulator-control.js';
import { WIDE_LIMITS } from '../../support/stack.js';
import { useStack } from '../../support/use-stack.js';

const stack = useStack({ server: { limits: WIDE_LIMITS } });

/** Follows every reference: from a user to the wallet, its codes, their cards, details, statistics and members, and back. */
const QUERY = `query ($openid: ID!, $from: LocalDate!, $to: LocalDate!) {
  wechatUser(openid: $openid) {
    openid
    wallet {
      hasFriendVoucher
      codes(first: 100) {
        totalCount
        edges { code cardId node { status } }
        nodes {
          id code status redeemable endsAt
          holder { openid wallet { codes(first: 100) { nodes { status card { title } } } } }
          card {
            id type title stock { quantity } validity { type }
            details {
              __typename
              ... on GrouponDetails { dealDetail }
              ... on CashDetails { amountOff { yuan } }
              ... on MemberCardDetails { benefits activateMessageOperation { cards { title } } }
            }
            stats(from: $from, to: $to) {
              rows { date viewCount ... on CouponStatsRow { cardId card { title } } ... on MemberCardDetailStatsRow { member: cardId } }
              totals { viewCount } complete
            }
          }
          member { nickname points balance status card { title stats(from: $from, to: $to) { complete } } holder { openid wallet { hasFriendVoucher } } }
        }
      }
    }
  }
}`;

const keyOf = ({ path, request }: LedgerCall) => `${path} ${JSON.stringify(Object.entries(request).sort())}`;

/** Expects that no two calls in the ledger are the same, and returns the number of calls by path. */
async function callsOnce(): Promise<Readonly<Record<string, number>>> {
  const { recent } = await stack.emulator.ledger();
  const keys = recent.map(keyOf);
  expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  return stack.emulator.calls();
}

describe('a query that follows every reference from a user', () => {
  test('makes no call twice', async () => {
    const variables = { openid: 'oDEMO-user-0001', from: ago(90), to: ago(1) };
    const { wechatUser } = await stack.graph.data(QUERY, variables);
    const { nodes, totalCount } = wechatUser.wallet.codes;
    expect(nodes).toHaveLength(totalCount);
    // Two members, one ticket without statistics, four coupons.
    const seen = Object.fromEntries(nodes.map((node: { code: string }) => [node.code, node]));
    expect(seen['200000020001']).toMatchObject({
      status: 'NORMAL',
      card: { type: 'MEMBER_CARD', details: { __typename: 'MemberCardDetails' }, stats: { complete: true } },
      member: { nickname: 'Fourier', balance: '188.5', holder: { openid: 'oDEMO-user-0001' } },
    });
    expect(seen['100000000001']).toMatchObject({
      card: { type: 'GROUPON', details: { dealDetail: expect.any(String) }, stats: { complete: true } },
      member: null,
      holder: { openid: 'oDEMO-user-0001' },
    });
    expect(seen['100000000016']).toMatchObject({ card: { type: 'BUS_TICKET', stats: null }, member: null });
    expect(seen['QL-0001']).toMatchObject({ status: 'NORMAL', card: { type: 'GENERAL_COUPON' } });
    for (const { card } of nodes) {
      for (const row of card.stats?.rows ?? []) expect(row.cardId ?? row.member).toBe(card.id);
    }
    const calls = await callsOnce();
    expect(calls).toMatchObject({
      '/card/user/getcardlist': 1,
      '/card/code/get': totalCount,
      '/card/membercard/userinfo/get': 2,
      '/datacube/getcardmembercarddetail': 4,
      // Two windows of two origins, for all coupons together.
      '/datacube/getcardcardinfo': 4,
    });
  });

  test('makes one code/get per code and one card/get per card for 24 codes of twelve cards', async () => {
    await stack.graph.data(QUERY, { openid: 'oDEMO-user-0006', from: ago(62), to: ago(1) });
    const calls = await callsOnce();
    expect(calls).toMatchObject({ '/card/user/getcardlist': 1, '/card/code/get': 24, '/datacube/getcardcardinfo': 2 });
    expect(calls['/card/get']).toBeLessThanOrEqual(14);
  });

  test('makes no additional call for a second alias and for root fields of the same objects', async () => {
    const variables = { openid: 'oDEMO-user-0001', from: ago(90), to: ago(1) };
    await stack.graph.data(QUERY, variables);
    const before = await stack.emulator.calls();
    await stack.emulator.clearLedger();
    const [head, body] = [QUERY.slice(0, QUERY.indexOf('wechatUser')), QUERY.slice(QUERY.indexOf('wechatUser'), -1)];
    await stack.graph.data(
      `${head} again: ${body} ${body}
        card(id: "pDEMO-groupon-0001") { notice }
        code(code: "200000010001", cardId: "pDEMO-member-card-0001") { beginsAt }
        memberInfo(cardId: "pDEMO-member-card-0001", code: "200000010001") { sex }
        memberCardDetailStats(cardId: "pDEMO-member-card-0001", from: $from, to: $to) { totals { redeemCount } }
        couponStats(origin: API, from: "${ago(28)}", to: $to) { totals { viewCount } } }`,
      variables,
    );
    expect(await callsOnce()).toEqual(before);
  });
});
