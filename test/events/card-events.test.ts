import { createSchema } from '../../src/graph/schema/schema.js';
import { type EventStack, startEventStack } from '../support/event-stack.js';
import { pushedMessages } from '../support/pushes.js';
import { fullSelection } from '../support/selection.js';
import { WIDE_LIMITS } from '../support/stack.js';

const CARD = 'pDEMO-groupon-0001';
const CODE = '100000000001';
const USER = 'oDEMO-user-0001';

let stack: EventStack;
beforeEach(async () => {
  stack = await startEventStack({ limits: WIDE_LIMITS });
});
afterEach(() => stack.close());

const claim = (fields = {}) => stack.push('user_get_card', { CardId: CARD, UserCardCode: CODE, ...fields });

/** Returns a page. Its arguments are given as in the query. */
async function pageOf(args = '', selection = 'kind cardId') {
  const { cardEvents } = await stack.graph.data(
    `{ cardEvents${args && `(${args})`} { nodes { ${selection} } endCursor hasMore } }`,
  );
  return cardEvents as { nodes: Record<string, unknown>[]; endCursor: string; hasMore: boolean };
}

const errorOf = async (args: string, headers = {}) => {
  const { data, errors } = await stack.graph.ask(`{ cardEvents${args} { endCursor } }`, undefined, headers);
  expect(data).toEqual({ cardEvents: null });
  return errors?.[0];
};

describe('cardEvents', () => {
  test('returns pushed events in order of arrival without an upstream call', async () => {
    await claim();
    await stack.push('user_consume_card', { CardId: CARD, UserCardCode: CODE });
    const { nodes, hasMore } = await pageOf();
    expect(nodes).toEqual([
      { kind: 'CLAIMED', cardId: CARD },
      { kind: 'REDEEMED', cardId: CARD },
    ]);
    expect(hasMore).toBe(false);
    expect((await stack.emulator.ledger()).total).toBe(0);
  });

  test('returns an event once if it was pushed twice', async () => {
    const CreateTime = Math.floor(Date.now() / 1000);
    await claim({ CreateTime });
    await claim({ CreateTime });
    expect((await pageOf()).nodes).toHaveLength(1);
  });

  test('returns each event exactly once over pages of one', async () => {
    for (const OuterStr of ['a', 'b', 'c']) await claim({ OuterStr });
    const channels: unknown[] = [];
    let after: string | undefined;
    for (let more = true; more; ) {
      const page = await pageOf(`first: 1${after ? `, after: "${after}"` : ''}`, '... on CodeClaimedEvent { channel }');
      channels.push(...page.nodes.map(({ channel }) => channel));
      [after, more] = [page.endCursor, page.hasMore];
    }
    expect(channels).toEqual(['a', 'b', 'c']);
    expect((await pageOf(`after: "${after}"`)).nodes).toEqual([]);
  });

  test('continues after the cursor of an event', async () => {
    await claim();
    await stack.push('card_pass_check', { CardId: CARD });
    const [first] = (await pageOf('', 'cursor')).nodes;
    expect((await pageOf(`after: "${first?.cursor}"`)).nodes).toEqual([{ kind: 'REVIEWED', cardId: CARD }]);
  });

  test('returns the cursor of now for a page of no events', async () => {
    await claim();
    const { nodes, endCursor, hasMore } = await pageOf('first: 0');
    expect([nodes, hasMore]).toEqual([[], false]);
    await stack.push('user_del_card', { CardId: CARD, UserCardCode: CODE });
    expect((await pageOf(`after: "${endCursor}"`)).nodes).toEqual([{ kind: 'DELETED', cardId: CARD }]);
  });

  test('returns only the selected kinds and cards, and moves the cursor past the others', async () => {
    await claim();
    await claim({ CardId: 'pOther' });
    await stack.push('user_view_card', { CardId: CARD, UserCardCode: CODE });
    const kinds = await pageOf('kinds: [VIEWED, REVIEWED]');
    expect(kinds.nodes).toEqual([{ kind: 'VIEWED', cardId: CARD }]);
    const cards = await pageOf('cardIds: ["pOther"]');
    expect(cards.nodes).toEqual([{ kind: 'CLAIMED', cardId: 'pOther' }]);
    const none = await pageOf('cardIds: ["pNone"]');
    expect(none.nodes).toEqual([]);
    expect((await pageOf(`after: "${none.endCursor}"`)).nodes).toEqual([]);
  });

  test('returns a short page with hasMore if the filter excludes very many events', async () => {
    for (let count = 0; count < 1001; count += 77) {
      await Promise.all(Array.from({ length: 77 }, (_, n) => claim({ OuterStr: count + n })));
    }
    await claim({ CardId: 'pLast' });
    const page = await pageOf('cardIds: ["pLast"]');
    expect(page).toMatchObject({ nodes: [], hasMore: true });
    const next = await pageOf(`cardIds: ["pLast"], after: "${page.endCursor}"`);
    expect(next).toMatchObject({ nodes: [{ cardId: 'pLast' }], hasMore: false });
    // Ten aliases: together at most 18 reads of 250 events. Without a bound, all of them would be at the same place after 40.
    const aliases = Array.from({ length: 10 }, (_, n) => `a${n}: cardEvents(cardIds: ["pLast"]) { endCursor hasMore }`);
    const pages = Object.values<{ endCursor: string }>(await stack.graph.data(`{ ${aliases.join(' ')} }`));
    expect(pages.filter(({ endCursor }) => endCursor === page.endCursor).length).toBeLessThan(10);
    expect(pages).toEqual(pages.map(() => ({ endCursor: expect.any(String), hasMore: true })));
  });
});

