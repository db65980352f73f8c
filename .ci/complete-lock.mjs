// Completes package-lock.json with the optional packages of other platforms.
//
// A registry mirror may lack the binaries of platforms that it does not serve. npm then leaves them out of the lock, and
// `npm ci` refuses the lock as out of step. Run it after `npm install`, then `npm install` once more:
//
//   node .ci/complete-lock.mjs
//
// A version comes from the package that asks for it, os, cpu and libc from the name. What names no platform is left out.
import { readFileSync, writeFileSync } from 'node:fs';

const LOCK = 'package-lock.json';
const OS = ['android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const CPU = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'];

const lock = JSON.parse(readFileSync(LOCK, 'utf8'));
let added = 0;
for (const [at, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const key = `node_modules/${name}`;
    if (lock.packages[key] || lock.packages[`${at}/${key}`] || !/^\d/.test(version)) continue;
    const parts = name.split(/[-/]/);
    const os = parts.find((part) => OS.includes(part));
    const cpu = parts.find((part) => CPU.includes(part));
    if (!os || !cpu) continue;
    const musl = parts.some((part) => part.startsWith('musl'));
    const libc = musl ? ['musl'] : os === 'linux' && parts.includes('gnu') ? ['glibc'] : undefined;
    lock.packages[key] = {
      version,
      cpu: [cpu],
      dev: entry.dev,
      license: entry.license,
      optional: true,
      os: [os],
      libc,
    };
    added += 1;
  }
}
const sorted = Object.entries(lock.packages).sort(([one], [other]) => (one < other ? -1 : 1));
lock.packages = Object.fromEntries(sorted);
writeFileSync(LOCK, `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(`${added} optional packages of other platforms added\n`);
