import { createLog } from '../../../../src/log.js';
import type { TokenMode } from '../../../../src/platform/token/token-source.js';
import { tokenKeys } from '../../../../src/store/keys.js';
import { createMemoryStore } from '../../../../src/store/memory.js';
import { type RecordStore, StoreUnavailable } from '../../../../src/store/store.js';
import { DirectClient, everyTextOf, failureOf, PLANTED_SECRET, until } from '../../../support/direct-client.js';
import {
  type Answerer,
  type RawPlatform,
  rawToken,
  sendJson,
  startRawPlatform,
} from '../../../support/raw-platform.js';

const NOW = Date.UTC(2026, 0, 1);
const secret = { reveal: () => PLANTED_SECRET };
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Timers keep running while the clock is set. */
const FAKED_BUT_DATE = [
  ...(['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'clearImmediate'] as const),
  ...(['nextTick', 'queueMicrotask', 'hrtime', 'performance'] as const),
];

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  jest.useRealTimers();
  for (const close of closers.splice(0).reverse()) await close();
});

/** A platform that rejects the given tokens with 42001. It responds to every other call with the token of the call. */
async function givenPlatform(answerToken?: Answerer): Promise<RawPlatform & { readonly rejected: Set<string> }> {
  const rejected = new Set<string>();
  const platform = await startRawPlatform(
    ({ query: { access_token: token = '' } }, response) =>
      sendJson(
        response,
        rejected.has(token) ? { errcode: 42001, errmsg: 'expired rid: 1a-2b' } : { errcode: 0, token },
      ),
    answerToken,
  );
  closers.push(() => platform.close());
  return Object.assign(platform, { rejected });
}

/** Token responses of a platform that issues a new token only when `number` changes or a refresh is forced. */
function repeating() {
  const issued = { number: 1, forced: 0 };
  const answer: Answerer = ({ body }, response) => {
    if (body.includes('"force_refresh":true')) {
      issued.forced += 1;
      issued.number += 1;
    }
    sendJson(response, { access_token: rawToken(issued.number), expires_in: 7200 });
  };
  return { issued, answer };
}

interface Replica {
  readonly client: DirectClient;
  /** Its log lines. */
  readonly lines: string[];
}

function givenReplica(
  platform: { url: string },
  records: RecordStore,
  options: { token?: TokenMode; timeoutMs?: number } = {},
): Replica {
  const lines: string[] = [];
  const log = createLog({ level: 'trace', destination: { write: (line) => void lines.push(line) } });
  const client = new DirectClient(platform.url, { connections: 100, records, log, ...options });
  closers.push(() => client.close());
  return { client, lines };
}

/** Returns the token with which a call was sent. */
async function tokenOf(client: DirectClient): Promise<unknown> {
  return ((await client.get()) as { token?: unknown }).token;
}

const fetchesOf = ({ paths }: RawPlatform) => paths.filter((path) => path.startsWith('/cgi-bin/')).length;

/** Records that fail while `isUnavailable` is set. */
function givenRecords() {
  const { records } = createMemoryStore();
  const state = { isUnavailable: false, written: [] as string[] };
  const orFail = async <T>(work: () => Promise<T>): Promise<T> => {
    if (state.isUnavailable) throw new StoreUnavailable('unavailable');
    return work();
  };
  const failing: RecordStore = {
    get: (key) => orFail(() => records.get(key)),
    compareAndSet: (key, expected, value, ttlMs) =>
      orFail(() => {
        state.written.push(`${key} ${value}`);
        return records.compareAndSet(key, expected, value, ttlMs);
      }),
    close: () => records.close(),
  };
  return { records: failing, state };
}

