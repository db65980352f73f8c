import type { Log } from '../log.js';
import { cacheKeys, INVALIDATED_CHANNEL } from './keys.js';
import { OLD_INVALIDATED_CHANNEL, OLD_RECORD_PREFIX, oldCacheKeys, oldRecordName } from './old-keys.js';
import { COMMAND_TIMEOUT_MS, type RedisClient, RedisLink } from './redis-link.js';
import {
  type CachedValue,
  type ChangedThenRead,
  type RecordStore,
  type SharedCache,
  type SharedChannels,
  type Store,
  StoreUnavailable,
} from './store.js';

/**
 * Lifetime of a generation after an invalidation, milliseconds. Much longer than any read (at most ten minutes, by
 * REQUEST_TIMEOUT_MS), so that a read that started before the invalidation cannot end after the generation has expired.
 */
const GENERATION_TTL_MS = 3_600_000;

/** A generation that no key has. Values are not stored with it. */
const NO_GENERATION = -1;

const NOTHING: CachedValue = { value: undefined, generation: NO_GENERATION, groupGeneration: 0 };

/** Maximum invalidations pending while Redis is unavailable. Beyond it, cached values expire by their own TTL. */
const MAX_PENDING = 10_000;

/** Tolerance for late writes, milliseconds. Covers the drift between the clocks. */
const GRACE_MS = 100;

/**
 * Time after which an announcement of this process is no longer expected, milliseconds. One that is lost, as in a partition of a cluster,
 * must not hide a later one of another replica.
 */
const ECHO_MS = 1000;

/** Reads a record under both its names (see old-keys.ts): its key, and its name in 0.1.0. */
const READ_FUNCTION = `
local function read()
  local new = redis.call('GET', KEYS[1])
  local old = KEYS[2] and redis.call('GET', KEYS[2])
  if new and old and new ~= old then
    return redis.call('PTTL', KEYS[1]) > redis.call('PTTL', KEYS[2]) and new or old
  end
  return new or old
end`;

const READ = `${READ_FUNCTION}
return read()`;

/**
 * Takes the keys of the record: its name, and its name in 0.1.0. Takes the arguments: the expected and the new value, the
 * lifetime in milliseconds, and the latest time of execution by the clock of Redis. A value is '' for none or '=' and the
 * value. The time limit is needed because after a freeze, Redis must not execute a write that was reported as failed long ago.
 */
const COMPARE_AND_SET = `${READ_FUNCTION}
local now = redis.call('TIME')
if now[1] * 1000 + now[2] / 1000 > tonumber(ARGV[4]) then return -1 end
local current = read()
if (current and '=' .. current or '') ~= ARGV[1] then return 0 end
for _, key in ipairs(KEYS) do
  if ARGV[2] == '' then redis.call('DEL', key)
  else redis.call('SET', key, string.sub(ARGV[2], 2), 'PX', ARGV[3]) end
end
return 1`;

/** Takes the keys of the generation and the value, and the expected generation, the value and its lifetime in milliseconds. */
const SET_IF_CURRENT = `
if (redis.call('GET', KEYS[1]) or '0') ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
return 1`;

/**
 * Takes the keys of the generation and the value, optionally followed by both under their names in 0.1.0. Takes the arguments:
 * the lifetime of a generation in milliseconds, the cache key, and the channels. A key that ends with a space is a group: values contain its
 * generation, which therefore must not occur again after it has expired, and begins at the time.
 */
const INVALIDATE = `
for n = 1, #KEYS, 2 do
  if string.sub(ARGV[2], -1) == ' ' then
    redis.call('SET', KEYS[n], redis.call('TIME')[1] .. '000', 'NX')
  end
  redis.call('INCR', KEYS[n])
  redis.call('PEXPIRE', KEYS[n], ARGV[1])
  redis.call('DEL', KEYS[n + 1])
end
for n = 3, #ARGV do redis.call('PUBLISH', ARGV[n], ARGV[2]) end
return 1`;

export interface RedisStoreOptions {
  /** If false, the names of 0.1.0 are not used. They lack the hash tags that Redis Cluster needs. */
  readonly oldNames?: boolean;
}

/**
 * Creates a store that replicas share, in Redis 6.2 or later. The process survives an outage of Redis: record operations fail
 * within their timeout, and the cache is empty until Redis is back.
 * @param url redis:// or rediss://. It may contain a password and is never logged.
 */
export function createRedisStore(url: string, log: Log, { oldNames = true }: RedisStoreOptions = {}): Store {
  const link = new RedisLink(url, 'commands', log);
  const subscriber = new RedisLink(url, 'subscriptions', log);
  const records = new RedisRecords(link, oldNames);
  const cache = new RedisCache(link, subscriber, oldNames);
  const channels = new RedisChannels(subscriber);
  link.connect();
  subscriber.connect();
  return {
    kind: 'redis',
    records,
    cache,
    async check() {
      await link.run((client) => client.ping());
    },
    scripts: {
      get isReady() {
        return link.isReady;
      },
      eval: (script, options) => link.eval(script, options),
    },
    channels,
    async close() {
      subscriber.close();
      link.close();
    },
  };
}

