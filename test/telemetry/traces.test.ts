import { Secret } from '../../src/config/secret.js';
import type { RunningServer } from '../../src/http/server.js';
import { createLog } from '../../src/log.js';
import { type CollectedSpan, type Collector, startCollector } from '../support/collector.js';
import { GraphClient } from '../support/graph-client.js';
import { deafUrl, type RawPlatform, sendJson, startRawPlatform } from '../support/raw-platform.js';
import { accountOf, startGraph } from '../support/stack.js';

const INTERNAL = 1;
const SERVER = 2;
const CLIENT = 3;
const ERROR = 2;

const PARENT = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
const traceparent = (flags: string) => `00-${PARENT.traceId}-${PARENT.spanId}-${flags}`;

const CARD = { card_type: 'CASH', cash: { base_info: { id: 'pPLANTED', title: 'A title' } } };
const QUERY = 'query Titled($id: ID!) { card(id: $id) { title } }';
const VARIABLES = { id: 'pPLANTED' };

let platform: RawPlatform;
let collector: Collector;
let server: RunningServer | undefined;

beforeEach(async () => {
  collector = await startCollector();
  platform = await startRawPlatform((_, response) => sendJson(response, { errcode: 0, errmsg: 'ok', card: CARD }));
});
afterEach(async () => {
  await server?.close();
  server = undefined;
  await platform.close();
  await collector.close();
});

interface Tracing {
  readonly ratio?: number;
  readonly url?: string;
  readonly headers?: Record<string, Secret>;
}

async function start(
  { ratio = 1, url = `${collector.url}/v1/traces`, headers = {} }: Tracing = {},
  log?: ReturnType<typeof createLog>,
) {
  server = await startGraph(platform.url, {
    accounts: [accountOf(platform.url)],
    traces: { url, headers, serviceName: 'cards', ratio },
    ...(log && { log }),
  });
  return new GraphClient(server.url);
}

/** Closes the server, which sends the remaining spans, and returns all spans. */
async function spans(): Promise<readonly CollectedSpan[]> {
  await server?.close();
  server = undefined;
  return collector.spans;
}

const only = (found: readonly CollectedSpan[], kind: number): CollectedSpan => {
  const [first, ...more] = found.filter((span) => span.kind === kind);
  if (first === undefined || more.length > 0)
    throw new Error(`expected one span of kind ${kind}: ${JSON.stringify(found)}`);
  return first;
};

describe('a trace', () => {
  test('nests the call of a query in the operation, and the operation in the HTTP span', async () => {
    const graph = await start();
    await graph.ask(QUERY, VARIABLES);
    const found = await spans();
    expect(found).toHaveLength(3);
    const [http, operation, call] = [only(found, SERVER), only(found, INTERNAL), only(found, CLIENT)];
    expect(http).toMatchObject({
      name: 'POST /graphql',
      parentSpanId: '',
      service: 'cards',
      attributes: { 'http.request.method': 'POST', 'url.path': '/graphql', 'http.response.status_code': 200 },
    });
    expect(operation).toMatchObject({
      name: 'query',
      parentSpanId: http.spanId,
      attributes: {
        'graphql.operation.name': 'Titled',
        'graphql.operation.type': 'query',
        'cardgraph.operation.hash': expect.stringMatching(/^[\da-f]{16}$/),
        'cardgraph.outcome': 'ok',
      },
    });
    const { hostname, port } = new URL(platform.url);
    expect(call).toMatchObject({
      name: 'POST /card/get',
      parentSpanId: operation.spanId,
      attributes: {
        'http.request.method': 'POST',
        'server.address': hostname,
        'server.port': Number(port),
        'url.path': '/card/get',
        'http.response.status_code': 200,
      },
    });
    expect(new Set(found.map(({ traceId }) => traceId)).size).toBe(1);
  });

  test('is propagated to the platform by traceparent, without tracestate and baggage', async () => {
    const graph = await start();
    await graph.ask(QUERY, VARIABLES, {
      traceparent: traceparent('01'),
      tracestate: 'shop=1',
      baggage: 'user=PLANTED',
    });
    const { traceId, spanId } = only(await spans(), CLIENT);
    const [call] = platform.arrivals.filter(({ path }) => path === '/card/get');
    expect(call?.headers.traceparent).toBe(`00-${traceId}-${spanId}-01`);
    expect(call?.headers).not.toHaveProperty('tracestate');
    expect(call?.headers).not.toHaveProperty('baggage');
  });

  test('that the client started continues with its tracestate', async () => {
    const graph = await start();
    await graph.ask(QUERY, VARIABLES, { traceparent: traceparent('01'), tracestate: 'shop=1' });
    expect(only(await spans(), SERVER)).toMatchObject({
      traceId: PARENT.traceId,
      parentSpanId: PARENT.spanId,
      traceState: 'shop=1',
    });
  });

  test('that the client does not sample is not recorded, and is propagated as not sampled', async () => {
    const graph = await start();
    await graph.ask(QUERY, VARIABLES, { traceparent: traceparent('00') });
    expect(await spans()).toEqual([]);
    const [call] = platform.arrivals.filter(({ path }) => path === '/card/get');
    expect(call?.headers.traceparent).toMatch(new RegExp(`^00-${PARENT.traceId}-[\\da-f]{16}-00$`));
  });

  test('with a ratio of 0 is recorded only if the client samples it', async () => {
    const graph = await start({ ratio: 0 });
    await graph.ask(QUERY, VARIABLES);
    await graph.ask(QUERY, VARIABLES, { traceparent: traceparent('01') });
    expect(new Set((await spans()).map(({ traceId }) => traceId))).toEqual(new Set([PARENT.traceId]));
  });

  test('has its id in the access line', async () => {
    const written: string[] = [];
    const graph = await start(
      {},
      createLog({ level: 'info', destination: { write: (line) => void written.push(line) } }),
    );
    await graph.ask(QUERY, VARIABLES);
    const { traceId } = only(await spans(), SERVER);
    expect(written.map((line) => JSON.parse(line)).find(({ msg }) => msg === 'request')).toMatchObject({ traceId });
  });
});

