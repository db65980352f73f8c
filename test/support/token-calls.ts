import { token } from '../../src/platform/endpoints/token.js';

const PATHS: ReadonlySet<string> = new Set(Object.values(token).map(({ path }) => path));

/** Returns whether a path is that of a call that issues tokens. */
export function isTokenCall(path: string): boolean {
  return PATHS.has(path);
}
