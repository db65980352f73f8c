import { servedCalls } from '../../src/emulator/served-calls.js';
import { startEmulator } from '../../src/emulator/server.js';
import { CARD_EVENT_KINDS } from '../../src/events/kinds.js';
import { CARD_ERROR_CODES } from '../../src/graph/mutation/card-error-codes.js';
import { MUTATION_NAMES } from '../../src/graph/policies/root-fields.js';
import { KNOWN_LABELS } from '../../src/http/known-labels.js';
import { SUBSCRIPTION_ENDS } from '../../src/operation/subscription/live-subscription.js';
import { REFUSALS } from '../../src/webhooks/intake.js';
import { EmulatorControl } from '../support/emulator-control.js';
import { GraphClient } from '../support/graph-client.js';
import { deafUrl } from '../support/raw-platform.js';
import { type Scrape, scrape } from '../support/scrape.js';
import { accountOf, startGraph, TRIES } from '../support/stack.js';
import { useStack } from '../support/use-stack.js';

const CARD = 'pDEMO-groupon-0001';
const GET = '/card/get';
const QUERY = `{ card(id: "${CARD}") { title } }`;
const ACCOUNT = { account: 'wxdemo' };

// Counters only grow, so each test has its own server.
const stack = useStack({
  beforeEach: 'restart',
  server: { cacheMaxBytes: 1_000_000, requestTimeoutMs: 1000, upstreamConcurrency: 4 },
});

/** Scrapes until this many requests are counted, which happens just after the response was sent. */
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
const cacheResults = (result: string, endpoint = GET, cache = 'memory') =>
  ['cardgraph_cache_answers_total', { cache, endpoint, result }] as const;

