import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type {
  AccountState,
  BreakerState,
  CacheName,
  CacheResult,
  CallOutcome,
  Observer,
} from '../platform/observer.js';
import type { Summary } from './request-stats.js';

/** From what memory answers to the time-out of a request, 5 s by default, and beyond. */
const REQUEST_SECONDS = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];

/** The platform takes 20 to 200 ms when it is well: the steps are smallest there. */
const CALL_SECONDS = [0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.2, 0.5, 1, 2, 5];

const BREAKER: Readonly<Record<BreakerState, number>> = { closed: 0, halfOpen: 1, open: 2 };

/** What is read at a scrape. */
export interface Readings {
  readonly accounts: () => readonly AccountState[];
  /** Mutations refused because the audit log cannot be written, so far. */
  readonly auditRefused: () => number;
  /** Log lines dropped so far. */
  readonly linesDropped: () => number;
  /** Promise rejections that no code handled, so far. */
  readonly unhandledRejections: () => number;
}

/**
 * What one server counts, for Prometheus. Labels hold names of ours and appids alone: each value is one of a few, and none
 * is of a card, a code or a person. docs/metrics.md says what each is for.
 */
export class Metrics implements Observer {
  readonly #registry = new Registry();
  #readings: Readings = {
    accounts: () => [],
    auditRefused: () => 0,
    linesDropped: () => 0,
    unhandledRejections: () => 0,
  };

  readonly #requests = new Histogram({
    name: 'cardgraph_request_duration_seconds',
    help: 'Time from the headers of a GraphQL request to the end of its answer.',
    labelNames: ['operation', 'outcome'],
    buckets: REQUEST_SECONDS,
    registers: [this.#registry],
  });
  readonly #errors = this.#counter(
    'cardgraph_request_errors_total',
    'GraphQL requests whose answer holds this extensions.code, executed or not.',
    ['code'],
  );
  readonly #rejected = this.#counter(
    'cardgraph_requests_rejected_total',
    'GraphQL requests refused before they were executed, by the first extensions.code of the answer.',
    ['reason'],
  );
  readonly #calls = new Histogram({
    name: 'cardgraph_upstream_call_duration_seconds',
    help: 'Time of one exchange with the platform, without waiting in our queue.',
    labelNames: ['endpoint', 'outcome'],
    buckets: CALL_SECONDS,
    registers: [this.#registry],
  });
  readonly #retries = this.#counter('cardgraph_upstream_retries_total', 'Calls that were sent once more.', [
    'endpoint',
  ]);
  readonly #coalesced = this.#counter(
    'cardgraph_upstream_coalesced_total',
    'Reads that waited for an equal one under way in place of a call.',
    ['endpoint'],
  );
  readonly #quotaErrors = this.#counter(
    'cardgraph_upstream_quota_errors_total',
    'Calls that the platform refused since a quota was used up.',
    ['endpoint', 'account'],
  );
  readonly #breakerOpened = this.#counter(
    'cardgraph_upstream_breaker_opened_total',
    'Times that the circuit breaker of an account opened.',
    ['account'],
  );

  /** Answers of caches since the last scrape, by `cache endpoint result`. */
  readonly #cacheAnswers = new Map<string, number>();
  readonly #process = ofProcess();

  constructor() {
    this.#countAtScrape(
      'cardgraph_cache_answers_total',
      'What a cache had for a read: hit, stale or miss.',
      ['cache', 'endpoint', 'result'],
      this.#cacheAnswers,
    );
    this.#gauge(
      'cardgraph_upstream_breaker_state',
      'The circuit breaker of an account: 0 closed, 1 half open, 2 open.',
      ({ breaker }) => BREAKER[breaker],
    );
    this.#gauge(
      'cardgraph_upstream_calls_running',
      'Calls of an account that are under way.',
      ({ running }) => running,
    );
    this.#gauge(
      'cardgraph_upstream_calls_waiting',
      'Calls of an account that wait in the queue for a place.',
      ({ waiting }) => waiting,
    );
    this.#gauge(
      'cardgraph_upstream_token_age_seconds',
      'Seconds of its two hours that the access token of an account has behind it; absent while there is none.',
      ({ tokenAgeSeconds }) => tokenAgeSeconds,
    );
    this.#readTotal('cardgraph_audit_refused_total', 'Mutations refused because the audit log cannot be written.', () =>
      this.#readings.auditRefused(),
    );
    this.#readTotal('cardgraph_log_lines_dropped_total', 'Log lines dropped because stderr was not read.', () =>
      this.#readings.linesDropped(),
    );
    this.#readTotal('cardgraph_unhandled_rejections_total', 'Promise rejections that no code handled.', () =>
      this.#readings.unhandledRejections(),
    );
  }

  /** Sets what is read at each scrape. An account that is no longer there leaves no series behind. */
  readAtScrape(readings: Readings): void {
    this.#readings = readings;
  }

  requestDone({ operationType, outcome, codes }: OfRequest, seconds: number): void {
    this.#requests.observe({ operation: operationType ?? 'none', outcome }, seconds);
    for (const code of codes) this.#errors.inc({ code });
    if (outcome === 'rejected') this.#rejected.inc({ reason: codes[0] ?? 'UNKNOWN' });
  }

  callDone(account: string, endpoint: string, outcome: CallOutcome, seconds: number): void {
    this.#calls.observe({ endpoint, outcome }, seconds);
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
    this.#cacheAnswers.set(key, (this.#cacheAnswers.get(key) ?? 0) + times);
  }

  breakerOpened(account: string): void {
    this.#breakerOpened.inc({ account });
  }

  /** The media type of `text`. */
  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Everything that is counted, as Prometheus reads it. */
  async text(): Promise<string> {
    const open = new Set(this.#readings.accounts().map(({ appid }) => appid));
    await forgetOthers(this.#quotaErrors, open);
    await forgetOthers(this.#breakerOpened, open);
    return `${await this.#registry.metrics()}\n${await this.#process.metrics()}`;
  }

  #counter<Label extends string>(name: string, help: string, labelNames: Label[]): Counter<Label> {
    return new Counter({ name, help, labelNames, registers: [this.#registry] });
  }

  /** A counter that the library is told of at a scrape alone: a list asks a cache a hundred times, and it looks each label up. */
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

  /** A counter of something that counts by itself. */
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

async function forgetOthers(counter: Counter<'endpoint' | 'account'> | Counter<'account'>, open: ReadonlySet<unknown>) {
  for (const { labels } of (await counter.get()).values) {
    if (!open.has(labels.account)) counter.remove(labels);
  }
}

let processRegistry: Registry | undefined;

/** What the process is and takes. It is measured once, however many servers run in it. */
function ofProcess(): Registry {
  if (processRegistry === undefined) {
    processRegistry = new Registry();
    collectDefaultMetrics({ register: processRegistry });
  }
  return processRegistry;
}