describe('a span', () => {
  test('has the errcode and an error status for a rejected call', async () => {
    await platform.close();
    platform = await startRawPlatform((_, response) => sendJson(response, { errcode: 48001, errmsg: 'PLANTED' }));
    const graph = await start();
    await graph.ask(QUERY, VARIABLES);
    const found = await spans();
    expect(only(found, CLIENT)).toMatchObject({
      status: ERROR,
      attributes: { 'cardgraph.errcode': 48001, 'http.response.status_code': 200, 'error.type': expect.any(String) },
    });
    expect(only(found, INTERNAL)).toMatchObject({
      status: ERROR,
      attributes: { 'cardgraph.outcome': 'failed', 'cardgraph.errors': expect.anything() },
    });
  });

  test.each([1, 2, 3])('exists for attempt %i of a call that fails with HTTP 502, and has the status', async (nth) => {
    await platform.close();
    platform = await startRawPlatform((_, response) => response.writeHead(502).end());
    const graph = await start();
    await graph.ask(QUERY, VARIABLES);
    const tries = (await spans()).filter(({ kind }) => kind === CLIENT);
    expect(tries).toHaveLength(3);
    expect(tries[nth - 1]).toMatchObject({
      status: ERROR,
      attributes: { 'http.response.status_code': 502, 'error.type': 'transport' },
    });
  });

  test('exists only for HTTP when a request is rejected before GraphQL', async () => {
    const graph = await start();
    await graph.ask(QUERY, VARIABLES, { 'x-wechat-appid': 'wxnone' });
    const found = await spans();
    expect(found).toHaveLength(1);
    expect(only(found, SERVER).attributes).toMatchObject({ 'http.response.status_code': 403 });
  });

  test('contains no document, no variable, no token and no query string', async () => {
    const graph = await start();
    await graph.ask(QUERY, VARIABLES);
    await fetch(`${graph.url}?query=${encodeURIComponent('{ card(id: "pPLANTED-2") { title } }')}`, {
      headers: { 'apollo-require-preflight': '1' },
    });
    await spans();
    expect(collector.spans.length).toBeGreaterThanOrEqual(6);
    for (const planted of ['PLANTED', 'access_token', 'title', 'A title'])
      expect(collector.text).not.toContain(planted);
  });
});

describe('a trace collector', () => {
  test('receives the configured headers', async () => {
    const graph = await start({ headers: { authorization: new Secret('Basic cGxhbnRlZA==') } });
    await graph.ask(QUERY, VARIABLES);
    await spans();
    expect(collector.headers[0]).toMatchObject({
      authorization: 'Basic cGxhbnRlZA==',
      'content-type': 'application/json',
    });
  });

  test('that is unreachable does not affect requests and is logged once', async () => {
    const written: string[] = [];
    const log = createLog({ level: 'warn', destination: { write: (line) => void written.push(line) } });
    const graph = await start({ url: `${await deafUrl()}/v1/traces` }, log);
    for (let count = 0; count < 3; count += 1) {
      expect((await graph.ask(QUERY, VARIABLES)).errors).toBeUndefined();
    }
    expect(await spans()).toEqual([]);
    expect(written.map((line) => JSON.parse(line))).toEqual([
      {
        level: 'warn',
        time: expect.any(String),
        spans: 9,
        reason: expect.any(String),
        msg: 'Trace export failed',
      },
    ]);
  });
});
