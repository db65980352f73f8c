import { Counter, Gauge, Registry } from 'prom-client';
import type {
  AccountState,
  BreakerState,
  CacheName,
  CacheResult,
  CallOutcome,
  Observer,
} from '../platform/observer.js';
import { DurationHistogram } from './duration-histogram.js';
import { IndexMetrics, type IndexReading } from './index-metrics.js';
import { type IntakeLabels, IntakeMetrics, type LogSizeReading } from './intake-metrics.js';
import { processMetrics } from './process-metrics.js';
import { type Summary, UNKNOWN_CODE } from './request-stats.js';
import { type SubscriptionLabels, SubscriptionMetrics } from './subscription-metrics.js';

/** Buckets from cached responses to beyond the request timeout, which is 5 s by default. */
const REQUEST_SECONDS = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];

/** Buckets with the finest resolution from 20 to 200 ms, the normal latency of the platform. */
const CALL_SECONDS = [0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.2, 0.5, 1, 2, 5];

/** Buckets from a command on the same host to the timeout of a write to STATE_DIR, 2 s. */
const STORE_SECONDS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2];

const BREAKER: Readonly<Record<BreakerState, number>> = { closed: 0, halfOpen: 1, open: 2 };

/** Accounts whose counters start at 0. Those of further accounts appear with their first event. */
const MAX_ZEROED_ACCOUNTS = 100;

/**
 * Label values that are known at startup. Their series start at 0, because Prometheus cannot compute the increase from no series to a
 * first value, and an alert would miss the first event.
 */
export interface KnownLabels extends IntakeLabels, SubscriptionLabels {
  /** `extensions.code` of responses. */
  readonly codes: readonly string[];
  /** Those of requests that are rejected before execution. */
  readonly reasons: readonly string[];
  /** Paths of platform calls. */
  readonly endpoints: readonly string[];
  /** Names of mutations. */
  readonly mutations: readonly string[];
  /** Codes of their `userErrors`. */
  readonly userErrorCodes: readonly string[];
  /** Purposes of the calls of search indexes. */
  readonly indexCalls: readonly string[];
}

/** Versions of the running software. */
export interface Build {
  /** Version of the server. */
  readonly version: string;
  /** Version of Node.js. */
  readonly node: string;
}

/** Values that are read on each scrape. */
export interface Readings {
  readonly accounts: () => readonly AccountState[];
  /** Mutations refused so far because the audit log cannot be written. */
  readonly auditRefused: () => number;
  /** Log lines dropped so far. */
  readonly linesDropped: () => number;
  /** Responses so far that were sent again. */
  readonly responsesRepeated: () => number;
  /** Unhandled promise rejections so far. */
  readonly unhandledRejections: () => number;
  readonly store: { readonly kind: string; readonly isUp: () => Promise<boolean> };
  readonly eventLogs: { readonly sizes: () => readonly LogSizeReading[]; readonly maxBytes: number };
  readonly indexes: () => readonly IndexReading[];
  /** Undefined: no third-party mode. */
  readonly thirdParty?: (() => Promise<ThirdPartyReading>) | undefined;
}

/** The state of a third-party platform. */
export interface ThirdPartyReading {
  readonly ticketAgeSeconds: number;
  /** Number of merchants by the status of their authorization. */
  readonly merchants: Readonly<Record<string, number>>;
}

/**
 * The Prometheus metrics of one server. Labels contain only names defined by this server and appids, so their values are few, and none
 * identifies a card, a code or a person. docs/metrics.md describes each metric.
 */
