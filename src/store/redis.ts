import type { Log } from '../log.js';
import { cacheKeys, INVALIDATED_CHANNEL } from './keys.js';
import { OLD_INVALIDATED_CHANNEL, OLD_RECORD_PREFIX, oldCacheKeys, oldRecordName } from './old-keys.js';
import { COMMAND_TIMEOUT_MS, RedisLink } from './redis-link.js';
import { type RecordStore, type SharedCache, type Store, StoreUnavailable } from './store.js';

/**
 * A generation is kept so long after an invalidation, milliseconds: much longer than any read takes (ten minutes at the
 * most, by REQUEST_TIMEOUT_MS), so that none that began before can end after it is forgotten.
 */
const GENERATION_TTL_MS = 3_600_000;

/** A generation that no key has: nothing is stored with it. */
const NO_GENERATION = -1;

/** Invalidations that wait for Redis, at the most. Of more, the cached values end by their own time. */
const MAX_OWED = 10_000;

/** How much later than in time a change may still be made, milliseconds: what the clocks may differ in a while. */
const GRACE_MS = 100;

/** Reads a record under both its names: see old-keys.ts. KEYS: record, and its name in 0.1.0. */
const HELD = `
local function read()
  local new = redis.call('GET', KEYS[1])
  local old = KEYS[2] and redis.call('GET', KEYS[2])
  if new and old and new ~= old then
    return redis.call('PTTL', KEYS[1]) > redis.call('PTTL', KEYS[2]) and new or old
  end
  return new or old
end`;

const READ = `${HELD}
return read()`;

/**
 * KEYS: record, and its name in 0.1.0. ARGV: what is expected and what is to stand, each as '' for nothing or '=' and the value;
 * milliseconds that it is kept; until when, by the clock of Redis: a Redis that was frozen must not do what was reported as failed long ago.
 */
const COMPARE_AND_SET = `${HELD}
local now = redis.call('TIME')
if now[1] * 1000 + now[2] / 1000 > tonumber(ARGV[4]) then return -1 end
local held = read()
if (held and '=' .. held or '') ~= ARGV[1] then return 0 end
for _, key in ipairs(KEYS) do
  if ARGV[2] == '' then redis.call('DEL', key)
  else redis.call('SET', key, string.sub(ARGV[2], 2), 'PX', ARGV[3]) end
end
return 1`;

/** KEYS: generation, cached. ARGV: generation that was told, value, milliseconds. */
const SET_IF_CURRENT = `
if (redis.call('GET', KEYS[1]) or '0') ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
return 1`;

/** KEYS: generation, cached; both again as 0.1.0 names them. ARGV: milliseconds, key, channels. */
const INVALIDATE = `
for n = 1, #KEYS, 2 do
  redis.call('INCR', KEYS[n])
  redis.call('PEXPIRE', KEYS[n], ARGV[1])
  redis.call('DEL', KEYS[n + 1])
end
for n = 3, #ARGV do redis.call('PUBLISH', ARGV[n], ARGV[2]) end
return 1`;

export interface RedisStoreOptions {
  /** false: 0.1.0 replicas are not taken into account. Their names have no hash tags, which Redis Cluster needs. */
  readonly oldNames?: boolean;
}

/**
 * State that replicas share, in Redis 6.2 or later. The process lives without it: records fail in time and the cache
 * is empty until it is back.
 * @param url redis:// or rediss://; it may hold a password, and no log shows it
 */
export function createRedisStore(url: string, log: Log, { oldNames = true }: RedisStoreOptions = {}): Store {
  const link = new RedisLink(url, 'commands', log);
  const subscriber = new RedisLink(url, 'subscriptions', log);
  const records = new RedisRecords(link, oldNames);
  const cache = new RedisCache(link, subscriber, oldNames);
  link.connect();
  subscriber.connect();
  return {
    records,
    cache,
    scripts: {
      get isReady() {
        return link.isReady;
      },
      eval: (script, options) => link.run((client) => client.eval(script, options)),
    },
    async close() {
      subscriber.close();
      link.close();
    },
  };
}

class RedisRecords implements RecordStore {
  readonly #link: RedisLink;
  readonly #oldNames: boolean;
  /** By how much the clock of Redis is ahead of this process's monotonic one, milliseconds. */
  #clockAhead: number | undefined;

  constructor(link: RedisLink, oldNames: boolean) {
    this.#link = link;
    this.#oldNames = oldNames;
    link.onReady(async () => {
      this.#clockAhead = undefined; // it may be another machine
    });
  }

