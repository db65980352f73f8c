export type Cell = string | number | null;

/** So that spreadsheets read the file as UTF-8. */
const BYTE_ORDER_MARK = '\u{FEFF}';

/** Characters with which a spreadsheet would take a text for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** Time for which the browser can read the file. */
const FILE_LIFETIME_MS = 60_000;

/** Returns a CSV file of RFC 4180. */
export function csvText(lines: readonly (readonly Cell[])[]): string {
  return BYTE_ORDER_MARK + lines.map((line) => `${line.map(quoted).join(',')}\r\n`).join('');
}

/** Lets the browser save a CSV file. */
export function saveCsv(csv: string, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([csv], { type: 'text/csv;charset=utf-8' }));
  link.download = `${name}.csv`.replaceAll(/[^\w.-]/g, '_');
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), FILE_LIFETIME_MS);
}

function quoted(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
