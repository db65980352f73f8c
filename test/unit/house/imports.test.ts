import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const ROOT = join(__dirname, '../../..');

interface Violation {
  readonly type: string;
  readonly from: string;
  readonly rule: { readonly name: string };
}

/** Returns the findings of `npm run lint:imports` in the folder as `file: name of the rule`, without duplicates. */
function violations(folder: string): string[] {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      ...[
        join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
        'src',
        'bench',
        '--output-type',
        'json',
      ],
      ...['--config', join(ROOT, '.dependency-cruiser.cjs')],
    ],
    { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  if (stdout === '') throw new Error(stderr);
  const { summary } = JSON.parse(stdout) as { summary: { totalCruised: number; violations: readonly Violation[] } };
  expect(summary.totalCruised).toBeGreaterThan(20);
  return [...new Set(summary.violations.map(({ from, rule }) => `${from}: ${rule.name}`))].sort();
}

test('the imports of src and bench violate no rule of .dependency-cruiser.cjs', () => {
  expect(violations(ROOT)).toEqual([]);
});

describe('in a tree of files, the import check', () => {
  let folder: string;
  let found: string[];

  /** Files that the others import, each reached from cli.ts. */
  const VALID = [
    ...[
      'commands/serve',
      'http/server',
      'admission/access',
      'operation/endpoint',
      'graph/context',
      'graph/types/scalars',
    ],
    ...['graph/card/card.type', 'graph/card/card.loader', 'graph/code/code.type', 'graph/code/code.loader'],
    ...['safety/writes', 'platform/client', 'platform/endpoint', 'platform/endpoints/card', 'platform/wire'],
    ...['store/store', 'store/memory', 'telemetry/metrics', 'doctor/doctor', 'emulator/server', 'config/config'],
    ...['config/loopback', 'events/log', 'log', 'deadline'],
  ];

  const BROKEN: readonly (readonly [file: string, source: string, rule: string])[] = [
    ['src/admission/a', "import '../http/server.js';", 'admission imports what stands below it'],
    ['src/admission/b', "import type { A } from '../operation/endpoint.js';", 'admission imports what stands below it'],
    ['src/operation/a', "import '../admission/access.js';", 'operation imports what stands below it'],
    ['src/graph/a', "export type { A } from '../operation/endpoint.js';", 'graph imports what stands below it'],
    ['src/safety/a', "export * from '../graph/context.js';", 'safety imports what stands below it'],
    ['src/platform/a', "export * from '../safety/writes.js';", 'platform imports what stands below it'],
    ['src/platform/b', "import { request } from 'fastify';", 'platform imports its packages'],
    ['src/store/a', "const a = await import('../platform/client.js');", 'store imports what stands below it'],
    ['src/telemetry/a', "import type { A } from '../graph/context.js';", 'telemetry imports what stands below it'],
    ['src/config/a', "import type { Log } from '../log.js';", 'config imports what stands below it'],
    ['src/webhooks/a', "import '../graph/context.js';", 'webhooks imports what stands below it'],
    ['src/events/a', "import type { A } from '../graph/context.js';", 'events imports what stands below it'],
    ['src/console/a', "import type { A } from '../config/config.js';", 'console imports what stands below it'],
    ['src/cellar/a', "import '../config/config.js';", 'every file of src belongs to a room'],
    ['src/graph/b', "import { request } from 'undici';", 'graph imports its packages'],
    ['src/graph/types/a', "import '../card/card.type.js';", 'what the concepts of the graph share knows none of them'],
    [
      'src/graph/card/a',
      "import '../code/code.loader.js';",
      'a concept of the graph sees the types of another, never its resolvers and loaders',
    ],
    [
      'src/platform/c',
      "import '../store/memory.js';",
      'only the process chooses an implementation of the store; the others know its interfaces',
    ],
    [
      'src/emulator/a',
      "import type { A } from '../platform/client.js';",
      'the emulator knows the facts of the platform, and nothing of its client',
    ],
    ['src/emulator/b', "import a = require('../graph/context.js');", 'emulator imports what stands below it'],
    ['src/platform/endpoints/a', "import '../wire.js';", 'facts of the platform import facts alone'],
    ['src/http/a', "import { x } from './nowhere.js';", 'what is imported exists'],
    [
      'src/http/b',
      "import manifest from '../../package.json' with { type: 'json' };",
      'src imports nothing outside of src',
    ],
    ['src/config/b', "import type { A } from './c.js';", 'no circle, types included'],
    ['bench/a', "import '../src/config/config.js';", 'the bench is a package of its own'],
    ['bench/b', "import fastify from 'yaml';", 'the bench imports packages that its package.json names'],
    ['src/http/c', "import { parse } from 'yaml';", 'packages are dependencies of the product'],
  ];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'cardgraph-imports-'));
    const write = (name: string, text: string) => {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    };
    for (const name of ['package.json', 'tsconfig.json', 'node_modules'])
      symlinkSync(join(ROOT, name), join(folder, name));
    for (const name of VALID) write(`src/${name}.ts`, 'export type A = 1;\n');
    write('src/config/c.ts', "import type { B } from './b.js';\n");
    write('src/graph/unreached.ts', 'export const a = 1;\n');
    for (const [name, source] of BROKEN) write(`${name}.ts`, source);
    const broken = BROKEN.flatMap(([name]) => (/^(bench|src\/console)\//.test(name) ? [] : [name.replace('src/', '')]));
    write('src/cli.ts', [...VALID, ...broken].map((name) => `import './${name}.js';\n`).join(''));
    found = violations(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each(BROKEN)('reports %s with %s', (name, _, rule) => {
    expect(found).toContain(`${name}.ts: ${rule}`);
  });

  test('reports a file that the command line does not import', () => {
    expect(found).toContain('src/graph/unreached.ts: the command line reaches every file');
  });

  test('accepts files that import only from the folders below them', () => {
    expect(found.filter((one) => VALID.some((name) => one.startsWith(`src/${name}.ts: `)))).toEqual([]);
  });
});
