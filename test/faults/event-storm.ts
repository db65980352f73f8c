import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEmulator } from '../../src/emulator/server.js';
import { Balancer } from '../support/balancer.js';
import { EmulatorControl, type PushFault } from '../support/emulator-control.js';
import { type LoggedPush, readLog } from '../support/logged-pushes.js';
import { type PushedAccount, pushedAccounts } from '../support/pushed-accounts.js';
import { TestRedis } from '../support/redis.js';
import { Replica } from '../support/replica.js';
import { scrape } from '../support/scrape.js';
import { until } from '../support/time.js';

export interface EventStormOptions {
  /** Where the log is. */
  readonly store: 'redis' | 'file';
  readonly pushes: number;
  readonly replicas: number;
  /** Mean pause of an account between two pushes, milliseconds. */
  readonly pauseMs: number;
}

/** The pushes by the emulator's count and the contents of the log. Each list must be empty. */
export interface EventStormReport {
  readonly store: string;
  readonly pushes: number;
  /** Pushes that the emulator received `success` for. */
  readonly acknowledged: number;
  /** Acknowledged pushes whose message cannot be read. They are not in the log. */
  readonly unreadable: number;
  readonly failed: number;
  /** Pushes that were sent more than once. */
  readonly repeated: number;
  /** Events in the log, without gaps. */
  readonly appended: number;
  /** Responses with `success` to pushes that were already in the log. */
  readonly duplicates: number;
  readonly gaps: number;
  readonly kills: number;
  /** Requests that were in flight when their replica was killed. */
  readonly cut: number;
  readonly redisRestarts: number;
  /** Pushes by fault. */
  readonly faults: Readonly<Record<string, number>>;
  /** Responses by status, as the emulator received them. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly seconds: number;
  /** Acknowledged pushes that are not in the log. */
  readonly missing: readonly string[];
  /** Pushes that are in the log more than once. */
  readonly twice: readonly string[];
  /** Events that the platform never sent, or that must have been refused. */
  readonly foreign: readonly string[];
  /** Events that have the cursor of another event of their account. */
  readonly sharedCursors: number;
}

/** One push that the storm caused. */
interface Caused {
  readonly appid: string;
  readonly event: string;
  readonly code: string;
  readonly fault: PushFault['kind'] | undefined;
}

const ACCOUNTS = 20;
const CARD = 'pDEMO-groupon-0001';

/** Requests in flight above which no further push is caused. The emulator has 64 connections to one host. */
const MAX_IN_FLIGHT = 32;

/** The actions on each code. Every action causes one push, and no two of one code the same one. */
const ACTIONS = ['claim', 'enter', 'end'] as const;
type Action = (typeof ACTIONS)[number];

const EVENTS = { claim: 'user_get_card', enter: 'user_enter_session_from_card' };

/** The last actions on codes, in turn. */
const ENDS = [
  ['redeem', 'user_consume_card'],
  ['pay', 'user_pay_from_pay_cell'],
  ['delete', 'user_del_card'],
] as const;

/** Every third push has one of these faults. */
const FAULTS: readonly PushFault['kind'][] = [
  ...(['duplicate', 'late', 'unordered', 'previous-key', 'unanswered', 'duplicate', 'lying-plain', 'lost'] as const),
  ...(['unknown', 'unordered', 'broken', 'previous-key', 'other-key', 'unanswered'] as const),
];

/** Faults after which a push must not be in the log. */
const NEVER_LOGGED: ReadonlySet<string | undefined> = new Set(['lost', 'other-key', 'broken']);

/**
 * Runs replicas on one log, an emulator that pushes the events of 20 accounts to them with all its faults, and a process that kills
 * replicas and Redis. Then compares the log with the emulator's count.
 */
