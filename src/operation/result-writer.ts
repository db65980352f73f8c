import { laterTurn } from '../turns.js';

/** Bytes of a response from which on it is written in parts. A smaller one is written in less than two milliseconds. */
const LARGE_BYTES = 128 * 1024;

/** Bytes of one part, at least, unless it is the last. */
const PART_BYTES = 64 * 1024;

/** Bytes that a UTF-16 unit of a text may take in UTF-8, at most. */
const MAX_BYTES_OF_UNIT = 3;

/**
 * Writes a result as JSON with a line feed, a large one in several turns of the event loop.
 * @param atLeast bytes that it takes at least; 0 if that is not known
 * @param maxBytes that it may take
 * @returns undefined if it takes more
 */
export function writeResult(
  result: object,
  atLeast: number,
  maxBytes: number,
): string | undefined | Promise<Buffer | undefined> {
  if (atLeast >= LARGE_BYTES) return writeInTurns(result, maxBytes);
  const text = `${JSON.stringify(result)}\n`;
  return text.length * MAX_BYTES_OF_UNIT <= maxBytes || Buffer.byteLength(text) <= maxBytes ? text : undefined;
}

async function writeInTurns(result: object, maxBytes: number): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for (const part of partsOf(result)) {
    const buffer = Buffer.from(part);
    bytes += buffer.length;
    if (bytes > maxBytes) return undefined;
    parts.push(buffer);
    await laterTurn();
  }
  return Buffer.concat(parts, bytes);
}

/** The JSON of a value and a line feed, part by part. */
function* partsOf(value: unknown): Generator<string> {
  let part = '';
  for (const piece of piecesOf(value)) {
    part += piece;
    if (part.length < PART_BYTES) continue;
    yield part;
    part = '';
  }
  yield `${part}\n`;
}

/** The JSON of a value in small pieces: one for each object without lists and objects in it. What JSON leaves out is left out. */
function* piecesOf(value: unknown): Generator<string> {
  if (!isNested(value)) {
    yield JSON.stringify(value) ?? 'null';
    return;
  }
  if (Array.isArray(value)) {
    let separator = '[';
    for (const item of value) {
      yield separator;
      yield* piecesOf(item);
      separator = ',';
    }
    yield ']';
    return;
  }
  let separator = '{';
  for (const [name, child] of Object.entries(value)) {
    if (child === undefined) continue;
    yield `${separator}${JSON.stringify(name)}:`;
    yield* piecesOf(child);
    separator = ',';
  }
  yield separator === '{' ? '{}' : '}';
}

/** Whether a value holds objects or lists: others are small, and JSON.stringify writes them at once. */
function isNested(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  for (const child of Object.values(value)) if (typeof child === 'object' && child !== null) return true;
  return false;
}
