import { SCOPES } from '../../src/config/scopes.js';
import { apiKeys, entryOf, keyOf } from '../support/api-keys.js';
import { accountOf, startGraph } from '../support/stack.js';
import { useEmulator } from '../support/use-stack.js';

/** `npm run faults:accounts` sends 20,000. */
const REQUESTS = Number(process.env.REQUESTS ?? 2000);
const AT_ONCE = 50;

const ACCOUNTS = Array.from({ length: 5 }, (_, n) => `wxaccount${n}`);
const CALLERS = Array.from({ length: 20 }, (_, n) => ({
  name: `caller${n}`,
  // Consecutive callers share accounts. Every fifth caller may use all accounts.
  appids: n % 5 === 4 ? ACCOUNTS : [0, 1].map((more) => ACCOUNTS[(n + more) % 5] as string),
}));
/** The same in every account. */
const CARDS = ['groupon', 'discount', 'gift', 'cash', 'general-coupon'].flatMap((kind) =>
  [1, 2].map((number) => `pDEMO-${kind}-000${number}`),
);

const secretOf = (appid: string) => `secret-of-${appid}`;
const addedTo = (appid: string, cardId: string) => 1000 * (1 + ACCOUNTS.indexOf(appid)) + CARDS.indexOf(cardId);

const emulator = useEmulator({ beforeEach: 'nothing' });
let url: string;
/** By account and card. */
const stocks = new Map<string, number>();
const closers: (() => Promise<void>)[] = [];

async function platformCall(path: string, body: object): Promise<Readonly<Record<string, unknown>>> {
  const response = await fetch(`${emulator.url}${path}`, { method: 'POST', body: JSON.stringify(body) });
  return response.json() as Promise<Readonly<Record<string, unknown>>>;
}

/** Sets the stock of each card to a value that no other card of any account has. */
async function mark(appid: string): Promise<void> {
  await emulator.addAccount(appid, secretOf(appid));
  const credentials = { grant_type: 'client_credential', appid, secret: secretOf(appid) };
  const { access_token } = await platformCall('/cgi-bin/stable_token', credentials);
  for (const cardId of CARDS) {
    const added = { card_id: cardId, increase_stock_value: addedTo(appid, cardId) };
    expect(await platformCall(`/card/modifystock?access_token=${access_token}`, added)).toMatchObject({ errcode: 0 });
  }
  for (const card of (await emulator.state(appid)).cards) {
    const [base] = Object.values(card).flatMap((payload) => (typeof payload === 'object' ? [payload.base_info] : []));
    if (base !== undefined && CARDS.includes(base.id)) stocks.set(`${appid} ${base.id}`, base.sku.quantity);
  }
}