describe('request metrics', () => {
  test('count requests by operation type and outcome', async () => {
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

  test('count rejected requests by error code', async () => {
    const { url } = stack.graph;
    const json = { 'content-type': 'application/json' };
    await stack.graph.ask('{ nothing }');
    await stack.graph.ask('{');
    await stack.graph.ask('{ __typename }', {}, { 'x-wechat-appid': 'wxnone' });
    await fetch(url, { method: 'POST', headers: json, body: 'x'.repeat(3_000_000) });
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

describe('user error metrics', () => {
  const STOCK = 'mutation ($input: ModifyStockInput!) { modifyStock(input: $input) { userErrors { code } } }';
  const outcomes = (found: Scrape, code: string, mutation = 'modifyStock') =>
    found.value('cardgraph_user_errors_total', { mutation, code });

  test('count an unknown outcome from 0 to 1, and no other mutation or code', async () => {
    const before = await scrape(stack.graph.url);
    expect(outcomes(before, 'OUTCOME_UNKNOWN')).toBe(0);
    await stack.emulator.fault({ path: '/card/modifystock', kind: 'reset', times: 1 });
    await stack.graph.ask(STOCK, { input: { cardId: CARD, increaseBy: 5, idempotencyKey: 'unknown-1' } });
    const after = await scraped(1);
    expect(outcomes(after, 'OUTCOME_UNKNOWN')).toBe(1);
    expect(outcomes(after, 'OUTCOME_UNKNOWN', 'updateCard')).toBe(0);
    expect(sumOf(after, 'cardgraph_user_errors_total')).toBe(1);
  });

  test('count an unknown outcome whose client has disconnected', async () => {
    await stack.emulator.fault({ path: '/card/modifystock', kind: 'reset', times: 1 });
    await stack.emulator.fault({ path: '/card/modifystock', kind: 'latency', value: 200, times: 1 });
    const caller = new AbortController();
    const sent = fetch(stack.graph.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        query: STOCK,
        variables: { input: { cardId: CARD, increaseBy: 5, idempotencyKey: 'unknown-2' } },
      }),
      signal: caller.signal,
    }).catch(() => undefined);
    while (!('/card/modifystock' in (await stack.emulator.calls()))) await new Promise((go) => setTimeout(go, 5));
    caller.abort();
    await sent;
    for (let tries = 0; tries < 300; tries += 1) {
      if (outcomes(await scrape(stack.graph.url), 'OUTCOME_UNKNOWN') === 1) break;
      await new Promise((go) => setTimeout(go, 10));
    }
    expect(outcomes(await scrape(stack.graph.url), 'OUTCOME_UNKNOWN')).toBe(1);
  });
});

describe('the build info', () => {
  test('has the version of the server and of Node.js', async () => {
    const { value } = await scrape(stack.graph.url);
    expect(value('cardgraph_build_info', { version: '1.2.3', node: '20.0.0' })).toBe(1);
  });
});

describe('upstream call metrics', () => {
  test.each([
    ['http', 502, 'transport'],
    ['reset', undefined, 'transport'],
    ['garbage', undefined, 'transport'],
    ['errcode', -1, 'unavailable'],
  ] as const)('count each attempt and each retry of a read that always fails (%s %s)', async (kind, value, outcome) => {
    await stack.emulator.fault({ path: GET, kind, ...(value !== undefined && { value }) });
    await stack.graph.ask(QUERY);
    const found = await scraped(1);
    expect(found.value(...calls(GET, outcome))).toBe(TRIES);
    expect(found.value('cardgraph_upstream_retries_total', { endpoint: GET })).toBe(TRIES - 1);
    expect((await stack.emulator.calls())[GET]).toBe(TRIES);
  });

  test('count a call that hangs until the deadline as a timeout', async () => {
    await stack.emulator.fault({ path: GET, kind: 'hang' });
    await stack.graph.ask(QUERY);
    const { value } = await scraped(1);
    expect(value(...calls(GET, 'timeout'))).toBe(1);
    expect(value('cardgraph_request_errors_total', { code: 'PLATFORM_TIMEOUT' })).toBe(1);
  });

  test('count an exceeded quota once per account, because later calls are not sent', async () => {
    await stack.emulator.fault({ path: GET, kind: 'errcode', value: 45009 });
    await stack.graph.ask(QUERY);
    await stack.graph.ask(QUERY);
    const { value } = await scraped(2);
    expect(value('cardgraph_upstream_quota_errors_total', { ...ACCOUNT, endpoint: GET })).toBe(1);
    expect(value(...calls(GET, 'quota'))).toBe(1);
  });

  test('count the rejected call, the token fetch and the repeated call when a token is rejected', async () => {
    await stack.graph.ask(QUERY);
    await stack.emulator.expireTokens();
    await stack.graph.ask('{ card(id: "pDEMO-cash-0001") { title } }');
    const { value } = await scraped(2);
    expect(value(...calls(GET, 'token'))).toBe(1);
    expect(value(...calls(GET, 'ok'))).toBe(2);
    expect(value(...calls('/cgi-bin/stable_token', 'ok'))).toBe(2);
  });

  test('count a call for an object that does not exist as notFound', async () => {
    await stack.graph.ask('{ card(id: "pDEMO-none") { title } }');
    expect((await scraped(1)).value(...calls(GET, 'notFound'))).toBe(1);
  });
});

describe('metrics of waiting calls', () => {
  let caller: AbortController;

  const stack = useStack({ beforeEach: 'restart', server: { requestTimeoutMs: 30_000, upstreamConcurrency: 4 } });
  beforeEach(async () => {
    await stack.emulator.fault({ path: GET, kind: 'hang' });
    caller = new AbortController();
  });
  afterEach(() => caller.abort());

  const send = (query: string) =>
    fetch(stack.graph.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
      signal: caller.signal,
    }).catch(() => undefined);

  /** Scrapes until the metric has this value. */
  async function until(expected: number, name: string, labels: Record<string, string>): Promise<Scrape> {
    for (let tries = 0; tries < 1000; tries += 1) {
      const found = await scrape(stack.graph.url);
      if (found.value(name, labels) === expected) return found;
      await new Promise((go) => setTimeout(go, 10));
    }
    throw new Error(`expected ${name} to become ${expected}`);
  }

  test('count coalesced reads, which share one call', async () => {
    const sent = [send(QUERY), send(QUERY), send(QUERY)];
    const { value } = await until(2, 'cardgraph_upstream_coalesced_total', { endpoint: GET });
    expect(value('cardgraph_upstream_calls_running', ACCOUNT)).toBe(1);
    caller.abort();
    await Promise.all(sent);
    await until(1, ...calls(GET, 'cancelled'));
  });

  test('show running calls up to the limit and queued calls until the client disconnects', async () => {
    const cards = [1, 2, 3, 4, 5, 6].map((n) => `c${n}: card(id: "pDEMO-waits-${n}") { title }`);
    const sent = send(`{ ${cards.join(' ')} }`);
    const { value } = await until(2, 'cardgraph_upstream_calls_waiting', ACCOUNT);
    expect(value('cardgraph_upstream_calls_running', ACCOUNT)).toBe(4);
    caller.abort();
    await sent;
    const after = await until(0, 'cardgraph_upstream_calls_running', ACCOUNT);
    expect(after.value('cardgraph_upstream_calls_waiting', ACCOUNT)).toBe(0);
    expect((await scraped(1, stack.graph.url)).value(...requests('query', 'cancelled'))).toBe(1);
  });
});

describe('cache metrics', () => {
  test('count misses and hits by endpoint', async () => {
    for (let sent = 0; sent < 3; sent += 1) await stack.graph.ask(QUERY);
    const { value } = await scraped(3);
    expect(value(...cacheResults('miss'))).toBe(1);
    expect(value(...cacheResults('hit'))).toBe(2);
    expect(value(...cacheResults('stale'))).toBeUndefined();
  });

  test('count cached statistics by day', async () => {
    const stats = '{ merchantStats(from: "2020-01-01", to: "2020-01-05", origin: API) { complete } }';
    await stack.graph.ask(stats);
    await stack.graph.ask(stats);
    const { value } = await scraped(2);
    const endpoint = '/datacube/getcardbizuininfo';
    expect(value(...cacheResults('miss', endpoint, 'kept'))).toBe(5);
    expect(value(...cacheResults('hit', endpoint, 'kept'))).toBe(5);
  });
});

describe('account metrics', () => {
  test('show a closed breaker, and an open one after the platform fails every call', async () => {
    expect((await scrape(stack.graph.url)).value('cardgraph_upstream_breaker_state', ACCOUNT)).toBe(0);
    await stack.emulator.fault({ kind: 'http', value: 502 });
    const cards = Array.from({ length: 12 }, (_, n) => `c${n}: card(id: "pDEMO-fails-${n}") { title }`);
    await stack.graph.ask(`{ ${cards.join(' ')} }`);
    const { value } = await scraped(1);
    expect(value('cardgraph_upstream_breaker_opened_total', ACCOUNT)).toBe(1);
    expect([1, 2]).toContain(value('cardgraph_upstream_breaker_state', ACCOUNT));
  });

  test('have no token age before the first call and a low one after it', async () => {
    expect((await scrape(stack.graph.url)).value('cardgraph_upstream_token_age_seconds', ACCOUNT)).toBeUndefined();
    await stack.graph.ask(QUERY);
    const age = (await scraped(1)).value('cardgraph_upstream_token_age_seconds', ACCOUNT);
    expect(age).toBeGreaterThanOrEqual(0);
    expect(age).toBeLessThan(3600);
  });

  test('lose every series of a removed account and keep the others', async () => {
    const emulator = await startEmulator();
    const control = new EmulatorControl(emulator.url);
    await control.addAccount('wxgone', 'secret');
    const [remaining, removed] = [accountOf(emulator.url), accountOf(emulator.url, 'wxgone', 'secret')];
    const server = await startGraph(emulator.url, { accounts: [remaining, removed] });
    try {
      const graph = new GraphClient(server.url);
      await control.fault({ path: GET, kind: 'errcode', value: 45009 });
      for (const appid of ['wxdemo', 'wxgone']) await graph.ask(QUERY, {}, { 'x-wechat-appid': appid });
      expect((await scrape(server.url)).text.match(/account="wxgone"/g)?.length).toBeGreaterThanOrEqual(4);
      server.replaceAccess({ accounts: [remaining], auth: { mode: 'none' }, routerSecret: undefined });
      const { text, value } = await scrape(server.url);
      expect(text).not.toContain('wxgone');
      expect(value('cardgraph_upstream_quota_errors_total', { ...ACCOUNT, endpoint: GET })).toBe(1);
    } finally {
      await server.close();
      await emulator.close();
    }
  });
});

describe('counters with labels that are known at startup', () => {
  test('are 0 before the first event, so that an alert on their increase sees it', async () => {
    const { value } = await scrape(stack.graph.url);
    for (const code of ['INTERNAL_SERVER_ERROR', 'PLATFORM_CONFIG', 'OPERATION_TOO_DEEP', 'UNKNOWN']) {
      expect([code, value('cardgraph_request_errors_total', { code })]).toEqual([code, 0]);
    }
    for (const reason of ['UNAUTHENTICATED', 'SERVER_OVERLOADED', 'RATE_LIMITED', 'BODY_TOO_LARGE']) {
      expect([reason, value('cardgraph_requests_rejected_total', { reason })]).toEqual([reason, 0]);
    }
    for (const endpoint of servedCalls().keys()) {
      expect([endpoint, value('cardgraph_upstream_retries_total', { endpoint })]).toEqual([endpoint, 0]);
      expect(value('cardgraph_upstream_coalesced_total', { endpoint })).toBe(0);
      expect(value('cardgraph_upstream_quota_errors_total', { ...ACCOUNT, endpoint })).toBe(0);
    }
    expect(value('cardgraph_upstream_breaker_opened_total', ACCOUNT)).toBe(0);
  });

  test('have a series per mutation and code, per account and call, per refusal, kind of event and end of a subscription, and at most 80 and 6 others', async () => {
    const series = (await scrape(stack.graph.url)).text.split('\n').filter((line) => /^cardgraph_.*_total/.test(line));
    const ofAccount = series.filter((line) => line.includes('account="wxdemo"'));
    const quotaErrors = ofAccount.filter((line) => line.startsWith('cardgraph_upstream_quota_errors_total'));
    expect(quotaErrors.length).toBe(servedCalls().size);
    expect(ofAccount.length - quotaErrors.length).toBeLessThanOrEqual(6);
    const userErrors = series.filter((line) => line.startsWith('cardgraph_user_errors_total'));
    expect(userErrors.length).toBe(MUTATION_NAMES.length * Object.keys(CARD_ERROR_CODES).length);
    const ofEvents = series.filter((line) => /^cardgraph_(?:webhook|events)_/.test(line) && !ofAccount.includes(line));
    expect(ofEvents.length).toBe(REFUSALS.length + CARD_EVENT_KINDS.length);
    const ofSubscriptions = series.filter((line) => line.startsWith('cardgraph_subscription'));
    expect(ofSubscriptions.length).toBe(SUBSCRIPTION_ENDS.length + KNOWN_LABELS.transports.length);
    const ofCalls = series.filter((line) => /^cardgraph_upstream_(?:retries|coalesced)_total/.test(line));
    expect(ofCalls.length).toBe(2 * servedCalls().size);
    const counted = [ofAccount, userErrors, ofEvents, ofSubscriptions, ofCalls].flat();
    expect(series.length - counted.length).toBeLessThanOrEqual(80);
  });

  test('are created for at most 100 accounts', async () => {
    const accounts = Array.from({ length: 103 }, (_, n) => accountOf(stack.emulator.url, `wx${n}`, 'secret'));
    const server = await startGraph(stack.emulator.url, { accounts });
    try {
      await scrape(server.url);
      const { text } = await scrape(server.url);
      expect(text.match(/^cardgraph_upstream_breaker_opened_total\{/gm)).toHaveLength(100);
    } finally {
      await server.close();
    }
  });
});

describe('/metrics', () => {
  test('needs no credential, is not cacheable and is not counted as a request', async () => {
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

  test('returns 404 with METRICS=off, and requests still succeed', async () => {
    const server = await startGraph(stack.emulator.url, { metrics: false });
    try {
      expect((await fetch(new URL('/metrics', server.url))).status).toBe(404);
      expect(await new GraphClient(server.url).data(QUERY)).toEqual({ card: { title: expect.any(String) } });
    } finally {
      await server.close();
    }
  });
});
