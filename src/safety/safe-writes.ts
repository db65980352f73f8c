import { randomUUID } from 'node:crypto';
import type { Deadline } from '../deadline.js';
import type { Account } from '../platform/client.js';
import { PlatformError, refusal } from '../platform/errors.js';
import { lockKey } from '../store/keys.js';
import { type Lease, LeaseNotFree, withLease } from '../store/lease.js';
import type { RollBack, RollBacks } from '../store/roll-backs.js';
import { type RecordStore, StoreUnavailable } from '../store/store.js';
import { CreatedObjects } from './created-objects.js';
import { IdempotencyUnavailable, unavailableAs } from './idempotency-unavailable.js';
import { isInDoubt, isRefusal, lookForEffect, mayBeInFlight, WRITE_SHARE } from './in-doubt.js';
import { fingerprint, Intent, type IntentRecord } from './intent.js';
import { LastSent } from './last-sent.js';
import { mayOverlap, mayRepeat, type Overlap } from './repetition.js';
import type { SafeWrite, Sending, WriteOutcome } from './safe-write.js';
import { TestWhitelist } from './test-whitelist.js';

export { IdempotencyUnavailable } from './idempotency-unavailable.js';
export type { SafeWrite, WriteOutcome } from './safe-write.js';

/**
 * A record without outcome that exceeds the request timeout by this much was left by a process that crashed. A call that was sent so long
 * ago has ended, even if its response never came.
 */
const CRASHED_AFTER_MS = 5000;

/** A call is sent again in the same request only if this much of the deadline is left, milliseconds. */
const MIN_REPEAT_MS = 500;

/** Duration of a lease beyond the deadline of its request, milliseconds. */
const LEASE_MARGIN_MS = 500;

export interface SafeWritesOptions {
  readonly records: RecordStore;
  /** Shared by the whole process, over the same records. */
  readonly rollBacks: RollBacks;
  readonly account: Account;
  /** Name of the caller. */
  readonly caller: string;
  readonly deadline: Deadline;
  /** Timeout of a request, milliseconds. */
  readonly requestTimeoutMs: number;
  /** Called when an outcome could not be persisted, or what a read-back adds to it. */
  readonly onLost: (error: unknown) => void;
}

/** The writes of one request. */
export class SafeWrites {
  readonly #options: SafeWritesOptions;
  readonly #lastSent: LastSent;

  constructor(options: SafeWritesOptions) {
    this.#options = options;
    this.#lastSent = new LastSent(options.records, options.account);
  }

  /** The last known test white list of the account. */
  get testWhitelist(): TestWhitelist {
    const { records, account } = this.#options;
    return new TestWhitelist(records, account);
  }

