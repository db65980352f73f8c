import { setTimeout as sleep } from 'node:timers/promises';
import { startEmulator } from '../../src/emulator/server.js';
import { EmulatorControl, type Fault, type LedgerCall } from '../support/emulator-control.js';
import { TestRedis } from '../support/redis.js';
import { Replica } from '../support/replica.js';

export interface StormOptions {
  readonly mutations: number;
  /** How often a replica is killed and started again. */
  readonly kills: number;
  /** Clients at a time. */
  readonly clients: number;
}

/** What a storm of writes did, by the emulator's ledger and by what clients were told. */
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
  /** Changes that were committed though their answer was lost, and how many of them ended OUTCOME_UNKNOWN. */
  readonly lostAnswers: number;
  readonly leftUnknown: number;
}

/** The eight: each acts on three calls in ten while it is on. */
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

/** One change, on an object that nothing else changes. */
interface Item {
  readonly key: string;
  readonly path: string;
  readonly query: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Whether an arrival in the ledger is of this item. */
  readonly target: string;
  outcome?: string;
}

/** How a request of the ledger names what it is about. */
const TARGET_OF: Readonly<Record<string, (request: LedgerCall['request']) => string>> = {
  '/card/update': ({ card_id }) => String(card_id),
  '/card/modifystock': ({ card_id }) => String(card_id),
  '/card/delete': ({ card_id }) => String(card_id),
  '/card/code/update': ({ code }) => String(code),
  '/card/code/unavailable': ({ code }) => String(code),
  '/card/paygiftcard/add': ({ rule_info }) =>
    String((rule_info as { base_info: { mchid_list: string[] } }).base_info.mchid_list[0]),
  '/card/paygiftcard/delete': ({ rule_id }) => String(rule_id),
};

const mutation = (name: string, type: string) =>
  `mutation ($input: ${type}!) { outcome: ${name}(input: $input) { replayed userErrors { code } } }`;

/**
 * Two replicas on one Redis, an emulator that loses answers, clients that repeat with the same key until they know, and
 * somebody who kills replicas.
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

/** As many changes as asked for, of every kind in turn, each on an object of its own. */
async function makeItems(control: EmulatorControl, replica: Replica, count: number): Promise<Item[]> {
  const each = Math.ceil(count / 7);
  const { card_ids: cards } = await control.addCards(each * 3, 'CASH');
  const rules: string[] = [];
  for (let n = 0; n < each; n += 1) {
    const data = await replica.graph.data(
      'mutation ($input: AddPayGiftRuleInput!) { addPayGiftRule(input: $input) { ruleId userErrors { code } } }',
      { input: { ...ruleInput(`4${String(n).padStart(8, '0')}`), idempotencyKey: `seed-${n}` } },
    );
    rules.push(data.addPayGiftRule.ruleId);
  }
  const items: Item[] = [];
  const add = (path: string, name: string, type: string, target: string, input: object) =>
    items.push({
      path,
      target,
      key: `${name}-${items.length}`,
      query: mutation(name, type),
      input: { ...input, idempotencyKey: `${name}-${items.length}` },
    });
  for (let n = 0; n < each; n += 1) {
    const [updated = '', stocked = '', deleted = ''] = cards.slice(n * 3);
    const baseInfo = { servicePhone: `020-${n}`, getLimit: 1 + (n % 50) };
    add('/card/update', 'updateCard', 'UpdateCardInput', updated, { cardId: updated, baseInfo });
    add('/card/modifystock', 'modifyStock', 'ModifyStockInput', stocked, { cardId: stocked, increaseBy: 1 + n });
    add('/card/delete', 'deleteCard', 'DeleteCardInput', deleted, { cardId: deleted });
    const custom = { cardId: 'pDEMO-general-coupon-0003', code: `STORM-${n}` };
    await control.addCode({ card_id: custom.cardId, openid: 'oDEMO-user-0001', code: custom.code });
    add('/card/code/update', 'updateCode', 'UpdateCodeInput', custom.code, { ...custom, newCode: `NEW-${n}` });
    const plain = { cardId: 'pDEMO-groupon-0001', code: String(700_000_000_000 + n) };
    await control.addCode({ card_id: plain.cardId, openid: 'oDEMO-user-0001', code: plain.code });
    add('/card/code/unavailable', 'setCodeUnavailable', 'SetCodeUnavailableInput', plain.code, plain);
    const merchant = `5${String(n).padStart(8, '0')}`;
    add('/card/paygiftcard/add', 'addPayGiftRule', 'AddPayGiftRuleInput', merchant, ruleInput(merchant));
    const ruleId = rules[n] ?? '';
    add('/card/paygiftcard/delete', 'deletePayGiftRule', 'DeletePayGiftRuleInput', ruleId, { ruleId });
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
    leastCostFen: 1,
    maxCostFen: 100,
  };
}

/** One fault after the other, until the storm is over. */
async function changeFaults(control: EmulatorControl, storm: { over: boolean }): Promise<void> {
  for (let n = 0; !storm.over; n += 1) {
    await control.clearFaults();
    await control.fault({ ...(FAULTS[n % FAULTS.length] as Fault), rate: FAULT_RATE });
    for (let waited = 0; waited < FAULT_MS && !storm.over; waited += 50) await sleep(50);
  }
  await control.clearFaults();
}

/** Kills one replica after the other with SIGKILL and starts it again. */
async function kill(replicas: readonly Replica[], kills: number, storm: { over: boolean }): Promise<void> {
  for (let n = 0; n < kills && !storm.over; n += 1) {
    await sleep(700 + Math.random() * 800);
    const victim = replicas[n % replicas.length] as Replica;
    await victim.kill();
    await victim.start();
  }
}

/** Runs over the items with so many clients at a time. */
async function inTurn(items: readonly Item[], clients: number, run: (item: Item) => Promise<void>): Promise<void> {
  const left = items[Symbol.iterator]();
  await Promise.all(
    Array.from({ length: clients }, async () => {
      for (const item of left) await run(item);
    }),
  );
}

/** Sends a change, and again with the same key, until its outcome is told. What cannot be told after that stays unknown. */
async function settle(item: Item, replicas: readonly Replica[]): Promise<void> {
  // A record that a killed replica left is taken over after the deadline and 5 s.
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
    const name = `${call.path} ${TARGET_OF[call.path]?.(call.request)}`;
    if (!owned.has(name) || call.appid !== 'wxdemo') onNobodys.push(name);
    commits.set(name, [...(commits.get(name) ?? []), call]);
  }
  const commitsOf = ({ path, target }: Item) => commits.get(`${path} ${target}`) ?? [];
  const named = (test: (item: Item) => boolean) =>
    items.filter(test).map((item) => `${item.key} (${item.outcome}, ${commitsOf(item).length} commits)`);
  const isOpen = ({ outcome }: Item) =>
    outcome === undefined || outcome === 'OUTCOME_UNKNOWN' || !/^[A-Z]/.test(outcome);
  // A read-back is only owed where an answer was lost.
  const lost = items.filter((item) => commitsOf(item).some(({ errcode }) => errcode === null));
  const answers: Record<string, number> = {};
  for (const { outcome = 'never asked' } of items) answers[outcome] = (answers[outcome] ?? 0) + 1;
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
