import { infoLine } from '../log.js';
import type { LineWriter } from '../logging/line-writer.js';
import { scrubLine } from '../logging/scrubber.js';
import type { AuditEntry, AuditTrail } from './audit-trail.js';

/** The part of a writer that takes audit lines. */
type AuditSink = Pick<LineWriter, 'accept' | 'settle' | 'written' | 'refused'>;

/** Formats audit lines like log lines, at level `info` regardless of the log's level, and passes them to a writer. */
export class AuditLines implements AuditTrail {
  readonly #writer: AuditSink;

  constructor(writer: AuditSink) {
    this.#writer = writer;
  }

  get refused(): number {
    return this.#writer.refused;
  }

  begin(intent: object): AuditEntry | undefined {
    const reserved = this.#writer.accept(lineOf(intent));
    if (reserved === undefined) return undefined;
    return {
      written: this.#writer.written(),
      end: (outcome) => this.#writer.settle(lineOf(outcome), reserved),
    };
  }
}

/** Without pino, which takes several times as long to format a line. */
const lineOf = (fields: object) => scrubLine(infoLine(`,${JSON.stringify(fields).slice(1, -1)}`));
