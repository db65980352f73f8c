import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Ten cached cards, 16 connections, no latency. */
const ROW = 'one-card-hot-0ms-16';

/** Rows and measurements that need something other than requests for cards of one account. */
const OTHERS = ['signature', 'search', 'accounts-8', 'event', 'subscription', 'idle'];

/** A busy machine needs a minute to start eight servers and their emulators. */
const TIMEOUT_MS = 180_000;

const results = mkdtempSync(join(tmpdir(), 'cardgraph-bench-results-'));
afterAll(() => rmSync(results, { recursive: true }));

describe('the bench', () => {
  it('measures Cardgraph and the floor without an additional install and reports the upstream calls of each', async () => {
    const { rows, stdout } = await runBench([ROW], 'cardgraph,floor');
    expect(rows).toEqual([{ row: expect.objectContaining({ name: ROW }), servers: expect.any(Array) }]);
    const [cardgraph, floor] = rows[0].servers;
    expect([cardgraph, floor]).toEqual([measured('cardgraph'), measured('floor')]);
    expect(floor.rounds[0].callsPerRequest).toBe(1);
    // At most one call per card, and at least one request per connection.
    expect(cardgraph.rounds[0].callsPerRequest).toBeLessThan(1);
    for (const figure of [...Object.values(cardgraph.rounds[0]), ...Object.values(floor.rounds[0])]) {
      expect(figure).toBeGreaterThanOrEqual(0);
    }
    expect(cardgraph.rounds[0].requestsPerSecond).toBeGreaterThan(0);
    expect(floor.rounds[0].requestsPerSecond).toBeGreaterThan(0);
    expect(stdout).toMatch(new RegExp(`^\\| ${ROW} +\\| cardgraph ÷ floor +\\|`, 'm'));
    expect(readFileSync(join(results, 'latest.md'), 'utf8')).toBe(stdout.slice(1));
  });

  it(
    'measures searches, signatures, several accounts, events, subscriptions and a server at rest',
    async () => {
      const { rows, counts } = await runBench(OTHERS, 'cardgraph');
      expect(rows).toEqual([
        { row: expect.objectContaining({ name: 'signature' }), servers: [measured('cardgraph')] },
        { row: expect.objectContaining({ name: 'search' }), servers: [measured('cardgraph')] },
        { row: expect.objectContaining({ name: 'accounts-8' }), servers: [measured('cardgraph')] },
      ]);
      const cpuMicros = [expect.any(Number)];
      expect(counts).toEqual({
        event: [
          { log: 'memory', form: 'safe', cpuMicros },
          { log: 'memory', form: 'compatible', cpuMicros },
          { log: 'folder', form: 'safe', cpuMicros },
          { log: 'folder', form: 'compatible', cpuMicros },
        ],
        subscription: [
          { transport: 'sse', cpuMicros },
          { transport: 'websocket', cpuMicros },
        ],
        idle: [
          { flags: 'command', rssMb: [expect.any(Number)], cpuPercent: [expect.any(Number)] },
          { flags: 'none', rssMb: [expect.any(Number)], cpuPercent: [expect.any(Number)] },
        ],
      });
    },
    TIMEOUT_MS,
  );
});

/** Runs the bench briefly. Rejects unless it exits with 0; the bench checks every response itself. */
async function runBench(only: readonly string[], servers: string) {
  const options = ['--quick', '--only', only.join(), '--servers', servers, '--results', results];
  const env = { ...process.env, OVERLOAD_EVENT_LOOP_DELAY_MS: '0' };
  const { stdout } = await promisify(execFile)(process.execPath, ['bench/bench.mjs', ...options], { env });
  const { leftOut, ...measurements } = JSON.parse(readFileSync(join(results, 'latest.json'), 'utf8'));
  expect(leftOut).toEqual([]);
  return { ...measurements, stdout };
}

/** Returns one server with the figures of its only round. */
function measured(server: string) {
  const figure = expect.any(Number);
  const round = {
    requestsPerSecond: figure,
    p50Ms: figure,
    p99Ms: figure,
    cpuMicros: figure,
    emulatorCpuMicros: figure,
    loadCpuMicros: figure,
    callsPerRequest: figure,
  };
  return { server, rounds: [round], peakRssMb: figure };
}
