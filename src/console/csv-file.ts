export type Cell = string | number | null;

/** So that spreadsheets read the file as UTF-8. */
const BYTE_ORDER_MARK = '\u{FEFF}';

/** Characters with which a spreadsheet would take a text for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** Returns a CSV file of RFC 4180. */
export function csvText(lines: readonly (readonly Cell[])[]): string {
  return BYTE_ORDER_MARK + lines.map((line) => `${line.map(quoted).join(',')}\r\n`).join('');
}

function quoted(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
