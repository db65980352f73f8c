import { setTimeout as sleep } from 'node:timers/promises';
import { startEmulator } from '../../src/emulator/server.js';
import type { MutationName } from '../../src/graph/policies/root-fields.js';
import { EmulatorControl, type Fault, type LedgerCall } from '../support/emulator-control.js';
import { TestRedis } from '../support/redis.js';
import { Replica } from '../support/replica.js';

export interface StormOptions {
  readonly mutations: number;
  /** How often a replica is killed and restarted. */
  readonly kills: number;
  /** Number of concurrent clients. */
  readonly clients: number;
}

/** The effects of a storm of writes, according to the emulator's ledger and to the responses. */
export interface StormReport {
  readonly mutations: number;
  readonly kills: number;
  readonly committed: number;
  readonly answers: Readonly<Record<string, number>>;
  /** Each of these must be empty. */
  readonly madeTwice: readonly string[];
  readonly onNobodys: readonly string[];
  readonly successWithoutEffect: readonly string[];
  readonly refusalWithEffect: readonly string[];
  /** Changes that were committed with a lost response, and how many of them ended as OUTCOME_UNKNOWN. */
  readonly lostAnswers: number;
  readonly leftUnknown: number;
}

/** The eight faults. Each affects three calls in ten while it is active. */
const FAULTS: readonly Omit<Fault, 'rate'>[] = [
  { kind: 'latency', value: 300 },
  { kind: 'hang' },
  { kind: 'reset', when: 'before' },
  { kind: 'reset', when: 'after' },
  { kind: 'http', value: 503, when: 'before' },
  { kind: 'http', value: 502, when: 'after' },
  { kind: 'truncate', when: 'after' },
  { kind: 'garbage', when: 'after' },
];
const FAULT_RATE = 0.3;
const FAULT_MS = 400;

const REQUEST_TIMEOUT_MS = 2000;

/** One change of an object that no other item changes. */
interface Item {
  readonly key: string;
  readonly path: string;
  readonly query: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Whether a call in the ledger belongs to this item. */
  readonly target: string;
  outcome?: string;
}

/** The objects that the items with one number change. No other item changes them. */
interface Objects {
  readonly n: number;
  /** One card for each mutation of cards. */
  readonly cards: readonly string[];
  readonly ruleId: string;
  readonly control: EmulatorControl;
}

/** One type of change. */
interface Kind {
  readonly path: string;
  /** Returns the object of a call in the ledger. */
  readonly targetOf: (request: LedgerCall['request']) => string;
  /** Returns the object that the item changes, and its input without the key. */
  readonly make: (objects: Objects) => Made | Promise<Made>;
}

interface Made {
  readonly target: string;
  readonly input: Readonly<Record<string, unknown>>;
}

const cardOf: Kind['targetOf'] = ({ card_id }) => String(card_id);
const codeOf: Kind['targetOf'] = ({ code }) => String(code);

/** Mutations without a read that shows their effect: after a lost response their outcome stays unknown. */
type Unreadable = 'uploadImage' | 'setTestWhitelist';

/** Every other mutation. */
const KINDS: Readonly<Record<Exclude<MutationName, Unreadable>, Kind>> = {
  updateCard: {
    path: '/card/update',
    targetOf: cardOf,
    make: ({ n, cards: [cardId = ''] }) => {
      const baseInfo = { servicePhone: `020-${n}`, claimLimit: 1 + (n % 50) };
      return { target: cardId, input: { cardId, baseInfo } };
    },
  },
  modifyStock: {
    path: '/card/modifystock',
    targetOf: cardOf,
    make: ({ n, cards: [, cardId = ''] }) => ({ target: cardId, input: { cardId, increaseBy: 1 + n } }),
  },
  deleteCard: {
    path: '/card/delete',
    targetOf: cardOf,
    make: ({ cards: [, , cardId = ''] }) => ({ target: cardId, input: { cardId } }),
  },
  updateCode: {
    path: '/card/code/update',
    targetOf: codeOf,
    make: async ({ n, control }) => {
      const custom = { cardId: 'pDEMO-general-coupon-0003', code: `STORM-${n}` };
      await control.addCode({ card_id: custom.cardId, openid: 'oDEMO-user-0001', code: custom.code });
      return { target: custom.code, input: { ...custom, newCode: `NEW-${n}` } };
    },
  },
  setCodeUnavailable: {
    path: '/card/code/unavailable',
    targetOf: codeOf,
    make: async ({ n, control }) => {
      const plain = { cardId: 'pDEMO-groupon-0001', code: String(700_000_000_000 + n) };
      await control.addCode({ card_id: plain.cardId, openid: 'oDEMO-user-0001', code: plain.code });
      return { target: plain.code, input: plain };
    },
  },
  addPayGiftRule: {
    path: '/card/paygiftcard/add',
    targetOf: ({ rule_info }) => String((rule_info as { base_info: { mchid_list: string[] } }).base_info.mchid_list[0]),
    make: ({ n }) => {
      const merchant = `5${String(n).padStart(8, '0')}`;
      return { target: merchant, input: ruleInput(merchant) };
    },
  },
  deletePayGiftRule: {
    path: '/card/paygiftcard/delete',
    targetOf: ({ rule_id }) => String(rule_id),
    make: ({ ruleId }) => ({ target: ruleId, input: { ruleId } }),
  },
};

