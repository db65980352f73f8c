import { createHash } from 'node:crypto';
import { isRecord } from '../platform/is-record.js';
import { idempotencyKey, RECORD_VERSION } from '../store/keys.js';
import type { RollBack, RollBacks } from '../store/roll-backs.js';
import { type RecordStore, StoreUnavailable } from '../store/store.js';

/** How long a record is kept: a day is promised. */
const KEPT_MS = 25 * 3_600_000;

/** What is known of a write that was given an idempotencyKey: first that it is meant to happen, then what became of it. */
export type IntentRecord = {
  /** Hash of the input: a repeat must say the same. */
  readonly input: string;
  /** When the call was about to leave, Unix milliseconds. */
  readonly at: number;
  /** Random, so that the record of one attempt is never taken for that of another. Absent in records of version 0.1.0. */
  readonly attempt?: string;
  /** What was read before the call, by which a read-back tells whether it took effect. */
  readonly before: unknown;
} & (
  | { readonly state: 'intent' | 'unknown' }
  | { readonly state: 'committed'; readonly result: unknown }
  | { readonly state: 'refused'; readonly path: string; readonly errcode: number; readonly errmsg: string }
);

/** The record of one key: read once, then only changed from what it was seen to be. */
export class Intent {
  readonly #records: RecordStore;
  readonly #key: string;
  #text: string | undefined;
  #record: IntentRecord | undefined;

  /** @throws {StoreUnavailable} when the record cannot be interpreted */
  private constructor(records: RecordStore, key: string, text: string | undefined) {
    this.#records = records;
    this.#key = key;
    this.#text = text;
    this.#record = text === undefined ? undefined : parse(text);
  }

  /**
   * @param name what the key belongs to: account, caller and mutation
   * @param rollBacks those of this key are tried first: what they undo is not found
   * @throws {StoreUnavailable} also when the record is damaged or of another version: what it says is not known then
   */
  static async find(
    records: RecordStore,
    name: readonly string[],
    key: string,
    rollBacks?: RollBacks,
  ): Promise<Intent> {
    // Hashed: a key may say more than its caller means to keep here.
    const place = idempotencyKey(hash([...name, key]));
    await rollBacks?.settle(place);
    return new Intent(records, place, await records.get(place));
  }

  /** The record, if the key was used before. */
  get record(): IntentRecord | undefined {
    return this.#record;
  }

  /**
   * Changes the record. Answers false if somebody else changed it in between.
   * @throws {StoreUnavailable}
   */
  async become(record: IntentRecord): Promise<boolean> {
    const text = written(record);
    const done = await this.#records.compareAndSet(this.#key, this.#text, text, KEPT_MS);
    if (done) {
      this.#text = text;
      this.#record = record;
    }
    return done;
  }

  /** Undoes a change to this record that failed: the store may have made it all the same. */
  undoing(record: IntentRecord): Omit<RollBack, 'forMs'> {
    return { key: this.#key, written: written(record), previous: this.#text, ttlMs: KEPT_MS };
  }

  /**
   * Frees the key: what it was for certainly did not happen.
   * @throws {StoreUnavailable}
   */
  async free(): Promise<void> {
    if (await this.#records.compareAndSet(this.#key, this.#text, undefined, KEPT_MS)) {
      this.#text = undefined;
      this.#record = undefined;
    }
  }
}

const written = (record: IntentRecord) => JSON.stringify({ ...record, v: RECORD_VERSION });

const STATES: ReadonlySet<unknown> = new Set<IntentRecord['state']>(['intent', 'unknown', 'committed', 'refused']);

function parse(text: string): IntentRecord {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new StoreUnavailable('the record of this key is damaged');
  }
  const { v, ...record } = isRecord(parsed) ? parsed : {};
  // UNTIL 0.3.0: 0.1.0 wrote records without a version.
  if (v !== undefined && v !== RECORD_VERSION) {
    throw new StoreUnavailable('the record of this key was written by another version of the server');
  }
  const { state, input, at } = record;
  if (!STATES.has(state) || typeof input !== 'string' || typeof at !== 'number')
    throw new StoreUnavailable('the record of this key is damaged');
  return record as unknown as IntentRecord;
}

/** Hash of an input without its key; the same for the same values in any order of fields. */
export function fingerprint(input: object, key: string): string {
  const { idempotencyKey: _, ...rest } = input as { idempotencyKey?: unknown };
  return hash([key, JSON.stringify(rest, sortFields)]);
}

function sortFields(_name: string, value: unknown): unknown {
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}

function hash(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
