import type { ComponentConfig } from '../config/config.js';
import type { ExportOptions, ExportSummary } from '../export/export.js';
import type { Parameters } from '../export/journal.js';
import type { ExportedAccount } from '../export/open-session.js';
import { FileOutput, type Output, StreamOutput } from '../export/output.js';
import { Progress } from '../export/progress.js';
import { ExportStopped, OutputUnusable } from '../export/stopped.js';
import { createLog } from '../log.js';
import { configOrExit } from './config-or-exit.js';
import type { ExportCommand } from './export-options.js';
import { type ServedAccount, startUpstream } from './upstream.js';
import { UsageError } from './usage-error.js';

/** The export stopped before its end. */
const EXIT_STOPPED = 1;

/** The export is at its end, but something is missing. */
const EXIT_MISSING = 3;

/** EX_CANTCREAT of sysexits.h: the output file cannot be created or continued. */
const EXIT_OUTPUT = 73;

/** Exports the objects of one account. Rows go to the file or to stdout, everything else to stderr. */
export async function exportObjects(command: ExportCommand): Promise<void> {
  const { resource, format, from, to, output: path } = command;
  const config = configOrExit();
  const upstream = await startUpstream(config, (line) => process.stderr.write(`${line}\n`));
  const account = accountOf(upstream.accounts, config.component, command.account);
  const [{ runExport, unitOf }, { rangeOf }, { chinaToday }] = await Promise.all([
    import('../export/export.js'),
    import('../export/statistics.js'),
    import('../graph/stats/days.js'),
  ]);
  const progress = new Progress({ target: process.stderr, unit: unitOf(resource), often: command.progress });
  const { appid, baseUrl } = account;
  const output = outputOf(path, {
    resource,
    account: appid,
    platform: baseUrl,
    format,
    from: from ?? null,
    to: to ?? null,
  });
  if (path === undefined) {
    progress.note('Stdout cannot be continued after an interruption: use --output FILE for a long export');
  } else if (output.continued !== undefined) {
    progress.note(`Continues the export of ${path} after ${output.continued.last?.rows ?? 0} rows`);
  }
  const days = resource === 'stats' ? rangeOf(from, to, chinaToday()) : { from, to };
  const options = { resource, format, days, output, progress };
  const code = await run(command, account, config, options, runExport);
  await upstream.stopEmulator();
  process.exit(code);
}

type Run = (options: ExportOptions) => Promise<ExportSummary>;

/** Returns the exit code. */
async function run(
  { resource, output: path, callsPerMinute }: ExportCommand,
  account: ExportedAccount,
  config: ReturnType<typeof configOrExit>,
  options: Omit<ExportOptions, 'session'>,
  runExport: Run,
): Promise<number> {
  const { progress } = options;
  const { openSession } = await import('../export/open-session.js');
  try {
    const { session, close } = await openSession({
      config,
      account,
      needsEvents: resource === 'events',
      callsPerMinute,
      notify: (text) => progress.note(text),
      log: createLog({ level: 'silent' }),
    });
    try {
      const { rows, missing } = await runExport({ ...options, session });
      progress.note(`Exported ${rows} rows${missing === 0 ? '' : `; ${missing} parts are missing`}`);
      return missing === 0 ? 0 : EXIT_MISSING;
    } finally {
      await close();
    }
  } catch (error) {
    if (error instanceof OutputUnusable) {
      progress.note(error.message);
      return EXIT_OUTPUT;
    }
    if (!(error instanceof ExportStopped)) throw error;
    const next = path === undefined ? '' : '. Run the same command again to continue';
    progress.note(`Export stopped: ${error.message}${next}`);
    return EXIT_STOPPED;
  }
}

/** Returns the account with this appid, or the first. In third-party mode, others may be those of merchants. */
function accountOf(
  accounts: readonly ServedAccount[],
  component: ComponentConfig | undefined,
  appid: string | undefined,
): ExportedAccount {
  const found = appid === undefined ? accounts[0] : accounts.find((account) => account.appid === appid);
  if (found !== undefined) return found;
  if (component !== undefined) {
    if (appid !== undefined) return { appid, baseUrl: component.baseUrl };
    throw new UsageError(
      '--account: required, because no account is configured; `cardgraph accounts` lists the merchants',
    );
  }
  throw new UsageError(
    `--account: expected the appid of one of the configured accounts (${accounts.length}), got ${appid?.length ?? 0} other characters`,
  );
}

/** Opens the output, or ends the process with exit code 73. */
function outputOf(path: string | undefined, parameters: Parameters): Output {
  if (path === undefined) return new StreamOutput(process.stdout);
  try {
    return new FileOutput(path, parameters);
  } catch (error) {
    if (!(error instanceof OutputUnusable)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(EXIT_OUTPUT);
  }
}
