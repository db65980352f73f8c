import { Deadline } from '../../../src/deadline.js';
import { startEmulator } from '../../../src/emulator/server.js';
import { createLog } from '../../../src/log.js';
import { PlatformClient } from '../../../src/platform/client.js';
import { card } from '../../../src/platform/endpoints/card.js';
import { code as codes } from '../../../src/platform/endpoints/code.js';
import { CodeLookupLimit } from '../../../src/platform/interceptors/code-lookup-limit.js';
import { OutageLog } from '../../../src/platform/outage-log.js';
import { createMemoryStore } from '../../../src/store/memory.js';
import { DirectClient, everyTextOf, failureOf } from '../../support/direct-client.js';
import { EmulatorControl } from '../../support/emulator-control.js';
import { type Answerer, rawToken, sendJson, startRawPlatform } from '../../support/raw-platform.js';
import { accountOf } from '../../support/stack.js';

/** A single process without log, coalescing and cache. */
const STANDALONE = {
  records: createMemoryStore().records,
  outages: new OutageLog(createLog({ level: 'silent' })),
  queue: { concurrency: 4, waiting: 10 },
  coalesce: false,
};

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function given(answer: Answerer, answerToken?: Answerer) {
  const platform = await startRawPlatform(answer, answerToken);
  closers.push(() => platform.close());
  const client = new DirectClient(platform.url);
  closers.push(() => client.close());
  return { platform, client };
}

async function givenEmulator() {
  const emulator = await startEmulator();
  closers.push(() => emulator.close());
  const client = new DirectClient(emulator.url, accountOf(emulator.url));
  closers.push(() => client.close());
  return { control: new EmulatorControl(emulator.url), client };
}

const TOKEN = '/cgi-bin/stable_token';

/** Rejects the first `times` calls with the errcode and accepts the others. */
function rejecting(times: number, errcode: number | string): Answerer {
  let left = times;
  return ({ body, query }, response) => {
    left -= 1;
    const echo = `invalid credential hint: [${body.length}] rid: 1a-2b`;
    sendJson(response, left >= 0 ? { errcode, errmsg: echo } : { errcode: 0, token: query.access_token });
  };
}

describe.each([40001, 40014, 42001])('a token rejected with %i', (errcode) => {
  test('is renewed, and the same call is sent once more', async () => {
    const { platform, client } = await given(rejecting(1, errcode));
    await expect(client.get()).resolves.toMatchObject({ token: rawToken(2) });
    expect(platform.paths).toEqual([TOKEN, '/card/get', TOKEN, '/card/get']);
    const [, first, , second] = platform.arrivals;
    expect(second).toEqual({ ...first, query: { access_token: rawToken(2) } });
  });

  test('is renewed only once if the new token is rejected as well', async () => {
    const { platform, client } = await given(rejecting(Number.POSITIVE_INFINITY, errcode));
    const error = await failureOf(client.get());
    expect(error).toMatchObject({ kind: 'token', errcode, endpoint: '/card/get', rid: '1a-2b' });
    expect(everyTextOf(error)).not.toContain('PLANTED');
    expect(platform.paths).toEqual([TOKEN, '/card/get', TOKEN, '/card/get']);
  });

  test('by the emulator in 20 concurrent calls is renewed once, and each call is sent once more', async () => {
    const { control, client } = await givenEmulator();
    const list = () => client.call(card.batchget, { offset: 0, count: 1 });
    // Opens a socket for each, so that no call is sent once more before another one is sent at all.
    await Promise.all(Array.from({ length: 20 }, list));
    await control.clearLedger();
    await control.expireTokens();
    await control.fault({ path: '/card/batchget', kind: 'errcode', value: errcode, times: 20 });
    await Promise.all(Array.from({ length: 20 }, list));
    const { byPath, recent } = await control.ledger();
    expect(byPath).toEqual({ [TOKEN]: 1, '/card/batchget': 40 });
    expect(recent.filter((call) => call.errcode === 0 && call.path === '/card/batchget')).toHaveLength(20);
  });
});

test('a call whose token is rejected with an errcode as a string is sent once more', async () => {
  const { client } = await given(rejecting(1, '42001'));
  await expect(client.get()).resolves.toMatchObject({ token: rawToken(2) });
});

test.each([-1, 40073, 40164, 41001, 45009, 45011, 47001, 89503, 987654])(
  'a call that fails with errcode %i is sent once, with one token',
  async (errcode) => {
    const { platform, client } = await given(rejecting(Number.POSITIVE_INFINITY, errcode));
    expect(await failureOf(client.get())).toMatchObject({ errcode });
    expect(platform.paths).toEqual([TOKEN, '/card/get']);
  },
);

