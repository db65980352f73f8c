import { pathsCalled, refusalsOf } from '../../support/card-writes.js';
import { sendBytes, sendJson } from '../../support/raw-platform.js';
import { useProxiedStack, useStack } from '../../support/use-stack.js';

const [ADD, DELETE, GET, LIST] = ['add', 'delete', 'getbyid', 'batchget'].map(
  (name) => `/card/paygiftcard/${name}`,
) as [string, string, string, string];
const CARD = 'pDEMO-member-card-0001';
const TERMS = `type status statusRaw merchantIds beginsAt endsAt cardId minimumSpend { fen yuan } maximumSpend { fen yuan }
  claimUrl appBrandId appBrandPath createdAt updatedAt`;
const ONE = `query ($id: ID!) { payGiftRule(id: $id) { id terms { ${TERMS} } } }`;
const PAGE = `query ($first: Int, $after: String, $offset: Int, $effectiveOnly: Boolean) {
  payGiftRules(first: $first, after: $after, offset: $offset, effectiveOnly: $effectiveOnly) {
    totalCount nodes { id } edges { cursor ruleId node { id } terms { merchantIds } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;
const USER_ERRORS = 'userErrors { code message field errcode errmsg }';
const ADDED = `mutation ($input: AddPayGiftRuleInput!) { addPayGiftRule(input: $input) {
  ruleId rule { id terms { ${TERMS} } } succeededMerchantIds
  failedMerchants { merchantId errorCode errcode errmsg occupyingRuleId occupyingAppId } replayed ${USER_ERRORS} } }`;
const DELETED = `mutation ($input: DeletePayGiftRuleInput!) { deletePayGiftRule(input: $input) {
  ruleId deletedRuleId replayed ${USER_ERRORS} } }`;

const stack = useProxiedStack();

const ruleOf = async (id: string | number) => (await stack.graph.data(ONE, { id })).payGiftRule;
const pageOf = async (variables: object = {}) => (await stack.graph.data(PAGE, variables)).payGiftRules;
const add = async (input: object) => (await stack.graph.data(ADDED, { input })).addPayGiftRule;
const remove = async (input: object) => (await stack.graph.data(DELETED, { input })).deletePayGiftRule;

/** Returns the requests to one path, in order. */
async function requestsTo(path: string) {
  const { recent } = await stack.emulator.ledger();
  return recent.filter((call) => call.path === path).map(({ request }) => request);
}

/** Sets the response of the next call to the path. */
function respondNext(path: string, fields: object): void {
  stack.answerNext(path, (_, response) => sendJson(response, { errcode: 0, errmsg: 'ok', ...fields }));
}

describe('Query.payGiftRule', () => {
  test('returns the terms with one call', async () => {
    const { id, terms } = await ruleOf('1000001');
    expect(id).toBe('1000001');
    expect(terms).toMatchObject({
      type: 'RULE_TYPE_PAY_MEMBER_CARD',
      status: 'OK',
      statusRaw: 'RULE_STATUS_OK',
      merchantIds: ['1900000101', '1900000102'],
      cardId: CARD,
      minimumSpend: { fen: 200, yuan: '2.00' },
      maximumSpend: { fen: 2_000_000, yuan: '20000.00' },
      claimUrl: 'https://demo.example/tea/join',
      appBrandId: null,
      appBrandPath: null,
    });
    expect(Date.parse(terms.beginsAt)).toBeLessThan(Date.parse(terms.endsAt));
    expect(terms.createdAt).toBe(terms.updatedAt);
    expect(await stack.emulator.calls()).toEqual({ [GET]: 1 });
  });

  test('returns the mini program if there is one', async () => {
    const { terms } = await ruleOf('1000002');
    expect(terms).toMatchObject({ appBrandId: 'gh_demo0000@app', appBrandPath: 'pages/join?from=pay', claimUrl: null });
  });

  test.each([
    ['a number', 1000001, 1000001],
    ['text of digits', '1000001', 1000001],
    ['text', 'rule-7', 'rule-7'],
    ['digits beyond the precision of a number', '12345678901234567890', '12345678901234567890'],
    ['digits with a leading zero', '01000001', '01000001'],
  ])('sends an id that is %s in the form that the platform accepts', async (_subject, id, sent) => {
    await stack.graph.ask(ONE, { id });
    expect(await requestsTo(GET)).toEqual([{ rule_id: sent }]);
  });

  test.each(['1000009', 'no-such-rule'])('is null without an error for the unknown id %s', async (id) => {
    expect(await ruleOf(id)).toBeNull();
    expect(await stack.emulator.calls()).toEqual({ [GET]: 1 });
  });

  test('returns no card and no spend limits without member_rule', async () => {
    respondNext(GET, { rule_info: { type: 'X', base_info: { status: 'RULE_STATUS_BAD', mchid_list: [1900000101] } } });
    expect((await ruleOf('1000001')).terms).toMatchObject({
      type: 'X',
      status: 'UNKNOWN',
      statusRaw: 'RULE_STATUS_BAD',
      merchantIds: ['1900000101'],
      cardId: null,
      minimumSpend: null,
      maximumSpend: null,
      beginsAt: null,
    });
  });

  test('returns a null card without a card call when card_id is empty', async () => {
    respondNext(GET, { rule_info: { type: 'X', base_info: {}, member_rule: { card_id: '' } } });
    const { payGiftRule } = await stack.graph.data('{ payGiftRule(id: 1000001) { terms { cardId card { title } } } }');
    expect(payGiftRule.terms).toEqual({ cardId: null, card: null });
    expect(await stack.emulator.calls()).toEqual({});
  });

  test.each([{}, { rule_info: null }, { rule_info: [] }])(
    'is null with an error when the response is %j',
    async (fields) => {
      respondNext(GET, fields);
      const { data, errors } = await stack.graph.ask(ONE, { id: '1000001' });
      expect(data).toEqual({ payGiftRule: null });
      expect(errors).toMatchObject([{ path: ['payGiftRule'], extensions: { code: 'PLATFORM_UNAVAILABLE' } }]);
    },
  );

  test('resolves the member card, without a call when only the id is selected', async () => {
    const { payGiftRule } = await stack.graph.data('{ payGiftRule(id: 1000001) { terms { card { id } } } }');
    expect(payGiftRule.terms.card).toEqual({ id: CARD });
    expect(await stack.emulator.calls()).toEqual({ [GET]: 1 });
    await stack.graph.data('{ payGiftRule(id: 1000001) { terms { card { type title } } } }');
    expect(await stack.emulator.calls()).toEqual({ [GET]: 2, '/card/get': 1 });
  });

  test('makes one call for several aliases of one rule', async () => {
    await stack.graph.data('{ a: payGiftRule(id: 1000001) { id } b: payGiftRule(id: "1000001") { terms { type } } }');
    expect(await stack.emulator.calls()).toEqual({ [GET]: 1 });
  });

  test.each([
    ['an empty id', ''],
    ['an id of 33 bytes', '1'.repeat(33)],
  ])('rejects %s before any call', async (_subject, id) => {
    const { errors } = await stack.graph.ask(ONE, { id });
    expect(errors).toMatchObject([{ path: ['payGiftRule'], extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(errors?.[0]?.message).toContain('id: expected text of 1 to 32 bytes');
    expect(await stack.emulator.calls()).toEqual({});
  });
});

describe('Query.payGiftRules with a type', () => {
  const SINGLE = `query ($after: String) { payGiftRules(type: SINGLE_PAY, first: 1, after: $after) {
    totalCount nodes { id } edges { cursor terms { type cardId merchantIds minimumSpend { fen } } } } }`;

  test('returns single-pay rules with their terms for SINGLE_PAY, and member rules by default', async () => {
    const wire = {
      type: 'RULE_TYPE_SINGLE_PAY',
      base_info: { mchid_list: ['1600000001'], status: 'RULE_STATUS_OK' },
      single_pay: { card_id: 'pDEMO-cash-0001', least_cost: 100, max_cost: 200 },
    };
    respondNext(LIST, { total_count: 1, rule_list: [{ rule_id: 7, ...wire }] });
    const { payGiftRules } = await stack.graph.data(SINGLE);
    expect(payGiftRules).toMatchObject({
      totalCount: 1,
      nodes: [{ id: '7' }],
      edges: [{ terms: { type: wire.type, cardId: 'pDEMO-cash-0001', minimumSpend: { fen: 100 } } }],
    });
    expect((await stack.graph.data(SINGLE)).payGiftRules).toMatchObject({ totalCount: 0, edges: [] });
    await pageOf();
    expect((await requestsTo(LIST)).map((request) => Object(request).type)).toEqual([
      'RULE_TYPE_SINGLE_PAY',
      'RULE_TYPE_PAY_MEMBER_CARD',
    ]);
  });

  test('rejects a cursor of the member rules for SINGLE_PAY', async () => {
    const { pageInfo } = await pageOf({ first: 1 });
    const { errors } = await stack.graph.ask(SINGLE, { after: pageInfo.endCursor });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });
});

describe('Query.payGiftRules', () => {
  test('returns rules with their terms in one call', async () => {
    const { payGiftRules } = await stack.graph.data(
      `{ payGiftRules { totalCount nodes { id terms { ${TERMS} } } edges { ruleId terms { ${TERMS} } node { id } } } }`,
    );
    expect(payGiftRules.totalCount).toBe(4);
    expect(payGiftRules.edges.map(({ ruleId }: { ruleId: string }) => ruleId)).toEqual([
      '1000001',
      '1000002',
      '1000003',
      '1000004',
    ]);
    expect(payGiftRules.nodes[0]).toEqual({ id: '1000001', terms: payGiftRules.edges[0].terms });
    expect(await requestsTo(LIST)).toEqual([
      { type: 'RULE_TYPE_PAY_MEMBER_CARD', effective: false, offset: 0, count: 20 },
    ]);
    expect(payGiftRules.nodes[0]).toEqual(await ruleOf('1000001'));
  });

  test('filters by rules in effect', async () => {
    const { totalCount, nodes } = await pageOf({ effectiveOnly: true });
    expect({ totalCount, nodes }).toEqual({ totalCount: 2, nodes: [{ id: '1000001' }, { id: '1000002' }] });
    expect(await requestsTo(LIST)).toMatchObject([{ effective: true }]);
  });

  test('pages through every rule once, by cursor', async () => {
    const seen: unknown[] = [];
    let after: string | null = null;
    for (let more = true; more; ) {
      const page: Awaited<ReturnType<typeof pageOf>> = await pageOf({ first: 3, after });
      expect(page.pageInfo.hasPreviousPage).toBe(after !== null);
      seen.push(...page.nodes);
      ({ hasNextPage: more, endCursor: after } = page.pageInfo);
    }
    expect(seen).toEqual([{ id: '1000001' }, { id: '1000002' }, { id: '1000003' }, { id: '1000004' }]);
    expect(await requestsTo(LIST)).toMatchObject([
      { offset: 0, count: 3 },
      { offset: 3, count: 3 },
    ]);
  });

  test('starts at an offset', async () => {
    const { nodes, pageInfo } = await pageOf({ first: 2, offset: 1 });
    expect(nodes).toEqual([{ id: '1000002' }, { id: '1000003' }]);
    expect(pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
  });

  test('rejects the cursor of another filter before any call', async () => {
    const { pageInfo } = await pageOf({ first: 1 });
    await stack.emulator.clearLedger();
    const { errors } = await stack.graph.ask(PAGE, { effectiveOnly: true, after: pageInfo.endCursor });
    expect(errors).toMatchObject([{ path: ['payGiftRules'], extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(await stack.emulator.calls()).toEqual({});
  });

  test.each([{ first: 0 }, { first: 101 }, { offset: -1 }, { offset: 1, after: 'x' }])(
    'rejects %j before any call',
    async (variables) => {
      const { data, errors } = await stack.graph.ask(PAGE, variables);
      expect(data).toEqual({ payGiftRules: null });
      expect(errors).toMatchObject([{ path: ['payGiftRules'], extensions: { code: 'BAD_USER_INPUT' } }]);
      expect(await stack.emulator.calls()).toEqual({});
    },
  );

  test('never returns more rules than requested', async () => {
    respondNext(LIST, { total_count: 3, rule_list: [{ rule_id: 1 }, { rule_id: 2 }, { rule_id: 3 }] });
    expect((await pageOf({ first: 2 })).nodes).toEqual([{ id: '1' }, { id: '2' }]);
  });

  test.each([
    ['a number', 7, '7'],
    ['text', 'r-7', 'r-7'],
    ['missing', undefined, null],
    ['null', null, null],
    ['an empty text', '', null],
  ])('reads a rule_id that is %s', async (_subject, rule_id, ruleId) => {
    respondNext(LIST, { total_count: 1, rule_list: [{ rule_id, base_info: { mchid_list: ['1'] } }] });
    const node = ruleId === null ? null : { id: ruleId };
    const { nodes, edges } = await pageOf();
    expect({ nodes, edges }).toMatchObject({ nodes: [node], edges: [{ ruleId, node, terms: { merchantIds: ['1'] } }] });
  });

  test('is null with an error when the response has no list', async () => {
    respondNext(LIST, { total_count: 1 });
    const { data, errors } = await stack.graph.ask(PAGE);
    expect(data).toEqual({ payGiftRules: null });
    expect(errors).toMatchObject([{ path: ['payGiftRules'], extensions: { code: 'PLATFORM_UNAVAILABLE' } }]);
  });
});

describe('a listing without rule_id, as documented', () => {
  const documented = useStack({ beforeEach: 'nothing', emulator: { listRuleIds: false } });

  test('returns the terms, and null for ids and nodes', async () => {
    const { payGiftRules } = await documented.graph.data(PAGE);
    expect(payGiftRules.nodes).toEqual([null, null, null, null]);
    expect(payGiftRules.edges).toHaveLength(4);
    expect(payGiftRules.edges[1]).toMatchObject({ ruleId: null, node: null, terms: { merchantIds: ['1900000201'] } });
  });

  test('can still be paged by cursor', async () => {
    const { payGiftRules: head } = await documented.graph.data(PAGE, { first: 3 });
    const { payGiftRules: tail } = await documented.graph.data(PAGE, { first: 3, after: head.pageInfo.endCursor });
    expect(tail.edges).toMatchObject([{ terms: { merchantIds: ['1900000401', '1900000402'] } }]);
  });
});

let keys = 0;
const INPUT = {
  merchantIds: ['1900000901', '1900000902'],
  beginsAt: '2026-01-01T00:00:00Z',
  endsAt: '2036-01-01T00:00:00Z',
  cardId: CARD,
  minimumSpendFen: 100,
  maximumSpendFen: 9900,
  /** A new key each time, because a used key would replay its outcome. */
  get idempotencyKey() {
    keys += 1;
    return `k${keys}`;
  },
};

describe('addPayGiftRule', () => {
  test('creates a rule and reads its terms live', async () => {
    const outcome = await add({ ...INPUT, claimUrl: 'https://demo.example/join' });
    expect(outcome).toMatchObject({
      rule: {
        id: outcome.ruleId,
        terms: {
          merchantIds: INPUT.merchantIds,
          beginsAt: '2026-01-01T00:00:00.000Z',
          endsAt: '2036-01-01T00:00:00.000Z',
          cardId: CARD,
          minimumSpend: { fen: 100, yuan: '1.00' },
          maximumSpend: { fen: 9900, yuan: '99.00' },
          claimUrl: 'https://demo.example/join',
        },
      },
      succeededMerchantIds: INPUT.merchantIds,
      failedMerchants: [],
      replayed: false,
      userErrors: [],
    });
    expect(outcome.ruleId).toMatch(/^\d+$/);
    expect(await pathsCalled(stack.emulator)).toEqual([ADD, GET]);
    expect(await requestsTo(ADD)).toEqual([
      {
        rule_info: {
          type: 'RULE_TYPE_PAY_MEMBER_CARD',
          base_info: { mchid_list: INPUT.merchantIds, begin_time: 1767225600, end_time: 2082758400 },
          member_rule: { card_id: CARD, least_cost: 100, max_cost: 9900, jump_url: 'https://demo.example/join' },
        },
      },
    ]);
  });

  test('sends the mini program with the field names of the platform', async () => {
    await add({ ...INPUT, appBrandId: 'gh_1@app', appBrandPath: 'pages/join', claimUrl: null });
    const [{ rule_info }] = (await requestsTo(ADD)) as [{ rule_info: { member_rule: object } }];
    expect(rule_info.member_rule).toEqual({
      card_id: CARD,
      least_cost: 100,
      max_cost: 9900,
      app_brand_id: 'gh_1@app',
      app_brand_pass: 'pages/join',
    });
  });

  test('makes one call when only the id of the rule is selected', async () => {
    const query =
      'mutation ($input: AddPayGiftRuleInput!) { addPayGiftRule(input: $input) { ruleId rule { id __typename } } }';
    const { addPayGiftRule } = await stack.graph.data(query, { input: INPUT });
    expect(addPayGiftRule.rule).toEqual({ id: addPayGiftRule.ruleId, __typename: 'PayGiftRule' });
    expect(await stack.emulator.calls()).toEqual({ [ADD]: 1 });
  });

  test('stays committed when its rule cannot be read', async () => {
    await stack.emulator.fault({ path: GET, kind: 'reset' });
    const { data, errors } = await stack.graph.ask(ADDED, { input: INPUT });
    expect(data.addPayGiftRule).toMatchObject({ ruleId: expect.any(String), rule: null, userErrors: [] });
    expect(errors).toMatchObject([{ path: ['addPayGiftRule', 'rule'], extensions: { code: 'PLATFORM_UNAVAILABLE' } }]);
  });

  test.each([
    ['7200100001', 72001, 'MERCHANT_MISMATCH', null, null],
    ['7200200001', 72002, 'MERCHANT_NOT_BOUND', null, null],
    ['7200300001', 72003, 'NOT_A_MEMBER_CARD', null, null],
    ['7200400001', 72004, 'MERCHANT_OCCUPIED', '12332123', 'wxoccupier'],
    ['1900000101', 72004, 'MERCHANT_OCCUPIED', '1000001', 'wxdemo'],
    ['7201000001', 72010, 'MERCHANT_NOT_FOUND', null, null],
    ['not-a-number', 72010, 'MERCHANT_NOT_FOUND', null, null],
  ])(
    'returns merchant %s as failed when the platform excludes it with errcode %i',
    async (merchantId, errcode, errorCode, occupyingRuleId, occupyingAppId) => {
      const outcome = await add({ ...INPUT, merchantIds: [merchantId, '1900000901'] });
      expect(outcome).toMatchObject({
        succeededMerchantIds: ['1900000901'],
        failedMerchants: [
          { merchantId, errorCode, errcode, errmsg: expect.any(String), occupyingRuleId, occupyingAppId },
        ],
        userErrors: [],
        rule: { terms: { merchantIds: ['1900000901'] } },
      });
    },
  );

  test('returns RULE_NOT_CREATED with the reasons when every merchant fails', async () => {
    const outcome = await add({ ...INPUT, merchantIds: ['7200100001', '7200400001'] });
    expect(outcome).toMatchObject({
      ruleId: null,
      rule: null,
      succeededMerchantIds: [],
      failedMerchants: [{ errorCode: 'MERCHANT_MISMATCH' }, { errorCode: 'MERCHANT_OCCUPIED' }],
    });
    expect(refusalsOf(outcome)).toEqual([['RULE_NOT_CREATED']]);
    expect(await stack.emulator.calls()).toEqual({ [ADD]: 1 });
  });

  test('returns RULE_NOT_CREATED, and NOT_A_MEMBER_CARD for each merchant, when the card is not a member card', async () => {
    const outcome = await add({ ...INPUT, cardId: 'pDEMO-groupon-0001' });
    expect(refusalsOf(outcome)).toEqual([['RULE_NOT_CREATED']]);
    expect(outcome.failedMerchants).toMatchObject([
      { merchantId: '1900000901', errorCode: 'NOT_A_MEMBER_CARD', errcode: 72003 },
      { merchantId: '1900000902', errorCode: 'NOT_A_MEMBER_CARD', errcode: 72003 },
    ]);
  });

  test.each([
    [
      'the lists with their names in the text of the documentation',
      {
        rule_id: 7,
        succ_mchid_list: ['1'],
        fail_mchid_list: [{ mchid: '2', errcode: 72004, errmsg: 'used', occupy_rule_id: '88', occupy_appid: 'wx1' }],
      },
    ],
    [
      'the lists with their names in the table of the documentation',
      {
        rule_id: '7',
        succ_list: ['1'],
        fail_list: [{ mchid: 2, errcode: '72004', errmsg: 'used', occupy_rule_id: 88, occupy_appid: 'wx1' }],
      },
    ],
    [
      'the lists with both names when those in the text are empty',
      {
        rule_id: 7,
        succ_mchid_list: [],
        fail_mchid_list: [],
        succ_list: ['1'],
        fail_list: [{ mchid: 2, errcode: 72004, errmsg: 'used', occupy_rule_id: 88, occupy_appid: 'wx1' }],
      },
    ],
  ])('reads %s', async (_subject, fields) => {
    respondNext(ADD, fields);
    respondNext(GET, { rule_info: {} });
    expect(await add(INPUT)).toMatchObject({
      ruleId: '7',
      succeededMerchantIds: ['1'],
      failedMerchants: [
        {
          merchantId: '2',
          errorCode: 'MERCHANT_OCCUPIED',
          errcode: 72004,
          errmsg: 'used',
          occupyingRuleId: '88',
          occupyingAppId: 'wx1',
        },
      ],
      userErrors: [],
    });
  });

  test('returns PLATFORM_REJECTED with the errcode for an unknown reason', async () => {
    respondNext(ADD, {
      rule_id: 7,
      succ_mchid_list: ['1'],
      fail_mchid_list: [{ mchid: '2', errcode: 72999 }, { mchid: '3' }],
    });
    respondNext(GET, { rule_info: {} });
    expect((await add(INPUT)).failedMerchants).toMatchObject([
      { errorCode: 'PLATFORM_REJECTED', errcode: 72999, errmsg: null },
      { errorCode: 'PLATFORM_REJECTED', errcode: null },
    ]);
  });

  test('succeeds without an id when the response has merchants but no rule_id', async () => {
    respondNext(ADD, { succ_mchid_list: ['1'], fail_mchid_list: [] });
    expect(await add(INPUT)).toMatchObject({ ruleId: null, rule: null, succeededMerchantIds: ['1'], userErrors: [] });
  });

  test('returns OUTCOME_UNKNOWN, never RULE_NOT_CREATED, when the response is empty', async () => {
    respondNext(ADD, {});
    const outcome = await add(INPUT);
    expect(outcome).toMatchObject({ ruleId: null, rule: null });
    expect(refusalsOf(outcome)).toEqual([['OUTCOME_UNKNOWN']]);
  });

  test.each([
    [
      '11 merchants',
      { merchantIds: Array.from({ length: 11 }, (_, n) => `19000009${n}`) },
      [['TOO_MANY_ITEMS', 'merchantIds']],
    ],
    ['no merchants', { merchantIds: [] }, [['TOO_MANY_ITEMS', 'merchantIds']]],
    ['an empty merchant', { merchantIds: ['1', ''] }, [['INVALID_INPUT', 'merchantIds']]],
    ['an end before the beginning', { endsAt: '2025-01-01T00:00:00Z' }, [['INVALID_INPUT', 'endsAt']]],
    ['an end at the beginning', { endsAt: INPUT.beginsAt }, [['INVALID_INPUT', 'endsAt']]],
    [
      'an end in the same second as the beginning, because the platform counts seconds',
      { beginsAt: '2026-01-01T00:00:00.100Z', endsAt: '2026-01-01T00:00:00.900Z' },
      [['INVALID_INPUT', 'endsAt']],
    ],
    ['a beginning before 1970', { beginsAt: '1969-12-31T23:59:59Z' }, [['INVALID_INPUT', 'beginsAt']]],
    ['an end past 2106', { endsAt: '2106-02-07T06:28:16Z' }, [['INVALID_INPUT', 'endsAt']]],
    ['a maximum below the minimum spend', { maximumSpendFen: 99 }, [['INVALID_INPUT', 'maximumSpendFen']]],
    ['a negative minimum spend', { minimumSpendFen: -1 }, [['INVALID_INPUT', 'minimumSpendFen']]],
    ['an empty cardId', { cardId: '' }, [['INVALID_INPUT', 'cardId']]],
    ['a control character', { claimUrl: 'https://a\u0001' }, [['INVALID_INPUT', 'claimUrl']]],
    ['an empty idempotencyKey', { idempotencyKey: '' }, [['INVALID_INPUT', 'idempotencyKey']]],
    [
      'several invalid fields at once',
      { merchantIds: [], cardId: '', minimumSpendFen: 5, maximumSpendFen: 4, endsAt: INPUT.beginsAt },
      [
        ['TOO_MANY_ITEMS', 'merchantIds'],
        ['INVALID_INPUT', 'cardId'],
        ['INVALID_INPUT', 'endsAt'],
        ['INVALID_INPUT', 'maximumSpendFen'],
      ],
    ],
  ])('rejects %s before any call', async (_subject, input, refusals) => {
    const outcome = await add({ ...INPUT, ...input });
    expect(refusalsOf(outcome)).toEqual(refusals);
    expect(outcome).toMatchObject({ ruleId: null, rule: null, succeededMerchantIds: [], failedMerchants: [] });
    expect(await stack.emulator.calls()).toEqual({});
  });

  test('needs an idempotencyKey, because a repeat would create another rule', async () => {
    const { idempotencyKey: _, ...input } = INPUT;
    const { errors } = await stack.graph.ask(ADDED, { input });
    expect(errors?.[0]?.message).toContain('idempotencyKey');
    expect(await stack.emulator.calls()).toEqual({});
  });

  test.each([
    [72010, 'MERCHANT_NOT_FOUND'],
    [40073, 'CARD_NOT_FOUND'],
    [40079, 'INVALID_INPUT'],
    [72005, 'TOO_MANY_ITEMS'],
    [72002, 'MERCHANT_NOT_BOUND'],
    [72031, 'INVALID_INPUT'],
  ])('maps errcode %i to %s', async (value, code) => {
    await stack.emulator.fault({ path: ADD, kind: 'errcode', value });
    const { ruleId, userErrors } = await add(INPUT);
    expect(ruleId).toBeNull();
    expect(userErrors).toMatchObject([{ code, errcode: value }]);
  });

  test('fails with a top-level error when the quota is exceeded', async () => {
    await stack.emulator.fault({ path: ADD, kind: 'errcode', value: 45009 });
    const { data, errors } = await stack.graph.ask(ADDED, { input: INPUT });
    expect(data).toEqual({ addPayGiftRule: null });
    expect(errors).toMatchObject([{ path: ['addPayGiftRule'], extensions: { code: 'PLATFORM_QUOTA_EXCEEDED' } }]);
  });

  test.each(['reset', 'garbage'] as const)(
    'finds the rule in the listing when the response is lost (%s)',
    async (kind) => {
      await stack.emulator.fault({ path: ADD, kind, when: 'after', times: 1 });
      const outcome = await add(INPUT);
      expect(refusalsOf(outcome)).toEqual([]);
      expect(outcome.ruleId).toEqual(expect.any(String));
      expect((await stack.emulator.calls())[ADD]).toBe(1);
    },
  );
});

describe('deletePayGiftRule', () => {
  test('deletes a rule with one call and releases its merchants', async () => {
    expect(await remove({ ruleId: '1000001', idempotencyKey: 'k' })).toEqual({
      ruleId: '1000001',
      deletedRuleId: '1000001',
      replayed: false,
      userErrors: [],
    });
    expect(await requestsTo(DELETE)).toEqual([{ rule_id: 1000001 }]);
    expect(await ruleOf('1000001')).toBeNull();
    expect((await add({ ...INPUT, merchantIds: ['1900000101'] })).failedMerchants).toEqual([]);
  });

  test('accepts the id that addPayGiftRule returned', async () => {
    const { ruleId } = await add(INPUT);
    expect(await remove({ ruleId })).toMatchObject({ deletedRuleId: ruleId, userErrors: [] });
  });

  test.each([['1000009'], ['r-1']])(
    'returns RULE_NOT_FOUND with errcode 72034 for the unknown rule %s',
    async (ruleId) => {
      const outcome = await remove({ ruleId });
      expect(outcome).toMatchObject({
        ruleId,
        deletedRuleId: null,
        userErrors: [{ code: 'RULE_NOT_FOUND', errcode: 72034 }],
      });
    },
  );

  test('returns RULE_NOT_FOUND the second time', async () => {
    await remove({ ruleId: '1000001' });
    expect(refusalsOf(await remove({ ruleId: '1000001' }))).toEqual([['RULE_NOT_FOUND']]);
  });

  test.each([
    [72032, 'RULE_EXPIRED'],
    [72033, 'RULE_STATUS_CONFLICT'],
  ])('maps errcode %i to %s', async (value, code) => {
    await stack.emulator.fault({ path: DELETE, kind: 'errcode', value });
    expect(refusalsOf(await remove({ ruleId: '1000001' }))).toEqual([[code]]);
  });

  test.each([
    ['an empty ruleId', { ruleId: '' }, 'ruleId'],
    ['a ruleId of 33 bytes', { ruleId: '1'.repeat(33) }, 'ruleId'],
    ['an empty idempotencyKey', { ruleId: '1000001', idempotencyKey: '' }, 'idempotencyKey'],
  ])('rejects %s before any call', async (_subject, input, field) => {
    expect(refusalsOf(await remove(input))).toEqual([['INVALID_INPUT', field]]);
    expect(await stack.emulator.calls()).toEqual({});
  });

  test('returns OUTCOME_UNKNOWN when the response is lost before the deletion took effect', async () => {
    stack.answerNext(DELETE, (_, response) => sendBytes(response, '{"errcode":'));
    expect(refusalsOf(await remove({ ruleId: '1000001' }))).toEqual([['OUTCOME_UNKNOWN']]);
  });
});
