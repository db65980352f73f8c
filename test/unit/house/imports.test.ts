import { join } from 'node:path';
import manifest from '../../../package.json' with { type: 'json' };
import {
  brokenLayout,
  brokenRules,
  cycles,
  packagesOf,
  parseModules,
  type Rule,
  readSources,
  type Sources,
} from './modules.js';

/** The facts of the platform, which client and emulator share. */
const FACTS = ['platform/endpoint', 'platform/endpoints/*', 'platform/errcodes'];

/** Who may import whom. A new file, folder or package needs a row or a word here; that is the moment to ask whether it belongs there. */
const RULES: readonly Rule[] = [
  // the process
  {
    files: 'cli',
    values: ['main', 'emulator/**', 'config', 'schema', 'log'],
    packages: ['graphql'],
    process: true,
  },
  {
    files: 'main',
    values: ['config', 'server', 'shutdown', 'log', 'log.*', 'secret', 'unhandled'],
    types: ['platform/**', 'store/**', 'guard/audit'],
    dynamic: ['emulator/**', 'store/**', 'doctor'],
    process: true,
  },
  // the doctor: the parts that a server is made of, each tried alone
  {
    files: 'doctor',
    values: ['doctor.*', 'platform/deadline', 'log'],
    types: ['config'],
    packages: ['p-limit'],
  },
  {
    files: 'doctor.*',
    values: ['doctor.finding', 'doctor.get', 'guard/key-set', 'platform/**', 'store/**'],
    types: ['config', 'log'],
    packages: ['undici', 'jose'],
  },
  {
    files: 'server',
    values: ['**', '!main', '!cli', '!doctor', '!doctor.*', '!emulator/**'],
    packages: ['@fastify/cors', 'fastify'],
  },
  {
    files: 'graphql-endpoint',
    values: [
      'answers',
      'errors',
      'execution/operation-cache',
      'execution/registered-texts',
      'guard/operation-limits',
      'operations',
      'result-writer',
    ],
    types: ['context', 'telemetry/request-trail'],
    packages: ['@apollo/server', '@as-integrations/fastify', 'fastify', 'graphql', 'lru-cache'],
  },
  {
    files: 'operations',
    values: [
      'answers',
      'errors',
      'execution/planned-query',
      'execution/response-meter',
      'graph/input-errors',
      'guard/operation-limits',
    ],
    types: ['context', 'execution/operation', 'guard/limits', 'log', 'telemetry/request-trail'],
    packages: ['graphql'],
  },
  // what they are made of
  {
    files: 'config',
    values: ['config.files', 'config.operations', 'config.rules', 'config.unknown', 'config.variables', 'secret'],
    types: ['**'],
    packages: ['zod'],
  },
  {
    files: 'config.*',
    values: ['config.variables', 'loopback', 'secret', 'guard/scopes'],
    types: ['config', 'config.*'],
    packages: ['zod'],
  },
  { files: 'secret', values: [] },
  { files: 'fragments', values: [], packages: ['graphql'] },
  { files: 'result-writer', values: ['turns'] },
  { files: 'turns', values: [] },
  { files: 'log', values: [], packages: ['pino'] },
  { files: 'log.*', values: ['log', 'log.*'], types: ['guard/audit'] },
  { files: 'context', values: [], types: ['**', '!main', '!cli', '!server', '!emulator/**'], packages: [] },
  { files: 'loaders', values: ['graph/**'], types: ['context', 'platform/client'] },
  { files: 'loopback', values: [] },
  { files: 'graphql-path', values: [], packages: ['fastify'] },
  { files: 'explorer', values: [], packages: ['fastify'] },
  { files: 'health', values: [], packages: ['fastify'] },
  { files: 'under-way', values: [] },
  { files: 'unhandled', values: [], types: ['log'] },
  { files: 'shutdown', values: [], types: ['server', 'log'] },
  { files: 'answers', values: [], types: ['context'], packages: ['graphql', '@apollo/server'] },
  { files: 'errors', values: ['platform/errors', 'platform/errcodes'], packages: ['graphql', '@apollo/server'] },
  {
    files: 'schema',
    values: ['graph/**'],
    packages: ['graphql', 'type-graphql', '@apollo/subgraph', 'reflect-metadata'],
  },
  // the upstream
  { files: 'platform/endpoint', values: [] },
  { files: 'platform/endpoints/*', values: ['platform/endpoint', './*'] },
  { files: 'platform/errcodes', values: [] },
  {
    files: 'platform/**',
    values: ['platform/**', 'store/store', 'store/lease', 'store/keys'], // the store's interfaces and keys, never an implementation
    types: ['store/**', 'log'],
    packages: ['undici', 'cockatiel', 'lru-cache'],
  },
  // the graph: a concept sees the types of another, never its resolvers and loaders
  {
    files: 'graph/*', // shared by the concepts, and so knows none of them
    values: ['graph/*', 'platform/**', 'safety/**', 'errors', 'guard/scopes'],
    types: ['context', 'log'],
    packages: ['graphql', 'graphql-scalars', 'type-graphql', 'class-validator', 'reflect-metadata', 'dataloader'],
  },
  {
    files: 'graph/*/**',
    values: [
      './**',
      'graph/*',
      'graph/*/*.type',
      'platform/**',
      'safety/**',
      'errors',
      'guard/scopes',
      'guard/costs',
      'turns',
    ],
    types: ['context', 'log'],
    packages: ['graphql', 'type-graphql', 'class-validator', 'dataloader', 'p-limit'],
  },
  // what stands around it
  { files: 'safety/**', values: ['safety/**', 'platform/**', 'store/**'] },
  // a process of its own
  { files: 'store/walk', values: [], packages: ['lmdb'], process: true },
  { files: 'store/**', values: ['store/**'], types: ['**'], packages: ['lmdb', 'redis'] },
  {
    files: 'guard/**',
    values: [
      'guard/**',
      'store/**',
      'errors',
      'fragments',
      'graphql-path',
      'loopback',
      'platform/bounded-body',
      'platform/errors',
    ],
    types: ['config', 'context', 'execution/operation', 'log', 'secret', 'platform/**'],
    packages: ['graphql', 'helmet', '@fastify/under-pressure', 'fastify', 'jose', 'rate-limiter-flexible', 'lru-cache'],
  },
  // what is told of requests and calls; the SDK of traces is loaded where they are asked for
  {
    files: 'telemetry/traces',
    values: ['telemetry/trace-parent', 'platform/errors', 'platform/observer', 'graphql-path'],
    types: ['telemetry/**', 'config', 'log'],
    packages: [
      '@opentelemetry/api',
      '@opentelemetry/exporter-trace-otlp-http',
      '@opentelemetry/resources',
      '@opentelemetry/sdk-trace',
      'fastify',
    ],
  },
  {
    files: 'telemetry/telemetry',
    values: ['telemetry/access-line', 'telemetry/metrics', 'telemetry/request-trail', 'graphql-path'],
    types: ['telemetry/**', 'config', 'log', 'platform/observer'],
    dynamic: ['telemetry/traces'],
    packages: ['fastify'],
  },
  {
    files: 'telemetry/*',
    values: ['telemetry/request-trail', 'telemetry/trace-parent'],
    types: ['context', 'log', 'platform/observer'],
    packages: ['prom-client', 'fastify', '@apollo/server'],
  },
  { files: 'execution/**', values: ['execution/**', 'fragments', 'turns'], packages: ['graphql', 'lru-cache'] },
  // the platform's double: the same facts, none of the code that calls them
  { files: 'emulator/**', values: ['emulator/**', 'loopback', ...FACTS], packages: ['fastify'] },
];

