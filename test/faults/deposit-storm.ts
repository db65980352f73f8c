import type { EmulatorControl } from '../support/emulator-control.js';
import { having, minimalCard } from '../support/new-cards.js';
import { isOpen, outcomesOf, runStorm, type StormItem, type StormOptions, type StormServers } from './storm.js';

/** The effects of a storm of deposits, according to the emulator and to the responses. */
export interface DepositStormReport {
  readonly mutations: number;
  readonly kills: number;
  /** Number of codes in all inputs, and of those that the emulator has. */
  readonly codes: number;
  readonly deposited: number;
  readonly outcomes: Readonly<Record<string, number>>;
  /** Each of these must be empty. */
  readonly notAddingUp: readonly string[];
  readonly reportedButMissing: readonly string[];
  readonly depositedButDenied: readonly string[];
  readonly reportedAsEarlier: readonly string[];
  readonly onNobodys: readonly string[];
  /** Mutations with codes in `remaining` at the end. */
  readonly leftRemaining: number;
}

/** A deposit of codes that no other item has. */
interface Item extends StormItem {
  readonly key: string;
  readonly cardId: string;
  readonly codes: readonly string[];
  /** Responses whose lists were not the input. */
  wrongLists: number;
}

type Lists = Readonly<Record<'deposited' | 'alreadyDeposited' | 'failed' | 'remaining', readonly string[]>>;

const CARDS = 6;

const MUTATION = `mutation ($input: DepositCodesInput!) {
  outcome: depositCodes(input: $input) { deposited alreadyDeposited failed remaining replayed userErrors { code } }
}`;

const CREATION = `mutation ($input: CreateCardInput!) {
  createCard(input: $input) { cardId userErrors { code message } }
}`;

/** Runs a storm of deposits. */
export function runDepositStorm(options: StormOptions): Promise<DepositStormReport> {
  return runStorm(options, (servers) => makeItems(servers, options.mutations), report);
}

async function makeItems({ control, replicas }: StormServers, mutations: number): Promise<readonly Item[]> {
  const [replica] = replicas;
  if (replica === undefined) throw new Error('a storm has two replicas');
  const cardIds: string[] = [];
  for (let n = 0; n < CARDS; n += 1) {
    const card = having(
      minimalCard('GROUPON'),
      ['baseInfo.codeMode', 'DEPOSITED'],
      ['baseInfo.quantity', 0],
      ['baseInfo.title', `Deposit ${n}`],
    );
    const { createCard } = await replica.graph.data(CREATION, {
      input: { card, idempotencyKey: `deposit-card-${n}` },
    });
    await control.review({ card_id: createCard.cardId, passed: true });
    cardIds.push(createCard.cardId);
  }
  return Array.from({ length: mutations }, (_, index) => itemOf(index, cardIds[index % CARDS] ?? ''));
}

function itemOf(index: number, cardId: string): Item {
  const key = `deposit-${index}`;
  // One to three portions.
  const codes = Array.from({ length: 1 + ((index * 37) % 250) }, (_, n) => `D${index}-${n}`);
  const item: Item = {
    ...{ key, cardId, codes, wrongLists: 0, query: MUTATION, input: { cardId, codes, idempotencyKey: key } },
    // With the same key, a deposit continues where it ended.
    isUnfinished: (payload) => (payload as unknown as Lists).remaining.length > 0,
    onPayload(payload) {
      const lists = listsOf(payload);
      if (lists.toSorted().join() !== codes.toSorted().join()) item.wrongLists += 1;
    },
  };
  return item;
}

function listsOf(payload: Readonly<Record<string, unknown>>): string[] {
  const { deposited, alreadyDeposited, failed, remaining } = payload as unknown as Lists;
  return [...deposited, ...alreadyDeposited, ...failed, ...remaining];
}

async function report(items: readonly Item[], control: EmulatorControl, kills: number): Promise<DepositStormReport> {
  const { deposits } = await control.state();
  const stored = new Set(deposits.map(({ card_id, code }) => `${card_id} ${code}`));
  const holds = ({ cardId }: Item, code: string) => stored.has(`${cardId} ${code}`);
  const lists = (item: Item) => item.payload as unknown as Lists | undefined;
  const named = (test: (item: Item) => boolean) => items.filter(test).map(({ key, outcome }) => `${key} (${outcome})`);
  const own = new Set(items.flatMap(({ cardId, codes }) => codes.map((code) => `${cardId} ${code}`)));
  const cards = new Set(items.map(({ cardId }) => cardId));
  return {
    mutations: items.length,
    kills,
    codes: own.size,
    deposited: [...own].filter((code) => stored.has(code)).length,
    outcomes: outcomesOf(items),
    notAddingUp: named(({ wrongLists }) => wrongLists > 0),
    reportedButMissing: named((item) => (lists(item)?.deposited ?? []).some((code) => !holds(item, code))),
    depositedButDenied: named((item) => !isOpen(item) && (lists(item)?.failed ?? []).some((code) => holds(item, code))),
    // No other client deposits these codes.
    reportedAsEarlier: named((item) => (lists(item)?.alreadyDeposited ?? []).length > 0),
    onNobodys: deposits
      .filter(({ card_id, code }) => cards.has(card_id) && !own.has(`${card_id} ${code}`))
      .map(({ code }) => code),
    leftRemaining: items.filter((item) => (lists(item)?.remaining ?? item.codes).length > 0).length,
  };
}
