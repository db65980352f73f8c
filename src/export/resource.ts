import type { Row } from './format.js';
import type { JsonValue } from './journal.js';
import type { ExportSession } from './session.js';

/** The days of an export, both ends included, YYYY-MM-DD in China Standard Time. */
export interface Days {
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** A part of an export. Its rows are written before the next one is read. */
export interface Step {
  readonly rows: readonly Row[];
  /** The place after this step, from which the export can continue. */
  readonly position: JsonValue;
  /** Units of work after this step, and in all if that is known. */
  readonly done: number;
  readonly total: number | undefined;
  /** Parts that could not be exported, one text each. */
  readonly missing: readonly string[];
  /** Remarks on the rows, one sentence each. */
  readonly notes?: readonly string[];
}

/** Something that can be exported. */
export interface Resource {
  /** The types of its rows. */
  readonly types: readonly string[];
  /** Names of the units of work, such as `cards`. */
  readonly unit: string;
  /** Columns of its rows besides the fields of their types. They come first. */
  readonly extraColumns: readonly string[];
  /** Returns the decisions that an export takes at its start and keeps when it continues. */
  plan(session: ExportSession, days: Days, notify: (text: string) => void): Promise<JsonValue>;
  /**
   * Reads the steps after a position.
   * @param plan as returned by `plan`
   * @param after undefined at the start
   */
  steps(session: ExportSession, plan: JsonValue, after: JsonValue | undefined): AsyncGenerator<Step>;
}
