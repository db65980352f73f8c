import { existsSync } from 'node:fs';

/** The folder with the build of the console. */
export const CONSOLE_FILES = 'dist/console';

if (!existsSync(`${CONSOLE_FILES}/index.html`)) {
  throw new Error(`${CONSOLE_FILES} contains no console; run npm run console`);
}
