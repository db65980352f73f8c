import { EmulatorClient, json } from './emulator-client.js';

describe('the format of requests and responses', () => {
  let client: EmulatorClient;
  let token: string;
  beforeAll(async () => {
    client = await EmulatorClient.start();
    token = await client.token();
  });
  afterAll(() => client.close());

  const get = (body: string | Uint8Array, headers?: Record<string, string>) =>
    client.raw('POST', `/card/get?access_token=${token}`, body, headers);

  test('a success has errcode 0 and errmsg ok', async () => {
    expect(await client.call('/card/get', token, { card_id: 'pDEMO-cash-0001' })).toMatchObject({
      errcode: 0,
      errmsg: 'ok',
      card: { card_type: 'CASH', cash: { least_cost: 10_000, reduce_cost: 2_000 } },
    });
  });

  test('a refusal has HTTP status 200 and an errmsg with text, hint and rid', async () => {
    const reply = await client.call('/card/get', token, { card_id: 'nobody' });
    expect(reply.errcode).toBe(40073);
    expect(reply.errmsg).toMatch(/^invalid card id hint: \[\w+\] rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$/);
  });

  test.each(['application/json', 'text/plain', 'application/x-www-form-urlencoded', 'unknown'])(
    'a body with the content type %s is parsed as JSON',
    async (type) => {
      const reply = await json(await get('{"card_id":"pDEMO-cash-0001"}', { 'content-type': type }));
      expect(reply.errcode).toBe(0);
    },
  );

  test.each([
    ['nothing', '', 44002],
    ['white space', ' \n', 44002],
    ['invalid JSON', '{card_id', 47001],
    ['a list', '["pDEMO-cash-0001"]', 47001],
    ['null', 'null', 47001],
    ['a string', '"pDEMO-cash-0001"', 47001],
    ['an escape', '{"card_id":"pDEMO-cash-000\\u0031"}', 47002],
    ['an escaped backslash before a u', '{"card_id":"\\\\u0031"}', 40073],
    ['no card_id', '{}', 41012],
    ['a null card_id', '{"card_id":null}', 47001],
    ['a card_id of another type', '{"card_id":7}', 47001],
    ['a card_id of 33 bytes', JSON.stringify({ card_id: '茶'.repeat(11) }), 40097],
    ['a card_id of 32 bytes', JSON.stringify({ card_id: `${'茶'.repeat(10)}ab` }), 40073],
    ['an unknown field', '{"card_id":"pDEMO-cash-0001","extra":null}', 0],
  ])('a body with %s returns its errcode', async (_name, body, errcode) => {
    expect((await json(await get(body))).errcode).toBe(errcode);
  });

  test('47001 echoes a part of the body', async () => {
    expect((await json(await get('{"card_id":"secret-text'))).errmsg).toContain('secret-text');
  });

  test('invalid UTF-8 in a body is replaced', async () => {
    const body = Buffer.concat([Buffer.from('{"card_id":"'), Buffer.from([0xff, 0xc3]), Buffer.from('"}')]);
    expect((await json(await get(body))).errcode).toBe(40073);
  });

  test('a GET request to a POST call returns 43002', async () => {
    expect((await json(await client.raw('GET', `/card/get?access_token=${token}`))).errcode).toBe(43002);
  });

  test('the token is checked before the body', async () => {
    expect((await json(await client.raw('POST', '/card/get?access_token=short', '{'))).errcode).toBe(40014);
  });

  test('an unknown path returns HTTP 404 and is in the ledger', async () => {
    await client.control('DELETE', '/calls');
    expect((await client.raw('POST', `/card/nothing?access_token=${token}`, '{"a":1}')).status).toBe(404);
    expect((await client.calls()).recent).toEqual([
      { path: '/card/nothing', appid: 'wxdemo', request: { a: 1 }, errcode: null, committed: false },
    ]);
  });
});