class RedisRecords implements RecordStore {
  readonly #link: RedisLink;
  readonly #oldNames: boolean;
  /** Offset of the clock of Redis from this process's monotonic clock, milliseconds. */
  #clockAhead: number | undefined;

  constructor(link: RedisLink, oldNames: boolean) {
    this.#link = link;
    this.#oldNames = oldNames;
    link.onReady(async () => {
      this.#clockAhead = undefined; // it may be another server
    });
  }

  async get(key: string): Promise<string | undefined> {
    const keys = this.#namesOf(key);
    const [current, old] = await this.#link.run((client) => client.mGet(keys));
    if (current == null || old == null || current === old) return current ?? old ?? undefined;
    return ((await this.#link.eval(READ, { keys, arguments: [] })) as string | null) ?? undefined;
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
      // Not awaited if it is known, so that the script is sent before this function returns.
      const args = [
        ...change,
        this.#clockAhead === undefined ? await this.#notAfter() : this.#latest(this.#clockAhead),
      ];
      const outcome = await this.#link.eval(COMPARE_AND_SET, { keys, arguments: args });
      if (outcome !== TOO_LATE) return outcome === 1;
      this.#clockAhead = undefined; // the response was in time, so one of the clocks was set
    }
    throw new StoreUnavailable('the clock of Redis is too fast');
  }

  async compareAndSetThenGet(
    key: string,
    expected: string | undefined,
    value: string | undefined,
    ttlMs: number,
    otherKey: string,
  ): Promise<ChangedThenRead> {
    const { scriptsSent } = this.#link;
    const clockAhead = this.#clockAhead;
    // Redis executes the commands of a connection in order.
    const [isReplaced, found] = await Promise.all([
      this.compareAndSet(key, expected, value, ttlMs),
      this.get(otherKey),
    ]);
    // Otherwise the change was made after the read.
    const isInOrder =
      clockAhead !== undefined && clockAhead === this.#clockAhead && scriptsSent === this.#link.scriptsSent;
    return { isReplaced, found: isInOrder ? found : await this.get(otherKey) };
  }

  async close(): Promise<void> {
    this.#link.close();
  }

  #namesOf(key: string): string[] {
    const old = this.#oldNames ? oldRecordName(key) : undefined;
    return old === undefined ? [key] : [key, OLD_RECORD_PREFIX + old];
  }

  /** Returns the latest time at which a write sent now may be executed, by the clock of Redis, Unix milliseconds. */
  async #notAfter(): Promise<string> {
    if (this.#clockAhead === undefined) {
      const sentAt = performance.now();
      const [seconds, microseconds] = await this.#link.run((client) => client.sendCommand<[string, string]>(['TIME']));
      this.#clockAhead = Number(seconds) * 1000 + Number(microseconds) / 1000 - sentAt;
    }
    return this.#latest(this.#clockAhead);
  }

  #latest(clockAhead: number): string {
    return String(performance.now() + clockAhead + COMMAND_TIMEOUT_MS + GRACE_MS);
  }
}

/** Result of COMPARE_AND_SET after its latest time. */
const TOO_LATE = -1;

const argumentOf = (value: string | undefined) => (value === undefined ? '' : `=${value}`);

class RedisChannels implements SharedChannels {
  readonly #subscriber: RedisLink;

  constructor(subscriber: RedisLink) {
    this.#subscriber = subscriber;
  }

  subscribe(channel: string, listener: (message: string | undefined) => void): void {
    const subscribe = async (client: RedisClient) => {
      await client.subscribe(channel, listener); // no effect if the library has already resubscribed
      listener(undefined);
    };
    this.#subscriber.onReady(subscribe);
    // The next connection subscribes otherwise.
    if (this.#subscriber.isReady) this.#subscriber.run(subscribe).catch(() => undefined);
  }
}

class RedisCache implements SharedCache {
  readonly #link: RedisLink;
  readonly #subscriber: RedisLink;
  readonly #oldNames: boolean;
  #isSubscribed = false;
  readonly #listeners: ((key: string | undefined) => void)[] = [];
  /** Invalidations that have not reached Redis yet. */
  readonly #pending = new Set<string>();
  /** Announcements of this process that it has not received yet, by key, the latest last. `endsAt` is by `performance.now()`. */
  readonly #echoes = new Map<string, { readonly count: number; readonly endsAt: number }>();