  /**
   * Performs a write. A retry with the same key does not execute it again, and a lost response is resolved by reading back.
   * @throws {PlatformError} if it was certainly not executed, for a reason other than a refusal
   * @throws {IdempotencyUnavailable} if it has a key and the records are unreachable; it was not executed
   */
  async perform<Before, Result, Stop>(
    write: SafeWrite<Before, Result, Stop>,
  ): Promise<WriteOutcome<Before, Result, Stop>> {
    const found = await this.#find(write);
    const known = this.#knownOutcome(write, found);
    if (known !== undefined) return known;
    return this.#locked(write, found === 'outdated' ? undefined : found, async (lease) => {
      // While this request waited for the lease, another one may have used the key.
      const { rollBacks } = this.#options;
      const intent =
        lease && found instanceof Intent ? await unavailableAs(found.foundAgain(lease.found, rollBacks)) : found;
      if (intent === 'outdated') return { kind: 'key outdated' };
      const outcome = this.#knownOutcome(write, intent);
      if (outcome !== undefined) return outcome;
      const record = intent?.record;
      return record ? this.#recover(write, intent, record, lease) : this.#attempt(write, intent, lease);
    });
  }

  /** Returns the outcome of a write if its record determines it. */
  #knownOutcome<Before, Result, Stop>(
    { input }: SafeWrite<Before, Result, Stop>,
    intent: Intent | 'outdated' | undefined,
  ): WriteOutcome<Before, Result, Stop> | undefined {
    if (intent === 'outdated') return { kind: 'key outdated' };
    const record = intent?.record;
    if (record === undefined) return undefined;
    if (record.input !== fingerprint(input, input.idempotencyKey ?? '')) return { kind: 'key reused' };
    const before = record.before as Before;
    switch (record.state) {
      case 'committed':
        return this.#committed(intent, record, before, record.result as Result, true);
      case 'refused':
        return { kind: 'refused', before, error: refusal(record.path, record.errcode, record.errmsg), replayed: true };
      case 'intent':
        // A record from the future was written before the clock was set back.
        return Math.abs(Date.now() - record.at) < this.#crashedAfterMs ? { kind: 'key in use' } : undefined;
      case 'unknown':
        return undefined;
    }
  }

  /** Age at which a record without outcome counts as left by a crashed process, milliseconds. */
  get #crashedAfterMs(): number {
    return this.#options.requestTimeoutMs + CRASHED_AFTER_MS;
  }

  async #find(write: SafeWrite<unknown, unknown, unknown>): Promise<Intent | 'outdated' | undefined> {
    const { records, rollBacks, account, caller } = this.#options;
    const { mutation, input, part } = write;
    if (input.idempotencyKey == null) return undefined;
    const name = [account.baseUrl, account.appid, caller, mutation, ...(part === undefined ? [] : [String(part)])];
    return unavailableAs(Intent.find(records, name, input.idempotencyKey, rollBacks));
  }

  /**
   * Runs under the lease of the write, if it has one. The lease expires soon after the deadline: long enough that no other write starts
   * before a call of this request has ended, and short enough that the next one does not wait long if the lease could not be released.
   */
  async #locked<T>(
    { lock, endpoint }: Pick<SafeWrite<unknown, unknown, unknown>, 'lock' | 'endpoint'>,
    intent: Intent | undefined,
    run: (lease?: Lease) => Promise<T>,
  ): Promise<T> {
    const { records, rollBacks, account, deadline } = this.#options;
    if (lock === undefined) return run();
    const ttlMs = deadline.leftMs + LEASE_MARGIN_MS;
    const key = lockKey(account, lock);
    try {
      return await unavailableAs(withLease(records, key, ttlMs, deadline, run, rollBacks, intent?.owner));
    } catch (error) {
      if (!(error instanceof LeaseNotFree)) throw error;
      throw new PlatformError({ kind: error.end, endpoint: endpoint.path, sent: false, cause: error });
    }
  }

  /** Attempts a write: for the first time, or again if the previous attempt had no effect. */
  async #attempt<Before, Result, Stop>(
    write: SafeWrite<Before, Result, Stop>,
    intent: Intent | undefined,
    lease: Lease | undefined,
  ): Promise<WriteOutcome<Before, Result, Stop>> {
    const prepared = await write.prepare();
    if (prepared.stop !== undefined) return { kind: 'stopped', stop: prepared.stop };
    const { before, result: unchanged } = prepared as { before: Before; result?: Result };
    const input = intent && fingerprint(write.input, write.input.idempotencyKey ?? '');
    const record: IntentRecord = { state: 'intent', input: input ?? '', at: Date.now(), attempt: randomUUID(), before };
    if (unchanged === undefined) await unavailableAs(this.#lastSent.mark(write, intent?.owner ?? record.attempt));
    if (intent && !(await this.#recordAttempt(intent, record))) return { kind: 'key in use' };

    if (unchanged !== undefined) return this.#committed(intent, record, before, unchanged, false);
    await write.invalidate();
    const { deadline } = this.#options;
    // The call and the read-back of a lost response complete even if the client disconnects.
    deadline.hold();
    try {
      const result = await write.send(before, this.#sending(lease));
      await this.#persist(() => this.#claim(write, intent, result));
      const committed = this.#committed<Before, Result, Stop>(intent, record, before, result, false);
      // Together with the outcome, in one transaction of STATE_DIR.
      void lease?.release();
      return committed;
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      if (isInDoubt(error, write.endpoint.path)) return await this.#settle(write, intent, record, error, lease);
      if (!isRefusal(error)) {
        await this.#release(intent, record);
        throw error;
      }
      const { errcode = 0, errmsg = '', endpoint: path } = error;
      if (write.temporary?.includes(errcode)) {
        await this.#release(intent, record);
        return { kind: 'refused', before, error, replayed: false };
      }
      await this.#persist(() => intent?.transitionTo({ ...record, state: 'refused', path, errcode, errmsg }));
      return { kind: 'refused', before, error, replayed: false };
    } finally {
      deadline.release();
      await write.invalidate();
    }
  }

  /**
   * Writes the record of an attempt. Returns false if the key was used in between.
   * @throws {IdempotencyUnavailable} the record is rolled back in case it was written anyway
   */
  async #recordAttempt(intent: Intent, record: IntentRecord): Promise<boolean> {
    try {
      return await unavailableAs(intent.transitionTo(record));
    } catch (error) {
      if (error instanceof IdempotencyUnavailable) this.#rollBack(intent.undoing(record));
      throw error;
    }
  }

  /** Releases the key of an attempt that was certainly not executed: in the background if the store does not respond in time. */
  async #release(intent: Intent | undefined, record: IntentRecord): Promise<void> {
    try {
      await intent?.release();
    } catch (error) {
      if (intent === undefined || !(error instanceof StoreUnavailable)) throw error;
      this.#rollBack({ ...intent.undoing(record), previous: undefined });
    }
  }

  #rollBack(rollBack: Omit<RollBack, 'forMs'>): void {
    const { rollBacks, onLost } = this.#options;
    rollBacks.start({ ...rollBack, forMs: this.#crashedAfterMs, onGivenUp: onLost });
  }

  /** Reads back. The effect of a write that created an object counts only if the object does not belong to another key. */
  async #readBack<Before, Result>(
    write: SafeWrite<Before, Result, unknown>,
    intent: Intent | undefined,
    before: Before,
  ): Promise<Result | undefined> {
    const effect = await write.readBack?.(before, this.#createdBy(write, intent));
    if (effect === undefined) return undefined;
    return (await this.#claim(write, intent, effect)) ? effect : undefined;
  }

  /** Claims the object that a write created, if it did. Returns false if it belongs to another key. */
  async #claim<Result>(
    write: Pick<SafeWrite<unknown, Result, unknown>, 'mutation' | 'createdId'>,
    intent: Intent | undefined,
    result: Result,
  ): Promise<boolean> {
    const id = write.createdId?.(result);
    return id === undefined || ((await this.#createdBy(write, intent)?.claim(id)) ?? true);
  }

  #createdBy({ mutation }: { readonly mutation: string }, intent: Intent | undefined): CreatedObjects | undefined {
    const { records, account } = this.#options;
    return intent && new CreatedObjects(records, account, mutation, intent.owner);
  }

  #sending(lease: Lease | undefined): Sending {
    const timeoutMs = Math.max(1, Math.floor(this.#options.deadline.leftMs * WRITE_SHARE));
    return { timeoutMs, maySend: lease && (() => lease.isValid) };
  }

  /** Determines the outcome of a call whose response was lost. */
  async #settle<Before, Result, Stop>(
    write: SafeWrite<Before, Result, Stop>,
    intent: Intent | undefined,
    record: IntentRecord,
    error: PlatformError,
    lease: Lease | undefined,
  ): Promise<WriteOutcome<Before, Result, Stop>> {
    const before = record.before as Before;
    const effect = await this.#lookForEffect(write, intent, record, error);
    if (effect !== undefined && effect !== 'unreadable') {
      return this.#committed(intent, record, before, effect as Result, false);
    }
    let inFlight = mayBeInFlight(error);
    const isDue = this.#hasTimeToRepeat && (!inFlight || mayOverlap(write));
    if (effect === undefined && isDue && (await mayRepeat(write, before))) {
      const again = await this.#sendAgain(write, intent, record, lease);
      if (again.result !== undefined) return this.#committed(intent, record, before, again.result, false);
      inFlight ||= again.inFlight;
    }
    await this.#persist(() => intent?.transitionTo({ ...record, state: 'unknown', inFlight }));
    return { kind: 'unknown', before, replayed: false, error };
  }

  get #hasTimeToRepeat(): boolean {
    return this.#options.deadline.leftMs >= MIN_REPEAT_MS;
  }

  /**
   * Sends a call again whose repetition does no harm. Returns its result, or undefined if it failed: even a refusal does not show whether
   * the first call had an effect. `inFlight`: it may take effect later.
   */
  async #sendAgain<Before, Result, Stop>(
    write: SafeWrite<Before, Result, Stop>,
    intent: Intent | undefined,
    record: IntentRecord,
    lease: Lease | undefined,
  ): Promise<{ readonly result: Result | undefined; readonly inFlight: boolean }> {
    const before = record.before as Before;
    try {
      return { result: await write.send(before, this.#sending(lease)), inFlight: false };
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      if (!isInDoubt(error, write.endpoint.path)) return { result: undefined, inFlight: false };
      const effect = await this.#lookForEffect(write, intent, record, error);
      return { result: effect === 'unreadable' ? undefined : effect, inFlight: mayBeInFlight(error) };
    }
  }

  /** Handles a retry whose call may be sent again, although it is not repeatable in general. */
  async #repeat<Before, Result, Stop>(
    write: SafeWrite<Before, Result, Stop>,
    intent: Intent | undefined,
    unknown: IntentRecord,
    lease: Lease | undefined,
  ): Promise<WriteOutcome<Before, Result, Stop>> {
    const before = unknown.before as Before;
    const sent = { state: 'intent', at: Date.now(), attempt: randomUUID(), inFlight: false } as const;
    const record: IntentRecord = { ...unknown, ...sent };
    if (intent && !(await this.#recordAttempt(intent, record))) return { kind: 'key in use' };
    await write.invalidate();
    const { deadline } = this.#options;
    deadline.hold();
    try {
      const { result, inFlight } = await this.#sendAgain(write, intent, record, lease);
      if (result !== undefined) return this.#committed(intent, record, before, result, false);
      await this.#persist(() => intent?.transitionTo({ ...record, state: 'unknown', inFlight }));
      return { kind: 'unknown', before, replayed: true };
    } finally {
      deadline.release();
      await write.invalidate();
    }
  }

  /** Reads back, unless no read shows the effect of the write. A `checked` write that is not the last one sent is unreadable. */
  async #lookForEffect<Before, Result, Stop>(
    write: SafeWrite<Before, Result, Stop>,
    intent: Intent | undefined,
    record: IntentRecord,
    error?: PlatformError,
  ): Promise<Result | undefined | 'unreadable'> {
    const { before, attempt } = record;
    if (!(await this.#lastSent.mayBe(write, intent?.owner ?? attempt))) return 'unreadable';
    if (write.readBack === undefined) return undefined;
    const untilDeadline = error !== undefined && mayBeInFlight(error);
    const inFlightMs = untilDeadline ? Number.POSITIVE_INFINITY : this.#inFlightMs(write, record);
    return lookForEffect(() => this.#readBack(write, intent, before as Before), inFlightMs, this.#options.deadline);
  }

  /** Returns how much longer the last call of a write may take effect, milliseconds. 0 if it may be repeated meanwhile. */
  #inFlightMs(write: Overlap, record: IntentRecord): number {
    if (record.state !== 'unknown' || !record.inFlight || mayOverlap(write)) return 0;
    // A record from the future was written before the clock was set back.
    return Math.max(0, this.#crashedAfterMs - Math.abs(Date.now() - record.at));
  }

  /**
   * Handles a retry after a crash or an unknown outcome. Reads back, and sends the call again only if a repetition is harmless. If the first
   * call may still be in flight, it is read back until that has ended.
   */
  async #recover<Before, Result, Stop>(
    write: SafeWrite<Before, Result, Stop>,
    intent: Intent | undefined,
    record: IntentRecord,
    lease: Lease | undefined,
  ): Promise<WriteOutcome<Before, Result, Stop>> {
    const before = record.before as Before;
    const mustWait = this.#inFlightMs(write, record) > 0;
    const effect = await this.#lookForEffect(write, intent, record);
    if (effect !== undefined && effect !== 'unreadable') {
      return this.#committed(intent, record, before, effect as Result, true);
    }
    const isDue = !mustWait || (this.#inFlightMs(write, record) === 0 && this.#hasTimeToRepeat);
    if (record.state === 'unknown' && effect === undefined && isDue) {
      if (write.mayRepeat === undefined) {
        if (write.endpoint.effect === 'write') return this.#attempt(write, intent, lease);
      } else if (await mayRepeat(write, before)) {
        return this.#repeat(write, intent, record, lease);
      }
    }
    await this.#persist(() => intent?.transitionTo({ ...record, state: 'unknown' }));
    return { kind: 'unknown', before, replayed: true };
  }

  /** Starts to record the outcome of a committed write, unless it is recorded. */
  #committed<Before, Result, Stop>(
    intent: Intent | undefined,
    record: IntentRecord,
    before: Before,
    result: Result,
    replayed: boolean,
  ): WriteOutcome<Before, Result, Stop> {
    const store = (stored: Result) =>
      this.#persist(() => intent?.transitionTo({ ...record, state: 'committed', result: stored }));
    const recorded = record.state === 'committed' ? Promise.resolve() : store(result);
    // The caller waits for it, but later.
    recorded.catch(() => undefined);
    const keep = (stored: Result) => recorded.then(() => store(stored)).catch(this.#options.onLost);
    return { kind: 'committed', before, result, replayed, recorded, keep };
  }

  /** Persists an outcome. If that fails, the caller still gets the outcome, and a retry reads back. */
  async #persist(change: () => Promise<unknown> | undefined): Promise<void> {
    try {
      await change();
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      this.#options.onLost(error);
    }
  }
}
