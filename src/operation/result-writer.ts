import { laterTurn } from '../turns.js';

/** Minimum size of a response that is serialized in parts, bytes. A smaller one takes less than two milliseconds. */
const LARGE_BYTES = 128 * 1024;

/** Minimum size of a part, bytes. The last part may be smaller. */
const PART_BYTES = 64 * 1024;

/** Maximum number of UTF-8 bytes of one UTF-16 code unit. */
const MAX_BYTES_OF_UNIT = 3;

/**
 * Serializes a result as JSON with a line feed, a large one in several turns of the event loop.
 * @param atLeast lower bound of its size in bytes; 0 if unknown
 * @param maxBytes maximum size
 * @returns undefined if the result is larger
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

/** Yields the JSON of a value and a line feed in parts. */
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

/** Yields the JSON of a value in small pieces, one per object without nested lists or objects. Omits what `JSON.stringify` omits. */
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

/** Returns whether a value holds objects or lists. Other values are small enough for one `JSON.stringify`. */
function isNested(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  for (const child of Object.values(value)) if (typeof child === 'object' && child !== null) return true;
  return false;
}
