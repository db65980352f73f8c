import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { ConfigError, type EventsConfig, type StateConfig } from '../config/config.js';
import { loadConfig } from '../config/load-config.js';
import { Secret } from '../config/secret.js';
import type { LogBackend } from '../events/backend.js';
import { GracefulShutdown } from '../http/graceful-shutdown.js';
import type { RunningServer } from '../http/server.js';
import { createLog, type Log } from '../log.js';
import { openAppending, openStderr, reopenAppending } from '../logging/line-target.js';
import { LineWriter } from '../logging/line-writer.js';
import type { Store } from '../store/store.js';
import { AuditLines } from '../telemetry/audit-lines.js';
import { UnhandledErrors } from '../telemetry/unhandled-errors.js';
import { configOrExit, exitForConfig } from './config-or-exit.js';
import { collectStartGarbage } from './start-garbage.js';
import { type ServedAccount, startUpstream } from './upstream.js';
import { version } from './version.js';

/** EX_SOFTWARE of sysexits.h: an uncaught exception. */
const EXIT_SOFTWARE = 70;

/** The grace period of a shutdown elapsed before it was complete. */
const EXIT_CUT = 1;

/** How long a shutdown waits for log lines to be written, milliseconds. Audit lines have the rest of the grace period. */
const LOG_DRAIN_MS = 200;

/** How long the exit waits for a write in flight, milliseconds. */
const EXIT_DRAIN_MS = 100;

/** How long the process waits for the signal that it sent to itself before it aborts, milliseconds. */
const ABORT_MS = 50;

/** The folder into which the build puts the explorer. */
const EXPLORER = join(import.meta.dirname, '../explorer');

/** The folder into which the build puts the console. */
const CONSOLE = join(import.meta.dirname, '../console');

/** Starts the server as configured and runs it until a signal. */
export async function serve(): Promise<void> {
  // Handled from the start: an unhandled SIGHUP ends the process, and the first process of a container ignores an unhandled SIGTERM.
  let shutdown: GracefulShutdown | undefined;
  const lines: LineWriter[] = [];
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    if (shutdown === undefined) process.exit(0);
    // SIGINT comes from a terminal (Ctrl-C), where no load balancer has to notice.
    const isClean = await shutdown.begin({ waits: signal === 'SIGTERM' });
    await written(lines, EXIT_DRAIN_MS);
    if (lines.some(({ isInFlight }) => isInFlight)) endBy(signal);
    // Exit immediately: handles that failed to close would keep the process alive.
    else if (!isClean) process.exit(EXIT_CUT);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  let reload: (() => void) | undefined;
  let isReloadDue = false;
  process.on('SIGHUP', () => {
    if (reload) reload();
    else isReloadDue = true;
  });
  const config = configOrExit();
  const stderr = new LineWriter({ target: openStderr(), onRefuse: () => auditRefused(log) });
  lines.push(stderr);
  process.on('exit', () => {
    for (const writer of lines) writer.flushAtExit();
  });
  const log = createLog({ level: config.logLevel, destination: stderr });
  const unhandled = followUnhandled(log, lines);
  const store = await openStore(config.state, log);
  const eventBackend = await openEvents(store, config, log);
  const { accounts, emulatorUrl, connectPushes, stopEmulator } = await startUpstream(config, print);
  // Imported only now, so that an invalid configuration is reported before the libraries of the server are loaded.
  const { startServer } = await import('../http/server.js');
  const auditLines = config.audit.file === undefined ? stderr : openAuditFile(config.audit.file, log);
  if (auditLines !== stderr) lines.push(auditLines);
  const server = await startServer({
    ...config,
    accounts,
    callersOfAuthorized: config.component?.callersOfAuthorized,
    audit: { trail: new AuditLines(auditLines), key: config.audit.key ?? randomKey() },
    store,
    eventBackend,
    build: { version: version(), node: process.versions.node },
    log,
    unhandledRejections: () => unhandled.rejections,
    linesDropped: () => stderr.dropped,
    explorerFiles: config.explorer ? EXPLORER : undefined,
    consoleFiles: config.console ? CONSOLE : undefined,
    emulatorUrl,
    loopbackOrigins: config.upstream.kind === 'emulator',
  });
  const { limits } = config;
  log.info(
    {
      version: version(),
      mode: config.production ? 'production' : 'development',
      accounts: accounts.length,
      authMode: config.auth.mode,
      store: store.kind,
      limits: {
        requestTimeoutMs: config.requestTimeoutMs,
        upstreamConcurrency: config.upstreamConcurrency,
        upstreamQueue: config.upstreamQueue,
        cost: limits.cost,
        fields: limits.fields,
        bodyBytes: limits.bodyBytes,
        responseBytes: limits.responseBytes,
      },
    },
    'Server started',
  );
  reload = () => {
    auditLines.reopen();
    reloadFiles(server, accounts, log);
  };
  if (isReloadDue) reload();

  shutdown = new GracefulShutdown({
    ...config.shutdown,
    server,
    closeRest: async () => {
      await store.close();
      await stopEmulator();
    },
    writeRest: (milliseconds) => written(lines, milliseconds),
    log,
  });
  await connectPushes(server, log);
  await collectStartGarbage();
  // Printed last, because its reader may end the process immediately.
  print(urlLines(server).join('\n'));
}

