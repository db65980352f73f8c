import { SCOPES } from '../../src/config/scopes.js';
import { apiKeys, entryOf } from '../support/api-keys.js';
import { InterleavedRequests, secretOf } from '../support/interleaved-requests.js';
import { accountOf, startGraph } from '../support/stack.js';
import { useEmulator } from '../support/use-stack.js';

/** `npm run faults:accounts` sends 20,000. */
const REQUESTS = Number(process.env.REQUESTS ?? 2000);

const ACCOUNTS = Array.from({ length: 5 }, (_, n) => `wxaccount${n}`);
const CALLERS = Array.from({ length: 20 }, (_, n) => ({
  name: `caller${n}`,
  // Consecutive callers share accounts. Every fifth caller may use all accounts.
  appids: n % 5 === 4 ? ACCOUNTS : [0, 1].map((more) => ACCOUNTS[(n + more) % 5] as string),
}));

const emulator = useEmulator({ beforeEach: 'nothing' });
let url: string;
let requests: InterleavedRequests;
const closers: (() => Promise<void>)[] = [];

beforeAll(async () => {
  requests = new InterleavedRequests(emulator, ACCOUNTS, CALLERS);
  await requests.prepare();
  const server = await startGraph(emulator.url, {
    requestTimeoutMs: 20_000,
    accounts: ACCOUNTS.map((appid) => accountOf(emulator.url, appid, secretOf(appid))),
    auth: apiKeys(...CALLERS.map(({ name, appids }) => entryOf(name, { scopes: SCOPES, appids }))),
  });
  url = server.url;
  closers.push(server.close);
});
afterAll(async () => {
  for (const close of closers) await close();
});

describe(`${REQUESTS} interleaved requests of 20 callers over 5 accounts with the same card ids`, () => {
  it('return no card of another account to any caller and admit no caller to an account without permission', async () => {
    const seconds = await requests.send(url, REQUESTS);
    const { answered, forbidden, cards, wrong } = requests.tally;
    if (process.env.REQUESTS) process.stderr.write(`${REQUESTS} requests, ${cards} cards: ${seconds.toFixed(1)} s\n`);
    expect(wrong).toEqual([]);
    expect(answered + forbidden).toBe(REQUESTS);
    expect(Math.min(answered, forbidden)).toBeGreaterThan(REQUESTS / 10);
  }, 300_000);

  it("send every call with the token of the request's account", async () => {
    const { recent, total } = await emulator.ledger();
    expect(recent).toHaveLength(total);
    const marked = recent.filter(({ request }) => requests.tally.marks.has(String(request?.card_id)));
    expect(marked.filter(({ appid, request }) => appid !== requests.tally.marks.get(String(request.card_id)))).toEqual(
      [],
    );
    // One call for each id, and a second one if the token had expired.
    expect(new Set(marked.map(({ request }) => request.card_id)).size).toBe(requests.tally.answered);
    expect(recent.filter(({ request }) => /^pMARK/.test(String(request?.card_id))).length).toBe(marked.length);
    expect(new Set(recent.map(({ appid }) => appid))).toEqual(new Set(ACCOUNTS));
  });

  it('fetch each token with the secret of its account', async () => {
    const { recent } = await emulator.ledger();
    const tokens = recent.filter(({ path }) => path.startsWith('/cgi-bin'));
    expect(tokens.length).toBeGreaterThanOrEqual(5 * 5);
    expect(tokens.filter(({ appid, request }) => request.secret !== secretOf(String(appid)))).toEqual([]);
  });
});
