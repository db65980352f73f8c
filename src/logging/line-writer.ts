import { close, write, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LineTarget } from './line-target.js';

/** How long log lines are buffered, milliseconds. Writing each line separately costs as much as formatting it. */
const BUFFERED_MS = 50;

/**
 * Bytes at which buffered lines are written earlier. A write on the thread pool takes 50 µs to 100 µs of CPU, regardless of its size: with
 * 8 KiB, which is 40 access lines, it was 7 % of the CPU of a request.
 */
const BUFFERED_BYTES = 32_768;

/** Maximum bytes per system call. A longer line is written in a separate call. */
const BATCH_BYTES = 65_536;

/** Bytes of log lines that may wait. Beyond it they are dropped until half of it is free again. */
export const MAX_LOG_BYTES = 1024 * 1024;

/** Bytes of audit lines that may wait when another mutation is admitted, including the room for its outcome. */
export const MAX_AUDIT_BYTES = 1024 * 1024;

/** The same, including the room reserved for the outcomes of all mutations in flight. */
export const MAX_RESERVED_BYTES = 8 * 1024 * 1024;

/** Bytes of an outcome beyond those of its intent: outcome, error code, errcode and duration. */
const OUTCOME_BYTES = 256;

/** How long a write on the thread pool may take before the target counts as stalled, milliseconds. */
const STALLED_MS = 50;

/** Delay before a full target is retried, milliseconds. */
const RETRY_FULL_MS = 10;

/** Delay before a failed target (ENOSPC, EPIPE) is retried, milliseconds. */
const RETRY_FAILED_MS = 250;

/** How long the exit of the process waits for a full target that makes no progress, milliseconds. */
const EXIT_MS = 100;

export interface LineWriterOptions {
  readonly target: LineTarget;
  /** Opens the target again, for `reopen`. */
  readonly open?: () => Promise<LineTarget>;
  /** Called with the first error since the last successful write, except EAGAIN. */
  readonly onError?: (error: Error) => void;
  /** Called on the first refusal since the last accepted audit line. */
  readonly onRefuse?: () => void;
}

/** Whole lines that are written together. */
interface Batch {
  text: string;
  bytes: number;
  /** The bytes of audit lines. */
  auditBytes: number;
  /** Called when the batch is written or the target has stalled. */
  waiters: (() => void)[] | undefined;
}

/** The batch that is being written, and how much of it has been. */
interface Writing {
  readonly batch: Batch;
  readonly buffer: Buffer;
  offset: number;
}

/**
 * Writes lines to one target, whole and in order, and never blocks the event loop. Log lines are buffered, and dropped beyond a limit.
 * Audit lines are written at the end of the turn of the event loop, and refused beyond a separate limit. Every accepted line stays in
 * memory until it is written.
 */
export class LineWriter {
  readonly #options: LineWriterOptions;
  #target: LineTarget;
  readonly #batches: Batch[] = [];
  #current: Writing | undefined;
  #logBytes = 0;
  #auditBytes = 0;
  #reservedBytes = 0;
  /** Whether nothing can be written now: a write is in flight, the target is full or it is being reopened. */
  #isBusy = false;
  #isInFlight = false;
  /** Whether the write in flight takes too long or the last one failed. */
  #isStalled = false;
  #stallTimer: NodeJS.Timeout | undefined;
  #isReopenDue = false;
  #hasFailed = false;
  #isRefusing = false;
  #isPumpDue = false;
  #isFlushDue = false;
  #flushTimer: NodeJS.Timeout | undefined;
  #retryTimer: NodeJS.Timeout | undefined;
  /** Log lines dropped since the last line that reported it. */
  #unreported = 0;
  #isDropping = false;

  /** Log lines that were dropped so far. */
  dropped = 0;
  /** Audit lines that were refused so far. */
  refused = 0;

  constructor(options: LineWriterOptions) {
    this.#options = options;
    this.#target = options.target;
  }

