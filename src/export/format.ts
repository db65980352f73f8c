/** The formats of an export: JSON lines, and CSV as in RFC 4180. */
import type { Column } from './selection.js';

/** An object of the graph, as a query returned it. */
export type Row = Readonly<Record<string, unknown>>;

export const FORMATS = ['jsonl', 'csv'] as const;
export type FormatName = (typeof FORMATS)[number];

export interface Format {
  /** The text before the first row. */
  readonly head: string;
  /** Returns the line of a row with its line break. */
  line(row: Row): string;
}

/**
 * Spreadsheets read UTF-8 only after a byte order mark. Without it, Excel decodes Chinese text with the code page of the system. JSON lines
 * have none: RFC 8259 forbids it.
 */
const BYTE_ORDER_MARK = '\u{feff}';

/** Texts that a spreadsheet would execute as a formula. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/** @param columns the columns of a CSV */
export function formatOf(name: FormatName, columns: readonly Column[]): Format {
  if (name === 'jsonl') return { head: '', line: (row) => `${JSON.stringify(row)}\n` };
  return {
    head: `${BYTE_ORDER_MARK}${record(columns.map((column) => column.name))}`,
    line: (row) => record(columns.map(({ path }) => cell(valueAt(row, path)))),
  };
}

function record(cells: readonly string[]): string {
  return `${cells.map(quote).join(',')}\r\n`;
}

function quote(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Returns the text of a value: empty for null, JSON for a list or an object. A text that a spreadsheet would execute is preceded by an
 * apostrophe. Numbers are not, because a negative number is not a formula.
 */
function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'object') return JSON.stringify(value);
  return typeof value === 'string' && FORMULA.test(value) ? `'${value}` : String(value);
}

function valueAt(row: Row, path: readonly string[]): unknown {
  let value: unknown = row;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Row)[name];
  }
  return value;
}