  async get(key: string): Promise<string | undefined> {
    const keys = this.#namesOf(key);
    const [held, old] = await this.#link.run((client) => client.mGet(keys));
    if (held == null || old == null || held === old) return held ?? old ?? undefined;
    return ((await this.#link.run((client) => client.eval(READ, { keys }))) as string | null) ?? undefined;
  }

  async compareAndSet(
    key: string,
    expected: string | undefined,
    value: string | undefined,
    ttlMs: number,
  ): Promise<boolean> {
    const keys = this.#namesOf(key);
    const change = [argumentOf(expected), argumentOf(value), String(Math.max(Math.ceil(ttlMs), 1))];
    for (let tries = 0; tries < 2; tries += 1) {
      const args = [...change, await this.#notAfter()];
      const outcome = await this.#link.run((client) => client.eval(COMPARE_AND_SET, { keys, arguments: args }));
      if (outcome !== TOO_LATE) return outcome === 1;
      this.#clockAhead = undefined; // the answer was in time, so a clock was set
    }
    throw new StoreUnavailable('the clock of Redis runs too fast');
  }

  async close(): Promise<void> {
    this.#link.close();
  }

  #namesOf(key: string): string[] {
    const old = this.#oldNames ? oldRecordName(key) : undefined;
    return old === undefined ? [key] : [key, OLD_RECORD_PREFIX + old];
  }

  /** Until when a change that leaves now may be made, by the clock of Redis: Unix milliseconds. */
  async #notAfter(): Promise<string> {
    if (this.#clockAhead === undefined) {
      const askedAt = performance.now();
      const [seconds, microseconds] = await this.#link.run((client) => client.sendCommand<[string, string]>(['TIME']));
      this.#clockAhead = Number(seconds) * 1000 + Number(microseconds) / 1000 - askedAt;
    }
    return String(performance.now() + this.#clockAhead + COMMAND_TIMEOUT_MS + GRACE_MS);
  }
}

/** What COMPARE_AND_SET answers when it came after its time. */
const TOO_LATE = -1;

const argumentOf = (value: string | undefined) => (value === undefined ? '' : `=${value}`);

class RedisCache implements SharedCache {
  readonly #link: RedisLink;
  readonly #subscriber: RedisLink;
  readonly #oldNames: boolean;
  #isSubscribed = false;
  readonly #listeners: ((key: string | undefined) => void)[] = [];
  /** Invalidations that Redis has not heard of yet. */
  readonly #owed = new Set<string>();

  constructor(link: RedisLink, subscriber: RedisLink, oldNames: boolean) {
    this.#link = link;
    this.#subscriber = subscriber;
    this.#oldNames = oldNames;
    link.onReady(() => this.#payOwed());
    let announced: string | undefined;
    const onMessage = (key: string) => {
      announced = key;
      this.#tell(key);
    };
    // INVALIDATE announces a key on both channels at once. What comes on the old one alone is from a 0.1.0 replica, which has not
    // invalidated the key under its new name.
    const onOldMessage = (key: string) => {
      if (announced !== key) {
        this.#tell(key);
        this.#raise(cacheKeys(key), key, []).catch(() => undefined);
      }
      announced = undefined;
    };
    subscriber.onReady(async (client) => {
      this.#isSubscribed = false;
      await client.subscribe(INVALIDATED_CHANNEL, onMessage); // nothing, where the library has done so again by itself
      if (oldNames) await client.subscribe(OLD_INVALIDATED_CHANNEL, onOldMessage);
      this.#tell(undefined);
      this.#isSubscribed = true;
    });
  }

  get hearsInvalidations(): boolean {
    return this.#isSubscribed && this.#subscriber.isReady;
  }

  async get(key: string): Promise<{ value: string | undefined; generation: number }> {
    try {
      const [generation, value] = await this.#link.run((client) => client.mGet(cacheKeys(key)));
      // What was changed here while Redis was away is still the old value there.
      if (this.#owed.has(key)) return { value: undefined, generation: NO_GENERATION };
      return { value: value ?? undefined, generation: Number(generation ?? 0) };
    } catch {
      return { value: undefined, generation: NO_GENERATION };
    }
  }

  async set(key: string, generation: number, value: string, ttlMs: number): Promise<void> {
    if (generation === NO_GENERATION || ttlMs < 1) return;
    const keys = cacheKeys(key);
    const args = [String(generation), value, String(Math.ceil(ttlMs))];
    await this.#link.run((client) => client.eval(SET_IF_CURRENT, { keys, arguments: args })).catch(() => undefined);
  }

  async invalidate(key: string): Promise<void> {
    this.#owed.add(key);
    for (const oldest of this.#owed) {
      if (this.#owed.size <= MAX_OWED) break;
      this.#owed.delete(oldest);
    }
    await this.#pay(key).catch(() => undefined);
  }

  onInvalidate(listener: (key: string | undefined) => void): void {
    this.#listeners.push(listener);
  }

  async #payOwed(): Promise<void> {
    for (const key of [...this.#owed]) await this.#pay(key);
  }

  async #pay(key: string): Promise<void> {
    const keys = this.#oldNames ? [...cacheKeys(key), ...oldCacheKeys(key)] : cacheKeys(key);
    await this.#raise(
      keys,
      key,
      this.#oldNames ? [INVALIDATED_CHANNEL, OLD_INVALIDATED_CHANNEL] : [INVALIDATED_CHANNEL],
    );
    this.#owed.delete(key);
  }

  /** Raises the generations, removes the values and announces the key. */
  async #raise(keys: string[], key: string, channels: readonly string[]): Promise<void> {
    const args = [String(GENERATION_TTL_MS), key, ...channels];
    await this.#link.run((client) => client.eval(INVALIDATE, { keys, arguments: args }));
  }

  #tell(key: string | undefined): void {
    for (const listener of this.#listeners) listener(key);
  }
}
