#!/usr/bin/env -S node --min-semi-space-size=64 --max-semi-space-size=64 --no-allocation-site-pretenuring
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { keepTickShape } from './commands/tick-shape.js';
import { UsageError } from './commands/usage-error.js';
import { version } from './commands/version.js';
import { isRedirectUrl, REDIRECT_URL } from './config/http-url.js';

/** EX_USAGE of sysexits.h: invalid command line. */
const EXIT_USAGE = 64;

/** One command. Its module is imported when it runs, so that help and usage errors load no library. */
interface Command {
  /** Synopsis of its options. */
  readonly options: string;
  /** Its line in the list of commands. */
  readonly about: string;
  /** The details in its own help. */
  readonly more: string;
  readonly run: (args: string[]) => void | Promise<void>;
}

const COMMANDS: ReadonlyMap<string, Command> = new Map([
  [
    'serve',
    {
      options: '',
      about: 'start the GraphQL server (default command)',
      more: `Configured by environment variables only; docs/config.md lists all of them. If no account is configured, the emulator is
started and serves demo data. Prints "GraphQL: <url>" when the server is ready, and outside production "Explorer: <url>" and
"Sandbox: <url>". SIGTERM shuts it down; SIGHUP reloads its files.`,
      run: noOptions(async () => (await import('./commands/serve.js')).serve()),
    },
  ],
  [
    'doctor',
    {
      options: '[--events-url URL]',
      about:
        'check the configuration and what it depends on: platform, tokens, clock, issuer, Redis, events, persisted operations',
      more: `  --events-url  the URL of the accounts' events in the console of the platform, which is checked as the platform does;
                {appid} in it is replaced by the appid of each account

Prints one line per check: ok, warn, fail or skip, the name, the finding and, after the arrow, the fix. Takes at most 10 s,
calls no card API and never forces a new token. Exit code 0: no check failed, 1: a check failed, 78: invalid configuration.`,
      run: async (args) => {
        const options = doctorOptions(args);
        return (await import('./commands/doctor.js')).doctor(options);
      },
    },
  ],
  [
    'emulator',
    {
      options: '[--port 4100] [--review-seconds 60] [--push-url URL]',
      about: 'start the emulator of the card platform',
      more: `  --port            0 to 65535; 0 selects a free port
  --review-seconds  duration of a card review
  --push-url        push the events of the demo account to this http or https URL, such as
                    http://127.0.0.1:4000/wechat/events/wxdemo, signed and encrypted with EVENTS_TOKEN and EVENTS_AES_KEY

Prints "Emulator: <url>" when it is ready, and "Push URL verified: <url>" when the push URL has passed its check, which is
repeated every second for ten minutes. docs/emulator.md describes what it supports.`,
      run: async (args) => {
        const options = emulatorOptions(args);
        return (await import('./commands/emulator.js')).emulator(options);
      },
    },
  ],
  [
    'accounts',
    {
      options: '',
      about: 'list the configured accounts and the merchants of the third-party platform',
      more: `Prints one line per account: its appid, "configured" or "authorized", its status, and the time of the authorization in UTC.
The status is ACTIVE, LACKS_CARDS (no permission for cards), NEEDS_AUTHORIZATION (the access was lost) or UNAUTHORIZED (withdrawn by
the merchant). Reads the store of the server, REDIS_URL or STATE_DIR. Exit code 0: listed, 1: the store cannot be read, 78: invalid
configuration, or no server has used the store.`,
      run: noOptions(async () => (await import('./commands/accounts.js')).accounts()),
    },
  ],
  [
    'authorize',
    {
      options: '[--redirect URL]',
      about: 'let a merchant authorize the third-party platform',
      more: `  --redirect  the public URL of /wechat/component/callback of the server, instead of COMPONENT_REDIRECT_URL

Prints "Desktop: <url>" and "Phone: <url>", the page on which a merchant authorizes, and waits for 15 minutes. The page is valid for
one merchant. The platform opens the desktop page only from a link on the login domain of the third-party platform. When the merchant
has authorized, prints the line of the account, as \`cardgraph accounts\` does. Requires a running server with the same REDIS_URL or
STATE_DIR, which has received a ticket of the platform. Exit code 0: authorized, 1: not authorized in time, or it failed, 78: invalid
configuration, or no server has used the store, 130: Ctrl-C, 143: SIGTERM.`,
      run: async (args) => {
        const options = authorizeOptions(args);
        return (await import('./commands/authorize.js')).authorize(options);
      },
    },
  ],
  [
    'export',
    {
      options: 'cards | rules | stats | events [--from DATE] [--to DATE] [--format jsonl | csv] [--output FILE]',
      about: 'write all cards, pay-gift rules, daily statistics or stored events of an account to a file',
      more: `  --from, --to        first and last day, YYYY-MM-DD in China Standard Time, for stats and events only.
                      Default for stats: the 62 days to yesterday; for events: all
  --format            jsonl (default): one JSON object a line; csv: for spreadsheets
  --output            the file; a second run of the same command continues it after an interruption. Default: stdout
  --account           the appid; default: the first account
  --calls-per-minute  calls to the platform, 1 to 6000; default: 300
  --progress          report the progress every second even if stderr is not a terminal

Configured by the same environment variables as the server, and can run at the same time. Values are those of the graph. Waits
while a quota is used up. Exit code 0: complete, 1: stopped before the end, 3: at the end, but something is missing, 64: invalid
command line, 73: the file cannot be created or continued, 78: invalid configuration. docs/export.md describes the formats.`,
      run: async (args) => {
        const { exportOptions } = await import('./commands/export-options.js');
        const options = exportOptions(args);
        return (await import('./commands/export.js')).exportObjects(options);
      },
    },
  ],
  [
    'schema',
    {
      options: '[--client | --requires-scopes]',
      about: 'print the schema as a federation subgraph',
      more: `  --client           print it without federation, for code generators and other client tools
  --requires-scopes  include the required scopes as @requiresScopes, for a router`,
      run: async (args) => {
        const options = schemaOptions(args);
        return (await import('./commands/schema.js')).schema(options);
      },
    },
  ],
]);