  /** Accepts a line of the log, or drops and counts it. It is written within 50 ms if the target accepts it. */
  write(line: string): void {
    const bytes = Buffer.byteLength(line);
    if (this.#isDropping || this.#logBytes + bytes > MAX_LOG_BYTES) {
      this.#isDropping = this.#logBytes > 0;
      this.#unreported += 1;
      this.dropped += 1;
      return;
    }
    this.#add(line, bytes, false);
    if (this.#logBytes + this.#auditBytes >= BUFFERED_BYTES) this.#pump();
    else this.#flushLater();
  }

  /**
   * Accepts the line of a mutation's intent and reserves room for the line of its outcome, or refuses both. The intents of one turn of the
   * event loop are written together at its end.
   * @returns the reserved bytes, for `settle`; undefined if refused
   */
  accept(line: string): number | undefined {
    const bytes = Buffer.byteLength(line);
    const room = bytes + OUTCOME_BYTES;
    const waiting = this.#auditBytes + bytes + room;
    if (waiting > MAX_AUDIT_BYTES || waiting + this.#reservedBytes > MAX_RESERVED_BYTES) {
      this.refused += 1;
      if (!this.#isRefusing) this.#options.onRefuse?.();
      this.#isRefusing = true;
      return undefined;
    }
    this.#isRefusing = false;
    this.#reservedBytes += room;
    this.#add(line, bytes, true);
    this.#pumpSoon();
    return room;
  }

  /**
   * Accepts a line for which room was reserved. It is written immediately if that takes one system call, otherwise within 50 ms: a write on
   * the thread pool costs several times as much, and nothing waits for this line.
   */
  settle(line: string, room: number): void {
    this.#reservedBytes -= room;
    this.#add(line, Buffer.byteLength(line), true);
    if (this.#target.isNonBlocking) this.#pump();
    else this.#flushLater();
  }

  /**
   * Resolves when the last accepted line is written or the target has stalled.
   * @returns undefined if there is nothing to wait for
   */
  written(): Promise<void> | undefined {
    const batch = this.#batches.at(-1) ?? this.#current?.batch;
    if (this.#isStalled || batch === undefined) return undefined;
    return new Promise((resolve) => {
      batch.waiters ??= [];
      batch.waiters.push(resolve);
    });
  }

  /** Reopens the target, after a write that is in flight. A partially written line is written again as a whole. */
  reopen(): void {
    this.#isReopenDue = this.#options.open !== undefined;
    if (!this.#isInFlight) this.#pump();
  }

  /** Whether a write is in flight on the thread pool. It may never return, and `process.exit` would wait for it. */
  get isInFlight(): boolean {
    return this.#isInFlight;
  }

  /**
   * Waits until everything is written.
   * @param logMs maximum wait for log lines
   * @param auditMs maximum wait for audit lines
   * @returns whether all audit lines are written
   */
  async drain(logMs: number, auditMs: number): Promise<boolean> {
    const began = Date.now();
    this.#pump();
    while (this.#logBytes + this.#auditBytes > 0) {
      if (Date.now() - began >= (this.#auditBytes > 0 ? auditMs : logMs)) break;
      await sleep(5);
    }
    return this.#auditBytes === 0;
  }

  /** Writes the remaining lines when the process exits, as far as the target accepts them. */
  flushAtExit(): void {
    // The remaining lines would have to wait for the write in flight, which may never return.
    if (this.#isInFlight) return;
    const isFull = this.#isBusy;
    let progressAt = Date.now();
    while (this.#takeBatch()) {
      try {
        this.#advance(this.#writeNow());
        progressAt = Date.now();
      } catch {
        if (isFull || Date.now() - progressAt > EXIT_MS) return;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
      }
    }
  }

  #add(line: string, bytes: number, isAudit: boolean): void {
    let batch = this.#batches.at(-1);
    if (batch === undefined || batch.bytes + bytes > BATCH_BYTES) {
      batch = { text: '', bytes: 0, auditBytes: 0, waiters: undefined };
      this.#batches.push(batch);
    }
    batch.text += line;
    batch.bytes += bytes;
    if (isAudit) {
      batch.auditBytes += bytes;
      this.#auditBytes += bytes;
    } else {
      this.#logBytes += bytes;
    }
  }

  #pumpSoon(): void {
    if (this.#isPumpDue) return;
    this.#isPumpDue = true;
    setImmediate(() => {
      this.#isPumpDue = false;
      this.#pump();
    });
  }

  #flushLater(): void {
    if (this.#isFlushDue) return;
    this.#isFlushDue = true;
    if (this.#flushTimer !== undefined) {
      this.#flushTimer.refresh();
      return;
    }
    const flush = () => {
      this.#isFlushDue = false;
      this.#pump();
    };
    this.#flushTimer = setTimeout(flush, BUFFERED_MS).unref();
  }

  /** Writes waiting batches until the target accepts no more. */
  #pump(): void {
    if (this.#isReopenDue && !this.#isInFlight) {
      this.#reopenNow();
      return;
    }
    while (!this.#isBusy && this.#takeBatch()) {
      if (!this.#target.isNonBlocking) {
        this.#writeOnPool();
        return;
      }
      try {
        this.#advance(this.#writeNow());
      } catch (error) {
        this.#failed(error as NodeJS.ErrnoException);
      }
    }
  }

  #takeBatch(): boolean {
    if (this.#current === undefined) {
      const batch = this.#batches.shift();
      if (batch !== undefined) this.#current = { batch, buffer: Buffer.from(batch.text), offset: 0 };
    }
    return this.#current !== undefined;
  }

  #writeNow(): number {
    const { buffer, offset } = this.#current as Writing;
    return writeSync(this.#target.fd, buffer, offset);
  }

  #writeOnPool(): void {
    const { buffer, offset } = this.#current as Writing;
    this.#begin();
    write(this.#target.fd, buffer, offset, buffer.length - offset, null, (error, bytes) => {
      this.#end();
      if (error === null) this.#advance(bytes);
      else this.#failed(error);
      this.#pump();
    });
  }

  /** Marks an operation on the thread pool as in flight. Nothing else may be written until it has ended. */
  #begin(): void {
    this.#isBusy = true;
    this.#isInFlight = true;
    if (this.#stallTimer === undefined)
      this.#stallTimer = setTimeout(() => this.#isInFlight && this.#stalled(), STALLED_MS).unref();
    else this.#stallTimer.refresh();
  }

  #end(): void {
    this.#isBusy = false;
    this.#isInFlight = false;
  }

  #stalled(): void {
    this.#isStalled = true;
    for (const batch of [this.#current?.batch, ...this.#batches]) release(batch);
  }

  #advance(bytes: number): void {
    const current = this.#current as Writing;
    this.#hasFailed = false;
    this.#isStalled = false;
    current.offset += bytes;
    if (current.offset < current.buffer.length) return;
    const { batch } = current;
    this.#current = undefined;
    this.#auditBytes -= batch.auditBytes;
    this.#logBytes -= batch.bytes - batch.auditBytes;
    release(batch);
    if (this.#unreported > 0 && this.#logBytes <= MAX_LOG_BYTES / 2) this.#reportDropped();
  }

  /** Retries the batch later. */
  #failed(error: NodeJS.ErrnoException): void {
    const isFull = error.code === 'EAGAIN';
    if (!isFull && !this.#hasFailed) {
      this.#hasFailed = true;
      this.#options.onError?.(error);
    }
    this.#stalled();
    this.#isBusy = true;
    const retry = () => {
      this.#isBusy = false;
      this.#pump();
    };
    this.#retryTimer = setTimeout(retry, isFull ? RETRY_FULL_MS : RETRY_FAILED_MS).unref();
  }

  #reportDropped(): void {
    const dropped = this.#unreported;
    this.#unreported = 0;
    this.#isDropping = false;
    const fields = { level: 'warn', time: new Date().toISOString(), dropped };
    this.write(`${JSON.stringify({ ...fields, msg: 'Log lines were dropped because stderr was not read' })}\n`);
  }

  #reopenNow(): void {
    this.#isReopenDue = false;
    clearTimeout(this.#retryTimer);
    this.#begin();
    const done = () => {
      this.#end();
      this.#pump();
    };
    this.#options.open?.().then(
      (target) => {
        close(this.#target.fd, () => undefined);
        this.#target = target;
        const current = this.#current;
        // Back to the start of the partially written line.
        if (current !== undefined && current.offset > 0) {
          current.offset = current.buffer.lastIndexOf(0x0a, current.offset - 1) + 1;
        }
        done();
      },
      (error: Error) => {
        this.#options.onError?.(error);
        done();
      },
    );
  }
}

function release(batch: Batch | undefined): void {
  for (const resolve of batch?.waiters ?? []) resolve();
  if (batch !== undefined) batch.waiters = undefined;
}
