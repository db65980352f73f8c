/** `cardgraph doctor`: checks everything that the configuration refers to, without a card call, and reports findings with fixes. */
import { createServer } from 'node:net';
import pLimit from 'p-limit';
import type { Config } from '../config/config.js';
import { Deadline } from '../deadline.js';
import { createLog } from '../log.js';
import { checkComponent } from './component.check.js';
import { checkEventLog } from './event-log.check.js';
import { type Finding, limited, lineOf } from './finding.js';
import { checkLocal, checkPublic, problemOfUrl, receivesEvents } from './intake.check.js';
import { checkIssuer } from './issuer.check.js';
import { checkSearch } from './search.check.js';
import { checkFolder, checkRedis, type StoreFindings } from './store.check.js';
import { checkBaseUrl, checkToken } from './upstream.check.js';

/** Timeout of all checks together, milliseconds. Together with the start of the process it stays below the documented ten seconds. */
const LIMIT_MS = 8000;

/** Base URLs and accounts that are checked concurrently. */
const AT_A_TIME = 8;

type Check = Promise<readonly Finding[]>;

export interface DoctorOptions {
  /** The URL of the accounts' events in the console of the platform. Undefined: only the local server is checked. */
  readonly eventsUrl?: string | undefined;
}

/**
 * Runs all checks concurrently and reports their lines in a fixed order.
 * @returns whether nothing failed
 */
export async function runChecks(
  config: Config,
  { eventsUrl }: DoctorOptions,
  report: (line: string) => void,
): Promise<boolean> {
  const deadline = new Deadline(LIMIT_MS);
  const operations = await operationsCheck(config, deadline);
  const state = checkStore(config, deadline);
  const checks: readonly Check[] = [
    Promise.resolve([summary(config)]),
    limited('port', deadline, async () => [await checkPort(config)]),
    ...upstreamChecks(config, state, deadline),
    limited('key set', deadline, () => checkIssuer(config.auth, deadline)),
    limited('state', deadline, async () => (await state).findings),
    ...componentChecks(config, state, deadline),
    ...eventChecks(config, eventsUrl, state, deadline),
    Promise.resolve([checkSearch(config.index)]),
    operations(),
  ];
  let isWell = true;
  for (const check of checks) {
    for (const finding of await check) {
      report(lineOf(finding));
      if (finding.state === 'fail') isWell = false;
    }
  }
  deadline.close();
  const { store } = await state.catch(() => ({ store: undefined }));
  await store?.close();
  return isWell;
}

/**
 * Prepares the check of the manifest. The schema is loaded before any other check starts: loading blocks the event loop, which would
 * distort the times that they measure.
 */
async function operationsCheck(config: Config, deadline: Deadline): Promise<() => Check> {
  const { persistedOperations, routerSecret, limits } = config;
  const name = 'persisted operations';
  if (persistedOperations === undefined) return async () => [];
  if (routerSecret !== undefined) {
    return async () => [
      { state: 'skip', name, found: 'ROUTER_SECRET is set, and a router is exempt from the manifest' },
    ];
  }
  const { createSchema } = await import('../graph/schema/schema.js');
  const { checkOperations } = await import('./operations.check.js');
  const schema = createSchema();
  return () => limited(name, deadline, () => checkOperations(name, persistedOperations, { schema, limits }, deadline));
}

function summary({ production, auth, upstream, component, state }: Config): Finding {
  const configured =
    upstream.kind === 'emulator' ? 'the embedded emulator' : countOf(upstream.accounts.length, 'account');
  const accounts = component === undefined ? configured : `${configured}, a third-party platform`;
  const where = { memory: 'memory', folder: 'STATE_DIR', redis: 'Redis' }[state.kind];
  const found = `${production ? 'production' : 'development'}, ${accounts}, AUTH_MODE ${auth.mode}, state in ${where}`;
  return { state: 'ok', name: 'configuration', found };
}

const countOf = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

