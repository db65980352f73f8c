/** Why a code in a text cannot be deposited. */
export interface CodeProblem {
  /** Counts from 1. */
  readonly line: number;
  readonly kind: 'length' | 'characters' | 'repeated';
  /** The line of the same code before. Only if it is repeated. */
  readonly first?: number;
}

/** The codes in a text. */
export interface ReadCodes {
  readonly codes: readonly string[];
  readonly problems: readonly CodeProblem[];
}

/** Number of characters of a code that is deposited. */
const MAX_CHARACTERS = 20;

const CHARACTERS = /^[\w-]+$/;

/** The first line of a table that names its columns. */
const HEADING = /^(codes?|券码|兑换码)$/i;

/** The first column of a line of a CSV file. */
const FIRST_COLUMN = /^\s*(?:"((?:[^"]|"")*)"|([^,;\t，；]*))/;

const BYTE_ORDER_MARK = /^\u{FEFF}/u;

const linesOf = (text: string) => text.replace(BYTE_ORDER_MARK, '').split(/\r\n|\n|\r/);

function firstColumnOf(line: string): string {
  const [, quoted, plain = ''] = FIRST_COLUMN.exec(line) ?? [];
  return (quoted?.replaceAll('""', '"') ?? plain).trim();
}

/** Returns the first column of a CSV file, with its lines and quotes. The others are not kept. */
export const firstColumnIn = (text: string): string =>
  linesOf(text)
    .map((line) => FIRST_COLUMN.exec(line)?.[0].trim() ?? '')
    .join('\n')
    .trimEnd();

/** Returns the codes in the first column of each line, and why some cannot be deposited. Empty lines and a heading are skipped. */
export function codesIn(text: string): ReadCodes {
  const lines = new Map<string, number>();
  const problems: CodeProblem[] = [];
  for (const [index, line] of linesOf(text).entries()) {
    const code = firstColumnOf(line);
    if (code === '' || (index === 0 && HEADING.test(code))) continue;
    const first = lines.get(code);
    if (first === undefined) lines.set(code, index + 1);
    const problem = first === undefined ? problemOf(code) : 'repeated';
    if (problem !== undefined) problems.push({ line: index + 1, kind: problem, ...(first !== undefined && { first }) });
  }
  return { codes: [...lines.keys()], problems };
}

function problemOf(code: string): 'length' | 'characters' | undefined {
  if ([...code].length > MAX_CHARACTERS) return 'length';
  return CHARACTERS.test(code) ? undefined : 'characters';
}
