/** The progress file of an export: a line with its parameters and its plan, then a line per checkpoint. */
import { closeSync, fdatasyncSync, ftruncateSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { isRecord } from '../platform/is-record.js';

export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

/** The parameters that identify an export. Another one cannot continue it. */
export type Parameters = Readonly<Record<string, string | null>>;

/** The first line: the parameters of an export, and its decisions at the start. */
export interface Start {
  readonly parameters: Parameters;
  readonly plan: JsonValue;
}

export interface Checkpoint {
  /** The place after the written rows. */
  readonly position: JsonValue;
  /** Size of the output up to there, bytes. */
  readonly bytes: number;
  /** Number of rows up to there. */
  readonly rows: number;
  /** Number of parts up to there that could not be exported. */
  readonly missing: number;
}

/** A progress file that is open for appending. Each line is on disk when its method returns. */
export class Journal {
  readonly #path: string;
  readonly #file: number;

  private constructor(path: string, file: number) {
    this.#path = path;
    this.#file = file;
  }

  /** Creates the file, or replaces one that has no complete line. */
  static create(path: string, start: Start): Journal {
    const journal = new Journal(path, openSync(path, 'w', 0o600));
    journal.#append(start);
    return journal;
  }

  /**
   * Opens a file as `read` has found it, without the torn line at its end.
   * @param bytes size of its complete lines
   */
  static open(path: string, bytes: number): Journal {
    const file = openSync(path, 'a');
    ftruncateSync(file, bytes);
    return new Journal(path, file);
  }

  /** Returns the start and the last checkpoint of a file. Undefined if there is no file, or no complete line in it. */
  static read(
    path: string,
  ): { readonly start: Start; readonly last: Checkpoint | undefined; readonly bytes: number } | undefined {
    const content = contentOf(path);
    const bytes = content.lastIndexOf('\n') + 1;
    if (bytes === 0) return undefined;
    const [first = '', ...others] = content.toString('utf8', 0, bytes - 1).split('\n');
    const last = others.at(-1);
    return {
      start: startOf(JSON.parse(first)),
      last: last === undefined ? undefined : checkpointOf(JSON.parse(last)),
      bytes,
    };
  }

  add(checkpoint: Checkpoint): void {
    this.#append(checkpoint);
  }

  /** Removes the file, because the export is complete. */
  remove(): void {
    closeSync(this.#file);
    rmSync(this.#path);
  }

  #append(line: Start | Checkpoint): void {
    const buffer = Buffer.from(`${JSON.stringify(line)}\n`);
    for (let written = 0; written < buffer.length; ) written += writeSync(this.#file, buffer, written);
    fdatasyncSync(this.#file);
  }
}

function contentOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

function startOf(line: unknown): Start {
  if (isRecord(line) && isRecord(line.parameters) && line.plan !== undefined) return line as unknown as Start;
  throw new Error('its first line is not the start of an export');
}

function checkpointOf(line: unknown): Checkpoint {
  const isCheckpoint =
    isRecord(line) && line.position !== undefined && [line.bytes, line.rows, line.missing].every(Number.isSafeInteger);
  if (isCheckpoint) return line as unknown as Checkpoint;
  throw new Error('its last line is not a checkpoint');
}
