/**
 * Import rules of src, type imports included: `npm run lint:imports`. A folder imports only folders below it in the order of a request.
 * ARCHITECTURE.md shows the same order.
 */

/**
 * Allowed imports of each folder and each file directly in src, besides itself and `BASE`: folders of src, and packages. Node.js modules
 * are always allowed. A new folder needs a row here.
 */
const FOLDERS = {
  'cli.ts': { src: ['commands'] },
  commands: {
    src: [
      ...['export', 'http', 'doctor', 'emulator', 'graph', 'component', 'events', 'telemetry', 'platform'],
      'store',
    ],
  },
  export: {
    src: [
      'http',
      'admission',
      'operation',
      'graph',
      'webhooks',
      'component',
      'events',
      'telemetry',
      'platform',
      'store',
    ],
    packages: ['graphql'],
  },
  http: {
    src: [
      ...['admission', 'operation', 'graph', 'safety', 'webhooks', 'component', 'events', 'search', 'telemetry'],
      'platform',
      'store',
    ],
    packages: [
      '@fastify/cors',
      '@fastify/static',
      '@fastify/websocket',
      'fastify',
      'graphql',
      'graphql-ws',
      'helmet',
      'undici',
    ],
  },
  admission: {
    src: ['platform', 'store'],
    packages: ['@fastify/under-pressure', 'fastify', 'jose', 'lru-cache'],
  },
  operation: {
    src: ['graph', 'telemetry', 'platform'],
    packages: ['@apollo/server', '@as-integrations/fastify', 'fastify', 'graphql', 'lru-cache'],
  },
  graph: {
    src: ['safety', 'events', 'search', 'telemetry', 'platform'],
    packages: [
      '@apollo/server',
      'class-validator',
      'dataloader',
      'graphql',
      'graphql-scalars',
      'p-limit',
      'reflect-metadata',
      'type-graphql',
    ],
  },
  safety: { src: ['platform', 'store'] },
  // receiving the platform's messages, and their log
  webhooks: { src: ['component', 'events', 'platform', 'store'], packages: ['fastify', 'lru-cache', 'saxes'] },
  // merchants that authorized this deployment as their third-party platform
  component: { src: ['platform', 'store'] },
  events: { src: ['platform', 'store'], packages: ['lmdb'] },
  search: { src: ['platform', 'store'] },
  telemetry: {
    src: ['platform'],
    packages: [
      '@apollo/server',
      '@opentelemetry/api',
      '@opentelemetry/exporter-trace-otlp-http',
      '@opentelemetry/resources',
      '@opentelemetry/sdk-trace',
      'fastify',
      'prom-client',
    ],
  },
  doctor: {
    src: ['admission', 'operation', 'graph', 'webhooks', 'component', 'events', 'platform', 'store'],
    packages: ['jose', 'p-limit', 'undici'],
  },
  platform: { src: ['store'], packages: ['cockatiel', 'lru-cache', 'undici'] },
  store: { src: [], packages: ['lmdb', 'rate-limiter-flexible', 'redis'] },
  // a separate process: shares the platform facts with the client, but no client code
  emulator: { src: ['platform'], packages: ['fastify'] },
  // the web console: bundled, so that all its packages are development dependencies
  console: { src: [], packages: ['@preact/signals', '@urql/core', 'preact', 'uplot'] },
  'log.ts': { src: [], packages: ['pino'] },
  logging: { src: [] },
  config: { src: [], packages: ['zod'] },
  'deadline.ts': { src: [] },
  'turns.ts': { src: [] },
  'graphql-path.ts': { src: [], packages: ['fastify'] },
};

/** Modules below every folder of the server, in this order: each may import those after it. */
const BASE = ['log.ts', 'logging', 'config', 'graphql-path.ts', 'deadline.ts', 'turns.ts'];

/** Platform facts that client and emulator share. */
const FACTS = '^src/platform/(endpoints/|endpoint\\.ts$|errcodes\\.ts$|china-time\\.ts$|is-record\\.ts$)';

const path = (name) => (name.endsWith('.ts') ? `^src/${name.replace('.', '\\.')}$` : `^src/${name}/`);
const allowedBase = (name) => (name === 'console' || name === 'emulator' ? [] : BASE.slice(BASE.indexOf(name) + 1));