export async function runEventStorm(options: EventStormOptions): Promise<EventStormReport> {
  const { store, pushes, pauseMs } = options;
  const startedAt = Date.now();
  const folder = mkdtempSync(join(tmpdir(), 'cardgraph-event-storm-'));
  const emulator = await startEmulator();
  const redis = store === 'redis' ? await TestRedis.start() : undefined;
  const accounts = pushedAccounts(ACCOUNTS);
  writeFileSync(join(folder, 'accounts.json'), JSON.stringify(accounts.map(({ entry }) => entry)));
  const place: Record<string, string> =
    redis === undefined ? { STATE_DIR: join(folder, 'state') } : { REDIS_URL: redis.url };
  const env = {
    ...{ WECHAT_APP_ID: '', WECHAT_APP_SECRET: '', ACCOUNTS_FILE: join(folder, 'accounts.json') },
    ...{ LOG_LEVEL: 'error', ...place },
  };
  const replicas = Array.from({ length: options.replicas }, () => new Replica(emulator.url, env));
  const balancer = await Balancer.start(replicas);
  const progress = { done: 0, isOver: false };
  const background: Promise<unknown>[] = [];
  try {
    await Promise.all(replicas.map((replica) => replica.start()));
    if (redis !== undefined) await connected(replicas);
    const control = new EmulatorControl(emulator.url, { connection: 'close' });
    await connect(accounts, control, balancer);
    balancer.clear();
    const killer = kill(replicas, balancer, progress);
    const restarts = restartOnce(redis, progress, pushes / 2);
    background.push(killer, restarts);
    const caused = await Promise.all(
      accounts.map((account, n) =>
        push(account, { control, n, count: Math.ceil(pushes / ACCOUNTS), pauseMs, progress, balancer }),
      ),
    );
    progress.isOver = true;
    const [{ kills, cut }, redisRestarts] = await Promise.all([killer, restarts]);
    await settle(control, balancer);
    const statuses = { ...balancer.statuses };
    // A new process has nothing in memory.
    await Promise.all(replicas.map((replica) => replica.kill()));
    const [reader] = replicas as [Replica];
    await reader.start();
    if (redis !== undefined) await connected([reader]);
    const compared = await Promise.all(
      accounts.map(async ({ appid }, n) => {
        const { recent } = await control.pushes(appid);
        return compare(caused[n] ?? [], recent, await readLog(reader.graph, appid));
      }),
    );
    const sum = (count: (one: Compared) => number) => compared.reduce((total, one) => total + count(one), 0);
    const [appended, unreadable] = [sum((one) => one.appended), sum((one) => one.unreadable)];
    return {
      ...{ store, pushes: sum((one) => one.pushes), acknowledged: sum((one) => one.acknowledged), unreadable },
      ...{ failed: sum((one) => one.failed), repeated: sum((one) => one.repeated), appended },
      duplicates: (statuses[200] ?? 0) - appended - unreadable,
      ...{ gaps: sum((one) => one.gaps), kills, cut, redisRestarts, faults: faultsOf(caused.flat()), statuses },
      seconds: Math.round((Date.now() - startedAt) / 1000),
      missing: compared.flatMap((one) => one.missing),
      twice: compared.flatMap((one) => one.twice),
      foreign: compared.flatMap((one) => one.foreign),
      sharedCursors: sum((one) => one.sharedCursors),
    };
  } finally {
    progress.isOver = true;
    await Promise.allSettled(background);
    await Promise.all(replicas.map((replica) => replica.kill()));
    await balancer.close();
    await redis?.close();
    await emulator.close();
    rmSync(folder, { recursive: true });
  }
}

/** Waits until replicas are connected to Redis: a server starts before. */
async function connected(replicas: readonly Replica[]): Promise<void> {
  for (const { url } of replicas) {
    await until(async () => (await scrape(url)).value('cardgraph_store_up', { store: 'redis' }) === 1);
  }
}

/** Connects the accounts' URLs. Those with earlier keys are connected with them first. */
async function connect(accounts: readonly PushedAccount[], control: EmulatorControl, { url }: Balancer): Promise<void> {
  for (const { appid, entry, before, keys } of accounts) {
    await control.addAccount(appid, entry.secret);
    for (const used of before === undefined ? [keys] : [before, keys]) {
      const target = { appid, url: `${url}/wechat/events/${appid}`, ...used };
      if (!(await control.connectPush(target)).verified) throw new Error(`The URL of ${appid} was not verified`);
    }
  }
}

interface Pushing {
  readonly control: EmulatorControl;
  /** The number of the account. */
  readonly n: number;
  readonly count: number;
  readonly pauseMs: number;
  readonly progress: { done: number };
  readonly balancer: Balancer;
}

/** Causes the pushes of one account, one after the other. */
async function push({ appid, before }: PushedAccount, { control, n, count, pauseMs, progress, balancer }: Pushing) {
  const caused: Caused[] = [];
  let code = '';
  let faults = n;
  for (let i = 0; i < count; i += 1) {
    const action = ACTIONS[i % ACTIONS.length] as Action;
    const fault = (i + n) % 3 === 0 ? FAULTS[faults++ % FAULTS.length] : undefined;
    const usable = isPossible(fault, action, before !== undefined) ? fault : undefined;
    if (usable !== undefined) await control.pushFault({ kind: usable, appid });
    const [end, ending] = ENDS[Math.floor(i / ACTIONS.length) % ENDS.length] ?? ENDS[0];
    if (action === 'claim') {
      const claimed = await control.claim({ appid, card_id: CARD, openid: `o${appid}-${i}`, outer_str: `storm-${i}` });
      if (claimed.code === undefined) throw new Error(`The claim was refused with ${claimed.errcode}`);
      ({ code } = claimed);
    } else {
      const done = action === 'end' ? end : action;
      const { errcode } = await control.act(code, done, { appid, card_id: CARD });
      if (errcode !== undefined) throw new Error(`The action ${done} was refused with ${errcode}`);
    }
    const event = usable === 'unknown' ? 'user_emulated_card' : action === 'end' ? ending : EVENTS[action];
    caused.push({ appid, event, code, fault: usable });
    progress.done += 1;
    await sleep(2 * pauseMs * Math.random());
    // A slow machine must not use up the tries of every push.
    while (balancer.inFlight() > MAX_IN_FLIGHT) await sleep(20);
  }
  return caused;
}

