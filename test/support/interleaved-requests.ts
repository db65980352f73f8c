/** Interleaved requests of several callers over accounts with the same card ids, whose cards differ by their stocks. */
import { keyOf } from './api-keys.js';
import type { EmulatorControl } from './emulator-control.js';

const AT_ONCE = 50;

/** After each, all tokens expire. */
const PARTS = 6;

/** The same in every account. */
const CARDS = ['groupon', 'discount', 'gift', 'cash', 'general-coupon'].flatMap((kind) =>
  [1, 2].map((number) => `pDEMO-${kind}-000${number}`),
);

export const secretOf = (appid: string) => `secret-of-${appid}`;

export interface TestCaller {
  readonly name: string;
  readonly appids: readonly string[];
}

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
export interface Tally {
  answered: number;
  forbidden: number;
  cards: number;
  readonly wrong: string[];
  /** Accounts by the id that only one request contains. */
  readonly marks: Map<string, string>;
}

export class InterleavedRequests {
  readonly tally: Tally = { answered: 0, forbidden: 0, cards: 0, wrong: [], marks: new Map() };
  readonly #accounts: readonly string[];
  readonly #callers: readonly TestCaller[];
  readonly #emulator: EmulatorControl;
  /** By account and card. */
  readonly #stocks = new Map<string, number>();

  constructor(emulator: EmulatorControl, accounts: readonly string[], callers: readonly TestCaller[]) {
    this.#emulator = emulator;
    this.#accounts = accounts;
    this.#callers = callers;
  }

  /** Adds the accounts, and sets the stock of each card to a value that no other card of any account has. */
  async prepare(): Promise<void> {
    for (const [index, appid] of this.#accounts.entries()) await this.#mark(appid, 1000 * (1 + index));
  }

  /**
   * Sends the requests. All tokens expire five times, each time while no request is in flight: a call is sent again once, so it fails if its
   * new token expires as well. Returns the seconds that they took.
   */
  async send(url: string, requests: number): Promise<number> {
    await this.#emulator.clearLedger();
    await this.#emulator.fault({ kind: 'latency', value: 3, rate: 0.2 });
    const pick = dice(20_240_601);
    const started = performance.now();
    const part = Math.ceil(requests / PARTS);
    for (let from = 0; from < requests; from += part) {
      let next = from;
      const end = Math.min(from + part, requests);
      const work = async () => {
        while (next < end) await this.#ask(url, next++, pick);
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      await this.#emulator.expireTokens();
    }
    return (performance.now() - started) / 1000;
  }

  async #mark(appid: string, added: number): Promise<void> {
    await this.#emulator.addAccount(appid, secretOf(appid));
    const credentials = { grant_type: 'client_credential', appid, secret: secretOf(appid) };
    const { access_token } = await this.#call('/cgi-bin/stable_token', credentials);
    for (const [index, cardId] of CARDS.entries()) {
      const change = { card_id: cardId, increase_stock_value: added + index };
      const { errcode } = await this.#call(`/card/modifystock?access_token=${access_token}`, change);
      if (errcode !== 0) throw new Error(`modifystock: errcode ${errcode}`);
    }
    for (const card of (await this.#emulator.state(appid)).cards) {
      const [base] = Object.values(card).flatMap((payload) => (typeof payload === 'object' ? [payload.base_info] : []));
      if (base !== undefined && CARDS.includes(base.id)) this.#stocks.set(`${appid} ${base.id}`, base.sku.quantity);
    }
  }

  async #call(path: string, body: object): Promise<Readonly<Record<string, unknown>>> {
    const response = await fetch(`${this.#emulator.url}${path}`, { method: 'POST', body: JSON.stringify(body) });
    return response.json() as Promise<Readonly<Record<string, unknown>>>;
  }

  async #ask(url: string, n: number, pick: Pick): Promise<void> {
    const { tally } = this;
    const caller = this.#callers[pick(this.#callers.length)] as TestCaller;
    const named = pick(4) === 0 ? undefined : (this.#accounts[pick(this.#accounts.length)] as string);
    const appid = named ?? (this.#accounts.find((one) => caller.appids.includes(one)) as string);
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
      const expected = this.#stocks.get(`${appid} ${card?.id}`);
      if (expected === undefined || card?.stock.quantity !== expected) {
        tally.wrong.push(`${n}: ${appid} was shown ${JSON.stringify(card)} in place of ${expected}`);
      }
    }
  }
}