function upstreamChecks(
  { upstream, component }: Config,
  state: Promise<StoreFindings>,
  deadline: Deadline,
): readonly Check[] {
  if (upstream.kind === 'emulator') {
    return [limited('emulator', deadline, async () => [await checkEmulatorPort(upstream.port)])];
  }
  const limit = pLimit(AT_A_TIME);
  const store = async () => (await state).store;
  const baseUrls = new Set([...upstream.accounts, ...(component ? [component] : [])].map(({ baseUrl }) => baseUrl));
  return [
    ...Array.from(baseUrls, (baseUrl) =>
      limited(`platform ${baseUrl}`, deadline, () => limit(checkBaseUrl, baseUrl, deadline)),
    ),
    ...upstream.accounts.map((account) =>
      limited(`token ${account.appid}`, deadline, () => limit(checkToken, account, store, deadline)),
    ),
  ];
}

function componentChecks({ component }: Config, state: Promise<StoreFindings>, deadline: Deadline): readonly Check[] {
  if (component === undefined) return [];
  const name = `third-party platform ${component.appid}`;
  return [limited(name, deadline, async () => checkComponent(component, (await state).store, deadline))];
}

/** Checks the intake and the log if any account receives events. */
function eventChecks(
  { host, port, upstream, state, events }: Config,
  eventsUrl: string | undefined,
  store: Promise<StoreFindings>,
  deadline: Deadline,
): readonly Check[] {
  const off = (found: string): readonly Check[] => [Promise.resolve([{ state: 'skip', name: 'events', found }])];
  if (upstream.kind === 'emulator') return off('pushed by the embedded emulator');
  const accounts = upstream.accounts.filter(receivesEvents);
  if (accounts.length === 0) return off('no account has a token and a key for them (docs/events.md)');
  const limit = pLimit(AT_A_TIME);
  const listener = events.listener ?? { host, port };
  const problem = eventsUrl === undefined ? undefined : problemOfUrl(eventsUrl, accounts.length);
  const publicChecks =
    eventsUrl === undefined
      ? []
      : accounts.map((account): Check => {
          const name = `events URL ${account.appid}`;
          if (problem !== undefined)
            return Promise.resolve([{ state: 'fail', name, found: `--events-url: ${problem}` }]);
          return limited(name, deadline, async () => [await limit(checkPublic, account, eventsUrl, deadline)]);
        });
  return [
    ...accounts.map((account) =>
      limited(`events ${account.appid}`, deadline, async () => [await limit(checkLocal, account, listener, deadline)]),
    ),
    ...publicChecks,
    limited('event log', deadline, async () => {
      const { store: opened } = await store;
      return checkEventLog({ state, events, accounts, store: opened });
    }),
  ];
}

async function checkStore({ state, upstream }: Config, deadline: Deadline): Promise<StoreFindings> {
  switch (state.kind) {
    case 'redis':
      return checkRedis(state.url.reveal(), createLog({ level: 'silent' }), deadline);
    case 'folder':
      return checkFolder(state.path, deadline);
    case 'memory': {
      const found = `in memory; it is lost when the process ends, like the state of the ${upstream.kind}`;
      return { findings: [{ state: 'skip', name: 'state', found }] };
    }
  }
}

async function checkPort({ host, port }: Config): Promise<Finding> {
  const name = `port ${port}`;
  if (port === 0) return { state: 'ok', name, found: 'a free port will be selected' };
  const error = await listenError(port, host);
  if (error === undefined) return { state: 'ok', name, found: `free on ${host}` };
  if (error === 'EADDRINUSE') {
    const fix = 'nothing to do if the server itself is running; otherwise set PORT to another port';
    return { state: 'warn', name, found: `already in use on ${host}`, fix };
  }
  const fix = 'set HOST to an address of this machine, or PORT to a port that this user may listen on';
  return { state: 'fail', name, found: `cannot listen on ${host} (${error})`, fix };
}

async function checkEmulatorPort(port: number): Promise<Finding> {
  const name = 'emulator';
  const error = port === 0 ? undefined : await listenError(port, '127.0.0.1');
  const found = 'no account is configured, so the server will serve demo data of the embedded emulator';
  if (error === undefined)
    return { state: 'ok', name, found: `${found} on ${port === 0 ? 'a free port' : `port ${port}`}` };
  return {
    state: 'warn',
    name,
    found: `${found}; it cannot listen on port ${port} (${error})`,
    fix: 'nothing to do: a free port will be selected',
  };
}

/** Listens for a moment. Returns the system's error code if that fails. */
function listenError(port: number, host: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', ({ code = 'unknown' }: NodeJS.ErrnoException) => resolve(code));
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}
