/**
 * Who may import whom in src, type imports included: `npm run lint:imports`. A folder imports what stands below it on the way of a
 * request, and nothing above it. ARCHITECTURE.md shows the same as a picture.
 */

/**
 * What each folder, and each file directly in src, may import of src, besides itself and `BASE`, and of packages. Modules of Node.js are
 * free. A new folder needs a row here.
 */
const ROOMS = {
  'cli.ts': { src: ['commands'] },
  commands: { src: ['http', 'doctor', 'emulator', 'graph', 'telemetry', 'platform', 'store'] },
  http: {
    src: ['admission', 'operation', 'graph', 'safety', 'telemetry', 'platform', 'store'],
    packages: ['@fastify/cors', '@fastify/static', 'fastify', 'helmet'],
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
    src: ['safety', 'telemetry', 'platform'],
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
  // to come: the intake of the platform's pushes, and their log
  webhooks: { src: ['events', 'platform', 'store'], packages: ['fastify', 'saxes'] },
  events: { src: ['platform', 'store'] },
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
  doctor: { src: ['admission', 'operation', 'graph', 'platform', 'store'], packages: ['jose', 'p-limit', 'undici'] },
  platform: { src: ['store'], packages: ['cockatiel', 'lru-cache', 'undici'] },
  store: { src: [], packages: ['lmdb', 'rate-limiter-flexible', 'redis'] },
  // a process of its own, which shares the facts of the platform with its client and none of the code that calls them
  emulator: { src: ['platform'], packages: ['fastify'] },
  // to come: the page for people
  console: { src: [] },
  'log.ts': { src: [], packages: ['pino'] },
  logging: { src: [] },
  config: { src: [], packages: ['zod'] },
  'deadline.ts': { src: [] },
  'turns.ts': { src: [] },
  'graphql-path.ts': { src: [], packages: ['fastify'] },
};

/** What stands below every folder of the server, in this order: each may import those after it. */
const BASE = ['log.ts', 'logging', 'config', 'graphql-path.ts', 'deadline.ts', 'turns.ts'];

/** The facts of the platform that client and emulator share. */
const FACTS = '^src/platform/(endpoints/|endpoint\\.ts$|errcodes\\.ts$|china-time\\.ts$|is-record\\.ts$)';

const path = (name) => (name.endsWith('.ts') ? `^src/${name.replace('.', '\\.')}$` : `^src/${name}/`);
const allowedBase = (name) => (name === 'console' || name === 'emulator' ? [] : BASE.slice(BASE.indexOf(name) + 1));

const rooms = Object.entries(ROOMS).flatMap(([name, { src, packages = [] }]) => [
  {
    name: `${name} imports what stands below it`,
    severity: 'error',
    from: { path: path(name) },
    to: {
      path: '^src/',
      pathNot: [name, ...src, ...allowedBase(name), ...(name === 'emulator' ? ['config'] : [])].map(path),
    },
  },
  {
    name: `${name} imports its packages`,
    severity: 'error',
    from: { path: path(name) },
    to: { path: '(^|/)node_modules/', pathNot: packages.map((one) => `(^|/)node_modules/${one}/`) },
  },
]);

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...rooms,
    {
      name: 'every file of src belongs to a room',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/explorer/', ...Object.keys(ROOMS).map(path)] },
      to: {},
    },
    { name: 'no circle, types included', severity: 'error', from: {}, to: { circular: true } },
    { name: 'what is imported exists', severity: 'error', from: { path: '^src/' }, to: { couldNotResolve: true } },
    {
      name: 'src imports nothing outside of src',
      severity: 'error',
      from: { path: '^src/' },
      to: { pathNot: ['^src/', '(^|/)node_modules/'], dependencyTypesNot: ['core'] },
    },
    {
      name: 'packages are dependencies of the product',
      comment: 'a development dependency is there in every test, and missing where the server runs',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'npm-peer', 'npm-optional'] },
    },
    {
      name: 'the bench is a package of its own',
      severity: 'error',
      from: { path: '^bench/' },
      to: {
        path: '^',
        pathNot: ['^bench/', '(^|/)node_modules/'],
        dependencyTypesNot: ['core', 'unknown', 'undetermined'],
      },
    },
    {
      name: 'the bench imports packages that its package.json names',
      severity: 'error',
      from: { path: '^bench/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-dev'] },
    },
    {
      name: 'the command line reaches every file',
      severity: 'error',
      from: { path: '^src/cli\\.ts$' },
      to: { path: '^src/.*\\.ts$', pathNot: '^src/(console/|store/walk\\.ts$)', reachable: false },
    },
    {
      name: 'a concept of the graph sees the types of another, never its resolvers and loaders',
      severity: 'error',
      from: { path: '^src/graph/(card|code|member|pay-gift-rule|stats|viewer)/' },
      to: {
        path: '^src/graph/(card|code|member|pay-gift-rule|stats|viewer)/',
        pathNot: ['^src/graph/$1/', '\\.(type|reference)\\.ts$'],
      },
    },
    {
      name: 'what the concepts of the graph share knows none of them',
      severity: 'error',
      from: { path: '^src/graph/(fetching|types|input|mutation|policies)/' },
      to: { path: '^src/graph/(card|code|member|pay-gift-rule|stats|viewer|schema)/' },
    },
    {
      name: 'only the process chooses an implementation of the store; the others know its interfaces',
      severity: 'error',
      from: { path: '^src/(platform|safety|graph|admission)/' },
      to: { path: '^src/store/', pathNot: '^src/store/(store|keys|lease|rate-counter|roll-backs)\\.ts$' },
    },
    {
      name: 'the emulator knows the facts of the platform, and nothing of its client',
      severity: 'error',
      from: { path: '^src/emulator/' },
      to: { path: '^src/(platform|config)/', pathNot: [FACTS, '^src/config/loopback\\.ts$'] },
    },
    {
      name: 'facts of the platform import facts alone',
      severity: 'error',
      from: { path: FACTS },
      to: { path: '^src/', pathNot: FACTS },
    },
  ],
  options: {
    parser: 'swc', // TypeScript 7 has no compiler API that dependency-cruiser could use
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true, // type imports are imports
    preserveSymlinks: true,
    doNotFollow: { path: 'node_modules' },
  },
};
