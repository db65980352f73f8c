import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child } from '../support/child.js';
import { EmulatorControl, type Fault, type LedgerCall } from '../support/emulator-control.js';
import { type GraphAnswer, GraphClient } from '../support/graph-client.js';

/** The account whose platform fails, and one whose platform works. */
const FAILING = 'wxdemo';
const WELL = 'wxwell';
const SECRETS = { [FAILING]: 'demo-secret', [WELL]: 'well-secret' };

const LATENCY_MS = 20;
/** Queries a second to the failing account, regardless of the responses. Every tenth request is a deletion. */
const RATE = 100;
const CLIENTS_OF_THE_WELL = 4;
const REQUEST_TIMEOUT_MS = 1000;

export interface FailingReport {
  readonly fault: string;
  /** Reads that clients requested during the failure, and the number of their retries. */
  readonly reads: number;
  readonly retries: number;
  /** Writes that reached the platform, and those of them that were sent more than once. */
  readonly writes: number;
  readonly writesTwice: number;
  /** Milliseconds from the first failure to the first query that was refused without a call. */
  readonly opensAfterMs: number | undefined;
  /** Milliseconds from the platform's recovery to the last query that failed. */
  readonly closesAfterMs: number;
  /** Median milliseconds of the other account's queries, before and during the failure of the first account. */
  readonly wellBeforeMs: number;
  readonly wellDuringMs: number;
}

interface SentRequest {
  readonly at: number;
  readonly answer: GraphAnswer;
  readonly tookMs: number;
}

/** Runs two accounts of one server. One of them meets only the fault for the given number of seconds. */
export async function failFor(seconds: number, fault: Pick<Fault, 'kind' | 'value'>): Promise<FailingReport> {
  const folder = mkdtempSync(join(tmpdir(), 'cardgraph-upstream-'));
  const emulator = new Child(['emulator', '--port', '0']);
  let server: Child | undefined;
  try {
    const control = new EmulatorControl(await emulator.announced('Emulator'));
    await control.addAccount(WELL, SECRETS[WELL]);
    const accounts = Object.entries(SECRETS).map(([appid, secret]) => ({ appid, secret }));
    writeFileSync(join(folder, 'accounts.json'), JSON.stringify(accounts));
    server = new Child(['serve'], {
      ...{ PORT: '0', WECHAT_BASE_URL: control.url, ACCOUNTS_FILE: join(folder, 'accounts.json'), LOG_LEVEL: 'silent' },
      ...{ STATE_DIR: join(folder, 'state'), REQUEST_TIMEOUT_MS: String(REQUEST_TIMEOUT_MS), CACHE: 'off' },
    });
    const graph = new GraphClient(await server.announced('GraphQL'));
    await control.fault({ kind: 'latency', value: LATENCY_MS });
    return await failed(graph, control, seconds, fault);
  } finally {
    await Promise.all([server?.stop(), emulator.stop()]);
    rmSync(folder, { recursive: true });
  }
}

async function failed(
  graph: GraphClient,
  control: EmulatorControl,
  seconds: number,
  fault: Pick<Fault, 'kind' | 'value'>,
) {
  const failing = new Load(graph, FAILING);
  const well = new Load(graph, WELL);
  const wellLoops = Promise.all(Array.from({ length: CLIENTS_OF_THE_WELL }, () => well.oneAfterTheOther()));
  const stopPaced = failing.paced(RATE);
  await sleep(Math.max(1000, (seconds * 1000) / 3));

  await control.clearLedger();
  const failsFrom = Date.now();
  await control.fault({ appid: FAILING, ...fault });
  await sleep(seconds * 1000);
  const { recent } = await control.ledger();
  const worksFrom = Date.now();
  await control.clearFaults();
  await control.fault({ kind: 'latency', value: LATENCY_MS });
  await sleep(2500);
  stopPaced();
  well.isOver = true;
  await Promise.all([wellLoops, failing.finished()]);

  const between = (all: readonly SentRequest[], from: number, to: number) =>
    all.filter(({ at }) => from <= at && at < to);
  const during = between(failing.requests, failsFrom, worksFrom);
  const firstRefused = during.find(({ answer }) => isRefused(answer));
  const failedAfter = between(failing.requests, worksFrom, Number.POSITIVE_INFINITY).filter(
    ({ answer }) => answer.errors,
  );
  const ofFailing = recent.filter(({ appid }) => appid === FAILING);
  const reads = timesById(ofFailing, '/card/get');
  const writes = timesById(ofFailing, '/card/delete');
  const median = (from: number, to: number) => medianOf(between(well.requests, from, to).map(({ tookMs }) => tookMs));
  return {
    fault: fault.kind,
    reads: during.filter(({ answer }) => 'card' in (answer.data ?? {})).length,
    retries: reads.reduce((sum, times) => sum + times - 1, 0),
    writes: writes.length,
    writesTwice: writes.filter((times) => times > 1).length,
    opensAfterMs: firstRefused && firstRefused.at + firstRefused.tookMs - failsFrom,
    closesAfterMs: Math.max(0, ...failedAfter.map(({ at }) => at - worksFrom)),
    wellBeforeMs: median(0, failsFrom),
    wellDuringMs: median(failsFrom, worksFrom),
  };
}

/** Whether the circuit breaker refused the request, that is, without a call. */
function isRefused({ errors = [] }: GraphAnswer): boolean {
  return errors.some(
    ({ extensions, message }) => extensions.retryAfter !== undefined && message.includes('not called'),
  );
}

/** Returns how many calls there were for each id. */
function timesById(calls: readonly LedgerCall[], path: string): number[] {
  const times = new Map<unknown, number>();
  for (const { request } of calls.filter((call) => call.path === path)) {
    times.set(request.card_id, (times.get(request.card_id) ?? 0) + 1);
  }
  return [...times.values()];
}

function medianOf(numbers: number[]): number {
  const sorted = numbers.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Sends queries to one account. Each requests a different card, so that none shares a call. */
class Load {
  readonly requests: SentRequest[] = [];
  isOver = false;
  readonly #graph: GraphClient;
  readonly #appid: string;
  readonly #running = new Set<Promise<void>>();
  #count = 0;

  constructor(graph: GraphClient, appid: string) {
    this.#graph = graph;
    this.#appid = appid;
  }

  /** Sends `rate` requests a second, every tenth a deletion, until the returned function is called. */
  paced(rate: number): () => void {
    const timer = setInterval(() => {
      const asking = this.#ask(this.#count % 10 === 0).finally(() => this.#running.delete(asking));
      this.#running.add(asking);
    }, 1000 / rate);
    return () => clearInterval(timer);
  }

  async oneAfterTheOther(): Promise<void> {
    while (!this.isOver) await this.#ask(false);
  }

  async finished(): Promise<void> {
    await Promise.all(this.#running);
  }

  async #ask(deletes: boolean): Promise<void> {
    this.#count += 1;
    const id = `p-${this.#appid}-${this.#count}`;
    const query = deletes
      ? `mutation { deleteCard(input: { cardId: "${id}", idempotencyKey: "${id}" }) { userErrors { code } } }`
      : `{ card(id: "${id}") { title } }`;
    const at = Date.now();
    const answer = await this.#graph.ask(query, undefined, { 'x-wechat-appid': this.#appid });
    this.requests.push({ at, answer, tookMs: Date.now() - at });
  }
}

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
