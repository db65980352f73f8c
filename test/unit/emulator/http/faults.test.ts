import { EmulatorClient, type Json, json } from '../emulator-client.js';

describe('faults', () => {
  let client: EmulatorClient;
  let token: string;
  beforeAll(async () => {
    client = await EmulatorClient.start();
    token = await client.token();
  });
  beforeEach(() => client.control('POST', '/reset'));
  afterAll(() => client.close());

  const fault = (fields: Json) => client.control('POST', '/faults', fields);
  const send = (signal?: AbortSignal) =>
    fetch(`${client.url}/card/get?access_token=${token}`, {
      method: 'POST',
      body: '{"card_id":"pDEMO-cash-0001"}',
      ...(signal === undefined ? {} : { signal }),
    });
  const errcodes = async () => (await client.calls()).recent.map((call) => call.errcode);

  describe.each(['before', 'after'])('%s the change', (when) => {
    test('latency delays the response', async () => {
      await fault({ kind: 'latency', value: 60, when });
      const startedAt = performance.now();
      expect(await json(await send())).toMatchObject({ errcode: 0 });
      expect(performance.now() - startedAt).toBeGreaterThanOrEqual(55);
    });

    test('errcode returns the errcode in value', async () => {
      await fault({ kind: 'errcode', value: 45009, when });
      const reply = await json(await send());
      expect(reply.errcode).toBe(45009);
      expect(reply.errmsg).toMatch(/^reach max api daily quota limit hint: .* rid: /);
      expect(await errcodes()).toEqual([45009]);
    });

    test('http returns the status in value without JSON', async () => {
      await fault({ kind: 'http', value: 503, when });
      const response = await send();
      expect(response.status).toBe(503);
      expect(await response.text()).toMatch(/^<html>/);
      expect(await errcodes()).toEqual([null]);
    });

    test('reset destroys the socket', async () => {
      await fault({ kind: 'reset', when });
      await expect(send()).rejects.toMatchObject({
        cause: { code: expect.stringMatching(/ECONNRESET|UND_ERR_SOCKET/) },
      });
      expect(await errcodes()).toEqual([null]);
    });

    test('hang never responds', async () => {
      await fault({ kind: 'hang', when });
      await expect(send(AbortSignal.timeout(60))).rejects.toMatchObject({ name: 'TimeoutError' });
      expect(await errcodes()).toEqual([null]);
    });

    test('truncate sends only a part of the body', async () => {
      await fault({ kind: 'truncate', when });
      const response = await send();
      expect(Number(response.headers.get('content-length'))).toBeGreaterThan(0);
      await expect(response.text()).rejects.toThrow('terminated');
      expect(await errcodes()).toEqual([null]);
    });

    test('garbage returns HTTP 200 with a body that is not JSON', async () => {
      await fault({ kind: 'garbage', when });
      const response = await send();
      expect(response.status).toBe(200);
      await expect(response.json()).rejects.toMatchObject({ name: 'SyntaxError' });
      expect(await errcodes()).toEqual([null]);
    });
  });

  test('a token that was created before its response failed stays valid', async () => {
    await fault({ kind: 'garbage', when: 'after', path: '/cgi-bin/stable_token', times: 1 });
    await fault({ kind: 'errcode', value: -1, when: 'before', path: '/cgi-bin/token', times: 1 });
    await client.control('POST', '/tokens/expire');
    const lost = await client.raw(
      'POST',
      '/cgi-bin/stable_token',
      '{"grant_type":"client_credential","appid":"wxdemo","secret":"demo-secret"}',
    );
    await lost.text();
    await client.control('POST', '/clock', { advanceSeconds: 100 });
    // The repeat has fewer seconds left, so the call with the lost response created the token.
    const again = await client.stable();
    expect(Number(again.expires_in)).toBeLessThanOrEqual(7100);
    token = String(again.access_token);
    expect((await client.classic()).errcode).toBe(-1);
    expect((await client.classic()).errcode).toBeUndefined();
  });

  test('a latency and an errcode affect the same call', async () => {
    await fault({ kind: 'latency', value: 30 });
    await fault({ kind: 'latency', value: 30, when: 'after' });
    await fault({ kind: 'latency', value: 30 });
    const startedAt = performance.now();
    await send();
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(85);
    await fault({ kind: 'errcode', value: -1 });
    expect((await json(await send())).errcode).toBe(-1);
  });

  test.each(['', 'truncate', 'garbage', 'reset', 'http'])(
    'a call with the later fault "%s" runs to its end if the client disconnects',
    async (kind) => {
      await fault({ kind: 'latency', value: 60 });
      if (kind !== '') await fault({ kind, when: 'after' });
      await expect(send(AbortSignal.timeout(20))).rejects.toMatchObject({ name: 'TimeoutError' });
      await new Promise((resolve) => setTimeout(resolve, 80));
      expect(await errcodes()).toEqual([kind === '' ? 0 : null]);
    },
  );

  test('times limits the number of affected calls', async () => {
    await fault({ kind: 'errcode', value: 45011, times: 2 });
    const seen: unknown[] = [];
    for (let call = 0; call < 3; call += 1) seen.push((await json(await send())).errcode);
    expect(seen).toEqual([45011, 45011, 0]);
  });

  test('the first of two errcodes affects calls until its times are used up', async () => {
    await fault({ kind: 'errcode', value: 45011, times: 1 });
    await fault({ kind: 'errcode', value: 45009, times: 1 });
    const seen: unknown[] = [];
    for (let call = 0; call < 3; call += 1) seen.push((await json(await send())).errcode);
    expect(seen).toEqual([45011, 45009, 0]);
  });

  test('rate selects a share of the calls, the same ones after every reset', async () => {
    const run = async () => {
      await client.control('POST', '/reset');
      await fault({ kind: 'errcode', value: -1, rate: 0.5 });
      const seen: unknown[] = [];
      for (let call = 0; call < 40; call += 1) seen.push((await json(await send())).errcode);
      return seen;
    };
    const first = await run();
    const failed = first.filter((errcode) => errcode === -1).length;
    expect(failed).toBeGreaterThan(8);
    expect(failed).toBeLessThan(32);
    expect(await run()).toEqual(first);
  });

  test('a rate of 0 affects no call', async () => {
    await fault({ kind: 'errcode', value: -1, rate: 0 });
    expect((await json(await send())).errcode).toBe(0);
  });

  test('path is matched exactly, and a fault without path does not affect token calls', async () => {
    await fault({ kind: 'errcode', value: -1, path: '/card/batchget' });
    expect((await json(await send())).errcode).toBe(0);
    await fault({ kind: 'errcode', value: -1 });
    expect((await json(await send())).errcode).toBe(-1);
    expect((await client.stable()).errcode).toBeUndefined();
    await fault({ kind: 'errcode', value: 40164, path: '/cgi-bin/stable_token' });
    expect((await client.stable()).errcode).toBe(40164);
  });

  test('appid limits a fault to one account, for token calls by the appid in the request', async () => {
    await client.control('POST', '/accounts', { appid: 'wxfault', secret: 's' });
    const other = await client.token({ appid: 'wxfault', secret: 's' });
    await fault({ kind: 'errcode', value: -1, appid: 'wxfault' });
    await fault({ kind: 'errcode', value: -1, appid: 'wxfault', path: '/cgi-bin/stable_token' });
    expect([await client.errcodeWith(token), await client.errcodeWith(other)]).toEqual([0, -1]);
    expect((await client.stable({ appid: 'wxfault', secret: 's' })).errcode).toBe(-1);
    expect((await client.stable()).errcode).toBeUndefined();
    await client.control('DELETE', '/faults', { appid: 'wxfault' });
    expect(await client.errcodeWith(other)).toBe(0);
  });

  test('DELETE removes all faults', async () => {
    await fault({ kind: 'errcode', value: -1 });
    await client.control('DELETE', '/faults');
    expect(await client.errcodeWith(token)).toBe(0);
  });

  test('control calls are not affected by faults and are not in the ledger', async () => {
    await fault({ kind: 'reset' });
    await fault({ kind: 'reset', path: '/_emulator/calls' });
    expect((await client.calls()).total).toBe(0);
  });
});

test('close does not wait for idle, hanging and delayed connections', async () => {
  const client = await EmulatorClient.start();
  const token = await client.token();
  const post = (path: string) => client.raw('POST', `${path}?access_token=${token}`, '{}').catch((cause) => cause);
  await client.control('POST', '/faults', { kind: 'hang', path: '/card/get' });
  await client.control('POST', '/faults', { kind: 'latency', value: 60_000, path: '/card/batchget' });
  const open = [post('/card/get'), post('/card/batchget')];
  while ((await client.calls()).total < 3) await new Promise((resolve) => setTimeout(resolve, 5));
  const startedAt = performance.now();
  await client.close();
  expect(performance.now() - startedAt).toBeLessThan(500);
  for (const ended of await Promise.all(open)) expect(ended).toMatchObject({ message: 'fetch failed' });
});
