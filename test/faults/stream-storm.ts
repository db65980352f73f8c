import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEmulator } from '../../src/emulator/server.js';
import { type PushedAccount, pushedAccounts } from '../support/pushed-accounts.js';
import { TestRedis } from '../support/redis.js';
import { Replica } from '../support/replica.js';
import { scrape } from '../support/scrape.js';
import { pushClaim } from '../support/signed-pushes.js';
import { until } from '../support/time.js';
import { StreamClient } from './stream-client.js';
import { compareReceipts, type Receipts } from './stream-receipts.js';

export interface StreamStormOptions {
  /** Where the log is. */
  readonly store: 'redis' | 'file';
  readonly clients: number;
  readonly events: number;
  /** Pushes a second, over all accounts. */
  readonly rate: number;
  /** How long Redis does not respond at first, and how long it is stopped later, milliseconds. */
  readonly redisFrozenMs: number;
  readonly redisStoppedMs: number;
  /** Pause between two attempts to deliver an event, milliseconds. */
  readonly retryMs: number;
  /** Maximum size of the log, so that clients that were disconnected for long have lost events. */
  readonly maxBytes: number;
  /** Mean pause between two kills, milliseconds. */
  readonly killEveryMs: number;
}

export interface StreamStormReport extends Receipts {
  readonly store: string;
  readonly clients: Readonly<Record<string, number>>;
  readonly pushes: number;
  readonly acknowledged: number;
  readonly kills: number;
  readonly restarts: number;
  /** Ends of subscriptions by code. Clients of libraries that report no code are counted as `CUT`. */
  readonly ends: Readonly<Record<string, number>>;
  /** Ends without a cursor of the server: the client continued after the last cursor that it received. */
  readonly endsWithoutCursor: number;
  readonly seconds: number;
}

/** The text that identifies the last event of an account. */
const LAST = 'last';

const CARD = 'pDEMO-groupon-0001';
const REPLICAS = 3;

/** Attempts of the platform to deliver an event. */
const ATTEMPTS = 3;

/** Pushes in flight, those that wait for the next attempt included. */
const MAX_IN_FLIGHT = 200;

/** Makes events as large as those with many fields. */
const PADDING = 'x'.repeat(600);

/**
 * Runs three replicas on one log and clients that follow two accounts over each transport, while replicas are killed and replaced, and
 * Redis is unreachable. Then compares what each client received with the log.
 */
