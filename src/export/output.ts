/** Where the lines of an export go: a file that a later run can continue, or a stream. */
import { once } from 'node:events';
import { closeSync, fdatasyncSync, fstatSync, ftruncateSync, openSync, statSync, writeSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { type Checkpoint, Journal, type JsonValue, type Parameters, type Start } from './journal.js';
import { ExportStopped, OutputUnusable } from './stopped.js';

/** Minimum interval between two checkpoints, milliseconds. Each waits for the disk. */
const CHECKPOINT_MS = 1000;

/** The state that an earlier run has left. */
export interface Continued {
  readonly plan: JsonValue;
  /** Undefined: nothing yet. */
  readonly last: Checkpoint | undefined;
}

export interface Output {
  /** The interrupted export that this one continues. */
  readonly continued: Continued | undefined;
  /** Starts a new export. Call it before the first `write`, unless the export continues another. */
  start(plan: JsonValue): void;
  /** Writes complete lines. `at` describes the export after them. */
  write(text: string, at: Omit<Checkpoint, 'bytes'>): Promise<void>;
  /** Completes the output. */
  finish(): void;
}

/** A file, and its progress file with the suffix `.progress`. Both are accessible only to their owner. */
export class FileOutput implements Output {
  readonly continued: Continued | undefined;
  readonly #path: string;
  readonly #parameters: Parameters;
  #file: number | undefined;
  #journal: Journal | undefined;
  #bytes = 0;
  #lastCheckpointAt = Number.NEGATIVE_INFINITY;

  /**
   * Opens the file. Cuts off everything after the last checkpoint of an interrupted export.
   * @param parameters identify the export
   * @throws {OutputUnusable} if the file is complete, belongs to another export or cannot be opened
   */
  constructor(path: string, parameters: Parameters) {
    this.#path = path;
    this.#parameters = parameters;
    const found = this.#use(() => Journal.read(this.#journalPath), 'its progress file cannot be read');
    if (found === undefined) {
      const size = this.#use(() => statSync(path, { throwIfNoEntry: false })?.size ?? 0, 'it cannot be opened');
      if (size > 0) {
        throw new OutputUnusable(`--output: ${path} exists and has no progress file; delete it or name another file`);
      }
      // Before the first call, so that a long list is not read in vain.
      this.#use(() => this.#open(), 'it cannot be created');
      return;
    }
    this.#assertSame(found.start);
    this.#use(() => {
      this.#open();
      this.#journal = Journal.open(this.#journalPath, found.bytes);
    }, 'it cannot be opened');
    this.#cut(found.last?.bytes ?? 0);
    this.continued = { plan: found.start.plan, last: found.last };
  }

  start(plan: JsonValue): void {
    this.#use(() => {
      this.#journal = Journal.create(this.#journalPath, { parameters: this.#parameters, plan });
    }, 'its progress file cannot be created');
  }

  async write(text: string, at: Omit<Checkpoint, 'bytes'>): Promise<void> {
    this.#save(() => {
      const buffer = Buffer.from(text);
      for (let written = 0; written < buffer.length; ) written += writeSync(this.#fd, buffer, written);
      this.#bytes += buffer.length;
      const now = performance.now();
      if (now - this.#lastCheckpointAt < CHECKPOINT_MS) return;
      this.#lastCheckpointAt = now;
      fdatasyncSync(this.#fd);
      this.#journal?.add({ ...at, bytes: this.#bytes });
    });
  }

  finish(): void {
    this.#save(() => {
      fdatasyncSync(this.#fd);
      closeSync(this.#fd);
      this.#journal?.remove();
    });
  }

  get #journalPath(): string {
    return `${this.#path}.progress`;
  }

  get #fd(): number {
    if (this.#file === undefined) throw new Error('the output is not started');
    return this.#file;
  }

  #open(): void {
    this.#file = openSync(this.#path, 'a', 0o600);
  }

  /** Removes everything after the last checkpoint: it may end in the middle of a line, and is read again. */
  #cut(bytes: number): void {
    const { size } = fstatSync(this.#fd);
    if (size < bytes) {
      throw new OutputUnusable(
        `--output: ${this.#path} has ${size} bytes, but ${bytes} according to its progress file; delete both files to start again`,
      );
    }
    ftruncateSync(this.#fd, bytes);
    this.#bytes = bytes;
  }

  #assertSame({ parameters }: Start): void {
    const names = new Set([...Object.keys(parameters), ...Object.keys(this.#parameters)]);
    const other = [...names].filter((name) => parameters[name] !== this.#parameters[name]);
    if (other.length === 0) return;
    throw new OutputUnusable(
      `--output: ${this.#path} belongs to an export with another ${other.join(', ')}; continue that one, or name another file`,
    );
  }

  #use<T>(run: () => T, problem: string): T {
    try {
      return run();
    } catch (error) {
      throw new OutputUnusable(`--output: ${this.#path}: ${problem} (${reasonOf(error)})`);
    }
  }

  #save(run: () => void): void {
    try {
      run();
    } catch (error) {
      throw new ExportStopped(`${this.#path} cannot be written (${reasonOf(error)})`);
    }
  }
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
}

/** A stream. A later run starts again. */
export class StreamOutput implements Output {
  readonly continued = undefined;
  readonly #stream: Writable;
  #error: Error | undefined;

  constructor(stream: Writable) {
    this.#stream = stream;
    stream.on('error', (error) => {
      this.#error = error;
    });
  }

  start(): void {}

  async write(text: string): Promise<void> {
    if (this.#error === undefined && !this.#stream.write(text))
      await once(this.#stream, 'drain').catch(() => undefined);
    if (this.#error !== undefined) throw new ExportStopped(`stdout cannot be written (${reasonOf(this.#error)})`);
  }

  finish(): void {}
}