  constructor(link: RedisLink, subscriber: RedisLink, oldNames: boolean) {
    this.#link = link;
    this.#subscriber = subscriber;
    this.#oldNames = oldNames;
    link.onReady(() => this.#publishPending());
    link.onResponsive(() => this.#publishPending());
    let announced: string | undefined;
    const onMessage = (key: string) => {
      announced = key;
      if (!this.#takeEcho(key)) this.#notify(key);
    };
    // INVALIDATE announces a key on both channels. A message on the old channel only is from a 0.1.0 replica, which has not
    // invalidated the key under its new name.
    const onOldMessage = (key: string) => {
      if (announced !== key) {
        this.#notify(key);
        this.#raise(cacheKeys(key), key, []).catch(() => undefined);
      }
      announced = undefined;
    };
    subscriber.onReady(async (client) => {
      this.#isSubscribed = false;
      await client.subscribe(INVALIDATED_CHANNEL, onMessage); // no effect if the library has already resubscribed
      if (oldNames) await client.subscribe(OLD_INVALIDATED_CHANNEL, onOldMessage);
      this.#echoes.clear(); // some may have been lost
      this.#notify(undefined);
      this.#isSubscribed = true;
    });
  }

  get receivesInvalidations(): boolean {
    return this.#isSubscribed && this.#subscriber.isReady;
  }

  async get(key: string, group?: string): Promise<CachedValue> {
    try {
      // Two commands, because the keys may be in different slots. They are sent together.
      const [[generation, value] = [], ofGroup = null] = await Promise.all([
        this.#link.run((client) => client.mGet(cacheKeys(key))),
        group === undefined ? null : this.#link.run((client) => client.get(cacheKeys(group)[0])),
      ]);
      // After an invalidation that has not reached Redis, the value there is outdated.
      if (this.#pending.has(key) || (group !== undefined && this.#pending.has(group))) return NOTHING;
      return { value: value ?? undefined, generation: Number(generation ?? 0), groupGeneration: Number(ofGroup ?? 0) };
    } catch {
      return NOTHING;
    }
  }

  async set(key: string, generation: number, value: string, ttlMs: number): Promise<void> {
    if (generation === NO_GENERATION || ttlMs < 1) return;
    const keys = cacheKeys(key);
    const args = [String(generation), value, String(Math.ceil(ttlMs))];
    await this.#link.eval(SET_IF_CURRENT, { keys, arguments: args }).catch(() => undefined);
  }

  async invalidate(key: string): Promise<boolean> {
    this.#pending.add(key);
    for (const oldest of this.#pending) {
      if (this.#pending.size <= MAX_PENDING) break;
      this.#pending.delete(oldest);
    }
    return this.#publish(key).then(
      () => true,
      () => false,
    );
  }

  onInvalidate(listener: (key: string | undefined) => void): void {
    this.#listeners.push(listener);
  }

  async #publishPending(): Promise<void> {
    for (const key of [...this.#pending]) await this.#publish(key);
  }

  async #publish(key: string): Promise<void> {
    const keys = this.#oldNames ? [...cacheKeys(key), ...oldCacheKeys(key)] : cacheKeys(key);
    const channels = this.#oldNames ? [INVALIDATED_CHANNEL, OLD_INVALIDATED_CHANNEL] : [INVALIDATED_CHANNEL];
    if (this.receivesInvalidations) this.#expectEcho(key);
    try {
      await this.#raise(keys, key, channels);
    } catch (error) {
      this.#takeEcho(key);
      throw error;
    }
    this.#pending.delete(key);
  }

  #expectEcho(key: string): void {
    const now = performance.now();
    for (const [other, { endsAt }] of this.#echoes) {
      if (endsAt > now) break;
      this.#echoes.delete(other);
    }
    const count = (this.#echoes.get(key)?.count ?? 0) + 1;
    this.#echoes.delete(key);
    this.#echoes.set(key, { count, endsAt: now + ECHO_MS });
  }

  /**
   * Returns whether an announcement of this process is expected, and counts it as received. If another replica has announced the same key at
   * the same time, listeners are called for one of the two announcements.
   */
  #takeEcho(key: string): boolean {
    const expected = this.#echoes.get(key);
    if (expected === undefined) return false;
    const { count, endsAt } = expected;
    if (count > 1) this.#echoes.set(key, { count: count - 1, endsAt });
    else this.#echoes.delete(key);
    return endsAt > performance.now();
  }

  /** Raises the generations, removes the values and announces the key. */
  async #raise(keys: string[], key: string, channels: readonly string[]): Promise<void> {
    const args = [String(GENERATION_TTL_MS), key, ...channels];
    await this.#link.eval(INVALIDATE, { keys, arguments: args });
  }

  #notify(key: string | undefined): void {
    for (const listener of this.#listeners) listener(key);
  }
}
