import {
  type AccountName,
  EVENT_ACCOUNTS_KEY,
  EVENT_SWEEP_KEY,
  EVENTS_CHANNEL,
  type EventKeys,
  eventKeys,
} from '../store/keys.js';
import type { SharedChannels, SharedScripts } from '../store/store.js';
import {
  type Gap,
  type LogBackend,
  type LogState,
  type Notification,
  type PlacedEntry,
  READ_BYTES,
  type ReadEntries,
  type Renewal,
  type StoredEntry,
  type UnreadableCopy,
} from './backend.js';
import { newMark } from './mark.js';
import { merge } from './merge.js';
import type { Position } from './position.js';
import {
  ACCOUNTS,
  APPEND,
  KEEP_UNREADABLE,
  LEASE,
  READ,
  REGISTER,
  RENEW,
  STATE,
  SWEEP,
  UNREADABLE,
  UNREGISTER,
} from './redis-scripts.js';
import { LOG_TTL_MS, type Retention } from './retention.js';
import { Slots } from './slots.js';
import type { EventStream } from './streams.js';

/** Interval between sweeps by any replica, milliseconds. */
const SWEEP_LEASE_MS = 55_000;

/** Interval at which an account is registered again, milliseconds, because Redis may have been emptied. */
const REGISTER_EVERY_MS = 60_000;

/** Maximum number of scripts that a sweep runs. */
const MAX_SWEEP_STEPS = 2000;

/** A process sweeps early once it has appended this share of the maximum bytes. */
const EARLY_SWEEP_SHARE = 1 / 16;

/** The share of the maximum bytes that a sweep removes at once from one of several accounts with equally many bytes. */
const SWEPT_SHARE = 1 / 256;

/** Maximum number of appends in flight. */
const MAX_APPENDING = 16;

type RawEntry = [id: string, fields: string[]];
type RawState = [
  mark: string,
  last: string,
  state: string,
  activity: string,
  events: number,
  views: number,
  bytes: number,
];

/** Logs in Redis streams, which all replicas share. */
export class RedisBackend implements LogBackend {
  readonly #scripts: SharedScripts;
  readonly #retention: Retention;
  readonly #listeners: ((notification: Notification) => void)[] = [];
  /** When accounts were last registered, by `performance.now()`. */
  readonly #registered = new Map<string, number>();
  readonly #slots = new Slots(MAX_APPENDING);
  #appendedBytes = 0;
  #sweeping: Promise<void> | undefined;