beforeAll(async () => {
  for (const appid of ACCOUNTS) await mark(appid);
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

/** Returns pseudorandom numbers from 0 to n - 1, the same in every run. */
function dice(seed: number) {
  let state = seed;
  return (n: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

type Pick = ReturnType<typeof dice>;
type CardAnswer = { readonly id: string; readonly stock: { readonly quantity: number } } | null;

/** An id that no card has and that only one request contains. */
const MARK = 'mark: card(id: $mark) { id }';

/** Ways to read the cards of an account, and where they are in the response. */
const CARD_QUERIES: readonly { query: string; cards: (data: never) => readonly CardAnswer[] }[] = [
  {
    query: `query ($one: ID!, $mark: ID!) { card(id: $one) { id stock { quantity } } ${MARK} }`,
    cards: ({ card }: { card: CardAnswer }) => [card],
  },
  {
    query: `query ($one: ID!, $two: ID!, $mark: ID!) { cardsById(ids: [$one, $two]) { id stock { quantity } } ${MARK} }`,
    cards: ({ cardsById }: { cardsById: CardAnswer[] }) => cardsById,
  },
  {
    query: `query ($code: String!, $mark: ID!) { code(code: $code) { card { id stock { quantity } } } ${MARK} }`,
    cards: ({ code }: { code: { card: CardAnswer } }) => [code.card],
  },
];
interface Tally {
  answered: number;
  forbidden: number;
  cards: number;
  readonly wrong: string[];
  /** Accounts by the id that only one request contains. */
  readonly marks: Map<string, string>;
}

async function askOnce(n: number, pick: Pick, tally: Tally): Promise<void> {
  const caller = CALLERS[pick(CALLERS.length)] as (typeof CALLERS)[number];
  const named = pick(4) === 0 ? undefined : (ACCOUNTS[pick(5)] as string);
  const appid = named ?? (ACCOUNTS.find((one) => caller.appids.includes(one)) as string);
  const way = CARD_QUERIES[pick(CARD_QUERIES.length)] as (typeof CARD_QUERIES)[number];
  const mark = `pMARK-${n}`;
  const [one, two] = [CARDS[pick(CARDS.length)], CARDS[pick(CARDS.length)]];
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-api-key': keyOf(caller.name),
      ...(named === undefined ? {} : { 'x-wechat-appid': named }),
    },
    body: JSON.stringify({
      query: way.query,
      variables: { one, two, code: `10000000000${1 + pick(2)}`, mark },
    }),
  });
  const { data, errors } = (await response.json()) as { data?: never; errors?: unknown };
  if (!caller.appids.includes(appid)) {
    tally.forbidden += 1;
    if (response.status !== 403 || data !== undefined) tally.wrong.push(`${n}: let in to ${appid}`);
    return;
  }
  tally.answered += 1;
  tally.marks.set(mark, appid);
  if (errors !== undefined || data === undefined) {
    tally.wrong.push(`${n}: ${JSON.stringify(errors)}`);
    return;
  }
  for (const card of way.cards(data)) {
    tally.cards += 1;
    const expected = stocks.get(`${appid} ${card?.id}`);
    if (expected === undefined || card?.stock.quantity !== expected) {
      tally.wrong.push(`${n}: ${appid} was shown ${JSON.stringify(card)} in place of ${expected}`);
    }
  }
}

describe(`${REQUESTS} interleaved requests of 20 callers over 5 accounts with the same card ids`, () => {
  const tally: Tally = { answered: 0, forbidden: 0, cards: 0, wrong: [], marks: new Map() };

  it('return no card of another account to any caller and admit no caller to an account without permission', async () => {
    await emulator.clearLedger();
    await emulator.fault({ kind: 'latency', value: 3, rate: 0.2 });
    const pick = dice(20_240_601);
    let next = 0;
    const started = performance.now();
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        while (next < REQUESTS) {
          const n = next++;
          // All tokens expire at once, in the middle of the load.
          if (n % Math.ceil(REQUESTS / 5) === Math.ceil(REQUESTS / 10)) await emulator.expireTokens();
          await askOnce(n, pick, tally);
        }
      }),
    );
    const seconds = (performance.now() - started) / 1000;
    if (process.env.REQUESTS)
      process.stderr.write(`${REQUESTS} requests, ${tally.cards} cards: ${seconds.toFixed(1)} s\n`);
    expect(tally.wrong).toEqual([]);
    expect(tally.answered + tally.forbidden).toBe(REQUESTS);
    expect(Math.min(tally.answered, tally.forbidden)).toBeGreaterThan(REQUESTS / 10);
  }, 300_000);

  it("send every call with the token of the request's account", async () => {
    const { recent, total } = await emulator.ledger();
    expect(recent).toHaveLength(total);
    const marked = recent.filter(({ request }) => tally.marks.has(String(request?.card_id)));
    expect(marked.filter(({ appid, request }) => appid !== tally.marks.get(String(request.card_id)))).toEqual([]);
    // One call for each id, and a second one if the token had expired.
    expect(new Set(marked.map(({ request }) => request.card_id)).size).toBe(tally.answered);
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