const folderRules = Object.entries(FOLDERS).flatMap(([name, { src, packages = [] }]) => [
  {
    name: `${name} imports only folders below it`,
    severity: 'error',
    from: { path: path(name) },
    to: {
      path: '^src/',
      pathNot: [name, ...src, ...allowedBase(name), ...(name === 'emulator' ? ['config'] : [])].map(path),
    },
  },
  {
    name: `${name} imports only its allowed packages`,
    severity: 'error',
    from: { path: path(name) },
    to: { path: '(^|/)node_modules/', pathNot: packages.map((one) => `(^|/)node_modules/${one}/`) },
  },
]);

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...folderRules,
    {
      name: 'every file in src is covered by a rule',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/explorer/', ...Object.keys(FOLDERS).map(path)] },
      to: {},
    },
    { name: 'no circular imports, type imports included', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'imports resolve to existing files',
      severity: 'error',
      from: { path: '^src/' },
      to: { couldNotResolve: true },
    },
    {
      name: 'src imports nothing outside src',
      severity: 'error',
      from: { path: '^src/' },
      to: { pathNot: ['^src/', '(^|/)node_modules/'], dependencyTypesNot: ['core'] },
    },
    {
      name: 'src imports only production dependencies',
      comment: 'a development dependency is installed in every test, but missing in production',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/console/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'npm-peer', 'npm-optional'] },
    },
    {
      name: 'the bench imports nothing outside bench',
      severity: 'error',
      from: { path: '^bench/' },
      to: {
        path: '^',
        pathNot: ['^bench/', '(^|/)node_modules/'],
        dependencyTypesNot: ['core', 'unknown', 'undetermined'],
      },
    },
    {
      name: 'the bench imports only packages in its package.json',
      severity: 'error',
      from: { path: '^bench/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-dev'] },
    },
    {
      name: 'every file is reachable from the command line',
      severity: 'error',
      from: { path: '^src/cli\\.ts$' },
      to: {
        path: '^src/.*\\.ts$',
        pathNot: '^src/(console/|platform/authorization\\.ts$|store/walk\\.ts$)',
        reachable: false,
      },
    },
    {
      name: 'a graph concept imports only types and references of other concepts',
      severity: 'error',
      from: { path: '^src/graph/(card|code|event|member|pay-gift-rule|stats|viewer)/' },
      to: {
        path: '^src/graph/(card|code|event|member|pay-gift-rule|stats|viewer)/',
        pathNot: ['^src/graph/$1/', '\\.(type|reference)\\.ts$'],
      },
    },
    {
      name: 'shared graph folders import no concept',
      severity: 'error',
      from: { path: '^src/graph/(fetching|types|input|mutation|policies)/' },
      to: { path: '^src/graph/(card|code|event|member|pay-gift-rule|stats|viewer|schema)/' },
    },
    {
      name: 'store implementations are imported only by the composition root',
      severity: 'error',
      from: { path: '^src/(platform|safety|graph|admission|component)/' },
      to: {
        path: '^src/store/',
        pathNot: '^src/store/(store|keys|lease|rate-counter|retried-records|roll-backs)\\.ts$',
      },
    },
    {
      name: 'the emulator imports shared platform facts, never the client',
      severity: 'error',
      from: { path: '^src/emulator/' },
      to: { path: '^src/(platform|config)/', pathNot: [FACTS, '^src/config/loopback\\.ts$'] },
    },
    {
      name: 'platform facts import only platform facts',
      severity: 'error',
      from: { path: FACTS },
      to: { path: '^src/', pathNot: FACTS },
    },
  ],
  options: {
    parser: 'swc', // dependency-cruiser needs a compiler API, which TypeScript 7 does not have
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true, // type imports are imports
    preserveSymlinks: true,
    doNotFollow: { path: 'node_modules' },
    // The parser rejects JSX: a test in test/unit/house checks these files. Vite and its types have no entry for `require`.
    exclude: { path: '^src/console/(.*\\.tsx$|generated/|(build|vite\\.config)\\.mjs$)' },
  },
};