export class Metrics implements Observer {
  readonly #registry = new Registry();
  #readings: Readings = {
    accounts: () => [],
    auditRefused: () => 0,
    linesDropped: () => 0,
    responsesRepeated: () => 0,
    unhandledRejections: () => 0,
    store: { kind: 'memory', isUp: async () => true },
    eventLogs: { sizes: () => [], maxBytes: 0 },
    indexes: () => [],
  };

  readonly #requests = new DurationHistogram({
    name: 'cardgraph_request_duration_seconds',
    help: 'Time from the headers of a GraphQL request to the end of its response.',
    labelNames: ['operation', 'outcome'],
    buckets: REQUEST_SECONDS,
    registry: this.#registry,
  });
  readonly #errors = this.#counter(
    'cardgraph_request_errors_total',
    'GraphQL requests whose response contains this extensions.code, executed or not.',
    ['code'],
  );
  readonly #rejected = this.#counter(
    'cardgraph_requests_rejected_total',
    'GraphQL requests rejected before execution, by the first extensions.code of the response.',
    ['reason'],
  );
  readonly #userErrors = this.#counter(
    'cardgraph_user_errors_total',
    'Mutations whose userErrors contain this code, replays included.',
    ['mutation', 'code'],
  );
  readonly #calls = new DurationHistogram({
    name: 'cardgraph_upstream_call_duration_seconds',
    help: 'Duration of one HTTP exchange with the platform, without the time in the queue.',
    labelNames: ['endpoint', 'outcome'],
    buckets: CALL_SECONDS,
    registry: this.#registry,
  });
  readonly #storeUp = new Gauge({
    name: 'cardgraph_store_up',
    help: 'Whether the store of idempotency records can be used: 1 or 0.',
    labelNames: ['store'],
    registers: [this.#registry],
  });
  readonly #storeCommands = new DurationHistogram({
    name: 'cardgraph_store_command_duration_seconds',
    help: 'Duration of one command of the store, including the check on each scrape.',
    labelNames: ['command', 'outcome'],
    buckets: STORE_SECONDS,
    registry: this.#registry,
  });
  readonly #retries = this.#counter('cardgraph_upstream_retries_total', 'Upstream calls that were retried.', [
    'endpoint',
  ]);
  readonly #coalesced = this.#counter(
    'cardgraph_upstream_coalesced_total',
    'Reads that shared the response of an equal read in flight.',
    ['endpoint'],
  );
  readonly #quotaErrors = this.#counter(
    'cardgraph_upstream_quota_errors_total',
    'Upstream calls that the platform rejected because a quota was exhausted.',
    ['endpoint', 'account'],
  );
  readonly #breakerOpened = this.#counter(
    'cardgraph_upstream_breaker_opened_total',
    'How often the circuit breaker of an account opened.',
    ['account'],
  );

  #updateThirdParty: (() => Promise<void>) | undefined;

  readonly intake: IntakeMetrics;
  readonly subscriptions: SubscriptionMetrics;
  readonly indexes: IndexMetrics;

  /** Cache lookups since the last scrape, by `cache endpoint result`. */
  readonly #cacheLookups = new Map<string, number>();
  readonly #process = processMetrics();
  readonly #endpoints: readonly string[];
  /** Appids whose counters have started at 0. */
  readonly #zeroed = new Set<string>();

  constructor(labels: KnownLabels, { version, node }: Build) {
    const { codes, reasons, endpoints, mutations, userErrorCodes } = labels;
    this.intake = new IntakeMetrics(labels, this.#registry);
    this.subscriptions = new SubscriptionMetrics(labels, this.#registry);
    this.indexes = new IndexMetrics(labels.indexCalls, this.#registry);
    new Gauge({
      name: 'cardgraph_build_info',
      help: 'Always 1. The labels are the version of Cardgraph and of Node.js.',
      labelNames: ['version', 'node'],
      registers: [this.#registry],
    }).set({ version, node }, 1);
    this.#endpoints = endpoints;
    for (const code of codes) this.#errors.inc({ code }, 0);
    for (const reason of reasons) this.#rejected.inc({ reason }, 0);
    for (const mutation of mutations) {
      for (const code of userErrorCodes) this.#userErrors.inc({ mutation, code }, 0);
    }
    for (const endpoint of endpoints) {
      this.#retries.inc({ endpoint }, 0);
      this.#coalesced.inc({ endpoint }, 0);
    }
    this.#countAtScrape(
      'cardgraph_cache_answers_total',
      'Cache lookups of reads by result: hit, stale or miss.',
      ['cache', 'endpoint', 'result'],
      this.#cacheLookups,
    );
    this.#gauge(
      'cardgraph_upstream_breaker_state',
      'The circuit breaker of an account: 0 closed, 1 half open, 2 open.',
      ({ breaker }) => BREAKER[breaker],
    );
    this.#gauge(
      'cardgraph_upstream_calls_running',
      'Upstream calls of an account in flight.',
      ({ running }) => running,
    );
    this.#gauge(
      'cardgraph_upstream_calls_waiting',
      'Upstream calls of an account that wait in the queue.',
      ({ waiting }) => waiting,
    );
    this.#gauge(
      'cardgraph_upstream_token_age_seconds',
      'Age of the access token of an account, which lives two hours; absent while there is no token.',
      ({ tokenAgeSeconds }) => tokenAgeSeconds,
    );
    this.#readTotal('cardgraph_audit_refused_total', 'Mutations refused because the audit log cannot be written.', () =>
      this.#readings.auditRefused(),
    );
    this.#readTotal(
      'cardgraph_responses_repeated_total',
      'Responses to an equal query that were sent again as they were written.',
      () => this.#readings.responsesRepeated(),
    );
    this.#readTotal('cardgraph_log_lines_dropped_total', 'Log lines dropped because stderr was not read.', () =>
      this.#readings.linesDropped(),
    );
    this.#readTotal('cardgraph_unhandled_rejections_total', 'Unhandled promise rejections.', () =>
      this.#readings.unhandledRejections(),
    );
  }

  /** Sets the values that are read on each scrape. A removed account leaves no series behind. */
  readAtScrape(readings: Readings): void {
    this.#readings = readings;
    const { sizes, maxBytes } = readings.eventLogs;
    this.intake.readSizesAtScrape(sizes, maxBytes, this.#registry);
    this.indexes.readAtScrape(readings.indexes, this.#registry);
    if (readings.thirdParty !== undefined) this.#updateThirdParty = this.#thirdParty(readings.thirdParty);
  }

  /** Creates the metrics of a third-party platform. Returns a function that updates them. */
  #thirdParty(read: () => Promise<ThirdPartyReading>): () => Promise<void> {
    const ticketAge = new Gauge({
      name: 'cardgraph_component_ticket_age_seconds',
      help: 'Age of the newest ticket of the third-party platform, pushed every ten minutes; without a ticket, the time after the start of the server.',
      registers: [this.#registry],
    });
    const merchantCount = new Gauge({
      name: 'cardgraph_component_merchants',
      help: 'Merchants that have authorized the third-party platform, by the status of their authorization.',
      labelNames: ['status'],
      registers: [this.#registry],
    });
    return async () => {
      const { ticketAgeSeconds, merchants } = await read();
      ticketAge.set(ticketAgeSeconds);
      for (const [status, count] of Object.entries(merchants)) merchantCount.set({ status }, count);
    };
  }

  requestDone({ operationType, outcome, codes }: OfRequest, seconds: number): void {
    this.#requests.observe(operationType ?? 'none', outcome, seconds);
    for (const code of codes) this.#errors.inc({ code });
    if (outcome === 'rejected') this.#rejected.inc({ reason: codes[0] ?? UNKNOWN_CODE });
  }

  userErrorReturned(mutation: string, code: string): void {
    this.#userErrors.inc({ mutation, code });
  }

  storeCommandDone(command: string, outcome: 'ok' | 'failed', seconds: number): void {
    this.#storeCommands.observe(command, outcome, seconds);
  }

  callDone(account: string, endpoint: string, outcome: CallOutcome, seconds: number): void {
    this.#calls.observe(endpoint, outcome, seconds);
    if (outcome === 'quota') this.#quotaErrors.inc({ endpoint, account });
  }

  retried(endpoint: string): void {
    this.#retries.inc({ endpoint });
  }

  coalesced(endpoint: string): void {
    this.#coalesced.inc({ endpoint });
  }

  cacheAnswered(cache: CacheName, endpoint: string, result: CacheResult, times = 1): void {
    const key = `${cache} ${endpoint} ${result}`;
    this.#cacheLookups.set(key, (this.#cacheLookups.get(key) ?? 0) + times);
  }

  breakerOpened(account: string): void {
    this.#breakerOpened.inc({ account });
  }

  /** The media type of `text`. */
  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Returns all metrics in the text format of Prometheus. */
  async text(): Promise<string> {
    const open = new Set(this.#readings.accounts().map(({ appid }) => appid));
    await removeOthers(this.#quotaErrors, open);
    await removeOthers(this.#breakerOpened, open);
    await this.intake.keepAccounts(open);
    this.#zeroAccounts(open);
    await this.#updateThirdParty?.();
    const { kind, isUp } = this.#readings.store;
    this.#storeUp.set({ store: kind }, (await isUp()) ? 1 : 0);
    return `${await this.#registry.metrics()}\n${await this.#process.metrics()}`;
  }

  #zeroAccounts(open: ReadonlySet<string>): void {
    for (const appid of this.#zeroed) if (!open.has(appid)) this.#zeroed.delete(appid);
    for (const account of open) {
      if (this.#zeroed.has(account)) continue;
      if (this.#zeroed.size >= MAX_ZEROED_ACCOUNTS) break;
      this.#zeroed.add(account);
      this.#breakerOpened.inc({ account }, 0);
      this.intake.zeroAccount(account);
      for (const endpoint of this.#endpoints) this.#quotaErrors.inc({ endpoint, account }, 0);
    }
  }

  #counter<Label extends string>(name: string, help: string, labelNames: Label[]): Counter<Label> {
    return new Counter({ name, help, labelNames, registers: [this.#registry] });
  }

  /**
   * Creates a counter that is passed to the library only on a scrape. A list may cause a hundred cache lookups, and the library would look
   * up the labels each time.
   */
  #countAtScrape(name: string, help: string, labelNames: readonly string[], counted: Map<string, number>): void {
    new Counter({
      name,
      help,
      labelNames: [...labelNames],
      registers: [this.#registry],
      collect() {
        for (const [key, count] of counted) {
          const values = key.split(' ');
          this.inc(Object.fromEntries(labelNames.map((label, index) => [label, values[index] ?? ''])), count);
        }
        counted.clear();
      },
    });
  }

  /** Creates a counter whose total is read on a scrape. */
  #readTotal(name: string, help: string, read: () => number): void {
    new Counter({
      name,
      help,
      registers: [this.#registry],
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  }

  #gauge(name: string, help: string, read: (state: AccountState) => number | undefined): void {
    const states = () => this.#readings.accounts();
    new Gauge({
      name,
      help,
      labelNames: ['account'],
      registers: [this.#registry],
      collect() {
        this.reset();
        for (const state of states()) {
          const value = read(state);
          if (value !== undefined) this.set({ account: state.appid }, value);
        }
      },
    });
  }
}

type OfRequest = Pick<Summary, 'operationType' | 'outcome' | 'codes'>;

async function removeOthers(counter: Counter<'endpoint' | 'account'> | Counter<'account'>, open: ReadonlySet<unknown>) {
  for (const { labels } of (await counter.get()).values) {
    if (!open.has(labels.account)) counter.remove(labels);
  }
}
