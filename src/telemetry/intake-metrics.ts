import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** Buckets up to beyond the time for storing an event, 1 s. */
const SECONDS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2];

/** Buckets from the delay of a healthy platform to its last attempt after some ten seconds, and to an event that was passed on late. */
const DELAY_SECONDS = [1, 2, 5, 10, 15, 30, 60, 300, 3600];

/** The size of an account's event log. */
export interface LogSizeReading {
  readonly appid: string;
  /** Number of events by stream. */
  readonly events: Readonly<Record<string, number>>;
  readonly bytes: number;
  /** Unix milliseconds by stream. */
  readonly oldestAt: Readonly<Record<string, number | undefined>>;
}

/** Label values that are known at startup. */
export interface IntakeLabels {
  /** Outcomes of authentic messages. */
  readonly receptions: readonly string[];
  /** Reasons for refusing a request. */
  readonly refusals: readonly string[];
  /** Kinds of events. */
  readonly eventKinds: readonly string[];
  /** Types of the notifications of a third-party platform. */
  readonly notificationTypes: readonly string[];
}

/** The metrics of the platform's messages. */
export class IntakeMetrics {
  readonly #labels: IntakeLabels;
  readonly #durations: Histogram<'outcome'>;
  readonly #messages: Counter<'account' | 'reception'>;
  readonly #refused: Counter<'reason'>;
  readonly #events: Counter<'kind'>;
  readonly #delays: Histogram;
  readonly #gaps: Gauge<'account'>;
  readonly #notifications: Counter<'type' | 'reception'>;

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
      help: 'Requests of the platform that were refused, by the first failed check.',
      labelNames: ['reason'],
      registers,
    });
    this.#events = new Counter({
      name: 'cardgraph_events_stored_total',
      help: 'Events of the platform that were stored.',
      labelNames: ['kind'],
      registers,
    });
    this.#delays = new Histogram({
      name: 'cardgraph_events_delay_seconds',
      help: 'Time from the CreateTime of an event, which is in whole seconds, until it was stored.',
      buckets: DELAY_SECONDS,
      registers,
    });
    this.#gaps = new Gauge({
      name: 'cardgraph_events_gap_timestamp_seconds',
      help: 'When the last downtime of the intake ended that this process detected, Unix time.',
      labelNames: ['account'],
      registers,
    });
    this.#notifications = new Counter({
      name: 'cardgraph_component_notifications_total',
      help: 'Authentic notifications of a third-party platform by outcome.',
      labelNames: ['type', 'reception'],
      registers,
    });
    for (const outcome of [...labels.receptions, 'refused']) this.#durations.zero({ outcome });
    for (const reason of labels.refusals) this.#refused.inc({ reason }, 0);
    for (const kind of labels.eventKinds) this.#events.inc({ kind }, 0);
    for (const type of labels.notificationTypes) {
      const kept = type === 'other' ? ['ignored'] : ['stored', 'unreadable'];
      for (const reception of kept) this.#notifications.inc({ type, reception }, 0);
    }
  }

  /** @param kind undefined unless the message is an event about cards */
  messageReceived(account: string, reception: string, kind: string | undefined, seconds: number): void {
    this.#messages.inc({ account, reception });
    if (kind !== undefined && reception === 'stored') this.#events.inc({ kind });
    this.#durations.observe({ outcome: reception }, seconds);
  }

  /** @param seconds since the time that the platform gave the event */
  eventStored(seconds: number): void {
    this.#delays.observe(Math.max(seconds, 0));
  }

  notificationReceived(type: string, reception: string, seconds: number): void {
    this.#notifications.inc({ type, reception });
    this.#durations.observe({ outcome: reception }, seconds);
  }

  /** @param at the end of the downtime, Unix milliseconds */
  gapDetected(account: string, at: number): void {
    this.#gaps.set({ account }, at / 1000);
  }

  /**
   * Adds the gauges of the event logs.
   * @param read returns the last known sizes, without a command of the store
   * @param maxBytes of all accounts together
   */
  readSizesAtScrape(read: () => readonly LogSizeReading[], maxBytes: number, registry: Registry): void {
    const registers = [registry];
    const gauge = <Label extends string>(
      name: string,
      help: string,
      labelNames: readonly Label[],
      collect: (gauge: Gauge<Label>) => void,
    ) =>
      new Gauge<Label>({
        name,
        help,
        labelNames: [...labelNames],
        registers,
        collect() {
          this.reset();
          collect(this);
        },
      });
    gauge('cardgraph_events_logged', 'Events in the log of an account.', ['account', 'stream'], (each) => {
      for (const { appid, events } of read()) {
        for (const [stream, count] of Object.entries(events)) each.set({ account: appid, stream }, count);
      }
    });
    gauge('cardgraph_events_log_bytes', 'Estimated size of the log of an account.', ['account'], (each) => {
      for (const { appid, bytes } of read()) each.set({ account: appid }, bytes);
    });
    gauge(
      'cardgraph_events_oldest_timestamp_seconds',
      'When the oldest event in the log of an account arrived, Unix time.',
      ['account', 'stream'],
      (each) => {
        for (const { appid, oldestAt } of read()) {
          for (const [stream, at] of Object.entries(oldestAt)) {
            if (at !== undefined) each.set({ account: appid, stream }, at / 1000);
          }
        }
      },
    );
    gauge('cardgraph_events_log_max_bytes', 'EVENTS_MAX_BYTES: the maximum size of all logs together.', [], (each) =>
      each.set(maxBytes),
    );
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
    for (const { labels } of (await this.#gaps.get()).values) {
      if (!open.has(labels.account)) this.#gaps.remove(labels);
    }
  }
}
