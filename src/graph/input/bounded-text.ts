import type { CardErrorCodeName } from '../mutation/user-error.js';
import { Constraint, describeReceived, isIdentifier } from './validation.js';

/** The maximum length of a text, in UTF-8 bytes or in characters. */
export type TextLimit = { readonly bytes: number } | { readonly characters: number };

const READABLE = 'text that is not empty and has no control characters';

const isReadable = (value: unknown): value is string => isIdentifier(value, Number.MAX_SAFE_INTEGER);

/** Describes a limit, for messages and descriptions. */
export function limitOf(limit: TextLimit): string {
  return 'bytes' in limit ? `at most ${limit.bytes} bytes of UTF-8` : `at most ${limit.characters} characters`;
}

function isWithin(value: string, limit: TextLimit): boolean {
  return 'bytes' in limit ? Buffer.byteLength(value) <= limit.bytes : [...value].length <= limit.characters;
}

/** Requires text that is not empty, has no control characters and is within its limit. Accepts null, like an absent value. */
export function IsBoundedText(limit: TextLimit): PropertyDecorator {
  const readable = Constraint({
    name: 'readable',
    code: 'INVALID_INPUT',
    expected: READABLE,
    holds: (value) => value === null || isReadable(value),
  });
  const within = Constraint({
    name: 'textLimit',
    code: 'FIELD_TOO_LONG',
    expected: limitOf(limit),
    holds: (value) => typeof value !== 'string' || isWithin(value, limit),
  });
  return (prototype, property) => {
    readable(prototype, property);
    within(prototype, property);
  };
}

/** Returns the problem of a text in a list, whose path has an index. */
export function textProblem(
  value: string,
  limit: TextLimit,
): { readonly code: CardErrorCodeName; readonly message: string } | undefined {
  const got = describeReceived(value);
  if (!isReadable(value)) return { code: 'INVALID_INPUT', message: `expected ${READABLE}, got ${got}` };
  if (!isWithin(value, limit)) return { code: 'FIELD_TOO_LONG', message: `expected ${limitOf(limit)}, got ${got}` };
  return undefined;
}
