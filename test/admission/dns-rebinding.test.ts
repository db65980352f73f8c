import { createLog } from '../../src/log.js';
import { expectError, JSON_BODY, PREFLIGHTED, type Sent, send } from '../support/http.js';
import { scrape } from '../support/scrape.js';
import { until } from '../support/time.js';
import { useStack } from '../support/use-stack.js';

const REBOUND = 'rebound.example:4000';
const QUERY = '{ card(id: "pDEMO-cash-0001") { title } }';

const written: string[] = [];
const log = createLog({ level: 'info', destination: { write: (line) => void written.push(line) } });
const stack = useStack({ beforeEach: 'nothing', server: { log, allowedHosts: ['cards.internal'] } });

beforeEach(async () => {
  await stack.emulator.clearLedger();
  written.length = 0;
});

/** Sends a request as the page at this host can: its browser treats the server as the page's own origin. */
const sendAs = (host: string, path: string, { headers, ...sent }: Sent = {}) =>
  send(stack.graph.url, path, { ...sent, headers: { origin: `http://${host}`, ...headers, host } });
const post = (host: string) =>
  sendAs(host, '/graphql', { method: 'POST', headers: JSON_BODY, body: JSON.stringify({ query: QUERY }) });

test('a page whose name is rebound to loopback is rejected by a server without authentication', async () => {
  expectError(await post(REBOUND), 403, 'FORBIDDEN');
  expectError(
    await sendAs(REBOUND, `/graphql?query=${encodeURIComponent(QUERY)}`, { headers: PREFLIGHTED }),
    403,
    'FORBIDDEN',
  );
  for (const path of ['/', '/explorer', '/console', '/metrics', '/health/ready', '/nowhere']) {
    expectError(await sendAs(REBOUND, path), 403, 'FORBIDDEN');
  }
  const preflight = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' };
  expectError(await sendAs(REBOUND, '/graphql', { method: 'OPTIONS', headers: preflight }), 403, 'FORBIDDEN');
  expect(await stack.emulator.calls()).toEqual({});
});

test('a rejected host is counted and logged like other rejections, without its name', async () => {
  const response = await post(REBOUND);
  expect(response.headers).toMatchObject({ 'cache-control': 'private, no-store', 'x-content-type-options': 'nosniff' });
  expect(response.text).toContain('ALLOWED_HOSTS');
  await until(() => written.length > 0);
  expect(JSON.parse(written[0] ?? '')).toMatchObject({ msg: 'request', status: 403, errors: ['FORBIDDEN'] });
  const { value, text } = await scrape(stack.graph.url);
  expect(value('cardgraph_requests_rejected_total', { reason: 'FORBIDDEN' })).toBeGreaterThan(0);
  expect(`${response.text}${JSON.stringify(response.headers)}${written}${text}`).not.toContain('rebound');
});

test('a proxy that forwards an allowed host is accepted', async () => {
  for (const host of ['cards.internal', 'CARDS.internal:8443', 'localhost:4000', '[::1]:4000']) {
    expect(JSON.parse((await post(host)).text)).toMatchObject({ data: { card: { title: expect.any(String) } } });
  }
});