function usage(): string {
  const list = [...COMMANDS].map(([name, { about }]) => `  ${name.padEnd(10)}${about}`);
  return `Usage: cardgraph <command> [options]

${list.join('\n')}

  cardgraph <command> --help   -h  print the help of a command
  cardgraph --version          -V  print the version
`;
}

function usageOf(name: string, { options, about, more }: Command): string {
  return `Usage: cardgraph ${name}${options && ` ${options}`}

${about}

${more}
`;
}

/** Parses the options of a command line. */
function read<const Options extends NonNullable<ParseArgsConfig['options']>>(args: string[], options: Options) {
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function noOptions(run: () => void | Promise<void>): Command['run'] {
  return (args) => {
    read(args, {});
    return run();
  };
}

function doctorOptions(args: string[]) {
  const { 'events-url': eventsUrl } = read(args, { 'events-url': { type: 'string' } });
  return { eventsUrl };
}

function authorizeOptions(args: string[]) {
  const { redirect } = read(args, { redirect: { type: 'string' } });
  if (redirect === undefined || isRedirectUrl(redirect)) return { redirect };
  throw new UsageError(`--redirect: expected ${REDIRECT_URL}, got ${redirect.length} other characters`);
}

function schemaOptions(args: string[]) {
  const values = read(args, {
    client: { type: 'boolean', default: false },
    'requires-scopes': { type: 'boolean', default: false },
  });
  const { client, 'requires-scopes': requiresScopes } = values;
  if (client && requiresScopes) throw new UsageError('--client and --requires-scopes exclude each other');
  return { client, requiresScopes };
}

function emulatorOptions(args: string[]) {
  const values = read(args, {
    port: { type: 'string', default: '4100' },
    'review-seconds': { type: 'string', default: '60' },
    'push-url': { type: 'string' },
  });
  return {
    port: integer('--port', values.port, 65_535),
    reviewSeconds: integer('--review-seconds', values['review-seconds'], 31_536_000),
    pushUrl: values['push-url'] === undefined ? undefined : httpUrl('--push-url', values['push-url']),
  };
}

function httpUrl(option: string, value: string): URL {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url !== undefined && ['http:', 'https:'].includes(url.protocol)) return url;
  throw new UsageError(`${option}: expected an http or https URL, got ${value.length} other characters`);
}

function integer(option: string, value: string, max: number): number {
  if (/^\d{1,9}$/.test(value) && Number(value) <= max) return Number(value);
  throw new UsageError(`${option}: expected an integer from 0 to ${max}, got ${value.length} characters`);
}

async function run(name: string, args: string[]): Promise<void> {
  if (name === '--help' || name === '-h') {
    process.stdout.write(usage());
    return;
  }
  if (name === '--version' || name === '-V') {
    process.stdout.write(`${version()}\n`);
    return;
  }
  const command = COMMANDS.get(name);
  if (command === undefined) {
    process.stderr.write(`Unknown command\n\n${usage()}`);
    process.exitCode = EXIT_USAGE;
    return;
  }
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(usageOf(name, command));
    return;
  }
  try {
    await command.run(args);
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`${error.message}\n\n${usageOf(name, command)}`);
      process.exit(EXIT_USAGE);
    }
    process.stderr.write(`cardgraph ${name} failed: ${error instanceof Error ? error.message : error}\n`);
    process.exit(1);
  }
}

keepTickShape();
const [name = 'serve', ...args] = process.argv.slice(2);
await run(name, args);
