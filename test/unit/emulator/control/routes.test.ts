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

  test('POST accounts adds an account with its own copy of the demo data', async () => {
    await client.control('POST', '/accounts', { appid: 'wxmore', secret: 'more-secret' });
    const other = await client.token({ appid: 'wxmore', secret: 'more-secret' });
    await client.control('POST', '/cards', { appid: 'wxmore', count: 3 });
    const page = { offset: 0, count: 50 };
    const [demoIds, otherIds] = [
      await client.call('/card/batchget', token, page),
      await client.call('/card/batchget', other, page),
    ].map((page) => page.card_id_list as string[]);
    expect(otherIds?.slice(0, 22)).toEqual(demoIds);
    expect(otherIds).toHaveLength(25);
  });

  test('POST accounts replaces the secret of an existing account', async () => {
    await client.control('POST', '/accounts', { appid: 'wxrotated', secret: 'one' });
    await client.control('POST', '/accounts', { appid: 'wxrotated', secret: 'two' });
    expect((await client.stable({ appid: 'wxrotated', secret: 'one' })).errcode).toBe(40125);
    expect((await client.stable({ appid: 'wxrotated', secret: 'two' })).errcode).toBeUndefined();
  });

  test('POST cards adds approved cards, with the same ids after every reset', async () => {
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

  test('GET calls/latest returns the last 100 calls, newest first, with the time of the clock and without requests', async () => {
    const { now } = await client.control('POST', '/clock', { now: 2_000_000_000 });
    expect(now).toBe(2_000_000_000);
    expect((await client.control('GET', '/clock')).now).toBeGreaterThanOrEqual(2_000_000_000);
    const { access_token: current } = await client.stable();
    for (let sent = 0; sent < 120; sent += 1) await client.call('/card/get', String(current), { card_id: 'pPLANTED' });
    const latest = await client.control('GET', '/calls/latest');
    expect(JSON.stringify(latest)).not.toMatch(/PLANTED|demo-secret/);
    const { total, calls } = latest as { total: number; calls: { number: number; at: number }[] };
    expect([total, calls.map(({ number }) => number)]).toEqual([121, Array.from({ length: 100 }, (_, at) => 121 - at)]);
    expect(calls[0]).toEqual({
      ...{ number: 121, path: '/card/get', appid: 'wxdemo', errcode: 40073, committed: false },
      at: expect.any(Number),
    });
    expect(calls[0]?.at).toBeGreaterThanOrEqual(2_000_000_000);
  });

  test('GET faults returns the active faults with the number of calls that they still affect', async () => {
    await client.control('POST', '/faults', { kind: 'errcode', value: 45009, path: '/card/get', times: 2 });
    await client.control('POST', '/faults', { kind: 'latency', value: 1, when: 'after', appid: 'wxdemo' });
    await client.call('/card/get', token, { card_id: 'pDEMO-cash-0001' });
    const { faults } = await client.control('GET', '/faults');
    expect(faults).toEqual([
      { kind: 'errcode', value: 45009, path: '/card/get', when: 'before', rate: 1, times: 1 },
      { kind: 'latency', value: 1, appid: 'wxdemo', when: 'after', rate: 1 },
    ]);
    expect((await client.control('GET', '/faults?appid=wxdemo')).faults).toHaveLength(1);
  });

  test('POST cards continues the numbering of a card type', async () => {
    const { card_ids } = await client.control('POST', '/cards', { count: 2, card_type: 'MEMBER_CARD' });
    expect(card_ids).toEqual(['pDEMO-member-card-0003', 'pDEMO-member-card-0004']);
  });

  test('POST cards adds 100,000 cards, and card/batchget returns a page at the end of the list', async () => {
    const { card_ids } = await client.control('POST', '/cards', { count: 100_000 });
    const last = await client.call('/card/batchget', token, { offset: 100_020, count: 50 });
    expect(last.total_num).toBe(100_022);
    expect(last.card_id_list).toEqual((card_ids as string[]).slice(-2));
  });

  test('GET state returns the card objects of card/get', async () => {
    const { cards } = await client.control('GET', '/state?appid=wxdemo');
    const { card } = await client.call('/card/get', token, { card_id: 'pDEMO-groupon-0001' });
    expect((cards as unknown[])[0]).toEqual(card);
  });

  test('GET calls returns every received call, oldest first, with body, account and errcode', async () => {
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

  test('GET and DELETE calls can be limited to one account', async () => {
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

  test('POST reset restores the demo data and the clock, clears ledger and faults, and keeps accounts', async () => {
    await client.control('POST', '/accounts', { appid: 'wxkept', secret: 's' });
    await client.control('POST', '/cards', { count: 5, appid: 'wxkept' });
    await client.control('POST', '/faults', { kind: 'errcode', value: 45009 });
    await client.control('POST', '/clock', { now: 2_000_000_000 });
    await client.control('POST', '/reset');
    expect((await client.calls()).total).toBe(0);
    expect(await client.errcodeWith(token)).toBe(0);
    const state = await client.control('GET', '/state?appid=wxkept');
    expect(state.cards).toHaveLength(22);
    const { now } = await client.control('POST', '/clock', { advanceSeconds: 0 });
    expect(Math.abs(Number(now) - Date.now() / 1000)).toBeLessThan(5);
  });

  test('POST clock sets the time or moves it by a number of seconds', async () => {
    expect(await client.control('POST', '/clock', { now: 1_700_000_000 })).toEqual({ now: 1_700_000_000 });
    expect(await client.control('POST', '/clock', { advanceSeconds: -100 })).toEqual({ now: 1_699_999_900 });
  });

  test.each([
    ['POST', '/accounts', { appid: 'wx' }, 'secret: expected a non-empty string, got nothing'],
    ['POST', '/accounts', { appid: 7, secret: 's' }, 'appid: expected a non-empty string, got an integer'],
    ['POST', '/cards', {}, 'count: expected a number between 1 and 100000, got nothing'],
    ['POST', '/cards', { count: '5' }, 'count: expected an integer, got a string'],
    ['POST', '/cards', { count: 1, appid: 'wxnobody' }, 'appid: expected an existing account, got an unknown appid'],
    [
      'POST',
      '/faults',
      { kind: 'slow' },
      'kind: expected one of latency, errcode, http, reset, hang, truncate, garbage, got another string',
    ],
    [
      'POST',
      '/faults',
      { kind: 'reset', rate: 2 },
      'rate: expected a number between 0 and 1, got an out-of-range number',
    ],
    [
      'POST',
      '/faults',
      { kind: 'reset', time: 1 },
      'time: expected one of appid, path, kind, when, value, rate, times, got an unknown field',
    ],
    [
      'POST',
      '/faults',
      { kind: 'reset', path: 'card/get' },
      'path: expected a path that begins with a slash, got another string',
    ],
    ['POST', '/clock', {}, 'now, advanceSeconds: expected exactly one of them, got none or both'],
    ['POST', '/clock', [], 'body: expected a JSON object, got a list'],
  ])('%s %s with the body %j returns 400 with the name of the field', async (method, path, body, error) => {
    expect(await bad(method, path, body)).toEqual({ status: 400, error });
  });

  test('an unknown control call returns 404 with the list of control calls', async () => {
    const response = await client.raw('PUT', '/_emulator/reset');
    expect(response.status).toBe(404);
    expect((await json(response)).error).toContain('POST /_emulator/reset');
  });
});