describe('an event', () => {
  test.each<[name: string, fields: Record<string, string | number>, selection: string, expected: object]>([
    ['card_pass_check', {}, '... on CardReviewedEvent { passed reason }', { passed: true, reason: null }],
    [
      'card_not_pass_check',
      { RefuseReason: 'blurred' },
      '... on CardReviewedEvent { passed reason }',
      { passed: false, reason: 'blurred' },
    ],
    ['card_sku_remind', { Detail: 'low' }, '... on CardStockLowEvent { detail }', { detail: 'low' }],
    [
      'user_get_card',
      {
        IsGiveByFriend: 1,
        FriendUserName: 'oFriend',
        OldUserCardCode: '1',
        OuterStr: '',
        OuterId: 7,
        UnionId: 'oUnion',
        SourceScene: 'SOURCE_SCENE_QRCODE',
        IsRestoreMemberCard: 0,
        IsRecommendByFriend: 'TRUE',
      },
      '... on CodeClaimedEvent { gifted giver { openid } previousCode channel unionId sourceScene restored recommended }',
      {
        gifted: true,
        giver: { openid: 'oFriend' },
        previousCode: '1',
        channel: '7',
        unionId: 'oUnion',
        sourceScene: 'SOURCE_SCENE_QRCODE',
        restored: false,
        recommended: true,
      },
    ],
    [
      'user_get_card',
      { IsGiveByFriend: 0, FriendUserName: 'oFriend', OuterId: 0 },
      '... on CodeClaimedEvent { gifted giver { openid } previousCode channel unionId sourceScene restored recommended }',
      {
        gifted: false,
        giver: null,
        previousCode: null,
        channel: null,
        unionId: null,
        sourceScene: null,
        restored: false,
        recommended: false,
      },
    ],
    [
      'user_gifting_card',
      { FriendUserName: '', IsChatRoom: 'true', IsReturnBack: '1' },
      '... on CodeGiftedEvent { receiver { openid } toGroup returned }',
      { receiver: null, toGroup: true, returned: true },
    ],
    [
      'user_consume_card',
      { ConsumeSource: '(FROM_API)', StaffOpenId: 'oStaff', LocationId: 0, TransId: 't', OutTradeNo: 'o' },
      '... on CodeRedeemedEvent { source sourceRaw staff { openid } locationId verifyCode transactionId merchantOrderId }',
      {
        source: 'API',
        sourceRaw: '(FROM_API)',
        staff: { openid: 'oStaff' },
        locationId: '0',
        verifyCode: null,
        transactionId: 't',
        merchantOrderId: 'o',
      },
    ],
    [
      'user_consume_card',
      {},
      '... on CodeRedeemedEvent { source sourceRaw staff { openid } }',
      { source: 'UNKNOWN', sourceRaw: null, staff: null },
    ],
    [
      'User_pay_from_pay_cell',
      { Fee: '10000', OriginalFee: 'x' },
      'kindRaw ... on CodePaidEvent { fee { yuan } originalFee { yuan } }',
      { kindRaw: 'User_pay_from_pay_cell', fee: { yuan: '100.00' }, originalFee: null },
    ],
    [
      'update_member_card',
      { ModifyBonus: -3, ModifyBalance: '' },
      '... on MemberChangedEvent { pointsChange balanceChange { fen } }',
      { pointsChange: -3, balanceChange: null },
    ],
    ['user_view_card', { OuterStr: 'shop' }, '... on CardViewedEvent { channel }', { channel: 'shop' }],
    [
      'user_enter_session_from_card',
      { FromUserName: USER },
      '... on ChatEnteredEvent { user { openid } }',
      { user: { openid: USER } },
    ],
    [
      'card_pay_order',
      { OrderId: 'a', FromUserName: USER },
      'kind ... on UnknownCardEvent { fields }',
      { kind: 'UNKNOWN', fields: expect.objectContaining({ OrderId: 'a', Event: 'card_pay_order' }) },
    ],
  ])('%s has the fields of its type (%#)', async (name, fields, selection, expected) => {
    await stack.push(name, { CardId: CARD, ...fields });
    expect((await pageOf('', selection)).nodes).toEqual([expected]);
  });

  test.each(pushedMessages())('is returned whole as in the contract, file %s', async (_, text) => {
    const at = Math.floor(Date.now() / 1000);
    await stack.pushMessage(text.replace(/(CreateTime\W+)\d{10}/, `$1${at}`));
    const { nodes } = await pageOf(
      '',
      fullSelection(createSchema(), 'CardEvent', ['Card', 'Code', 'WechatUser']).slice(1, -1),
    );
    expect(nodes).toHaveLength(1);
    const [node = {}] = nodes;
    const occurredAt = Object.entries(node).find(([key]) => key.endsWith('occurredAt'))?.[1];
    expect(occurredAt).toBe(new Date(at * 1000).toISOString());
    expect((await stack.emulator.ledger()).total).toBe(0);
  });

  test('makes no call for the keys of its references, and reads them for more', async () => {
    await claim({ FromUserName: USER });
    const keys = '... on CodeClaimedEvent { card { id } code { cardId code card { id } } user { openid } }';
    expect((await pageOf('', keys)).nodes).toEqual([
      { card: { id: CARD }, code: { cardId: CARD, code: CODE, card: { id: CARD } }, user: { openid: USER } },
    ]);
    expect((await stack.emulator.ledger()).total).toBe(0);
    const { nodes } = await pageOf('', '... on CodeClaimedEvent { card { id title } code { status } }');
    expect(nodes).toMatchObject([{ card: { title: expect.any(String) }, code: { status: 'NORMAL' } }]);
    expect(await stack.emulator.calls()).toEqual({ '/card/get': 1, '/card/code/get': 1 });
  });

  test('has no code if the platform did not send one, and no card if it names none', async () => {
    await claim({ UserCardCode: '' });
    await stack.push('card_pay_order');
    const { nodes } = await pageOf('', 'card { id } ... on CodeClaimedEvent { code { code } }');
    expect(nodes).toEqual([{ card: { id: CARD }, code: null }, { card: null }]);
  });
});

