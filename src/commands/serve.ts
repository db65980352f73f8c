import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { ConfigError, type StateConfig } from '../config/config.js';
import { loadConfig } from '../config/load-config.js';
import { Secret } from '../config/secret.js';
import { GracefulShutdown } from '../http/graceful-shutdown.js';
import type { RunningServer } from '../http/server.js';
import { createLog, type Log } from '../log.js';
import { openAppending, openStderr, reopenAppending } from '../logging/line-target.js';
import { LineWriter } from '../logging/line-writer.js';
import type { Account } from '../platform/client.js';
import type { Store } from '../store/store.js';
import { AuditLines } from '../telemetry/audit-lines.js';
import { UnhandledErrors } from '../telemetry/unhandled-errors.js';
import { configOrExit, exitForConfig } from './config-or-exit.js';
import { startUpstream } from './upstream.js';

/** EX_SOFTWARE of sysexits.h: an uncaught exception. */
const EXIT_SOFTWARE = 70;

/** The grace time of a shutdown was over before everything was done. */
const EXIT_CUT = 1;

/** How long a shutdown waits for log lines to be written. Audit lines have the rest of the grace time. Milliseconds. */
const LOG_DRAIN_MS = 200;

/** How long the exit waits for a write in flight, milliseconds. */
const EXIT_DRAIN_MS = 100;

/** How long the process waits for its own signal before it aborts, milliseconds. */
const ABORT_MS = 50;

/** Where the build puts the explorer. */
const EXPLORER = join(import.meta.dirname, '../explorer');

/** Starts the server as the environment says and runs until a signal; the process ends by itself then. */
export async function serve(): Promise<void> {
  // Taken from the very start: a SIGHUP that nobody takes ends the process, and to one in a container, where it is the first,
  // a SIGTERM that nobody takes does nothing.
  let shutdown: GracefulShutdown | undefined;
  const lines: LineWriter[] = [];
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    if (shutdown === undefined) process.exit(0);
    // Ctrl-C is pressed by somebody in front of a terminal: no balancer has to see it.
    const isClean = await shutdown.begin({ waits: signal === 'SIGTERM' });
    await written(lines, EXIT_DRAIN_MS);
    if (lines.some(({ isInFlight }) => isInFlight)) endBy(signal);
    // At once: what could not be closed would hold the process.
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
  const { accounts, stopEmulator } = await startUpstream(config, print);
  // Imported only now, so that a wrong configuration is reported before the libraries of the server are loaded.
  const { startServer } = await import('../http/server.js');
  const auditLines = config.audit.file === undefined ? stderr : openAuditFile(config.audit.file, log);
  if (auditLines !== stderr) lines.push(auditLines);
  const server = await startServer({
    ...config,
    accounts,
    audit: { trail: new AuditLines(auditLines), key: config.audit.key ?? randomKey() },
    store,
    log,
    unhandledRejections: () => unhandled.rejections,
    linesDropped: () => stderr.dropped,
    explorerFiles: config.explorer ? EXPLORER : undefined,
  });
  reload = () => {
    auditLines.reopen();
    readAgain(server, accounts, log);
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
  // Last: whoever reads it may end the process at once.
  print(`GraphQL: ${server.url}`);
}

/** Logs unhandled rejections and goes on; logs an uncaught exception and ends the process, as soon as its line is written. */
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

/** Takes the accounts, keys and operations that the files hold now; if anything is wrong with one, all from before stay. */
function readAgain(server: RunningServer, emulated: readonly Account[], log: Log): void {
  try {
    const { upstream, auth, routerSecret, persistedOperations } = loadConfig(process.env);
    server.replaceAccess({
      accounts: upstream.kind === 'platform' ? upstream.accounts : emulated,
      auth,
      routerSecret,
    });
    server.replaceOperations(persistedOperations);
    log.info('accounts and keys were read again');
  } catch (error) {
    const why = error instanceof ConfigError ? { problems: error.problems } : { err: error };
    log.error(why, 'accounts and keys were not read again: those from before stay');
  }
}

/** What outlives a request, where the configuration says. Libraries of the other places are not loaded. */
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
        // The records are checked in another process, so the libraries of the server can be loaded meanwhile.
        const [store] = await Promise.all([openCheckedFileStore(state.path, log), import('../http/server.js')]);
        return store;
      } catch (error) {
        return exitForConfig(new ConfigError([{ name: 'STATE_DIR', problem: (error as Error).message }]));
      }
    }
  }
}

/** Opens the file of the audit log; one that cannot be opened is a configuration error. */
function openAuditFile(path: string, log: Log): LineWriter {
  try {
    return new LineWriter({
      target: openAppending(path),
      open: () => reopenAppending(path),
      onError: (err) => log.error({ err }, 'Audit file cannot be opened or written; retrying'),
      onRefuse: () => auditRefused(log),
    });
  } catch (error) {
    const problem = `expected a file that can be appended to, got ${(error as NodeJS.ErrnoException).code}`;
    return exitForConfig(new ConfigError([{ name: 'AUDIT_FILE', problem }]));
  }
}

/** Resolves when the lines are written or the time is over, with whether all audit lines are. */
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
 * Ends the process by the signal itself. `process.exit` would join the thread that is stuck in a write. The first process of a container
 * ignores its own signals, but not an abort.
 */
function endBy(signal: NodeJS.Signals): void {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
  setTimeout(() => process.abort(), ABORT_MS);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
