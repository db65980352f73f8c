import { isRecord } from '../platform/is-record.js';
import { hashOf, IDEMPOTENCY_RECORD_VERSION, idempotencyKey } from '../store/keys.js';
import type { RollBack, RollBacks } from '../store/roll-backs.js';
import { type RecordStore, StoreUnavailable } from '../store/store.js';

/** Retention of a record, milliseconds. The API promises 24 hours. */
export const RETENTION_MS = 25 * 3_600_000;

/** The record of a write with an idempotencyKey: first the intent, then the outcome. */
export type IntentRecord = {
  /** Hash of the input: a retry must have the same. */
  readonly input: string;
  /** When the call was about to leave, Unix milliseconds. */
  readonly at: number;
  /** Random, so that the record of one attempt is never taken for that of another. */
  readonly attempt: string;
  /** The state before the call: the read-back compares with it to see whether the call took effect. */
  readonly before: unknown;
} & (
  | {
      readonly state: 'intent' | 'unknown';
      /** The call timed out, so it may take effect later. */
      readonly inFlight?: boolean;
    }
  | { readonly state: 'committed'; readonly result: unknown }
  | { readonly state: 'refused'; readonly path: string; readonly errcode: number; readonly errmsg: string }
);

/** The record of one key: read once, then changed only by compare-and-set. */
export class Intent {
  readonly #records: RecordStore;
  readonly #key: string;
  #text: string | undefined;
  #record: IntentRecord | undefined;

  private constructor(records: RecordStore, key: string, text: string | undefined, record: IntentRecord | undefined) {
    this.#records = records;
    this.#key = key;
    this.#text = text;
    this.#record = record;
  }

  /**
   * @param name what the key belongs to: account, caller and mutation
   * @param rollBacks those of this key are tried first: what they undo is not found
   * @returns `'outdated'` if an earlier version wrote the record. There is no intent then, so nothing can change the record before it
   * expires.
   * @throws {StoreUnavailable} also if the record is damaged, or if a newer version wrote it
   */
  static async find(
    records: RecordStore,
    name: readonly string[],
    key: string,
    rollBacks?: RollBacks,
  ): Promise<Intent | 'outdated'> {
    // Hashed: a key may hold data that its caller does not mean to store here.
    return Intent.#at(records, idempotencyKey(hashOf([...name, key])), rollBacks);
  }

  static async #at(
    records: RecordStore,
    place: string,
    rollBacks: RollBacks | undefined,
  ): Promise<Intent | 'outdated'> {
    if (rollBacks?.has(place)) await rollBacks.settle(place);
    return Intent.#of(records, place, await records.get(place));
  }

  static #of(records: RecordStore, place: string, text: string | undefined): Intent | 'outdated' {
    const record = text === undefined ? undefined : parse(text);
    return record === 'outdated' ? record : new Intent(records, place, text, record);
  }

  /**
   * Returns the intent of the same key as it was when a lease was taken.
   * @param text the record that was read then
   * @throws {StoreUnavailable} as `find`
   */
  async foundAgain(text: string | undefined, rollBacks: RollBacks | undefined): Promise<Intent | 'outdated'> {
    if (rollBacks?.has(this.#key)) return Intent.#at(this.#records, this.#key, rollBacks);
    return text === this.#text ? this : Intent.#of(this.#records, this.#key, text);
  }

  /** Identifies the idempotencyKey across replicas. */
  get owner(): string {
    return this.#key;
  }

  /** The record, if the key was used before. */
  get record(): IntentRecord | undefined {
    return this.#record;
  }

  /**
   * Replaces the record. Returns false if another request changed it in between.
   * @throws {StoreUnavailable}
   */
  async transitionTo(record: IntentRecord): Promise<boolean> {
    const text = written(record);
    const done = await this.#records.compareAndSet(this.#key, this.#text, text, RETENTION_MS);
    if (done) {
      this.#text = text;
      this.#record = record;
    }
    return done;
  }

  /** Returns the rollback of a failed `transitionTo`: the store may have applied it nevertheless. */
  undoing(record: IntentRecord): Omit<RollBack, 'forMs'> {
    return { key: this.#key, written: written(record), previous: this.#text, ttlMs: RETENTION_MS };
  }

  /**
   * Releases the key: the call was certainly not executed.
   * @throws {StoreUnavailable}
   */
  async release(): Promise<void> {
    if (await this.#records.compareAndSet(this.#key, this.#text, undefined, RETENTION_MS)) {
      this.#text = undefined;
      this.#record = undefined;
    }
  }
}

/** Adds the version to the text, because a copy of the object with another property takes longer than the text. */
const written = (record: IntentRecord) => `${JSON.stringify(record).slice(0, -1)},"v":${IDEMPOTENCY_RECORD_VERSION}}`;

const STATES: ReadonlySet<unknown> = new Set<IntentRecord['state']>(['intent', 'unknown', 'committed', 'refused']);

const DAMAGED = 'the record of this key is damaged';

function parse(text: string): IntentRecord | 'outdated' {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new StoreUnavailable(DAMAGED);
  }
  // 0.1.0 wrote records without a version.
  const { v: version = 0, ...record } = isRecord(parsed) ? parsed : {};
  if (typeof version !== 'number') throw new StoreUnavailable(DAMAGED);
  if (version > IDEMPOTENCY_RECORD_VERSION) {
    throw new StoreUnavailable(
      'the record of this key was written by a newer version of the server, and only that version can replay its outcome',
    );
  }
  const { state, input, at } = record;
  if (!STATES.has(state) || typeof input !== 'string' || typeof at !== 'number') throw new StoreUnavailable(DAMAGED);
  return version < IDEMPOTENCY_RECORD_VERSION ? 'outdated' : (record as unknown as IntentRecord);
}

/** Hashes an input without its key. The order of fields does not matter. */
export function fingerprint(input: object, key: string): string {
  const { idempotencyKey: _, ...rest } = input as { idempotencyKey?: unknown };
  const hasObjects = Object.values(rest).some((value) => typeof value === 'object' && value !== null);
  // Most inputs are flat. Calling a function for each of their values would take several times as long.
  const text = hasObjects ? JSON.stringify(rest, (_name, value) => sorted(value)) : JSON.stringify(sorted(rest));
  return hashOf([key, text]);
}

/** Returns an object with its fields in the order of their names. */
function sorted(value: unknown): unknown {
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
