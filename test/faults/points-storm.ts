import type { EmulatorControl, LedgerCall } from '../support/emulator-control.js';
import { ForeignTill, type StoredMember, UPDATE } from '../support/member-writes.js';
import { isOpen, outcomesOf, runStorm, type StormItem, type StormOptions } from './storm.js';

/** The effects of a storm of bookings, according to the emulator's ledger and state, and to the responses. */
export interface PointsStormReport {
  readonly mutations: number;
  readonly kills: number;
  readonly outcomes: Readonly<Record<string, number>>;
  /** Bookings of the foreign till that took effect. */
  readonly foreign: number;
  /** Each of these must be empty. */
  readonly madeTwice: readonly string[];
  readonly successWithoutEffect: readonly string[];
  readonly refusalWithEffect: readonly string[];
  /** Members whose total is not the sum of the successes, the unknown bookings in the ledger and the foreign ones. */
  readonly wrongTotals: readonly string[];
  /** Bookings that were committed with a lost response, and how many of them ended as OUTCOME_UNKNOWN. */
  readonly lostResponses: number;
  readonly leftUnknown: number;
}

type Total = 'points' | 'balance';

interface Item extends StormItem {
  readonly key: string;
  readonly code: string;
  readonly total: Total;
  readonly amount: number;
}

/** A member card with stored value. Its demo members are not part of the storm. */
const CARD = 'pDEMO-member-card-0002';

/** Bookings per member: a killed replica leaves the bookings of its members unknown if another one follows. */
const PER_MEMBER = 8;

/**
 * The record of a booking identifies it in the ledger. All our amounts are multiples of 1,000, and those of the foreign till are 1 each. A
 * total by itself cannot distinguish equal amounts: with them, a booking of the foreign till could be taken for ours.
 */
const OUR_UNIT = 1000;
const FOREIGN_AMOUNT = 1;

/** Pause between two bookings of the foreign till, milliseconds. */
const FOREIGN_PAUSE_MS = 200;

const MUTATION = `mutation ($input: UpdateMemberInput!) {
  outcome: updateMember(input: $input) { points balance { fen } replayed userErrors { code } }
}`;

/** Runs a storm of differences of points and of stored value, while a foreign till changes the same members. */
export async function runPointsStorm(options: StormOptions): Promise<PointsStormReport> {
  let foreign: Foreign | undefined;
  return runStorm(
    options,
    async ({ control }) => {
      const items = await makeItems(control, options.mutations);
      foreign = new Foreign(control, [...new Set(items.map(({ code }) => code))]);
      foreign.start();
      return items;
    },
    async (items, control, kills) => {
      await foreign?.stop();
      return report(items, control, kills);
    },
  );
}

async function makeItems(control: EmulatorControl, count: number): Promise<Item[]> {
  const members = Math.ceil(count / PER_MEMBER);
  const codes = Array.from({ length: members }, (_, index) => String(800_000_000_000 + index));
  for (const [index, code] of codes.entries()) {
    await control.addCode({ card_id: CARD, openid: `oDEMO-user-000${1 + (index % 5)}`, code });
  }
  return Array.from({ length: count }, (_, index) => {
    const code = codes[index % members] as string;
    const total = index % 2 === 0 ? 'points' : 'balance';
    // Two bookings in a row of a member are equal, so that one could be taken for the other. Every tenth takes away.
    const steps = 2 + (Math.floor(index / members / 2) % 3);
    const amount = OUR_UNIT * (index % 10 === 9 ? -1 : steps);
    const key = `points-${index}`;
    const change =
      total === 'points' ? { addPoints: amount, pointsRecord: key } : { addBalanceFen: amount, balanceRecord: key };
    const input = { cardId: CARD, code, ...change, idempotencyKey: key };
    return { key, code, total, amount, query: MUTATION, input };
  });
}

