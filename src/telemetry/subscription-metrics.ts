import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** Buckets from a delivery within one process to beyond the interval of polls, 5 s. */
const SECONDS = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];

/** Label values that are known at startup. */
export interface SubscriptionLabels {
  readonly transports: readonly string[];
  /** Codes with which subscriptions end. */
  readonly ends: readonly string[];
}

/** The metrics of subscriptions. */
export class SubscriptionMetrics {
  readonly #open: Gauge<'transport'>;
  readonly #ended: Counter<'code'>;
  readonly #events: Counter<'transport'>;
  readonly #delays: Histogram;

  constructor({ transports, ends }: SubscriptionLabels, registry: Registry) {
    const registers = [registry];
    this.#open = new Gauge({
      name: 'cardgraph_subscriptions',
      help: 'Open subscriptions by transport.',
      labelNames: ['transport'],
      registers,
    });
    this.#ended = new Counter({
      name: 'cardgraph_subscriptions_ended_total',
      help: 'Subscriptions that ended, by extensions.code.',
      labelNames: ['code'],
      registers,
    });
    this.#events = new Counter({
      name: 'cardgraph_subscription_events_total',
      help: 'Events that were delivered to subscriptions.',
      labelNames: ['transport'],
      registers,
    });
    this.#delays = new Histogram({
      name: 'cardgraph_subscription_delay_seconds',
      help: 'Time from the arrival of an event to its delivery to a subscription that was open by then.',
      buckets: SECONDS,
      registers,
    });
    for (const transport of transports) {
      this.#open.set({ transport }, 0);
      this.#events.inc({ transport }, 0);
    }
    for (const code of ends) this.#ended.inc({ code }, 0);
  }

  opened(transport: string): void {
    this.#open.inc({ transport });
  }

  ended(transport: string, code: string): void {
    this.#open.dec({ transport });
    this.#ended.inc({ code });
  }

  /** @param seconds since the event arrived; undefined if it arrived before the subscription was opened */
  delivered(transport: string, seconds: number | undefined): void {
    this.#events.inc({ transport });
    if (seconds !== undefined) this.#delays.observe(seconds);
  }
}