describe.each<[mode: string, token: TokenMode]>([
  ['stable', { mode: 'stable', secret }],
  ['classic', { mode: 'classic', secret }],
])('replicas in %s mode', (_, token) => {
  test('share one fetch when they start at the same time', async () => {
    const platform = await givenPlatform();
    const { records } = givenRecords();
    const replicas = Array.from({ length: 4 }, () => givenReplica(platform, records, { token }).client);
    await Promise.all(replicas.flatMap((client) => Array.from({ length: 25 }, () => client.get())));
    expect(fetchesOf(platform)).toBe(1);
  });

  test('share one fetch when their token is rejected, and every call succeeds', async () => {
    const platform = await givenPlatform();
    const { records } = givenRecords();
    const replicas = Array.from({ length: 4 }, () => givenReplica(platform, records, { token }).client);
    await Promise.all(replicas.map((client) => client.get()));
    platform.rejected.add(rawToken(1));
    const used = await Promise.all(replicas.flatMap((client) => Array.from({ length: 25 }, () => tokenOf(client))));
    expect(new Set(used)).toEqual(new Set([rawToken(2)]));
    expect(fetchesOf(platform)).toBe(2);
  });

  test('adopt the new token of another replica when their own is rejected later', async () => {
    const platform = await givenPlatform();
    const { records } = givenRecords();
    const [one, other] = [givenReplica(platform, records, { token }), givenReplica(platform, records, { token })];
    await one.client.get();
    await other.client.get();
    platform.rejected.add(rawToken(1));
    await one.client.get();
    await expect(other.client.get()).resolves.toMatchObject({ token: rawToken(2) });
    expect(fetchesOf(platform)).toBe(2);
  });

  test('adopt the stored token when they start later', async () => {
    const platform = await givenPlatform();
    const { records } = givenRecords();
    await givenReplica(platform, records, { token }).client.get();
    await givenReplica(platform, records, { token }).client.get();
    expect(fetchesOf(platform)).toBe(1);
  });

  test('fetch in turn when one of them fails to', async () => {
    let fetches = 0;
    const platform = await givenPlatform((_, response) => {
      fetches += 1;
      if (fetches === 1) response.socket?.resetAndDestroy();
      else sendJson(response, { access_token: 'good', expires_in: 7200 });
    });
    const { records } = givenRecords();
    const outcomes = await Promise.allSettled(
      [0, 1, 2].map(() => givenReplica(platform, records, { token }).client.get()),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(fetches).toBe(2);
  });

  test('do not replace a newer token by one from a late response', async () => {
    const release: (() => void)[] = [];
    const platform = await givenPlatform((_, response) => {
      if (fetchesOf(platform) === 1) release.push(() => sendJson(response, { access_token: 'late', expires_in: 7200 }));
      else sendJson(response, { access_token: 'newer', expires_in: 7200 });
    });
    const { records } = givenRecords();
    const slow = givenReplica(platform, records, { token });
    const call = slow.client.get();
    await until(() => release.length === 1);
    // Its lease is lost, as if its process had been stopped for too long.
    const { lease } = tokenKeys(token.mode, { baseUrl: platform.url, appid: 'wxtest' });
    await records.compareAndSet(lease, await records.get(lease), undefined, 0);
    const quick = givenReplica(platform, records, { token });
    await expect(quick.client.get()).resolves.toMatchObject({ token: 'newer' });
    release[0]?.();
    await expect(call).resolves.toMatchObject({ token: 'newer' });
    await expect(givenReplica(platform, records, { token }).client.get()).resolves.toMatchObject({ token: 'newer' });
  });

  test('fetch separately while the store is unavailable, and warn about it once in classic mode', async () => {
    const platform = await givenPlatform();
    const { records, state } = givenRecords();
    state.isUnavailable = true;
    const replicas = [0, 1].map(() => givenReplica(platform, records, { token }));
    for (const { client } of replicas) await client.get();
    platform.rejected.add(rawToken(1)).add(rawToken(2));
    for (const { client } of replicas) await Promise.all(Array.from({ length: 10 }, () => client.get()));
    expect(fetchesOf(platform)).toBe(4);
    for (const { lines } of replicas) {
      const warnings = lines.filter((line) => line.includes('each replica fetches its own classic token'));
      expect(warnings).toHaveLength(token.mode === 'classic' ? 1 : 0);
    }
  });

  test('do not adopt a token that was rejected while the store was unavailable', async () => {
    const platform = await givenPlatform();
    const { records, state } = givenRecords();
    const replicas = [0, 1].map(() => givenReplica(platform, records, { token }).client);
    for (const client of replicas) await client.get();
    state.isUnavailable = true;
    platform.rejected.add(rawToken(1));
    for (const client of replicas) await client.get();
    state.isUnavailable = false;
    platform.rejected.add(rawToken(2)).add(rawToken(3));
    for (const client of replicas) await expect(client.get()).resolves.toMatchObject({ token: rawToken(4) });
    expect(fetchesOf(platform)).toBe(4);
  });

  test('use a fetched token that cannot be stored', async () => {
    const { records, state } = givenRecords();
    const platform = await givenPlatform((_, response) => {
      state.isUnavailable = true;
      sendJson(response, { access_token: 'fetched', expires_in: 7200 });
    });
    await expect(givenReplica(platform, records, { token }).client.get()).resolves.toMatchObject({ token: 'fetched' });
    expect(fetchesOf(platform)).toBe(1);
  });

  test('write neither token nor secret to the store in plain text, and nothing that another secret opens', async () => {
    const platform = await givenPlatform();
    const { records, state } = givenRecords();
    await givenReplica(platform, records, { token }).client.get();
    const written = state.written.join('\n');
    expect(written).toContain('token:');
    for (const text of [
      written,
      ...written.split(/\s/).map((word) => Buffer.from(word, 'base64').toString('latin1')),
    ]) {
      expect(text).not.toContain('PLANTED');
    }
    const rotated = { reveal: () => 'another secret' };
    const other = givenReplica(platform, records, { token: { mode: 'stable', secret: rotated } });
    await other.client.get();
    expect(fetchesOf(platform)).toBe(2);
  });
});

test('a malformed token record is replaced by a fetched token', async () => {
  const platform = await givenPlatform();
  const { records } = givenRecords();
  await records.compareAndSet(
    tokenKeys('stable', { baseUrl: platform.url, appid: 'wxtest' }).record,
    undefined,
    'nonsense',
    60_000,
  );
  await givenReplica(platform, records).client.get();
  await givenReplica(platform, records).client.get();
  expect(fetchesOf(platform)).toBe(1);
});

describe('renewal', () => {
  /** Returns a replica with a fetched token. */
  async function givenOld(answer?: Answerer) {
    jest.useFakeTimers({ doNotFake: FAKED_BUT_DATE, now: NOW });
    const platform = await givenPlatform(answer);
    const { records } = givenRecords();
    const replica = givenReplica(platform, records);
    await replica.client.get();
    return { platform, records, ...replica };
  }

  test('does not start before stable_token returns a new token', async () => {
    const { platform, client } = await givenOld();
    jest.setSystemTime(NOW + 6900_000 - 1);
    await client.get();
    await sleep(20);
    expect(fetchesOf(platform)).toBe(1);
  });

  test('runs once, in the background, in the last minutes of the token, and calls do not wait for it', async () => {
    const pending: (() => void)[] = [];
    let fetches = 0;
    const { client } = await givenOld((_, response) => {
      fetches += 1;
      const answer = () => sendJson(response, { access_token: `token ${fetches}`, expires_in: 7200 });
      if (fetches === 1) answer();
      else pending.push(answer);
    });
    jest.setSystemTime(NOW + 7030_000);
    const used = await Promise.all(Array.from({ length: 20 }, () => tokenOf(client)));
    expect(new Set(used)).toEqual(new Set(['token 1']));
    await until(() => pending.length === 1);
    pending[0]?.();
    for (const end = performance.now() + 1000; performance.now() < end; await sleep(2)) {
      if ((await tokenOf(client)) === 'token 2') break;
    }
    await expect(client.get()).resolves.toMatchObject({ token: 'token 2' });
    expect(fetches).toBe(2);
  });

  test('by one replica is adopted by the others', async () => {
    const { platform, records, client } = await givenOld();
    const other = givenReplica(platform, records);
    await other.client.get();
    jest.setSystemTime(NOW + 7030_000);
    await client.get();
    await until(() => fetchesOf(platform) === 2);
    await sleep(20);
    await other.client.get();
    await sleep(20);
    await expect(other.client.get()).resolves.toMatchObject({ token: rawToken(2) });
    expect(fetchesOf(platform)).toBe(2);
  });

  test('that fails is logged and retried later, and the cached token stays in use', async () => {
    let fetches = 0;
    const { client, lines } = await givenOld((_, response) => {
      fetches += 1;
      if (fetches === 1) sendJson(response, { access_token: 'pending', expires_in: 7200 });
      else response.socket?.resetAndDestroy();
    });
    jest.setSystemTime(NOW + 7030_000);
    for (let n = 0; n < 5; n += 1) await expect(client.get()).resolves.toMatchObject({ token: 'pending' });
    await until(() => lines.length > 0);
    expect(lines.join('')).toContain('/cgi-bin/stable_token failed: ');
    expect(fetches).toBe(2);
    jest.setSystemTime(NOW + 7051_000);
    await client.get();
    await until(() => fetches === 3);
  });
});

describe('a platform that returns the rejected token again', () => {
  test('receives one forced refresh in stable mode, for all calls and replicas', async () => {
    const { issued, answer } = repeating();
    const platform = await givenPlatform(answer);
    const { records } = givenRecords();
    const replicas = [0, 1].map(() => givenReplica(platform, records).client);
    await Promise.all(replicas.map((client) => client.get()));
    platform.rejected.add(rawToken(1));
    const used = await Promise.all(replicas.flatMap((client) => Array.from({ length: 20 }, () => tokenOf(client))));
    expect(new Set(used)).toEqual(new Set([rawToken(2)]));
    expect(issued.forced).toBe(1);
    const [, , force] = platform.arrivals.filter(({ path }) => path.startsWith('/cgi-bin/'));
    expect(JSON.parse(force?.body ?? '')).toEqual({
      grant_type: 'client_credential',
      appid: 'wxtest',
      secret: PLANTED_SECRET,
      force_refresh: true,
    });
  });

  test('causes a config error in stable mode if it happens again within 30 s, and a forced refresh after that', async () => {
    jest.useFakeTimers({ doNotFake: FAKED_BUT_DATE, now: NOW });
    const { issued, answer } = repeating();
    const platform = await givenPlatform(answer);
    const { records } = givenRecords();
    const { client, lines } = givenReplica(platform, records);
    await client.get();
    platform.rejected.add(rawToken(1));
    await client.get();
    platform.rejected.add(rawToken(2));
    const another = givenReplica(platform, records).client;
    for (const one of [client, another]) {
      const error = await failureOf(one.get());
      expect(error).toMatchObject({ kind: 'config', endpoint: '/cgi-bin/stable_token', errcode: undefined });
      expect(error.message).toMatch(
        /returned a token that the platform rejects: check that the secret belongs to this appid/,
      );
      expect(everyTextOf(error)).not.toContain('PLANTED');
    }
    expect(issued.forced).toBe(1);
    expect(lines.filter((line) => line.includes('"level":"error"'))).toHaveLength(1);
    jest.setSystemTime(NOW + 30_000);
    await expect(client.get()).resolves.toMatchObject({ token: rawToken(3) });
    expect(issued.forced).toBe(2);
  });

  test('causes a config error in stable mode after 20 forced refreshes, until the next day in China', async () => {
    jest.useFakeTimers({ doNotFake: FAKED_BUT_DATE, now: NOW });
    const { issued, answer } = repeating();
    const platform = await givenPlatform(answer);
    const { client } = givenReplica(platform, givenRecords().records);
    await client.get();
    for (let n = 1; n <= 20; n += 1) {
      platform.rejected.add(rawToken(issued.number));
      jest.setSystemTime(NOW + n * 30_000);
      await client.get();
    }
    platform.rejected.add(rawToken(issued.number));
    jest.setSystemTime(NOW + 3_600_000);
    expect(await failureOf(client.get())).toMatchObject({ kind: 'config' });
    expect(issued.forced).toBe(20);
    jest.setSystemTime(NOW + 16 * 3_600_000);
    await client.get();
    expect(issued.forced).toBe(21);
  });

  test('receives a limited number of forced refreshes even while the store is unavailable', async () => {
    const { issued, answer } = repeating();
    const platform = await givenPlatform(answer);
    const { records, state } = givenRecords();
    state.isUnavailable = true;
    const { client } = givenReplica(platform, records);
    await client.get();
    platform.rejected.add(rawToken(1));
    await client.get();
    platform.rejected.add(rawToken(2));
    expect(await failureOf(client.get())).toMatchObject({ kind: 'config' });
    expect(issued.forced).toBe(1);
  });

  test('causes a config error in url mode, without further requests', async () => {
    const { answer } = repeating();
    const platform = await givenPlatform(answer);
    const url = { reveal: () => `${platform.url}/cgi-bin/of-the-merchant?key=PLANTED` };
    const { client } = givenReplica(platform, givenRecords().records, { token: { mode: 'url', url } });
    await client.get();
    platform.rejected.add(rawToken(1));
    const error = await failureOf(client.get());
    expect(error).toMatchObject({ kind: 'config', endpoint: 'token service' });
    expect(everyTextOf(error)).not.toContain('PLANTED');
    expect(fetchesOf(platform)).toBe(2);
  });
});

describe('a token error that only an operator can fix', () => {
  test.each<[errcode: number, errmsg: string, addresses: string[]]>([
    [
      40164,
      'invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist rid: 6a-7b',
      ['203.0.113.7', '::ffff:203.0.113.7'],
    ],
    [40164, 'invalid ip 2001:db8::7 ipv6 2001:db8::7, not in whitelist', ['2001:db8::7']],
    [89503, 'ip 203.0.113.7 is waiting for the admin to confirm', ['203.0.113.7']],
    [89506, 'refused at 10:20:30 today', []],
  ])('(%i, %s) is reported immediately, not retried, and logged at level error', async (errcode, errmsg, addresses) => {
    const platform = await givenPlatform((_, response) => sendJson(response, { errcode, errmsg }));
    const { client, lines } = givenReplica(platform, givenRecords().records);
    expect(await failureOf(client.get())).toMatchObject({ kind: 'config', errcode });
    expect(fetchesOf(platform)).toBe(1);
    await failureOf(client.get());
    const [line, ...more] = lines.map((one) => JSON.parse(one));
    expect(line).toMatchObject({ level: 'error', errcode, endpoint: '/cgi-bin/stable_token', appid: 'wxtest' });
    expect(line.addresses ?? []).toEqual(addresses);
    expect(more).toEqual([]);
    expect(lines.join('')).not.toContain('PLANTED');
  });
});
