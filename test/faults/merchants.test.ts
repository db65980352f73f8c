import type { RunningServer } from '../../src/http/server.js';
import { createLog } from '../../src/log.js';
import { apiKeys, entryOf, keyOf } from '../support/api-keys.js';
import { type Collector, startCollector } from '../support/collector.js';
import { COMPONENT, componentConfig } from '../support/component-receiver.js';
import { InterleavedRequests } from '../support/interleaved-requests.js';
import { accountsHave, startThirdParty } from '../support/third-party-server.js';
import { useEmulator } from '../support/use-stack.js';

/** `npm run faults:merchants` sends 20,000. */
const REQUESTS = Number(process.env.REQUESTS ?? 2000);

const MERCHANTS = Array.from({ length: 50 }, (_, n) => `wxmerchant${String(n).padStart(2, '0')}`);
/** Each may use five merchants, and shares them with other callers. */
const CALLERS = Array.from({ length: 20 }, (_, n) => ({
  name: `caller${n}`,
  appids: Array.from({ length: 5 }, (_unused, more) => MERCHANTS[(2 * n + 7 * more) % 50] as string),
}));
const STAFF = { name: 'staff', appids: MERCHANTS };

const emulator = useEmulator({ beforeEach: 'nothing' });
const requests = new InterleavedRequests(emulator, MERCHANTS, [...CALLERS, STAFF, STAFF, STAFF, STAFF, STAFF]);
const lines: string[] = [];
let server: RunningServer;
let collector: Collector;

beforeAll(async () => {
  await requests.prepare();
  collector = await startCollector();
  server = await startThirdParty(emulator, {
    requestTimeoutMs: 20_000,
    component: componentConfig(emulator.url, [STAFF.name]),
    callersOfAuthorized: [STAFF.name],
    auth: apiKeys(...CALLERS.map(({ name, appids }) => entryOf(name, { appids })), entryOf(STAFF.name, { appids: [] })),
    log: createLog({ level: 'trace', destination: { write: (line) => void lines.push(line) } }),
    traces: { url: `${collector.url}/v1/traces`, headers: {}, serviceName: 'cardgraph', ratio: 0.1 },
  });
  for (const merchant of MERCHANTS) await emulator.authorize({ appid: merchant });
  const active = Object.fromEntries(MERCHANTS.map((appid) => [appid, 'ACTIVE']));
  await accountsHave(server, active, { 'x-api-key': keyOf(STAFF.name) });
}, 120_000);

afterAll(async () => {
  await server.close();
  await collector.close();
});

describe(`${REQUESTS} interleaved requests of 21 callers over 50 merchants with the same card ids`, () => {
  test('return no card of another merchant to any caller and admit no caller to a merchant without permission', async () => {
    const seconds = await requests.send(server.url, REQUESTS);
    const { answered, forbidden, cards, wrong } = requests.tally;
    if (process.env.REQUESTS) process.stderr.write(`${REQUESTS} requests, ${cards} cards: ${seconds.toFixed(1)} s\n`);
    expect(wrong).toEqual([]);
    expect(answered + forbidden).toBe(REQUESTS);
    expect(Math.min(answered, forbidden)).toBeGreaterThan(REQUESTS / 10);
  }, 600_000);

  test("send every call with the token of the request's merchant", async () => {
    const { recent } = await emulator.ledger();
    const { marks, answered } = requests.tally;
    const marked = recent.filter(({ request }) => marks.has(String(request?.card_id)));
    expect(marked.filter(({ appid, request }) => appid !== marks.get(String(request.card_id)))).toEqual([]);
    expect(new Set(marked.map(({ request }) => request.card_id)).size).toBe(answered);
    expect(recent.filter(({ request }) => /^pMARK/.test(String(request?.card_id))).length).toBe(marked.length);
  });

  test('leave no ticket, code, refresh token or access token in any log line, metric or trace', async () => {
    const { recent } = await emulator.ledger();
    const state = JSON.stringify((await emulator.state()).component);
    const secrets = new Set([
      ...(`${state} ${JSON.stringify(recent)}`.match(/(?:ticket|queryauthcode|preauthcode|refreshtoken)@@@[\w-]+/g) ??
        []),
      ...[COMPONENT.secret, COMPONENT.token, COMPONENT.aesKey],
    ]);
    expect(secrets.size).toBeGreaterThan(MERCHANTS.length);
    const metrics = await (await fetch(new URL('/metrics', server.url))).text();
    const written = [...lines, metrics, JSON.stringify(collector.spans)].join('\n');
    expect(collector.spans.length).toBeGreaterThan(10);
    expect(lines.length).toBeGreaterThan(REQUESTS / 2);
    expect([...secrets].filter((secret) => written.includes(secret))).toEqual([]);
    expect(written).not.toContain('@@@');
  });
});