/** Returns the lines with the URLs of the server. */
function urlLines({ url, explorerUrl, consoleUrl, sandboxUrl }: RunningServer): string[] {
  const lines = [`GraphQL: ${url}`];
  if (explorerUrl !== undefined) lines.push(`Explorer: ${explorerUrl}`);
  if (consoleUrl !== undefined) lines.push(`Console: ${consoleUrl}`);
  if (sandboxUrl !== undefined) lines.push(`Sandbox: ${sandboxUrl}`);
  return lines;
}

/** Logs unhandled rejections and continues. Logs an uncaught exception and ends the process as soon as its line is written. */
function followUnhandled(log: Log, lines: readonly LineWriter[]): UnhandledErrors {
  const unhandled = new UnhandledErrors(log);
  let isEnding = false;
  process.on('unhandledRejection', unhandled.rejected);
  process.on('uncaughtException', (error) => {
    unhandled.threw(error);
    if (isEnding) return;
    isEnding = true;
    written(lines, EXIT_DRAIN_MS).finally(() => {
      if (lines.some(({ isInFlight }) => isInFlight)) endBy('SIGKILL');
      else process.exit(EXIT_SOFTWARE);
    });
  });
  return unhandled;
}

/** Reloads accounts, keys and operations from their files. If one of the files has a problem, keeps all of the previous ones. */
function reloadFiles(server: RunningServer, emulated: readonly ServedAccount[], log: Log): void {
  try {
    const { upstream, component, auth, routerSecret, persistedOperations } = loadConfig(process.env);
    server.replaceAccess({
      accounts: upstream.kind === 'platform' ? upstream.accounts : emulated,
      auth,
      routerSecret,
      callersOfAuthorized: component?.callersOfAuthorized,
    });
    server.replaceOperations(persistedOperations);
    log.info('Reloaded accounts and keys');
  } catch (error) {
    const details = error instanceof ConfigError ? { problems: error.problems } : { err: error };
    log.error(details, 'Reload failed; keeping the previous accounts and keys');
  }
}

/** Opens the configured store of state that outlives a request. The libraries of other stores are not loaded. */
async function openStore(state: StateConfig, log: Log): Promise<Store> {
  switch (state.kind) {
    case 'memory':
      return (await import('../store/memory.js')).createMemoryStore();
    case 'redis':
      return (await import('../store/redis.js')).createRedisStore(state.url.reveal(), log);
    case 'folder': {
      const { prepareFolder } = await import('../store/folder.js');
      try {
        prepareFolder(state.path);
        const { openCheckedFileStore } = await import('../store/damage.js');
        // The records are checked in another process, so the libraries of the server can be loaded in the meantime.
        const [store] = await Promise.all([openCheckedFileStore(state.path, log), import('../http/server.js')]);
        return store;
      } catch (error) {
        return exitForConfig(new ConfigError([{ name: 'STATE_DIR', problem: (error as Error).message }]));
      }
    }
  }
}

/** Opens the event logs in the configured store. */
async function openEvents(
  store: Store,
  { state, events }: { readonly state: StateConfig; readonly events: EventsConfig },
  log: Log,
): Promise<LogBackend> {
  const [{ openBackend }, { retentionOf }] = await Promise.all([
    import('../events/open-backend.js'),
    import('../events/retention.js'),
  ]);
  const folder = state.kind === 'folder' ? state.path : undefined;
  try {
    return await openBackend(store, folder, retentionOf(events.retentionDays, events.maxBytes), log);
  } catch (error) {
    return exitForConfig(new ConfigError([{ name: 'STATE_DIR', problem: (error as Error).message }]));
  }
}

/** Opens the file of the audit log. Reports a configuration error if it cannot be opened. */
function openAuditFile(path: string, log: Log): LineWriter {
  try {
    return new LineWriter({
      target: openAppending(path),
      open: () => reopenAppending(path),
      onError: (err) => log.error({ err }, 'Audit file cannot be opened or written; retrying'),
      onRefuse: () => auditRefused(log),
    });
  } catch (error) {
    const problem = `the file cannot be opened for appending (${(error as NodeJS.ErrnoException).code})`;
    return exitForConfig(new ConfigError([{ name: 'AUDIT_FILE', problem }]));
  }
}

/** Waits until all lines are written or the time has elapsed, and returns whether all audit lines are written. */
async function written(writers: readonly LineWriter[], milliseconds: number): Promise<boolean> {
  const logMs = Math.min(LOG_DRAIN_MS, milliseconds);
  const areWritten = await Promise.all(writers.map((writer) => writer.drain(logMs, milliseconds)));
  return areWritten.every(Boolean);
}

function auditRefused(log: Log): void {
  log.error('Mutations are refused: the audit log cannot be written');
}

function randomKey(): Secret {
  return new Secret(randomBytes(32).toString('base64url'));
}

/**
 * Ends the process by the signal itself, because `process.exit` would join the thread that is stuck in a write. The first process of a
 * container ignores its own signals, but not an abort.
 */
function endBy(signal: NodeJS.Signals): void {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
  setTimeout(() => process.abort(), ABORT_MS);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
