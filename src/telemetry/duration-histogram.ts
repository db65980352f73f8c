import type { Metric, Registry } from 'prom-client';

export interface DurationHistogramOptions<Label extends string> {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly [Label, Label];
  /** Upper bounds in seconds, ascending. */
  readonly buckets: readonly number[];
  readonly registry: Registry;
}

/** The durations with one pair of label values. */
interface Series {
  readonly labels: Readonly<Record<string, string>>;
  /** How many durations are in each bucket. Those over the last bound are only in `count`. */
  readonly counts: number[];
  sum: number;
  count: number;
}

/**
 * A histogram with two labels, for observations per request and per call. The one of the library creates a text of the labels for each
 * observation, which takes as long as the rest of it several times over. Its output on a scrape is the same.
 */
export class DurationHistogram<Label extends string> {
  readonly #options: DurationHistogramOptions<Label>;
  readonly #series = new Map<string, Map<string, Series>>();

  constructor(options: DurationHistogramOptions<Label>) {
    this.#options = options;
    const { name, help, registry } = options;
    const type = 'histogram';
    const get = async () => ({ name, help, type, aggregator: 'sum', values: this.#values() });
    // The library only reads these properties, but its type requires one of the classes of the library.
    registry.registerMetric({ name, help, type, get } as unknown as Metric<Label>);
  }

  /**
   * @param first value of the first label
   * @param second value of the second label
   */
  observe(first: string, second: string, seconds: number): void {
    const series = this.#series.get(first)?.get(second) ?? this.#add(first, second);
    series.sum += seconds;
    series.count += 1;
    const { buckets } = this.#options;
    for (let index = 0; index < buckets.length; index += 1) {
      if (seconds > (buckets[index] as number)) continue;
      (series.counts[index] as number) += 1;
      return;
    }
  }

  #add(first: string, second: string): Series {
    const { labelNames, buckets } = this.#options;
    const labels = { [labelNames[0]]: first, [labelNames[1]]: second };
    const series = { labels, counts: buckets.map(() => 0), sum: 0, count: 0 };
    const ofFirst = this.#series.get(first) ?? new Map<string, Series>();
    this.#series.set(first, ofFirst.set(second, series));
    return series;
  }

  /** Returns the values as the library's histogram does. */
  #values(): object[] {
    const { name, buckets } = this.#options;
    return [...this.#series.values()].flatMap((ofFirst) =>
      [...ofFirst.values()].flatMap(({ labels: sharedLabels, counts, sum, count }) => {
        let total = 0;
        const cumulated = buckets.map((le, index) => {
          total += counts[index] ?? 0;
          return { metricName: `${name}_bucket`, labels: { le }, sharedLabels, value: total };
        });
        return [
          ...cumulated,
          { metricName: `${name}_bucket`, labels: { le: '+Inf' }, sharedLabels, value: count },
          { metricName: `${name}_sum`, labels: {}, sharedLabels, value: sum },
          { metricName: `${name}_count`, labels: {}, sharedLabels, value: count },
        ];
      }),
    );
  }
}
