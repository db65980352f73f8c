import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogBackend } from '../../src/events/backend.js';
import { createEventLog, type EventLog, type EventLogOptions } from '../../src/events/event-log.js';
import { FileBackend } from '../../src/events/file-backend.js';
import { MemoryBackend } from '../../src/events/memory-backend.js';
import { RedisBackend } from '../../src/events/redis-backend.js';
import type { Retention } from '../../src/events/retention.js';
import { createLog } from '../../src/log.js';
import { createRedisStore } from '../../src/store/redis.js';
import type { SharedChannels, SharedScripts, Store } from '../../src/store/store.js';
import { TestRedis } from './redis.js';

export const silent = createLog({ level: 'silent' });

/** A place of event logs. Each `open` is like another replica. */
export interface LogPlace {
  open(retention: Retention): Promise<LogBackend>;
  close(): Promise<void>;
}

export const LOG_PLACES: Readonly<Record<'memory' | 'file' | 'redis', () => Promise<LogPlace>>> = {
  async memory() {
    let shared: LogBackend | undefined;
    return {
      async open(retention) {
        shared ??= new MemoryBackend(retention);
        return shared;
      },
      close: async () => {},
    };
  },
  async file() {
    const folder = mkdtempSync(join(tmpdir(), 'cardgraph-events-'));
    return {
      open: async (retention) => new FileBackend(folder, retention),
      close: async () => rmSync(folder, { recursive: true }),
    };
  },
  async redis() {
    const redis = await TestRedis.start();
    return {
      open: (retention) => openInRedis(redis, retention).then(({ backend }) => backend),
      close: () => redis.close(),
    };
  },
};

/** Connects to a Redis like another replica. Closing the backend closes the connections. */
export async function openInRedis(
  redis: TestRedis,
  retention: Retention,
): Promise<{ readonly backend: LogBackend; readonly store: Store }> {
  const store = createRedisStore(redis.url, silent);
  const { scripts, channels } = store as { scripts: SharedScripts; channels: SharedChannels };
  const backend = new RedisBackend(scripts, channels, retention);
  const close = backend.close.bind(backend);
  backend.close = async () => {
    await close();
    await store.close();
  };
  await until(() => store.check());
  return { backend, store };
}

/** Waits until a function does not throw. */
export async function until<T>(check: () => T | Promise<T>, ms = 5000): Promise<T> {
  for (const end = Date.now() + ms; ; ) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

export const secretOf = (text: string) => ({ reveal: () => text });

const KEYS = { current: secretOf('a'.repeat(43)) };

export function logOn(backend: LogBackend, options: Partial<EventLogOptions> = {}): EventLog {
  return createEventLog({ backend, keysOf: () => KEYS, onCacheStale: () => {}, log: silent, ...options });
}
