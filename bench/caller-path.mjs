import { resolve } from 'node:path';

/**
 * Resolves a path of the command line against the folder in which the user ran npm: npm runs scripts in the package's folder.
 * @param {string} path
 */
export function callerPath(path) {
  return resolve(process.env.INIT_CWD ?? process.cwd(), path);
}
