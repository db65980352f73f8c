import { EmulatorClient, type Json } from './emulator-client.js';

const MEMBER_CARD = 'pDEMO-member-card-0001';

/** Returns the request for a valid rule with some fields replaced. */
function rule(base: Json = {}, member: Json = {}, rest: Json = {}): Json {
  return {
    rule_info: {
      type: 'RULE_TYPE_PAY_MEMBER_CARD',
      base_info: { mchid_list: ['1600000001'], begin_time: 1_700_000_000, end_time: 4_000_000_000, ...base },
      member_rule: { card_id: MEMBER_CARD, least_cost: 100, max_cost: 20_000, ...member },
      ...rest,
    },
  };
}

describe('paygiftcard', () => {
  let client: EmulatorClient;
  let token: string;
  beforeAll(async () => {
    client = await EmulatorClient.start();
    token = await client.token();
  });
  beforeEach(() => client.control('POST', '/reset'));
  afterAll(() => client.close());

  const call = (name: string, request: Json) => client.call(`/card/paygiftcard/${name}`, token, request);
  const committed = async () => (await client.calls()).recent.map((record) => record.committed);
  const idsOf = (reply: Json) => (reply.rule_list as Json[]).map(({ rule_id }) => rule_id);
  const list = (extra: Json = {}) =>
    call('batchget', { type: 'RULE_TYPE_PAY_MEMBER_CARD', effective: false, offset: 0, count: 10, ...extra });

  test('add creates a rule that getbyid returns with status and times', async () => {
    const { now } = await client.control('POST', '/clock', { now: 1_800_000_000 });
    token = await client.token();
    await client.control('DELETE', '/calls');
    const merchants = ['1600000001', '1600000002'];
    const reply = await call('add', rule({ mchid_list: merchants }, { app_brand_id: 'gh@app', app_brand_pass: 'p' }));
    expect(reply).toEqual({
      errcode: 0,
      errmsg: 'ok',
      rule_id: 1_000_005,
      fail_mchid_list: [],
      succ_mchid_list: merchants,
    });
    const wanted = {
      type: 'RULE_TYPE_PAY_MEMBER_CARD',
      base_info: {
        mchid_list: merchants,
        begin_time: 1_700_000_000,
        end_time: 4_000_000_000,
        status: 'RULE_STATUS_OK',
        create_time: now,
        update_time: now,
      },
      member_rule: {
        card_id: MEMBER_CARD,
        least_cost: 100,
        max_cost: 20_000,
        app_brand_id: 'gh@app',
        app_brand_pass: 'p',
      },
    };
    for (const rule_id of [1_000_005, '1000005']) {
      expect(await call('getbyid', { rule_id })).toEqual({ errcode: 0, errmsg: 'ok', rule_info: wanted });
    }
    expect(await committed()).toEqual([true, false, false]);
  });

  test('add creates another rule when it is repeated', async () => {
    const first = await call('add', rule());
    const second = await call('add', rule({ mchid_list: ['1600000009'] }));
    expect([first.rule_id, second.rule_id]).toEqual([1_000_005, 1_000_006]);
  });

  test('add reports merchants that fail in a successful response, and creates the rule for the others', async () => {
    const mchid_list = ['1600000001', '7200100001', '7200200001', '7200300001', '7200400001', '7201000001', 'shop'];
    const reply = await call('add', rule({ mchid_list: [...mchid_list, '1900000101'] }));
    expect(reply).toMatchObject({ errcode: 0, rule_id: 1_000_005, succ_mchid_list: ['1600000001'] });
    const text = { errmsg: expect.any(String) };
    expect(reply.fail_mchid_list).toEqual([
      { mchid: '7200100001', errcode: 72001, ...text },
      { mchid: '7200200001', errcode: 72002, ...text },
      { mchid: '7200300001', errcode: 72003, ...text },
      { mchid: '7200400001', errcode: 72004, ...text, occupy_rule_id: 12_332_123, occupy_appid: 'wxoccupier' },
      { mchid: '7201000001', errcode: 72010, ...text },
      { mchid: 'shop', errcode: 72010, ...text },
      { mchid: '1900000101', errcode: 72004, ...text, occupy_rule_id: 1_000_001, occupy_appid: 'wxdemo' },
    ]);
    const { rule_info } = await call('getbyid', { rule_id: 1_000_005 });
    expect(rule_info).toMatchObject({ base_info: { mchid_list: ['1600000001'] } });
  });

  test('add creates no rule and returns no rule_id if all merchants fail', async () => {
    const reply = await call('add', rule({ mchid_list: ['7200100001', '1900000101'] }));
    expect(reply).toMatchObject({ errcode: 0, succ_mchid_list: [] });
    expect(reply.fail_mchid_list).toHaveLength(2);
    expect(reply).not.toHaveProperty('rule_id');
    expect((await list()).total_count).toBe(4);
    expect(await committed()).toEqual([false, false]);
  });

  test('add fails for each merchant if the card is not a member card', async () => {
    const reply = await call('add', rule({ mchid_list: ['1', '2'] }, { card_id: 'pDEMO-cash-0001' }));
    expect(reply.errcode).toBe(0);
    expect(reply.fail_mchid_list).toMatchObject([{ errcode: 72003 }, { errcode: 72003 }]);
  });

  test('add accepts a merchant again after its rule was deleted or has ended', async () => {
    expect((await call('add', rule({ mchid_list: ['1900000401'] }))).rule_id).toBe(1_000_005);
    await call('delete', { rule_id: 1_000_001 });
    expect((await call('add', rule({ mchid_list: ['1900000101'] }))).rule_id).toBe(1_000_006);
  });

  const eleven = Array.from({ length: 11 }, (_, index) => String(1_600_000_001 + index));
  test.each([
    ['no rule_info', {}, 72031],
    ['a rule_info that is a string', { rule_info: 'x' }, 47001],
    ['another type', rule({}, {}, { type: 'RULE_TYPE_OTHER' }), 72031],
    ['no type', rule({}, {}, { type: undefined }), 72031],
    ['no base_info', rule({}, {}, { base_info: undefined }), 72031],
    ['no member_rule', rule({}, {}, { member_rule: undefined }), 72031],
    ['no merchant', rule({ mchid_list: [] }), 72031],
    ['no mchid_list', rule({ mchid_list: undefined }), 72031],
    ['ten merchants', rule({ mchid_list: eleven.slice(1) }), 0],
    ['eleven merchants', rule({ mchid_list: eleven }), 72005],
    ['merchants that are numbers', rule({ mchid_list: [1600000001] }), 47001],
    ['an end before its begin', rule({ end_time: 1_600_000_000 }), 40079],
    ['an end at its begin', rule({ end_time: 1_700_000_000 }), 40079],
    ['no end', rule({ end_time: undefined }), 40079],
    ['milliseconds', rule({ end_time: 1_800_000_000_000 }), 40079],
    ['least_cost over max_cost', rule({}, { least_cost: 20_001 }), 72031],
    ['least_cost at max_cost', rule({}, { least_cost: 20_000 }), 0],
    ['a negative least_cost', rule({}, { least_cost: -1 }), 72031],
    ['a decimal max_cost', rule({}, { max_cost: 0.5 }), -1],
    ['no max_cost', rule({}, { max_cost: undefined }), 72031],
    ['null for each optional field', rule({}, { jump_url: null, app_brand_id: null, app_brand_pass: null }), 0],
    ['null for max_cost', rule({}, { max_cost: null }), 47001],
    ['null for member_rule', rule({}, {}, { member_rule: null }), 72031],
    ['no card_id', rule({}, { card_id: undefined }), 41012],
    ['an unknown card', rule({}, { card_id: 'pNobody' }), 40073],
  ])('add with %s returns its errcode', async (_what, request, errcode) => {
    expect((await call('add', request)).errcode).toBe(errcode);
    expect(await committed()).toEqual([errcode === 0]);
  });

  describe('a rule of the type RULE_TYPE_SINGLE_PAY', () => {
    const terms = { card_id: 'pDEMO-cash-0001', least_cost: 100, max_cost: 20_000 };
    const single = (rest: Json) => rule({}, {}, { type: 'RULE_TYPE_SINGLE_PAY', member_rule: undefined, ...rest });

    test.each(['single_pay', 'member_rule'])(
      'is added with its terms in %s, and returned with them in single_pay',
      async (name) => {
        const { errcode, rule_id } = await call('add', single({ [name]: terms }));
        expect(errcode).toBe(0);
        const { rule_info } = await call('getbyid', { rule_id });
        expect(rule_info).toMatchObject({ type: 'RULE_TYPE_SINGLE_PAY', single_pay: terms });
        expect(rule_info).not.toHaveProperty('member_rule');
      },
    );

    test('is listed only for RULE_TYPE_SINGLE_PAY', async () => {
      const { rule_id } = await call('add', single({ single_pay: terms }));
      expect(await list({ type: 'RULE_TYPE_SINGLE_PAY' })).toMatchObject({ total_count: 1, rule_list: [{ rule_id }] });
      expect((await list()).total_count).toBe(4);
    });

    test.each([
      ['no terms', {}, 72031],
      ['terms that are null', { single_pay: null }, 72031],
      ['a negative least_cost', { single_pay: { ...terms, least_cost: -1 } }, 72031],
      ['an unknown card', { single_pay: { ...terms, card_id: 'pNobody' } }, 40073],
    ])('is refused with %s', async (_what, rest, errcode) => {
      expect((await call('add', single(rest))).errcode).toBe(errcode);
      expect(await committed()).toEqual([false]);
    });
  });

  test('delete removes a rule, and a repeat is refused', async () => {
    expect(await call('delete', { rule_id: '1000002' })).toEqual({ errcode: 0, errmsg: 'ok' });
    expect((await call('delete', { rule_id: 1_000_002 })).errcode).toBe(72034);
    expect((await call('getbyid', { rule_id: 1_000_002 })).errcode).toBe(72034);
    expect(idsOf(await list())).toEqual([1_000_001, 1_000_003, 1_000_004]);
    expect((await committed()).slice(0, 2)).toEqual([true, false]);
  });

  test.each([
    [{}, 41011],
    [{ rule_id: 7 }, 72034],
    [{ rule_id: '' }, 72034],
    [{ rule_id: true }, 47001],
    [{ rule_id: 1.5 }, -1],
  ])('getbyid and delete of %j return errcode %i', async (request, errcode) => {
    for (const name of ['getbyid', 'delete']) expect((await call(name, request)).errcode).toBe(errcode);
  });

  test('batchget returns pages, and counts the rules that match the filter', async () => {
    expect(await list({ offset: 1, count: 2 })).toMatchObject({
      total_count: 4,
      rule_list: [{ rule_id: 1_000_002 }, { rule_id: 1_000_003 }],
    });
    const inForce = await list({ effective: true });
    expect([inForce.total_count, idsOf(inForce)]).toEqual([2, [1_000_001, 1_000_002]]);
    expect(await list({ offset: 9 })).toMatchObject({ total_count: 4, rule_list: [] });
    expect((await list({ effective: undefined })).total_count).toBe(4);
  });

  test.each([
    [{ type: 'OTHER' }, 72031],
    [{ type: undefined }, 72031],
    [{ offset: -1 }, 40097],
    [{ count: undefined }, 41011],
    [{ effective: 1 }, 47001],
  ])('batchget with %j returns errcode %i', async (extra, errcode) => {
    expect((await list(extra)).errcode).toBe(errcode);
  });

  test('GET state returns the rules with their ids', async () => {
    const { rules } = await client.control('GET', '/state');
    const { rule_info } = await call('getbyid', { rule_id: 1_000_001 });
    expect((rules as Json[])[0]).toEqual({ rule_id: 1_000_001, ...(rule_info as Json) });
  });
});

test('batchget returns rules without their ids if listRuleIds is false', async () => {
  const client = await EmulatorClient.start({ listRuleIds: false });
  try {
    const request = { type: 'RULE_TYPE_PAY_MEMBER_CARD', effective: false, offset: 0, count: 1 };
    const { rule_list } = await client.call('/card/paygiftcard/batchget', await client.token(), request);
    expect(Object.keys((rule_list as Json[])[0] ?? {})).toEqual(['type', 'base_info', 'member_rule']);
  } finally {
    await client.close();
  }
});
