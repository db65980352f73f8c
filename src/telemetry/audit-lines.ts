import { createLog, type Log } from '../log.js';
import type { LineWriter } from '../logging/line-writer.js';
import type { AuditEntry, AuditTrail } from './audit-trail.js';

/** The part of a writer that takes audit lines. */
type AuditSink = Pick<LineWriter, 'accept' | 'settle' | 'written' | 'refused'>;

/** Formats audit lines like log lines, at level `info` regardless of the log's level, and passes them to a writer. */
export class AuditLines implements AuditTrail {
  readonly #writer: AuditSink;
  readonly #log: Log;
  /** The reserved bytes of the outcome that is being formatted; undefined while an intent is formatted. */
  #settled: number | undefined;
  /** The bytes that the writer reserved for the last intent; undefined if it was refused. */
  #reserved: number | undefined;

  constructor(writer: AuditSink) {
    this.#writer = writer;
    this.#log = createLog({ level: 'info', destination: { write: (line) => this.#formatted(line) } });
  }

  get refused(): number {
    return this.#writer.refused;
  }

  begin(intent: object): AuditEntry | undefined {
    this.#settled = undefined;
    this.#log.info(intent);
    const reserved = this.#reserved;
    if (reserved === undefined) return undefined;
    return {
      written: this.#writer.written(),
      end: (outcome) => {
        this.#settled = reserved;
        this.#log.info(outcome);
      },
    };
  }

  /** The logger calls it before `info` returns. */
  #formatted(line: string): void {
    if (this.#settled === undefined) this.#reserved = this.#writer.accept(line);
    else this.#writer.settle(line, this.#settled);
  }
}
