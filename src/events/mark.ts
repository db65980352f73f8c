import { randomBytes } from 'node:crypto';

/** Returns the mark of a new log. */
export const newMark = (): string => randomBytes(8).toString('base64url');
