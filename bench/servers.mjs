import { readFileSync } from 'node:fs';
import { ACCOUNT } from './emulator.mjs';
import { hiveDialect, hiveGateway } from './peers/hive-gateway/launch.mjs';
import { tailcall } from './peers/tailcall.mjs';

/**
 * The measured servers. Each is a separate process and prints the URL of its endpoint.
 *
 * @typedef {object} Server
 * @property {string} name
 * @property {string} title name and enabled features
 * @property {string} guarantees of a request and of a write, besides correct data. The report shows them with the figures
 * @property {string} [packages] the folder of the packages to install for a peer, which is omitted if the installation fails
 * @property {boolean} [makesEveryCall] has no cache and no coalescing: the bench fails if its calls differ from the floor's
 * @property {(setting: Setting) => import('./processes.mjs').Launch | Promise<import('./processes.mjs').Launch>} launch
 * @property {import('./requests.mjs').Dialect} [dialect] present if its schema differs
 *
 * @typedef {object} Setting the configuration of a server
 * @property {import('./works.mjs').Work} work
 * @property {string} emulatorUrl
 * @property {string} token
 * @property {string} stateDir a separate folder
 * @property {string} [apiKeysFile] present if callers have credentials
 * @property {string} [accountsFile] present if there are several accounts
 */

/** The server that the others are compared with. */
export const FLOOR = 'floor';

/** The floor that a mutation is compared with, because it also survives a crash. */
export const DURABLE_FLOOR = 'floor-durable';

/** The package of the bench. It also contains the peers' packages. */
const PEERS = 'bench';

/** The flags of node in the first line of the command `cardgraph`: `#!/usr/bin/env -S node --…`. */
export const [, ...NODE_FLAGS] =
  /^#!.* -S (.*)$/m.exec(readFileSync(new URL('../src/cli.ts', import.meta.url), 'utf8'))?.[1]?.split(' ') ?? [];

const NONE = 'none';
const CARDGRAPH =
  'limits of depth, cost, rate and response size; a deadline; retries, a circuit breaker and a bounded queue; an access line and metrics. ' +
  'A write: executed once per idempotency key, also after a crash; one at a time per card; audit lines; a lost response is read back';

/** @type {readonly Server[]} */
export const SERVERS = [
  { name: 'cardgraph', title: 'Cardgraph as shipped', guarantees: CARDGRAPH, launch: cardgraph({}) },
  {
    name: 'cardgraph-off',
    title: 'Cardgraph, CACHE and COALESCE off',
    guarantees: CARDGRAPH,
    makesEveryCall: true,
    launch: cardgraph({ CACHE: 'off', COALESCE: 'off' }),
  },
  {
    name: 'cardgraph-coalesce',
    title: 'Cardgraph, CACHE off',
    guarantees: CARDGRAPH,
    launch: cardgraph({ CACHE: 'off' }),
  },
  {
    name: FLOOR,
    title: 'the floor: node:http and undici, no GraphQL',
    guarantees: NONE,
    makesEveryCall: true,
    launch: ({ work, ...setting }) => ({ args: ['bench/floor.mjs', work.name], env: peerEnv(setting) }),
  },
  {
    name: DURABLE_FLOOR,
    title: 'the floor with a durable record and the audit lines of each write',
    guarantees: 'a write: executed once per idempotency key, also after a crash; audit lines',
    makesEveryCall: true,
    launch: ({ work, stateDir, ...setting }) => ({
      args: ['bench/floor.mjs', work.name, stateDir],
      env: peerEnv(setting),
    }),
  },
  {
    name: 'mercurius',
    title: 'Mercurius with JIT, no cache',
    guarantees: NONE,
    packages: PEERS,
    makesEveryCall: true,
    launch: (setting) => ({ args: ['bench/peers/mercurius.mjs'], env: peerEnv(setting) }),
  },
  {
    name: 'mercurius-equipped',
    title: 'Mercurius with JIT, an access line, metrics, limits of depth and cost, and a deadline',
    guarantees: 'limits of depth and cost; a deadline; an access line and metrics',
    packages: PEERS,
    makesEveryCall: true,
    launch: (setting) => ({ args: ['bench/peers/mercurius-equipped.mjs'], env: peerEnv(setting) }),
  },
  {
    name: 'mercurius-cache',
    title: 'Mercurius with JIT and mercurius-cache',
    guarantees: NONE,
    packages: PEERS,
    launch: (setting) => ({ args: ['bench/peers/mercurius.mjs', 'cache'], env: peerEnv(setting) }),
  },
  {
    name: 'yoga',
    title: 'GraphQL Yoga with JIT',
    guarantees: NONE,
    packages: PEERS,
    makesEveryCall: true,
    launch: (setting) => ({ args: ['bench/peers/yoga.mjs'], env: peerEnv(setting) }),
  },
  {
    name: 'apollo',
    title: 'Apollo Server standalone, as in its tutorial',
    guarantees: NONE,
    packages: PEERS,
    makesEveryCall: true,
    launch: (setting) => ({ args: ['bench/peers/apollo.mjs'], env: peerEnv(setting) }),
  },
  {
    name: 'tailcall',
    title: 'Tailcall, dedupe off',
    guarantees: NONE,
    packages: PEERS,
    launch: (setting) => tailcall(setting, false),
  },
  {
    name: 'tailcall-dedupe',
    title: 'Tailcall, dedupe on',
    guarantees: NONE,
    packages: PEERS,
    launch: (setting) => tailcall(setting, true),
  },
  {
    name: 'hive-gateway',
    title: 'Hive Gateway with JIT, on an OpenAPI description',
    guarantees: NONE,
    packages: 'bench/peers/hive-gateway',
    makesEveryCall: true,
    dialect: hiveDialect,
    launch: hiveGateway,
  },
];

/** @param {Record<string, string>} switches @returns {Server['launch']} */
function cardgraph(switches) {
  return ({ work, emulatorUrl, stateDir, apiKeysFile, accountsFile }) => ({
    args: [...NODE_FLAGS, 'dist/cli.js', 'serve'],
    // The embedded emulator prints its URL as well.
    urlOf: (stdout) => /^GraphQL: (http\S+)\n/m.exec(stdout)?.[1],
    env: {
      NODE_ENV: 'production',
      PORT: '0',
      STATE_DIR: stateDir,
      // No load balancer needs to detect the shutdown.
      SHUTDOWN_WAIT_SECONDS: '0',
      // The floor and the peers have no deadline, so slow responses of a busy machine must not be errors.
      REQUEST_TIMEOUT_MS: '60000',
      WECHAT_BASE_URL: emulatorUrl,
      ...(accountsFile === undefined
        ? { WECHAT_APP_ID: ACCOUNT.appid, WECHAT_APP_SECRET: ACCOUNT.secret }
        : { ACCOUNTS_FILE: accountsFile }),
      ...(apiKeysFile && { AUTH_MODE: 'api-key', API_KEYS_FILE: apiKeysFile }),
      // The smoke test runs next to other tests, which keep the machine busy.
      ...(process.env.OVERLOAD_EVENT_LOOP_DELAY_MS && {
        OVERLOAD_EVENT_LOOP_DELAY_MS: process.env.OVERLOAD_EVENT_LOOP_DELAY_MS,
      }),
      ...work.env,
      ...switches,
    },
  });
}

/** @param {Pick<Setting, 'emulatorUrl' | 'token'>} setting */
function peerEnv({ emulatorUrl, token }) {
  return { NODE_ENV: 'production', EMULATOR_URL: emulatorUrl, ACCESS_TOKEN: token };
}
