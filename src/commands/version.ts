import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Returns the version in package.json, which is next to dist in a checkout, a package and an image. */
export function version(): string {
  return JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')).version;
}
