import { Counter, Gauge, type Registry } from 'prom-client';

/** The state of the search index of one account. */
export interface IndexReading {
  readonly appid: string;
  readonly cards: number;
  /** Estimated. */
  readonly bytes: number;
  /** When its oldest part was read, Unix milliseconds. */
  readonly asOf: number;
  readonly isComplete: boolean;
}

/** The metrics of the search indexes. */
export class IndexMetrics {
  readonly #calls: Counter<'purpose'>;

  /** @param purposes of calls, known at startup */
  constructor(purposes: readonly string[], registry: Registry) {
    this.#calls = new Counter({
      name: 'cardgraph_index_calls_total',
      help: 'Upstream calls that building and updating the search indexes made.',
      labelNames: ['purpose'],
      registers: [registry],
    });
    for (const purpose of purposes) this.#calls.inc({ purpose }, 0);
  }

  called(purpose: string): void {
    this.#calls.inc({ purpose });
  }

  /** Adds the gauges of the indexes. */
  readAtScrape(read: () => readonly IndexReading[], registry: Registry): void {
    const gauge = (name: string, help: string, valueFor: (reading: IndexReading) => number) =>
      new Gauge({
        name,
        help,
        labelNames: ['account'],
        registers: [registry],
        collect() {
          this.reset();
          for (const reading of read()) this.set({ account: reading.appid }, valueFor(reading));
        },
      });
    gauge('cardgraph_index_cards', 'Cards in the search index of an account.', ({ cards }) => cards);
    gauge('cardgraph_index_bytes', 'Estimated memory of the search index of an account.', ({ bytes }) => bytes);
    gauge(
      'cardgraph_index_oldest_timestamp_seconds',
      'When the oldest part of the search index of an account was read, Unix time.',
      ({ asOf }) => asOf / 1000,
    );
    gauge('cardgraph_index_complete', 'Whether the search index of an account has all its cards: 1 or 0.', (reading) =>
      reading.isComplete ? 1 : 0,
    );
  }
}
