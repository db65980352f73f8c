import { MAX_MS, MAX_SEQ, type Position } from './position.js';

/** A place in both streams of a log. */
export interface Cursor {
  /** Identifies the log: 8 random bytes in base64url, made when the log begins. */
  readonly mark: string;
  readonly state: Position;
  readonly activity: Position;
}

/** The cursor is malformed, or of another account or of another log. */
export class EventsCursorUnknown extends Error {
  override readonly name = 'EventsCursorUnknown';
  readonly code = 'EVENTS_CURSOR_UNKNOWN';

  constructor() {
    super('The cursor is not one of this account, or the event log was emptied since. Read again without it');
  }
}

/** Events after the cursor were already removed. */
export class EventsCursorExpired extends Error {
  override readonly name = 'EventsCursorExpired';
  readonly code = 'EVENTS_CURSOR_EXPIRED';
  /** The place before the oldest events that are left. */
  readonly cursor: string;

  constructor(cursor: string) {
    super(
      'Events after the cursor have expired. Read again what they may have changed, and continue with the given cursor',
    );
    this.cursor = cursor;
  }
}

const VERSION = 1;
const MARK_BYTES = 8;
const POSITION_BYTES = 10;
const BYTES = 1 + MARK_BYTES + 2 * POSITION_BYTES;
/** Length of every cursor. */
const LENGTH = Math.ceil((BYTES * 4) / 3);

export function formatCursor({ mark, state, activity }: Cursor): string {
  const bytes = Buffer.alloc(BYTES);
  bytes.writeUInt8(VERSION);
  bytes.write(mark, 1, MARK_BYTES, 'base64url');
  writePosition(bytes, 1 + MARK_BYTES, state);
  writePosition(bytes, 1 + MARK_BYTES + POSITION_BYTES, activity);
  return bytes.toString('base64url');
}

/**
 * Accepts exactly the texts that `formatCursor` returns.
 * @throws {EventsCursorUnknown}
 */
export function parseCursor(text: string): Cursor {
  if (text.length !== LENGTH) throw new EventsCursorUnknown();
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length !== BYTES || bytes[0] !== VERSION || bytes.toString('base64url') !== text) {
    throw new EventsCursorUnknown();
  }
  return {
    mark: bytes.toString('base64url', 1, 1 + MARK_BYTES),
    state: readPosition(bytes, 1 + MARK_BYTES),
    activity: readPosition(bytes, 1 + MARK_BYTES + POSITION_BYTES),
  };
}

function writePosition(bytes: Buffer, at: number, { ms, seq }: Position): void {
  bytes.writeUIntBE(Math.min(ms, MAX_MS), at, 6);
  bytes.writeUInt32BE(Math.min(seq, MAX_SEQ), at + 6);
}

const readPosition = (bytes: Buffer, at: number): Position => ({
  ms: bytes.readUIntBE(at, 6),
  seq: bytes.readUInt32BE(at + 6),
});