const MAX_LINES = 400;
const TABLES = ['config.variables', 'platform/errcodes', 'platform/endpoints/*'];

describe('src', () => {
  const modules = parseModules(readSources(join(__dirname, '../../../src')));

  test('every import and every mention of process: allowed by the table', () => {
    expect(modules.length).toBeGreaterThan(10);
    expect(brokenRules(modules, RULES)).toEqual([]);
  });

  // A package that is only a development dependency is there in every test, and missing where the server runs.
  test('packages loaded at run time: dependencies of the product', () => {
    expect(packagesOf(modules).filter((name) => !(name in manifest.dependencies))).toEqual([]);
  });

  test('imports: no circle', () => {
    expect(cycles(modules)).toEqual([]);
  });

  test('files: short, named after what is inside, no barrels', () => {
    expect(brokenLayout(modules, MAX_LINES, TABLES)).toEqual([]);
  });
});

/** Files of a small house, each empty unless the sources say otherwise. */
function house(sources: Sources) {
  const empty = [
    ...[
      'main',
      'cli',
      'doctor',
      'doctor.platform',
      'doctor.state',
      'server',
      'config',
      'log',
      'context',
      'errors',
      'schema',
      'store/memory',
      'guard/scopes',
    ],
    ...['platform/endpoint', 'platform/endpoints/card', 'platform/errcodes', 'platform/client', 'platform/token'],
    ...['platform/wire', 'graph/scalars', 'graph/card/card.type', 'graph/card/card.loader', 'graph/code/code.type'],
    ...['graph/code/code.loader', 'safety/once', 'guard/auth', 'emulator/server', 'emulator/handlers/card'],
  ].map((name) => [`${name}.ts`, '']);
  return parseModules({ ...Object.fromEntries(empty), ...sources });
}