  constructor(scripts: SharedScripts, channels: SharedChannels, retention: Retention) {
    this.#scripts = scripts;
    this.#retention = retention;
    channels.subscribe(EVENTS_CHANNEL, (message) => this.#notify(message));
  }

  async append(
    account: AccountName,
    stream: EventStream,
    digest: string,
    { kind, receivedAt, sealed }: StoredEntry,
  ): Promise<Position | undefined> {
    const args = [stream, digest, kind, String(receivedAt), sealed, EVENTS_CHANNEL, nameOf(account)];
    const id = (await this.#slots.run(() => this.#run(APPEND, account, args))) as string | null;
    this.#register(account);
    this.#appendedBytes += sealed.length;
    if (this.#appendedBytes > this.#retention.maxBytes * EARLY_SWEEP_SHARE) this.#sweepNow().catch(() => undefined);
    return id === null ? undefined : positionOf(id);
  }

  async read(
    account: AccountName,
    after: Readonly<Partial<Record<EventStream, Position>>>,
    count: number,
  ): Promise<ReadEntries> {
    const ids = [after.state, after.activity].map((position) => (position === undefined ? '' : idOf(position)));
    const args = [...ids, String(count), String(READ_BYTES)];
    const [rawState, inState, moreState, inActivity, moreActivity] = (await this.#run(READ, account, args)) as [
      RawState,
      RawEntry[],
      number,
      RawEntry[],
      number,
    ];
    if (rawState[0] === '') return { log: await this.state(account), entries: [], hasMore: false };
    const runs = [
      { entries: inState.map((raw) => entryOf('state', raw)), hasMore: moreState === 1 },
      { entries: inActivity.map((raw) => entryOf('activity', raw)), hasMore: moreActivity === 1 },
    ];
    return { log: stateOf(rawState), ...merge(runs, count) };
  }

  async state(account: AccountName): Promise<LogState> {
    const raw = (await this.#run(STATE, account, [])) as RawState;
    this.#register(account);
    return stateOf(raw);
  }

  async renew(account: AccountName, ageMs: number, mayAppend: boolean): Promise<Renewal> {
    const args = [String(Math.round(ageMs)), EVENTS_CHANNEL, nameOf(account), mayAppend ? '1' : ''];
    const [last, isFirst, progress, from, to] = (await this.#run(RENEW, account, args)) as [
      last: string,
      isFirst: number,
      progress?: Gap['progress'],
      from?: string,
      to?: string,
    ];
    this.#register(account);
    return {
      last: positionOf(last),
      isFirst: isFirst === 1,
      gap: progress === undefined ? undefined : { from: Number(from), to: Number(to), progress },
    };
  }

  async keepUnreadable(account: AccountName, { digest, receivedAt, sealed }: UnreadableCopy): Promise<void> {
    const copy = `${digest} ${receivedAt} ${sealed}`;
    await this.#scripts.eval(KEEP_UNREADABLE, { keys: [eventKeys(account).unreadable], arguments: [digest, copy] });
  }

  async unreadable(account: AccountName): Promise<readonly UnreadableCopy[]> {
    const options = { keys: [eventKeys(account).unreadable], arguments: [] };
    const copies = (await this.#scripts.eval(UNREADABLE, options)) as string[];
    return copies.map((copy) => {
      const [digest = '', receivedAt, sealed = ''] = copy.split(' ');
      return { digest, receivedAt: Number(receivedAt), sealed };
    });
  }

  async sweep(): Promise<void> {
    const lease = { keys: [EVENT_SWEEP_KEY], arguments: [String(SWEEP_LEASE_MS)] };
    if ((await this.#scripts.eval(LEASE, lease)) === null) return;
    await this.#sweeping?.catch(() => undefined); // it may have missed later entries
    await this.#sweepNow();
  }

  onNotification(listener: (notification: Notification) => void): void {
    this.#listeners.push(listener);
  }

  /** The connections belong to the store. */
  async close(): Promise<void> {
    this.#listeners.length = 0;
  }

  /** Returns the sweep that is running, or starts one. */
  #sweepNow(): Promise<void> {
    if (this.#sweeping === undefined) {
      this.#appendedBytes = 0;
      this.#sweeping = this.#sweepAll().finally(() => {
        this.#sweeping = undefined;
      });
    }
    return this.#sweeping;
  }

  /** Removes expired entries of all accounts, and then the oldest of those with the most bytes until all are within the limit. */
  async #sweepAll(): Promise<void> {
    const names = (await this.#scripts.eval(ACCOUNTS, { keys: [EVENT_ACCOUNTS_KEY], arguments: [] })) as string[];
    const logs: { account: AccountName; bytes: number }[] = [];
    let steps = 0;
    const step = async (account: AccountName, last: number, need: number) => {
      steps += 1;
      const args = [String(last), String(need)];
      return (await this.#run(SWEEP, account, args)) as [bytes: number, oldest: string, hasMore: number] | null;
    };
    for (const name of names) {
      const account = accountOf(name);
      if (account === undefined) continue;
      let swept = await step(account, 0, 0);
      while (swept?.[2] === 1 && steps < MAX_SWEEP_STEPS) swept = await step(account, 0, 0);
      if (swept === null) {
        await this.#scripts.eval(UNREGISTER, { keys: [EVENT_ACCOUNTS_KEY], arguments: [name] });
      } else if (swept[1] !== '') {
        logs.push({ account, bytes: swept[0] });
      }
    }
    let bytes = logs.reduce((sum, log) => sum + log.bytes, 0);
    while (bytes > this.#retention.maxBytes && logs.length > 0 && steps < MAX_SWEEP_STEPS) {
      logs.sort((a, b) => b.bytes - a.bytes);
      const [log, next] = logs;
      if (log === undefined) return;
      // Until this account has as many bytes as the next one. Then both are reduced, a part of it at a time.
      const lead = Math.max(log.bytes - (next?.bytes ?? 0), this.#retention.maxBytes * SWEPT_SHARE);
      const need = Math.min(bytes - this.#retention.maxBytes, lead);
      const swept = await step(log.account, Number.MAX_SAFE_INTEGER, need);
      bytes -= log.bytes - (swept?.[0] ?? 0);
      log.bytes = swept?.[0] ?? 0;
      if (swept === null || swept[1] === '') logs.shift();
    }
  }

  #run(script: string, account: AccountName, args: readonly string[]): Promise<unknown> {
    const { maxBytes, digestMs, streams } = this.#retention;
    const limits = [streams.state, streams.activity].flatMap(({ maxAgeMs, maxEvents, maxDigests }) => [
      maxAgeMs,
      maxEvents,
      maxDigests,
    ]);
    return this.#scripts.eval(script, {
      keys: keysOf(eventKeys(account)),
      arguments: [newMark(), ...[maxBytes, digestMs, ...limits].map(String), ...args],
    });
  }

  /** Adds the account to those that are swept. */
  #register(account: AccountName): void {
    const name = nameOf(account);
    const now = performance.now();
    if (now - (this.#registered.get(name) ?? Number.NEGATIVE_INFINITY) < REGISTER_EVERY_MS) return;
    this.#registered.set(name, now);
    const options = { keys: [EVENT_ACCOUNTS_KEY], arguments: [name, String(LOG_TTL_MS)] };
    this.#scripts.eval(REGISTER, options).catch(() => this.#registered.delete(name));
  }

  #notify(message: string | undefined): void {
    const [id = '', kind = '', ...name] = message?.split(' ') ?? [];
    const account = message === undefined ? undefined : accountOf(name.join(' '));
    const notification = account === undefined ? { account } : { account, kind, position: positionOf(id) };
    for (const listener of this.#listeners) listener(notification);
  }
}

const keysOf = ({ log, streams, seen }: EventKeys) => [log, streams.state, streams.activity, seen.state, seen.activity];

const nameOf = ({ baseUrl, appid }: AccountName) => JSON.stringify([baseUrl, appid]);

function accountOf(name: string): AccountName | undefined {
  try {
    const [baseUrl, appid] = JSON.parse(name) as unknown[];
    return typeof baseUrl === 'string' && typeof appid === 'string' ? { baseUrl, appid } : undefined;
  } catch {
    return undefined;
  }
}

const idOf = ({ ms, seq }: Position) => `${ms}-${seq}`;

function positionOf(id: string): Position {
  const [ms, seq] = id.split('-');
  return { ms: Number(ms), seq: Number(seq) };
}

function stateOf([mark, last, state, activity, events, views, bytes]: RawState): LogState {
  return {
    mark,
    last: positionOf(last),
    removed: { state: positionOf(state), activity: positionOf(activity) },
    events: { state: events, activity: views },
    bytes,
  };
}

function entryOf(stream: EventStream, [id, fields]: RawEntry): PlacedEntry {
  const [, kind = '', , receivedAt, , sealed = '', , from = ''] = fields;
  return {
    stream,
    position: positionOf(id),
    kind,
    receivedAt: Number(receivedAt),
    sealed,
    gapFrom: from === '' ? undefined : Number(from),
  };
}
