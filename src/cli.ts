#!/usr/bin/env -S node --min-semi-space-size=64 --max-semi-space-size=64 --no-allocation-site-pretenuring
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ParseArgsConfig, parseArgs } from 'node:util';

/** sysexits.h: the command was used wrongly. */
const EXIT_USAGE = 64;

/** The command line says what no command takes. */
class WrongUse extends Error {}

/** One command. Its module is imported when it runs, so that help and wrong usage load no library. */
interface Command {
  /** What may stand behind its name. */
  readonly options: string;
  /** What it does, in the list of commands. */
  readonly about: string;
  /** What its own help says more. */
  readonly more: string;
  readonly run: (args: string[]) => void | Promise<void>;
}

const COMMANDS: ReadonlyMap<string, Command> = new Map([
  [
    'serve',
    {
      options: '',
      about: 'the GraphQL server; the default command',
      more: `The environment is its only configuration: docs/config.md has every variable. Without an account it starts the emulator
and answers from demo data. Prints "GraphQL: <url>" when it is there. SIGTERM ends it, SIGHUP has files read again.`,
      run: noOptions(async () => (await import('./commands/serve.js')).serve()),
    },
  ],
  [
    'doctor',
    {
      options: '',
      about:
        'checks the configuration and what it leads to: platform, tokens, clock, issuer, Redis, persisted operations',
      more: `One line for each check: ok, warn, fail or skip, its name, what was found, and behind the arrow what to do. Takes 10 s at
the most, calls no card API, forces no token. Exit code 0: nothing failed, 1: something did, 78: the configuration is wrong.`,
      run: noOptions(async () => (await import('./commands/doctor.js')).doctor()),
    },
  ],
  [
    'emulator',
    {
      options: '[--port 4100] [--review-seconds 60]',
      about: 'the card platform, emulated',
      more: `  --port            0 to 65535; 0 takes any free one
  --review-seconds  how long a review takes

Prints "Emulator: <url>" when it is there. What it does and does not do: docs/emulator.md.`,
      run: async (args) => {
        const options = emulatorOptions(args);
        return (await import('./commands/emulator.js')).emulator(options);
      },
    },
  ],
  [
    'schema',
    {
      options: '[--client | --requires-scopes]',
      about: 'prints the schema as a subgraph',
      more: `  --client           without federation, for code generators and other tools of clients
  --requires-scopes  with the scopes in @requiresScopes, as a router reads them`,
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

  cardgraph <command> --help   -h  what a command takes
  cardgraph --version          -V  the version
`;
}

function usageOf(name: string, { options, about, more }: Command): string {
  return `Usage: cardgraph ${name}${options && ` ${options}`}

${about}

${more}
`;
}

/** Of package.json, which stands beside dist in a checkout, a package and an image. */
function version(): string {
  return JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')).version;
}

/** The options of a command line. */
function read<const Options extends NonNullable<ParseArgsConfig['options']>>(args: string[], options: Options) {
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new WrongUse((error as Error).message);
  }
}

function noOptions(run: () => void | Promise<void>): Command['run'] {
  return (args) => {
    read(args, {});
    return run();
  };
}

function schemaOptions(args: string[]) {
  const values = read(args, {
    client: { type: 'boolean', default: false },
    'requires-scopes': { type: 'boolean', default: false },
  });
  const { client, 'requires-scopes': requiresScopes } = values;
  if (client && requiresScopes) throw new WrongUse('--client and --requires-scopes exclude each other');
  return { client, requiresScopes };
}

function emulatorOptions(args: string[]) {
  const values = read(args, {
    port: { type: 'string', default: '4100' },
    'review-seconds': { type: 'string', default: '60' },
  });
  return {
    port: wholeNumber('--port', values.port, 65_535),
    reviewSeconds: wholeNumber('--review-seconds', values['review-seconds'], 31_536_000),
  };
}

function wholeNumber(option: string, value: string, max: number): number {
  if (/^\d{1,9}$/.test(value) && Number(value) <= max) return Number(value);
  throw new WrongUse(`${option}: expected a whole number from 0 to ${max}, got ${value.length} characters`);
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
    if (error instanceof WrongUse) {
      process.stderr.write(`${error.message}\n\n${usageOf(name, command)}`);
      process.exit(EXIT_USAGE);
    }
    process.stderr.write(`cardgraph ${name} failed: ${error instanceof Error ? error.message : error}\n`);
    process.exit(1);
  }
}

const [name = 'serve', ...args] = process.argv.slice(2);
await run(name, args);