const TARGET_OF = new Map(Object.values(KINDS).map(({ path, targetOf }) => [path, targetOf]));

/** Number of cards that the mutations of cards need per number. */
const CARDS_EACH = 3;

const mutation = (name: string) =>
  `mutation ($input: ${name.charAt(0).toUpperCase()}${name.slice(1)}Input!) { outcome: ${name}(input: $input) { replayed userErrors { code } } }`;

/**
 * Runs two replicas on one Redis, an emulator that loses responses, clients that repeat a request with the same key until its outcome is
 * certain, and a process that kills replicas.
 */
export async function runStorm(options: StormOptions): Promise<StormReport> {
  const emulator = await startEmulator();
  const redis = await TestRedis.start();
  const env = { REDIS_URL: redis.url, REQUEST_TIMEOUT_MS: String(REQUEST_TIMEOUT_MS), LOG_LEVEL: 'silent' };
  const replicas = [new Replica(emulator.url, env), new Replica(emulator.url, env)];
  try {
    await Promise.all(replicas.map((replica) => replica.start()));
    const control = new EmulatorControl(emulator.url);
    const items = await makeItems(control, replicas[0] as Replica, options.mutations);
    await control.clearLedger();
    const storm = { over: false };
    const weather = changeFaults(control, storm);
    const killer = kill(replicas, options.kills, storm);
    await inTurn(items, options.clients, (item) => settle(item, replicas));
    storm.over = true;
    await Promise.all([weather, killer]);
    return await report(items, control, options);
  } finally {
    await Promise.all(replicas.map((replica) => replica.stop()));
    await redis.close();
    await emulator.close();
  }
}

/** Creates `count` changes, of every type in turn, each on its own object. */
async function makeItems(control: EmulatorControl, replica: Replica, count: number): Promise<Item[]> {
  const each = Math.ceil(count / Object.keys(KINDS).length);
  const { card_ids: cards } = await control.addCards(each * CARDS_EACH, 'CASH');
  const rules: string[] = [];
  for (let n = 0; n < each; n += 1) {
    const data = await replica.graph.data(
      'mutation ($input: AddPayGiftRuleInput!) { addPayGiftRule(input: $input) { ruleId userErrors { code } } }',
      { input: { ...ruleInput(`4${String(n).padStart(8, '0')}`), idempotencyKey: `seed-${n}` } },
    );
    rules.push(data.addPayGiftRule.ruleId);
  }
  const items: Item[] = [];
  for (let n = 0; n < each; n += 1) {
    const own = cards.slice(n * CARDS_EACH, (n + 1) * CARDS_EACH);
    for (const [name, { path, make }] of Object.entries(KINDS)) {
      const { target, input } = await make({ n, cards: own, ruleId: rules[n] ?? '', control });
      const key = `${name}-${items.length}`;
      items.push({ path, target, key, query: mutation(name), input: { ...input, idempotencyKey: key } });
    }
  }
  return items.slice(0, count);
}

function ruleInput(merchant: string) {
  const now = Date.now();
  return {
    merchantIds: [merchant],
    cardId: 'pDEMO-member-card-0001',
    beginsAt: new Date(now).toISOString(),
    endsAt: new Date(now + 86_400_000).toISOString(),
    minimumSpendFen: 1,
    maximumSpendFen: 100,
  };
}

