import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Replica } from '../support/replica.js';
import { codeOf, modifyStock, untilSettled } from '../support/stock-changes.js';
import { until } from '../support/time.js';
import { useEmulator } from '../support/use-stack.js';

const CARD = 'pDEMO-cash-0001';
const REQUEST_TIMEOUT_MS = 1500;

describe('a wall clock that is set back by an hour after a process on the same STATE_DIR crashed', () => {
  const emulator = useEmulator({ beforeEach: 'restart' });
  let folder: string;
  let crashing: Replica;
  let running: Replica;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cardgraph-clock-'));
    const env = {
      STATE_DIR: folder,
      LOG_LEVEL: 'warn',
      REQUEST_TIMEOUT_MS: String(REQUEST_TIMEOUT_MS),
      OVERLOAD_EVENT_LOOP_DELAY_MS: '0',
    };
    crashing = new Replica(emulator.url, env);
    const NODE_OPTIONS = `--import ${pathToFileURL('test/support/set-back-clock.mjs').href}`;
    running = new Replica(emulator.url, { ...env, NODE_OPTIONS });
    await Promise.all([crashing.start(), running.start()]);
    for (const { graph } of [crashing, running]) await graph.data(`{ card(id: "${CARD}") { id } }`);
  }, 30_000);
  afterEach(async () => {
    await running.stop();
    rmSync(folder, { recursive: true });
    expect(running.written).not.toMatch(/unhandled|uncaught/i);
  }, 30_000);

  /** The process crashes while the platform executes its call, so the lease and the intent record remain. */
  async function crashWithLease(): Promise<void> {
    await emulator.fault({ kind: 'latency', when: 'after', path: '/card/modifystock', value: 1000, times: 1 });
    const pending = modifyStock(crashing, CARD, 7, 'of the crashed').catch(() => undefined);
    await until(async () => {
      const { cards } = await emulator.state();
      return cards.length > 0 && ((await emulator.ledger()).byPath['/card/modifystock'] ?? 0) > 0;
    });
    await crashing.kill();
    await pending;
    running.signal('SIGUSR2');
    await until(async () => running.written.includes('clock set back'));
  }

  test('allows changes to the stock of the card within seconds, with at most PLATFORM_TIMEOUT before', async () => {
    await crashWithLease();
    const began = performance.now();
    const answers = await untilSettled(() => codeOf(modifyStock(running, CARD, 5, 'after it')));
    expect(answers.at(-1)).toBe('success');
    expect(answers.slice(0, -1).every((code) => code === 'PLATFORM_TIMEOUT')).toBe(true);
    expect(performance.now() - began).toBeLessThan(2 * REQUEST_TIMEOUT_MS + 2000);
  }, 30_000);

  test('settles the key of the crashed change within seconds, with its outcome and without a second execution', async () => {
    await crashWithLease();
    const answers = await untilSettled(() => codeOf(modifyStock(running, CARD, 7, 'of the crashed')));
    expect(answers.at(-1)).toBe('success');
    expect(answers).not.toContain('IDEMPOTENCY_KEY_IN_USE');
    expect((await emulator.ledger()).byPath['/card/modifystock']).toBe(1);
  }, 30_000);
});
