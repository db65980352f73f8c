import { EventsCursorExpired, EventsCursorUnknown, formatCursor, parseCursor } from '../../../src/events/cursor.js';
import { newMark } from '../../../src/events/mark.js';
import { MAX_MS, MAX_SEQ, next } from '../../../src/events/position.js';

const CURSOR = {
  mark: newMark(),
  state: { ms: 1_795_000_000_000, seq: 7 },
  activity: { ms: MAX_MS, seq: MAX_SEQ },
};

test('a cursor is parsed to what it was formatted from', () => {
  expect(parseCursor(formatCursor(CURSOR))).toEqual(CURSOR);
});

const TEXT = formatCursor(CURSOR);

test.each([
  '',
  TEXT.slice(1),
  `${TEXT}A`,
  'x'.repeat(1_000_000),
  TEXT.replace(/^./, 'B'),
  `${TEXT.slice(0, -1)}!`,
  `${TEXT.slice(0, -1)}=`,
  TEXT.replace(/.$/, (end) => String.fromCharCode(end.charCodeAt(0) + 1)),
  '卡'.repeat(TEXT.length),
])('a text that no cursor has is refused (%#)', (text) => {
  expect(text).not.toBe(TEXT);
  expect(() => parseCursor(text)).toThrow(EventsCursorUnknown);
});

test('cursor errors have the codes of the GraphQL API and the first cursor that is left', () => {
  expect(new EventsCursorUnknown().code).toBe('EVENTS_CURSOR_UNKNOWN');
  expect(new EventsCursorExpired(TEXT)).toMatchObject({ code: 'EVENTS_CURSOR_EXPIRED', cursor: TEXT });
});

test('positions increase even if the clock is set back or the numbers of a millisecond are used up', () => {
  expect(next({ ms: 5, seq: 3 }, 6)).toEqual({ ms: 6, seq: 0 });
  expect(next({ ms: 5, seq: 3 }, 5)).toEqual({ ms: 5, seq: 4 });
  expect(next({ ms: 5, seq: 3 }, 1)).toEqual({ ms: 5, seq: 4 });
  expect(next({ ms: 5, seq: MAX_SEQ }, 5)).toEqual({ ms: 6, seq: 0 });
});
