import { Counter, Histogram, type Registry } from 'prom-client';

/** Buckets up to beyond the time for storing an event, 1 s. */
const SECONDS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2];

/** Label values that are known at startup. */
export interface IntakeLabels {
  /** Outcomes of authentic messages. */
  readonly receptions: readonly string[];
  /** Reasons for refusing a request. */
  readonly refusals: readonly string[];
  /** Kinds of events. */
  readonly eventKinds: readonly string[];
}

/** The metrics of the platform's messages. */
export class IntakeMetrics {
  readonly #labels: IntakeLabels;
  readonly #durations: Histogram<'outcome'>;
  readonly #messages: Counter<'account' | 'reception'>;
  readonly #refused: Counter<'reason'>;
  readonly #events: Counter<'kind'>;

  constructor(labels: IntakeLabels, registry: Registry) {
    const registers = [registry];
    this.#labels = labels;
    this.#durations = new Histogram({
      name: 'cardgraph_webhook_duration_seconds',
      help: 'Time from the complete body of a platform message to its response.',
      labelNames: ['outcome'],
      buckets: SECONDS,
      registers,
    });
    this.#messages = new Counter({
      name: 'cardgraph_webhook_messages_total',
      help: 'Authentic messages of the platform by outcome.',
      labelNames: ['account', 'reception'],
      registers,
    });
    this.#refused = new Counter({
      name: 'cardgraph_webhook_refused_total',
      help: 'Requests under /wechat/events that were refused, by the first failed check.',
      labelNames: ['reason'],
      registers,
    });
    this.#events = new Counter({
      name: 'cardgraph_events_stored_total',
      help: 'Events of the platform that were stored.',
      labelNames: ['kind'],
      registers,
    });
    for (const outcome of [...labels.receptions, 'refused']) this.#durations.zero({ outcome });
    for (const reason of labels.refusals) this.#refused.inc({ reason }, 0);
    for (const kind of labels.eventKinds) this.#events.inc({ kind }, 0);
  }

  /** @param kind undefined unless the message is an event about cards */
  messageReceived(account: string, reception: string, kind: string | undefined, seconds: number): void {
    this.#messages.inc({ account, reception });
    if (kind !== undefined && reception === 'stored') this.#events.inc({ kind });
    this.#durations.observe({ outcome: reception }, seconds);
  }

  requestRefused(reason: string, seconds: number): void {
    this.#refused.inc({ reason });
    this.#durations.observe({ outcome: 'refused' }, seconds);
  }

  /** Starts the counters of an account at 0. */
  zeroAccount(account: string): void {
    for (const reception of this.#labels.receptions) this.#messages.inc({ account, reception }, 0);
  }

  /** Removes the series of accounts that are not open. */
  async keepAccounts(open: ReadonlySet<unknown>): Promise<void> {
    for (const { labels } of (await this.#messages.get()).values) {
      if (!open.has(labels.account)) this.#messages.remove(labels);
    }
  }
}
