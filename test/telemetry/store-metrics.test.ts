import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog } from '../../src/log.js';
import { openFileStore } from '../../src/store/file.js';
import { lossFile } from '../../src/store/folder.js';
import { createRedisStore } from '../../src/store/redis.js';
import type { Store } from '../../src/store/store.js';
import { describeWithRedis, TestRedis } from '../support/redis.js';
import { type Scrape, scrape } from '../support/scrape.js';
import { startStack } from '../support/stack.js';

const COMMANDS = 'cardgraph_store_command_duration_seconds_count';

/** Scrapes until the gauge has this value. A check is at most one second old. */
async function untilUp(url: string, store: string, expected: number): Promise<Scrape> {
  for (const end = Date.now() + 10_000; Date.now() < end; await new Promise((go) => setTimeout(go, 50))) {
    const found = await scrape(url);
    if (found.value('cardgraph_store_up', { store }) === expected) return found;
  }
  throw new Error(`expected cardgraph_store_up of ${store} to become ${expected}`);
}

async function withStore(store: Store, run: (url: string, ask: () => Promise<unknown>) => Promise<void>) {
  const stack = await startStack({ server: { store } });
  const mutation =
    'mutation { modifyStock(input: { cardId: "pDEMO-cash-0001", increaseBy: 1, idempotencyKey: "store" }) { replayed } }';
  try {
    await run(stack.graph.url, () => stack.graph.ask(mutation));
  } finally {
    await stack.close();
    await store.close();
  }
}

describeWithRedis('the metrics of Redis', () => {
  test('show it up, its command durations, its outage within seconds and its return', async () => {
    const redis = await TestRedis.start();
    try {
      await withStore(createRedisStore(redis.url, createLog({ level: 'silent' })), async (url, ask) => {
        await untilUp(url, 'redis', 1);
        await ask();
        const { value } = await scrape(url);
        expect(value(COMMANDS, { command: 'compareAndSet', outcome: 'ok' })).toBeGreaterThan(0);
        expect(value(COMMANDS, { command: 'check', outcome: 'ok' })).toBeGreaterThan(0);
        await redis.kill();
        const down = await untilUp(url, 'redis', 0);
        expect(down.value(COMMANDS, { command: 'check', outcome: 'failed' })).toBeGreaterThan(0);
        await redis.start();
        await untilUp(url, 'redis', 1);
      });
    } finally {
      await redis.close();
    }
  });
});

describe('the metrics of STATE_DIR', () => {
  test('show it up with the duration of a write, and down while earlier records are lost', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cardgraph-store-metrics-'));
    try {
      await withStore(openFileStore(folder), async (url, ask) => {
        await untilUp(url, 'folder', 1);
        await ask();
        const { value } = await scrape(url);
        expect(value(COMMANDS, { command: 'compareAndSet', outcome: 'ok' })).toBeGreaterThan(0);
        writeFileSync(lossFile(folder), 'lost\n');
        await untilUp(url, 'folder', 0);
        rmSync(lossFile(folder));
        await untilUp(url, 'folder', 1);
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