/** Books 1 point or 1 fen for one member after the other, through the same faults. */
class Foreign {
  readonly #control: EmulatorControl;
  readonly #codes: readonly string[];
  #isOver = false;
  #running: Promise<void> | undefined;

  constructor(control: EmulatorControl, codes: readonly string[]) {
    this.#control = control;
    this.#codes = codes;
  }

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    const till = await ForeignTill.open(this.#control);
    for (let n = 0; !this.#isOver; n += 1) {
      const code = this.#codes[n % this.#codes.length];
      const change = n % 2 === 0 ? { add_bonus: FOREIGN_AMOUNT } : { add_balance: FOREIGN_AMOUNT };
      const request = { card_id: CARD, code, ...change, record_bonus: 'foreign' };
      // Whether a booking took effect is taken from the ledger.
      await till.update(request, FOREIGN_PAUSE_MS * 2).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, FOREIGN_PAUSE_MS));
    }
  }
}

async function report(items: readonly Item[], control: EmulatorControl, kills: number): Promise<PointsStormReport> {
  const commits = (await control.ledger()).recent.filter(({ path, committed }) => path === UPDATE && committed);
  const foreign = commits.filter(({ request }) => request.record_bonus === 'foreign');
  const byKey = new Map<string, LedgerCall[]>();
  for (const call of commits) {
    const key = String(call.request.record_bonus ?? call.request.record_balance);
    byKey.set(key, [...(byKey.get(key) ?? []), call]);
  }
  const commitsOf = ({ key }: Item) => byKey.get(key) ?? [];
  const named = (test: (item: Item) => boolean) =>
    items.filter(test).map((item) => `${item.key} (${item.outcome}, ${commitsOf(item).length} commits)`);
  const { members } = (await control.state()) as unknown as { readonly members: readonly StoredMember[] };
  const lost = items.filter((item) => commitsOf(item).some(({ errcode }) => errcode === null));
  return {
    mutations: items.length,
    kills,
    outcomes: outcomesOf(items),
    foreign: foreign.length,
    madeTwice: named((item) => commitsOf(item).length > 1),
    successWithoutEffect: named((item) => item.outcome === 'success' && commitsOf(item).length === 0),
    refusalWithEffect: named((item) => item.outcome !== 'success' && !isOpen(item) && commitsOf(item).length > 0),
    wrongTotals: wrongTotals(items, foreign, members, (item) => commitsOf(item).length > 0),
    lostResponses: lost.length,
    leftUnknown: lost.filter(({ outcome }) => outcome === 'OUTCOME_UNKNOWN').length,
  };
}

/**
 * Compares the totals with the bookings. An unknown booking is not part of the reported sum: the ledger proves whether it took effect.
 */
function wrongTotals(
  items: readonly Item[],
  foreign: readonly LedgerCall[],
  members: readonly StoredMember[],
  isCommitted: (item: Item) => boolean,
): string[] {
  const expected = new Map<string, number>();
  const add = (code: string, total: Total, amount: number) => {
    const name = `${code} ${total}`;
    expected.set(name, (expected.get(name) ?? 0) + amount);
  };
  for (const item of items) {
    const counts = item.outcome === 'success' || (isOpen(item) && isCommitted(item));
    add(item.code, item.total, counts ? item.amount : 0);
  }
  for (const { request } of foreign) {
    add(String(request.code), 'points', Number(request.add_bonus ?? 0));
    add(String(request.code), 'balance', Number(request.add_balance ?? 0));
  }
  const actual = new Map(
    members.flatMap(({ code, card_id, bonus, balance }): [string, number][] =>
      card_id === CARD
        ? [
            [`${code} points`, bonus],
            [`${code} balance`, balance ?? 0],
          ]
        : [],
    ),
  );
  return [...expected]
    .filter(([name, total]) => actual.get(name) !== total)
    .map(([name, total]) => `${name}: ${total} booked, ${actual.get(name)} stored`);
}
