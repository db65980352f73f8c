// node test/node24/install.mjs <folder>: installs Node.js 24 in the folder and prints the folder of its executable.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** A package of the npm registry that contains only the executable. */
const NAME = `node-${process.platform}-${process.arch}`;
const VERSION = '24.21.0';

const folder = process.argv[2];
const args = ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', '--ignore-scripts'];
execFileSync('npm', [...args, `${NAME}@${VERSION}`], { stdio: ['ignore', 'ignore', 'inherit'] });
console.log(join(folder, 'node_modules', NAME, 'bin'));