describe('the table', () => {
  test.each([
    ['cli', "import './graph/card/card.type.js';"],
    ['main', "import { start } from './emulator/server.js';"],
    ['main', "import './graph/scalars.js';"],
    ['server', "await import('./emulator/server.js');"],
    ['server', "import './main.js';"],
    ['server', "import './doctor.js';"],
    ['doctor', "import './server.js';"],
    ['doctor', "import './config.js';"],
    ['doctor.state', "import './doctor.platform.js';"],
    ['server', "import { request } from 'undici';"],
    ['config', "import { x } from './log.js';"],
    ['log', "import { x } from './config.js';"],
    ['log', "import fastify from 'fastify';"],
    ['context', "import { Platform } from './platform/client.js';"],
    ['errors', "import { x } from './platform/client.js';"],
    ['schema', "import { x } from './platform/client.js';"],
    ['platform/endpoint', "import { x } from './errcodes.js';"],
    ['platform/endpoints/card', "import { x } from '../client.js';"],
    ['platform/client', "import { x } from '../config.js';"],
    ['platform/client', "import type { Config } from '../config.js';"],
    ['platform/client', "import type { GraphQLError } from 'graphql';"],
    ['platform/client', "import { Memory } from '../store/memory.js';"],
    ['graph/scalars', "import { Card } from './card/card.type.js';"],
    ['graph/card/card.type', "import { x } from '../code/code.loader.js';"],
    ['graph/card/card.type', "import { request } from 'undici';"],
    ['graph/card/card.type', "import { x } from '../../context.js';"],
    ['graph/card/card.type', "import type { Config } from '../../config.js';"],
    ['safety/once', "import { x } from '../graph/scalars.js';"],
    ['store/memory', "import { x } from '../platform/client.js';"],
    ['guard/auth', "import { loadConfig } from '../config.js';"],
    ['emulator/server', "import { x } from '../platform/client.js';"],
    ['emulator/server', "import type { Token } from '../platform/token.js';"],
    ['emulator/handlers/card', "import type { Card } from '../../graph/card/card.type.js';"],
    ['emulator/server', "export * from '../platform/wire.js';"],
    ['emulator/server', "export { x } from '../platform/wire.js';"],
    ['emulator/server', "import wire = require('../platform/wire.js');"],
    ['emulator/server', "const wire = require('../platform/wire.js');"],
    ['emulator/server', "type Wire = import('../platform/wire.js').Wire;"],
    ['config', 'await import(name);'],
    ['config', "import { x } from './nowhere.js';"],
    ['config', "import { x } from '../package.json';"],
    ['config', 'export const env = process.env;'],
    ['config', 'export const env = globalThis.process.env;'],
    ['config', "export const env = globalThis['process'].env;"],
    ['config', "import { env } from 'node:process';"],
    ['config', "import { env } from 'process';"],
    ['config', "const { env } = await import('node:process');"],
    ['config', 'export const all = { process };'],
  ])('%s with %s: broken, once', (name, source) => {
    expect(brokenRules(house({ [`${name}.ts`]: source }), RULES)).toEqual([expect.stringContaining(`${name}: `)]);
  });

  test.each([
    ['cli', "import './main.js'; process.exit(1);"],
    ['main', "const { start } = await import('./emulator/server.js'); process.exitCode = 78;"],
    ['server', "import { x } from './platform/client.js'; import fastify from 'fastify';"],
    ['config', "import type { Log } from './log.js'; import { z } from 'zod'; import { isIP } from 'node:net';"],
    ['config', "import { type Log, type Other } from './log.js'; export type { Log } from './log.js';"],
    ['config', "type Log = import('./log.js').Log;"],
    ['config', 'export class A { process() {} } export const b = { process: 1 }.process;'],
    ['platform/endpoints/card', "import { endpoint } from '../endpoint.js';"],
    ['platform/client', "import type { Store } from '../store/memory.js'; import { Pool } from 'undici';"],
    ['graph/card/card.type', "import { Code } from '../code/code.type.js'; import './card.loader.js';"],
    ['graph/card/card.type', "import type { Context } from '../../context.js';"],
    ['emulator/handlers/card', "import { card } from '../../platform/endpoints/card.js'; import 'fastify';"],
    ['errors', "import { unwrapResolverError } from '@apollo/server/errors';"],
  ])('%s with %s: kept', (name, source) => {
    expect(brokenRules(house({ [`${name}.ts`]: source }), RULES)).toEqual([]);
  });

  test('a file that no row speaks of: broken', () => {
    expect(brokenRules(house({ 'metrics.ts': '' }), RULES)).toEqual(['metrics: no row of the table speaks of it']);
  });
});