test('a transport error of the second attempt is reported without a third attempt', async () => {
  let calls = 0;
  const { platform, client } = await given((_, response) => {
    calls += 1;
    if (calls === 1) sendJson(response, { errcode: 40001, errmsg: '' });
    else response.socket?.resetAndDestroy();
  });
  expect(await failureOf(client.get())).toMatchObject({ kind: 'transport', endpoint: '/card/get', sent: true });
  expect(platform.calls).toBe(2);
});

test('a failed token renewal is reported without a second attempt of the call', async () => {
  let tokens = 0;
  const { platform, client } = await given(rejecting(1, 40001), (_, response) => {
    tokens += 1;
    sendJson(response, tokens === 1 ? { access_token: 'first' } : { errcode: 40164, errmsg: 'ip 1.2.3.4 rid: 7' });
  });
  expect(await failureOf(client.get())).toMatchObject({ kind: 'config', errcode: 40164, endpoint: TOKEN, rid: '7' });
  expect(platform.calls).toBe(1);
});

test('a call whose deadline ends during the token renewal is not sent again', async () => {
  let tokens = 0;
  const { platform, client } = await given(rejecting(1, 40001), (_, response) => {
    tokens += 1;
    setTimeout(() => sendJson(response, { access_token: `token ${tokens}` }), tokens === 1 ? 0 : 150);
  });
  expect(await failureOf(client.get(new Deadline(80)))).toMatchObject({ kind: 'timeout', endpoint: '/card/get' });
  await expect(client.get()).resolves.toMatchObject({ token: 'token 2' });
  expect(platform.paths.filter((path) => path === TOKEN)).toHaveLength(2);
  expect(platform.calls).toBe(2);
});

test('the echo of the request in a 47001 errmsg appears in no text of the error', async () => {
  const { client } = await given(({ body, query }, response) =>
    sendJson(response, { errcode: 47001, errmsg: `data format error: ${body} ${query.access_token} rid: 1a-2b` }),
  );
  const error = await failureOf(client.get());
  expect(error).toMatchObject({ kind: 'input', errcode: 47001, errmsg: 'rid: 1a-2b', rid: '1a-2b' });
  expect(everyTextOf(error)).not.toContain('PLANTED');
});

test('an unknown account is rejected without its name and secret in the error', async () => {
  const { platform } = await given((_, response) => sendJson(response, {}));
  const client = new PlatformClient({ ...STANDALONE, accounts: [], timeoutMs: 100 });
  const deadline = new Deadline(100);
  const bind = () => client.bind(accountOf(platform.url, 'wxPLANTED', 'PLANTED'), deadline);
  expect(bind).toThrow('bind: unknown account; pass one that the client was created with');
  deadline.close();
});

test('two accounts at one base URL have a token each', async () => {
  const emulator = await startEmulator();
  closers.push(() => emulator.close());
  const control = new EmulatorControl(emulator.url);
  await control.addAccount('wxother', 'other-secret');
  const accounts = [accountOf(emulator.url), accountOf(emulator.url, 'wxother', 'other-secret')];
  const client = new PlatformClient({ ...STANDALONE, accounts, timeoutMs: 1000 });
  closers.push(() => client.close());
  const deadline = new Deadline(1000);
  for (const account of accounts) await client.bind(account, deadline).call(card.batchget, { offset: 0, count: 1 });
  deadline.close();
  const { recent } = await control.ledger();
  expect(recent.map(({ path, appid }) => [path, appid])).toEqual([
    [TOKEN, 'wxdemo'],
    ['/card/batchget', 'wxdemo'],
    [TOKEN, 'wxother'],
    ['/card/batchget', 'wxother'],
  ]);
});

test('counts the timeout of a call from when it passed the code look-up limit', async () => {
  const { platform } = await given(({ body }, response) => {
    setTimeout(() => sendJson(response, { errcode: 0 }), JSON.parse(body).code === 'slow' ? 800 : 0);
  });
  const account = accountOf(platform.url);
  const codeLookupLimit = new CodeLookupLimit({ codePerMinute: undefined, codeMissesPerMinute: 1 }, undefined);
  const client = new PlatformClient({ ...STANDALONE, codeLookupLimit, accounts: [account], timeoutMs: 5000 });
  closers.push(() => client.close());
  const deadline = new Deadline(5000);
  const bound = client.bind(account, deadline, undefined, 'shop');
  const look = (code: string, timeoutMs?: number) => bound.call(codes.get, { code }, timeoutMs ? { timeoutMs } : {});
  const slow = look('slow');
  await expect(look('waits', 600)).resolves.toBeDefined();
  expect(platform.calls).toBe(2);
  await slow;
  deadline.close();
});
