// The package that `npm pack` builds, installed in another folder.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** The environment of a user's shell, without variables of this project or of the npm that runs the script. */
export const ENV = { PATH: process.env.PATH, HOME: process.env.HOME, PORT: '0', EMULATOR_PORT: '0' };

/** Runs a command and returns what it prints. An error contains both of its streams. */
export function run(cwd, command, ...args) {
  try {
    return execFileSync(command, args, { cwd, env: ENV, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    throw new Error(`${command} ${args.join(' ')}\n${error.stdout ?? ''}${error.stderr ?? ''}`);
  }
}

/** Packs the checkout into a folder. Returns the tarball's name and the paths in it. */
export function pack(folder) {
  const [{ filename, files }] = JSON.parse(
    run(ROOT, 'npm', 'pack', '--silent', '--json', '--pack-destination', folder),
  );
  return { filename, paths: files.map(({ path }) => path) };
}

export function install(folder, ...packages) {
  run(folder, 'npm', 'install', '--no-fund', '--no-audit', ...packages);
}