describe('the search for circles', () => {
  const circle = (back: string) =>
    parseModules({ 'a.ts': "import './b/b.js';", 'b/b.ts': "import '../c.js';", 'c.ts': back });

  test.each([
    "import { a } from './a.js';",
    "export * from './a.js';",
    "await import('./a.js');",
    "import { type A, a } from './a.js';",
  ])('%s: a circle', (back) => {
    expect(cycles(circle(back))).toEqual(['a → b/b → c → a']);
  });

  test.each([
    "import type { A } from './a.js';",
    "import { type A } from './a.js';",
    "export type { A } from './a.js';",
    '',
  ])('%s: none', (back) => {
    expect(cycles(circle(back))).toEqual([]);
  });

  test('a file that imports itself: a circle', () => {
    expect(cycles(parseModules({ 'a.ts': "import './a.js';" }))).toEqual(['a → a']);
  });

  test('two ways to one file: none', () => {
    const diamond = {
      'a.ts': "import './b.js'; import './c.js';",
      'b.ts': "import './d.js';",
      'c.ts': "import './d.js';",
    };
    expect(cycles(parseModules({ ...diamond, 'd.ts': '' }))).toEqual([]);
  });
});

test('packages loaded at run time: told from types, modules of Node and our own', () => {
  const source =
    "import '@a/b/c'; export * from 'd/e'; import 'd'; await import('f'); import type { G } from 'g'; import 'fs'; import './h.js';";
  expect(packagesOf(parseModules({ 'a.ts': source }))).toEqual(['@a/b', 'd', 'f']);
});

describe('the layout', () => {
  const layout = (sources: Sources) => brokenLayout(parseModules(sources), 3, ['facts/*']);

  test.each([
    ['a file over the limit', { 'a.ts': '1;\n2;\n3;\n4;\n' }],
    ['a folder called utils', { 'graph/utils/a.ts': '' }],
    ['a folder called helpers', { 'helpers/a.ts': '' }],
    ['a folder called common', { 'common/a.ts': '' }],
    ['a folder called services', { 'services/a.ts': '' }],
    ['a file called utils', { 'utils.ts': '' }],
    ['an index', { 'graph/index.ts': 'export const a = 1;' }],
    ['a barrel by another name', { 'graph/all.ts': "export * from './a.js';\nexport { b } from './b.js';" }],
  ])('%s: broken, once', (_, sources) => {
    expect(layout(sources)).toHaveLength(1);
  });

  test.each([
    ['a file at the limit', { 'a.ts': '1;\n2;\n3;\n' }],
    ['a long table of facts', { 'facts/a.ts': '1;\n2;\n3;\n4;\n' }],
    ['a name that holds a vague word', { 'commonwealth/service-level.ts': '' }],
    ['a re-export beside something of its own', { 'a.ts': "export type { A } from './b.js';\nexport const a = 1;" }],
  ])('%s: kept', (_, sources) => {
    expect(layout(sources)).toEqual([]);
  });
});