/** Sets one fault after the other until the storm is over. */
async function changeFaults(control: EmulatorControl, storm: { over: boolean }): Promise<void> {
  for (let n = 0; !storm.over; n += 1) {
    await control.clearFaults();
    await control.fault({ ...(FAULTS[n % FAULTS.length] as Fault), rate: FAULT_RATE });
    for (let waited = 0; waited < FAULT_MS && !storm.over; waited += 50) await sleep(50);
  }
  await control.clearFaults();
}

/** Kills one replica after the other with SIGKILL and restarts it. */
async function kill(replicas: readonly Replica[], kills: number, storm: { over: boolean }): Promise<void> {
  for (let n = 0; n < kills && !storm.over; n += 1) {
    await sleep(700 + Math.random() * 800);
    const victim = replicas[n % replicas.length] as Replica;
    await victim.kill();
    await victim.start();
  }
}

/** Processes the items with the given number of concurrent clients. */
async function inTurn(items: readonly Item[], clients: number, run: (item: Item) => Promise<void>): Promise<void> {
  const left = items[Symbol.iterator]();
  await Promise.all(
    Array.from({ length: clients }, async () => {
      for (const item of left) await run(item);
    }),
  );
}

/** Sends a change, and repeats it with the same key until its outcome is certain. If it is still uncertain after that, it stays unknown. */
async function settle(item: Item, replicas: readonly Replica[]): Promise<void> {
  // The record of a killed replica is taken over after the deadline and 5 s.
  const until = Date.now() + 4 * (REQUEST_TIMEOUT_MS + 5000);
  let unknown = 0;
  while (Date.now() < until) {
    const replica = replicas[Math.floor(Math.random() * replicas.length)] as Replica;
    const code = await answerOf(item, replica);
    item.outcome = code;
    if (code === 'OUTCOME_UNKNOWN') {
      unknown += 1;
      if (unknown > 3) return;
    } else if (!['no answer', 'top-level error', 'IDEMPOTENCY_KEY_IN_USE'].includes(code)) return;
    await sleep(50 + Math.random() * 200);
  }
}

async function answerOf({ query, input }: Item, replica: Replica): Promise<string> {
  try {
    const { data } = await replica.graph.ask(query, { input });
    if (!data?.outcome) return 'top-level error';
    return data.outcome.userErrors[0]?.code ?? 'success';
  } catch {
    return 'no answer';
  }
}

async function report(items: readonly Item[], control: EmulatorControl, options: StormOptions): Promise<StormReport> {
  const { recent } = await control.ledger();
  const commits = new Map<string, LedgerCall[]>();
  const owned = new Set(items.map(({ path, target }) => `${path} ${target}`));
  const onNobodys: string[] = [];
  for (const call of recent) {
    if (!call.committed) continue;
    const name = `${call.path} ${TARGET_OF.get(call.path)?.(call.request)}`;
    if (!owned.has(name) || call.appid !== 'wxdemo') onNobodys.push(name);
    commits.set(name, [...(commits.get(name) ?? []), call]);
  }
  const commitsOf = ({ path, target }: Item) => commits.get(`${path} ${target}`) ?? [];
  const named = (test: (item: Item) => boolean) =>
    items.filter(test).map((item) => `${item.key} (${item.outcome}, ${commitsOf(item).length} commits)`);
  const isOpen = ({ outcome }: Item) =>
    outcome === undefined || outcome === 'OUTCOME_UNKNOWN' || !/^[A-Z]/.test(outcome);
  // A read-back is required only if a response was lost.
  const lost = items.filter((item) => commitsOf(item).some(({ errcode }) => errcode === null));
  const answers: Record<string, number> = {};
  for (const { outcome = 'never sent' } of items) answers[outcome] = (answers[outcome] ?? 0) + 1;
  return {
    mutations: items.length,
    kills: options.kills,
    committed: [...commits.values()].flat().length,
    answers,
    madeTwice: named((item) => commitsOf(item).length > 1),
    onNobodys,
    successWithoutEffect: named((item) => item.outcome === 'success' && commitsOf(item).length === 0),
    refusalWithEffect: named((item) => item.outcome !== 'success' && !isOpen(item) && commitsOf(item).length > 0),
    lostAnswers: lost.length,
    leftUnknown: lost.filter(({ outcome }) => outcome === 'OUTCOME_UNKNOWN').length,
  };
}
