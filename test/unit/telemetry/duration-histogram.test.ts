import { Histogram, Registry } from 'prom-client';
import { DurationHistogram } from '../../../src/telemetry/duration-histogram.js';

const NAME = 'duration_seconds';
const HELP = 'A duration.';
const BUCKETS = [0.01, 0.1, 1];

describe('DurationHistogram', () => {
  it("has the output of the library's histogram", async () => {
    const [ours, theirs] = [new Registry(), new Registry()];
    const labelNames = ['endpoint', 'outcome'] as const;
    const own = new DurationHistogram({ name: NAME, help: HELP, labelNames, buckets: BUCKETS, registry: ours });
    const ofLibrary = new Histogram({
      name: NAME,
      help: HELP,
      labelNames: [...labelNames],
      buckets: BUCKETS,
      registers: [theirs],
    });
    expect(await ours.metrics()).toBe(await theirs.metrics());

    for (const endpoint of ['/card/get', '/card/"\\\n']) {
      for (const outcome of ['ok', 'failed']) {
        for (const seconds of [0, 0.01, 0.010_1, 0.5, 1, 2.5, 0.003]) {
          own.observe(endpoint, outcome, seconds);
          ofLibrary.observe({ endpoint, outcome }, seconds);
        }
      }
    }
    expect(await ours.metrics()).toBe(await theirs.metrics());
  });
});
