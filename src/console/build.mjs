// Builds the console into dist/console: `npm run console`. `npm run build` does the same, so that the package contains the console and a
// production install needs none of its packages. Does nothing if neither the sources nor package-lock.json have changed since the last build.
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

const SOURCE = import.meta.dirname;
const ROOT = join(SOURCE, '../..');
const DIST = join(ROOT, 'dist');
const OUT = join(DIST, 'console');
/** Contains the hash of what the console was built from. */
const STAMP = join(DIST, '.console-hash');

/** Returns the files below a folder, relative to it, in a fixed order. */
const filesIn = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .sort();

function hashOfSources() {
  const hash = createHash('sha256');
  for (const path of [...filesIn(SOURCE).map((name) => join(SOURCE, name)), join(ROOT, 'package-lock.json')]) {
    const content = readFileSync(path);
    hash.update(`${path.slice(ROOT.length)} ${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}

const isBuilt = (hash) =>
  existsSync(join(OUT, 'index.html')) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === hash;

/**
 * Puts a finished build in the place of the previous one, file by file: a server that starts at the same time never reads a partial file
 * or an empty folder. `index.html` comes after the assets that it names. The assets of the previous build are removed last.
 */
function replace(built) {
  const files = filesIn(built).filter((name) => name !== 'index.html');
  for (const name of [...files, 'index.html']) {
    mkdirSync(dirname(join(OUT, name)), { recursive: true });
    renameSync(join(built, name), join(OUT, name));
  }
  for (const name of filesIn(OUT)) {
    if (name !== 'index.html' && !files.includes(name)) rmSync(join(OUT, name), { force: true });
  }
}

const hash = hashOfSources();
if (!isBuilt(hash)) {
  mkdirSync(DIST, { recursive: true });
  const built = mkdtempSync(join(DIST, '.console-'));
  try {
    // Loading Vite takes longer than the comparison.
    const { build } = await import('vite');
    await build({ configFile: join(SOURCE, 'vite.config.mjs'), logLevel: 'warn', build: { outDir: built } });
    rmSync(STAMP, { force: true });
    replace(built);
    writeFileSync(STAMP, hash);
  } finally {
    rmSync(built, { recursive: true, force: true });
  }
}
