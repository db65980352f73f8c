/** Reads JSON files of the configuration. A problem names the file, the reason and the place, and never contains the text of the file. */
import { existsSync } from 'node:fs';
import { dirname, isAbsolute } from 'node:path';

export type ReadFile = (path: string) => string;

/** The parsed content of a file, or why there is none. */
export type JsonFile = { readonly json: unknown } | { readonly problem: string };

/** Reads and parses a JSON file. */
export function readJson(path: string, readFile: ReadFile): JsonFile {
  let text: string;
  try {
    text = readFile(path);
  } catch (error) {
    return { problem: unreadable(path, error) };
  }
  try {
    return { json: JSON.parse(text) };
  } catch {
    if (text.trim() === '') return { problem: `the file ${path} is not valid JSON: it is empty` };
    return { problem: `the file ${path} is not valid JSON at ${placeIn(text, errorOffset(text))}` };
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  EACCES: 'this user has no permission to read it',
  EPERM: 'this user has no permission to read it',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is not a folder',
  ENAMETOOLONG: 'its name is too long',
  ELOOP: 'it has too many symbolic links',
  EMFILE: 'too many files are open',
};

/** Returns the problem of a file that cannot be read. */
export function unreadable(path: string, error: unknown): string {
  const { code } = Object(error) as { readonly code?: unknown };
  const name = typeof code === 'string' && /^E[A-Z\d]{1,20}$/.test(code) ? code : undefined;
  const reason = name === undefined ? '' : `: ${name}${REASONS[name] === undefined ? '' : `, ${REASONS[name]}`}`;
  return `the file ${nameOf(path, name)} cannot be read${reason}`;
}

/** Returns the path. If no file is there and the text does not look like a path, returns its length: it may be a pasted secret. */
function nameOf(path: string, code: string | undefined): string {
  const isMissing = code === 'ENOENT' || code === 'ENAMETOOLONG' || code === undefined;
  return !isMissing || isLikePath(path) ? path : `(${path.length} characters)`;
}

function isLikePath(path: string): boolean {
  if (path.length > 4096 || /[\p{Cc}{}[\]"]/u.test(path)) return false;
  if (/\.[a-z]{2,8}$/i.test(path)) return true;
  const parent = dirname(path);
  return isAbsolute(path) && dirname(parent) !== parent && existsSync(parent);
}

function placeIn(text: string, offset: number): string {
  const lines = text.slice(0, offset).split('\n');
  return `line ${lines.length}, column ${(lines.at(-1) ?? '').length + 1}`;
}

const TOKEN =
  /([[\]{},:])|("(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*")|(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/uy;

const SPACE = /[ \t\r\n]*/y;

type Next = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | 'more';

/** Returns the offset of the first token that JSON does not allow there. V8 reports it only in some messages, which contain text of the file. */
function errorOffset(text: string): number {
  const open: string[] = [];
  let next: Next = 'value';
  let offset = 0;
  for (;;) {
    SPACE.lastIndex = offset;
    offset += SPACE.exec(text)?.[0].length ?? 0;
    TOKEN.lastIndex = offset;
    const token = TOKEN.exec(text);
    if (token === null) return offset;
    const after = follow(next, token, open);
    if (after === undefined) return offset;
    next = after;
    offset += token[0].length;
  }
}

/** Returns what may follow a token, or undefined if it is not allowed. Keeps `open`, the brackets that are not closed. */
function follow(next: Next, [text, sign, string]: RegExpExecArray, open: string[]): Next | undefined {
  const isKey = next === 'key' || next === 'key or }';
  if (sign === undefined)
    return isKey ? (string === undefined ? undefined : ':') : next === 'more' || next === ':' ? undefined : 'more';
  switch (text) {
    case ':':
      return next === ':' ? 'value' : undefined;
    case ',':
      if (next !== 'more' || open.length === 0) return undefined;
      return open.at(-1) === '{' ? 'key' : 'value';
    case '{':
    case '[':
      if (next !== 'value' && next !== 'value or ]') return undefined;
      open.push(text);
      return text === '{' ? 'key or }' : 'value or ]';
    default: {
      const opening = text === '}' ? '{' : '[';
      const mayClose = next === 'more' || next === (text === '}' ? 'key or }' : 'value or ]');
      return mayClose && open.pop() === opening ? 'more' : undefined;
    }
  }
}