describe('cardEvents is rejected', () => {
  test('with EVENTS_OFF if the account has no token and key for events', async () => {
    stack.server.replaceAccess({ accounts: [stack.silentAccount], auth: { mode: 'none' }, routerSecret: undefined });
    expect(await errorOf('')).toMatchObject({ path: ['cardEvents'], extensions: { code: 'EVENTS_OFF' } });
  });

  test.each(['x', '', 'a'.repeat(39), '测试'])('with EVENTS_CURSOR_UNKNOWN for the cursor %j', async (after) => {
    for (const first of [0, 50]) {
      const error = await errorOf(`(after: "${after}", first: ${first})`);
      expect(error?.extensions).toEqual({ code: 'EVENTS_CURSOR_UNKNOWN' });
    }
  });

  test('with EVENTS_CURSOR_UNKNOWN for a cursor of another log', async () => {
    const { endCursor } = await pageOf();
    await stack.close();
    stack = await startEventStack();
    expect((await errorOf(`(after: "${endCursor}")`))?.extensions.code).toBe('EVENTS_CURSOR_UNKNOWN');
  });

  test.each([
    ['first: -1', 'first'],
    ['first: 101', 'first'],
    ['kinds: []', 'kinds'],
    ['cardIds: []', 'cardIds'],
    ['cardIds: [""]', 'cardIds'],
    [`cardIds: [${'"a",'.repeat(101)}]`, 'cardIds'],
    [`kinds: [${'CLAIMED,'.repeat(13)}]`, 'kinds'],
  ])('with BAD_USER_INPUT for %s', async (args, field) => {
    expect((await errorOf(`(${args})`))?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      problems: [{ field: [field] }],
    });
  });
});