export async function runStreamStorm(options: StreamStormOptions): Promise<StreamStormReport> {
  const { store, events, rate, redisFrozenMs, redisStoppedMs, retryMs, maxBytes, killEveryMs } = options;
  const startedAt = Date.now();
  const folder = mkdtempSync(join(tmpdir(), 'cardgraph-stream-storm-'));
  const emulator = await startEmulator();
  const redis = store === 'redis' ? await TestRedis.start() : undefined;
  const accounts = pushedAccounts(2);
  writeFileSync(join(folder, 'accounts.json'), JSON.stringify(accounts.map(({ entry }) => entry)));
  const env: Record<string, string> = {
    ...{ WECHAT_APP_ID: '', WECHAT_APP_SECRET: '', ACCOUNTS_FILE: join(folder, 'accounts.json'), LOG_LEVEL: 'error' },
    ...{ LIMIT_SUBSCRIPTIONS_CALLER: '1000', EVENTS_MAX_BYTES: String(maxBytes), SHUTDOWN_WAIT_SECONDS: '1' },
    ...(redis === undefined ? { STATE_DIR: join(folder, 'state') } : { REDIS_URL: redis.url }),
  };
  const replicas = Array.from({ length: REPLICAS }, () => new Replica(emulator.url, env));
  const acknowledged = accounts.map(() => new Set<string>());
  const failed = accounts.map(() => new Map<string, number>());
  const progress = { pushed: 0, kills: 0, restarts: 0 };
  const clients: StreamClient[] = [];
  const some = () => replicas[Math.floor(Math.random() * replicas.length)] as Replica;

  async function push(account: PushedAccount, name: string, attempts: number): Promise<void> {
    const CreateTime = Math.floor(Date.now() / 1000);
    const fields = { CreateTime, CardId: CARD, UserCardCode: name, OuterStr: `${account.appid} ${name} ${PADDING}` };
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      if (attempt > 1) await sleep(retryMs);
      // Like a load balancer, which sends a request to another replica if the first one fails.
      for (const { url } of [some(), ...replicas]) {
        if (!(await pushClaim(url, account, fields))) continue;
        acknowledged[accounts.indexOf(account)]?.add(name);
        return;
      }
    }
    failed[accounts.indexOf(account)]?.set(name, Date.now());
  }

  async function pushAll(): Promise<void> {
    const inFlight = new Set<Promise<void>>();
    const began = performance.now();
    for (; progress.pushed < events; progress.pushed += 1) {
      const dueMs = began + (1000 * progress.pushed) / rate - performance.now();
      if (dueMs > 0) await sleep(dueMs);
      const account = accounts[progress.pushed % accounts.length] as PushedAccount;
      const pushing = push(account, String(progress.pushed), ATTEMPTS).finally(() => inFlight.delete(pushing));
      inFlight.add(pushing);
      if (inFlight.size >= MAX_IN_FLIGHT) await Promise.race(inFlight);
    }
    await Promise.all(inFlight);
  }

  /** Kills replicas, replaces all of them halfway, and makes Redis unreachable before and after. */
  async function disturb(): Promise<void> {
    const until = async (share: number) => {
      while (progress.pushed < share * events) {
        await sleep(killEveryMs * (0.5 + Math.random()));
        const victim = some();
        await victim.kill();
        progress.kills += 1;
        await sleep(500);
        await victim.start();
      }
    };
    await until(0.25);
    redis?.freeze();
    await sleep(redisFrozenMs);
    redis?.thaw();
    await until(0.5);
    for (const replica of replicas) {
      await replica.stop();
      await replica.start();
      progress.restarts += 1;
    }
    await until(0.75);
    await redis?.kill();
    await sleep(redisStoppedMs);
    await redis?.start();
    await until(0.95);
  }

  try {
    await Promise.all(replicas.map((replica) => replica.start()));
    if (redis !== undefined) {
      for (const { url } of replicas) {
        await until(async () => (await scrape(url)).value('cardgraph_store_up', { store: 'redis' }) === 1);
      }
    }
    const starts = await Promise.all(
      accounts.map(async ({ appid }) => {
        const { data } = await some().graph.ask(
          '{ cardEvents(first: 0) { endCursor } }',
          {},
          { 'x-wechat-appid': appid },
        );
        return data.cardEvents.endCursor as string;
      }),
    );
    for (let index = 0; index < options.clients; index += 1) {
      const { appid } = accounts[index % accounts.length] as PushedAccount;
      clients.push(new StreamClient(index, appid, starts[index % accounts.length] as string, () => some().url));
    }
    const following = clients.map((client) => client.follow());
    const disturbing = disturb();
    await Promise.all([pushAll(), disturbing]);
    for (const client of clients) client.catchUp();
    for (const account of accounts) await push(account, LAST, 60);
    const end = Date.now() + 90_000;
    while (clients.some((client) => !client.hasReceived(LAST)) && Date.now() < end) await sleep(100);
    for (const client of clients) client.stop();
    await Promise.all(following);
    const ends: Record<string, number> = {};
    for (const { code } of clients.flatMap((client) => client.ends)) ends[code] = (ends[code] ?? 0) + 1;
    const counts: Record<string, number> = {};
    for (const { name } of clients) counts[name] = (counts[name] ?? 0) + 1;
    return {
      ...{
        store,
        clients: counts,
        pushes: events,
        acknowledged: acknowledged.reduce((sum, { size }) => sum + size, 0),
      },
      ...{ kills: progress.kills, restarts: progress.restarts, ends },
      endsWithoutCursor: clients.flatMap((client) => client.ends).filter(({ cursor }) => cursor === undefined).length,
      seconds: Math.round((Date.now() - startedAt) / 1000),
      ...compareReceipts(
        accounts.map(({ appid }, index) => ({
          appid,
          acknowledged: acknowledged[index] as Set<string>,
          failed: failed[index] as Map<string, number>,
          clients: clients.filter((client) => client.appid === appid),
        })),
      ),
    };
  } finally {
    for (const client of clients) client.stop();
    await Promise.all(replicas.map((replica) => replica.kill()));
    await redis?.close();
    await emulator.close();
    rmSync(folder, { recursive: true });
  }
}
