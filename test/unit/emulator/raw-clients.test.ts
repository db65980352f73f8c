import { once } from 'node:events';
import { type IncomingMessage, request as open } from 'node:http';
import { text } from 'node:stream/consumers';
import { EmulatorClient, type Json, json } from './emulator-client.js';

const COUPON = 'pDEMO-groupon-0001';
const CUSTOM = 'pDEMO-general-coupon-0003';

/** Public client libraries for this platform differ in details of their requests. These tests send such requests byte by byte. */
describe('requests of public client libraries', () => {
  let client: EmulatorClient;
  let token: string;
  beforeAll(async () => {
    client = await EmulatorClient.start();
  });
  beforeEach(async () => {
    await client.control('POST', '/reset');
    // The older token call, which most libraries use.
    const { access_token, expires_in } = await client.classic();
    token = String(access_token);
    expect(expires_in).toBe(7200);
  });
  afterAll(() => client.close());

  const send = (path: string, body: string, type?: string) =>
    client.raw(
      'POST',
      `${path}?access_token=${token}`,
      // fetch adds a content type to a string body, but not to bytes.
      new TextEncoder().encode(body),
      type === undefined ? {} : { 'content-type': type },
    );
  const replyTo = async (path: string, body: string) => json(await send(path, body));
  const errcodeOf = async (path: string, body: Json) => (await replyTo(path, JSON.stringify(body))).errcode;

  test('the GET token call accepts its parameters in any order', async () => {
    const reply = await client.classic('secret=demo-secret&appid=wxdemo&grant_type=client_credential');
    expect(reply).toEqual({ access_token: expect.any(String), expires_in: 7200 });
    // The previous token stays valid for five minutes.
    expect(await client.errcodeWith(token)).toBe(0);
  });

  test.each([
    'application/json',
    'application/json; charset=utf-8',
    'text/plain',
    'text/plain;charset=UTF-8',
    'application/x-www-form-urlencoded',
    'text/xml',
    undefined,
  ])('a JSON body under the content type %s is read', async (type) => {
    const response = await send('/card/code/get', '{"code":"100000000001"}', type);
    expect(response.status).toBe(200);
    expect(await json(response)).toMatchObject({ errcode: 0, user_card_status: 'NORMAL' });
  });

  test('a form in the body returns 47001', async () => {
    const response = await send('/card/code/get', 'code=100000000001', 'application/x-www-form-urlencoded');
    expect((await json(response)).errcode).toBe(47001);
  });

  test('a chunked body without a content length is accepted', async () => {
    const out = open(`${client.url}/card/code/get?access_token=${token}`, { method: 'POST' });
    out.write('{"code":"1000');
    out.end('00000001","check_consume":false}');
    const [response] = (await once(out, 'response')) as [IncomingMessage];
    expect(JSON.parse(await text(response))).toMatchObject({ errcode: 0, openid: 'oDEMO-user-0001' });
  });

  test('white space and escaped slashes are accepted', async () => {
    const body = ' {\r\n\t"code" : "100000000001", "reason": "http:\\/\\/demo.example"}\n';
    expect((await replyTo('/card/code/unavailable', body)).errcode).toBe(0);
  });

  test('Chinese text is accepted in UTF-8 and refused as \\u escapes', async () => {
    const path = '/card/code/unavailable';
    expect((await replyTo(path, '{"code":"100000000009","reason":"\\u9000\\u6b3e"}')).errcode).toBe(47002);
    expect((await replyTo(path, '{"code":"100000000009","reason":"退款"}')).errcode).toBe(0);
  });

  test.each([
    ['without card_id', {}, 0, 40056],
    ['with an empty card_id, which PHP and JavaScript clients send by default', { card_id: '' }, 0, 40056],
    ['with null for card_id, which Ruby and C# clients send by default', { card_id: null }, 0, 40056],
    ['with a list for card_id, which an older PHP client sends by default', { card_id: [] }, 47001, 47001],
  ])('code/get %s', async (_habit, extra, plain, custom) => {
    expect(await errcodeOf('/card/code/get', { code: '100000000001', ...extra })).toBe(plain);
    expect(await errcodeOf('/card/code/get', { code: 'QL-0001', ...extra })).toBe(custom);
  });

  test('code/unavailable needs no card_id for a code of the platform, but needs it for a custom code', async () => {
    const path = '/card/code/unavailable';
    expect(await errcodeOf(path, { code: '100000000001', reason: 'refund' })).toBe(0);
    expect(await errcodeOf(path, { code: '100000000010', card_id: '' })).toBe(0);
    expect(await errcodeOf(path, { code: '100000000012', card_id: 'pDEMO-scenic-ticket-0001' })).toBe(0);
    expect(await errcodeOf(path, { code: 'QL-0001' })).toBe(40056);
    expect(await errcodeOf(path, { code: 'QL-0001', card_id: CUSTOM })).toBe(0);
  });

  test('code/update accepts a custom code with card_id, and no other code', async () => {
    const path = '/card/code/update';
    expect(await errcodeOf(path, { code: 'QL-0001', new_code: 'QL-8' })).toBe(40056);
    expect(await errcodeOf(path, { code: 'QL-0001', new_code: 'QL-8', card_id: '' })).toBe(40056);
    expect(await errcodeOf(path, { code: 'QL-0001', new_code: 'QL-8', card_id: CUSTOM })).toBe(0);
    expect(await errcodeOf(path, { code: '100000000001', new_code: 'QL-9' })).toBe(43009);
    expect(await errcodeOf(path, { code: '100000000001', new_code: 'QL-9', card_id: COUPON })).toBe(43009);
  });

  test('a code that is sent as a number is refused', async () => {
    expect((await replyTo('/card/code/unavailable', '{"code":100000000001}')).errcode).toBe(47001);
  });

  test('a rule_id is accepted as a string and as a number', async () => {
    const path = '/card/paygiftcard/getbyid';
    expect(await errcodeOf(path, { rule_id: 1_000_001 })).toBe(0);
    expect(await errcodeOf(path, { rule_id: '1000001' })).toBe(0);
  });

  test('a cond_source that is sent as a string is refused', async () => {
    const window = { begin_date: '2015-06-15', end_date: '2015-06-30' };
    expect(await errcodeOf('/datacube/getcardcardinfo', { ...window, cond_source: '1' })).toBe(47001);
    expect(await errcodeOf('/datacube/getcardcardinfo', { ...window, cond_source: 1, card_id: '' })).toBeUndefined();
  });
});
