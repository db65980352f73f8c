#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { serve } from './main.js';

const USAGE = `Usage: cardgraph <command>

  serve                                        the GraphQL server, configured by the environment (docs/config.md)
  emulator [--port 4100] [--review-seconds 60] the card platform, emulated
  schema [--requires-scopes]                   prints the schema as a subgraph, with scopes as a router reads them
`;

/** sysexits.h: the command was used wrongly. */
const EXIT_USAGE = 64;

const COMMANDS: Readonly<Record<string, (args: string[]) => void | Promise<void>>> = {
  serve: noOptions(serve),
  emulator,
  schema,
};

function noOptions(run: () => void | Promise<void>): (args: string[]) => void | Promise<void> {
  return (args) => {
    parseArgs({ args, options: {} });
    return run();
  };
}

async function schema(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { 'requires-scopes': { type: 'boolean', default: false } } });
  const { printedSchema } = await import('./schema.js');
  process.stdout.write(printedSchema({ requiresScopes: values['requires-scopes'] }));
}

async function emulator(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { port: { type: 'string', default: '4100' }, 'review-seconds': { type: 'string', default: '60' } },
  });
  const port = wholeNumber('--port', values.port, 65_535);
  const reviewSeconds = wholeNumber('--review-seconds', values['review-seconds'], 31_536_000);
  const { startEmulator } = await import('./emulator/server.js');
  const running = await startEmulator({ port, reviewSeconds });
  process.stdout.write(`Emulator: ${running.url}\n`);
  const stop = () => running.close();
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

function wholeNumber(option: string, value: string, max: number): number {
  if (/^\d{1,9}$/.test(value) && Number(value) <= max) return Number(value);
  throw new TypeError(`${option}: expected a whole number from 0 to ${max}, got ${value.length} characters`);
}

const [name = 'serve', ...args] = process.argv.slice(2);
const command = COMMANDS[name];
if (name === '--help' || name === '-h') {
  process.stdout.write(USAGE);
} else if (command === undefined) {
  process.stderr.write(`Unknown command\n\n${USAGE}`);
  process.exitCode = EXIT_USAGE;
} else {
  try {
    await command(args);
  } catch (error) {
    const wrongUse = error instanceof TypeError;
    process.stderr.write(
      `${wrongUse ? `${error.message}\n\n${USAGE}` : `cardgraph ${name} failed: ${error instanceof Error ? error.message : error}\n`}`,
    );
    process.exit(wrongUse ? EXIT_USAGE : 1);
  }
}