/** The unknown events of one code would differ by nothing but their time. */
function isPossible(fault: PushFault['kind'] | undefined, action: Action, hasPreviousKey: boolean): boolean {
  return (fault !== 'previous-key' || hasPreviousKey) && (fault !== 'unknown' || action === 'claim');
}

/** Kills one replica after the other while it processes a push, and restarts it, until the storm is over. */
async function kill(replicas: readonly Replica[], balancer: Balancer, storm: { readonly isOver: boolean }) {
  let [kills, cut] = [0, 0];
  for (; !storm.isOver; kills += 1) {
    await sleep(500 + Math.random() * 500);
    const victim = replicas[kills % replicas.length] as Replica;
    for (const end = Date.now() + 500; balancer.inFlight(victim) === 0 && Date.now() < end; ) await sleep(0);
    cut += balancer.inFlight(victim);
    await victim.kill();
    await victim.start();
  }
  return { kills, cut };
}

/** Kills Redis and restarts it after `at` pushes. Returns the number of restarts. */
async function restartOnce(redis: TestRedis | undefined, progress: { done: number; isOver: boolean }, at: number) {
  if (redis === undefined) return 0;
  while (progress.done < at && !progress.isOver) await sleep(10);
  await redis.kill();
  await sleep(500);
  await redis.start();
  return 1;
}

/** Lets the emulator's time pass until no push is pending. */
async function settle(control: EmulatorControl, balancer: Balancer): Promise<void> {
  await sleep(1000);
  await control.setClock({ advanceSeconds: 60 });
  for (let quiet = 0; (await control.pushes()).pending > 0; ) {
    await sleep(100);
    quiet = balancer.inFlight() === 0 ? quiet + 1 : 0;
    // No push is in flight: all others wait for their next try.
    if (quiet < 5) continue;
    quiet = 0;
    await control.setClock({ advanceSeconds: 5 });
  }
}

type Compared = ReturnType<typeof compare>;

/** Compares the pushes of one account with its log. `recent` has them in the order in which they were caused. */
function compare(
  caused: readonly Caused[],
  recent: Awaited<ReturnType<EmulatorControl['pushes']>>['recent'],
  logged: readonly LoggedPush[],
) {
  if (recent.map(({ event }) => event).join() !== caused.map(({ event }) => event).join()) {
    throw new Error('The emulator counted other pushes than those that were caused');
  }
  const counts = new Map<string, number>();
  for (const { event, code, isGap } of logged) {
    if (!isGap) counts.set(`${event} ${code}`, (counts.get(`${event} ${code}`) ?? 0) + 1);
  }
  const timesOf = ({ event, code }: Caused) => counts.get(`${event} ${code}`) ?? 0;
  const named = (isWrong: (one: Caused, status: string | undefined) => boolean) =>
    caused.flatMap((one, i) => (isWrong(one, recent[i]?.status) ? [nameOf(one, recent[i])] : []));
  const sent = new Set(caused.filter(({ fault }) => !NEVER_LOGGED.has(fault)).map((one) => `${one.event} ${one.code}`));
  const acknowledged = recent.filter(({ status }) => status === 'answered').length;
  return {
    pushes: caused.length,
    acknowledged,
    unreadable: caused.filter(({ fault }, i) => fault === 'broken' && recent[i]?.status === 'answered').length,
    failed: recent.filter(({ status }) => status === 'failed').length,
    repeated: caused.filter(({ fault }, i) => fault === 'duplicate' || (recent[i]?.tries ?? 0) > 1).length,
    appended: logged.filter(({ isGap }) => !isGap).length,
    gaps: logged.filter(({ isGap }) => isGap).length,
    missing: named((one, status) => status === 'answered' && one.fault !== 'broken' && timesOf(one) === 0),
    twice: named((one) => timesOf(one) > 1),
    foreign: [...counts.keys()].filter((name) => !sent.has(name)).map((name) => `${caused[0]?.appid} ${name}`),
    sharedCursors: logged.length - new Set(logged.map(({ cursor }) => cursor)).size,
  };
}

const nameOf = ({ appid, event, code, fault }: Caused, record: object | undefined) =>
  `${appid} ${event} ${code} ${fault ?? 'no fault'} ${JSON.stringify(record)}`;

function faultsOf(caused: readonly Caused[]): Record<string, number> {
  const faults: Record<string, number> = {};
  for (const { fault = 'none' } of caused) faults[fault] = (faults[fault] ?? 0) + 1;
  return faults;
}
