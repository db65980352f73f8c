import { Talk } from '../talk.js';

describe('tokens', () => {
  let talk: Talk;
  beforeAll(async () => {
    talk = await Talk.start();
  });
  beforeEach(async () => {
    await talk.control('POST', '/tokens/expire');
    await talk.control('POST', '/reset');
  });
  afterAll(() => talk.close());

  const advance = (advanceSeconds: number) => talk.control('POST', '/clock', { advanceSeconds });

  test('a token looks like the real ones and comes without an errcode', async () => {
    const answer = await talk.stable();
    expect(Object.keys(answer).sort()).toEqual(['access_token', 'expires_in']);
    expect(answer.access_token).toMatch(/^[A-Za-z0-9_-]{130,512}$/);
    expect(answer.expires_in).toBe(7200);
  });

  test('stable_token repeats its token with the seconds left', async () => {
    const first = await talk.stable();
    await advance(1000);
    const second = await talk.stable();
    expect(second.access_token).toBe(first.access_token);
    expect(Number(second.expires_in)).toBeGreaterThanOrEqual(6198);
    expect(Number(second.expires_in)).toBeLessThanOrEqual(6200);
  });

  test('stable_token mints within 300 s of the end, and the old one works on to its end', async () => {
    const first = await talk.token();
    await advance(6950);
    const second = await talk.token();
    expect(second).not.toBe(first);
    expect(await talk.errcodeWith(first)).toBe(0);
    await advance(260);
    expect(await talk.errcodeWith(first)).toBe(42001);
    expect(await talk.errcodeWith(second)).toBe(0);
  });

  test('force_refresh voids the token at once', async () => {
    await advance(60);
    const first = await talk.token();
    const second = await talk.token({ force_refresh: true });
    expect(second).not.toBe(first);
    expect(await talk.errcodeWith(first)).toBe(40001);
    expect(await talk.errcodeWith(second)).toBe(0);
  });

  test('force_refresh within 30 s of the last one refreshes nothing', async () => {
    await advance(3600);
    const first = await talk.token({ force_refresh: true });
    await advance(10);
    expect(await talk.token({ force_refresh: true })).toBe(first);
    await advance(30);
    expect(await talk.token({ force_refresh: true })).not.toBe(first);
  });

  test('force_refresh is refused after twenty in a day, and allowed the next day', async () => {
    await talk.control('POST', '/accounts', { appid: 'wxforced', secret: 's' });
    // Noon in UTC+8: all twenty fall on one day.
    await talk.control('POST', '/clock', { now: Date.UTC(2030, 0, 1, 4) / 1000 });
    const force = () => talk.stable({ appid: 'wxforced', secret: 's', force_refresh: true });
    for (let refreshed = 0; refreshed < 20; refreshed += 1) {
      expect((await force()).errcode).toBeUndefined();
      await advance(31);
    }
    expect((await force()).errcode).toBe(45009);
    await advance(86_400);
    expect((await force()).errcode).toBeUndefined();
  });

  test('token mints at each call and lets the one before live 300 s more', async () => {
    const [first, second] = [await talk.classic(), await talk.classic()].map((answer) => String(answer.access_token));
    expect(second).not.toBe(first);
    expect(await talk.errcodeWith(String(first))).toBe(0);
    await advance(301);
    expect(await talk.errcodeWith(String(first))).toBe(42001);
    expect(await talk.errcodeWith(String(second))).toBe(0);
  });

  test('token and stable_token leave each other alone', async () => {
    const stable = await talk.token();
    await talk.classic();
    await talk.classic();
    await advance(301);
    expect(await talk.errcodeWith(stable)).toBe(0);
    expect(await talk.token()).toBe(stable);
  });

  test('an expired token is 42001, by the clock and by the control call', async () => {
    const first = await talk.token();
    await advance(7201);
    expect(await talk.errcodeWith(first)).toBe(42001);
    const second = await talk.token();
    await talk.control('POST', '/tokens/expire');
    expect(await talk.errcodeWith(second)).toBe(42001);
    const third = await talk.token();
    expect(third).not.toBe(second);
    expect(await talk.errcodeWith(third)).toBe(0);
  });

  test('tokens/expire with an appid ends only its tokens', async () => {
    await talk.control('POST', '/accounts', { appid: 'wxother', secret: 's' });
    const [demo, other] = [await talk.token(), await talk.token({ appid: 'wxother', secret: 's' })];
    await talk.control('POST', '/tokens/expire', { appid: 'wxother' });
    expect([await talk.errcodeWith(demo), await talk.errcodeWith(other)]).toEqual([0, 42001]);
  });

  test.each([
    ['missing', '', 41001],
    ['malformed', 'short', 40014],
    ['malformed by its characters', encodeURIComponent('ü'.repeat(120)), 40014],
    ['unknown', 'x'.repeat(139), 40001],
  ])('a token that is %s is refused', async (_name, token, errcode) => {
    expect(await talk.errcodeWith(token)).toBe(errcode);
  });

  test('a call without the parameter is 41001', async () => {
    expect((await talk.post('/card/get', { card_id: 'x' })).errcode).toBe(41001);
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
    expect((await talk.stable(change)).errcode).toBe(errcode);
  });

  test.each([
    ['appid=wxdemo&secret=demo-secret', 40002],
    ['grant_type=client_credential&secret=demo-secret', 41002],
    ['grant_type=client_credential&appid=wxdemo', 41004],
    ['grant_type=client_credential&appid=wxdemo&secret=wrong', 40125],
    ['grant_type=client_credential&appid=wxnobody&secret=demo-secret', 40013],
  ])('token refuses %s with %i', async (query, errcode) => {
    expect((await talk.classic(query)).errcode).toBe(errcode);
  });

  test('token is GET only', async () => {
    expect((await talk.post('/cgi-bin/token', {})).errcode).toBe(43001);
  });

  test('a token works after a reset, whatever the clock was before', async () => {
    await talk.control('POST', '/clock', { now: 1_000_000 });
    const past = await talk.token();
    await talk.control('POST', '/reset');
    expect(await talk.errcodeWith(past)).toBe(0);
    await talk.control('POST', '/clock', { advanceSeconds: 86_400 });
    expect(await talk.errcodeWith(past)).toBe(42001);
    const future = await talk.stable();
    await talk.control('POST', '/reset');
    expect(await talk.errcodeWith(past)).toBe(0);
    expect(await talk.errcodeWith(String(future.access_token))).toBe(0);
    expect(Number((await talk.stable()).expires_in)).toBeLessThanOrEqual(7200);
  });
});
