import { startEmulator } from '../../../src/emulator/server.js';
import { EmulatorControl } from '../../support/emulator-control.js';
import { GraphClient } from '../../support/graph-client.js';
import { deafUrl } from '../../support/raw-platform.js';
import { type Scrape, scrape } from '../../support/scrape.js';
import { accountOf, startGraph, TRIES } from '../../support/stack.js';
import { useStack } from '../../support/use-stack.js';

const CARD = 'pDEMO-groupon-0001';
const GET = '/card/get';
const QUERY = `{ card(id: "${CARD}") { title } }`;
const ACCOUNT = { account: 'wxdemo' };

// Counters only grow: each test has a server of its own.
const stack = useStack({
  beforeEach: 'restart',
  server: { cacheMaxBytes: 1_000_000, requestTimeoutMs: 1000, upstreamConcurrency: 4 },
});

/** Once as many requests are counted: that is just after the answer has left. */
async function scraped(requests: number, url = stack.graph.url): Promise<Scrape> {
  for (let tries = 0; tries < 200; tries += 1) {
    const found = await scrape(url);
    if (sumOf(found, 'cardgraph_request_duration_seconds_count') >= requests) return found;
    await new Promise((go) => setTimeout(go, 10));
  }
  throw new Error(`expected ${requests} requests to be counted`);
}

