import type { EmulatorControl, LedgerCall } from '../support/emulator-control.js';
import { isOpen, outcomesOf, runStorm, type StormItem, type StormOptions } from './storm.js';

/** The effects of a storm of creations, according to the emulator's ledger and to the responses. */
export interface CreateStormReport {
  readonly mutations: number;
  readonly kills: number;
  /** Number of created cards. */
  readonly created: number;
  readonly outcomes: Readonly<Record<string, number>>;
  /** Each of these must be empty. */
  readonly sentTwice: readonly string[];
  readonly successWithoutCard: readonly string[];
  readonly refusalWithCard: readonly string[];
  readonly claimedTwice: readonly string[];
  /** Cards that were created with a lost response, and how many of them are not the outcome of a key. */
  readonly lostResponses: number;
  readonly leftUnknown: number;
}

interface Item extends StormItem {
  readonly key: string;
  readonly title: string;
}

/** Number of keys that create equal cards. Every other item has a separate card. */
const EQUAL = 4;

const MUTATION = `mutation ($input: CreateCardInput!) {
  outcome: createCard(input: $input) { cardId candidates { id } replayed userErrors { code } }
}`;

/**
 * Runs a storm of creations. Half of the cards are equal to three others, so that only their claims distinguish them.
 * @param order of the list of cards: the platform's is not documented
 */
export function runCreateStorm(options: StormOptions, order: 'newest' | 'oldest'): Promise<CreateStormReport> {
  return runStorm(
    options,
    async ({ control }) => {
      await control.setListing(order);
      return Array.from({ length: options.mutations }, (_, index) => itemOf(index));
    },
    report,
  );
}

function itemOf(index: number): Item {
  const isEqual = index % 2 === 0;
  const title = isEqual ? `Equal ${Math.floor(index / 2 / EQUAL)}` : `Single ${index}`;
  const key = `create-${index}`;
  const baseInfo = {
    brandName: 'Storm',
    title,
    logoUrl: 'http://mmbiz.qpic.cn/logo.png',
    color: 'Color010',
    notice: 'Show at the till',
    description: 'Not valid on holidays',
    codeType: 'TEXT',
    quantity: 100,
    validity: { fixedTerm: { termDays: 30 } },
    canShare: false,
  };
  const input = { card: { baseInfo, groupon: { dealDetail: `Deal of ${title}` } }, idempotencyKey: key };
  return { key, title, query: MUTATION, input };
}

async function report(items: readonly Item[], control: EmulatorControl, kills: number): Promise<CreateStormReport> {
  const { recent } = await control.ledger();
  const { cards } = await control.state();
  const existing = new Set(cards.flatMap((card) => Object.values(card).flatMap(idsOf)));
  const calls = groupBy(
    recent.filter(({ path }) => path === '/card/create'),
    titleOf,
  );
  const callsOf = ({ title }: Item) => calls.get(title) ?? [];
  const committed = [...calls.values()].flat().filter((call) => call.committed);
  const groups = [...groupBy(items, ({ title }) => title)];
  const named = (test: (item: Item) => boolean) => items.filter(test).map(({ key, outcome }) => `${key} (${outcome})`);
  const cardIdOf = ({ payload }: Item) => String(payload?.cardId);
  const successes = items.filter(({ outcome }) => outcome === 'success');
  const owners = groupBy(successes, cardIdOf);
  return {
    mutations: items.length,
    kills,
    created: committed.length,
    outcomes: outcomesOf(items),
    // Each key sends its card once at most.
    sentTwice: groups
      .filter(([title, keys]) => (calls.get(title) ?? []).filter(({ committed }) => committed).length > keys.length)
      .map(([title]) => title),
    successWithoutCard: named((item) => item.outcome === 'success' && !existing.has(cardIdOf(item))),
    refusalWithCard: groups
      .filter(([, keys]) => {
        const possible = keys.filter((item) => item.outcome === 'success' || isOpen(item)).length;
        return callsOf(keys[0] as Item).filter((call) => call.committed).length > possible;
      })
      .map(([title]) => title),
    claimedTwice: [...owners].filter(([, keys]) => keys.length > 1).map(([cardId]) => cardId),
    lostResponses: committed.filter(({ errcode }) => errcode === null).length,
    leftUnknown: committed.length - successes.length,
  };
}

function titleOf({ request }: LedgerCall): string {
  const { card } = request as {
    readonly card: { readonly groupon: { readonly base_info: { readonly title: string } } };
  };
  return card.groupon.base_info.title;
}

/** Returns the id of a card that card/get returns, which is below its type key. */
function idsOf(payload: unknown): string[] {
  const { base_info } = Object(payload) as { readonly base_info?: { readonly id?: string } };
  return base_info?.id === undefined ? [] : [base_info.id];
}

function groupBy<Entry>(entries: readonly Entry[], keyOf: (entry: Entry) => string): Map<string, Entry[]> {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const key = keyOf(entry);
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  return groups;
}
