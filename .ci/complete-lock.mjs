// Completes package-lock.json with the optional packages of other platforms.
//
// A registry mirror may lack the binaries of platforms that it does not serve. npm then omits them from the lock, and
// `npm ci` rejects the lock as out of sync. Run this after `npm install`, then run `npm install` again:
//
//   node .ci/complete-lock.mjs
//
// The version comes from the dependent package; os, cpu and libc come from the name. Packages that name no platform are skipped.
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
