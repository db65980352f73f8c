import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Ten cached cards, 16 connections, no latency. */
const ROW = 'one-card-hot-0ms-16';

const results = mkdtempSync(join(tmpdir(), 'cardgraph-bench-results-'));
afterAll(() => rmSync(results, { recursive: true }));

describe('the bench', () => {
  it('measures Cardgraph and the floor without an additional install and reports the upstream calls of each', async () => {
    const options = ['--quick', '--only', ROW, '--servers', 'cardgraph,floor', '--results', results];
    // Rejects unless the bench exits with 0; the bench checks every response itself.
    const env = { ...process.env, OVERLOAD_EVENT_LOOP_DELAY_MS: '0' };
    const { stdout } = await promisify(execFile)(process.execPath, ['bench/bench.mjs', ...options], { env });

    const { rows, leftOut } = JSON.parse(readFileSync(join(results, 'latest.json'), 'utf8'));
    expect(leftOut).toEqual([]);
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
});

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
