import { EmulatorClient, json } from '../emulator-client.js';

describe('the control calls', () => {
  let client: EmulatorClient;
  let token: string;
  beforeAll(async () => {
    client = await EmulatorClient.start();
    token = await client.token();
  });
  beforeEach(() => client.control('POST', '/reset'));
  afterAll(() => client.close());

  const bad = async (method: string, path: string, body: unknown) => {
    const response = await client.raw(method, `/_emulator${path}`, JSON.stringify(body));
    return { status: response.status, error: (await json(response)).error };
  };

  test('accounts adds an account with its own copy of the demo data', async () => {
    await client.control('POST', '/accounts', { appid: 'wxmore', secret: 'more-secret' });
    const other = await client.token({ appid: 'wxmore', secret: 'more-secret' });
    await client.control('POST', '/cards', { appid: 'wxmore', count: 3 });
    const ask = { offset: 0, count: 50 };
    const [mine, its] = [
      await client.call('/card/batchget', token, ask),
      await client.call('/card/batchget', other, ask),
    ].map((answer) => answer.card_id_list as string[]);
    expect(its?.slice(0, 22)).toEqual(mine);
    expect(its).toHaveLength(25);
  });

  test('accounts sets a new secret for an existing account', async () => {
    await client.control('POST', '/accounts', { appid: 'wxrotated', secret: 'one' });
    await client.control('POST', '/accounts', { appid: 'wxrotated', secret: 'two' });
    expect((await client.stable({ appid: 'wxrotated', secret: 'one' })).errcode).toBe(40125);
    expect((await client.stable({ appid: 'wxrotated', secret: 'two' })).errcode).toBeUndefined();
  });

  test('cards adds valid cards, with the same ids after every reset', async () => {
    const first = await client.control('POST', '/cards', { count: 30 });
    const ids = first.card_ids as string[];
    expect(new Set(ids).size).toBe(30);
    const { card } = (await client.call('/card/get', token, { card_id: ids[29] })) as {
      card: { card_type: string; [kind: string]: unknown };
    };
    expect(card[card.card_type.toLowerCase()]).toMatchObject({
      base_info: { id: ids[29], status: 'CARD_STATUS_VERIFY_OK' },
    });
    await client.control('POST', '/reset');
    expect((await client.call('/card/get', token, { card_id: ids[0] })).errcode).toBe(40073);
    expect((await client.control('POST', '/cards', { count: 30 })).card_ids).toEqual(ids);
  });

  test('cards of one type continue the numbering', async () => {
    const { card_ids } = await client.control('POST', '/cards', { count: 2, card_type: 'MEMBER_CARD' });
    expect(card_ids).toEqual(['pDEMO-member-card-0003', 'pDEMO-member-card-0004']);
  });

  test('cards creates 100,000 cards, and a page at their end is served', async () => {
    const { card_ids } = await client.control('POST', '/cards', { count: 100_000 });
    const last = await client.call('/card/batchget', token, { offset: 100_020, count: 50 });
    expect(last.total_num).toBe(100_022);
    expect(last.card_id_list).toEqual((card_ids as string[]).slice(-2));
  });

  test('state returns the card objects of card/get', async () => {
    const { cards } = await client.control('GET', '/state?appid=wxdemo');
    const { card } = await client.call('/card/get', token, { card_id: 'pDEMO-groupon-0001' });
    expect((cards as unknown[])[0]).toEqual(card);
  });

  test('calls returns every call, oldest first, with body, account and errcode', async () => {
    await client.classic();
    await client.stable({ appid: 'wxnobody' });
    await client.call('/card/get', token, { card_id: 'pDEMO-cash-0001' });
    await client.call('/card/get', 'x'.repeat(130), { card_id: 'pDEMO-cash-0001' });
    await client.raw('POST', `/card/get?access_token=${token}`, 'no JSON');
    const card = { path: '/card/get', request: { card_id: 'pDEMO-cash-0001' }, committed: false };
    const credentials = { grant_type: 'client_credential', secret: 'demo-secret' };
    expect(await client.calls()).toEqual({
      total: 5,
      byPath: { '/cgi-bin/token': 1, '/cgi-bin/stable_token': 1, '/card/get': 3 },
      recent: [
        {
          path: '/cgi-bin/token',
          appid: 'wxdemo',
          request: { ...credentials, appid: 'wxdemo' },
          errcode: 0,
          committed: false,
        },
        {
          path: '/cgi-bin/stable_token',
          appid: 'wxnobody',
          request: { ...credentials, appid: 'wxnobody' },
          errcode: 40013,
          committed: false,
        },
        { ...card, appid: 'wxdemo', errcode: 0 },
        { ...card, appid: null, errcode: 40001 },
        { path: '/card/get', appid: 'wxdemo', request: null, errcode: 47001, committed: false },
      ],
    });
  });

  test('calls and its DELETE can be limited to one account', async () => {
    await client.control('POST', '/accounts', { appid: 'wxcalls', secret: 's' });
    const other = await client.token({ appid: 'wxcalls', secret: 's' });
    await client.errcodeWith(other);
    await client.errcodeWith(token);
    expect(await client.calls('?appid=wxcalls')).toMatchObject({
      total: 2,
      byPath: { '/cgi-bin/stable_token': 1, '/card/get': 1 },
    });
    await client.control('DELETE', '/calls', { appid: 'wxcalls' });
    expect(await client.calls()).toMatchObject({ total: 1, byPath: { '/card/get': 1 } });
    await client.control('DELETE', '/calls');
    expect(await client.calls()).toEqual({ total: 0, byPath: {}, recent: [] });
  });

  test('reset restores the demo data, ledger, faults and clock, and keeps accounts', async () => {
    await client.control('POST', '/accounts', { appid: 'wxother', secret: 's' });
    await client.control('POST', '/cards', { count: 5, appid: 'wxother' });
    await client.control('POST', '/faults', { kind: 'errcode', value: 45009 });
    await client.control('POST', '/clock', { now: 2_000_000_000 });
    await client.control('POST', '/reset');
    expect((await client.calls()).total).toBe(0);
    expect(await client.errcodeWith(token)).toBe(0);
    const other = await client.control('GET', '/state?appid=wxother');
    expect(other.cards).toHaveLength(22);
    const { now } = await client.control('POST', '/clock', { advanceSeconds: 0 });
    expect(Math.abs(Number(now) - Date.now() / 1000)).toBeLessThan(5);
  });

  test('the clock can be set and continues from there', async () => {
    expect(await client.control('POST', '/clock', { now: 1_700_000_000 })).toEqual({ now: 1_700_000_000 });
    expect(await client.control('POST', '/clock', { advanceSeconds: -100 })).toEqual({ now: 1_699_999_900 });
  });

  test.each([
    ['POST', '/accounts', { appid: 'wx' }, 'secret: expected a non-empty string, got nothing'],
    ['POST', '/accounts', { appid: 7, secret: 's' }, 'appid: expected a non-empty string, got another integer'],
    ['POST', '/cards', {}, 'count: expected 1 to 100000, got nothing'],
    ['POST', '/cards', { count: '5' }, 'count: expected an integer, got another string'],
    ['POST', '/cards', { count: 1, appid: 'wxnobody' }, 'appid: expected an existing account, got another string'],
    [
      'POST',
      '/faults',
      { kind: 'slow' },
      'kind: expected one of latency, errcode, http, reset, hang, truncate, garbage, got another string',
    ],
    ['POST', '/faults', { kind: 'reset', rate: 2 }, 'rate: expected 0 to 1, got another integer'],
    [
      'POST',
      '/faults',
      { kind: 'reset', time: 1 },
      'time: expected appid, path, kind, when, value, rate, times, got an unknown field',
    ],
    [
      'POST',
      '/faults',
      { kind: 'reset', path: 'card/get' },
      'path: expected a path that starts with a slash, got another string',
    ],
    ['POST', '/clock', {}, 'now, advanceSeconds: expected exactly one of the two, got none or both'],
    ['POST', '/clock', [], 'body: expected a JSON object, got a list'],
  ])('%s %s %j returns 400 and names the field', async (method, path, body, error) => {
    expect(await bad(method, path, body)).toEqual({ status: 400, error });
  });

  test('an unknown control call returns 404 with a list of the existing ones', async () => {
    const response = await client.raw('PUT', '/_emulator/reset');
    expect(response.status).toBe(404);
    expect((await json(response)).error).toContain('POST /_emulator/reset');
  });
});
