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

/** Returns the distinct violations that `npm run lint:imports` reports in the folder, as `file: name of the rule`. */
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

test('src and bench have no import that .dependency-cruiser.cjs forbids', () => {
  expect(violations(ROOT)).toEqual([]);
});

describe('import rules on a tree with forbidden imports', () => {
  let folder: string;
  let found: string[];

  /** Files with allowed imports that the others import. All are reachable from cli.ts. */
  const ALLOWED = [
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

  const FORBIDDEN: readonly (readonly [file: string, source: string, rule: string])[] = [
    ['src/admission/a', "import '../http/server.js';", 'admission imports only folders below it'],
    [
      'src/admission/b',
      "import type { A } from '../operation/endpoint.js';",
      'admission imports only folders below it',
    ],
    ['src/operation/a', "import '../admission/access.js';", 'operation imports only folders below it'],
    ['src/graph/a', "export type { A } from '../operation/endpoint.js';", 'graph imports only folders below it'],
    ['src/safety/a', "export * from '../graph/context.js';", 'safety imports only folders below it'],
    ['src/platform/a', "export * from '../safety/writes.js';", 'platform imports only folders below it'],
    ['src/platform/b', "import { request } from 'fastify';", 'platform imports only its allowed packages'],
    ['src/store/a', "const a = await import('../platform/client.js');", 'store imports only folders below it'],
    ['src/telemetry/a', "import type { A } from '../graph/context.js';", 'telemetry imports only folders below it'],
    ['src/config/a', "import type { Log } from '../log.js';", 'config imports only folders below it'],
    ['src/webhooks/a', "import '../graph/context.js';", 'webhooks imports only folders below it'],
    ['src/events/a', "import type { A } from '../graph/context.js';", 'events imports only folders below it'],
    ['src/console/a', "import type { A } from '../config/config.js';", 'console imports only folders below it'],
    ['src/cellar/a', "import '../config/config.js';", 'every file in src is covered by a rule'],
    ['src/graph/b', "import { request } from 'undici';", 'graph imports only its allowed packages'],
    ['src/graph/types/a', "import '../card/card.type.js';", 'shared graph folders import no concept'],
    [
      'src/graph/card/a',
      "import '../code/code.loader.js';",
      'a graph concept imports only types and references of other concepts',
    ],
    [
      'src/platform/c',
      "import '../store/memory.js';",
      'store implementations are imported only by the composition root',
    ],
    [
      'src/emulator/a',
      "import type { A } from '../platform/client.js';",
      'the emulator imports shared platform facts, never the client',
    ],
    ['src/emulator/b', "import a = require('../graph/context.js');", 'emulator imports only folders below it'],
    ['src/platform/endpoints/a', "import '../wire.js';", 'platform facts import only platform facts'],
    ['src/http/a', "import { x } from './nowhere.js';", 'imports resolve to existing files'],
    [
      'src/http/b',
      "import manifest from '../../package.json' with { type: 'json' };",
      'src imports nothing outside src',
    ],
    ['src/config/b', "import type { A } from './c.js';", 'no circular imports, type imports included'],
    ['bench/a', "import '../src/config/config.js';", 'the bench imports nothing outside bench'],
    ['bench/b', "import fastify from 'yaml';", 'the bench imports only packages in its package.json'],
    ['src/http/c', "import { parse } from 'yaml';", 'src imports only production dependencies'],
  ];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'cardgraph-imports-'));
    const write = (name: string, text: string) => {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    };
    for (const name of ['package.json', 'tsconfig.json', 'node_modules'])
      symlinkSync(join(ROOT, name), join(folder, name));
    for (const name of ALLOWED) write(`src/${name}.ts`, 'export type A = 1;\n');
    write('src/config/c.ts', "import type { B } from './b.js';\n");
    write('src/graph/unreached.ts', 'export const a = 1;\n');
    for (const [name, source] of FORBIDDEN) write(`${name}.ts`, source);
    const forbidden = FORBIDDEN.flatMap(([name]) =>
      /^(bench|src\/console)\//.test(name) ? [] : [name.replace('src/', '')],
    );
    write('src/cli.ts', [...ALLOWED, ...forbidden].map((name) => `import './${name}.js';\n`).join(''));
    found = violations(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each(FORBIDDEN)('rejects %s with %s', (name, _, rule) => {
    expect(found).toContain(`${name}.ts: ${rule}`);
  });

  test('rejects a file that is not reachable from the command line', () => {
    expect(found).toContain('src/graph/unreached.ts: every file is reachable from the command line');
  });

  test('does not report files that import only folders below them', () => {
    expect(found.filter((one) => ALLOWED.some((name) => one.startsWith(`src/${name}.ts: `)))).toEqual([]);
  });
});