function sumOf({ text }: Scrape, name: string): number {
  const values = [...text.matchAll(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)$`, 'gm'))];
  return values.reduce((sum, [, value]) => sum + Number(value), 0);
}

const requests = (operation: string, outcome: string) =>
  ['cardgraph_request_duration_seconds_count', { operation, outcome }] as const;
const calls = (endpoint: string, outcome: string) =>
  ['cardgraph_upstream_call_duration_seconds_count', { endpoint, outcome }] as const;
const answers = (result: string, endpoint = GET, cache = 'memory') =>
  ['cardgraph_cache_answers_total', { cache, endpoint, result }] as const;

describe('requests', () => {
  test('by operation type and outcome', async () => {
    await stack.graph.ask(QUERY);
    await stack.graph.ask('{ nothing }');
    await stack.emulator.fault({ path: GET, kind: 'errcode', value: 48001 });
    await stack.graph.ask('{ card(id: "pDEMO-cash-0001") { title } }');
    await stack.graph.ask(`{ __typename card(id: "pDEMO-cash-0001") { title } }`);
    await stack.graph.ask(
      'mutation { deleteCard(input: { cardId: "pDEMO-none", confirm: "x", idempotencyKey: "metrics-1" }) { userErrors { code } } }',
    );
    const { value } = await scraped(5);
    expect(value(...requests('query', 'ok'))).toBe(1);
    expect(value(...requests('query', 'failed'))).toBe(1);
    expect(value(...requests('query', 'partial'))).toBe(1);
    expect(sumOf(await scraped(5), 'cardgraph_request_duration_seconds_count')).toBe(5);
  });

  test('refused ones: by the code of their answer', async () => {
    const { url } = stack.graph;
    const json = { 'content-type': 'application/json' };
    await stack.graph.ask('{ nothing }');
    await stack.graph.ask('{');
    await stack.graph.ask('{ __typename }', {}, { 'x-wechat-appid': 'wxnone' });
    await fetch(url, { method: 'POST', headers: json, body: 'x'.repeat(2_000_000) });
    await fetch(url, { method: 'DELETE' });
    const { value } = await scraped(5);
    for (const [code, count] of [
      ['GRAPHQL_VALIDATION_FAILED', 1],
      ['GRAPHQL_PARSE_FAILED', 1],
      ['FORBIDDEN', 1],
      ['BODY_TOO_LARGE', 1],
      ['BAD_REQUEST', 1],
    ] as const) {
      expect([code, value('cardgraph_requests_rejected_total', { reason: code })]).toEqual([code, count]);
      expect([code, value('cardgraph_request_errors_total', { code })]).toEqual([code, count]);
    }
    expect(value(...requests('none', 'rejected'))).toBe(5);
  });
});

describe('calls of the platform', () => {
  test.each([
    ['http', 502, 'transport'],
    ['reset', undefined, 'transport'],
    ['garbage', undefined, 'transport'],
    ['errcode', -1, 'unavailable'],
  ] as const)(
    'a read that fails each time by %s %s: as many as were sent, and the retries',
    async (kind, value, outcome) => {
      await stack.emulator.fault({ path: GET, kind, ...(value !== undefined && { value }) });
      await stack.graph.ask(QUERY);
      const found = await scraped(1);
      expect(found.value(...calls(GET, outcome))).toBe(TRIES);
      expect(found.value('cardgraph_upstream_retries_total', { endpoint: GET })).toBe(TRIES - 1);
      expect((await stack.emulator.calls())[GET]).toBe(TRIES);
    },
  );

  test('one that hangs until the deadline: a time-out', async () => {
    await stack.emulator.fault({ path: GET, kind: 'hang' });
    await stack.graph.ask(QUERY);
    const { value } = await scraped(1);
    expect(value(...calls(GET, 'timeout'))).toBe(1);
    expect(value('cardgraph_request_errors_total', { code: 'PLATFORM_TIMEOUT' })).toBe(1);
  });

  test('a used-up quota: once for the account, since what follows is not sent', async () => {
    await stack.emulator.fault({ path: GET, kind: 'errcode', value: 45009 });
    await stack.graph.ask(QUERY);
    await stack.graph.ask(QUERY);
    const { value } = await scraped(2);
    expect(value('cardgraph_upstream_quota_errors_total', { ...ACCOUNT, endpoint: GET })).toBe(1);
    expect(value(...calls(GET, 'quota'))).toBe(1);
  });

  test('a refused token: the refusal, the fetch of another, and the call again', async () => {
    await stack.graph.ask(QUERY);
    await stack.emulator.expireTokens();
    await stack.graph.ask('{ card(id: "pDEMO-cash-0001") { title } }');
    const { value } = await scraped(2);
    expect(value(...calls(GET, 'token'))).toBe(1);
    expect(value(...calls(GET, 'ok'))).toBe(2);
    expect(value(...calls('/cgi-bin/stable_token', 'ok'))).toBe(2);
  });

  test('a thing that is not there: an outcome of its own', async () => {
    await stack.graph.ask('{ card(id: "pDEMO-none") { title } }');
    expect((await scraped(1)).value(...calls(GET, 'notFound'))).toBe(1);
  });
});

describe('calls that wait', () => {
  let caller: AbortController;

  const stack = useStack({ beforeEach: 'restart', server: { requestTimeoutMs: 30_000, upstreamConcurrency: 4 } });
  beforeEach(async () => {
    await stack.emulator.fault({ path: GET, kind: 'hang' });
    caller = new AbortController();
  });
  afterEach(() => caller.abort());

  const ask = (query: string) =>
    fetch(stack.graph.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
      signal: caller.signal,
    }).catch(() => undefined);

  /** The first scrape that shows this value. */
  async function until(expected: number, name: string, labels: Record<string, string>): Promise<Scrape> {
    for (let tries = 0; tries < 1000; tries += 1) {
      const found = await scrape(stack.graph.url);
      if (found.value(name, labels) === expected) return found;
      await new Promise((go) => setTimeout(go, 10));
    }
    throw new Error(`expected ${expected} of ${name}`);
  }

  test('for an equal read under way: counted, and one call is made', async () => {
    const asked = [ask(QUERY), ask(QUERY), ask(QUERY)];
    const { value } = await until(2, 'cardgraph_upstream_coalesced_total', { endpoint: GET });
    expect(value('cardgraph_upstream_calls_running', ACCOUNT)).toBe(1);
    caller.abort();
    await Promise.all(asked);
    await until(1, ...calls(GET, 'cancelled'));
  });

  test('for a place: so many run, and the others are shown until they go', async () => {
    const cards = [1, 2, 3, 4, 5, 6].map((n) => `c${n}: card(id: "pDEMO-waits-${n}") { title }`);
    const asked = ask(`{ ${cards.join(' ')} }`);
    const { value } = await until(2, 'cardgraph_upstream_calls_waiting', ACCOUNT);
    expect(value('cardgraph_upstream_calls_running', ACCOUNT)).toBe(4);
    caller.abort();
    await asked;
    const after = await until(0, 'cardgraph_upstream_calls_running', ACCOUNT);
    expect(after.value('cardgraph_upstream_calls_waiting', ACCOUNT)).toBe(0);
    expect((await scraped(1, stack.graph.url)).value(...requests('query', 'cancelled'))).toBe(1);
  });
});

describe('the cache', () => {
  test('misses and hits by endpoint', async () => {
    for (let asked = 0; asked < 3; asked += 1) await stack.graph.ask(QUERY);
    const { value } = await scraped(3);
    expect(value(...answers('miss'))).toBe(1);
    expect(value(...answers('hit'))).toBe(2);
    expect(value(...answers('stale'))).toBeUndefined();
  });

  test('days of statistics that were kept: by the day', async () => {
    const stats = '{ merchantStats(from: "2020-01-01", to: "2020-01-05", origin: API) { complete } }';
    await stack.graph.ask(stats);
    await stack.graph.ask(stats);
    const { value } = await scraped(2);
    const endpoint = '/datacube/getcardbizuininfo';
    expect(value(...answers('miss', endpoint, 'kept'))).toBe(5);
    expect(value(...answers('hit', endpoint, 'kept'))).toBe(5);
  });
});

describe('an account', () => {
  test('its breaker: closed, and open once the platform fails everything', async () => {
    expect((await scrape(stack.graph.url)).value('cardgraph_upstream_breaker_state', ACCOUNT)).toBe(0);
    await stack.emulator.fault({ kind: 'http', value: 502 });
    const cards = Array.from({ length: 12 }, (_, n) => `c${n}: card(id: "pDEMO-fails-${n}") { title }`);
    await stack.graph.ask(`{ ${cards.join(' ')} }`);
    const { value } = await scraped(1);
    expect(value('cardgraph_upstream_breaker_opened_total', ACCOUNT)).toBe(1);
    expect([1, 2]).toContain(value('cardgraph_upstream_breaker_state', ACCOUNT));
  });

  test('its token: no age before the first call, and a young one after it', async () => {
    expect((await scrape(stack.graph.url)).value('cardgraph_upstream_token_age_seconds', ACCOUNT)).toBeUndefined();
    await stack.graph.ask(QUERY);
    const age = (await scraped(1)).value('cardgraph_upstream_token_age_seconds', ACCOUNT);
    expect(age).toBeGreaterThanOrEqual(0);
    expect(age).toBeLessThan(3600);
  });

  test('one that is taken away: leaves no series behind, and the others stay', async () => {
    const emulator = await startEmulator();
    const control = new EmulatorControl(emulator.url);
    await control.addAccount('wxgone', 'secret');
    const [stays, goes] = [accountOf(emulator.url), accountOf(emulator.url, 'wxgone', 'secret')];
    const server = await startGraph(emulator.url, { accounts: [stays, goes] });
    try {
      const graph = new GraphClient(server.url);
      await control.fault({ path: GET, kind: 'errcode', value: 45009 });
      for (const appid of ['wxdemo', 'wxgone']) await graph.ask(QUERY, {}, { 'x-wechat-appid': appid });
      expect((await scrape(server.url)).text.match(/account="wxgone"/g)?.length).toBeGreaterThanOrEqual(4);
      server.replaceAccess({ accounts: [stays], auth: { mode: 'none' }, routerSecret: undefined });
      const { text, value } = await scrape(server.url);
      expect(text).not.toContain('wxgone');
      expect(value('cardgraph_upstream_quota_errors_total', { ...ACCOUNT, endpoint: GET })).toBe(1);
    } finally {
      await server.close();
      await emulator.close();
    }
  });
});

describe('/metrics', () => {
  test('asks for no credential, is kept by nobody, and counts as no request', async () => {
    const server = await startGraph(await deafUrl(), { auth: { mode: 'api-key', keys: [] } });
    try {
      const response = await fetch(new URL('/metrics', server.url));
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(await response.text()).not.toContain('cardgraph_request_duration_seconds_count');
    } finally {
      await server.close();
    }
  });

  test('with METRICS=off: not there, and requests are answered all the same', async () => {
    const server = await startGraph(stack.emulator.url, { metrics: false });
    try {
      expect((await fetch(new URL('/metrics', server.url))).status).toBe(404);
      expect(await new GraphClient(server.url).data(QUERY)).toEqual({ card: { title: expect.any(String) } });
    } finally {
      await server.close();
    }
  });
});
