import type { Effect } from '../platform/endpoint.js';
import type { PlatformError } from '../platform/errors.js';
import type { CreatedObjects } from './created-objects.js';

/** How a write is sent: options of its platform call. */
export interface Sending {
  readonly timeoutMs: number;
  /** Whether the call may still be sent: false once another process may hold the lease. Absent if there is no lease. */
  readonly maySend: (() => boolean) | undefined;
}

/** The decision of `prepare`: the write is sent, succeeds with `result` because there is nothing to change, or stops. */
export type Prepared<Before, Result, Stop> =
  | { readonly before: Before; readonly result?: Result; readonly stop?: undefined }
  | { readonly stop: Stop };

/** A write, described so that it can be made safe to retry. */
export interface SafeWrite<Before, Result, Stop> {
  /** Name of the mutation. */
  readonly mutation: string;
  /** The input from the caller. A retry must have the same input, apart from the idempotencyKey. */
  readonly input: { readonly idempotencyKey?: string | null };
  /**
   * Number of this write among those that the mutation sends for one input, from 0. Each has its own record, so that a retry continues where
   * the first request ended. Absent: the mutation sends only one.
   */
  readonly part?: number;
  /** The call that changes something. */
  readonly endpoint: { readonly path: string; readonly effect: Effect };
  /** Writes of the same name wait for each other, across replicas. */
  readonly lock?: string;
  /**
   * This write is recorded as the last one of its `lock` that was sent, and a lost response is resolved only while it still is. For
   * read-backs that compare with `before`, because the changes of several writes may add up to that of another, and for repetitions that
   * would erase a later write.
   */
  readonly order?: 'checked';
  /**
   * Errcodes of refusals that a later retry may not meet again: the key is released, so that a retry sends the call again. Every other
   * refusal is the outcome of the key.
   */
  readonly temporary?: readonly number[];
  /** Validates the write and reads what it depends on. If it stops or throws, the write was certainly not executed. */
  prepare(): Promise<Prepared<Before, Result, Stop>>;
  /** Evicts the changed objects from the caches. Called before and after the call. */
  invalidate(): Promise<void>;
  /** Sends the call. `before` and the result are stored as JSON. */
  send(before: Before, sending: Sending): Promise<Result>;
  /**
   * Reads whether the call took effect: its result if so, undefined if no effect shows. Absent: no read shows the effect.
   * @param created absent for an input without an idempotencyKey
   */
  readBack?(before: Before, created?: CreatedObjects): Promise<Result | undefined>;
  /**
   * Reads whether sending the call once more does no harm, after its response was lost and no effect shows. It is then sent again with the
   * same `before`, if there is time in the same request, otherwise for a retry with the key. Absent: a retry with the key sends a call of
   * effect `write` again, and no other.
   */
  mayRepeat?(before: Before): Promise<boolean>;
  /**
   * A repetition does no harm even while the first call may still be in flight, because the platform executes only one of them. Implied by
   * the effect `write`. Absent: after a timeout, the call is not sent again before the first one has certainly ended.
   */
  readonly mayOverlap?: true;
  /** Returns the id of the created object, which is then claimed for the key. For writes whose request does not identify the object. */
  createdId?(result: Result): string;
}

/** The outcome of a write. */
export type WriteOutcome<Before, Result, Stop> =
  | {
      readonly kind: 'committed';
      readonly before: Before;
      readonly result: Result;
      readonly replayed: boolean;
      /**
       * Resolves when the outcome is stored, or the store has failed and that is reported. Wait for it before the response, not before a
       * read-back: if the process crashes in between, a retry reads back.
       */
      readonly recorded: Promise<void>;
      /**
       * Stores a more complete result that became available after the commit, once the outcome is recorded. Never rejects. The response need
       * not wait for it: after a crash before it is stored, a retry obtains the rest from a read-back again.
       */
      keep(result: Result): Promise<void>;
    }
  | { readonly kind: 'refused'; readonly before: Before; readonly error: PlatformError; readonly replayed: boolean }
  | { readonly kind: 'unknown'; readonly before: Before; readonly replayed: boolean; readonly error?: PlatformError }
  | { readonly kind: 'stopped'; readonly stop: Stop }
  | { readonly kind: 'key reused' }
  /** An earlier version of the server used the key: neither the input nor the outcome can be compared or replayed. */
  | { readonly kind: 'key outdated' }
  | { readonly kind: 'key in use' };
