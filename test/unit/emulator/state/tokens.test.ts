import { EmulatorClient } from '../emulator-client.js';

describe('tokens', () => {
  let client: EmulatorClient;
  beforeAll(async () => {
    client = await EmulatorClient.start();
  });
  beforeEach(async () => {
    await client.control('POST', '/tokens/expire');
    await client.control('POST', '/reset');
  });
  afterAll(() => client.close());

  const advance = (advanceSeconds: number) => client.control('POST', '/clock', { advanceSeconds });

  test('a token has the format of the platform, and its response has no errcode', async () => {
    const reply = await client.stable();
    expect(Object.keys(reply).sort()).toEqual(['access_token', 'expires_in']);
    expect(reply.access_token).toMatch(/^[A-Za-z0-9_-]{130,512}$/);
    expect(reply.expires_in).toBe(7200);
  });

  test('stable_token returns the same token with the remaining seconds', async () => {
    const first = await client.stable();
    await advance(1000);
    const second = await client.stable();
    expect(second.access_token).toBe(first.access_token);
    expect(Number(second.expires_in)).toBeGreaterThanOrEqual(6198);
    expect(Number(second.expires_in)).toBeLessThanOrEqual(6200);
  });

  test('stable_token returns a new token 300 s before the end of the old one, which stays valid until its end', async () => {
    const first = await client.token();
    await advance(6950);
    const second = await client.token();
    expect(second).not.toBe(first);
    expect(await client.errcodeWith(first)).toBe(0);
    await advance(260);
    expect(await client.errcodeWith(first)).toBe(42001);
    expect(await client.errcodeWith(second)).toBe(0);
  });

  test('force_refresh invalidates the token at once', async () => {
    await advance(60);
    const first = await client.token();
    const second = await client.token({ force_refresh: true });
    expect(second).not.toBe(first);
    expect(await client.errcodeWith(first)).toBe(40001);
    expect(await client.errcodeWith(second)).toBe(0);
  });

  test('force_refresh within 30 s of the last one has no effect', async () => {
    await advance(3600);
    const first = await client.token({ force_refresh: true });
    await advance(10);
    expect(await client.token({ force_refresh: true })).toBe(first);
    await advance(30);
    expect(await client.token({ force_refresh: true })).not.toBe(first);
  });

  test('force_refresh is refused after twenty in a day, and allowed the next day', async () => {
    await client.control('POST', '/accounts', { appid: 'wxforced', secret: 's' });
    // Noon in UTC+8, so that all twenty are on one day.
    await client.control('POST', '/clock', { now: Date.UTC(2030, 0, 1, 4) / 1000 });
    const force = () => client.stable({ appid: 'wxforced', secret: 's', force_refresh: true });
    for (let refreshed = 0; refreshed < 20; refreshed += 1) {
      expect((await force()).errcode).toBeUndefined();
      await advance(31);
    }
    expect((await force()).errcode).toBe(45009);
    await advance(86_400);
    expect((await force()).errcode).toBeUndefined();
  });

  test('token returns a new token at each call, and the previous one stays valid for 300 s', async () => {
    const [first, second] = [await client.classic(), await client.classic()].map((reply) => String(reply.access_token));
    expect(second).not.toBe(first);
    expect(await client.errcodeWith(String(first))).toBe(0);
    await advance(301);
    expect(await client.errcodeWith(String(first))).toBe(42001);
    expect(await client.errcodeWith(String(second))).toBe(0);
  });

  test('token and stable_token do not affect each other', async () => {
    const stable = await client.token();
    await client.classic();
    await client.classic();
    await advance(301);
    expect(await client.errcodeWith(stable)).toBe(0);
    expect(await client.token()).toBe(stable);
  });

  test('a token that expired by the clock or by the control call returns 42001', async () => {
    const first = await client.token();
    await advance(7201);
    expect(await client.errcodeWith(first)).toBe(42001);
    const second = await client.token();
    await client.control('POST', '/tokens/expire');
    expect(await client.errcodeWith(second)).toBe(42001);
    const third = await client.token();
    expect(third).not.toBe(second);
    expect(await client.errcodeWith(third)).toBe(0);
  });

  test('tokens/expire with an appid expires only the tokens of that account', async () => {
    await client.control('POST', '/accounts', { appid: 'wxother', secret: 's' });
    const [demo, other] = [await client.token(), await client.token({ appid: 'wxother', secret: 's' })];
    await client.control('POST', '/tokens/expire', { appid: 'wxother' });
    expect([await client.errcodeWith(demo), await client.errcodeWith(other)]).toEqual([0, 42001]);
  });

  test.each([
    ['missing', '', 41001],
    ['malformed', 'short', 40014],
    ['malformed because of its characters', encodeURIComponent('ü'.repeat(120)), 40014],
    ['unknown', 'x'.repeat(139), 40001],
  ])('a token that is %s is refused', async (_name, token, errcode) => {
    expect(await client.errcodeWith(token)).toBe(errcode);
  });

  test('a call without access_token returns 41001', async () => {
    expect((await client.post('/card/get', { card_id: 'x' })).errcode).toBe(41001);
  });

  test.each([
    [{ grant_type: undefined }, 40002],
    [{ grant_type: 'refresh_token' }, 40002],
    [{ appid: undefined }, 41002],
    [{ appid: 'wxnobody' }, 40013],
    [{ secret: undefined }, 41004],
    [{ secret: 'wrong' }, 40125],
    [{ force_refresh: 'yes' }, 47001],
  ])('stable_token refuses %j with %i', async (change, errcode) => {
    expect((await client.stable(change)).errcode).toBe(errcode);
  });

  test.each([
    ['appid=wxdemo&secret=demo-secret', 40002],
    ['grant_type=client_credential&secret=demo-secret', 41002],
    ['grant_type=client_credential&appid=wxdemo', 41004],
    ['grant_type=client_credential&appid=wxdemo&secret=wrong', 40125],
    ['grant_type=client_credential&appid=wxnobody&secret=demo-secret', 40013],
  ])('token refuses %s with %i', async (query, errcode) => {
    expect((await client.classic(query)).errcode).toBe(errcode);
  });

  test('token accepts only GET', async () => {
    expect((await client.post('/cgi-bin/token', {})).errcode).toBe(43001);
  });

  test('a token stays valid after a reset, regardless of the time before it', async () => {
    await client.control('POST', '/clock', { now: 1_000_000 });
    const past = await client.token();
    await client.control('POST', '/reset');
    expect(await client.errcodeWith(past)).toBe(0);
    await client.control('POST', '/clock', { advanceSeconds: 86_400 });
    expect(await client.errcodeWith(past)).toBe(42001);
    const future = await client.stable();
    await client.control('POST', '/reset');
    expect(await client.errcodeWith(past)).toBe(0);
    expect(await client.errcodeWith(String(future.access_token))).toBe(0);
    expect(Number((await client.stable()).expires_in)).toBeLessThanOrEqual(7200);
  });
});
